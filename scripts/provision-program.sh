#!/usr/bin/env bash
# usage: provision-program.sh <Debian package> <path in it>
# Prints where the program is. Out of Debian's package, unpacked and not installed: installed, nginx and Prometheus would start servers
# that nobody asked for. One that the machine has already is taken.
set -euo pipefail
package=$1 path=$2
name=$(basename "$path")

if command -v "$name" || PATH=/usr/sbin:/sbin command -v "$name"; then exit 0; fi
cache=${TAGCAST_TEST_CACHE:-${HOME:+$HOME/.cache/tagcast}}
cache=${cache:-/var/tmp/tagcast-cache-$(id -u)}/programs
fail() {
  echo "$name: $*" >&2
  exit 1
}
if [ ! -x "$cache/$name" ]; then
  command -v apt-get >/dev/null || fail "install it (this is no Debian, so this script cannot)"
  echo "Fetching $name from Debian's packages …" >&2
  folder=$(mktemp -d /var/tmp/tagcast-program.XXXXXX)
  trap 'rm -rf "$folder"' EXIT
  cd "$folder"
  if [ "$(id -u)" = 0 ]; then apt-get update -qq >&2; fi
  # Its own sandbox user may not write here, and says so.
  apt-get download -qq "$package" >&2 2>/dev/null || fail "package $package could not be fetched"
  dpkg -x "$package"_*.deb unpacked
  mkdir -p "$cache"
  mv "unpacked/$path" "$cache/$name"
fi
missing=$(ldd "$cache/$name" | awk '/not found/ { print $1 }')
[ -z "$missing" ] || fail "install what it needs: $missing"
echo "$cache/$name"
