#!/usr/bin/env python3
"""Writes the golden values of Tests/StatisticsTests; scikit-image, scikit-learn, SciPy and umap-learn compute them.

    python3 -m venv .venv && .venv/bin/pip install numpy scipy scikit-image scikit-learn umap-learn
    .venv/bin/python Tools/statistics-goldens.py [DOCUMENT ...]

Every document is rewritten, the same bytes on every run; a name chooses one. Inputs are float32 numbers, printed so that
they read back exactly, or u(stream, i) of Tools/goldens/numbers_and_json.py; all arrays are flat, the last index fastest.
"""

import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "goldens"))

import numpy as np  # noqa: E402
import statistics_classifiers  # noqa: E402
import statistics_components  # noqa: E402
import statistics_densities  # noqa: E402
import statistics_descriptive  # noqa: E402
import statistics_embeddings  # noqa: E402
import statistics_images  # noqa: E402
import statistics_ranking  # noqa: E402
from numbers_and_json import ROOT, write  # noqa: E402

DOCUMENTS = {
    "images": statistics_images.document,
    "ranking": statistics_ranking.document,
    "components": statistics_components.document,
    "descriptive": statistics_descriptive.document,
    "classifiers": statistics_classifiers.document,
    "densities": statistics_densities.document,
    "embeddings": statistics_embeddings.document,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="*", choices=[*DOCUMENTS, []], metavar="DOCUMENT")
    for name in parser.parse_args().documents or list(DOCUMENTS):
        document = {"numpy": np.__version__, **DOCUMENTS[name]()}
        write(ROOT / f"Tests/StatisticsTests/Goldens/{name}.json", document, 12)


if __name__ == "__main__":
    main()
