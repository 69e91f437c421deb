"""A model behind a handle of the C library."""

from __future__ import annotations

import ctypes
import json
import math
import os
import weakref
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import library
from .arrays import ImageArray
from .conversion import classes_of, integer_of, kind_of_classes, numbers_of
from .errors import SettingError, SettingTypeError, not_fitted
from .paths import path_of
from .progress import Training
from .reading import Reading


def thread_count(threads: int | None) -> int:
    """How many threads compute: `threads`, $OMP_NUM_THREADS, which joblib sets for its workers, or all processors."""
    if threads is not None:
        try:
            count = integer_of(threads)
        except TypeError:
            raise SettingTypeError(f"threads is no number of threads (expected an integer, got {threads!r})") from None
        if abs(count) >= 2**31:
            # The library would see another number.
            raise SettingError(f"threads is out of range (expected 0 to 1024, got {count})")
        return count
    try:
        limit = int(os.environ.get("OMP_NUM_THREADS", ""))
    except ValueError:
        limit = 0
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(limit, available) if limit > 0 else available


class Model:
    """A model of the library, freed with this object."""

    def __init__(self, function: str, *arguments: Any) -> None:
        self._handle = ctypes.c_void_p()
        self._sizes: tuple[int, tuple[int, ...]] | None = None
        library.call(function, *arguments, ctypes.byref(self._handle))
        weakref.finalize(self, library.loaded().hourglass_free, self._handle)

    @classmethod
    def create(cls, settings: str, threads: int | None) -> Model:
        return cls("create", settings.encode(), thread_count(threads))

    @classmethod
    def open(cls, folder: bytes, threads: int | None) -> Model:
        return cls("open", folder, thread_count(threads))

    @classmethod
    def load(cls, saved: bytes, threads: int | None) -> Model:
        return cls("load", saved, len(saved), thread_count(threads))

    def save(self) -> bytes:
        memory, count = ctypes.c_void_p(), ctypes.c_int64()
        library.call("save", self._handle, ctypes.byref(memory), ctypes.byref(count))
        try:
            return ctypes.string_at(memory.value or 0, count.value)
        finally:
            library.loaded().hourglass_release(memory)

    def describe(self) -> dict[str, Any]:
        """What `hourglass_describe` says."""
        return dict(json.loads(library.text_of("describe", self._handle)))

    @property
    def code_size(self) -> int:
        """The dimension of the code."""
        return self._fitted_sizes()[0]

    @property
    def image_shape(self) -> tuple[int, ...]:
        """(channels, height, width)."""
        return self._fitted_sizes()[1]

    def _fitted_sizes(self) -> tuple[int, tuple[int, ...]]:
        """The sizes that the library writes by, from the library itself."""
        if self._sizes is None:
            description = self.describe()
            if not description["is_fitted"]:
                raise not_fitted("the model is not fitted yet; call fit first")
            self._sizes = (int(description["code_size"]), tuple(int(size) for size in description["image"]))
        return self._sizes

    def _call(self, function: str, images: ImageArray, *arguments: Any) -> int:
        """Calls a function of images; an error about their classes also says what was given as classes."""
        try:
            return library.call(function, self._handle, images.argument(), *arguments)
        except SettingError as error:
            if images.y is None or images.classes is not None or "no labels" not in str(error):
                raise
            raise SettingError(
                f"y are no classes (expected integers from 0, got {kind_of_classes(images.y)}): {error}"
            ) from None

    def fit(self, images: ImageArray, reading: Reading, folder: str | None, training: Training) -> None:
        """Trains the model from its initial parameters; a run on disk also knows how its arrays are read."""
        self._sizes = None
        if folder is None:
            training.run(lambda observer: self._call("fit", images, None, observer, None))
            return
        path = path_of(folder)
        place = Path(os.fsdecode(path))
        training.on_start = lambda: reading.write(place)
        training.run(lambda observer: self._call("fit", images, path, observer, None))
        # A run that was complete has no start.
        reading.write(place)

    def partial_fit(self, images: ImageArray, training: Training) -> None:
        training.run(lambda observer: self._call("partial_fit", images, observer, None))

    def encode(self, images: ImageArray) -> NDArray[np.float32]:
        codes = np.empty((images.count, self.code_size), np.float32)
        self._call("encode", images, codes.ctypes.data)
        return codes

    def reconstruct(self, images: ImageArray) -> NDArray[np.float32]:
        result = np.empty(images.values.shape, np.float32)
        self._call("reconstruct", images, result.ctypes.data)
        return result

    def errors(self, images: ImageArray) -> NDArray[np.float32]:
        errors = np.empty(images.count, np.float32)
        self._call("errors", images, errors.ctypes.data)
        return errors

    def decode(self, X: Any, classes: Any, order: int, shape: tuple[int, ...] | None = None) -> NDArray[np.float32]:
        """The images of codes, each in the given shape, by default `[c, h, w]`."""
        codes = numbers_of(X).astype(np.float32, copy=False)
        if codes.ndim != 2 or codes.shape[1] != self.code_size:
            raise SettingError(f"X are no codes (expected [n, {self.code_size}], got {codes.shape})")
        classes = classes_of(classes, len(codes))
        images = np.empty((len(codes), math.prod(self.image_shape)), np.float32)
        labels = None if classes is None else classes.ctypes.data
        library.call("decode", self._handle, codes.ctypes.data, len(codes), labels, order, images.ctypes.data)
        return images.reshape(len(codes), *(self.image_shape if shape is None else shape))

    def run_images(self, part: str, limit: int | None) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
        """The images of a part of a run's data, `[n, c, h, w]`, and their classes."""
        if not isinstance(part, str):
            raise SettingTypeError(
                f"part is no part of the data (expected 'train', 'validation' or 'test', got {part!r})"
            )
        if limit is not None:
            try:
                limit = integer_of(limit)
            except TypeError:
                raise SettingTypeError(f"count is no number of images (expected an integer, got {limit!r})") from None
            if limit < 0:
                raise SettingError(f"count is out of range (expected 0 or more, got {limit})")
        count = ctypes.c_int64()
        # What is no Unicode names no part either.
        name = part.encode(errors="replace")
        library.call("run_images", self._handle, name, ctypes.byref(count), None, None)
        if limit is not None:
            count.value = min(limit, count.value)
        pixels = np.empty((count.value, *self.image_shape), np.uint8)
        classes = np.empty(count.value, np.int32)
        library.call("run_images", self._handle, name, ctypes.byref(count), pixels.ctypes.data, classes.ctypes.data)
        return pixels, classes
