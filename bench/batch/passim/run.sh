#!/usr/bin/env bash
# Compares stemma batch with passim on local Spark and with stemma reuse: the same pages, the same two cores, one after the
# other. Prints a Markdown table.
#
#   bash bench/batch/passim/run.sh --pages 20000
#
#   --pages N      how many pages (20000)
#   --limit S      seconds after which a run is ended (1800)
#   --seed X       of the pages (1)
#   --only LIST    of passim, passim-fine, reuse, batch, with commas between (passim,reuse,batch)
#   --work DIR     where everything is kept, outside the repository
#   --no-build     take the programs that an earlier run built in DIR
#   --fresh        forget the results in DIR, not the pages nor what is installed there
#
# Needs Go, Python 3.9 or later with venv, a package index that pip reaches, Java 17 or later and git; on Linux. PASSIM is
# where passim is cloned from, an address or a folder. What is done is not done again; after a change to stemma, --fresh.
# stemma batch reads the archives and goes on to stories and trees; the others are given the text that stemma extract reads
# from the same archives, and what that takes is a row of its own.
set -euo pipefail
repo=$(cd "$(dirname "$0")/../../.." && pwd)
reuse=$repo/bench/reuse

pages=20000 limit=1800 seed=1 only=passim,reuse,batch fresh="" build=1
work=${TMPDIR:-/tmp}/stemma-batch-bench
while [ $# -gt 0 ]; do
  case $1 in
    --pages) pages=$2 ;;
    --limit) limit=$2 ;;
    --seed) seed=$2 ;;
    --only) only=$2 ;;
    --work) work=$2 ;;
    --fresh) fresh=1; shift; continue ;;
    --no-build) build=""; shift; continue ;;
    *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"; exit 2 ;;
  esac
  [ $# -ge 2 ] || { echo "$1 needs a value" >&2; exit 2; }
  shift 2
done

PASSIM=${PASSIM:-https://github.com/dasmiq/passim}
passim_commit=878ccb3c396e814cf5110d1575ab823c21fa74c9 # 2.0.1 of March 2026

at=$work/pages-$seed-$pages results=$work/results-$seed-$pages
[ -z "$fresh" ] || rm -rf "$results"
mkdir -p "$work" "$results"
say() { printf '%s %s\n' "$(date +%H:%M:%S)" "$*" >&2; }
wants() { [[ ,$only, == *,$1,* ]]; }

# two runs a command on the first two cores.
two() { GOMAXPROCS=2 taskset -c 0,1 "$@"; }

build() {
  [ -n "$build" ] || return 0
  say "building"
  (cd "$repo" && go build -o "$work/" ./cmd/stemma ./bench/batch/pages ./bench/batch/fit ./bench/batch/found ./bench/reuse/score)
}

install() {
  if [ ! -e "$work/venv/done" ]; then
    say "installing Spark"
    python3 -m venv "$work/venv"
    grep -v datasketch "$reuse/requirements.txt" >"$work/requirements.txt"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check -r "$work/requirements.txt"
    touch "$work/venv/done"
  fi
  if [ ! -e "$work/passim/done" ]; then
    rm -rf "$work/passim"
    git clone --quiet "$PASSIM" "$work/passim"
    git -C "$work/passim" checkout --quiet "$passim_commit"
    touch "$work/passim/done"
  fi
}

# measured runs a command once and leaves NAME.json; what it prints goes to NAME.log. Exit status 3 is stemma's for inputs
# of which some are bad: it is what these pages give.
measured() { # NAME COMMAND…
  local name=$1; shift
  [ -e "$results/$name.json" ] && return
  say "running $name"
  two python3 "$reuse/measure.py" "$results/$name.part" "$limit" "$@" >"$results/$name.log" 2>&1 || say "$name ended with $?: see $results/$name.log"
  sed -i 's/"status": 3/"status": 0/' "$results/$name.part"
  mv "$results/$name.part" "$results/$name.json"
}

# row prints what a run took and, where there is a FOUND, what it found.
row() { # NAME LABEL [FOUND]
  local took
  took=$(python3 "$reuse/took.py" "$2" "$pages" "$results/$1.json") && [ -n "${3:-}" ] ||
    { echo "$took | – | – | – | – | – | – | – | – | – | – |"; return; }
  "$work/score" -gold "$results/gold.jsonl" -found "$3" -row "$took" -bytes
}

passim() { # NAME OPTION…
  local name=$1; shift
  local out=$results/$name.out
  [ -e "$results/$name.json" ] || rm -rf "$out"
  PYTHONPATH=$work/passim PYSPARK_PYTHON=$work/venv/bin/python SPARK_LOCAL_DIRS=$work/spark measured "$name" \
    "$work/venv/bin/spark-submit" --master 'local[2]' --driver-memory 8g --conf spark.ui.enabled=false \
    --conf spark.sql.files.maxPartitionBytes=$(($(stat -c %s "$results/texts.jsonl") / 8)) --conf spark.sql.files.openCostInBytes=0 \
    "$work/passim/passim/seriatim.py" --all-pairs --to-extents "$@" "$results/texts.jsonl" "$out"
  if [ ! -e "$results/$name.found" ] && python3 "$reuse/took.py" x 1 "$results/$name.json" >/dev/null; then
    PYSPARK_PYTHON=$work/venv/bin/python SPARK_LOCAL_DIRS=$work/spark "$work/venv/bin/python" "$reuse/passim_found.py" \
      "$results/texts.jsonl" "$out" "$results/$name.part" >"$results/$name.found.log" 2>&1
    mv "$results/$name.part" "$results/$name.found"
  fi
}

build
[ -e "$at/done" ] || { say "making $pages pages"; "$work/pages" -n "$pages" -seed "$seed" -o "$at"; touch "$at/done"; }
measured extract "$work/stemma" extract "$at"/*.warc.gz -o "$results/articles.jsonl"
[ -e "$results/texts.jsonl" ] || python3 -c 'import json, sys
for line in sys.stdin:
    a = json.loads(line)
    print(json.dumps({"id": a["id"], "text": a["text"]}, ensure_ascii=False))' <"$results/articles.jsonl" >"$results/texts.jsonl"
[ -e "$results/gold.jsonl" ] || "$work/fit" -pages "$at/pages.jsonl" -gold "$at/gold.jsonl" -articles "$results/articles.jsonl" -o "$results/gold.jsonl" 2>"$results/fit.log"

if wants passim || wants passim-fine; then install; fi
if wants reuse; then measured reuse "$work/stemma" reuse "$results/articles.jsonl" -o "$results/reuse.found"; fi
if wants batch; then
  [ -e "$results/batch.json" ] || rm -rf "$results/batch.out"
  measured batch "$work/stemma" batch "$at"/*.warc.gz -o "$results/batch.out"
  "$work/found" -links "$results/batch.out" -o "$results/batch.found" -pages "$at/pages.jsonl" 2>"$results/batch.found.log"
fi
if wants passim; then passim passim; fi
if wants passim-fine; then passim passim-fine -n 13 -m 2 -a 18; fi

cat "$results/fit.log"
if [ -e "$results/batch.found.log" ]; then cat "$results/batch.found.log"; fi
echo
echo "| | pages | time | processor | memory | copies | families (joined) | paragraphs | sentences | clauses | precision | formulas | edges | bytes found | bytes right |"
echo "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
row extract "stemma extract (reading alone)"
if [ -e "$results/reuse.json" ]; then row reuse "stemma reuse" "$results/reuse.found"; fi
if [ -e "$results/batch.json" ]; then row batch "stemma batch (reading, passages, stories, trees)" "$results/batch.found"; fi
if [ -e "$results/passim.json" ]; then row passim "passim" "$results/passim.found"; fi
if [ -e "$results/passim-fine.json" ]; then row passim-fine "passim, for clauses" "$results/passim-fine.found"; fi
