#!/usr/bin/env python3
"""Compares the parameters of a run in several processes with those in one, after some steps.

    Benchmarks/agreement.py .build/release/hourglass [--ranks 2 3] [--model NAME]… [--optimizer NAME]… [--images FOLDER]

Each model trains with the same settings in one process and in each number of ranks. A line has the norm of the
difference of the parameters and statistics, relative to their norm. The last column is the difference of one process with
portable instructions, which round differently: what a training makes of rounding, without any other process.

Needs mpirun, libhourglass-mpi.so beside the program, and NumPy.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy

parser = argparse.ArgumentParser(usage="agreement.py PROGRAM [OPTION]…; see the file's first lines")
parser.add_argument("program")
parser.add_argument("--images", type=Path, default=Path("/usr/share/datasets/fashion-mnist"))
parser.add_argument("--count", type=int, default=600)
parser.add_argument("--batch-size", type=int, default=60)
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--ranks", type=int, nargs="+", default=[2, 3])
parser.add_argument("--model", action="append", default=[])
parser.add_argument("--optimizer", action="append", default=[])
arguments = parser.parse_args()


def idx(name):
    """The numbers of a gzipped IDX file."""
    data = gzip.open(arguments.images / f"{name}.gz").read()
    sizes = numpy.frombuffer(data, ">i4", count=data[3], offset=4)
    return numpy.frombuffer(data, numpy.uint8, offset=4 + 4 * data[3]).reshape(sizes)


def parameters(folder):
    """The parameters and statistics of the run in `folder`, by name."""
    file = max(folder.glob("**/epoch-*.safetensors")).read_bytes()
    start = 8 + int.from_bytes(file[:8], "little")
    entries = json.loads(file[8:start])
    return {
        name: numpy.frombuffer(file[start + entry["data_offsets"][0] : start + entry["data_offsets"][1]], "<f4")
        for name, entry in entries.items()
        if entry.get("dtype") == "F32" and not name.startswith("optimizer")
    }


def difference(one, other):
    """The norm of the difference of two runs' parameters, relative to the norm."""
    squares = sum(float(((one[name].astype(float) - other[name]) ** 2).sum()) for name in one)
    return (squares / sum(float((one[name].astype(float) ** 2).sum()) for name in one)) ** 0.5


def train(model, optimizer, folder, ranks=1, **variables):
    command = [arguments.program, "train", "--model", model, "--dataset", str(data), "--runs", str(folder)]
    command += ["--epochs", str(arguments.epochs), "--batch-size", str(arguments.batch_size), "--threads", "1"]
    command += ["--optimizer", optimizer] if optimizer else []
    if ranks > 1:
        command = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(ranks)] + command
    environment = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1", **variables)
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr or f"error: {command[0]} ended with exit code {done.returncode}")
    return parameters(folder)


names = subprocess.run([arguments.program, "models", "list"], capture_output=True, text=True, check=True)
models = arguments.model or [line.split()[0] for line in names.stdout.splitlines()[1:] if line.strip()]
with tempfile.TemporaryDirectory() as scratch:
    data = Path(scratch) / "images.npz"
    images, labels = (idx(f"train-{name}-ubyte") for name in ("images-idx3", "labels-idx1"))
    numpy.savez(data, x=images[: arguments.count], y=labels[: arguments.count])
    heads = [f"{ranks} ranks" for ranks in arguments.ranks]
    print(f"{'model':20} {'optimizer':12} " + " ".join(f"{head:>9}" for head in [*heads, "portable"]))
    for model in models:
        for number, optimizer in enumerate(arguments.optimizer or [None]):
            folder = Path(scratch) / f"{model}-{number}"
            one = train(model, optimizer, folder / "one")
            others = [train(model, optimizer, folder / f"{ranks}", ranks) for ranks in arguments.ranks]
            others.append(train(model, optimizer, folder / "portable", HOURGLASS_ISA="portable"))
            print(
                f"{model:20} {optimizer or 'its own':12} "
                + " ".join(f"{difference(one, other):9.1e}" for other in others),
                flush=True,
            )
