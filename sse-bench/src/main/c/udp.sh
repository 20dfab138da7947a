#!/usr/bin/env bash
# udp.sh FORMAT READINGS JAR...: datagrams a CPU second that the floor and hubs take in, in turn, receivers on CPU 0 and the sender on CPU 1.
#   udp.sh json 1 sse-demo/target/sse-hub.jar         FORMAT is json or line
#   ROUNDS=5 SECONDS_EACH=2 WARMUP=30 RATE=0 JAVA=java JAVA_ARGS= are the defaults; at RATE 0 the sender sends all it can, and the receiver is never idle.
# Each run starts the hubs anew, as an event holds all sensors that its board ever had. For WARMUP seconds a hub's compiler may use both CPUs.
# Prints the median, least and greatest CPU time a datagram, and floor over hub; then each hub's account: a datagram that changes values makes an event, and each
# value one more, so events must be taken and changed together, and refused 0.
set -eu
format=$1 readings=$2; shift 2
rounds=${ROUNDS:-5} seconds=${SECONDS_EACH:-2} warmup=${WARMUP:-30}
work=$(mktemp -d)
gcc -O2 -o "$work/udpload" "$(dirname "$0")/udpload.c"
ports=() pids=() https=() names=(floor)
trap 'kill "${pids[@]}" 2>"$work/late" || true; wait; rm -rf "$work"' EXIT

free_port() { python3 -c 'import socket; s = socket.socket(type=socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
load() { taskset -c 1 "$work/udpload" send "$1" --pid "$2" --format "$format" --readings "$readings" --rate "${RATE:-0}" "${@:3}"; }

ports[0]=$(free_port)
taskset -c 0 "$work/udpload" floor "${ports[0]}" >"$work/floor.out" & pids[0]=$!
for jar in "$@"; do
    i=${#pids[@]}
    names[i]=$jar
    taskset -c 0 ${JAVA:-java} ${JAVA_ARGS:-} -jar "$jar" --http-port 0 --udp-port 0 --no-simulate >"$work/hub$i.out" 2>"$work/hub$i.err" & pids[i]=$!
    until grep -q listening "$work/hub$i.out"; do sleep 0.1; done
    https[i]=$(sed 's/.*:\([0-9]*\)\/.*/\1/' "$work/hub$i.out")
    ports[i]=$(sed 's/.*udp \([0-9]*\).*/\1/' "$work/hub$i.out")
    taskset -apc 0,1 "${pids[i]}" >"$work/affinity"
    load "${ports[i]}" "${pids[i]}" --seconds "$warmup" --runs 1 >"$work/warmup$i.out"
    taskset -apc 0 "${pids[i]}" >"$work/affinity"
done
for ((round = 0; round < rounds; round++)); do
    for i in "${!pids[@]}"; do
        load "${ports[i]}" "${pids[i]}" --warmup 0.5 --seconds "$seconds" --runs 1 >>"$work/runs$i.out"
    done
done
sleep 1 # until what the sockets still hold is taken
for i in "${!pids[@]}"; do
    sed 's/.*"taken_per_s":\([0-9]*\).*"cpu_us_per_datagram":\([0-9.]*\).*/\2 \1/' "$work/runs$i.out" | sort -n >"$work/sorted$i"
    read -r median _ < <(sed -n "$(((rounds + 1) / 2))p" "$work/sorted$i")
    [ "$i" -gt 0 ] || floor=$median
    echo "$format $readings: $median µs CPU a datagram ($(head -1 "$work/sorted$i" | cut -d' ' -f1) to $(tail -1 "$work/sorted$i" | cut -d' ' -f1))," \
        "$(awk "BEGIN {printf \"%.0f\", 1e6 / $median}") datagrams/CPU s, floor over this $(awk "BEGIN {printf \"%.3f\", $floor / $median}")  ${names[i]}"
    [ "$i" -eq 0 ] || curl -s "localhost:${https[i]}/metrics" | awk '
        /^ssehub_datagrams_taken/ {taken += $2} /^ssehub_readings_changed/ {changed += $2} /^ssehub_events_published/ {events += $2}
        /^ssehub_(datagrams|readings|events)_refused/ {refused += $2}
        END {printf "    in all: %d taken, %d changed, %d events, %d refused\n", taken, changed, events, refused}'
done
