#!/usr/bin/env bash
# usage: start-many-machines.sh <new folder>
# What compose.yaml starts, as plain processes on loopback: migrations, two `tagcast api`, two `tagcast worker`, nginx before the apis,
# and the simulator as WeChat. The servers they share are there already and are named by Tagcast's own variables: DATABASE_URL, REDIS_URL,
# ELASTICSEARCH_URL, OBJECT_STORE_URL, REDIS_CLUSTER_NODES where locations live there. Further variables of Tagcast's go to all four;
# NGINX_PROGRAM is the path of nginx, FOLLOWERS how many the simulator has. Each process is a machine of machine.sh: <folder>/api-1 and so on.
# Prints their addresses, and keeps them in <folder>/addresses. rolling-restart.sh <folder> restarts them without anybody noticing,
# stop-many-machines.sh <folder> ends them.
set -Eeuo pipefail
cd "$(dirname "$0")/.."
export PATH=$PWD/node_modules/.bin:$PATH
mkdir -p "$1"
folder=$(cd "$1" && pwd)
: "${DATABASE_URL:?}" "${REDIS_URL:?}" "${ELASTICSEARCH_URL:?}" "${OBJECT_STORE_URL:?}" "${NGINX_PROGRAM:?}"
[ -f dist/main.js ] || { echo "build first: npm run build" >&2; exit 1; }

# All at once, so that none is given twice.
free_ports() {
  node -e 'const{createServer}=require("net");Promise.all([...Array(6)].map(()=>new Promise((done)=>{const s=createServer().listen(0,"127.0.0.1",()=>done(s))}))).then((all)=>{console.log(all.map((s)=>s.address().port).join(" "));all.forEach((s)=>s.close())})'
}
read -r wechat_port nginx_port api_1_port api_2_port worker_1_port worker_2_port < <(free_ports)
hex() { node -p "require('crypto').randomBytes($1).toString('hex')"; }

export WECHAT_APP_ID=wx0123456789abcdef WECHAT_CALLBACK_TOKEN=callbacktoken WECHAT_API_BASE_URL=http://127.0.0.1:$wechat_port
WECHAT_APP_SECRET=$(hex 16)
WECHAT_ENCODING_AES_KEY=$(node -p "require('crypto').randomBytes(32).toString('base64').slice(0, 43)")
export WECHAT_APP_SECRET WECHAT_ENCODING_AES_KEY HOST=127.0.0.1 TRUST_PROXY=1
export TAGCAST_SECRET_KEY=${TAGCAST_SECRET_KEY:-$(hex 32)} TAGCAST_ADMIN_PASSWORD=${TAGCAST_ADMIN_PASSWORD:-$(hex 8)}
# Kept, so that a machine starts again as it was, from whatever shell.
names='PATH|HOST|LOG_LEVEL|TRUST_PROXY|CORS_ORIGINS|SHUTDOWN_DELAY_SECONDS|(DATABASE|REDIS|ELASTICSEARCH|OBJECT_STORE|TAGCAST|WECHAT|MASS_SEND|WEBHOOK|OTEL)_[A-Z_]+'
(umask 077 && export -p | grep -E "^declare -x ($names)=" >"$folder/environment")

# usage: machine <name> <port> <arguments of tagcast…>
machine() {
  local name=$1 port=$2
  shift 2
  mkdir -p "$folder/$name"
  cat >"$folder/$name/run" <<RUN
cd $(printf %q "$PWD")
. $(printf %q "$folder/environment")
export PORT=$port TAGCAST_DATA_DIR=$(printf %q "$folder/$name/data")
exec node dist/main.js $(printf '%q ' "$@")
RUN
  echo "200 http://127.0.0.1:$port/readyz" >"$folder/$name/ready"
}

: >"$folder/addresses"
told() { echo "$1 http://127.0.0.1:$2" | tee -a "$folder/addresses"; }
trap 'bash scripts/stop-many-machines.sh "$folder"' ERR

# As fast as it can: what is to be seen is our side.
machine wechat "$wechat_port" simulator --port "$wechat_port" --app "$WECHAT_APP_ID:$WECHAT_APP_SECRET" --followers "${FOLLOWERS:-10000}" \
  --callback "http://127.0.0.1:$nginx_port/wechat/callback/$WECHAT_APP_ID" --callback-token "$WECHAT_CALLBACK_TOKEN" \
  --encoding-aes-key "$WECHAT_ENCODING_AES_KEY" --speed 50 --mass-calls-per-minute 0
echo "200 http://127.0.0.1:$wechat_port/_simulator/clock" >"$folder/wechat/ready"
machine migrate 0 migrate
machine api-1 "$api_1_port" api
machine api-2 "$api_2_port" api
machine worker-1 "$worker_1_port" worker
machine worker-2 "$worker_2_port" worker

bash scripts/machine.sh start "$folder/wechat"
told wechat "$wechat_port"
bash "$folder/migrate/run" >"$folder/migrate/log" 2>&1
# At once, as machines do.
starting=()
for name in api-1 api-2 worker-1 worker-2; do
  bash scripts/machine.sh start "$folder/$name" &
  starting+=($!)
done
for each in "${starting[@]}"; do wait "$each"; done
for name in api_1 api_2 worker_1 worker_2; do
  port=${name}_port && told "${name/_/-}" "${!port}"
done
bash scripts/start-nginx.sh "$NGINX_PROGRAM" "$folder/nginx" "$nginx_port" "127.0.0.1:$api_1_port" "127.0.0.1:$api_2_port"
told nginx "$nginx_port"
