"""Values and gradients of single operations: Tests/TensorsTests/Goldens/operations.json."""

import numpy as np
import torch
import torch.nn.functional as F

from numbers_and_json import Draws, gradients, leaf


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


def document():
    return {
        "convolution": convolution_cases(),
        "linear": linear_cases(),
        "activation": activation_cases(),
        "losses": loss_cases(),
        "pad": pad_cases(),
    }
