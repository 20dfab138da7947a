#!/usr/bin/env bash
# transports.sh [TRANSPORT...]: CPU time for a delivery, and memory of an idle stream, by what the stream goes over:
#   http1 http1-tls http1-tls-jdk h2c h2 h2-tls-jdk h2c-10 h2-10; those that end in -10 have ten streams on each connection.
# Streams are h2load's (Debian: nghttp2-client), which reads and counts bytes; events come from the load tester, which has a stream of its own and checks it.
#   STREAMS=500 PUBLISH='--publish-rate 100' WARMUP=12 SECONDS_EACH=6 CPUS='0 1' are the defaults; CPUS are the hub's and the load's.
#   HUB='java -jar before.jar' is another hub, MEMORY=1 measures memory in place of CPU time: no events then.
# CPU time is the scheduler's account of the hub's threads, deliveries are counted by the hub.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
target=$here/../../../..
read -ra hub <<<"${HUB:-java -jar $target/sse-demo/target/sse-hub.jar}"
read -ra publish <<<"${PUBLISH:---publish-rate 100}"
read -ra cpus <<<"${CPUS:-0 1}"
streams=${STREAMS:-500}
transports=("$@")
if ((${#transports[@]} == 0)); then transports=(http1 http1-tls http1-tls-jdk h2c h2 h2-tls-jdk h2c-10 h2-10); fi
work=$(mktemp -d)
pids=()

finish() {
  kill ${pids[@]+"${pids[@]}"} 2>/dev/null || true
  wait || true
  pids=()
}
trap 'finish; rm -r "$work"' EXIT

cpu_nanos() { cat /proc/"$1"/task/*/schedstat | awk '{ sum += $1 } END { printf "%.0f", sum }'; }

metric() { curl -sk "$base/metrics" | awk -v name="$1" '$1 == name { value = $2 } END { printf "%.0f", value }'; }

await_streams() { # COUNT
  for ((tries = 0; tries < 300; tries++)); do
    if (($(metric ssehub_subscribers) >= $1)); then return; fi
    sleep 0.1
  done
  echo "transports.sh: the hub has not got $1 streams" >&2
  exit 1
}

memory() { # PID: live heap and resident bytes
  echo "$(jcmd "$1" GC.class_histogram | awk '/^Total/ { print $3 }') $(($(awk '/^VmRSS/ { print $2 }' /proc/"$1"/status) * 1024))"
}

measure() { # TRANSPORT
  local name=$1 options=() java=() clients=$streams load
  if [[ $name == *-10 ]]; then clients=$((streams / 10)); fi
  # Connections are opened over five seconds, as that many handshakes at once would not be done in time.
  load=(-c "$clients" -m $((streams / clients)) -n "$streams" -r $(((clients + 4) / 5)))
  if [[ $name == http1* ]]; then load+=(--h1); fi
  if [[ $name != http1 && $name != h2c* ]]; then options+=(--tls-self-signed); fi
  if [[ $name == *-jdk ]]; then java+=(-Dio.netty.handler.ssl.noOpenSsl=true); fi
  if [[ -n ${MEMORY-} ]]; then java+=(-Xms256m -Xmx256m -XX:+AlwaysPreTouch -XX:TieredStopAtLevel=1); fi

  : >"$work/hub"
  taskset -c "${cpus[0]}" "${hub[0]}" ${java[@]+"${java[@]}"} "${hub[@]:1}" --http-port 0 --no-udp --no-simulate ${options[@]+"${options[@]}"} >"$work/hub" 2>"$work/log" &
  local pid=$!
  pids+=("$pid")
  until base=$(grep -o 'https\?://[^ /]*' "$work/hub"); do sleep 0.1; done

  if [[ -n ${MEMORY-} ]]; then # once before, so that code is compiled and pools are there
    timeout 8 taskset -c "${cpus[1]}" h2load "${load[@]}" "$base/events?topic=load" >"$work/h2load" || true
    sleep 1
    local before after
    read -ra before <<<"$(memory "$pid")"
  fi
  timeout 300 taskset -c "${cpus[1]}" h2load "${load[@]}" "$base/events?topic=load" >"$work/h2load" &
  pids+=("$!")
  await_streams "$streams"
  if [[ -n ${MEMORY-} ]]; then
    sleep 1
    read -ra after <<<"$(memory "$pid")"
    awk -v name="$name" -v heap=$((after[0] - before[0])) -v resident=$((after[1] - before[1])) -v streams="$streams" \
      'BEGIN { printf "%-14s heap %7.0f B a stream, resident %7.0f B a stream\n", name, heap / streams, resident / streams }'
  else
    taskset -c "${cpus[1]}" java -jar "$target/sse-bench/target/sse-bench.jar" load --connections 1 --url "$base/events?topic=load" --tls-insecure --publish-url \
      "$base/events?topic=load" "${publish[@]}" --publish-size 100 --duration "$((${WARMUP:-12} + ${SECONDS_EACH:-6} + 4))s" >"$work/load" &
    local tester=$!
    sleep "${WARMUP:-12}"
    local cpu delivered
    delivered=$(metric ssehub_events_delivered_total)
    cpu=$(cpu_nanos "$pid")
    sleep "${SECONDS_EACH:-6}"
    cpu=$(($(cpu_nanos "$pid") - cpu))
    delivered=$(($(metric ssehub_events_delivered_total) - delivered))
    wait "$tester" || cat "$work/load" >&2
    awk -v name="$name" -v cpu="$cpu" -v delivered="$delivered" -v seconds="${SECONDS_EACH:-6}" \
      'BEGIN { printf "%-14s %8.3f us a delivery, %9.0f deliveries/s, processor busy %3.0f %%\n", name, cpu / delivered / 1000, delivered / seconds, cpu / seconds / 1e7 }'
  fi
  finish
}

for transport in "${transports[@]}"; do measure "$transport"; done
