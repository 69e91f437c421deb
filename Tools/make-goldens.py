#!/usr/bin/env python3
"""Writes the golden values that the tests compare Hourglass with; PyTorch computes them.

    python3 -m venv .venv && .venv/bin/pip install torch==2.13.0+cpu numpy safetensors \\
      --extra-index-url https://download.pytorch.org/whl/cpu
    .venv/bin/python Tools/make-goldens.py

Two files are rewritten, the same bytes on every run:

  Tests/TensorsTests/Goldens/operations.json         values and gradients of single operations
  Tests/AutoencodersTests/Goldens/trajectories.json  20 optimizer steps of whole models

Inputs are float32 numbers, printed so that they read back exactly; everything computed from them is float64,
printed with 9 (operations) or 12 (trajectories) significant digits. All arrays are flat, the last index fastest.
"""

import argparse
import json
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

ROOT = pathlib.Path(__file__).resolve().parent.parent
OPERATIONS = ROOT / "Tests/TensorsTests/Goldens/operations.json"
TRAJECTORIES = ROOT / "Tests/AutoencodersTests/Goldens/trajectories.json"

ADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}


# Reproducible numbers


def uniform(stream, count):
    """u(stream, 0) ... u(stream, count - 1) in [0, 1): a hash of stream and index, the same in any language."""
    mask = np.uint64(0xFFFFFFFF)
    h = np.arange(count, dtype=np.uint64) * np.uint64(2654435761)
    h = (h + np.uint64((stream * 40503 * 65537 + 12345) % 2**32)) & mask
    h ^= h >> np.uint64(16)
    h = (h * np.uint64(2246822519)) & mask
    h ^= h >> np.uint64(13)
    h = (h * np.uint64(3266489917)) & mask
    h ^= h >> np.uint64(16)
    return h.astype(np.float64) / 2**32


class Draws:
    """Float32 inputs for the operations; each call takes the next stream."""

    def __init__(self, first_stream):
        self.stream = first_stream

    def __call__(self, *shape, low=-1.0, high=1.0):
        """Numbers in low ... high, rounded to 4 decimals to keep the files small."""
        values = low + (high - low) * uniform(self.stream, math.prod(shape))
        self.stream += 1
        return np.round(values, 4).astype(np.float32).reshape(shape)


# JSON with short numbers


def number(value, digits):
    """The shortest text that reads back as this float32, or a float64 to this many significant digits."""
    if isinstance(value, np.float32):
        text = repr(float(str(value)))
        assert np.float32(float(text)) == value
    else:
        text = repr(float(f"{float(value):.{digits}g}"))
    return text[:-2] if text.endswith(".0") and text != "-0.0" else text


def encoded(value, digits, indent=0):
    """JSON text: arrays of numbers on one line, everything else indented by two spaces."""
    inner, outer = "  " * (indent + 1), "  " * indent
    if isinstance(value, torch.Tensor):
        value = value.detach().numpy()
    if isinstance(value, np.ndarray):
        return "[" + ",".join(number(x, digits) for x in value.ravel()) + "]"
    if isinstance(value, np.floating):
        return number(value, digits)
    if isinstance(value, dict):
        items = [f"{inner}{json.dumps(k)}: {encoded(v, digits, indent + 1)}" for k, v in value.items()]
        return "{\n" + ",\n".join(items) + f"\n{outer}}}"
    if isinstance(value, list):
        items = [inner + encoded(v, digits, indent + 1) for v in value]
        return "[\n" + ",\n".join(items) + f"\n{outer}]"
    return json.dumps(value)


def write(path, document, digits):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(encoded(document, digits) + "\n")
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1024:.0f} KiB")


# Single operations


def leaf(array):
    """The array as a float64 tensor whose gradient is wanted."""
    return torch.tensor(array.astype(np.float64), requires_grad=True)


def gradients(y, dy, *leaves):
    return torch.autograd.grad(y, leaves, torch.tensor(dy.astype(np.float64)))


