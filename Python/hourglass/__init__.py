"""Hourglass: image autoencoders that train fast on a plain processor.

>>> import numpy as np, hourglass
>>> images = np.random.default_rng(0).random((64, 12, 12), np.float32)
>>> codes = hourglass.Autoencoder(model="AE", code_size=4, epochs=1).fit_transform(images)
>>> codes.shape
(64, 4)
"""

from __future__ import annotations

import json
from typing import Any

from .errors import (
    BusyError,
    DamagedFileError,
    DivergenceError,
    FailedError,
    HourglassError,
    MissingFileError,
    NotFittedError,
    SettingError,
    SettingTypeError,
)
from .estimator import Autoencoder
from .library import text_of as _text_of
from .library import version as library_version
from .run import Run
from .version import __version__

__all__ = [
    "Autoencoder",
    "BusyError",
    "DamagedFileError",
    "DivergenceError",
    "FailedError",
    "HourglassError",
    "MissingFileError",
    "NotFittedError",
    "Run",
    "SettingError",
    "SettingTypeError",
    "__version__",
    "library_version",
    "models",
    "settings_schema",
]


def settings_schema() -> dict[str, Any]:
    """The JSON Schema of all settings, as run files have them."""
    return dict(json.loads(_text_of("schema")))


def models() -> dict[str, list[str]]:
    """The published models by name, with the names of their settings.

    >>> models()["AE"]
    ['code_size']
    """
    kinds = [kind["properties"] for kind in settings_schema()["properties"]["model"]["anyOf"] if "properties" in kind]
    names = {kind["name"]["enum"][0]: sorted(set(kind) - {"name"}) for kind in kinds}
    return {name: settings for name, settings in names.items() if name != "Declared"}
