#!/usr/bin/env bash
# Puts public WeChat client libraries, at exact versions, where test/clients/ finds them: npm's, PyPI's and Maven's, and the
# Java driver compiled against them. Prints the folder, alone, on standard output. The second run finds everything there.
set -euo pipefail
cd "$(dirname "$0")/.."
sources=$PWD/test/clients

say() { printf '%s\n' "clients: $*" >&2; }
fail() {
  say "$*"
  exit 1
}

cache_folder() {
  local wanted=${TAGCAST_TEST_CACHE:-${HOME:+$HOME/.cache/tagcast}}
  if [ -n "$wanted" ] && mkdir -p "$wanted" 2>/dev/null && [ -w "$wanted" ]; then
    echo "$wanted/clients"
  else
    echo "/tmp/tagcast-cache-$(id -u)/clients"
  fi
}

# need <command that must work> <what for> <Debian packages…>
need() {
  local works=$1 purpose=$2
  shift 2
  if bash -c "$works" >/dev/null 2>&1; then return; fi
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || fail "$purpose: install $* (not root on Debian, so this script cannot)"
  say "installing $* from Debian's packages"
  export DEBIAN_FRONTEND=noninteractive
  if [ -z "${lists_are_new:-}" ]; then apt-get update -qq >&2 && lists_are_new=1; fi
  apt-get install -y -qq --no-install-recommends "$@" >/dev/null || fail "$purpose: $* could not be installed"
  bash -c "$works" >/dev/null 2>&1 || fail "$purpose: $* were installed, but '$works' still fails"
}

# once <folder> <hash of what it is made from> <function that fills the folder given to it>
once() {
  local folder=$1 wanted=$2 make=$3
  if [ "$(cat "$folder/.made-from" 2>/dev/null)" = "$wanted" ]; then return; fi
  rm -rf "$folder"
  mkdir -p "$folder"
  "$make" "$folder"
  echo "$wanted" >"$folder/.made-from"
}

hash_of() { cat "$@" scripts/provision-clients.sh | sha256sum | cut -d' ' -f1; }

make_node() {
  say "installing $(grep -c @ "$sources/node/packages.txt") npm packages"
  echo '{"private":true}' >"$1/package.json"
  # With every package of the tree named at its version, nothing is left for npm to choose.
  xargs npm install --prefix "$1" --save-exact --ignore-scripts --no-audit --no-fund --loglevel=error <"$sources/node/packages.txt" >/dev/null ||
    fail "npm packages of test/clients/node/packages.txt could not be installed"
}

make_python() {
  say "installing Python packages"
  python3 -m venv "$1" >&2
  "$1/bin/python" -m pip install --quiet --no-deps --requirement "$sources/python/requirements.txt" >&2 ||
    fail "Python packages of test/clients/python/requirements.txt could not be installed"
  "$1/bin/python" -m pip check >&2 || fail "test/clients/python/requirements.txt does not hold all that its packages need"
}

make_java_libraries() {
  say "fetching Maven artifacts"
  mvn -B -q -Dstyle.color=never -f "$sources/java/pom.xml" -Dmaven.repo.local="$1/repository" dependency:copy-dependencies -DoutputDirectory="$1/lib" >&2 ||
    fail "artifacts of test/clients/java/pom.xml could not be fetched"
}

make_java_driver() {
  say "compiling the Java driver"
  javac -encoding UTF-8 -cp "$cache/java-libraries/lib/*" -d "$1" "$sources"/java/*.java >&2 || fail "the Java driver does not compile"
}

cache=$(cache_folder)
mkdir -p "$cache"
# Two runs at once would tear each other's folders down.
exec 9>"$cache/.lock" && flock 9

once "$cache/node" "$(hash_of "$sources/node/packages.txt") $(node --version)" make_node

need "python3 -c 'import ensurepip, venv'" "wechatpy needs Python" python3 python3-venv
once "$cache/python" "$(hash_of "$sources/python/requirements.txt") $(python3 --version)" make_python

need "javac -version" "weixin-java-mp needs a JDK" default-jdk-headless
once_mvn() { need "mvn -version" "weixin-java-mp needs Maven" maven && make_java_libraries "$1"; }
once "$cache/java-libraries" "$(hash_of "$sources/java/pom.xml")" once_mvn
once "$cache/java-driver" "$(hash_of "$sources/java/pom.xml" "$sources"/java/*.java) $(javac -version 2>&1)" make_java_driver

echo "$cache"
