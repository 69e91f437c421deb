"""The objective of t-SNE by scikit-learn, and the graph and the curve of UMAP by umap-learn."""

import numpy as np
import sklearn
import umap
from numbers_and_json import Draws
from scipy.spatial.distance import pdist, squareform
from sklearn.manifold import _t_sne
from sklearn.neighbors import NearestNeighbors
from umap.umap_ import find_ab_params, fuzzy_simplicial_set


def exact(x, positions, perplexity):
    """All pairs are neighbours."""
    squares = squareform(pdist(x, "sqeuclidean"))
    p = _t_sne._joint_probabilities(squares, perplexity, verbose=0)
    return float(_t_sne._kl_divergence(positions.ravel().astype(np.float64), p, 1, len(x), 2)[0])


def sparse(x, positions, perplexity):
    """Three times the perplexity are neighbours."""
    distances = NearestNeighbors(n_neighbors=int(3 * perplexity + 1)).fit(x).kneighbors_graph(mode="distance")
    distances.data **= 2
    p = _t_sne._joint_probabilities_nn(distances, perplexity, verbose=0).toarray()
    square = squareform(pdist(positions.astype(np.float64), "sqeuclidean"))
    q = 1 / (1 + square)
    np.fill_diagonal(q, 0)
    q /= q.sum()
    some = p > 0
    return float((p[some] * np.log(p[some] / q[some])).sum())


def tied(x, k):
    """Whether the last of some sample's k nearest, itself included, is as far as the next one."""
    distances = np.sort(squareform(pdist(x)), axis=1)
    return bool((distances[:, k - 1] == distances[:, k]).any())


def document():
    draw = Draws(9600)
    x = np.round(draw(60, 5), 3).astype(np.float32)
    positions = np.round(3 * draw(60, 2), 3).astype(np.float32)
    objectives = [
        {"perplexity": 20.0, "divergence": exact(x.astype(np.float64), positions, 20)},
        {"perplexity": 5.0, "divergence": sparse(x.astype(np.float64), positions, 5)},
    ]
    # A sample twice, which has a neighbour at distance 0; one of which all others have both or neither as neighbours.
    twice = next(y for y in (np.concatenate([x, x[i : i + 1]]) for i in range(60)) if not tied(y, 8))
    graph, _, _ = fuzzy_simplicial_set(twice, 8, np.random.RandomState(0), "euclidean")
    graph = graph.tocoo()
    curves = [[d, *map(float, find_ab_params(1.0, d))] for d in (0.1, 0.5)]
    return {
        "sklearn": sklearn.__version__,
        "umap": umap.__version__,
        "samples": x,
        "twice": twice,
        "positions": positions,
        "objectives": objectives,
        "rows": graph.row,
        "columns": graph.col,
        "weights": graph.data.astype(np.float64),
        "curves": np.array(curves),
    }
