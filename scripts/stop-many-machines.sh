#!/usr/bin/env bash
# usage: stop-many-machines.sh <folder>
# Ends what start-many-machines.sh started, those who call before those who answer. The folder stays.
set -euo pipefail
cd "$(dirname "$0")/.."
status=0
for name in nginx api-1 api-2 worker-1 worker-2 wechat; do
  if [ -f "$1/$name/pid" ] && [ ! -f "$1/$name/exit" ]; then bash scripts/machine.sh stop "$1/$name" || status=1; fi
done
exit "$status"
