# Words and stamps that the other scripts share. Sourced; expects to stand in the project's root.

step() { printf '\n== %s\n' "$*"; }

# The reason and what to do about it, in one line.
fail() {
  printf 'wanjia: %s\n' "$*" >&2
  exit 1
}

# A stamp holds the hash of everything a step was made from. It lives in .venv, so a removed .venv makes all steps run again.
stamps=.venv/stamps

hash_of() {
  find "$@" -type f -not -name '*.mo' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

# is_fresh NAME PRODUCT INPUT…: was PRODUCT made from these very inputs?
is_fresh() {
  local name=$1 product=$2
  shift 2
  [ -e "$product" ] && [ -f "$stamps/$name" ] && [ "$(cat "$stamps/$name")" = "$(hash_of "$@")" ]
}

# mark NAME INPUT…: to be said after the step has succeeded.
mark() {
  local name=$1
  shift
  mkdir -p "$stamps"
  hash_of "$@" >"$stamps/$name"
}

is_root() { [ "$(id -u)" = 0 ]; }

# need_apt PACKAGE…: installs them when root on a Debian, else says in one line how.
need_apt() {
  if ! is_root || ! command -v apt-get >/dev/null; then
    fail "missing: $*. Install with: sudo apt-get install $*"
  fi
  step "apt-get install $*"
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq update </dev/null && apt-get -qq install --no-install-recommends -y "$@" </dev/null >/dev/null ||
    fail "apt-get could not install: $*"
}
