"""What an estimator has after a fit."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from numpy.typing import NDArray

from .conversion import column_names
from .errors import SettingError
from .model import Model
from .reading import Reading


@dataclasses.dataclass(frozen=True)
class Fitted:
    """What was fitted, replaced as a whole: the model, and the images that it takes and returns."""

    model: Model
    image_shape: tuple[int, ...]
    row_shape: tuple[int, ...]
    reading: Reading
    feature_names: NDArray[Any] | None

    def check(self, X: Any, values: NDArray[Any], image: tuple[int, ...], estimator: str) -> None:
        """Rejects images of another shape, and columns of other names, than those that were fitted."""
        features = math.prod(self.image_shape)
        if values.ndim == 2 and values.shape[1] != features:
            raise SettingError(
                f"X has {values.shape[1]} features, but {estimator} is expecting {features} features as input"
            )
        if image != self.image_shape:
            raise SettingError(
                f"images have another shape than those fitted (expected {self.image_shape}, got {image})"
            )
        names = column_names(X)
        if names is not None and self.feature_names is not None and list(names) != list(self.feature_names):
            raise SettingError(
                "The feature names should match those that were passed during fit; give the same columns in their order"
            )
