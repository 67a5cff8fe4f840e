#!/usr/bin/env bash
# Compares the extraction of web pages with trafilatura in Python: the same
# pages, one core each, one after the other and back again.
#
#   bash bench/extract/run.sh [FOLDER] [ROUNDS]
#
# FOLDER holds pages as .html or .html.gz (../shared/eval/extraction/html).
# Needs Go, Python 3.9 or later with venv and a package index that pip reaches,
# and taskset. WORK is where all is kept, outside the repository.
set -euo pipefail
repo=$(cd "$(dirname "$0")/../.." && pwd)
pages=$(cd "${1:-$repo/../shared/eval/extraction/html}" && pwd)
rounds=${2:-3}
work=${WORK:-${TMPDIR:-/tmp}/stemma-extract-bench}
mkdir -p "$work"
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q install -r "$repo/bench/extract/requirements.txt" >"$work/pip.log" 2>&1 ||
  { cat "$work/pip.log" >&2; exit 1; }
(cd "$repo" && go build -o "$work/extract" ./bench/extract)
for turn in 1 2; do
  GOMAXPROCS=1 taskset -c 0 "$work/extract" "$pages" "$rounds" 2>/dev/null | tee -a "$work/now.$$"
  taskset -c 0 "$work/venv/bin/python" "$repo/bench/extract/measure.py" "$pages" "$rounds" | tee -a "$work/now.$$"
done
awk '/^stemma/ {if ($7+0 > s) s = $7} /^trafilatura/ {if ($7+0 > t) t = $7} END {printf "ratio %.2f\n", s / t}' "$work/now.$$"
rm -f "$work/now.$$"
