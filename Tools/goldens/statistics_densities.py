"""Neighbours, normal distributions, mixtures, clusters and Fréchet distances by scikit-learn and SciPy."""

import numpy as np
import sklearn
from numbers_and_json import Draws
from scipy.linalg import sqrtm
from scipy.spatial.distance import mahalanobis
from scipy.stats import multivariate_normal
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KNeighborsClassifier


def neighbours(draw):
    samples = np.round(draw(50, 4), 3).astype(np.float32)
    queries = np.round(draw(15, 4), 3).astype(np.float32)
    labels = np.arange(50) * 7 % 3
    model = KNeighborsClassifier(6, algorithm="brute").fit(samples.astype(np.float64), labels)
    distances, indices = model.kneighbors(queries.astype(np.float64))
    return {
        "samples": samples,
        "queries": queries,
        "labels": labels,
        "indices": indices.ravel(),
        "distances": distances,
        "predicted": model.predict(queries.astype(np.float64)),
    }


def gaussian(draw):
    samples = np.round(draw(40, 5) + draw(40, 1), 3).astype(np.float32)
    others = np.round(1.3 * draw(30, 5) + 0.2, 3).astype(np.float32)
    x, y = samples.astype(np.float64), others.astype(np.float64)
    mean, covariance = x.mean(0), np.cov(x.T)
    inverse = np.linalg.inv(covariance)
    root = sqrtm(covariance @ np.cov(y.T))
    difference = mean - y.mean(0)
    return {
        "samples": samples,
        "others": others,
        "mean": mean,
        "covariance": covariance,
        "mahalanobis": np.array([mahalanobis(v, mean, inverse) for v in y]),
        "log_densities": multivariate_normal(mean, covariance).logpdf(y),
        "frechet": float(difference @ difference + np.trace(covariance + np.cov(y.T) - 2 * np.real(root))),
    }


def mixture(x, labels, form):
    """Twelve steps from the clusters `labels`."""
    components, steps = labels.max() + 1, 12
    one_hot = np.eye(components)[labels]
    counts = one_hot.sum(0)
    means = one_hot.T @ x / counts[:, None]
    if form == "full":
        covariances = [np.cov(x[labels == k].T, bias=True) + 1e-6 * np.eye(x.shape[1]) for k in range(components)]
        precisions = np.linalg.inv(np.array(covariances))
    else:
        precisions = 1 / np.array([x[labels == k].var(0) + 1e-6 for k in range(components)])
    model = GaussianMixture(
        components, covariance_type=form, tol=0, max_iter=steps, weights_init=counts / len(x), means_init=means,
        precisions_init=precisions,
    ).fit(x)  # fmt: skip
    return {
        "steps": steps,
        "weights": model.weights_,
        "means": model.means_,
        "covariances": model.covariances_,
        "log_likelihood": float(model.score(x)),
    }


def document():
    draw = Draws(9500)
    found = {"sklearn": sklearn.__version__, "neighbours": neighbours(draw), "gaussian": gaussian(draw)}
    labels = np.arange(90) % 3
    samples = np.round(draw(90, 3) + 0.8 * draw(3, 3)[labels], 3).astype(np.float32)
    x = samples.astype(np.float64)
    start = x[[0, 1, 2]]
    clusters = KMeans(3, init=start, n_init=1, tol=0, algorithm="lloyd").fit(x)
    return {
        **found,
        "samples": samples,
        "start": start,
        "centres": clusters.cluster_centers_,
        "clusters": clusters.labels_,
        "inertia": float(clusters.inertia_),
        "full": mixture(x, clusters.labels_, "full"),
        "diagonal": mixture(x, clusters.labels_, "diag"),
    }
