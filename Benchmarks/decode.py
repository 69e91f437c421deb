#!/usr/bin/env python3
"""Decoding photographs to small pictures, as torchvision and Pillow do it: the peers of Hourglass's reading of folders.

    python3 -m venv .venv && .venv/bin/pip install torch==2.13.0+cpu torchvision pillow \\
      --extra-index-url https://download.pytorch.org/whl/cpu
    .venv/bin/python Benchmarks/decode.py FOLDER [--size 64] [--threads 2] [--rounds 5] [--program PROGRAM] [--json]

The files lie in memory, for the program in the file cache. A round decodes each of them to RGB and brings it to
size x size; each peer takes its turn in every round, and the medians of images a second and of the processor time a
file are printed. A peer that cannot be loaded is left out. The peers:

    torchvision   decode_jpeg, then resize with antialias
    draft         Pillow: a scaled decode (draft) that covers the size, then the mean over the area (BOX)
    pillow        Pillow: a full decode, then BILINEAR, which is antialiased
    hourglass     the program given: `data mean`, which reads and decodes all files
"""

import argparse
import concurrent.futures
import importlib.metadata
import io
import json
import pathlib
import resource
import statistics
import subprocess
import tempfile
import time


def torchvision_peer(size):
    import torch
    from torchvision.io import ImageReadMode, decode_jpeg
    from torchvision.transforms.v2 import functional

    torch.set_num_threads(1)  # the pool below has the threads

    def decode(data):
        encoded = torch.frombuffer(bytearray(data), dtype=torch.uint8)
        image = decode_jpeg(encoded, mode=ImageReadMode.RGB)
        return functional.resize(image, [size, size], antialias=True)

    return decode


def pillow_peer(size, draft):
    from PIL import Image

    def decode(data):
        image = Image.open(io.BytesIO(data))
        if draft:
            image.draft("RGB", (size, size))
        return image.convert("RGB").resize((size, size), Image.BOX if draft else Image.BILINEAR)

    return decode


def processor_time():
    """The seconds of processor time of this process and of those that it has started."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def decode_by_program(options):
    """Reads all files of the folder and brings them to the size, reading and start of the program included."""
    size = f"{options.size}x{options.size}"
    command = [options.program, "data", "mean", str(options.folder), "--resize", size]
    command += ["--threads", str(options.threads)]
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(command + ["--output", f"{scratch}/mean"], check=True, stdout=subprocess.DEVNULL)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="a folder of JPEG files")
    parser.add_argument("--size", type=int, default=64, help="the side of the small pictures in pixels")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--program", help="the program hourglass, to take its turn")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    paths = sorted(path for path in options.folder.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg"))
    if not paths:
        parser.error(f"{options.folder}: no JPEG files")
    files = [path.read_bytes() for path in paths]
    peers = {
        "draft": pillow_peer(options.size, draft=True),
        "pillow": pillow_peer(options.size, draft=False),
    }
    try:
        peers["torchvision"] = torchvision_peer(options.size)
    except (ImportError, OSError, ValueError) as error:
        print(f"torchvision is left out: {error}")
    if options.program:
        peers["hourglass"] = None
    rates = {name: [] for name in peers}
    costs = {name: [] for name in peers}
    with concurrent.futures.ThreadPoolExecutor(options.threads) as pool:
        for round_number in range(options.rounds + 1):
            for name, decode in peers.items():
                start, spent = time.perf_counter(), processor_time()
                if decode:
                    for _ in pool.map(decode, files):
                        pass
                else:
                    decode_by_program(options)
                if round_number > 0:  # the first one warms up
                    rates[name].append(len(files) / (time.perf_counter() - start))
                    costs[name].append((processor_time() - spent) * 1000 / len(files))
    medians = {name: statistics.median(values) for name, values in rates.items()}
    milliseconds = {name: statistics.median(values) for name, values in costs.items()}
    known = ("torchvision", "pillow") if "torchvision" in peers else ("pillow",)
    versions = {name: importlib.metadata.version(name) for name in known}
    if options.json:
        report = {"images_per_second": medians, "processor_milliseconds": milliseconds}
        print(json.dumps(report | {"threads": options.threads, "versions": versions}))
        return
    print(", ".join(f"{name} {version}" for name, version in versions.items()))
    print(f"{len(files)} files to {options.size} x {options.size}, {options.threads} threads")
    for name, rate in medians.items():
        print(f"{name:<12} {rate:8.0f} images/s {milliseconds[name]:8.2f} ms of processor time a file")


if __name__ == "__main__":
    main()
