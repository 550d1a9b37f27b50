#!/usr/bin/env bash
# Everything that `wanjia` needs, from a clean checkout: packages, front-end, translations. A second call only looks.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

scripts/python.sh

built=src/wanjia/web/static/built/console/console.js
modules=(frontend/package.json frontend/package-lock.json frontend/.npmrc)
field=src/wanjia/field/static/field/sw.js
# the worker of the field app knows the revision of the pages, so they are sources too
pages=(src/wanjia/field/templates src/wanjia/field/shell.py src/wanjia/platform/markup.py)
sources=("${modules[@]}" frontend/console frontend/field frontend/vite*.ts "${pages[@]}")

is_built() { [ -e "$field" ] && is_fresh frontend "$built" "${sources[@]}"; }

if ! is_fresh modules frontend/node_modules/vite "${modules[@]}" || ! is_built; then
  . scripts/node.sh
fi
if ! is_fresh modules frontend/node_modules/vite "${modules[@]}"; then
  step "Front-end packages"
  npm ci --prefix frontend --no-progress --loglevel=error </dev/null
  mark modules "${modules[@]}"
fi
if ! is_built; then
  step "Front-end"
  npm run --prefix frontend --silent build </dev/null
  mark frontend "${sources[@]}"
fi

catalogs=$(find src/wanjia -name '*.po')
for po in $catalogs; do
  name=messages-$(echo "$po" | tr / -)
  if ! is_fresh "$name" "${po%.po}.mo" "$po"; then
    step "Translations $po"
    .venv/bin/python scripts/messages.py compile "$po"
    mark "$name" "$po"
  fi
done
