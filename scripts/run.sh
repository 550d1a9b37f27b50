#!/usr/bin/env bash
# The demo world on PORT, 8000 unless said otherwise. Keeps its data from one call to the next.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

port=${PORT:-8000}
if ! [[ $port =~ ^[0-9]{1,5}$ ]] || ((port < 1 || port > 65534)); then
  fail "PORT must be a number from 1 to 65534, not '$port'"
fi
scripts/setup.sh
# looked at before the demo world is loaded: nobody should wait a minute to learn this
.venv/bin/python - "$port" <<'PY' || fail "port $port is taken. Another one: PORT=$((port + 1)) make run"
import socket, sys

with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(sys.argv[1])))
    except OSError:
        sys.exit(1)
PY
.venv/bin/wanjia demo --if-empty
exec .venv/bin/wanjia serve --port "$port"
