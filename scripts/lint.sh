#!/usr/bin/env bash
# Everything that reads the code without running it.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh
. scripts/node.sh

step "Format"
.venv/bin/ruff format --check .
step "Lint"
.venv/bin/ruff check .
step "Types"
.venv/bin/mypy
step "Import contracts"
.venv/bin/lint-imports
step "Translations complete"
.venv/bin/python scripts/messages.py check
step "Front-end types"
npm run --prefix frontend --silent check
