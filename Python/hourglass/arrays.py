"""Arrays as images: their layout, their type and the numbers that mean black and white."""

from __future__ import annotations

import ctypes
import dataclasses
import math
import numbers
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import library
from .conversion import integer_of, scalar_of
from .errors import SettingError, SettingTypeError

UINT8, FLOAT32 = 0, 1
PLANES, INTERLEAVED = 0, 1
# The maximum number of channels, rows and columns, as in hourglass.h.
MAX_SIZE = 65_536
# By their orders.
LAYOUTS = {"nchw": PLANES, "nhwc": INTERLEAVED}
UINT8_RANGE, UNIT_RANGE = (0.0, 255.0), (0.0, 1.0)


@dataclasses.dataclass
class ImageArray:
    """An array of images that the library may read: contiguous, of bytes or of float32.

    Attributes
    ----------
    values : ndarray
        The array, of the shape that it was given in; a copy only where its type or its memory had to change.
    image : tuple of int
        (channels, height, width).
    order : int
        PLANES or INTERLEAVED.
    black, white : float
        The numbers that mean 0 and 1.
    classes : ndarray of int32, or None
        The class of each image.
    y : object
        What was given as classes.
    """

    values: NDArray[Any]
    image: tuple[int, int, int]
    order: int
    black: float = 0.0
    white: float = 255.0
    classes: NDArray[np.int32] | None = None
    y: Any = None

    @property
    def count(self) -> int:
        return len(self.values)

    def argument(self) -> Any:
        """The array as an argument of the library."""
        channels, height, width = self.image
        return ctypes.byref(
            library.Images(
                self.values.ctypes.data,
                UINT8 if self.values.dtype == np.uint8 else FLOAT32,
                self.order,
                self.count,
                channels,
                height,
                width,
                self.black,
                self.white,
                None if self.classes is None else self.classes.ctypes.data,
            )
        )


def image_of(
    shape: tuple[int, ...], image_shape: tuple[int, ...] | None, layout: str | None
) -> tuple[tuple[int, int, int], int]:
    """The shape of an image, (channels, height, width), and the order of its elements.

    >>> image_of((60000, 28, 28), None, None)
    ((1, 28, 28), 0)
    >>> image_of((100, 32, 32, 3), None, None)
    ((3, 32, 32), 1)
    >>> image_of((1797, 64), (8, 8), None)
    ((1, 8, 8), 0)
    """
    image, order = _image_of(shape, image_shape, layout)
    if max(image) > MAX_SIZE:
        what, cure = f"images are {image[1]} by {image[2]} with {image[0]} channels", "cut or resize them"
        if len(shape) == 2 and image_shape is None:
            height = next(size for size in range(math.isqrt(shape[1]), 0, -1) if shape[1] % size == 0)
            folded = f"image_shape=({height}, {shape[1] // height}), or " if shape[1] // height <= MAX_SIZE else ""
            what, cure = f"rows are images of {shape[1]} columns", f"give {folded}fewer columns"
        raise SettingError(
            f"{what} (expected at most {MAX_SIZE} columns, rows and channels, got an array of shape {shape}); {cure}"
        )
    return image, order


def _image_of(
    shape: tuple[int, ...], image_shape: tuple[int, ...] | None, layout: str | None
) -> tuple[tuple[int, int, int], int]:
    if layout is not None and (not isinstance(layout, str) or layout not in LAYOUTS):
        raise SettingError(f"no such layout (expected 'nchw', 'nhwc' or None, got {layout!r})")
    row = tuple(int(size) for size in shape[1:])
    if len(row) == 1:
        return _rows(row[0], image_shape, layout), LAYOUTS[layout or "nchw"]
    if image_shape is not None:
        raise SettingError(f"image_shape is for tables [n, d], and the array has shape {shape}; leave it out")
    if len(row) == 2:
        return (1, row[0], row[1]), PLANES
    if len(row) != 3:
        raise SettingError(
            f"the array is neither a table nor images (expected [n, d], [n, h, w], [n, c, h, w] or [n, h, w, c], got "
            f"{len(shape)} dimensions: {shape})"
        )
    if layout is None:
        first, last = row[0] in (1, 3), row[2] in (1, 3)
        if first == last:
            raise SettingError(
                f"an array of shape {shape} may be [n, c, h, w] or [n, h, w, c]; say which with layout='nchw' or 'nhwc'"
            )
        layout = "nchw" if first else "nhwc"
    if layout == "nchw":
        return (row[0], row[1], row[2]), PLANES
    return (row[2], row[0], row[1]), INTERLEAVED


def _rows(features: int, image_shape: tuple[int, ...] | None, layout: str | None) -> tuple[int, int, int]:
    """The shape of the image that a row of a table is."""
    if image_shape is None:
        return (1, 1, features)
    try:
        sizes = tuple(integer_of(size) for size in image_shape)
    except TypeError:
        raise SettingTypeError(
            f"image_shape is no shape (expected integers, (h, w), (c, h, w) or (h, w, c), got {image_shape!r})"
        ) from None
    if len(sizes) not in (2, 3) or min(sizes) < 1 or math.prod(sizes) != features:
        raise SettingError(
            f"image_shape does not fit the rows (expected (h, w), (c, h, w) or (h, w, c) with {features} elements, got "
            f"{image_shape})"
        )
    if len(sizes) == 2:
        return (1, sizes[0], sizes[1])
    return (sizes[2], sizes[0], sizes[1]) if layout == "nhwc" else (sizes[0], sizes[1], sizes[2])


def range_of(images: ImageArray) -> tuple[float, float]:
    """The numbers of black and white: 0 and 255 for bytes, 0 and 1 for numbers in between, else the array's own range.

    Raises
    ------
    SettingError
        For a number that is not finite.
    """
    if images.values.dtype == np.uint8:
        return UINT8_RANGE
    minimum, maximum = ctypes.c_float(), ctypes.c_float()
    images.black, images.white = UNIT_RANGE
    library.call("range", images.argument(), ctypes.byref(minimum), ctypes.byref(maximum))
    if minimum.value >= 0 and maximum.value <= 1:
        return UNIT_RANGE
    if minimum.value == maximum.value:
        return (minimum.value, minimum.value + max(1.0, abs(minimum.value)))
    return (minimum.value, maximum.value)


def given_range(value_range: Any) -> tuple[float, float]:
    """The numbers of black and white as they are given; the library checks that they are a range."""
    try:
        levels = [scalar_of(number) for number in value_range]
        if not all(isinstance(level, numbers.Real) and not isinstance(level, bool) for level in levels):
            raise TypeError
        black, white = map(float, levels)
    except (TypeError, ValueError, OverflowError) as error:
        cls = SettingTypeError if isinstance(error, TypeError) else SettingError
        raise cls(f"value_range is no range (expected two numbers, got {value_range!r})") from None
    return black, white
