# What one does with this checkout. `make` alone prints the list.
# On Windows use the shell of Git for Windows or MSYS2.

BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
SETUP := sh scripts/setup.sh
# The tool that writes requirements.lock; a version of its own, so that the same input gives the same lock.
UV := uv==0.13.8

.PHONY: help setup demo test fuzz bench mutate laws lint lock clean
export PYTHON

help:
	@echo "make setup   准备环境（系统组件、字体、.venv），可重复执行"
	@echo "make demo    用 samples/ 中的样例工作簿生成 Word 和 PDF，放入 out/"
	@echo "make test    运行测试（会安装 LibreOffice 和 Chromium）"
	@echo "make fuzz    用一万份损坏的工作簿考验读取和检查，再把生成中途掐断一百次"
	@echo "make bench   测速（会安装 LibreOffice）"
	@echo "make mutate  在样例里逐个造错，看检查查出多少；ARGS='--kit … --count … --seed …'"
	@echo "             ARGS=--text：改错公布文本里的一个数，看审核查出多少"
	@echo "make laws    随机造出正确的表格，看检查会不会误报；ARGS='--count … --seed …'"
	@echo "             ARGS=--back：看公布的文件能不能原样读回、审核会不会误报"
	@echo "make lint    检查代码风格"
	@echo "make lock    重新生成 requirements.lock；加 UPGRADE=1 则升级各包"
	@echo "make clean   删除生成的文件和缓存（保留 .venv）"

setup:
	@$(SETUP)

demo: setup
	@failed=; for book in samples/*.xlsx; do \
	    [ -e "$$book" ] || { echo "samples/ 中没有工作簿"; exit 1; }; \
	    echo "生成：$$book"; \
	    $(BIN)/disclosegen build "$$book" -o out/ || failed="$$failed $$book"; \
	done; \
	echo "生成的文件："; find out -type f | sort; \
	if [ -n "$$failed" ]; then echo "未能生成：$$failed"; exit 1; fi

test:
	@$(SETUP) tests
	@echo "运行测试"
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile

fuzz:
	@$(SETUP) tests
	@echo "用损坏的工作簿考验"
	@$(BIN)/python -m tests.fuzz $(FUZZ)

bench:
	@$(SETUP) tests
	@echo "测速"
	@$(BIN)/python -m benchmarks.run

mutate: setup
	@$(BIN)/python -m tests.mutation $(ARGS)

laws: setup
	@$(BIN)/python -m tests.laws $(ARGS)

lint: setup
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format -q --check .
	@echo "代码风格检查通过"

lock:
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && \
	$${PYTHON:-python3} -m venv "$$tmp" && "$$tmp/bin/pip" install -q --disable-pip-version-check "$(UV)" && \
	"$$tmp/bin/uv" pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	    --generate-hashes --no-annotate --no-config --custom-compile-command "make lock" \
	    $(if $(UPGRADE),--upgrade) --quiet -o requirements.lock >/dev/null && \
	if grep -n '://' requirements.lock; then echo "锁定文件中不应有网址"; exit 1; fi
	@echo "已更新 requirements.lock"

clean:
	@rm -rf out build dist .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
