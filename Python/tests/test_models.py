"""Every published model is fitted, encodes and reconstructs; large arrays are not copied."""

import subprocess
import sys

import numpy as np
import pytest

from hourglass import Autoencoder, models

NAMES = list(models())

# Most take any size; those that do not, or are slow at it, have one of their own.
SIZES = {"StridedConvAE": 32, "Seq2SeqAE": 8, "ImageNetAE": 16}


def test_there_are_thirty():
    assert len(NAMES) == 30


@pytest.mark.parametrize("name", NAMES)
def test_a_published_model(name):
    size = SIZES.get(name, 28)
    X = np.random.default_rng(0).integers(0, 256, (8, size, size), np.uint8)
    y = np.arange(8)
    autoencoder = Autoencoder(name, epochs=1, batch_size=8, code_size=4 if name == "PCA" else None).fit(X, y)
    codes = autoencoder.transform(X, y)
    assert codes.shape == (8, autoencoder.code_size_) and np.isfinite(codes).all()
    reconstructed = autoencoder.reconstruct(X, y)
    assert reconstructed.shape == X.shape and np.isfinite(reconstructed).all()
    assert np.isfinite(autoencoder.score(X, y))


def test_an_array_is_not_copied():
    code = """
import resource
import numpy as np
from hourglass import Autoencoder

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

X = np.random.default_rng(0).random((20_000, 1000), np.float32)
Autoencoder(code_size=2, epochs=1).fit_transform(X[:1000])
before = peak()
autoencoder = Autoencoder(code_size=2, epochs=1).fit(X)
autoencoder.transform(X)
autoencoder.score_samples(X)
print(peak() - before, X.nbytes)
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    grown, size = map(int, result.stdout.split())
    assert grown < size / 3
