# Runs a hub with idle streams over a link between two network namespaces, pulls the link, and says what became of the streams and how soon.
# To be run by: unshare -rn bash pulled-link.sh JAVA JAR STREAMS KEEP_ALIVE_SECONDS
set -euo pipefail
java=$1 jar=$2 streams=$3 keep_alive=$4

fail() {
  echo "$1"
  exit "${2:-1}"
}

work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -r "$work"' EXIT

unshare -n sleep infinity &
far=$!
{ ip link set lo up && ip link add name near type veth peer name far; } 2>"$work/ip" || fail "no links can be made here: $(<"$work/ip")" 77
until ip link set far netns "$far" 2>/dev/null; do sleep 0.1; done # until it is there
ip addr add 10.77.0.1/24 dev near && ip link set near up
nsenter -t "$far" -n sh -c 'ip addr add 10.77.0.2/24 dev far && ip link set far up'

ulimit -n 4096
"$java" -Xmx256m -jar "$jar" --host 10.77.0.1 --open --http-port 8080 --no-udp --no-simulate --keep-alive "${keep_alive}s" \
  --connections-per-address 4000 >"$work/out" 2>"$work/err" &
hub=$!
for ((i = 0; i < 600; i++)); do [[ -s $work/out ]] && break || sleep 0.1; done
[[ -s $work/out ]] || fail "the hub did not start: $(<"$work/err")"

ask() {
  exec {to}<>/dev/tcp/10.77.0.1/8080
  printf 'GET %s HTTP/1.1\r\nHost: 10.77.0.1\r\nConnection: close\r\n\r\n' "$1" >&"$to"
  cat <&"$to"
  exec {to}>&-
}
await_count() {
  for ((i = 0; i < 1200; i++)); do
    [[ $(ask "$1") == *"$2"* ]] && return
    sleep 0.05
  done
  fail "$1 does not say $2: $(ask "$1"; cat "$work/err")"
}
descriptors() { ls "/proc/$hub/fd" | wc -l; }

for path in /metrics '/api/subscribers?limit=1' /api/channels; do ask "$path" >/dev/null; done # what is opened once is open now
before=$(descriptors)
# The clients: one process that opens the streams, the last one of a numbered channel, and then does nothing.
nsenter -t "$far" -n bash -c '
  for ((i = 1; i < $1; i++)); do
    exec {to}<>/dev/tcp/10.77.0.1/8080
    printf "GET /events?topic=quiet HTTP/1.1\r\nHost: 10.77.0.1\r\n\r\n" >&"$to"
  done
  exec {to}<>/dev/tcp/10.77.0.1/8080
  printf "GET /rest/events/subscribe HTTP/1.1\r\nHost: 10.77.0.1\r\nConnection: close\r\n\r\n" >&"$to"
  cat <&"$to" >/dev/null
  exec {to}<>/dev/tcp/10.77.0.1/8080
  printf "GET /rest/events/0 HTTP/1.1\r\nHost: 10.77.0.1\r\n\r\n" >&"$to"
  exec sleep infinity' clients "$streams" &
await_count '/api/subscribers?limit=1' "\"total\":$streams,"
await_count /api/channels '"listening":1,'

nsenter -t "$far" -n ip link set far down
pulled=$(date +%s%3N)
await_count '/api/subscribers?limit=1' '"total":0,'
gone=$(($(date +%s%3N) - pulled))
await_count /api/channels '"leased":1,"listening":0,'
for ((i = 0; i < 100 && $(descriptors) > before; i++)); do sleep 0.05; done
echo "gone after $gone ms; descriptors $before before and $(descriptors) after; $(ask /metrics | grep '^ssehub_subscribers_cut_total{cause="stalled"}')"
