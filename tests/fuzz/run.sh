#!/usr/bin/env bash
# Usage: tests/fuzz/run.sh SECONDS [BUILD_DIR]
# Runs every fuzz_* program of BUILD_DIR (default build/asan) for SECONDS, FUZZ_JOBS of them at a time (default: all processors),
# and prints for each what it did. Ends with 1 on a finding, with 2 where there is nothing to run. Inputs that failed stay under
# BUILD_DIR/tests/fuzz/findings/TARGET; what was learnt stays under BUILD_DIR/tests/fuzz/learnt/TARGET and is used again.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
if [ $# -lt 1 ] || ! [[ $1 =~ ^[0-9]+$ ]]; then
  sed -n 2,5p "$0" >&2
  exit 2
fi
seconds=$1
programs=${2:-$here/../../build/asan}/tests/fuzz
if ! compgen -G "$programs/fuzz_*" >/dev/null; then
  echo "no fuzz_* program in $programs: build the asan preset first" >&2
  exit 2
fi
programs=$(cd "$programs" && pwd)
python3 "$here/make_corpus.py" "$programs/seeds"

fuzz_one() {
  local program=$1 name log
  name=$(basename "$program")
  name=${name#fuzz_}
  log=$programs/logs/$name.log
  mkdir -p "$programs/logs" "$programs/learnt/$name" "$programs/findings/$name" "$programs/seeds/$name"
  local -a options=(-max_total_time="$seconds" -rss_limit_mb=512 -malloc_limit_mb=256 -timeout=10 -print_final_stats=1
                    -artifact_prefix="$programs/findings/$name/")
  if [ -f "$here/$name.dict" ]; then options+=(-dict="$here/$name.dict"); fi
  local outcome=ok
  "$program" "${options[@]}" "$programs/learnt/$name" "$programs/seeds/$name" >"$log" 2>&1 || outcome=FINDING
  local speed coverage counters
  speed=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log" | tail -1)
  coverage=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -1)
  counters=$(sed -n 's/.*(\([0-9]*\) inline 8-bit counters).*/\1/p' "$log" | head -1)
  printf '%-16s %10s exec/s   cov %6s of %-6s %s\n' "$name" "${speed:-0}" "${coverage:-0}" "${counters:-?}" "$outcome"
  if [ "$outcome" = ok ]; then return 0; fi
  grep -m 3 -E 'ERROR|SUMMARY|Test unit written|what\(\)' "$log" >&2 || tail -5 "$log" >&2
  return 1
}

jobs_at_once=${FUZZ_JOBS:-$(nproc)}
failures=$(mktemp)
trap 'rm -f "$failures"' EXIT
for program in "$programs"/fuzz_*; do
  if [ ! -x "$program" ] || [ ! -f "$program" ]; then continue; fi
  while [ "$(jobs -rp | wc -l)" -ge "$jobs_at_once" ]; do wait -n || true; done
  { fuzz_one "$program" || echo "$program" >>"$failures"; } &
done
wait
[ ! -s "$failures" ]
