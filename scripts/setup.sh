#!/bin/sh
# Makes this checkout ready to run: system libraries, fonts, and .venv with the locked Python packages.
#
#   scripts/setup.sh          what the program needs
#   scripts/setup.sh tests    also what only the tests need (LibreOffice, poppler-utils, Chromium)
#
# Looks at what is there and adds what is missing, so a second run changes nothing and takes well under a
# second. Only a Python that cannot be set up is an error; a missing font or library is a warning, for the
# program runs without it, only worse (`disclosegen doctor` says how much worse).
# Variables: PYTHON (interpreter to use), XDG_DATA_HOME (where the user's fonts are).
set -eu
cd "$(dirname "$0")/.."

for_tests=${1:-}
case ${OS:-} in
    Windows_NT) bin=.venv/Scripts ;;
    *) bin=.venv/bin ;;
esac
HOME=${HOME:-/root} # a build server may leave it out
export HOME
font_dir=${XDG_DATA_HOME:-$HOME/.local/share}/fonts/disclosegen
font_deb=texlive-lang-chinese
tmp=

say() { printf '%s\n' "$*"; }
warn() { printf '注意：%s\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }
cleanup() { if [ -n "$tmp" ]; then rm -rf "$tmp"; fi; }
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
scratch() { if [ -z "$tmp" ]; then tmp=$(mktemp -d); chmod 755 "$tmp"; fi; }

# ---------------------------------------------------------------- system packages (Debian, Ubuntu)

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"
    elif have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        sudo env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"
    else
        return 126
    fi
}

apt_updated=false
apt_update() { # once a run; another apt may hold the lists for a while
    $apt_updated && return 0
    for pause in 5 15 30 0; do
        if as_root apt-get -qq update >"$tmp/apt.log" 2>&1; then
            apt_updated=true
            return 0
        fi
        grep -qi 'could not get lock' "$tmp/apt.log" || return 1
        sleep "$pause"
    done
    return 1
}

not_installed() { # prints those of the named packages that dpkg does not have
    # shellcheck disable=SC2016
    installed=" $(dpkg-query -W -f='${db:Status-Status}:${Package}\n' "$@" 2>/dev/null |
        sed -n 's/^installed://p' | tr '\n' ' ') "
    for package in "$@"; do
        case $installed in
            *" $package "*) ;;
            *) printf '%s ' "$package" ;;
        esac
    done
}

apt_install() { # installs the named packages; false, with a warning, where that cannot be done
    say "安装系统组件：$*"
    scratch
    if [ "$(id -u)" -ne 0 ] && ! have sudo; then
        warn "没有管理员权限。请管理员执行：apt-get install -y $*"
        return 1
    fi
    apt_update || warn "软件源目录更新失败（网络不通，或没有管理员权限），按现有目录继续。"
    known=
    for package in "$@"; do
        if LC_ALL=C.UTF-8 apt-cache policy "$package" 2>/dev/null | grep -q 'Candidate: [^(]'; then
            known="$known $package"
        else
            warn "本系统的软件源中没有 $package，跳过。"
        fi
    done
    [ -n "$known" ] || return 1
    # shellcheck disable=SC2086
    if ! as_root apt-get -qq -y -o DPkg::Lock::Timeout=600 install \
        --no-install-recommends $known >"$tmp/apt.log" 2>&1; then
        tail -n 5 "$tmp/apt.log" >&2
        warn "系统组件没有装上。请管理员执行：apt-get install -y$known"
        return 1
    fi
}

system_packages() {
    wanted="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk fonts-arphic-ukai"
    if [ "$for_tests" = tests ]; then
        have pdftotext || wanted="$wanted poppler-utils"
        have chromedriver || wanted="$wanted chromium chromium-driver"
        # With or without a screen of its own, LibreOffice keeps Writer and Calc in these libraries.
        [ -e /usr/lib/libreoffice/program/libswlo.so ] || wanted="$wanted libreoffice-writer-nogui"
        [ -e /usr/lib/libreoffice/program/libsclo.so ] || wanted="$wanted libreoffice-calc-nogui"
    fi
    # shellcheck disable=SC2086
    missing=$(not_installed $wanted)
    # shellcheck disable=SC2086
    if [ -n "$missing" ]; then apt_install $missing || true; fi
}

# ---------------------------------------------------------------- 仿宋: FandolFang out of TeX Live's package

fangsong_is_here() {
    [ -s "$font_dir/FandolFang-Regular.otf" ] && return 0
    have fc-list && [ -n "$(fc-list 'FangSong' family 2>/dev/null)$(fc-list '仿宋_GB2312' family 2>/dev/null)" ]
}

fangsong() { # one font of 7 MB is kept of a package of 49 MB, which is not installed
    fangsong_is_here && return 0
    say "下载仿宋替代字体 FandolFang（约 49 MB，只留 7 MB）"
    scratch
    if ! { fetch_fangsong || { apt_update && fetch_fangsong; }; }; then
        warn "仿宋字体下载失败，正文改用 Noto Serif CJK SC；联网后再执行一次 make setup 即可。"
        warn "The FangSong font could not be fetched; Noto Serif CJK SC stands in. Run make setup again later."
    fi
}

