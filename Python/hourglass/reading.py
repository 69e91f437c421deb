"""How arrays are read as images of a model that is fitted: their layout, and the numbers of black and white."""

from __future__ import annotations

import ctypes
import dataclasses
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import library
from .arrays import LAYOUTS, PLANES, UINT8_RANGE, UNIT_RANGE, ImageArray, given_range, image_of, range_of
from .conversion import classes_of
from .errors import DamagedFileError, warn

# How many times the range of black and white numbers lie beyond it that are surely of another range.
_FAR = 10


@dataclasses.dataclass(frozen=True)
class Reading:
    """How the arrays of a fitted model are read.

    Attributes
    ----------
    value_range : (float, float)
        The numbers of black and white.
    is_given : bool
        Whether that range was given; otherwise it is that of the array that was fitted.
    order : int or None
        The order of the elements of that array; None for unknown.
    """

    value_range: tuple[float, float]
    is_given: bool = False
    order: int | None = None

    @classmethod
    def first(cls, images: ImageArray, value_range: Any) -> Reading:
        """How images are read that a model is fitted to."""
        is_given = value_range is not None
        return cls(given_range(value_range) if is_given else range_of(images), is_given, images.order)

    @property
    def byte_range(self) -> tuple[float, float]:
        """The bytes of black and white: 0 and 255 also for a model that was fitted to numbers from 0 to 1."""
        return UINT8_RANGE if self.value_range == UNIT_RANGE and not self.is_given else self.value_range

    def apply(self, images: ImageArray) -> ImageArray:
        """Sets the black and the white of images."""
        images.black, images.white = self.value_range
        if images.values.dtype == np.uint8:
            images.black, images.white = self.byte_range
            if self.byte_range != UINT8_RANGE:
                images.values = images.values.astype(np.float32)
        return images

    def applied_to_more(self, images: ImageArray) -> ImageArray:
        """Sets the black and the white of images like those fitted; warns where they are surely of another range."""
        are_bytes = images.values.dtype == np.uint8
        self.apply(images)
        if images.values.dtype == np.uint8 or (self.is_given and not are_bytes):
            return images
        minimum, maximum = ctypes.c_float(), ctypes.c_float()
        library.call("range", images.argument(), ctypes.byref(minimum), ctypes.byref(maximum))
        low, high = self.value_range
        far = _FAR * abs(high - low)
        are_fractions = self.value_range == UINT8_RANGE and minimum.value >= 0 and 0 < maximum.value <= 1
        if are_fractions or minimum.value < min(low, high) - far or maximum.value > max(low, high) + far:
            warn(
                f"the numbers are of another range than those fitted (expected {low:g} for black and {high:g} for "
                f"white, got {minimum.value:g} to {maximum.value:g}); scale them like the array that was fitted"
            )
        return images

    def image_of(
        self, shape: tuple[int, ...], image: tuple[int, ...], layout: str | None
    ) -> tuple[tuple[int, int, int], int]:
        """The shape and the order of images of a model that takes images of the shape `image`."""
        channels, height, width = image
        rows = ((channels, height, width), (height, width, channels))
        known = None if self.order is None else list(LAYOUTS)[self.order]
        if len(shape) == 2:
            layout = layout or known
            return image_of(shape, rows[LAYOUTS.get(layout or "", PLANES)], layout)
        if len(shape) == 4 and layout is None and tuple(shape[1:]) in rows:
            layout = known if rows[0] == rows[1] else list(LAYOUTS)[rows.index((shape[1], shape[2], shape[3]))]
        return image_of(shape, None, layout)

    def images(self, values: NDArray[Any], y: Any, image: tuple[int, ...], layout: str | None) -> ImageArray:
        """An array as images of a model that takes images of the shape `image`."""
        shape, order = self.image_of(values.shape, image, layout)
        return self.applied_to_more(ImageArray(values, shape, order, classes=classes_of(y, len(values)), y=y))

    # The file of a run

    def write(self, folder: Path) -> None:
        """Writes what the library does not: the layout, and whether the range was given."""
        order = PLANES if self.order is None else self.order
        fields = {"layout": list(LAYOUTS)[order], "value_range": self.value_range if self.is_given else None}
        path, part = folder / _FILE, folder / f"{_FILE}.{os.getpid()}"
        try:
            part.write_text(json.dumps(fields) + "\n", encoding="utf-8")
            part.replace(path)
        except OSError as error:
            raise DamagedFileError(f"{path}: the file cannot be written ({error.strerror})") from error

    @classmethod
    def of_run(cls, folder: Path, value_range: tuple[float, float]) -> Reading:
        """How the estimator reads arrays that trained a run; of other runs, as numbers of the range and as bytes.

        Raises
        ------
        DamagedFileError
            For a file that does not say so.
        """
        path = folder / _FILE
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return cls(value_range)
        except (OSError, ValueError) as error:
            raise DamagedFileError(f"{path}: the layout of arrays cannot be read ({error})") from error
        try:
            fields = json.loads(text)
            return cls(value_range, fields["value_range"] is not None, LAYOUTS[fields["layout"]])
        except (ValueError, LookupError, TypeError):
            raise DamagedFileError(
                f"{path}: the layout of arrays cannot be read (expected a JSON object such as "
                f'{{"layout": "nchw", "value_range": null}}, got {text[:40]!r}); write it again, or remove the file'
            ) from None


# Beside array.json, in which the library writes the range.
_FILE = "estimator.json"
