#!/usr/bin/env bash
# usage: rolling-restart.sh [folder of start-many-machines.sh]
# Brings every process up anew, one at a time, so that no request fails and no send breaks: first the migrations, which the former version
# runs on beside; then each api, which nginx is told to leave out before it ends; then each worker, whose work another takes up.
# Without a folder: the containers of compose.yaml, as built (`docker compose build` first). Stops at the first that does not come up.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-}

if [ -n "$folder" ]; then
  upstream=$folder/nginx/upstream.conf
  address() { awk -v name="$1" '$1 == name { sub("http://", "", $2); print $2 }' "$folder/addresses"; }
  migrate() { bash "$folder/migrate/run" >>"$folder/migrate/log" 2>&1; }
  reload() { sh deploy/nginx/reload.sh "$(cat "$folder/nginx/pid")"; }
  restart() { bash scripts/machine.sh restart "$folder/$1"; }
else
  upstream=deploy/nginx/upstream.conf
  address() { echo "$1:4000"; }
  migrate() { docker compose run --rm --no-deps migrate; }
  reload() { docker compose exec -T nginx sh /etc/nginx/tagcast/reload.sh 1; }
  restart() { docker compose up --detach --no-deps --force-recreate --wait "$1"; }
fi

# usage: mark <name> <how>: "" in use, " down" left out
mark() {
  local server
  server=$(address "$1")
  grep -q "server $server " "$upstream" || { echo "$upstream does not name $server" >&2; exit 1; }
  sed -i -E "s/^( *server ${server//./\\.} max_fails=0)( down)?;/\1$2;/" "$upstream"
  reload
}

migrate
for name in api-1 api-2; do
  echo "$name …"
  mark "$name" " down"
  restart "$name"
  mark "$name" ""
done
for name in worker-1 worker-2; do
  echo "$name …"
  restart "$name"
done
