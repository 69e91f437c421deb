#!/usr/bin/env python3
"""How fast images come to a network: Hourglass beside PyTorch, in turn.

    python3 -m venv .venv && .venv/bin/pip install torch==2.13.0+cpu numpy lmdb \\
      --extra-index-url https://download.pytorch.org/whl/cpu
    .venv/bin/python Benchmarks/feed.py .build/release/hourglass --idx FOLDER [--lmdb FOLDER]... [--rounds 3]

FOLDER of --idx holds MNIST's files, that of --lmdb a database of raw Datums of one shape (`hourglass data import`).
Shuffled batches of 256 become floats from 0 to 1. The peers, on two threads:

    gather    a uint8 tensor in memory, indexed and divided: the fastest that PyTorch has
    loader    DataLoader over a TensorDataset, no workers
    lmdb      Python's lmdb, the Datum parsed at its fixed offset, two threads of a pool
"""

import argparse
import concurrent.futures
import gzip
import json
import pathlib
import statistics
import struct
import subprocess
import time

import numpy
import torch

BATCH = 256


def images_per_second(run_pass, count, seconds):
    passes, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < seconds:
        run_pass()
        passes += 1
    return passes * count / (time.perf_counter() - begin)


def idx_images(folder):
    path = next(pathlib.Path(folder).glob("train-images*"))
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    _, count, height, width = struct.unpack(">IIII", data[:16])
    return torch.frombuffer(bytearray(data[16:]), dtype=torch.uint8).reshape(count, 1, height, width)


def gather(images, seconds):
    def run_pass():
        for indices in torch.randperm(len(images)).split(BATCH):
            images[indices].float().div_(255)

    return images_per_second(run_pass, len(images), seconds)


def loader(images, seconds):
    data = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(images), batch_size=BATCH, shuffle=True)
    begin, count = time.perf_counter(), 0
    while time.perf_counter() - begin < seconds:
        for (batch,) in data:
            batch.float().div_(255)
            count += len(batch)
            if time.perf_counter() - begin >= seconds:
                break
    return count / (time.perf_counter() - begin)


def datum_offset(value):
    """Where the field data of a raw Datum begins, and its length."""
    at = 0
    while at < len(value):
        tag, at = value[at], at + 1
        number, shift = 0, 0
        while True:
            byte, at = value[at], at + 1
            number |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        if tag == 0x22:
            return at, number
        if tag & 7 == 2:
            at += number
    raise ValueError("no data in the Datum")


def database(folder, seconds):
    import lmdb

    environment = lmdb.open(folder, readonly=True, lock=False, readahead=False, max_readers=8)
    with environment.begin(buffers=True) as transaction:
        keys = [bytes(key) for key in transaction.cursor().iternext(keys=True, values=False)]
        offset, length = datum_offset(bytes(transaction.get(keys[0])))

    def read(batch):
        with environment.begin(buffers=True) as transaction:
            rows = [numpy.frombuffer(transaction.get(keys[i]), numpy.uint8, length, offset) for i in batch]
            return torch.from_numpy(numpy.stack(rows)).float().div_(255)

    def run_pass():
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for _ in pool.map(read, [b.tolist() for b in torch.randperm(len(keys)).split(BATCH)]):
                pass

    return images_per_second(run_pass, len(keys), seconds)


def ours(program, source, seconds, *flags):
    command = [program, "data", "bench", source, "--json", "--batch-size", str(BATCH), "--seconds", str(seconds), *flags]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--idx")
    parser.add_argument("--lmdb", action="append", default=[])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2)
    a = parser.parse_args()
    torch.set_num_threads(2)
    jobs = []
    if a.idx:
        images = idx_images(a.idx)
        jobs += [
            (f"{a.idx}: gather", lambda: gather(images, a.seconds), lambda: ours(a.program, a.idx, a.seconds)),
            (f"{a.idx}: loader", lambda: loader(images, a.seconds), lambda: ours(a.program, a.idx, a.seconds)),
        ]
    for folder in a.lmdb:
        jobs.append(
            (
                f"{folder}: lmdb",
                lambda folder=folder: database(folder, a.seconds),
                lambda folder=folder: ours(a.program, folder, a.seconds, "--memory-limit", "0"),
            )
        )
    print(f"{'source: peer':40} {'Hourglass':>12} {'MB/s':>8} {'peer':>12}  ratio (range)")
    for name, peer, own in jobs:
        rounds = [(own(), peer()) for _ in range(a.rounds)]
        rates = [own["float_images_per_second"] for own, _ in rounds]
        ratios = [own["float_images_per_second"] / peer for own, peer in rounds]
        megabytes = statistics.median(rates) * rounds[0][0]["bytes_per_image"] / 1e6
        print(
            f"{name[-40:]:40} {statistics.median(rates):12,.0f} {megabytes:8,.0f} "
            f"{statistics.median(peer for _, peer in rounds):12,.0f}  {statistics.median(ratios):.1f} "
            f"({min(ratios):.1f}-{max(ratios):.1f})",
            flush=True,
        )


if __name__ == "__main__":
    main()
