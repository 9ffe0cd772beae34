#!/usr/bin/env bash
# usage: start-redis.sh <folder> <port> <password> [further settings of redis-server…]
# Starts a Redis on loopback that keeps nothing on disk, and waits until it answers. `pid` in the folder is its process id.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1 port=$2 password=$3
shift 3
bash scripts/provision-redis.sh
mkdir -p "$folder"
printf 'requirepass %s\nmasterauth %s\n' "$password" "$password" >"$folder/redis.conf"
chmod 600 "$folder/redis.conf"
redis-server "$folder/redis.conf" --bind 127.0.0.1 --port "$port" --dir "$folder" --save "" --appendonly no "$@" >"$folder/server.log" 2>&1 &
echo $! >"$folder/pid"
for _ in $(seq 200); do
  if [ "$(REDISCLI_AUTH=$password redis-cli -p "$port" ping 2>/dev/null)" = PONG ]; then exit 0; fi
  kill -0 "$(cat "$folder/pid")" 2>/dev/null || break
  sleep 0.05
done
cat "$folder/server.log" >&2
exit 1