def convolution_cases():
    draw = Draws(10_000)
    # n, input channels, output channels, height, width, kernel height, kernel width, stride, padding
    sizes = [
        (1, 1, 1, 5, 3, 3, 3, 1, 1),
        (2, 17, 5, 7, 6, 3, 3, 1, 1),
        (2, 3, 8, 9, 9, 3, 3, 1, 2),
        (3, 8, 1, 9, 9, 3, 3, 1, 0),
        (2, 4, 6, 5, 3, 1, 1, 1, 0),
        (1, 3, 2, 7, 6, 1, 1, 1, 1),
        (2, 5, 3, 7, 6, 1, 1, 2, 0),
        (1, 2, 3, 5, 3, 2, 2, 1, 2),
        (3, 3, 4, 7, 6, 2, 2, 2, 0),
        (1, 2, 5, 9, 9, 5, 5, 1, 2),
        (2, 3, 2, 9, 9, 5, 5, 3, 1),
        (2, 3, 4, 9, 9, 4, 4, 2, 1),
        (1, 4, 3, 7, 6, 4, 4, 3, 2),
        (2, 3, 3, 7, 6, 3, 2, 1, 1),
        (3, 2, 9, 9, 9, 3, 2, 2, 0),
        (1, 6, 7, 9, 9, 3, 3, 3, 1),
        (3, 1, 16, 7, 6, 3, 3, 2, 2),
    ]
    cases = []
    for n, i, o, height, width, kh, kw, stride, padding in sizes:
        x, w, b = draw(n, i, height, width), draw(o, i, kh, kw), draw(o)
        tx, tw, tb = leaf(x), leaf(w), leaf(b)
        y = F.conv2d(tx, tw, tb, stride=stride, padding=padding)
        dy = draw(*y.shape)
        dx, dw, db = gradients(y, dy, tx, tw, tb)
        cases.append(
            {
                "n": n, "inputChannels": i, "outputChannels": o, "height": height, "width": width,
                "kernelHeight": kh, "kernelWidth": kw, "stride": stride, "padding": padding,
                "x": x, "w": w, "b": b, "y": y, "dy": dy, "dx": dx, "dw": dw, "db": db,
            }
        )  # fmt: skip
    return cases


def linear_cases():
    draw = Draws(20_000)
    sizes = [(1, 1, 1), (1, 17, 33), (2, 1, 5), (3, 5, 1), (4, 50, 17), (7, 33, 50), (19, 17, 33), (16, 32, 16)]
    cases = []
    for n, inputs, outputs in sizes:
        x, w, b, dy = draw(n, inputs), draw(outputs, inputs), draw(outputs), draw(n, outputs)
        tx, tw, tb = leaf(x), leaf(w), leaf(b)
        y = F.linear(tx, tw, tb)
        dx, dw, db = gradients(y, dy, tx, tw, tb)
        cases.append(
            {
                "n": n, "inputs": inputs, "outputs": outputs,
                "x": x, "w": w, "b": b, "y": y, "dy": dy, "dx": dx, "dw": dw, "db": db,
            }
        )  # fmt: skip
    return cases


def activation_cases():
    draw = Draws(30_000)
    edges = [0.0] + [s * m for m in (1e-4, 1e-3, 0.5, 3, 8.9, 20, 90) for s in (1, -1)]
    spread = np.linspace(-6, 6, 73)
    x = np.concatenate([edges, spread]).astype(np.float32)
    cases = []
    for kind, function in [("relu", torch.relu), ("tanh", torch.tanh), ("sigmoid", torch.sigmoid)]:
        tx, dy = leaf(x), draw(x.size)
        y = function(tx)
        (dx,) = gradients(y, dy, tx)
        cases.append({"kind": kind, "x": x, "y": y, "dy": dy, "dx": dx})
    return cases


def loss_cases():
    draw = Draws(40_000)
    cases = []
    for n, elements in [(1, 1), (3, 17), (5, 50)]:
        prediction, target = draw(n, elements, low=-2, high=2), draw(n, elements)
        p = leaf(prediction)
        losses = ((p - torch.tensor(target.astype(np.float64))) ** 2).sum(1)
        (gradient,) = torch.autograd.grad(losses.sum(), p)
        cases.append(
            {
                "kind": "squaredError", "n": n, "elements": elements,
                "prediction": prediction, "target": target, "loss": losses, "gradient": gradient,
            }
        )  # fmt: skip
    for n, elements in [(1, 1), (3, 17), (5, 50)]:
        prediction, target = draw(n, elements, low=-40, high=40), draw(n, elements, low=0, high=1)
        if elements > 8:
            prediction[0, :8] = [-40, 40, 0, -0.001, 0.001, -40, 40, 16.7]
            target[0, :8] = [0, 1, 0.5, 0, 1, 1, 0, 1]
        z, t = leaf(prediction), torch.tensor(target.astype(np.float64))
        losses = F.binary_cross_entropy_with_logits(z, t, reduction="none").sum(1)
        (gradient,) = torch.autograd.grad(losses.sum(), z)
        cases.append(
            {
                "kind": "binaryCrossEntropyWithLogits", "n": n, "elements": elements,
                "prediction": prediction, "target": target, "loss": losses, "gradient": gradient,
            }
        )  # fmt: skip
    return cases


