"""What scikit-learn asks of an estimator, without importing scikit-learn."""

from __future__ import annotations

import importlib
import inspect
import sys
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from .errors import SettingError, not_fitted
from .fitted import Fitted

Self = TypeVar("Self", bound="Estimator")


class Estimator:
    """The parameters of an estimator, which are those of its initialiser, and the form of its output."""

    history_: dict[str, NDArray[Any]]
    n_iter_: int
    code_size_: int
    image_shape_: tuple[int, ...]
    value_range_: tuple[float, float]
    n_features_in_: int
    _state: Fitted | None

    def _fitted(self) -> Fitted:
        fitted: Fitted | None = vars(self).get("_state")
        if fitted is None:
            raise not_fitted(f"this {type(self).__name__} is not fitted yet; call fit first")
        return fitted

    @classmethod
    def _names(cls) -> list[str]:
        return [name for name in inspect.signature(cls.__init__).parameters if name != "self"]

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The parameters by name."""
        return {name: getattr(self, name) for name in self._names()}

    def set_params(self: Self, **params: Any) -> Self:
        """Sets parameters by name."""
        for name, value in params.items():
            if name not in self._names():
                raise SettingError(f"no such parameter (expected one of {', '.join(self._names())}, got {name!r})")
            setattr(self, name, value)
        return self

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[Any]:
        """The names of the elements of a code: `autoencoder0`, ..."""
        count = self._fitted().model.code_size
        return np.array([f"{type(self).__name__.lower()}{i}" for i in range(count)], dtype=object)

    def set_output(self: Self, *, transform: str | None = None) -> Self:
        """Chooses what `transform` returns: `"default"` for an array, `"pandas"` or `"polars"` for a data frame."""
        if transform not in (None, "default", *_FRAMES):
            raise SettingError(f"no such output (expected 'default', 'pandas' or 'polars', got {transform!r})")
        if transform is not None:
            self._sklearn_output_config = {"transform": transform}
        return self

    def _framed(self, codes: NDArray[np.float32], X: Any) -> Any:
        config = getattr(self, "_sklearn_output_config", {}).get("transform")
        if config is None and "sklearn" in sys.modules:
            config = sys.modules["sklearn"].get_config().get("transform_output")
        if config not in _FRAMES:
            return codes
        try:
            package = importlib.import_module(config)
        except ImportError as error:
            raise ImportError(
                f"codes cannot be data frames of {config}, which is not installed; pip install {config}, or "
                "set_output(transform='default')"
            ) from error
        return _FRAMES[config](package, codes, self.get_feature_names_out().tolist(), X)

    def __sklearn_is_fitted__(self) -> bool:
        return vars(self).get("_state") is not None

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import InputTags, Tags, TargetTags, TransformerTags

        return Tags(
            estimator_type=None,
            target_tags=TargetTags(required=False),
            transformer_tags=TransformerTags(preserves_dtype=["float32"]),
            input_tags=InputTags(two_d_array=True, three_d_array=True, sparse=False),
        )

    def __repr__(self) -> str:
        defaults = inspect.signature(type(self).__init__).parameters
        changed = [
            f"{name}={value!r}"
            for name, value in self.get_params().items()
            if name == "model" or not _is_same(value, defaults[name].default)
        ]
        return f"{type(self).__name__}({', '.join(changed)})"


def _pandas(pandas: Any, codes: NDArray[np.float32], names: list[str], X: Any) -> Any:
    # A list has an index, too: a method.
    index = X.index if isinstance(X, pandas.DataFrame) else None
    return pandas.DataFrame(codes, columns=names, index=index)


def _polars(polars: Any, codes: NDArray[np.float32], names: list[str], _: Any) -> Any:
    return polars.DataFrame(codes, schema=names, orient="row")


# The packages of data frames, and how each makes one.
_FRAMES = {"pandas": _pandas, "polars": _polars}


def _is_same(value: Any, default: Any) -> bool:
    return value is default or (type(value) is type(default) and bool(value == default))
