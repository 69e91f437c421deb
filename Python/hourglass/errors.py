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
    message = in_python(message)
    return not_fitted(message) if cls is NotFittedError else cls(message)


def not_fitted(message: str) -> NotFittedError:
    """A `NotFittedError` that scikit-learn also recognises, without loading it."""
    theirs = getattr(sys.modules.get("sklearn.exceptions"), "NotFittedError", None)
    if theirs is None:
        return NotFittedError(message)
    both: type[NotFittedError] = type("NotFittedError", (NotFittedError, theirs), {"__module__": __name__})
    return both(message)


# The command line's advice, and what it is in Python.
_ADVICE = [
    (r"leave it out, or train with `hourglass train`", "leave it out"),
    (r"train one with `hourglass train`", "train one with Autoencoder(folder=...)"),
    (r"`hourglass runs` lists them all", "give the folder of a run"),
    (r"`hourglass models` lists", "hourglass.models() lists"),
    (r"give the path of a YAML file, or --model and --dataset", "give the folder of a run"),
    (r"give the command that trained the run again", "train the run again"),
    (r"train another run from its weights with --from .+? and another --name", "train another run in another folder"),
    (r"train the run again with --restart and", "delete the folder, and train again with"),
    (r"train the run again with --restart", "delete the folder, and train again"),
    (r"start again with --restart or under another --name", "delete the folder to start again, or give another folder"),
    (r"(start again|replace them) with --restart", "delete the folder to start again"),
    (r"give ((the run|this one) )?another --name", "give another folder"),
    (r" that can be written with --runs", " that can be written"),
    (
        r"name (them with --dataset or )?their folder with --data-root( DIR or \$HOURGLASS_DATA)?",
        "name their folder with $HOURGLASS_DATA",
    ),
    (r"--(model|optimizer)-args '(\{[^']*\})'", r'settings={"\1": \2}'),
    (r"give --augment crop=NxN instead", "give augmentation='crop=NxN' instead"),
    (r"give --from and --train-only instead", "leave it out"),
]


def in_python(message: str) -> str:
    """A message with Python's arguments instead of the flags of the command line, and of lines of a run file.

    >>> in_python("settings:1, loss: decoders end with a sigmoid; use --scaling 0..1")
    'loss: decoders end with a sigmoid; use scaling 0..1'
    >>> in_python("/x--y: the folder holds a run; give the run another --name, or start again with --restart")
    '/x--y: the folder holds a run; give another folder, or delete the folder to start again'
    """
    message = re.sub(r"^settings(:\d+)?, ", "", message)
    message = re.sub(r"^settings:\d+: ", "settings: ", message)
    for advice, ours in _ADVICE:
        message = re.sub(advice, ours, message)
    # Not within a path.
    return re.sub(r"(?<![^\s(])--([a-z][a-z0-9-]*)", lambda flag: flag[1].replace("-", "_"), message)


def warn(message: str) -> None:
    """A warning at the place outside the package from which it was called."""
    frame, level = sys._getframe(1), 2
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).partition(".")[0] == "hourglass":
        frame, level = frame.f_back, level + 1
    warnings.warn(message, stacklevel=level)
