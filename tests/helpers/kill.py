"""Programs that are killed while they write: at each of their file operations, or at any moment.

In: what to run and the folder that it writes to.  Out: what each killing left behind.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

Files = Mapping[str, bytes]

WRITER = """
import os, resource, signal, sys
from pathlib import Path
from disclosegen.render.output import write_whole

folder, at = Path(sys.argv[1]), 0
old = {folder / name: data for name, data in (("甲.docx", b"old word" * 9000), ("甲.pdf", b"old pdf" * 9000))}
new = {path: data.replace(b"old", b"new") for path, data in old.items()} | {folder / "甲.html": b"new page" * 9000}

def dying(moment):
    # Die at the n-th file operation, just before it; every other time a write dies half way.
    left = [moment]
    def count(event, arguments):
        if event in ("open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.listdir", "os.scandir", "fsync"):
            left[0] -= 1
            if left[0] < 0:
                os._exit(9)
    sys.addaudithook(count)
    sync = os.fsync
    os.fsync = lambda handle: (sys.audit("fsync"), sync(handle))
    write_whole(new)
    os._exit(0)

def short(size):
    # Die in the middle of a write: the system kills who writes more than it may.
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    write_whole(new)
    os._exit(0)

def run(child, argument):
    number = os.fork()
    if not number:
        child(argument)
    return os.waitpid(number, 0)[1]

for moment in range(1000):
    for path in folder.iterdir():
        path.unlink()
    for path, data in old.items():
        path.write_bytes(data)
    ended = run(dying, moment)
    print(moment, ended, {path.name: path.read_bytes()[:3].decode() + str(len(path.read_bytes())) for path in sorted(folder.iterdir())}, sep="\\t")
    if ended == 0:
        break
    write_whole(new)
    print("again", 0, {path.name: path.read_bytes()[:3].decode() + str(len(path.read_bytes())) for path in sorted(folder.iterdir())}, sep="\\t")
for size in (0, 1, 30000, 63000, 71000):
    for path in folder.iterdir():
        path.unlink()
    for path, data in old.items():
        path.write_bytes(data)
    print("short", run(short, size), {path.name: path.read_bytes()[:3].decode() + str(len(path.read_bytes())) for path in sorted(folder.iterdir())}, sep="\\t")
"""


def at_every_operation(folder: Path) -> Iterator[tuple[str, int, dict[str, str]]]:
    """Kill ``write_whole`` before each of its file operations: moment, how it ended, start and length of every file."""
    import ast

    answer = subprocess.run([sys.executable, "-c", WRITER, str(folder)], capture_output=True, text=True, check=True)
    for line in answer.stdout.splitlines():
        moment, ended, files = line.split("\t")
        yield moment, int(ended), ast.literal_eval(files)


def build_command(workbook: Path, folder: Path, formats: str = "docx,html") -> list[str]:
    """The command line of a build."""
    return [sys.executable, "-m", "disclosegen", "build", str(workbook), "-o", str(folder), "--format", formats]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def kill_at(command: list[str], seconds: float) -> bool:
    """Start a command and kill it after so many seconds; whether it had ended before."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False
    return True


def kill_while_writing(command: list[str], folder: Path, seconds: float) -> bool:
    """Start a command and kill it so many seconds after it touches a folder; whether it had ended before."""
    before = set(os.listdir(folder))
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and set(os.listdir(folder)) == before:
        time.sleep(0.0005)
    time.sleep(seconds)
    ended = process.poll() is not None
    process.kill()
    process.wait()
    return ended


def killings(
    workbook: Path, folder: Path, old: Files, new: Files, times: int
) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Kill a build over old output so many times: spread over its run, and as many while it writes; what each left.

    After each, what is left is put right: the old files alone.
    """
    command = build_command(workbook, folder)
    _put(folder, old)
    start = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    length = time.monotonic() - start
    for number in range(times):
        _put(folder, old)
        if number % 2:
            late = kill_while_writing(command, folder, 0.0004 * (number // 2))
        else:
            late = kill_at(command, length * (number + 1) / times)
        left = contents(folder)
        seen = {name: data for name, data in left.items() if not name.startswith(".")}
        yield ("ended" if late else "killed"), seen
    assert set(contents(folder)) >= set(new)


def _put(folder: Path, files: Files) -> None:
    for path in folder.iterdir():
        path.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
