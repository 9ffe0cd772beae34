#!/bin/sh
# usage: create.sh <address>…    REDISCLI_AUTH is the password of all
# Makes one Redis Cluster of these nodes, half of them replicas, unless they are one already.
set -eu
first=$1
says() { redis-cli -h "$first" cluster info | tr -d '\r' | grep -q "^cluster_state:$1$"; }

if says ok; then exit 0; fi
# Nodes that knew each other before are coming together again: to make them one anew is refused, and not needed.
if [ "$(redis-cli -h "$first" cluster nodes | wc -l)" -gt 1 ]; then
  for _ in $(seq 60); do
    sleep 1
    if says ok; then exit 0; fi
  done
  echo "the nodes know each other but do not serve: see their logs" >&2
  exit 1
fi
nodes=
for address in "$@"; do nodes="$nodes $address:6379"; done
# shellcheck disable=SC2086  # Words.
redis-cli --cluster create $nodes --cluster-replicas 1 --cluster-yes
for _ in $(seq 60); do
  if says ok; then exit 0; fi
  sleep 1
done
exit 1
