"""A model behind a handle of the C library."""

from __future__ import annotations

import ctypes
import json
import operator
import os
import weakref
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import library
from .arrays import ImageArray
from .errors import SettingError
from .progress import Training


def thread_count(threads: int | None) -> int:
    """How many threads compute: `threads`, $OMP_NUM_THREADS, which joblib sets for its workers, or all processors."""
    if threads is not None:
        try:
            count = operator.index(threads)
        except TypeError:
            raise SettingError(f"threads is no number of threads (expected an integer, got {threads!r})") from None
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


def path_of(folder: str | os.PathLike[str]) -> bytes:
    """The path as C has it, which a zero would end."""
    path = os.fsencode(folder)
    if b"\0" in path:
        raise SettingError(f"a path holds a null character: {folder!r}")
    return path


class Model:
    """A model of the library, freed with this object."""

    def __init__(self, function: str, *arguments: Any) -> None:
        self._handle = ctypes.c_void_p()
        library.call(function, *arguments, ctypes.byref(self._handle))
        weakref.finalize(self, library.loaded().hourglass_free, self._handle)

    @classmethod
    def create(cls, settings: str, threads: int | None) -> Model:
        return cls("create", settings.encode(), thread_count(threads))

    @classmethod
    def open(cls, folder: str, threads: int | None) -> Model:
        return cls("open", path_of(folder), thread_count(threads))

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

    def fit(self, images: ImageArray, folder: str | None, training: Training) -> None:
        path = None if folder is None else path_of(folder)
        training.run(lambda observer: library.call("fit", self._handle, images.argument(), path, observer, None))

    def partial_fit(self, images: ImageArray, training: Training) -> None:
        training.run(lambda observer: library.call("partial_fit", self._handle, images.argument(), observer, None))

    def encode(self, images: ImageArray, code_size: int) -> NDArray[np.float32]:
        codes = np.empty((images.count, code_size), np.float32)
        library.call("encode", self._handle, images.argument(), codes.ctypes.data)
        return codes

    def reconstruct(self, images: ImageArray) -> NDArray[np.float32]:
        result = np.empty(images.values.shape, np.float32)
        library.call("reconstruct", self._handle, images.argument(), result.ctypes.data)
        return result

    def errors(self, images: ImageArray) -> NDArray[np.float32]:
        errors = np.empty(images.count, np.float32)
        library.call("errors", self._handle, images.argument(), errors.ctypes.data)
        return errors

    def decode(
        self, codes: NDArray[np.float32], classes: NDArray[np.int32] | None, order: int, shape: tuple[int, ...]
    ) -> NDArray[np.float32]:
        images = np.empty((len(codes), *shape), np.float32)
        labels = None if classes is None else classes.ctypes.data
        library.call("decode", self._handle, codes.ctypes.data, len(codes), labels, order, images.ctypes.data)
        return images

    def run_images(
        self, part: str, limit: int | None, shape: tuple[int, ...]
    ) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
        """The images of a part of a run's data, `[n, c, h, w]`, and their classes."""
        count = ctypes.c_int64()
        library.call("run_images", self._handle, part.encode(), ctypes.byref(count), None, None)
        if limit is not None:
            count.value = min(limit, count.value)
        pixels = np.empty((count.value, *shape), np.uint8)
        classes = np.empty(count.value, np.int32)
        library.call(
            "run_images", self._handle, part.encode(), ctypes.byref(count), pixels.ctypes.data, classes.ctypes.data
        )
        return pixels, classes
