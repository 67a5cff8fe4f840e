#!/usr/bin/env bash
# Compares `stemma reuse` with passim and with MinHash-LSH on the same files and
# the same two cores, one after the other, and prints Markdown tables.
#
#   bash bench/reuse/run.sh --sizes 10000,30000,100000 --passim 10000 --minhash 10000
#
#   --sizes N,…     corpora that stemma reads
#   --passim N,…    those of them that passim reads; none if not given
#   --minhash N,…   those that MinHash-LSH reads; none if not given
#   --repeat K      runs of stemma on each size, of which the median counts (3)
#   --limit S       seconds after which a run is ended (900)
#   --seed X        of the corpora (1)
#   --work DIR      where everything is kept, outside the repository
#   --fresh         forget the corpora and results in DIR, not what is installed there
#
# Needs Go, and for the others Python 3.9 or later with venv, a package index
# that pip reaches, Java 17 or later and git; on Linux. PASSIM is where passim is
# cloned from, an address or a folder. What is done is not done again: a run
# that was interrupted goes on where it was; after a change to stemma, --fresh.
# Its times mean something only where nothing else is running.
set -euo pipefail
repo=$(cd "$(dirname "$0")/../.." && pwd)
here=$repo/bench/reuse

sizes=10000 passim_sizes="" minhash_sizes="" repeat=3 limit=900 seed=1 fresh=""
work=${TMPDIR:-/tmp}/stemma-reuse-bench
while [ $# -gt 0 ]; do
  case $1 in
    --sizes) sizes=$2 ;;
    --passim) passim_sizes=$2 ;;
    --minhash) minhash_sizes=$2 ;;
    --repeat) repeat=$2 ;;
    --limit) limit=$2 ;;
    --seed) seed=$2 ;;
    --work) work=$2 ;;
    --fresh) fresh=1; shift; continue ;;
    *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"; exit 2 ;;
  esac
  [ $# -ge 2 ] || { echo "$1 needs a value" >&2; exit 2; }
  shift 2
done

PASSIM=${PASSIM:-https://github.com/dasmiq/passim}
passim_commit=878ccb3c396e814cf5110d1575ab823c21fa74c9 # 2.0.1 of March 2026

results=$work/results-$seed
[ -z "$fresh" ] || rm -rf "$results" "$work/$seed-"*
mkdir -p "$work" "$results"
say() { printf '%s %s\n' "$(date +%H:%M:%S)" "$*" >&2; }
each() { tr ',' ' ' <<<"$1"; }

# two runs a command on the first two cores.
two() {
  if command -v taskset >/dev/null; then GOMAXPROCS=2 taskset -c 0,1 "$@"; else GOMAXPROCS=2 "$@"; fi
}

build() {
  say "building"
  (cd "$repo" && go build -o "$work/" ./cmd/stemma && go build -o "$work/corpus" ./bench/reuse/corpus && go build -o "$work/score" ./bench/reuse/score)
}

corpus() { # N
  [ -e "$work/$seed-$1.done" ] && return
  say "making $1 articles"
  "$work/corpus" -n "$1" -seed "$seed" -o "$work/$seed-$1.jsonl" -gold "$work/$seed-$1.gold.jsonl"
  touch "$work/$seed-$1.done"
}

python_of() { [ -z "$passim_sizes$minhash_sizes" ] && echo python3 || echo "$work/venv/bin/python"; }

install() {
  [ -n "$passim_sizes$minhash_sizes" ] || return 0
  if [ ! -e "$work/venv/done" ]; then
    say "installing the others"
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
    touch "$work/venv/done"
  fi
  [ -n "$passim_sizes" ] || return 0
  command -v java >/dev/null || { echo "passim needs Java 17 or later" >&2; exit 1; }
  if [ ! -e "$work/passim/done" ]; then
    rm -rf "$work/passim"
    git clone --quiet "$PASSIM" "$work/passim"
    git -C "$work/passim" checkout --quiet "$passim_commit"
    touch "$work/passim/done"
  fi
}

# ended reports that a run need not be repeated.
ended() { [ -e "$results/$1.json" ] && "$python" "$here/took.py" --ended "$results/$1.json" "$limit"; }

# measured runs a command once and leaves NAME.json; what it prints goes to
# NAME.log.
measured() { # NAME COMMAND…
  local name=$1; shift
  if ended "$name"; then return; fi
  say "running $name"
  two "$python" "$here/measure.py" "$results/$name.part" "$limit" "$@" >"$results/$name.log" 2>&1 ||
    say "$name did not finish: see $results/$name.log"
  mv "$results/$name.part" "$results/$name.json"
}

# scored writes a row of the table: what the run took and what it found.
scored() { # NAME N LABEL FOUND RUN…
  local name=$1 n=$2 label=$3 found=$4; shift 4
  local took
  took=$("$python" "$here/took.py" "$label" "$n" "$@") || { echo "$took | – | – | – | – | – | – | – | – |" >"$results/$name.row"; return; }
  "$work/score" -gold "$work/$seed-$n.gold.jsonl" -found "$found" -row "$took" >"$results/$name.row"
}

stemma() { # N
  local k runs=() out=$results/stemma-$1.found
  for k in $(seq "$repeat"); do
    measured "stemma-$1-$k" "$work/stemma" reuse --output "$out" "$work/$seed-$1.jsonl"
    runs+=("$results/stemma-$1-$k.json")
  done
  scored "stemma-$1" "$1" "stemma reuse" "$out" "${runs[@]}"
}

passim() { # N NAME LABEL OPTION…
  local n=$1 name=$2-$1 label=$3; shift 3
  local out=$results/$name.out
  ended "$name" || rm -rf "$out"
  PYTHONPATH=$work/passim PYSPARK_PYTHON=$python SPARK_LOCAL_DIRS=$work/spark measured "$name" \
    "$work/venv/bin/spark-submit" --master 'local[2]' --driver-memory 8g --conf spark.ui.enabled=false \
    --conf spark.sql.files.maxPartitionBytes=$(($(stat -c %s "$work/$seed-$n.jsonl") / 8)) --conf spark.sql.files.openCostInBytes=0 \
    "$work/passim/passim/seriatim.py" --all-pairs --to-extents "$@" "$work/$seed-$n.jsonl" "$out"
  if [ ! -e "$results/$name.found" ] && "$python" "$here/took.py" x 1 "$results/$name.json" >/dev/null; then
    PYSPARK_PYTHON=$python SPARK_LOCAL_DIRS=$work/spark "$python" "$here/passim_found.py" \
      "$work/$seed-$n.jsonl" "$out" "$results/$name.part" >"$results/$name.found.log" 2>&1
    mv "$results/$name.part" "$results/$name.found"
  fi
  scored "$name" "$n" "$label" "$results/$name.found" "$results/$name.json"
}

minhash() { # N document|sentence
  local name=minhash-$2-$1
  measured "$name" "$python" "$here/minhash.py" "$work/$seed-$1.jsonl" "$results/$name.found" --by "$2"
  scored "$name" "$1" "MinHash-LSH, by $2" "$results/$name.found" "$results/$name.json"
}

build
for n in $(each "$sizes,$passim_sizes,$minhash_sizes"); do corpus "$n"; done
install
python=$(python_of)
for n in $(each "$sizes"); do stemma "$n"; done
for n in $(each "$minhash_sizes"); do minhash "$n" document; minhash "$n" sentence; done
for n in $(each "$passim_sizes"); do
  passim "$n" passim "passim" -u 250
  passim "$n" passim-fine "passim, for clauses" -u 250 -n 13 -m 2 -a 18
done
"$python" "$here/took.py" --tables "$results" "$limit"
