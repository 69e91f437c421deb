"""Corrupted images: Tests/NeuralNetworksTests/Goldens/corruptions.json."""

import math

import numpy as np

from numbers_and_json import Draws
from philox import draw


class Streams:
    """The draws of one graph for a batch, a stream for each call."""

    def __init__(self, samples, seed, step):
        self.samples, self.seed, self.step, self.next = samples, seed, step, 0

    def __call__(self, distribution, *dimensions):
        self.next += 1
        return draw(distribution, self.samples, dimensions, stream=self.next - 1, seed=self.seed, step=self.step)


def clipped(x, fields, low, high):
    return np.clip(x, low, high) if fields.get("clip") else x


def gaussian_taps(deviation):
    radius = max(1, math.ceil(3 * deviation))
    taps = np.exp(-(np.arange(-radius, radius + 1) ** 2) / (2 * deviation**2))
    return taps / taps.sum()


def blurred(x, deviation):
    """Each pixel the mean of its neighbours within the image, one axis after the other."""
    taps = gaussian_taps(deviation)
    radius = len(taps) // 2
    for axis in (2, 3):
        size = x.shape[axis]
        offsets = np.arange(size)[None, :] - np.arange(size)[:, None]
        weights = np.where(np.abs(offsets) <= radius, taps[np.clip(offsets + radius, 0, len(taps) - 1)], 0)
        weights = weights / weights.sum(1, keepdims=True)
        x = np.moveaxis(np.tensordot(x, weights, axes=(axis, 1)), -1, axis)
    return x


def moved(x, numbers, rotation, scale, shift, low):
    """Bilinear samples of x, whose surroundings are `low`, where each pixel of the result comes from."""
    n, channels, height, width = x.shape
    result = np.empty_like(x)
    rows, columns = np.mgrid[0:height, 0:width]
    v, u = rows - (height - 1) / 2, columns - (width - 1) / 2
    for i in range(n):
        amounts = 2 * numbers[i] - 1
        angle, factor = math.radians(rotation) * amounts[0], 1 + scale * amounts[1]
        across, down = width * shift * amounts[2], height * shift * amounts[3]
        x0, y0 = u - across, v - down
        sx = (math.cos(angle) * x0 + math.sin(angle) * y0) / factor + (width - 1) / 2
        sy = (-math.sin(angle) * x0 + math.cos(angle) * y0) / factor + (height - 1) / 2
        total = np.zeros((channels, height, width))
        for dy in (0, 1):
            for dx in (0, 1):
                r, c = np.floor(sy) + dy, np.floor(sx) + dx
                weight = (1 - np.abs(sy - r)) * (1 - np.abs(sx - c))
                inside = (r >= 0) & (r < height) & (c >= 0) & (c < width)
                r, c = np.clip(r, 0, height - 1).astype(int), np.clip(c, 0, width - 1).astype(int)
                total += np.where(inside, weight * (x[i][:, r, c] - low), 0)
        result[i] = total + low
    return result


def erased(x, numbers, chosen, size, low):
    result = x.copy()
    height, width = x.shape[2:]
    for i in range(len(x)):
        if not chosen[i]:
            continue

        def side(length, first):
            share = size * (0.001 + 0.999 * (1 - numbers[i][first]))
            centre = (numbers[i][first + 1] - 0.5) * length * (1 - share)
            at = np.arange(length) - (length - 1) / 2
            return np.abs(at - centre) < share * length / 2

        result[i][:, np.outer(side(height, 0), side(width, 2))] = low
    return result


def corrupt(x, steps, streams, low, high):
    for fields in steps:
        size = x.shape[1:]
        if "masking" in fields:
            x = np.where(streams("uniform", *size) < fields["masking"], low, x)
        elif "salt-and-pepper" in fields:
            u, p = streams("uniform", *size), fields["salt-and-pepper"]
            x = np.where(u < p / 2, high, np.where(u < p, low, x))
        elif "gaussian" in fields:
            x = clipped(x + fields["gaussian"] * streams("normal", *size), fields, low, high)
        elif "uniform" in fields:
            x = clipped(x + fields["uniform"] * (2 * streams("uniform", *size) - 1), fields, low, high)
        elif "blur" in fields:
            x = blurred(x, fields["blur"])
        elif "erase" in fields:
            numbers, p = streams("uniform", 4), fields.get("probability", 1)
            chosen = streams("uniform")[:, None] < p if p < 1 else np.ones((len(x), 1), bool)
            x = erased(x, numbers, chosen[:, 0], fields["erase"], low)
        else:
            x = moved(x, streams("uniform", 4), fields.get("rotate", 0), fields.get("rescale", 0),
                      fields.get("shift", 0), low)  # fmt: skip
    return x


def document():
    numbers = Draws(320_000)
    unit, symmetric = (0.0, 1.0), (-1.0, 1.0)
    cases = [
        ([{"masking": 0.3}], (3, 1, 7, 6), unit), ([{"masking": 0.5}], (2, 3, 5, 9), symmetric),
        ([{"masking": 0}], (1, 1, 3, 3), symmetric), ([{"masking": 1}], (1, 1, 3, 3), symmetric),
        ([{"salt-and-pepper": 0.4}], (2, 1, 7, 6), unit), ([{"salt-and-pepper": 0.25}], (2, 2, 5, 5), symmetric),
        ([{"gaussian": 0.5}], (2, 1, 7, 6), unit), ([{"gaussian": 0.5, "clip": True}], (2, 1, 5, 17), symmetric),
        ([{"uniform": 0.5, "clip": True}], (2, 1, 7, 6), symmetric), ([{"uniform": 0.25}], (1, 2, 4, 5), unit),
        ([{"blur": 1.0}], (2, 1, 9, 8), symmetric), ([{"blur": 0.4}], (1, 3, 5, 6), unit),
        ([{"erase": 0.7}], (4, 1, 9, 8), unit), ([{"erase": 1, "probability": 0.5}], (5, 2, 6, 7), symmetric),
        ([{"rotate": 180}], (3, 1, 8, 7), unit), ([{"rescale": 0.5}], (2, 1, 7, 7), symmetric),
        ([{"rotate": 30, "rescale": 0.2, "shift": 0.2}], (3, 2, 9, 8), symmetric),
        ([{"gaussian": 0.5, "clip": True}, {"masking": 0.2}, {"blur": 0.6}], (2, 1, 7, 6), symmetric),
        ([], (1, 1, 2, 3), unit),
    ]  # fmt: skip
    documents = []
    for steps, shape, (low, high) in cases:
        x = numbers(*shape, low=low, high=high)
        y = corrupt(x.astype(np.float64), steps, Streams(shape[0], seed=11, step=4), low, high)
        documents.append(
            {"corruption": steps, "shape": np.array(shape), "low": low, "high": high, "images": x, "corrupted": y}
        )
    return {"corruptions": documents}
