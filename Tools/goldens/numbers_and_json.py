"""Reproducible float32 inputs, and JSON with short numbers."""

import json
import math
import pathlib

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


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
    if hasattr(value, "detach"):
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


def leaf(array):
    """The array as a float64 tensor whose gradient is wanted."""
    import torch

    return torch.tensor(array.astype(np.float64), requires_grad=True)


def gradients(y, dy, *leaves):
    import torch

    return torch.autograd.grad(y, leaves, torch.tensor(dy.astype(np.float64)))
