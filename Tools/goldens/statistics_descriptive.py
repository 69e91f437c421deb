"""Quantiles, histograms and the like by NumPy and SciPy."""

import numpy as np
import scipy
from numbers_and_json import Draws
from scipy.special import logsumexp


def document():
    draw = Draws(9300)
    values = np.round(draw(101, low=-3, high=7), 3).astype(np.float32)
    exact = values.astype(np.float64)
    shares = [0.0, 0.05, 0.25, 0.5, 0.77, 1.0]
    return {
        "scipy": scipy.__version__,
        "values": values,
        "mean": float(exact.mean()),
        "deviation": float(exact.std()),
        "shares": np.array(shares),
        "quantiles": np.quantile(exact, shares),
        "counts": np.histogram(exact, 20)[0],
        "counts_in_range": np.histogram(exact, 7, (-1, 4))[0],
        "log_sum_exp": float(logsumexp(exact)),
    }