fetch_fangsong() {
    # The sandbox user of apt may not write here; that warning of apt is of no interest.
    (cd "$tmp" && apt-get -qq download "$font_deb" >fang.log 2>&1) || return 1
    dpkg -x "$tmp/$font_deb"_*.deb "$tmp/tex" || return 1
    font=$(find "$tmp/tex" -name FandolFang-Regular.otf | head -n 1)
    [ -n "$font" ] || return 1
    mkdir -p "$font_dir"
    # Its licence travels with it: GPL with the font exception.
    find "$tmp/tex" -path '*fandol/*' \( -name 'COPYING*' -o -name README \) -exec cp {} "$font_dir/" \;
    if [ -e "$font_dir/COPYING.gz" ]; then gzip -df "$font_dir/COPYING.gz"; fi
    cp "$font" "$font_dir/.new.otf" && mv "$font_dir/.new.otf" "$font_dir/FandolFang-Regular.otf"
    rm -rf "$tmp/tex" "$tmp/$font_deb"_*.deb
    if have fc-cache; then fc-cache "$font_dir" 2>/dev/null || true; fi
}

# ---------------------------------------------------------------- other systems: say what to do by hand

by_hand() {
    case $(uname -s) in
        Darwin)
            say "macOS 还需手工安装（已装可略）："
            say "  brew install pango fontconfig harfbuzz"
            say "  brew install --cask font-noto-sans-cjk-sc font-noto-serif-cjk-sc"
            say "  Python 不是 Homebrew 所装的，运行前另设 DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib"
            ;;
        MINGW* | MSYS* | CYGWIN*)
            say "Windows 还需手工安装（已装可略）：先装 MSYS2，在其窗口中执行"
            say "  pacman -S mingw-w64-x86_64-pango"
            say "仿宋、楷体、黑体、宋体 Windows 自带；方正小标宋简体请按本单位授权安装。"
            ;;
        *)
            say "本系统没有 apt，还需用本系统的软件管理器安装（已装可略）："
            say "  Pango、HarfBuzz、fontconfig、Noto Sans CJK SC、Noto Serif CJK SC、AR PL UKai、FandolFang"
            ;;
    esac
    if [ "$for_tests" = tests ] && ! { have soffice && have chromedriver; }; then
        say "测试还会用到 LibreOffice、poppler（pdftotext）、Chromium 和 chromedriver；没有时相关测试会跳过并说明原因。"
    fi
}

# ---------------------------------------------------------------- Python

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            printf '%s' "$candidate"
            return 0
        fi
    done
    return 1
}

usable_python() { # sets $python to one that can make a virtual environment
    if ! python=$(find_python) && have apt-get; then
        apt_install python3 python3-venv || true
        python=$(find_python) || true
    fi
    if [ -z "$python" ]; then
        say "需要 Python 3.11 或更高版本，请安装后再执行 make setup（或 make setup PYTHON=解释器路径）。" >&2
        exit 1
    fi
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null && have apt-get; then
        apt_install "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" || true
    fi
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        say "$python 缺少 venv 组件，请管理员安装 python3-venv 后再执行 make setup。" >&2
        exit 1
    fi
}

pip_install() {
    if ! "$bin/python" -m pip install -q --disable-pip-version-check --no-input "$@"; then
        say "Python 包没有装上（原因见上，多半是网络不通）；排除后再执行 make setup。" >&2
        exit 1
    fi
}

python_part() {
    # The folder is part of both stamps: an environment that was moved does not work.
    lock_sum=$({ pwd; cat requirements.lock; } | cksum)
    project_sum=$({ pwd; cat pyproject.toml; } | cksum)
    if [ "$(cat .venv/lock.stamp 2>/dev/null)" != "$lock_sum" ] || ! "$bin/python" -c '' 2>/dev/null; then
        usable_python
        say "建立 Python 环境（.venv）"
        "$python" -m venv --clear .venv
        pip_install --require-hashes -r requirements.lock
        printf '%s\n' "$lock_sum" >.venv/lock.stamp
    fi
    if [ "$(cat .venv/project.stamp 2>/dev/null)" != "$project_sum" ] || ! ls "$bin"/disclosegen* >/dev/null 2>&1; then
        say "安装 disclosegen"
        pip_install --no-deps --no-build-isolation -e .
        printf '%s\n' "$project_sum" >.venv/project.stamp
        if ! have apt-get; then by_hand; fi
        say "环境已就绪：$bin/disclosegen"
    fi
    "$bin/python" -m compileall -q disclosegen || true # once, not at every start where Python may not write
}

if have apt-get && have dpkg-query; then
    system_packages
    fangsong
fi
python_part
