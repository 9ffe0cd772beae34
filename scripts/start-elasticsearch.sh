#!/usr/bin/env bash
# usage: start-elasticsearch.sh <new folder> <port> <port for its own nodes>
# Starts an Elasticsearch of one node on loopback, of 1 GB, with everything of its own in the folder; when it answers, its
# process is in <folder>/pid. It refuses to run as root, so there it runs as the user `elasticsearch`.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1 port=$2 transport_port=$3

provisioned=$(bash scripts/provision-elasticsearch.sh)
home=$(sed -n 1p <<<"$provisioned")
java=$(sed -n 2p <<<"$provisioned")
mkdir -p "$folder/config" "$folder/data" "$folder/logs" "$folder/tmp"
cp -r "$home/config/." "$folder/config/"
# A Java put together of fewer modules has this one not, and nothing here searches by vectors.
sed -i '/jdk.incubator.vector/d; /gc\.log/d' "$folder/config/jvm.options"
cat >"$folder/config/elasticsearch.yml" <<YML
cluster.name: tagcast-test
discovery.type: single-node
network.host: 127.0.0.1
http.port: $port
transport.port: $transport_port
path.data: $folder/data
path.logs: $folder/logs
xpack.security.enabled: false
# A disk nearly full is none of a test's business.
cluster.routing.allocation.disk.threshold_enabled: false
YML
run_as=()
if [ "$(id -u)" = 0 ]; then
  id elasticsearch >/dev/null 2>&1 || useradd --system --no-create-home elasticsearch
  chown -R elasticsearch "$folder"
  run_as=(setpriv --reuid elasticsearch --regid elasticsearch --clear-groups --)
fi
env -u JAVA_HOME ES_JAVA_HOME="$java" ES_PATH_CONF="$folder/config" ES_TMPDIR="$folder/tmp" ES_JAVA_OPTS="-Xms1g -Xmx1g" \
  "${run_as[@]}" "$home/bin/elasticsearch" -p "$folder/pid" >"$folder/output" 2>&1 &
launcher=$!
answers() { node -e 'fetch(process.argv[1]).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))' "$1"; }
for _ in $(seq 480); do
  if answers "http://127.0.0.1:$port/_cluster/health?wait_for_status=yellow&timeout=1s"; then exit 0; fi
  if ! kill -0 "$launcher" 2>/dev/null; then break; fi
  sleep 0.5
done
tail -40 "$folder/output" >&2
echo "Elasticsearch did not start" >&2
if [ -f "$folder/pid" ]; then kill "$(cat "$folder/pid")" || true; fi
exit 1
