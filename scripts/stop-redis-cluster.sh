#!/usr/bin/env bash
# usage: stop-redis-cluster.sh <folder>
# Ends the nodes that start-redis-cluster.sh started, those that are still there. The folder stays.
set -euo pipefail
[ -f "$1/pids" ] || exit 0
while read -r pid; do
  # By then the number may be another program's.
  if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = redis-server ]; then kill -9 "$pid" || true; fi
done <"$1/pids"
rm -f "$1/pids"
