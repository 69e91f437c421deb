#!/usr/bin/env python3
"""Compares processes with threads: 2 ranks of 1 thread with 1 rank of 2 threads, on this machine.

    Benchmarks/processes.py .build/release/hourglass [--rounds 5] [--seconds 1] [--workload NAME]…

Both sides take turns, so that what else the machine does disturbs both. Each workload's line has the range of its
milliseconds a step on both sides, and how fast the ranks are beside the threads (100%: equally fast). Workloads whose
step takes less than --minimum milliseconds (5) in one process are left out.

    Benchmarks/processes.py .build/release/hourglass --model --ranks 4

compares instead, for each workload, the milliseconds of packing, communicating and waiting that the model predicts from
the measured connection with those that were measured; it says so where ranks share processors, for whose turn they
wait besides.

Needs mpirun, and libhourglass-mpi.so beside the program (`make build MPI=1`).
"""

import argparse
import json
import os
import subprocess
import sys

parser = argparse.ArgumentParser(usage="processes.py PROGRAM [OPTION]…; see the file's first lines")
parser.add_argument("program")
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--seconds", type=float, default=1)
parser.add_argument("--minimum", type=float, default=5)
parser.add_argument("--ranks", type=int, default=2)
parser.add_argument("--workload", action="append", default=[])
parser.add_argument("--model", action="store_true")
arguments = parser.parse_args()

environment = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")


def bench(ranks, threads, workloads):
    """The lines of `hourglass bench --mpi --json`, by workload."""
    command = [arguments.program, "bench", "--mpi", "--json", "--threads", str(threads)]
    command += ["--seconds", str(arguments.seconds), "--repeats", "3"]
    command += [word for name in workloads for word in ("--workload", name)]
    if ranks > 1:
        command = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(ranks)] + command
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr or f"error: {command[0]} ended with exit code {done.returncode}")
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {line["workload"]: line for line in lines}


def span(values):
    return f"{min(values):.2f} to {max(values):.2f}"


def median(values):
    return sorted(values)[len(values) // 2]


if arguments.model:
    rounds = [bench(arguments.ranks, 1, arguments.workload) for _ in range(arguments.rounds)]
    print(f"{arguments.ranks} ranks of 1 thread; milliseconds a step, ranges of {arguments.rounds} rounds")
    if any(line["shares_processors"] for line in rounds[0].values()):
        print("ranks share processors: waiting for a turn is measured, and is not in the model")
    print(f"{'workload':14} {'predicted':>20} {'measured':>20} {'of it waiting':>20}")
    for name in rounds[0]:
        lines = [lines[name] for lines in rounds]
        measured = [line["packing_ms"] + line["communicating_ms"] + line["waiting_ms"] for line in lines]
        columns = [[line["predicted_ms"] for line in lines], measured, [line["waiting_ms"] for line in lines]]
        print(f"{name:14} " + " ".join(f"{span(column):>20}" for column in columns))
    sys.exit()

first = bench(1, arguments.ranks, arguments.workload)
names = [name for name, line in first.items() if line["ms_per_step"] > arguments.minimum]
threads = {name: [] for name in names}
ranks = {name: [] for name in names}
for _ in range(arguments.rounds):
    for count, each, times in [(1, arguments.ranks, threads), (arguments.ranks, 1, ranks)]:
        for name, line in bench(count, each, names).items():
            times[name].append(line["ms_per_step"])
print(f"milliseconds a step, ranges of {arguments.rounds} rounds in turn; speed: medians")
print(f"{'workload':14} {f'1 rank × {arguments.ranks} threads':>22} {f'{arguments.ranks} ranks × 1 thread':>22}   speed")
for name in names:
    speed = 100 * median(threads[name]) / median(ranks[name])
    print(f"{name:14} {span(threads[name]):>22} {span(ranks[name]):>22}   {speed:.1f}%")
