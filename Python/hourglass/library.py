"""The C library: found, loaded at its first use, and called."""

from __future__ import annotations

import ctypes
import functools
import os
from pathlib import Path
from typing import Any

from .errors import error_of

# The number of the interface in hourglass.h that this package is written for.
INTERFACE = 1
STOPPED = 7

Observer = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_char_p)


class Images(ctypes.Structure):
    """`hourglass_images`."""

    _fields_ = [
        ("elements", ctypes.c_void_p),
        ("element", ctypes.c_int),
        ("order", ctypes.c_int),
        ("count", ctypes.c_int64),
        ("channels", ctypes.c_int32),
        ("height", ctypes.c_int32),
        ("width", ctypes.c_int32),
        ("black", ctypes.c_float),
        ("white", ctypes.c_float),
        ("classes", ctypes.c_void_p),
    ]


_MODEL = ctypes.c_void_p
_IMAGES = ctypes.POINTER(Images)
_COUNT = ctypes.POINTER(ctypes.c_int64)
_OUT = ctypes.POINTER(ctypes.c_void_p)
_NUMBER = ctypes.POINTER(ctypes.c_float)

# The functions that answer with a status, and their arguments.
_FUNCTIONS: dict[str, list[Any]] = {
    "create": [ctypes.c_char_p, ctypes.c_int32, _OUT],
    "open": [ctypes.c_char_p, ctypes.c_int32, _OUT],
    "save": [_MODEL, _OUT, _COUNT],
    "load": [ctypes.c_char_p, ctypes.c_int64, ctypes.c_int32, _OUT],
    "fit": [_MODEL, _IMAGES, ctypes.c_char_p, Observer, ctypes.c_void_p],
    "partial_fit": [_MODEL, _IMAGES, Observer, ctypes.c_void_p],
    "describe": [_MODEL, _OUT],
    "encode": [_MODEL, _IMAGES, ctypes.c_void_p],
    "decode": [_MODEL, ctypes.c_void_p, ctypes.c_int64, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p],
    "reconstruct": [_MODEL, _IMAGES, ctypes.c_void_p],
    "errors": [_MODEL, _IMAGES, ctypes.c_void_p],
    "range": [_IMAGES, _NUMBER, _NUMBER],
    "run_images": [_MODEL, ctypes.c_char_p, _COUNT, ctypes.c_void_p, ctypes.c_void_p],
    "schema": [_OUT],
}


def _path() -> Path:
    """The library beside this file, or the one that HOURGLASS_LIBRARY names."""
    named = os.environ.get("HOURGLASS_LIBRARY")
    return Path(os.path.expanduser(named)) if named else Path(__file__).with_name("libhourglass-c.so")


@functools.cache
def loaded() -> ctypes.CDLL:
    """The library.

    Raises
    ------
    ImportError
        Where it is missing, cannot be loaded, or has another interface than this package.
    """
    path = _path()
    try:
        library = ctypes.CDLL(str(path))
        interface = library.hourglass_interface()
    except (OSError, AttributeError) as error:
        raise ImportError(
            f"the library of Hourglass cannot be loaded: {error}; install the package again, or name the library "
            "with HOURGLASS_LIBRARY"
        ) from error
    library.hourglass_version.restype = ctypes.c_char_p
    if interface != INTERFACE:
        raise ImportError(
            f"{path} is of another version than the package (expected interface {INTERFACE}, got {interface} of "
            f"version {library.hourglass_version().decode()}); install both from one wheel"
        )
    for name, arguments in _FUNCTIONS.items():
        function = getattr(library, f"hourglass_{name}")
        function.argtypes = arguments
        function.restype = ctypes.c_int
    library.hourglass_last_error.restype = ctypes.c_char_p
    library.hourglass_release.argtypes = [ctypes.c_void_p]
    library.hourglass_release.restype = None
    library.hourglass_free.argtypes = [_MODEL]
    library.hourglass_free.restype = None
    return library


def version() -> str:
    """The version of the library."""
    return str(loaded().hourglass_version().decode())


def call(name: str, *arguments: Any) -> int:
    """Calls a function without the lock of the interpreter; its status is 0, or that of a training asked to stop."""
    library = loaded()
    status = int(getattr(library, f"hourglass_{name}")(*arguments))
    if status not in (0, STOPPED):
        raise error_of(status, library.hourglass_last_error().decode())
    return status


def text_of(name: str, *arguments: Any) -> str:
    """The text that a function returns through its last argument."""
    result = ctypes.c_void_p()
    call(name, *arguments, ctypes.byref(result))
    try:
        return ctypes.string_at(result.value or 0).decode()
    finally:
        loaded().hourglass_release(result)
