"""Operations over the batch and selections: Tests/TensorsTests/Goldens/batch.json."""

import math

import numpy as np
import torch
import torch.nn.functional as F

from numbers_and_json import Draws, gradients, leaf

# [n, features] and [n, channels, height, width]
SHAPES = [
    (2, 1), (3, 5), (5, 17), (75, 3), (2, 1, 1, 1), (1, 2, 3, 5), (2, 3, 4, 7), (5, 1, 6, 6), (9, 5, 1, 2),
    (2, 1, 5, 17),
]  # fmt: skip


def normalization_cases(given):
    draw = Draws(60_000 + 1000 * given)
    cases = []
    for index, shape in enumerate(SHAPES):
        c = shape[1]
        # Some far from zero, where a variance is easily lost.
        x = draw(*shape, low=-1 + 20 * (index % 3 == 2), high=1 + 20 * (index % 3 == 2))
        scale, shift, dy = draw(c, low=0.5, high=2), draw(c), draw(*shape)
        mean, variance = draw(c), draw(c, low=0.1, high=3)
        epsilon = [1e-5, 1e-3][index % 2]
        tx, ts, tb = leaf(x), leaf(scale), leaf(shift)
        if given:
            tm, tv = torch.tensor(mean.astype(np.float64)), torch.tensor(variance.astype(np.float64))
            y = F.batch_norm(tx, tm, tv, ts, tb, training=False, eps=epsilon)
            statistics = {"mean": mean, "variance": variance}
        else:
            y = F.batch_norm(tx, None, None, ts, tb, training=True, eps=epsilon)
            axes = [a for a in range(len(shape)) if a != 1]
            statistics = {
                "mean": tx.mean(axes), "variance": tx.var(axes, correction=0), "unbiased": tx.var(axes, correction=1),
            }  # fmt: skip
        dx, dscale, dshift = gradients(y, dy, tx, ts, tb)
        cases.append(
            {
                "shape": list(shape), "epsilon": epsilon, "x": x, "scale": scale, "shift": shift, **statistics,
                "y": y, "dy": dy, "dx": dx, "dscale": dscale, "dshift": dshift,
            }
        )  # fmt: skip
    return cases


def statistics_cases():
    """The gradient of a function of the mean and the variance alone."""
    draw = Draws(62_000)
    cases = []
    for shape in [(3, 5), (4, 17), (2, 3, 2, 7)]:
        x, u, v = draw(*shape), draw(shape[1]), draw(shape[1])
        tx = leaf(x)
        axes = [a for a in range(len(shape)) if a != 1]
        (ofMean,) = gradients(tx.mean(axes), u, tx)
        (ofVariance,) = gradients(tx.var(axes, correction=0), v, tx)
        (ofUnbiased,) = gradients(tx.var(axes, correction=1), v, tx)
        cases.append(
            {
                "shape": list(shape), "x": x, "u": u, "v": v,
                "ofMean": ofMean, "ofVariance": ofVariance, "ofUnbiased": ofUnbiased,
            }
        )  # fmt: skip
    return cases


def first_greatest(x, k):
    """1 for the k greatest of each row, the first of equal ones."""
    order = torch.sort(x, dim=1, descending=True, stable=True).indices[:, :k]
    return torch.zeros_like(x).scatter_(1, order, 1.0)


def tied(draw, *shape, index):
    """Numbers of which every third case has many that are equal, and every third is rectified."""
    x = draw(*shape)
    if index % 3 == 1:
        x = np.round(x, 1)
    if index % 3 == 2:
        x = np.maximum(x, 0)
    return x


def mask_cases():
    draw = Draws(63_000)
    cases = []
    for index, (shape, k, fraction) in enumerate(
        [
            ((1, 1), 1, 1.0), ((3, 5), 2, 0.34), ((7, 17), 4, 0.05), ((20, 9), 9, 0.05), ((10, 20), 16, 0.3),
            ((3, 31), 25, 0.7), ((1, 2, 3, 5), 7, 0.5), ((4, 2, 4, 7), 5, 0.25), ((5, 1, 6, 6), 36, 0.21),
            ((3, 17, 2, 2), 1, 0.5), ((2, 2, 1, 19), 20, 1.0), ((6, 2, 3, 3), 9, 0.5),
        ]
    ):  # fmt: skip
        x = tied(draw, *shape, index=index)
        n = shape[0]
        t = torch.tensor(x.astype(np.float64))
        top = first_greatest(t.reshape(n, -1), k)
        # The fractions above are not whole in binary: ⌈0.05 · 20⌉ is 1.
        winners = max(1, math.ceil(round(fraction * n, 6)))
        ranked = t if t.dim() == 2 else t.amax((2, 3))
        lifetime = first_greatest(ranked.T.contiguous(), winners).T
        case = {"shape": list(shape), "k": k, "fraction": fraction, "x": x, "top": top}
        if t.dim() == 4:
            lifetime = lifetime[:, :, None, None].expand(t.shape).contiguous()
            case["spatial"] = first_greatest(t.reshape(-1, shape[2] * shape[3]), 1)
        cases.append({**case, "lifetime": lifetime.contiguous()})
    return cases


def code_cases():
    draw = Draws(64_000)
    cases = []
    for codes, shape in [
        (1, (1, 1)), (2, (3, 1)), (17, (7, 5)), (40, (29, 3)), (33, (2, 4, 3, 5)), (8, (3, 1, 1, 1)), (70, (2, 3, 2, 7)),
    ]:  # fmt: skip
        d = shape[1]
        x, codebook = draw(*shape), draw(codes, d)
        # The last code equals an earlier one: it is never the nearest.
        codebook[-1] = codebook[codes // 3]
        tx, tc = leaf(x), leaf(codebook)
        rows = tx if tx.dim() == 2 else tx.permute(0, 2, 3, 1).reshape(-1, d)
        distances = ((rows[:, None, :] - tc[None]) ** 2).sum(2)
        indices = torch.argmin(distances, 1)  # the first of equal ones, in this version and on the processor
        assert codes == 1 or not (indices == codes - 1).any()
        gathered = tc[indices]
        y = gathered if tx.dim() == 2 else gathered.reshape(shape[0], *shape[2:], d).permute(0, 3, 1, 2)
        dy = draw(*shape)
        (dcodebook,) = gradients(y, dy, tc)
        counts = torch.bincount(indices, minlength=codes).double()
        sums = torch.zeros(codes, d, dtype=torch.float64).index_add(0, indices, rows.detach())
        smoothed = (counts + 1e-5) / (counts.sum() + codes * 1e-5) * counts.sum()
        choices = draw(codes, low=0, high=1)
        chosen = rows[torch.tensor(np.floor(choices.astype(np.float64) * len(rows)).astype(np.int64))]
        revived = torch.where((counts < 1.5)[:, None], chosen, tc)
        cases.append(
            {
                "shape": list(shape), "codes": codes, "x": x, "codebook": codebook, "indices": indices.double(),
                "y": y.contiguous(), "dy": dy, "dcodebook": dcodebook, "counts": counts, "sums": sums,
                "averages": sums / smoothed[:, None], "choices": choices, "threshold": 1.5, "revived": revived,
            }
        )  # fmt: skip
    return cases


def document():
    return {
        "normalizationOfBatch": normalization_cases(given=False),
        "normalizationGiven": normalization_cases(given=True),
        "statistics": statistics_cases(),
        "masks": mask_cases(),
        "codes": code_cases(),
    }
