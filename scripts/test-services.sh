#!/usr/bin/env bash
# usage: test-services.sh [project…]    (all of them: services console clients topology outages)
#        test-services.sh machines      tests nothing: starts on these services what compose.yaml starts, until Ctrl+C
# Provisions real services from Debian packages, starts them on loopback, runs the suites that need them, stops them.
# Services so far: PostgreSQL (Debian's, the oldest major we promise to work with that it ships); MariaDB, as the old system's
# database; Chromium, for `console` and S3; Elasticsearch, from Maven Central (provision-elasticsearch.sh); versitygw, an S3 server, built
# from the Go module proxy (provision-versitygw.sh); Redis, Debian's (start-redis.sh), alone and as a Cluster of six nodes
# (start-redis-cluster.sh); promtool and nginx, for the files under deploy/, out of Debian's packages (provision-program.sh); for
# `clients`, public WeChat client libraries in three languages (provision-clients.sh).
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d /tmp/tagcast-services.XXXXXX)
chmod 755 "$work"
run_as=()
stop() {
  if [ -d "$work/machines" ]; then bash scripts/stop-many-machines.sh "$work/machines" || true; fi
  if [ -f "$work/pg/postmaster.pid" ]; then "${run_as[@]}" "$bin/pg_ctl" -D "$work/pg" -m fast -w stop >/dev/null || true; fi
  if [ -n "$mariadb_pid" ]; then kill "$mariadb_pid" && wait "$mariadb_pid" || true; fi
  if [ -f "$work/elasticsearch/pid" ]; then
    elasticsearch_pid=$(cat "$work/elasticsearch/pid")
    kill "$elasticsearch_pid" || true
    for _ in $(seq 60); do kill -0 "$elasticsearch_pid" 2>/dev/null && sleep 0.5 || break; done
  fi
  if [ -f "$work/s3/pid" ]; then kill "$(cat "$work/s3/pid")" || true; fi
  if [ -f "$work/redis/pid" ]; then kill "$(cat "$work/redis/pid")" || true; fi
  bash scripts/stop-redis-cluster.sh "$work/redis-cluster"
  rm -rf "$work"
}
mariadb_pid=""
trap stop EXIT

find_postgres() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }
bin=$(find_postgres)
if [ -z "$bin" ] || [ ! -x "$bin/initdb" ]; then
  echo "Installing PostgreSQL from Debian's packages …"
  export DEBIAN_FRONTEND=noninteractive
  # Without this the package starts a cluster of its own that nobody asked for.
  mkdir -p /etc/postgresql-common && echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
  apt-get update -qq && apt-get install -y -qq postgresql >/dev/null
  bin=$(find_postgres)
fi

# PostgreSQL refuses to run as root.
if [ "$(id -u)" = 0 ]; then
  id postgres >/dev/null 2>&1 || useradd --system --no-create-home postgres
  run_as=(setpriv --reuid postgres --regid postgres --clear-groups --)
  install -d -o postgres -g postgres -m 700 "$work/pg"
fi
free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
port=$(free_port)
echo "tagcast-test" >"$work/password" && chmod 644 "$work/password"
"${run_as[@]}" "$bin/initdb" -D "$work/pg" -U tagcast --auth=scram-sha-256 --pwfile="$work/password" --encoding=UTF8 --locale=C.UTF-8 >/dev/null
options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200"
"${run_as[@]}" "$bin/pg_ctl" -D "$work/pg" -w -l "$work/pg/server.log" -o "$options" start >/dev/null
echo "PostgreSQL $("$bin/postgres" --version | grep -oE '[0-9.]+' | head -1) on port $port"

# What a power cut does: every process of the server dies at once, and it recovers from its log when it starts again.
cat >"$work/crash-postgres" <<EOF
#!/usr/bin/env bash
set -e
${run_as[*]} "$bin/pg_ctl" -D "$work/pg" -m immediate -w stop
${run_as[*]} "$bin/pg_ctl" -D "$work/pg" -w -l "$work/pg/server.log" -o "$options" start
EOF
chmod +x "$work/crash-postgres"

if ! command -v mariadbd >/dev/null; then
  echo "Installing MariaDB from Debian's packages …"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq mariadb-server >/dev/null
