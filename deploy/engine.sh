# What deploy/flink/run and deploy/spark/run do alike: sourced by both, after they have set
# here (their folder), work, jobs (the port of the job server) and runner (as `stemma batch` names it).
# shellcheck shell=bash
repo=$(cd "$here/../.." && pwd)
stemma=${STEMMA:-$work/stemma}

say() { printf '%s\n' "$*" >&2; }
fail() { say "run: $*"; exit 1; }

# own makes the folder of all that is fetched, built and run from here. It must be the caller's alone: in
# a folder that others write to somebody else's program would be started.
own() {
  (umask 077 && mkdir -p "$work")
  [ -O "$work" ] && [ -z "$(find "$work/" -maxdepth 0 -perm /022)" ] ||
    fail "$work belongs to somebody else, or others may write to it: give a folder of your own as WORK"
  mkdir -p "$work"/{run,log,tmp}
}

# python fetches a package of the Python index as it was published, by its sum, and unpacks it to tmp/NAME.
python() { # NAME
  python3 -m pip download -q --no-deps --no-binary :all: --require-hashes -d "$work/tmp" -r "$here/requirements.txt"
  tar xzf "$work"/tmp/*.tar.gz -C "$work/tmp" --strip-components 1 --one-top-level="$1"
}

# maven fetches the jars of Beam's job server, and takes them if they are those of jars.sha256.
maven() {
  mvn -B -q -C -f "$here/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$work/tmp/jars" >"$work/log/maven.log" 2>&1 ||
    { tail -20 "$work/log/maven.log" >&2; fail "Maven could not fetch the job server"; }
  (cd "$work/tmp/jars" && sha256sum --quiet -c "$here/jars.sha256") || fail "these are not the jars of jars.sha256"
  mv "$work/tmp/jars" "$jars"
}

# What the engines and Beam look into of Java 17 that modules hide.
opens=()
for package in java.io java.lang java.lang.invoke java.lang.reflect java.net java.nio java.text java.time java.util \
  java.util.concurrent java.util.concurrent.atomic java.util.concurrent.locks sun.nio.ch sun.nio.cs sun.net.util \
  sun.security.action sun.util.calendar; do
  opens+=(--add-opens "java.base/$package=ALL-UNNAMED")
done

# begin NAME COMMAND… starts a process of its own session, unless it runs already, and keeps its number with the
# moment at which it began: a number alone may be another process's by the time of `stop`.
begin() {
  local name=$1
  shift
  if alive "$name"; then return; fi
  setsid "$@" >>"$work/log/$name.log" 2>&1 </dev/null &
  echo "$! $(began $!)" >"$work/run/$name"
}
# began is when a process began, in ticks since the machine did (field 22 of stat; a name may have blanks).
began() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
number() { cut -d' ' -f1 "$work/run/$1"; }
alive() {
  local pid at
  [ -f "$work/run/$1" ] && read -r pid at <"$work/run/$1" && [ -n "$at" ] && [ "$(began "$pid")" = "$at" ]
}

# end stops processes that begin started, in the order given, and takes away what they kept.
end() {
  local name
  for name; do
    if alive "$name"; then kill "$(number "$name")" 2>/dev/null || true; fi
  done
  for name; do
    for _ in $(seq 30); do alive "$name" || break; sleep 1; done
    if alive "$name"; then kill -9 "$(number "$name")" 2>/dev/null || true; fi
    rm -f "$work/run/$name"
  done
  rm -rf "${work:?}"/tmp/*
}

# alone has the rest of this run happen in a network of its own, of which this machine's others know nothing, where the system lets
# it: Beam's job servers and Prism, and the ports by which workers are told what to do, listen on every address and ask no password.
alone() { # the arguments of this run
  if [ -n "${ALONE:-}" ]; then return; fi
  if unshare --map-root-user --net ip link set lo up 2>/dev/null; then
    ALONE=1 exec unshare --map-root-user --net bash -c 'ip link set lo up && exec "$0" "$@"' "$0" "$@"
  fi
  say "run: no network of its own can be had here (unshare): what is started listens on every address of this machine"
}

# build makes the program, unless STEMMA names one: each time, since what was built before may be of other code.
build() { [ -n "${STEMMA:-}" ] || (cd "$repo" && CGO_ENABLED=0 go build -trimpath -o "$stemma" ./cmd/stemma); }

# submit hands a job to the job server.
submit() { "$stemma" batch --runner "$runner" --endpoint "127.0.0.1:$jobs" --environment process "$@"; }

# comparable is what the runs that are compared are told: many small blocks, so that components are cut, joined across
# windows and packed whatever the number of pages; and no limit of time, since what is late on one runner is not on another.
comparable=(--block "${BLOCK:-100}" --article-time 0 --story-time 0)

# inprocess makes the result that others are compared with.
inprocess() {
  rm -rf "$work/out" && mkdir -p "$work/out"
  say "== in process (Prism)"
  timed prism "$stemma" batch "${comparable[@]}" "$@" -o "$work/out/prism"
}

# same compares the outputs file by file, byte by byte; counters.json counts attempts.
same() {
  diff -r -x counters.json "$work/out/prism" "$work/out/$1" || fail "the result in $work/out/$1 is another one"
  say "   the same, byte by byte: $(find "$work/out/$1" -type f | wc -l) files, $(du -sh "$work/out/$1" | cut -f1)"
}

# field prints an expression over the JSON d of standard input.
field() { python3 -c "import json,sys; d = json.load(sys.stdin); print($1)"; }

# timed runs a command into a log of this name, and says how many articles it read. That some inputs could not
# be read (3) is well: some of bench/batch cannot.
timed() {
  local log=$work/log/$1.log began=$SECONDS code=0
  shift
  "$@" >"$log" 2>&1 || code=$?
  [ $code = 0 ] || [ $code = 3 ] || fail "stemma batch ended with $code; see $log"
  say "   $((SECONDS - began)) s: $(grep -m 1 ' articles read from ' "$log" || echo 'see' "$log")"
}

# hwm is the most memory that a process had, in megabytes.
hwm() { awk '/^VmHWM/ {printf "%d", $2 / 1024}' "/proc/$1/status" 2>/dev/null; }

# attend notes the most memory that a worker of these processes had, while this script runs: workers end with their job.
attend() { # NAME…
  local name pid of most=0
  while kill -0 $$ 2>/dev/null && sleep 1; do
    for name; do
      for pid in $(pgrep -P "$(number "$name" 2>/dev/null)" 2>/dev/null); do
        of=$(hwm "$pid") && [ "${of:-0}" -gt "$most" ] || continue
        most=$of
        echo "$most" >"$work/log/worker.peak"
      done
    done
  done
}

# attended runs a timed run, and says how much memory these processes and their workers had at the most.
attended() { # "NAME…" LOG COMMAND…
  local names=$1 name attending
  shift
  rm -f "$work/log/worker.peak"
  # shellcheck disable=SC2086 # the names are words
  attend $names &
  attending=$!
  timed "$@"
  kill $attending 2>/dev/null || true
  say "   memory at the most: $(for name in $names; do printf '%s %s MB, ' "$name" "$(hwm "$(number "$name")")"; done)a worker $(cat "$work/log/worker.peak") MB"
}

# usage prints the head of the script that sourced this.
usage() { sed -n '2,/^set/p' "$0" | sed '$d; s/^# \{0,1\}//'; exit 2; }
