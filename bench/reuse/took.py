"""Says what runs took, from the files that measure.py leaves.

    python3 took.py LABEL ARTICLES RUN.json...   the first cells of a row
    python3 took.py --ended RUN.json LIMIT       exit status 0 if the run need not be repeated:
                                                 it ended, or did not within this limit or a longer one
    python3 took.py --tables RESULTS LIMIT       the tables

The exit status of the first is 1 if a run did not end well.
"""

import glob
import json
import math
import os
import platform
import re
import statistics
import sys

HEAD = """| | articles | time | processor | memory | copies | families (joined) | paragraphs | sentences | clauses | precision | formulas | edges |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""


def read(paths):
    runs = []
    for path in paths:
        with open(path) as f:
            runs.append(json.load(f))
    return runs


def cells(label, articles, paths):
    """Returns the row's first cells, and the exit status."""
    runs = read(paths)
    middle = {key: statistics.median(r[key] for r in runs) for key in ("seconds", "cpu_seconds", "megabytes")}
    time, status = f"{middle['seconds']:.1f} s", 0
    if any(r["late"] for r in runs):
        time, status = f"ended after {max(r['seconds'] for r in runs):.0f} s", 1
    elif any(r["status"] != 0 for r in runs):
        time, status = "failed", 1
    return f"| {label} | {int(articles):,} | {time} | {middle['cpu_seconds']:.0f} s | {middle['megabytes']:,.0f} MB", status


def tables(results, limit):
    model = ""
    with open("/proc/cpuinfo") as f:
        model = next((l.split(":")[1].strip() for l in f if l.startswith("model name")), "")
    print(f"Two cores of {model or platform.machine()}; a run is ended after {limit} s. "
          f"Python {platform.python_version()}.\n")
    print(HEAD)
    order = ["stemma", "minhash-document", "minhash-sentence", "passim", "passim-fine"]
    rows = []
    for path in glob.glob(os.path.join(results, "*.row")):
        name, n = re.fullmatch(r"(.+)-(\d+)\.row", os.path.basename(path)).groups()
        rows.append((int(n), order.index(name), path))
    for _, _, path in sorted(rows):
        with open(path) as f:
            print(f.read().rstrip())
    growth(results)


def growth(results):
    """Prints how stemma's time and memory grow, beside n log n."""
    by_size = {}
    for path in glob.glob(os.path.join(results, "stemma-*-*.json")):
        by_size.setdefault(int(path.rsplit("-", 2)[1]), []).append(path)
    print("\n| articles | time | fastest – slowest | per n log n | memory | bytes an article |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    first = None
    for n in sorted(by_size):
        runs = [r for r in read(by_size[n]) if r["status"] == 0]
        if not runs:
            continue
        times = sorted(r["seconds"] for r in runs)
        time, memory = statistics.median(times), statistics.median(r["megabytes"] for r in runs)
        rate = time / (n * math.log2(n))
        first = first or rate
        print(f"| {n:,} | {time:.1f} s | {times[0]:.1f} – {times[-1]:.1f} s | {rate / first:.2f} "
              f"| {memory:,.0f} MB | {memory * 2**20 / n:,.0f} |")


def main():
    if sys.argv[1] == "--ended":
        run = read([sys.argv[2]])[0]
        sys.exit(0 if run["status"] == 0 or run["late"] and run["seconds"] >= float(sys.argv[3]) else 1)
    if sys.argv[1] == "--tables":
        tables(sys.argv[2], sys.argv[3])
        return
    text, status = cells(sys.argv[1], sys.argv[2], sys.argv[3:])
    print(text)
    sys.exit(status)


if __name__ == "__main__":
    main()