fi
mariadb_user=$(id -un)
if [ "$(id -u)" = 0 ]; then mariadb_user=mysql && install -d -o mysql -g mysql -m 700 "$work/mariadb"; fi
mariadb-install-db --no-defaults --user="$mariadb_user" --datadir="$work/mariadb/data" --auth-root-authentication-method=normal --skip-test-db >/dev/null
mariadb_port=$(free_port)
cat >"$work/mariadb.sql" <<EOF
CREATE USER legacy@'127.0.0.1' IDENTIFIED BY 'old-secret';
GRANT ALL ON *.* TO legacy@'127.0.0.1';
EOF
chmod 644 "$work/mariadb.sql"
# Without strict mode, as the old servers ran.
mariadbd --no-defaults --user="$mariadb_user" --datadir="$work/mariadb/data" --port="$mariadb_port" --bind-address=127.0.0.1 \
  --socket="$work/mariadb/socket" --pid-file="$work/mariadb/pid" --sql-mode=NO_ENGINE_SUBSTITUTION --init-file="$work/mariadb.sql" \
  2>"$work/mariadb.log" &
mariadb_pid=$!
for _ in $(seq 120); do
  if mariadb-admin --no-defaults -h 127.0.0.1 -P "$mariadb_port" -u legacy -pold-secret ping >/dev/null 2>&1; then break; fi
  kill -0 "$mariadb_pid" 2>/dev/null || { cat "$work/mariadb.log" >&2; exit 1; }
  sleep 0.25
done
echo "MariaDB $(mariadbd --version | grep -oE '[0-9]+\.[0-9.]+' | head -1) on port $mariadb_port"

elasticsearch_port=$(free_port)
bash scripts/start-elasticsearch.sh "$work/elasticsearch" "$elasticsearch_port" "$(free_port)"
echo "Elasticsearch on port $elasticsearch_port"

s3_port=$(free_port)
bash scripts/start-versitygw.sh "$work/s3" "$s3_port"
echo "S3 (versitygw) on port $s3_port"

redis_port=$(free_port)
bash scripts/start-redis.sh "$work/redis" "$redis_port" tagcast-secret
echo "Redis $(redis-server --version | grep -oE '[0-9]+\.[0-9.]+' | head -1) on port $redis_port"

redis_cluster=$(bash scripts/start-redis-cluster.sh "$work/redis-cluster" tagcast-secret)
echo "Redis Cluster at $redis_cluster"

TEST_PROMTOOL=$(bash scripts/provision-program.sh prometheus usr/bin/promtool)
TEST_NGINX=$(bash scripts/provision-program.sh nginx usr/sbin/nginx)
export TEST_PROMTOOL TEST_NGINX
node scripts/build.mjs --if-stale
export TEST_REDIS_URL="redis://:tagcast-secret@127.0.0.1:$redis_port"
export TEST_REDIS_CLUSTER_NODES="redis://:tagcast-secret@$redis_cluster"
export TEST_S3_URL="http://tagcast:tagcast-secret@127.0.0.1:$s3_port/tagcast"
export TEST_ELASTICSEARCH_URL="http://127.0.0.1:$elasticsearch_port"
export TEST_MARIADB_URL="mysql://legacy:old-secret@127.0.0.1:$mariadb_port"
export TEST_POSTGRES_URL="postgresql://tagcast:tagcast-test@127.0.0.1:$port/postgres"
export TEST_POSTGRES_CRASH="$work/crash-postgres"
if [ "$*" = machines ]; then
  # A bucket of versitygw's is a folder.
  mkdir -p "$work/s3/data/tagcast"
  export DATABASE_URL=$TEST_POSTGRES_URL REDIS_URL=$TEST_REDIS_URL REDIS_CLUSTER_NODES=$TEST_REDIS_CLUSTER_NODES NGINX_PROGRAM=$TEST_NGINX
  export ELASTICSEARCH_URL=$TEST_ELASTICSEARCH_URL OBJECT_STORE_URL=$TEST_S3_URL
  bash scripts/start-many-machines.sh "$work/machines"
  echo "The folder is $work/machines, admin's password in its file environment. Ctrl+C ends everything."
  sleep infinity &
  wait $!
fi
[ $# -gt 0 ] || set -- services console clients topology outages
status=0
for project in "$@"; do
  if [[ "$project" = console || "$project" = services ]] && [ ! -x /usr/bin/chromium ]; then
    echo "Installing Chromium and a Chinese font from Debian's packages …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null
  fi
  if [ "$project" = clients ]; then
    # Without the libraries the suite fails, and its report is missing, which counts as failing too.
    TEST_CLIENTS_FOLDER=$(bash scripts/provision-clients.sh) || {
      status=1
      continue
    }
    export TEST_CLIENTS_FOLDER
  fi
  vitest run --project "$project" --reporter=default --reporter=json --outputFile.json="reports/$project.json" || status=1
done
exit "$status"
