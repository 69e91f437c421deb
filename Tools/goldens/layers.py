"""Layers of several operations over several steps: Tests/NeuralNetworksTests/Goldens/layers.json."""

import torch

from numbers_and_json import Draws, gradients, leaf


def batch_norm_cases():
    """Three steps of training on other batches, then inference."""
    draw = Draws(90_000)
    cases = []
    for n, channels, size, momentum in [(5, 3, (), 0.1), (2, 17, (3, 5), 0.1), (1, 1, (4, 4), 0.5), (33, 1, (), 0.01)]:
        module = torch.nn.BatchNorm2d if size else torch.nn.BatchNorm1d
        layer = module(channels, momentum=momentum).double()
        scale, shift = draw(channels), draw(channels)
        with torch.no_grad():
            layer.weight.copy_(torch.tensor(scale))
            layer.bias.copy_(torch.tensor(shift))
        steps = []
        for step in range(3):
            x, dy = draw(n, channels, *size, low=-1 + step, high=3), draw(n, channels, *size)
            tx = leaf(x)
            y = layer(tx)
            dx, dscale, dshift = gradients(y, dy, tx, layer.weight, layer.bias)
            steps.append(
                {
                    "x": x, "y": y, "dy": dy, "dx": dx, "dscale": dscale, "dshift": dshift,
                    "runningMean": layer.running_mean.clone(), "runningVariance": layer.running_var.clone(),
                }
            )  # fmt: skip
        layer.eval()
        x = draw(n, channels, *size)
        cases.append(
            {
                "n": n, "dimensions": [channels, *size], "momentum": momentum, "scale": scale, "shift": shift,
                "steps": steps, "x": x, "y": layer(leaf(x)),
            }
        )  # fmt: skip
    return cases


def lstm_cases():
    """Five steps with two biases; one case begins from a given state."""
    draw = Draws(91_000)
    cases = []
    for n, inputs, units, given in [(3, 4, 5, False), (2, 7, 17, True), (1, 1, 1, False)]:
        steps = 5
        layer = torch.nn.LSTM(inputs, units).double()
        values = [draw(4 * units, inputs), draw(4 * units, units), draw(4 * units), draw(4 * units)]
        with torch.no_grad():
            for parameter, value in zip(layer.parameters(), values):
                parameter.copy_(torch.tensor(value))
        x, h, c, dy = draw(n, steps, inputs), draw(n, units), draw(n, units), draw(n, steps, units)
        tx, th, tc = leaf(x), leaf(h), leaf(c)
        sequence = tx.transpose(0, 1)
        y, (last_h, last_c) = layer(sequence, (th[None], tc[None])) if given else layer(sequence)
        y = y.transpose(0, 1)
        found = gradients(y, dy, tx, *layer.parameters())
        names = ["dx", "dinputWeight", "dhiddenWeight", "dbias", "dhiddenBias"]
        cases.append(
            {
                "n": n, "inputs": inputs, "units": units, "steps": steps, "isStateGiven": given, "x": x, "h": h, "c": c,
                **dict(zip(["inputWeight", "hiddenWeight", "bias", "hiddenBias"], values)),
                "y": y, "dy": dy, "lastH": last_h[0], "lastC": last_c[0], **dict(zip(names, found)),
            }
        )  # fmt: skip
    return cases


def document():
    torch.manual_seed(0)
    return {"batchNorm": batch_norm_cases(), "lstm": lstm_cases()}
