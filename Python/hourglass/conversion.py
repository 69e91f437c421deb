"""Arrays of whatever a user has: lists, data frames, tensors, arrays of any type and layout."""

from __future__ import annotations

import operator
import reprlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import SettingError, SettingTypeError


def numbers_of(X: Any, name: str = "X") -> NDArray[Any]:
    """`X` as a contiguous array of bytes or of float32, of two or more dimensions.

    Raises
    ------
    SettingTypeError
        For sparse matrices and values that are not numbers.
    SettingError
        For complex numbers, text, rows of several lengths, masked elements, and an array without rows or columns.
    """
    array = array_of(X, name)
    if array.dtype.kind == "c":
        raise SettingError("Complex data not supported; give real numbers, such as abs(X)")
    if array.dtype.kind in "USTVmM":
        raise SettingError(f"the array holds no numbers (expected uint8 or float32, got {array.dtype})")
    if array.ndim == 0 and array.dtype.kind == "O":
        raise SettingTypeError(
            f"{name} is not an array (expected a table [n, d] or images, got {_short(X)}); give an array or a list of "
            "rows"
        )
    wanted = np.uint8 if array.dtype == np.uint8 else np.float32
    try:
        with np.errstate(over="ignore"):
            array = np.require(array, wanted, ["C_CONTIGUOUS", "ALIGNED"])
    except (TypeError, ValueError, OverflowError) as error:
        raise _no_number(X, array, error) from error
    if array.ndim < 2:
        raise SettingError(
            f"Expected a table [n, d] or images, got an array of shape {array.shape}. Reshape your data: "
            "array.reshape(1, -1) is one row"
        )
    if len(array) == 0:
        raise SettingError(f"Found array with 0 sample(s) (shape={array.shape}) while a minimum of 1 is required.")
    if array.size == 0:
        raise SettingError(f"Found array with 0 feature(s) (shape={array.shape}) while a minimum of 1 is required.")
    return array


def array_of(X: Any, name: str) -> NDArray[Any]:
    """`X` as an array of any type.

    Raises
    ------
    SettingTypeError
        For sparse matrices and objects that are no arrays.
    SettingError
        For rows of several lengths and masked elements.
    """
    if hasattr(X, "toarray"):
        raise SettingTypeError(
            f"{name} is sparse (expected a dense array, got {type(X).__name__}); give {name}.toarray()"
        )
    if isinstance(X, np.ma.MaskedArray) and np.ma.is_masked(X):
        masked = int(np.ma.getmaskarray(X).sum())
        raise SettingError(
            f"{name} has masked elements (expected a number everywhere, got {masked} masked); fill them, such as with "
            f"{name}.filled(0)"
        )
    try:
        return np.asarray(X)
    except MemoryError:
        raise
    except Exception as error:
        if "inhomogeneous" in str(error):
            raise SettingError(
                f"the rows of {name} differ in shape (expected rows of one shape, got {_shapes(X)}); cut or pad them"
            ) from error
        cls = SettingTypeError if isinstance(error, TypeError) else SettingError
        raise cls(f"{name} cannot be read as an array: {error}") from error


def _shapes(rows: Any) -> str:
    """The first two shapes that differ."""
    first = None
    for place, row in enumerate(rows):
        try:
            shape = np.shape(row)
        except ValueError:
            return f"lists of several lengths in row {place}"
        if first is None:
            first = shape
        elif shape != first:
            return f"{first} and, in row {place}, {shape}"
    return "several"


def _no_number(X: Any, array: NDArray[Any], error: Exception) -> SettingError:
    """The first element that is no number, by its place."""
    cls = SettingTypeError if isinstance(error, TypeError) else SettingError
    for index, value in np.ndenumerate(array):
        try:
            float(value)
        except (TypeError, ValueError, OverflowError) as reason:
            columns = getattr(X, "columns", None)
            if len(index) == 2 and columns is not None and not callable(columns):
                element = f"column {list(columns)[index[1]]!r}"
            else:
                element = f"element {', '.join(map(str, index[1:]))}"
            place = f"row {index[0]}, {element}" if len(index) > 1 else f"row {index[0]}"
            return cls(
                f"{place}: the value is not a number (expected numbers, got {_short(value)}: {reason}); convert or "
                "remove such values"
            )
    return cls(f"the array holds no numbers (expected uint8 or float32, got {array.dtype}): {error}")


def _short(value: Any) -> str:
    return f"{type(value).__name__} {reprlib.repr(value)}"


def classes_of(y: Any, count: int) -> NDArray[np.int32] | None:
    """The classes of `y` for a model that needs them; None where `y` are not integers from 0."""
    if y is None:
        return None
    labels = array_of(y, "y")
    if labels.ndim == 0 or len(labels) != count:
        raise SettingError(f"y and X differ in length (expected {count} values, got y of shape {labels.shape})")
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.dtype.kind == "O":
        # A column of integers that a data frame or a list of Python's own has made an array of objects.
        labels = array_of(labels.tolist(), "y")
    if labels.ndim != 1 or labels.dtype.kind not in "biu" or labels.min() < 0 or labels.max() >= 2**31:
        return None
    return np.ascontiguousarray(labels, np.int32)


def kind_of_classes(y: Any) -> str:
    """What `y` holds where it holds no classes."""
    labels = np.asarray(y)
    if labels.dtype.kind in "iu" and labels.size > 0:
        return f"{labels.dtype} from {labels.min()} to {labels.max()}"
    return str(labels.dtype) if labels.ndim == 1 else f"{labels.dtype} of shape {labels.shape}"


def scalar_of(value: Any) -> Any:
    """A number of NumPy, or an array without dimensions, as Python's own; anything else as it is.

    >>> scalar_of(np.array(32)), scalar_of((32,))
    (32, (32,))
    """
    return value.item() if getattr(value, "ndim", None) == 0 else value


def integer_of(value: Any) -> int:
    """An integer of any type.

    Raises
    ------
    TypeError
        For anything else, truth values among them.
    """
    number = scalar_of(value)
    if isinstance(number, bool):
        raise TypeError(f"{number} is no integer")
    return operator.index(number)


def column_names(X: Any) -> NDArray[Any] | None:
    """The names of the columns of a data frame, where all are text."""
    columns = getattr(X, "columns", None)
    if columns is None or callable(columns) or not all(isinstance(name, str) for name in columns):
        return None
    return np.asarray(columns, dtype=object)
