#!/usr/bin/env bash
# All checks, the quick ones first; pytest last, so that its closing line ends the output. Stops at the first failure.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

scripts/setup.sh
scripts/browser.sh
scripts/lint.sh
. scripts/node.sh
step "Front-end tests"
npm run --prefix frontend --silent test </dev/null
step "Tests"
exec .venv/bin/pytest -n 2 ${PYTEST_ARGS:-}
