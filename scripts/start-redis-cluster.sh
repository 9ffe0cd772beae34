#!/usr/bin/env bash
# usage: start-redis-cluster.sh <folder> <password>
# Starts a Redis Cluster on loopback, three masters with a replica each, on free ports, that keeps nothing on disk but who is who,
# and waits until every node serves. Prints the nodes as host:port,host:port,… ; `pids` in the folder holds their process ids, one a
# line in the same order. A node that was killed starts again by: redis-server <folder>/<port>/redis.conf
# stop-redis-cluster.sh <folder> ends them all.
set -euo pipefail
cd "$(dirname "$0")/.."
password=$2
mkdir -p "$1"
folder=$(cd "$1" && pwd)
bash scripts/provision-redis.sh

# A replica is promoted about two of these after its master fell silent. Less, and a busy machine looks like a dead one.
node_timeout_ms=1500
# For each node a port and one for the others' gossip, all held at once so that none is given twice.
free_ports() {
  node -e 'const{createServer}=require("net");Promise.all([...Array(12)].map(()=>new Promise((done)=>{const s=createServer().listen(0,"127.0.0.1",()=>done(s))}))).then((all)=>{console.log(all.map((s)=>s.address().port).join("\n"));all.forEach((s)=>s.close())})'
}
mapfile -t free < <(free_ports)
ports=("${free[@]:0:6}")

fail() {
  echo "$1" >&2
  tail -n 20 "$folder"/*/server.log >&2 || true
  bash scripts/stop-redis-cluster.sh "$folder"
  exit 1
}
cli() { REDISCLI_AUTH=$password redis-cli -p "$@" 2>/dev/null; }
# usage: await <port> <command> <line it must say>
await() {
  local port=$1 command=$2 wanted=$3
  for _ in $(seq 600); do
    # shellcheck disable=SC2086  # The command is words.
    if cli "$port" $command | tr -d '\r' | grep -qx "$wanted"; then return; fi
    sleep 0.05
  done
  fail "the node on port $port never said $wanted to $command"
}

: >"$folder/pids"
for i in "${!ports[@]}"; do
  port=${ports[$i]}
  mkdir -p "$folder/$port"
  cat >"$folder/$port/redis.conf" <<SETTINGS
bind 127.0.0.1
port $port
dir $folder/$port
requirepass $password
masterauth $password
save ""
appendonly no
cluster-enabled yes
cluster-port ${free[$((i + 6))]}
cluster-config-file nodes.conf
cluster-node-timeout $node_timeout_ms
cluster-replica-validity-factor 0
repl-diskless-sync-delay 0
SETTINGS
  chmod 600 "$folder/$port/redis.conf"
  redis-server "$folder/$port/redis.conf" >"$folder/$port/server.log" 2>&1 &
  echo $! >>"$folder/pids"
done
for port in "${ports[@]}"; do await "$port" ping PONG; done
nodes=("${ports[@]/#/127.0.0.1:}")
REDISCLI_AUTH=$password redis-cli --cluster create "${nodes[@]}" --cluster-replicas 1 --cluster-yes >"$folder/create.log" 2>&1 ||
  fail "$(cat "$folder/create.log")"
for port in "${ports[@]}"; do
  await "$port" "cluster info" cluster_state:ok
  await "$port" "cluster info" cluster_slots_ok:16384
done
# The first three are masters. One whose replica does not follow yet could die for good.
for port in "${ports[@]:0:3}"; do await "$port" "info replication" connected_slaves:1; done
for port in "${ports[@]:3}"; do await "$port" "info replication" master_link_status:up; done
(IFS=, && echo "${nodes[*]}")
