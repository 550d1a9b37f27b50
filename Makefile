# wanjia 万家. `make help` lists the commands; scripts/ holds what they do.

.DEFAULT_GOAL := help
.PHONY: help setup run test lint fix lock messages glossary

uv = $(shell command -v uv || echo .venv/bin/uv)
compile = $(uv) pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11

help: ## 列出命令 | list the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\) | \(.*\)/\1\t\2\t\3/p' Makefile | while IFS='	' read -r name zh en; do \
		printf '  make %-9s %s / %s\n' "$$name" "$$zh" "$$en"; done

setup: ## 装好一切，不启动 | install everything, start nothing
	@scripts/setup.sh

run: ## 装好，载入演示街道，打开服务；PORT=8001 换端口 | set up, load the demo world, serve; PORT=8001 for another port
	@scripts/run.sh

test: ## 全部检查和测试 | all checks and tests
	@scripts/test.sh

lint: setup ## 只看代码，不运行 | check without running
	@scripts/lint.sh

fix: setup ## 整理格式和能自动改的 | format, and repair what can be repaired
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

lock: setup ## 按 requirements*.in 更新锁文件 | renew the locks from requirements*.in
	@$(compile) requirements-dev.in -o requirements-dev.lock >/dev/null
	@$(compile) -c requirements-dev.lock requirements.in -o requirements.lock >/dev/null

messages: setup ## 把新句子收进译文目录 | collect new strings into the catalogs
	@.venv/bin/python scripts/messages.py collect

glossary: setup ## 由代码更新词汇表和错误代码表 | renew GLOSSARY.md and docs/errors.md from the code
	@.venv/bin/python scripts/glossary.py
	@.venv/bin/python scripts/errors_doc.py
