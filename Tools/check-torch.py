#!/usr/bin/env python3
"""Runs modules of PyTorch that Hourglass wrote, and compares their results with expected ones.

    Tools/check-torch.py FOLDER

For each NAME.py of the folder NAME.safetensors holds its state, and NAME.values `images`, `labels` and the expected
`reconstruction` and `code`, in 32 bits. The module must run for the whole batch. Prints a JSON object a line: name, and
either differences by result, relative to the maximum of the expected numbers where that is above 1, or the error.
Needs numpy, safetensors and torch.
"""
import importlib.util
import inspect
import json
import pathlib
import sys

import torch
from safetensors.torch import load_file

torch.set_num_threads(1)


def module(path):
    spec = importlib.util.spec_from_file_location("exported", path)
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    classes = [c for c in vars(found).values() if inspect.isclass(c) and hasattr(c, "load")]
    return classes[0].load(str(path.with_suffix(".safetensors")))


def difference(got, wanted):
    if got.shape != wanted.shape:
        raise ValueError(f"shape {tuple(got.shape)}, not {tuple(wanted.shape)}")
    error = float((got.double() - wanted.double()).abs().max()) / max(1.0, float(wanted.abs().max()))
    return error if error == error else 1e30


def check(path):
    values = load_file(str(path.with_suffix(".values")))
    model = module(path)
    labels = [values["labels"].long().reshape(-1)] if "labels" in inspect.signature(model.forward).parameters else []
    with torch.no_grad():
        reconstruction, code = model(values["images"], *labels)
    return {
        "reconstruction": difference(reconstruction, values["reconstruction"]),
        "code": difference(code, values["code"]),
    }


for path in sorted(pathlib.Path(sys.argv[1]).glob("*.py")):
    line = {"name": path.stem}
    try:
        line["differences"] = check(path)
    except Exception as error:  # whatever the module raises is the result
        line["error"] = f"{type(error).__name__}: {error}"
    print(json.dumps(line), flush=True)
