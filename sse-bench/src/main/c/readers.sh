#!/usr/bin/env bash
# readers.sh ['COMMAND'...]: how fast programs read event streams from the floor in its form coalesce, which sends more than any of them can take. In turns:
#   reader    reads as fully as a client has to, see reader.c: the measure
#   fanload   only hunts for its numbers, see fanload.c
#   load1...  each COMMAND, a load tester with the options of sse-bench.jar's command load
#   readers.sh                                                              the load tester of this checkout
#   STREAMS=100 readers.sh 'java -jar before.jar load' 'java -jar after.jar load'
#   ROUNDS=5 STREAMS=1000 WINDOW=64 SIZE=100 WARMUP=20 DURATION=5 CPUS='0 1' are the defaults; CPUS are the floor's and the readers', empty = not pinned.
# WARMUP is a load tester's: its compiler shares the one processor for so long; the programs in C take a second. One round before the others warms up and is not
# counted. Prints the median of each figure, and its ratio to reader's. CPU time is the reading program's.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
commands=("$@")
if ((${#commands[@]} == 0)); then commands=("java -jar $here/../../../target/sse-bench.jar load"); fi
read -ra cpus <<<"${CPUS-0 1}"
streams=${STREAMS:-1000} window=${WINDOW:-64} size=${SIZE:-100} warmup=${WARMUP:-20} duration=${DURATION:-5}
names=(reader fanload)
work=$(mktemp -d)
floor=

finish() {
  if [[ -n $floor ]]; then kill "$floor" 2>/dev/null || true; fi
  wait || true
  rm -r "$work"
}
trap finish EXIT

pinned() { # CPU COMMAND...
  if [[ -n $1 ]]; then exec taskset -c "$@"; else exec "${@:2}"; fi
}

figure() { # NAME: the value of NAME=value, or of the first "NAME" in JSON
  sed -En "/(^| )$1=/{s/.*(^| )$1=([^ ]*).*/\2/p;q}; /\"$1\"/{s/.*\"$1\" *: *([^,} ]*).*/\1/p;q}"
}

measure() { # NAME: prints deliveries a second and the reader's own microseconds for each
  local out rate
  case $1 in
    reader | fanload)
      out=$(pinned "${cpus[1]-}" "$work/$1.bin" --port "$port" --streams "$streams" --window "$window" --size "$size" --warmup 1 --seconds "$duration" "${@:2}")
      rate=$(figure deliveries_per_s <<<"$out")
      echo "$rate $(figure own_cpu_us_per_delivery <<<"$out")"
      ;;
    *)
      local url="http://127.0.0.1:$port/events?topic=bench"
      out=$(pinned "${cpus[1]-}" "${@:2}" --url "$url" --publish-url "$url" --connections "$streams" --publish-window "$window" --publish-size "$size" \
        --warmup "${warmup}s" --duration "${duration}s" --json | tr ',' '\n')
      rate=$(figure perSecond <<<"$out")
      echo "$rate $(awk "BEGIN { print $(figure cpuSeconds <<<"$out") / $(figure seconds <<<"$out") * 1e6 / $rate }")"
      ;;
  esac
}

for program in floor reader fanload; do gcc -O2 -o "$work/$program.bin" "$here/$program.c"; done
: >"$work/floor"
(pinned "${cpus[0]-}" "$work/floor.bin" 0 coalesce >"$work/floor") &
floor=$!
for ((tries = 0; tries < 100; tries++)); do
  port=$(sed -n 's|.*listening on http://.*:\([0-9]*\)/.*|\1|p' "$work/floor")
  if [[ -n $port ]]; then break; fi
  sleep 0.1
done
for i in "${!commands[@]}"; do names+=("load$((i + 1))"); done

for ((round = 0; round <= ${ROUNDS:-5}; round++)); do
  for name in "${names[@]}"; do
    command=()
    case $name in
      reader) ;;
      fanload) command=(--pid "$floor") ;;
      *) read -ra command <<<"${commands[${name#load} - 1]}" ;;
    esac
    figures=$(measure "$name" ${command[@]+"${command[@]}"})
    read -r rate cpu <<<"$figures"
    echo "$name round $round: deliveries_per_s=$rate cpu_us_per_delivery=$cpu" >&2
    if ((round > 0)); then printf '%s deliveries_per_s %s\n%s cpu_us_per_delivery %s\n' "$name" "$rate" "$name" "$cpu" >>"$work/figures"; fi
  done
done

awk -v names="${names[*]}" -f "$here/medians.awk" "$work/figures"