def pad_cases():
    draw = Draws(50_000)
    cases = []
    # n, channels, height, width, then top, bottom, left, right
    sizes = [(1, 1, 5, 3, 0, 0, 0, 0), (2, 3, 4, 5, 2, 2, 2, 2), (2, 1, 3, 7, 1, 0, 3, 2), (1, 4, 1, 1, 0, 2, 1, 0)]
    for n, c, h, w, top, bottom, left, right in sizes:
        x = draw(n, c, h, w)
        tx = leaf(x)
        y = F.pad(tx, (left, right, top, bottom))
        dy = draw(*y.shape)
        (dx,) = gradients(y, dy, tx)
        cases.append(
            {
                "n": n, "channels": c, "height": h, "width": w,
                "top": top, "bottom": bottom, "left": left, "right": right, "x": x, "y": y, "dy": dy, "dx": dx,
            }
        )  # fmt: skip
    return cases


def adam_step(t, w, g, m, v, learning_rate, beta1, beta2, epsilon):
    """One step of Adam with epsilon added to the uncorrected root, as Kingma and Ba end their section 2 and
    TensorFlow and Torch7 do; torch.optim.Adam adds it to the corrected root. Returns w, m, v; t counts from 1."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    step = learning_rate * math.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - step * m / (v**0.5 + epsilon), m, v


def optimizer_cases():
    draw = Draws(60_000)
    count, steps = 37, 5
    w0 = draw(count)
    all_gradients = [draw(count) for _ in range(steps)]
    all_gradients[0][0] = all_gradients[1][0] = 0  # a parameter without a gradient yet

    def adam(t, w, g, state):
        w, *moments = adam_step(t, w, g, *(state or (0 * w, 0 * w)), 1e-2, **ADAM)
        return w, moments

    def sgd(t, w, g, state):
        return w - 1e-2 * g, None

    def momentum(t, w, g, state):
        buffer = 0.9 * (0 * g if state is None else state) + g
        return w - 1e-2 * buffer, buffer

    def momentum_dampened(t, w, g, state):
        buffer = g if state is None else 0.9 * state + (1 - 0.9) * g
        return w - 1e-2 * buffer, buffer

    def adagrad(initial):
        def step(t, w, g, state):
            accumulator = (initial if state is None else state) + g * g
            return w - 1e-2 * g / (np.sqrt(accumulator) + 1e-10), accumulator

        return step

    rules = [
        ({"kind": "adam", "learningRate": 1e-2, **ADAM}, adam),
        ({"kind": "sgd", "learningRate": 1e-2}, sgd),
        ({"kind": "momentum", "learningRate": 1e-2, "momentum": 0.9, "dampened": False}, momentum),
        ({"kind": "momentum", "learningRate": 1e-2, "momentum": 0.9, "dampened": True}, momentum_dampened),
        ({"kind": "adagrad", "learningRate": 1e-2, "epsilon": 1e-10, "initialAccumulator": 0}, adagrad(0)),
        ({"kind": "adagrad", "learningRate": 1e-2, "epsilon": 1e-10, "initialAccumulator": 0.1}, adagrad(0.1)),
    ]
    cases = []
    for description, rule in rules:
        w, state, trace = w0.astype(np.float64), None, []
        for t, g in enumerate(all_gradients, start=1):
            w, state = rule(t, w, g.astype(np.float64), state)
            trace.append(w)
        cases.append({**description, "initialWeights": w0, "gradients": all_gradients, "weights": trace})
    return cases


# Whole models


def single_layer_cae(final):
    """Zero padding by 2, a 3x3 convolution to 32 maps, tanh, a 3x3 convolution back, then `final`."""

    def forward(p, x):
        code = torch.tanh(F.conv2d(x, p["encoder.weight"], p["encoder.bias"], padding=2))
        return final(F.conv2d(code, p["decoder.weight"], p["decoder.bias"]))

    return forward


def single_layer_cae_parameters(depth):
    return {
        "encoder.weight": (32, depth, 3, 3), "encoder.bias": (32,),
        "decoder.weight": (depth, 32, 3, 3), "decoder.bias": (depth,),
    }  # fmt: skip


def digits(p, x):
    y = x.flatten(1)
    for layer in ("encoder.0", "encoder.1", "decoder.0"):
        y = torch.relu(F.linear(y, p[f"{layer}.weight"], p[f"{layer}.bias"]))
    return F.linear(y, p["decoder.1.weight"], p["decoder.1.bias"]).view_as(x)


def ae(p, x):
    code = torch.relu(F.linear(x.flatten(1), p["encoder.weight"], p["encoder.bias"]))
    return torch.sigmoid(F.linear(code, p["decoder.weight"], p["decoder.bias"])).view_as(x)


def dense_parameters(**layers):
    """Weight and bias shapes from layer name (`_` for `.`) = (inputs, outputs)."""
    shapes = {}
    for layer, (inputs, outputs) in layers.items():
        shapes[layer.replace("_", ".") + ".weight"] = (outputs, inputs)
        shapes[layer.replace("_", ".") + ".bias"] = (outputs,)
    return shapes


SCALINGS = {  # pixel = byte * scale + offset
    "0..1": (1 / 255, 0.0),
    "-1..1": (2 / 255, -1.0),
    "-0.5..0.5": (1 / 255, -0.5),
    "/256": (1 / 256, 0.0),
}

LOSSES = {
    "halfMeanSquaredError": lambda y, x: F.mse_loss(y, x) / 2,
    "meanSquaredError": F.mse_loss,
    "binaryCrossEntropy": F.binary_cross_entropy,
}


def trajectory(name, forward, shapes, image, scaling, loss, batch_size, configuration, penalty=0.0, steps=20):
    """Trains one model with Adam on `steps` batches and sums up where that leads."""
    learning_rate = 1e-3
    parameters, bound = {}, 0.0
    for k, (parameter, shape) in enumerate(shapes.items()):
        if len(shape) > 1:  # a bias has the bound of the weight before it
            bound = 1 / math.sqrt(math.prod(shape[1:]))
        values = ((uniform(k, math.prod(shape)) - 0.5) * 2 * bound).astype(np.float32)
        parameters[parameter] = leaf(values.reshape(shape))
    moments = {p: (0.0, 0.0) for p in parameters}
    scale, offset = SCALINGS[scaling]
    losses = []
    for t in range(steps):
        pixels = np.floor(uniform(1000 + t, batch_size * math.prod(image)) * 256) * scale + offset
        x = torch.tensor(pixels.astype(np.float32).astype(np.float64).reshape(batch_size, *image))
        objective = LOSSES[loss](forward(parameters, x), x)
        objective = objective + penalty * 0.5 * (parameters["encoder.weight"] ** 2).sum() if penalty else objective
        losses.append(objective.item())
        gradient = torch.autograd.grad(objective, list(parameters.values()))
        for (parameter, w), g in zip(list(parameters.items()), gradient):
            w, m, v = adam_step(t + 1, w.detach(), g, *moments[parameter], learning_rate, **ADAM)
            parameters[parameter], moments[parameter] = w.requires_grad_(), (m, v)
    results = []
    for parameter, w in parameters.items():
        flat = w.detach().numpy().ravel()
        samples = flat[[i * flat.size // 32 for i in range(32)]]
        results.append(
            {
                "name": parameter, "shape": np.array(shapes[parameter]),
                "sum": np.sum(flat), "sumOfSquares": np.sum(flat * flat), "samples": samples,
            }
        )  # fmt: skip
    return {
        "model": name,
        "configuration": {**configuration, "pixels": scaling, "loss": loss, "l2Penalty": penalty},
        "image": np.array(image),
        "batchSize": batch_size,
        "learningRate": learning_rate,
        "losses": np.array(losses),
        "parameters": results,
    }


def trajectories():
    gray, color = (1, 28, 28), (3, 32, 32)
    cae, linear_cae = single_layer_cae(torch.tanh), single_layer_cae(lambda y: y)
    squared = "halfMeanSquaredError"
    encoder_decoder = dense_parameters(encoder=(784, 128), decoder=(128, 784))
    digits_shapes = dense_parameters(
        encoder_0=(784, 300), encoder_1=(300, 50), decoder_0=(50, 300), decoder_1=(300, 784)
    )
    one, three = single_layer_cae_parameters(1), single_layer_cae_parameters(3)
    tanh, linear = {"decoderActivation": "tanh"}, {"decoderActivation": "linear"}
    historical, penalized = {"variant": "historical", **linear}, {"variant": "L2 penalty", **tanh}
    return [
        trajectory("SingleLayerCAE", cae, one, gray, "-1..1", squared, 16, {"variant": "depth 1", **tanh}),
        trajectory("SingleLayerCAE", cae, three, color, "-1..1", squared, 8, {"variant": "depth 3", **tanh}),
        trajectory("SingleLayerCAE", linear_cae, one, gray, "-0.5..0.5", squared, 16, historical),
        trajectory("SingleLayerCAE", cae, one, gray, "-1..1", squared, 16, penalized, penalty=0.01),
        trajectory("DIGITS", digits, digits_shapes, gray, "/256", "meanSquaredError", 16,
                   {"variant": "784-300-50-300-784", "decoderActivation": "linear"}),
        trajectory("AE", ae, encoder_decoder, gray, "0..1", "binaryCrossEntropy", 16,
                   {"variant": "784-128-784", "decoderActivation": "sigmoid"}),
    ]  # fmt: skip


def main():
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    version = {"torch": torch.__version__}
    operations = {
        **version,
        "convolution": convolution_cases(),
        "linear": linear_cases(),
        "activation": activation_cases(),
        "losses": loss_cases(),
        "pad": pad_cases(),
        "optimizers": optimizer_cases(),
    }
    write(OPERATIONS, operations, digits=9)
    write(TRAJECTORIES, {**version, "trajectories": trajectories()}, digits=12)


if __name__ == "__main__":
    main()
