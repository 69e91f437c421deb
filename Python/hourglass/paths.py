"""Paths that a user gives."""

from __future__ import annotations

import os
from pathlib import Path

from .errors import MissingFileError, SettingError, SettingTypeError


def path_of(folder: str | bytes | os.PathLike[str]) -> bytes:
    """The absolute path of a folder as C has it, which a zero would end; `~` is the home."""
    try:
        path = os.fsencode(folder)
    except TypeError:
        raise SettingTypeError(f"folder is no path (expected text or a path, got {folder!r})") from None
    except UnicodeEncodeError:
        raise SettingError(f"folder is no path (expected Unicode text, got {folder!r})") from None
    if not path:
        raise SettingError("folder is empty (expected the path of a folder); leave it out to write nothing")
    if b"\0" in path:
        raise SettingError(f"a path holds a null character: {folder!r}")
    return os.fsencode(absolute(os.fsdecode(path)))


def absolute(path: str) -> Path:
    """The path from the root; `~` is the home. What is relative belongs to the folder that is current now."""
    try:
        return Path(os.path.expanduser(path)).absolute()
    except OSError as error:
        raise MissingFileError(
            f"{path}: the current folder is gone ({error.strerror}); give a path from the root"
        ) from error
