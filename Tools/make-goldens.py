#!/usr/bin/env python3
"""Writes the golden values that the tests compare Hourglass with; PyTorch computes them.

    python3 -m venv .venv && .venv/bin/pip install torch==2.13.0+cpu numpy safetensors \\
      --extra-index-url https://download.pytorch.org/whl/cpu
    .venv/bin/python Tools/make-goldens.py [DOCUMENT ...]

Every document is rewritten, the same bytes on every run; a name chooses one.
Inputs are float32 numbers, printed so that they read back exactly; everything computed from them is float64,
printed with 6 to 12 significant digits. All arrays are flat, the last index fastest.
"""

import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "goldens"))

import batch  # noqa: E402
import convolutional  # noqa: E402
import corruptions  # noqa: E402
import draws  # noqa: E402
import dense  # noqa: E402
import elementwise  # noqa: E402
import layers  # noqa: E402
import losses  # noqa: E402
import operations  # noqa: E402
import optimizers  # noqa: E402
import schedules  # noqa: E402
import spatial  # noqa: E402
import torch  # noqa: E402
import trajectories  # noqa: E402
from numbers_and_json import ROOT, write  # noqa: E402

TENSORS = ROOT / "Tests/TensorsTests/Goldens"
NETWORKS = ROOT / "Tests/NeuralNetworksTests/Goldens"
AUTOENCODERS = ROOT / "Tests/AutoencodersTests/Goldens"

# name: (path, digits, the document)
DOCUMENTS = {
    "operations": (TENSORS / "operations.json", 9, operations.document),
    "draws": (TENSORS / "draws.json", 9, draws.document),
    "optimizers": (NETWORKS / "optimizers.json", 9, optimizers.document),
    "schedules": (NETWORKS / "schedules.json", 12, schedules.document),
    "spatial": (TENSORS / "spatial.json", 9, spatial.document),
    "batch": (TENSORS / "batch.json", 9, batch.document),
    "elementwise": (TENSORS / "elementwise.json", 7, elementwise.document),
    "layers": (NETWORKS / "layers.json", 9, layers.document),
    "losses": (NETWORKS / "losses.json", 6, losses.document),
    "corruptions": (NETWORKS / "corruptions.json", 7, corruptions.document),
    "convolutional": (AUTOENCODERS / "convolutional-trajectories.json", 12, convolutional.document),
    "dense": (AUTOENCODERS / "dense-trajectories.json", 12, dense.document),
    "trajectories": (AUTOENCODERS / "trajectories.json", 12, trajectories.document),
}  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="*", choices=[*DOCUMENTS, []], metavar="DOCUMENT")
    chosen = parser.parse_args().documents or list(DOCUMENTS)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    for name in chosen:
        path, digits, document = DOCUMENTS[name]
        write(path, {"torch": torch.__version__, **document()}, digits)


if __name__ == "__main__":
    main()
