"""Fashion-MNIST: train, look, and classify the codes.

The IDX files are read from $HOURGLASS_DATA, from the folder of Debian's package dataset-fashion-mnist, or from where
`hourglass data download fashion-mnist` puts them. Run it as a script, or cell by cell in an editor that knows `# %%`.
"""

# %% The images, [n, 28, 28], as bytes.
import gzip
import os
import sys
from pathlib import Path

import numpy as np
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import hourglass

cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
PLACES = [
    Path(os.environ.get("HOURGLASS_DATA") or "."),
    Path(os.environ.get("HOURGLASS_DATA") or ".") / "fashion-mnist",
    Path("/usr/share/datasets/fashion-mnist"),
    Path(cache) / "hourglass" / "fashion-mnist",
]


def idx(name):
    """The array of an IDX file."""
    for path in (place / f"{name}{ending}" for place in PLACES for ending in ("", ".gz")):
        if path.exists():
            data = (gzip.open if path.suffix == ".gz" else open)(path, "rb").read()
            shape = np.frombuffer(data, ">i4", data[3], 4)
            return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(shape)
    sys.exit(f"no images of Fashion-MNIST at {', '.join(map(str, PLACES))}")


is_small = os.environ.get("HOURGLASS_EXAMPLE_SIZE") == "small"
count = 2000 if is_small else 60_000
train, test = idx("train-images-idx3-ubyte")[:count], idx("t10k-images-idx3-ubyte")[: count // 6]
train_classes, test_classes = idx("train-labels-idx1-ubyte")[:count], idx("t10k-labels-idx1-ubyte")[: count // 6]

# %% A dense autoencoder with a code of 32 numbers. In a notebook, the last line of a cell shows the estimator.
autoencoder = hourglass.Autoencoder("AE", code_size=32, epochs=3 if is_small else 20, verbose=True).fit(train)
print(f"loss of each epoch: {np.round(autoencoder.history_['training_loss'], 4)}")

# %% How well it reconstructs images that it has not seen, beside PCA with as many components.
pca = PCA(32, random_state=0).fit(train.reshape(len(train), -1) / 255)
rows = test.reshape(len(test), -1) / 255
linear = float(np.mean((rows - pca.inverse_transform(pca.transform(rows))) ** 2))
print(f"squared error of a pixel: autoencoder {-autoencoder.score(test) / 255**2:.5f}, PCA {linear:.5f}")

# %% A linear classifier of the codes.
classifier = make_pipeline(StandardScaler(), LogisticRegression(max_iter=300)).fit(
    autoencoder.transform(train), train_classes
)
print(f"accuracy: {classifier.score(autoencoder.transform(test), test_classes):.3f}")

# %% The same on disk: Ctrl-C stops it at the next step, and the cell run again resumes it.
on_disk = hourglass.Autoencoder("ConvAE", epochs=1, validation="5%", folder="runs/fashion").fit(train[:2000])
run = hourglass.Run("runs/fashion")
print(f"{run}: {len(run.metrics['epoch'])} epochs, validation loss {run.metrics['validation_loss'][-1]:.4f}")
