#!/usr/bin/env bash
# .venv with everything that requirements-dev.lock names, and wanjia itself.
# One environment for running and testing: the development lock holds the product's packages in the same versions,
# and two environments, or one that changes with the command, would make `make run` and `make test` undo each other.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

lock=requirements-dev.lock
inputs=("$lock" pyproject.toml)

find_python() {
  local name
  for name in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  return 1
}

make_venv() {
  local python
  python=$(find_python) || { need_apt python3; python=$(find_python) || fail "Python 3.11 or newer is needed"; }
  if command -v uv >/dev/null; then
    UV_PYTHON_DOWNLOADS=never uv venv --quiet --clear --python "$python" .venv
    return
  fi
  # Debian splits ensurepip off; without it `-m venv` leaves half an environment
  "$python" -c 'import ensurepip, venv' 2>/dev/null || need_apt python3-venv
  "$python" -m venv --clear .venv
}

# The version that the lock names, checked by its hash: nothing outside .venv is touched.
fetch_uv() {
  [ -x .venv/bin/pip ] || .venv/bin/python -m ensurepip >/dev/null
  sed -n '/^uv==/,/^[^ ]/{/^uv==/p;/^ /p;}' "$lock" >.venv/uv.txt
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .venv/uv.txt
}

if is_fresh python .venv/bin/wanjia "${inputs[@]}" && .venv/bin/python -c '' 2>/dev/null; then
  exit 0
fi
step "Python packages"
.venv/bin/python -c '' 2>/dev/null || make_venv
if command -v uv >/dev/null; then
  uv=uv
else
  [ -x .venv/bin/uv ] || fetch_uv
  uv=.venv/bin/uv
fi
# the certificates of this machine, as pip and npm use: offices often stand behind a proxy that has its own
export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1
export VIRTUAL_ENV=$PWD/.venv
"$uv" pip sync --quiet --require-hashes "$lock"
# setuptools is in the lock, so building needs no environment of its own with unlocked packages
"$uv" pip install --quiet --no-deps --no-build-isolation -e .
mark python "${inputs[@]}"
