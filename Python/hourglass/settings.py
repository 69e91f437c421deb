"""The parameters of an estimator as the settings of a run file, which the library reads and checks."""

from __future__ import annotations

import json
import numbers
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from .conversion import integer_of, scalar_of
from .errors import DamagedFileError, MissingFileError, SettingError, SettingTypeError
from .paths import absolute

# The section and the name, in a run file, of each parameter that is one setting. The library declares them all.
PLACES: dict[str, tuple[str, str]] = {
    "code_size": ("model", "code_size"),
    "epochs": ("training", "epochs"),
    "batch_size": ("training", "batch_size"),
    "learning_rate": ("optimizer", "learning_rate"),
    "optimizer": ("optimizer", "name"),
    "augmentation": ("data", "augmentation"),
    "validation": ("data", "validation"),
}
# What those are that must be one value. In a run file a list of one is a sweep of one run.
_KINDS = {
    "code_size": "an integer",
    "epochs": "an integer",
    "batch_size": "an integer",
    "learning_rate": "a number",
    "optimizer": "text",
    "validation": "text",
}


def run_file(parameters: Mapping[str, Any]) -> str:
    """The settings of a run file, as JSON.

    >>> run_file({"model": "AE", "code_size": 32, "loss": "bce"})
    '{"model": {"name": "AE", "code_size": 32}, "loss": {"bce": 1}}'
    """
    sections: dict[str, Any] = {"model": _model(parameters.get("model"))}
    for name, (section, setting) in PLACES.items():
        if parameters.get(name) is not None:
            sections.setdefault(section, {})[setting] = _value(name, parameters[name])
    loss = parameters.get("loss")
    if loss is not None:
        sections["loss"] = {loss: 1} if isinstance(loss, str) else loss
    if parameters.get("corruption") is not None:
        sections["corruption"] = parameters["corruption"]
    seed = _seed(parameters.get("random_state", 0))
    if seed:
        sections.setdefault("training", {})["seed"] = seed
    settings = parameters.get("settings")
    if settings is not None and not isinstance(settings, Mapping):
        raise SettingTypeError(f"settings is no dict (expected {{section: {{name: value}}}}, got {settings!r})")
    for section, given in (settings or {}).items():
        if isinstance(given, Mapping):
            sections[section] = {**sections.get(section, {}), **given}
        else:
            sections[section] = given
    try:
        text = json.dumps(sections, ensure_ascii=False, default=_plain)
        text.encode()
    except SettingError:
        raise
    except (TypeError, ValueError, RecursionError) as error:
        cls = SettingTypeError if isinstance(error, TypeError) else SettingError
        raise cls(f"the settings cannot be written as a run file: {error}") from error
    return text


def _value(name: str, value: Any) -> Any:
    """The value of a parameter; what it means, and its range, the library checks."""
    if name not in _KINDS:
        return value
    plain = scalar_of(value)
    if not isinstance(plain, (str, numbers.Real)):
        raise SettingTypeError(f"{name} is not one value (expected {_KINDS[name]}, got {value!r})")
    if isinstance(plain, str) != (_KINDS[name] == "text"):
        raise SettingTypeError(f"{name} is of another type (expected {_KINDS[name]}, got {value!r})")
    return plain


def _model(model: Any) -> dict[str, Any]:
    """The section `model`: a name, the text of a model file, or the path of one."""
    if not isinstance(model, str) or not model:
        cls = SettingError if isinstance(model, str) else SettingTypeError
        raise cls(f"model is no name (expected text such as 'AE' or YAML, got {model!r})")
    if "\n" in model:
        return {"name": "Declared", "definition": model}
    if model.endswith((".yaml", ".yml", ".lua")):
        path = absolute(model)
        file = path.name if path.suffix == ".lua" else "model.yaml"
        return {"name": "Declared", "definition": _text(path), "file": file}
    return {"name": model}


def _text(path: Path) -> str:
    """The text of a model file."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise MissingFileError(f"{path}: no such model file; give the path of a file, or the name of a model") from None
    except UnicodeDecodeError:
        raise SettingError(f"{path}: the model file is not text (expected UTF-8)") from None
    except (OSError, ValueError) as error:
        raise DamagedFileError(f"{path}: the model file cannot be read ({error})") from error


def _seed(state: Any) -> int:
    """The seed of an integer, a generator, or of NumPy's global generator for None."""
    if isinstance(state, np.random.Generator):
        return int(state.integers(2**31))
    if state is None:
        return int(np.random.randint(2**31))
    if isinstance(state, np.random.RandomState):
        return int(state.randint(2**31))
    try:
        return integer_of(state)
    except TypeError:
        raise SettingTypeError(
            f"random_state is no seed (expected an integer, a generator or None, got {state!r})"
        ) from None


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return value.tolist()
    raise SettingTypeError(f"a setting has no text (expected numbers, text, lists or dicts, got {value!r})")
