"""Curves, areas and counts of classifiers by scikit-learn."""

import numpy as np
import sklearn
from numbers_and_json import Draws
from sklearn import metrics


def ranking(scores, positives):
    false_rates, true_rates, thresholds = metrics.roc_curve(positives, scores, drop_intermediate=False)
    return {
        "scores": scores,
        "positives": [bool(p) for p in positives],
        "false_positive_rates": false_rates,
        "true_positive_rates": true_rates,
        "thresholds": thresholds[1:],
        "auroc": float(metrics.roc_auc_score(positives, scores)),
        "average_precision": float(metrics.average_precision_score(positives, scores)),
    }


def confusion(labels, predictions):
    return {
        "labels": labels,
        "predictions": predictions,
        "accuracy": float(metrics.accuracy_score(labels, predictions)),
        "balanced_accuracy": float(metrics.recall_score(labels, predictions, labels=np.unique(labels), average="macro")),
    }


def document():
    draw = Draws(9100)
    rankings = []
    for count, decimals in [(40, 3), (200, 1)]:
        positives = draw(count) > 0.3
        scores = np.round(draw(count) + 0.8 * positives, decimals).astype(np.float32)
        rankings.append(ranking(scores, positives))
    confusions = []
    for classes, missing in [(3, None), (6, 4)]:
        labels = np.floor((draw(60) + 1) / 2 * classes).clip(0, classes - 1).astype(int)
        guesses = np.floor((draw(60) + 1) / 2 * classes).clip(0, classes - 1).astype(int)
        predictions = np.where(draw(60) > -0.2, labels, guesses)
        if missing is not None:
            labels[labels == missing] = 0
            predictions[predictions == 1] = 0
        confusions.append(confusion(labels, predictions))
    return {"sklearn": sklearn.__version__, "rankings": rankings, "confusions": confusions}
