#!/usr/bin/env python3
"""How far the pictures that Hourglass shrinks lie from those of Pillow and OpenCV.

    python3 -m venv .venv && .venv/bin/pip install numpy pillow opencv-python-headless lmdb
    .venv/bin/python Benchmarks/resize.py .build/release/hourglass FOLDER [--size 64]

Each JPEG of FOLDER is read as it is, and as a PNG of the pixels that Pillow decodes from it. Hourglass imports both
with each filter of --resize-filter; the peers resize the pixels that Pillow decodes. Printed are the mean and the
maximum of the absolute differences of grey levels, over all pixels, channels and pictures.
"""

import argparse
import pathlib
import subprocess
import tempfile

import cv2
import lmdb
import numpy
from PIL import Image

PEERS = {
    "Pillow BOX": lambda image, side: numpy.asarray(image.resize((side, side), Image.BOX)),
    "OpenCV area": lambda image, side: cv2.resize(numpy.asarray(image), (side, side), interpolation=cv2.INTER_AREA),
    "Pillow BILINEAR": lambda image, side: numpy.asarray(image.resize((side, side), Image.BILINEAR)),
    "OpenCV linear": lambda image, side: cv2.resize(numpy.asarray(image), (side, side), interpolation=cv2.INTER_LINEAR),
}


def planes(value, side):
    """The pixels [h, w, 3] of a raw Datum: its longest field is the planes in the order blue, green, red."""
    at = 0
    while at < len(value):
        tag = value[at]
        number, shift, at = 0, 0, at + 1
        while True:
            byte = value[at]
            number |= (byte & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if byte < 0x80:
                break
        if tag == 4 << 3 | 2:
            levels = numpy.frombuffer(value[at : at + number], numpy.uint8)
            return levels.reshape(3, side, side)[::-1].transpose(1, 2, 0)
        if tag & 7 == 2:
            at += number
    raise ValueError("no planes")


def imported(program, folder, side, resize_filter):
    """The pictures of a folder as the program imports them, by their names without extension."""
    with tempfile.TemporaryDirectory() as output:
        command = [program, "data", "import", str(folder), "--output", output + "/db", "--validation", "0"]
        command += ["--resize", str(side), "--resize-filter", resize_filter]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with lmdb.open(output + "/db/train_db", readonly=True, lock=False) as database, database.begin() as reader:
            return {
                pathlib.Path(key.decode()[9:]).stem: planes(value, side) for key, value in reader.cursor()
            }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="the program hourglass")
    parser.add_argument("folder", type=pathlib.Path, help="a folder of JPEG files in RGB")
    parser.add_argument("--size", type=int, default=64, help="the side of the small pictures in pixels")
    options = parser.parse_args()
    paths = sorted(path for path in options.folder.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg"))
    images = {path.stem: Image.open(path).convert("RGB") for path in paths}
    peers = {name: {stem: peer(image, options.size) for stem, image in images.items()} for name, peer in PEERS.items()}
    print(f"{len(images)} pictures to {options.size} x {options.size}: mean and maximum difference in grey levels")
    print(f"{'':24}" + "".join(f"{name:>20}" for name in [*PEERS, "the PNG"]))
    with tempfile.TemporaryDirectory() as scratch:
        jpegs, pngs = pathlib.Path(scratch, "jpegs"), pathlib.Path(scratch, "pngs")
        jpegs.mkdir(), pngs.mkdir()
        for path in paths:
            (jpegs / path.name).symlink_to(path.resolve())
            images[path.stem].save(pngs / f"{path.stem}.png", compress_level=1)
        for resize_filter in ("area", "bilinear", "caffe"):
            ours = {kind: imported(options.program, folder, options.size, resize_filter)
                    for kind, folder in (("JPEG", jpegs), ("PNG", pngs))}
            for kind, small in ours.items():
                cells = ""
                for other in [*peers.values(), ours["PNG"]]:
                    gaps = [numpy.abs(small[stem].astype(int) - other[stem].astype(int)) for stem in images]
                    mean = numpy.mean([gap.mean() for gap in gaps])
                    cells += f"{mean:13.3f}{max(gap.max() for gap in gaps):5d}  "
                print(f"{kind + ', ' + resize_filter:24}{cells}")


if __name__ == "__main__":
    main()
