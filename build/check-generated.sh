#!/usr/bin/env bash
# Makes all generated files anew and fails when one of them was not what its
# source makes. The new ones stay, ready to be looked at and committed.
set -euo pipefail
cd "$(dirname "$0")/.."

generated=(app/tiles/windowszones_gen.go app/tray/icons build/icons build/THIRD_PARTY.md frontend/src/wailsjs frontend/src/texts/texts.ts)

sums() { find "${generated[@]}" -type f -exec sha256sum {} + | sort -k 2; }

before=$(sums)
make generate
if ! difference=$(diff <(printf '%s\n' "$before") <(sums)); then
  printf 'These generated files were out of date (run make generate and commit them):\n%s\n' \
    "$(printf '%s\n' "$difference" | awk '/^[<>]/ {print $3}' | sort -u)" >&2
  exit 1
fi
