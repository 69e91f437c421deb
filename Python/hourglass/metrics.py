"""The metrics of epochs as arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def history_of(epochs: list[dict[str, Any]]) -> dict[str, NDArray[Any]]:
    """A column of each metric; what an epoch did not measure is NaN.

    >>> history_of([{"epoch": 1, "validation": {"loss": 0.5}}, {"epoch": 2}])
    {'epoch': array([1, 2]), 'validation_loss': array([0.5, nan])}
    """
    rows = [_flat(epoch) for epoch in epochs]
    names = list(dict.fromkeys(name for row in rows for name in row))
    return {name: np.array([row.get(name, np.nan) for row in rows]) for name in names}


def _flat(epoch: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, value in epoch.items():
        if isinstance(value, dict):
            row.update({f"{name}_{inner}": number for inner, number in value.items()})
        elif value is not None:
            row[name] = value
    return row
