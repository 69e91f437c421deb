#!/usr/bin/env python3
"""Checks ONNX models, and compares their results with expected ones.

    Tools/check-onnx.py FOLDER
    Tools/check-onnx.py --results FOLDER

For each NAME.onnx of the folder NAME.safetensors holds its inputs as `input.X` and its expected results as `output.Y`,
in 32 bits. The ONNX checker must accept every model, with strict shape inference, and onnxruntime must run it for the
whole batch and for its first sample alone. Prints a JSON object a line: name, and either differences by result, relative
to the maximum of the expected numbers where that is above 1, or the error. With --results nothing is compared: the results
are written to NAME.results.safetensors.
Needs numpy, onnx, onnxruntime and safetensors.
"""
import json
import pathlib
import sys

import numpy
import onnx
import onnxruntime
from safetensors.numpy import load_file, save_file

TYPES = {"tensor(float)": numpy.float32, "tensor(uint8)": numpy.uint8, "tensor(int64)": numpy.int64}


def difference(got, wanted):
    if got.shape != wanted.shape:
        raise ValueError(f"shape {got.shape}, not {wanted.shape}")
    if wanted.size == 0:
        return 0.0
    same = (got == wanted) | (numpy.isnan(got) & numpy.isnan(wanted))
    scale = max(1.0, float(numpy.abs(wanted[numpy.isfinite(wanted)]).max(initial=0)))
    with numpy.errstate(invalid="ignore"):
        errors = numpy.where(same, 0, numpy.abs(got.astype(numpy.float64) - wanted) / scale)
    return float(numpy.nan_to_num(errors.max(), nan=1e30, posinf=1e30))


def opened(path):
    """The session of a model, its inputs and the names of its results."""
    onnx.checker.check_model(str(path), full_check=True)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    numbers = load_file(str(path.with_suffix(".safetensors")))
    feeds = {i.name: numbers["input." + i.name].astype(TYPES[i.type]) for i in session.get_inputs()}
    feeds = {name: x.reshape(x.shape[:1]) if x.dtype == numpy.int64 else x for name, x in feeds.items()}
    return session, feeds, [o.name for o in session.get_outputs()], numbers


def write_results(path):
    session, feeds, names, _ = opened(path)
    save_file(dict(zip(names, session.run(names, feeds))), path.with_suffix(".results.safetensors"))


def check(path):
    session, feeds, names, numbers = opened(path)
    if {"output." + name for name in names} != {key for key in numbers if key.startswith("output.")}:
        raise ValueError(f"results {names}")
    results = dict(zip(names, session.run(names, feeds)))
    differences = {name: difference(results[name], numbers["output." + name]) for name in names}
    if "batch" not in path.name:
        alone = session.run(names, {name: x[:1] for name, x in feeds.items()})
        for name, first in zip(names, alone):
            differences[name + " of one sample"] = difference(first, numbers["output." + name][:1])
    return differences


def main():
    if sys.argv[1] == "--results":
        for path in pathlib.Path(sys.argv[2]).glob("*.onnx"):
            write_results(path)
        return
    for path in sorted(pathlib.Path(sys.argv[1]).glob("*.onnx")):
        line = {"name": path.stem}
        try:
            line["differences"] = check(path)
        except Exception as error:  # whatever the libraries raise is the result
            line["error"] = f"{type(error).__name__}: {error}"
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
