"""The exceptions of Hourglass, each also one of Python's own classes."""

from __future__ import annotations

import re
import sys
import warnings


class HourglassError(Exception):
    """An error of Hourglass: one sentence that says what is wrong, where, and what to do."""


class SettingError(HourglassError, ValueError):
    """A setting, an array or another argument that cannot be used."""


class SettingTypeError(SettingError, TypeError):
    """A setting, an array or another argument of a type that cannot be used."""


class NotFittedError(HourglassError, ValueError, AttributeError):
    """The model has no parameters yet. Also scikit-learn's class of this name where scikit-learn is loaded."""


class BusyError(HourglassError, RuntimeError):
    """Another thread uses the estimator, or another process trains the run."""


class MissingFileError(HourglassError, FileNotFoundError):
    """A file or a run that is not there."""


class DamagedFileError(HourglassError, OSError):
    """A file that cannot be read or written."""


class DivergenceError(HourglassError, FloatingPointError):
    """A loss or a parameter is not finite."""


class FailedError(HourglassError, RuntimeError):
    """Anything else that the library reports."""


# By the numbers of `hourglass_status` in hourglass.h.
_CLASSES: dict[int, type[HourglassError]] = {
    1: SettingError,
    2: NotFittedError,
    3: BusyError,
    4: MissingFileError,
    5: DamagedFileError,
    6: DivergenceError,
}


def error_of(status: int, message: str) -> HourglassError:
    """The exception of a status of the library."""
    cls = _CLASSES.get(status, FailedError)
    return not_fitted(message) if cls is NotFittedError else cls(in_python(message))


def not_fitted(message: str) -> NotFittedError:
    """A `NotFittedError` that scikit-learn also recognises, without loading it."""
    theirs = getattr(sys.modules.get("sklearn.exceptions"), "NotFittedError", None)
    if theirs is None:
        return NotFittedError(message)
    both: type[NotFittedError] = type("NotFittedError", (NotFittedError, theirs), {"__module__": __name__})
    return both(message)


def in_python(message: str) -> str:
    """A message with names of settings in place of the flags of the command line, and of lines of a run file.

    >>> in_python("settings:1, loss: decoders end with a sigmoid; use --scaling 0..1")
    'loss: decoders end with a sigmoid; use scaling 0..1'
    """
    message = re.sub(r"^settings(:\d+)?, ", "", message)
    message = re.sub(r"^settings:\d+: ", "settings: ", message)
    return re.sub(r"--([a-z][a-z0-9-]*)", lambda flag: flag[1].replace("-", "_"), message)


def warn(message: str) -> None:
    """A warning at the place outside the package from which it was called."""
    frame, level = sys._getframe(1), 2
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).partition(".")[0] == "hourglass":
        frame, level = frame.f_back, level + 1
    warnings.warn(message, stacklevel=level)
