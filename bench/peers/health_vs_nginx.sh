#!/usr/bin/env bash
#: The bare server beside nginx: /health of khoj and a static body of about the same size of nginx, the server pinned to
#: one core and wrk to another, in turn, several rounds. Prints requests per second of each and the ratio.
#:
#: bench/peers/health_vs_nginx.sh [ROUNDS]    5 unless said
#:
#: Needs nginx, wrk and build/release/khoj (scripts/setup --bench; cmake --build build/release).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
case "${1:-}" in -h | --help) sed -n 's/^#: \{0,1\}//p' "$0"; exit 0 ;; esac
rounds="${1:-5}"
folder="$(mktemp -d)"
khoj_port=18231
nginx_port=18232
trap 'kill $khoj_pid $nginx_pid 2> /dev/null || true; wait 2> /dev/null || true; rm -rf "$folder"' EXIT

taskset -c 0 build/release/khoj serve --data-dir "$folder/data" --port "$khoj_port" --workers 1 --set log.level=warn \
  2> "$folder/khoj.log" &
khoj_pid=$!
for ((i = 0; i < 100; ++i)); do
  curl -fs "http://127.0.0.1:$khoj_port/health" > "$folder/body" && break
  sleep 0.1
done
mkdir "$folder/html"
cp "$folder/body" "$folder/html/health"
cat > "$folder/nginx.conf" << CONF
daemon off; worker_processes 1; pid $folder/nginx.pid; error_log $folder/error.log;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; open_file_cache max=10; keepalive_requests 100000000;
  server { listen 127.0.0.1:$nginx_port; root $folder/html; default_type application/json; }
}
CONF
chmod -R a+rX "$folder"
taskset -c 0 nginx -c "$folder/nginx.conf" -p "$folder" 2> /dev/null &
nginx_pid=$!
sleep 0.5

per_second() { taskset -c 1 wrk -t1 -c32 -d3s "http://127.0.0.1:$1/health" | awk '/Requests\/sec/ {print $2}'; }
per_second "$khoj_port" > /dev/null
per_second "$nginx_port" > /dev/null
for ((round = 1; round <= rounds; ++round)); do
  ours="$(per_second "$khoj_port")"
  theirs="$(per_second "$nginx_port")"
  awk -v a="$ours" -v b="$theirs" 'BEGIN {printf "khoj %8.0f /s   nginx %8.0f /s   ratio %.2f\n", a, b, a / b}'
done
