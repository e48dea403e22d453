#!/usr/bin/env bash
# Runs every fuzz test of the project for a while and prints how often each was
# run. A finding stops that test: Go leaves it in the package's testdata/fuzz,
# from where it is a seed for good.
#   build/fuzz.sh [TIME for each, 10m] [names to run, as a pattern]
# Environment: WORKERS at once within a test (1), TESTS at once (the cores).
set -euo pipefail
cd "$(dirname "$0")/.."

time=${1:-10m} only=${2:-.}
export WORKERS=${WORKERS:-1}
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

one() { # one PACKAGE NAME TIME LOGS
  local log="$4/${1//\//_}.$2" failed=""
  go test "$1" -run '^$' -fuzz "^$2\$" -fuzztime "$3" -parallel "$WORKERS" >"$log" 2>&1 || failed="  FAILED"
  printf '%-32s %-24s %12s runs%s\n' "$1" "$2" "$(grep -oE 'execs: [0-9]+' "$log" | tail -1 | cut -c8-)" "$failed"
  if [ -n "$failed" ]; then grep -v "^fuzz: elapsed" "$log"; return 1; fi
}
export -f one

grep -rlE '^func Fuzz' --include='*_test.go' app store build | while read -r file; do
  sed -nE "s|^func (Fuzz[A-Za-z0-9_]*)\(.*|./$(dirname "$file") \1|p" "$file"
done | { grep -E "$only" || true; } | sort |
  xargs -P "${TESTS:-$(nproc)}" -L 1 bash -c 'one "$0" "$1" "'"$time"'" "'"$logs"'"'
