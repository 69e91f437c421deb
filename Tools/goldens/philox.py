"""Random numbers as graphs draw them: Philox4x32-10 (Salmon et al., SC 2011) in numpy."""

import math

import numpy as np
import torch

DRAWING = 5  # RandomPurpose.drawing


def philox(counter, key):
    """Ten rounds over counters, four uint64 arrays of 32-bit words, with a key of two words."""
    mask = np.uint64(0xFFFFFFFF)
    c = [np.asarray(word, dtype=np.uint64) for word in counter]
    k = [int(word) for word in key]
    for _ in range(10):
        p0, p1 = np.uint64(0xD2511F53) * c[0], np.uint64(0xCD9E8D57) * c[2]
        c = [
            (p1 >> np.uint64(32)) ^ c[1] ^ np.uint64(k[0]), p1 & mask,
            (p0 >> np.uint64(32)) ^ c[3] ^ np.uint64(k[1]), p0 & mask,
        ]  # fmt: skip
        k = [(k[0] + 0x9E3779B9) % 2**32, (k[1] + 0xBB67AE85) % 2**32]
    return c


def draw(distribution, samples, dimensions, stream=0, seed=0, step=0, first=0):
    """What the `stream`-th draw of a graph gives at `step` of a run with `seed`: float64 [samples, *dimensions].

    Streams count the draws of a graph in the order of their calls, from 0; `first` is the batch position of the first
    sample. Element e of a sample is word e / q of block e mod q, q = ceil(count / 4); its upper 24 bits b give the
    uniform number b / 2^24, or the normal number sqrt(2) erfinv(2 (b + 1/2) / 2^24 - 1).
    """
    count = math.prod(dimensions)
    quarter = (count + 3) // 4
    block = np.arange(quarter, dtype=np.uint64)
    key = (seed % 2**32, seed >> 32)
    rows = []
    for sample in range(first, first + samples):
        ones = np.ones_like(block)
        counter = (block, ones * np.uint64(sample), ones * np.uint64(step % 2**32),
                   ones * np.uint64((DRAWING | stream << 8) % 2**32))  # fmt: skip
        rows.append(np.concatenate(philox(counter, key))[:count])
    bits = (np.stack(rows) >> np.uint64(8)).astype(np.float64)
    if distribution == "uniform":
        numbers = bits / 2**24
    elif distribution == "normal":
        numbers = math.sqrt(2) * torch.erfinv(torch.tensor((2 * bits + 1) / 2**24 - 1)).numpy()
    else:
        raise ValueError(f"no distribution {distribution}")
    return numbers.reshape(samples, *dimensions)
