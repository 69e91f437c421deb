"""Principal components by scikit-learn, of more samples than values and of fewer."""

import numpy as np
import sklearn
from numbers_and_json import Draws
from sklearn.decomposition import PCA


def document():
    draw = Draws(9200)
    cases = []
    for samples, size, count in [(30, 6, 4), (7, 20, 5)]:
        x = np.round(draw(samples, size) * np.linspace(2, 0.3, size) + draw(samples, 1) + 3, 3).astype(np.float32)
        pca = PCA(count, svd_solver="full").fit(x.astype(np.float64))
        directions = pca.components_
        largest = np.take_along_axis(directions, np.abs(directions).argmax(1)[:, None], 1)
        directions = directions * np.sign(largest)
        codes = (x - pca.mean_) @ directions.T
        cases.append(
            {
                "samples": x,
                "size": size,
                "mean": pca.mean_,
                "directions": directions,
                "variances": pca.explained_variance_ * (samples - 1) / samples,
                "ratios": pca.explained_variance_ratio_,
                "codes": codes,
                "reconstruction": codes @ directions + pca.mean_,
                "covariance": np.cov(x.astype(np.float64).T),
            }
        )
    return {"sklearn": sklearn.__version__, "cases": cases}
