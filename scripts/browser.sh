#!/usr/bin/env bash
# What the browser tests drive: Debian's Chromium, and a Chinese font so that its screenshots show words, not boxes.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

missing=()
command -v chromium >/dev/null || missing+=(chromium)
if ! command -v fc-list >/dev/null || [ -z "$(fc-list :lang=zh-cn file)" ]; then
  missing+=(fonts-noto-cjk)
fi
[ ${#missing[@]} -eq 0 ] || need_apt "${missing[@]}"
