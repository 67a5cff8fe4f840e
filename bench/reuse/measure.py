"""Runs a command; writes its wall-clock time, processor time and peak memory.

    python3 measure.py RESULT.json LIMIT_SECONDS COMMAND...

Memory is that of the command and all its children together, each page that
several of them share counted once (Linux: PSS), looked at four times a second,
or as often as takes a twentieth of the time; or the kernel's own peak of one of
them, where that is more. Processor time is that of all of them as last seen, or
the kernel's sum. The exit status is the command's, or 124 where it ran past the
limit.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import time


def tree(root):
    """Returns the process and its descendants."""
    children = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat") as f:
                parent = int(f.read().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        children.setdefault(parent, []).append(int(name))
    out, todo = [], [root]
    while todo:
        p = todo.pop()
        out.append(p)
        todo += children.get(p, [])
    return out


def kilobytes(path, field):
    try:
        with open(path) as f:
            for line in f:
                if line.startswith(field):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0


def seconds(pid):
    """Returns the processor time of one process, without its children."""
    try:
        with open(f"/proc/{pid}/stat") as f:
            fields = f.read().rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def end(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def main():
    result, limit, command = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
    start = time.monotonic()
    process = subprocess.Popen(command, start_new_session=True)
    peak, late, cpu = 0, False, {}
    while process.poll() is None:
        looked = time.monotonic()
        pids = tree(process.pid)
        together = sum(kilobytes(f"/proc/{p}/smaps_rollup", "Pss:") for p in pids)
        alone = max(kilobytes(f"/proc/{p}/status", "VmHWM:") for p in pids)
        peak = max(peak, together, alone)
        cpu.update((p, seconds(p)) for p in pids)
        if time.monotonic() - start > limit and not late:
            late = True
            for p in pids:  # not by group: Spark's workers have their own
                end(p)
        pause = max(0.25, 20 * (time.monotonic() - looked))
        try:
            process.wait(pause)
        except subprocess.TimeoutExpired:
            pass
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = max(peak, used.ru_maxrss)
    with open(result, "w") as f:
        json.dump({
            "seconds": round(time.monotonic() - start, 2),
            "cpu_seconds": round(max(used.ru_utime + used.ru_stime, sum(cpu.values())), 2),
            "megabytes": round(peak / 1024),
            "late": late,
            "status": process.returncode,
        }, f)
    sys.exit(124 if late else process.returncode)


if __name__ == "__main__":
    main()
