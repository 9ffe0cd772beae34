#!/usr/bin/env bash
# usage: start-nginx.sh <nginx> <new folder> <port> <host:port of an api>…
# Starts nginx (the program's path) with deploy/nginx on loopback, as a machine (machine.sh) with everything of its own in the folder.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$1 folder=$2 port=$3
shift 3
mkdir -p "$folder"
# Started as root, its workers are another user.
chmod 755 "$folder"
sed -e "s#/tmp/#$folder/#; s#listen 8080;#listen 127.0.0.1:$port;#; s#/dev/stdout#$folder/access.log#" deploy/nginx/nginx.conf >"$folder/nginx.conf"
{
  echo "upstream tagcast {"
  printf '    server %s max_fails=0;\n' "$@"
  echo "}"
} >"$folder/upstream.conf"
echo "exec $(printf '%q ' "$program" -p "$folder" -c "$folder/nginx.conf" -e "$folder/error.log" -g "daemon off;")" >"$folder/run"
# What nginx answers by itself.
echo "404 http://127.0.0.1:$port/metrics" >"$folder/ready"
exec bash scripts/machine.sh start "$folder"
