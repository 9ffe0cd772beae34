#!/usr/bin/env bash
# usage: machine.sh start|stop|kill|restart <folder>
# One process that stands for a machine. The file `run` in the folder starts it; `ready` says when it is up: a status and an address, such
# as "200 http://127.0.0.1:4000/readyz". Kept there: `pid`, `log` and, once it has ended, `exit`, its exit code.
#   start    starts it in a process group of its own and waits until it is up
#   stop     SIGTERM, and waits for its end; fails unless it ended with 0
#   kill     kill -9 of all its processes
set -euo pipefail
verb=$1 folder=$2
patience_seconds=60

start() {
  local status url
  read -r status url <"$folder/ready"
  rm -f "$folder/exit"
  # Process groups of their own: nginx dies with its workers, as it would with its machine, and who waits for it is nobody else's.
  set -m
  (
    set -m
    bash "$folder/run" >>"$folder/log" 2>&1 &
    echo $! >"$folder/pid"
    code=0
    wait $! || code=$?
    echo "$code" >"$folder/exit"
  ) </dev/null >/dev/null 2>&1 &
  node -e '
    const [status, url, ended, seconds] = process.argv.slice(1);
    const { existsSync } = require("node:fs");
    const deadline = Date.now() + seconds * 1000;
    const ask = () => fetch(url, { redirect: "manual" }).then((r) => (r.status === Number(status) ? process.exit(0) : again()), again);
    const again = () => (existsSync(ended) || Date.now() > deadline ? process.exit(1) : setTimeout(ask, 50));
    void ask();
  ' "$status" "$url" "$folder/exit" "$patience_seconds" || {
    echo "$folder: $url does not answer with $status" >&2
    tail -n 20 "$folder/log" >&2
    exit 1
  }
}

ended() {
  for _ in $(seq $((patience_seconds * 20))); do
    if [ -s "$folder/exit" ]; then return; fi
    sleep 0.05
  done
  echo "$folder: nobody saw it end" >&2
  exit 1
}

stop() {
  kill -TERM "$(cat "$folder/pid")"
  ended
  if [ "$(cat "$folder/exit")" != 0 ]; then
    echo "$folder: ended with $(cat "$folder/exit")" >&2
    tail -n 20 "$folder/log" >&2
    exit 1
  fi
}

case $verb in
  start) start ;;
  stop) stop ;;
  restart) stop && start ;;
  kill)
    kill -KILL -- "-$(cat "$folder/pid")"
    ended
    ;;
  *)
    sed -n 2,7p "$0" >&2
    exit 2
    ;;
esac
