"""Linear classifiers by scikit-learn, converged."""

import numpy as np
import sklearn
from numbers_and_json import Draws
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC


def machines(x, labels):
    found = []
    for loss, c, scaling in [("squared_hinge", 1.0, 1.0), ("squared_hinge", 0.3, 2.0), ("hinge", 0.5, 1.0)]:
        model = LinearSVC(
            loss=loss, C=c, intercept_scaling=scaling, tol=1e-9, max_iter=2_000_000, dual=True, random_state=0
        ).fit(x, labels)
        found.append(
            {
                "loss": loss,
                "c": c,
                "intercept_scaling": scaling,
                "weights": model.coef_,
                "biases": model.intercept_,
                "accuracy": float(model.score(x, labels)),
            }
        )
    return found


def regression(x, labels, c):
    model = LogisticRegression(C=c, tol=1e-10, max_iter=10000).fit(x, labels)
    return {"c": c, "weights": model.coef_, "biases": model.intercept_, "accuracy": float(model.score(x, labels))}


def document():
    draw = Draws(9400)
    cases = []
    for classes, samples, size in [(2, 40, 9), (4, 80, 5)]:
        labels = np.arange(samples) % classes
        x = np.round(draw(samples, size) + 0.6 * draw(classes, size)[labels], 3).astype(np.float32)
        exact = x.astype(np.float64)
        cases.append(
            {
                "samples": x,
                "size": size,
                "labels": labels,
                "machines": machines(exact, labels),
                "regressions": [regression(exact, labels, c) for c in (1.0, 0.05)],
            }
        )
    return {"sklearn": sklearn.__version__, "cases": cases}
