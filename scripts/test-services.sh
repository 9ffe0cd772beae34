#!/usr/bin/env bash
# usage: test-services.sh [project…]    (all of them: services clients outages)
# Provisions real services from Debian packages, starts them on loopback, runs the suites that need them, stops them.
# Services so far: PostgreSQL (Debian's, the oldest major we promise to work with that it ships); for `clients`, public WeChat
# client libraries in three languages (provision-clients.sh).
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d /tmp/tagcast-services.XXXXXX)
chmod 755 "$work"
run_as=()
stop() {
  if [ -f "$work/pg/postmaster.pid" ]; then "${run_as[@]}" "$bin/pg_ctl" -D "$work/pg" -m fast -w stop >/dev/null || true; fi
  rm -rf "$work"
}
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
port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
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

node scripts/build.mjs --if-stale
export TEST_POSTGRES_URL="postgresql://tagcast:tagcast-test@127.0.0.1:$port/postgres"
export TEST_POSTGRES_CRASH="$work/crash-postgres"
[ $# -gt 0 ] || set -- services clients outages
status=0
for project in "$@"; do
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
