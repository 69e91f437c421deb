#!/usr/bin/env python3
"""Checks the JSON Schemas that `hourglass schema` prints, with PyPI's jsonschema and ruamel.yaml.

    pip install jsonschema ruamel.yaml
    Tools/check-schema.py [--hourglass .build/release/hourglass]

The schemas must be schemas of draft 2020-12. Run files and model files that the program writes or accepts must validate;
files with a mistake in them must not.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

RUN_FILES = [
    "model: {name: AE}\ndata: {dataset: mnist}\n",
    "model: {name: SingleLayerCAE, filters: 8}\ndata: {dataset: mnist, validation: 20%}\n"
    "optimizer: {name: momentum, momentum: 0.5}\ntraining: {batch_size: 64, epochs: 3, seed: 5}\n",
    "model: {name: AE, code_size: [16, 32]}\ndata: {dataset: mnist}\ntraining: {seed: [0, 1, 2]}\n",
    "data: {dataset: mnist, scaling: -1..1, resize: 32x32, resize_mode: crop, augmentation: [flip=lr, rotation=10]}\n",
    "corruption: [{gaussian: 0.5, clip: true}, {masking: 0.2}]\npenalties: [{l2: 1e-4, parameters: [encoder]}]\n",
    "schedule: {name: multistep, values: [50, 85], gamma: 0.5}\nloss: {bce: 1, ssim: 0.2}\n",
    "start: {from: another/run, exclude: [decoder], train_only: [decoder]}\n",
    "training: {clip_norm: none, patience: 3}\n",
]

WRONG_RUN_FILES = [
    "trainng: {epochs: 3}\n",
    "training: {epoch: 3}\n",
    "training: {epochs: many}\n",
    "training: {epochs: 2.5}\n",
    "training: {batch_size: 0}\n",
    "training: {averaging: 1}\n",
    "model: {name: AF}\n",
    "model: {name: AE, code: 3}\n",
    "data: {scaling: 0..2}\n",
    "data: {resize_mode: stretch}\n",
    "schedule: {name: step, gamma: 2}\n",
    "schedule: {name: multistep, values: [0, 50]}\n",
    "corruption: {masking: 1.5}\n",
    "corruption: {gaussian: 0.5, masking: 0.5}\n",
    "penalties: [{l2: 0}]\n",
    "loss: {bce: -1}\n",
    "optimizer: {name: sgd, momentum: 1}\n",
]

MODEL_FILES = [
    "name: net\nencoder: [flatten, {linear: 32}, relu]\ndecoder: [{linear: {units: 784}}, {reshape: image}]\n",
    "name: net\nencoder:\n- conv: {filters: 8, kernel: 3, padding: 1, activation: relu}\n"
    "- repeat: {times: 2, layers: [{conv: {filters: 8, kernel: 3, padding: 1}}]}\n"
    "decoder:\n- conv: {filters: image, kernel: 3, padding: 1}\nloss: {mse: 1}\ncorruption: {masking: 0.1}\n",
]

WRONG_MODEL_FILES = [
    "name: net\nencoder: [{linear: 32}]\n",
    "name: net\nencoder: [{linaer: 32}]\ndecoder: [{linear: 784}]\n",
    "name: net\nencoder: [{conv: {kernel: 3}}]\ndecoder: [{linear: 784}]\n",
    "name: net\nencoder: [{linear: 32}]\ndecoder: [{linear: 784}]\npixels: 0..2\n",
    "name: net\nencoder: [{linear: 32}]\ndecoder: [{linear: 784}]\npenalties: {code-l1: -1}\n",
]


def yaml(text):
    return YAML(typ="safe", pure=True).load(text)


def run_file_of_the_program(hourglass, folder, arguments):
    """The run file that a run of one epoch on a few small pictures writes."""
    images = folder / "images"
    for label in "ab":
        (images / label).mkdir(parents=True, exist_ok=True)
        for index in range(12):
            level = index * 20 + (0 if label == "a" else 7)
            header = b"P5\n8 8\n255\n"
            (images / label / f"{index}.pgm").write_bytes(header + bytes([level] * 64))
    runs = folder / "runs"
    subprocess.run(
        [hourglass, "train", "--dataset", images, "--epochs", "1", "--runs", runs, *arguments], check=True,
        stdout=subprocess.DEVNULL)
    return max(runs.rglob("run.yaml"), key=lambda path: path.stat().st_mtime).read_text()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--hourglass", default=".build/release/hourglass", help="the program")
    hourglass = pathlib.Path(parser.parse_args().hourglass).resolve()

    def output(*arguments):
        return subprocess.run([hourglass, *arguments], check=True, capture_output=True, text=True).stdout

    failures = []
    checked = 0

    def check(validator, text, is_right, what):
        nonlocal checked
        checked += 1
        errors = [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(yaml(text))]
        if is_right and errors:
            failures.append(f"{what} does not validate: {errors[0]}\n{text}")
        if not is_right and not errors:
            failures.append(f"{what} validates, but is wrong:\n{text}")

    schemas = {}
    for name, arguments in [("run", ["schema"]), ("model", ["schema", "--model"])]:
        schema = json.loads(output(*arguments))
        Draft202012Validator.check_schema(schema)
        schemas[name] = Draft202012Validator(schema)

    for text in RUN_FILES:
        check(schemas["run"], text, True, "a run file")
    for text in WRONG_RUN_FILES:
        check(schemas["run"], text, False, "a run file")
    for text in MODEL_FILES:
        check(schemas["model"], text, True, "a model file")
    for text in WRONG_MODEL_FILES:
        check(schemas["model"], text, False, "a model file")

    # What the program itself writes.
    names = [line.split()[0] for line in output("models").splitlines()[1:] if line.strip()]
    for name in names:
        shown = subprocess.run([hourglass, "models", "show", name, "--yaml"], capture_output=True, text=True)
        if shown.returncode == 0:
            check(schemas["model"], shown.stdout, True, f"the model file of {name}")
    with tempfile.TemporaryDirectory() as folder:
        for arguments in [
            ["--model", "AE"],
            ["--model", "AE", "--optimizer", "momentum", "--schedule", "plateau", "--l2-penalty", "1e-9"],
            ["--model", "SparseAE", "--corruption", "gaussian=0.5,clip=true", "--penalty", "l1=1e-5:encoder"],
            ["--model", "AE", "--schedule", "multistep", "--clip-norm", "1", "--chunk", "8", "--augment", "flip=lr"],
            ["--model", "DeepAE", "--loss", '{"bce":1,"mse":0.1}', "--validation", "first 4", "--resize", "16x16"],
            ["--model", "AE", "--optimizer", "lbfgs", "--seed", "18446744073709551615"],
        ]:
            text = run_file_of_the_program(hourglass, pathlib.Path(folder), arguments)
            check(schemas["run"], text, True, f"the run file of {' '.join(arguments)}")

    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"{checked} files checked against the schemas, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
