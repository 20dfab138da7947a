#!/usr/bin/env bash
# fanload.sh ['COMMAND'...] -- OPTIONS: what fanload measures of servers and of the floor, in turns; OPTIONS are fanload's, see fanload.c.
#   fanload.sh -- --streams 1000                      the hub of this checkout beside the floor
#   FLOORS= fanload.sh -- --topics 50 --churn 100     work that the floor cannot do
#   fanload.sh 'java -jar before.jar --http-port 0' 'java -jar after.jar --http-port 0' -- --streams 1000
# A COMMAND starts a server that prints "listening on http://HOST:PORT/" and stays in the foreground.
#   ROUNDS=5 FLOORS=coalesce CPUS='0 1' are the defaults; FLOORS may name both forms of the floor, CPUS are the servers' and the load's, empty = not pinned.
# One round before the others warms up and is not counted. Prints the median of each figure, and its ratio to that of the first column.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
commands=()
while [[ ${1---} != -- ]]; do
  commands+=("$1")
  shift
done
shift || true
if ((${#commands[@]} == 0)); then commands=("java -jar $here/../../../../sse-demo/target/sse-hub.jar --http-port 0 --no-udp --no-simulate"); fi
read -ra floors <<<"${FLOORS-coalesce}"
read -ra cpus <<<"${CPUS-0 1}"
names=() pids=() ports=()
work=$(mktemp -d)

finish() {
  kill ${pids[@]+"${pids[@]}"} 2>/dev/null || true
  wait || true
  rm -r "$work"
}
trap finish EXIT

pinned() { # CPU COMMAND...
  if [[ -n $1 ]]; then exec taskset -c "$@"; else exec "${@:2}"; fi
}

start() { # NAME COMMAND...
  local out=$work/${#pids[@]} port='' tries
  : >"$out" # the program below may not have come so far when it is looked at
  (pinned "${cpus[0]-}" "${@:2}" >"$out") &
  pids+=($!)
  for ((tries = 0; tries < 300; tries++)); do
    port=$(sed -n 's|.*listening on http://.*:\([0-9]*\)/.*|\1|p' "$out")
    if [[ -n $port ]]; then
      names+=("$1")
      ports+=("$port")
      return
    fi
    sleep 0.1
  done
  echo "fanload.sh: ${*:2} does not listen" >&2
  exit 1
}

for program in floor fanload; do gcc -O2 -o "$work/$program.bin" "$here/$program.c"; done
for floor in ${floors[@]+"${floors[@]}"}; do start "$floor" "$work/floor.bin" 0 "$floor"; done
for i in "${!commands[@]}"; do
  read -ra command <<<"${commands[i]}"
  start "server$((i + 1))" "${command[@]}"
done

for ((round = 0; round <= ${ROUNDS:-5}; round++)); do
  for i in "${!names[@]}"; do
    line=$(pinned "${cpus[1]-}" "$work/fanload.bin" --port "${ports[i]}" --pid "${pids[i]}" "$@")
    echo "${names[i]} round $round: $line" >&2
    if ((round > 0)); then tr ' ' '\n' <<<"$line" | sed "s/^/${names[i]} /; s/=/ /" >>"$work/figures"; fi
  done
done

awk -v names="${names[*]}" -f "$here/medians.awk" "$work/figures"
