#!/usr/bin/env bash
# usage: start-versitygw.sh <folder> <port>
# Starts versitygw on loopback over a folder, and waits until it answers. `pid` in the folder is its process id.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1 port=$2
server=$(bash scripts/provision-versitygw.sh)
mkdir -p "$folder/data" "$folder/sidecar"
# Objects' headers beside the files: not every file system keeps extended attributes.
ROOT_ACCESS_KEY=tagcast ROOT_SECRET_KEY=tagcast-secret "$server" --port "127.0.0.1:$port" --health /health --keep-alive --quiet posix \
  --sidecar "$folder/sidecar" "$folder/data" >"$folder/server.log" 2>&1 &
echo $! >"$folder/pid"
answers() { node -e 'fetch(process.argv[1]).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))' "$1"; }
for _ in $(seq 120); do
  if answers "http://127.0.0.1:$port/health"; then exit 0; fi
  kill -0 "$(cat "$folder/pid")" 2>/dev/null || break
  sleep 0.25
done
cat "$folder/server.log" >&2
exit 1
