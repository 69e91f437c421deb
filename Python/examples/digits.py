"""Digits of scikit-learn, and a table of the size of its faces: an autoencoder beside PCA.

Run it as a script, or cell by cell in an editor that knows `# %%`.
"""

# %% The digits: a table of 1,797 rows of 8 x 8 pixels from 0 to 16.
import os

import numpy as np
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from hourglass import Autoencoder

is_small = os.environ.get("HOURGLASS_EXAMPLE_SIZE") == "small"
X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)


def error(X, reconstructed):
    """The mean squared error of a pixel."""
    return float(np.mean((X - reconstructed) ** 2))


# %% A code of 10 numbers. 0 and 16 are black and white.
epochs = 20 if is_small else 300
autoencoder = Autoencoder("DeepAE", code_size=10, epochs=epochs, value_range=(0, 16), random_state=0).fit(X_train)
pca = PCA(10).fit(X_train)
print(f"digits, squared error: autoencoder {-autoencoder.score(X_test):.2f}, ", end="")
print(f"PCA {error(X_test, pca.inverse_transform(pca.transform(X_test))):.2f}")

# %% The code as features of a classifier, in a pipeline whose code size is searched for.
pipeline = make_pipeline(
    Autoencoder("AE", epochs=epochs, value_range=(0, 16)),
    StandardScaler(),
    LogisticRegression(max_iter=2000),
)
search = GridSearchCV(pipeline, {"autoencoder__code_size": [8, 32]}, cv=3).fit(X_train, y_train)
print(
    f"digits, accuracy of a linear classifier of codes: {search.score(X_test, y_test):.3f} with {search.best_params_}"
)

# %% A table of the size of the Olivetti faces: 400 images of 64 x 64, as rows of 4,096 numbers.
y_axis, x_axis = np.mgrid[-1:1:64j, -1:1:64j]
draws = np.random.default_rng(0)
faces = np.stack(
    [np.exp(-((x_axis * a) ** 2) - (y_axis * b + c * x_axis**2) ** 2) for a, b, c in draws.uniform(0.5, 2.5, (400, 3))]
).reshape(400, -1)
faces = faces.astype(np.float32)

# %% A row may be an image: convolutions need its shape.
convolutional = Autoencoder("ConvAE", image_shape=(64, 64), epochs=2 if is_small else 30, batch_size=16).fit(faces)
print(f"faces, images {convolutional.image_shape_}, codes {convolutional.transform(faces).shape}")
dense = Autoencoder("DeepAE", code_size=16, epochs=10 if is_small else 200, batch_size=16).fit(faces)
components = PCA(16).fit(faces)
print(
    f"faces, squared error: dense {-dense.score(faces):.5f}, convolutional {-convolutional.score(faces):.5f}, ", end=""
)
print(f"PCA {error(faces, components.inverse_transform(components.transform(faces))):.5f}")
