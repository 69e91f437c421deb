"""Losses and penalties with their gradients: Tests/NeuralNetworksTests/Goldens/losses.json."""

import math

import numpy as np
import torch
import torch.nn.functional as F

from numbers_and_json import Draws, leaf
from philox import draw as philox_draw

SCALE_WEIGHTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]


def window(size, deviation=1.5):
    """A Gaussian window [size, size] whose sum is 1."""
    at = torch.arange(size, dtype=torch.float64) - size // 2
    one = torch.exp(-(at**2) / (2 * deviation**2))
    both = torch.outer(one, one)
    return both / both.sum()


def similarity_maps(x, y):
    """Contrast and structure, and the whole similarity, at every place of the window; pixels from 0 to 1."""
    channels, smaller = x.shape[1], min(x.shape[2], x.shape[3], 11)
    size = smaller if smaller % 2 else smaller - 1
    kernel = window(size).expand(channels, 1, size, size)
    mean_x, mean_y = F.conv2d(x, kernel, groups=channels), F.conv2d(y, kernel, groups=channels)
    variance_x = F.conv2d(x * x, kernel, groups=channels) - mean_x**2
    variance_y = F.conv2d(y * y, kernel, groups=channels) - mean_y**2
    covariance = F.conv2d(x * y, kernel, groups=channels) - mean_x * mean_y
    c1, c2 = 0.01**2, 0.03**2
    structure = (2 * covariance + c2) / (variance_x + variance_y + c2)
    return structure, structure * (2 * mean_x * mean_y + c1) / (mean_x**2 + mean_y**2 + c1)


def ssim(x, y):
    return similarity_maps(x, y)[1].mean((1, 2, 3))


def ms_ssim(x, y):
    size = min(x.shape[2], x.shape[3])
    scales = max(1, sum(size // 2**j >= 11 for j in range(5)))
    weights = [w / sum(SCALE_WEIGHTS[:scales]) for w in SCALE_WEIGHTS[:scales]]
    product = 1
    for j, weight in enumerate(weights):
        structure, similarity = similarity_maps(x, y)
        value = (similarity if j == scales - 1 else structure).mean((2, 3))
        product = product * torch.clamp(value, min=1e-4) ** weight
        x, y = F.avg_pool2d(x, 2), F.avg_pool2d(y, 2)
    return product.mean(1)


def total_variation(x):
    sums = (x[..., 1:, :] - x[..., :-1, :]).abs().sum((1, 2, 3)) + (x[..., 1:] - x[..., :-1]).abs().sum((1, 2, 3))
    return sums / x[0].numel()


def loss(kind, logits, images, target, low, high):
    def unit(v):
        return (v - low) / (high - low)

    return {
        "mse": lambda: F.mse_loss(images, target),
        "half-mse": lambda: F.mse_loss(images, target) / 2,
        "sse": lambda: ((images - target) ** 2).sum() / len(images),
        "bce": lambda: F.binary_cross_entropy_with_logits(logits, target),
        "bce-sum": lambda: F.binary_cross_entropy_with_logits(logits, target, reduction="sum") / len(images),
        "l1": lambda: F.l1_loss(images, target),
        "huber": lambda: F.huber_loss(images, target, delta=1.0),
        "ssim": lambda: 1 - ssim(unit(images), unit(target)).mean(),
        "ms-ssim": lambda: 1 - ms_ssim(unit(images), unit(target)).mean(),
        "total-variation": lambda: total_variation(images).mean(),
    }[kind]()


def loss_cases():
    draw = Draws(300_000)
    unit, symmetric, centred = (0.0, 1.0), (-1.0, 1.0), (-0.5, 0.5)
    # Losses with weights, the last activation, images n x c x h x w, black and white
    cases = [
        ({"mse": 1.0}, None, (2, 2, 4, 5), unit), ({"half-mse": 1.0}, None, (1, 1, 3, 7), symmetric),
        ({"sse": 1.0}, None, (3, 1, 4, 4), symmetric), ({"bce": 1.0}, "sigmoid", (2, 1, 5, 5), unit),
        ({"bce-sum": 1.0}, "sigmoid", (2, 1, 5, 5), unit), ({"l1": 1.0}, None, (2, 2, 4, 5), symmetric),
        ({"huber": 1.0}, None, (2, 2, 4, 5), symmetric), ({"ssim": 1.0}, None, (2, 1, 13, 12), unit),
        ({"ssim": 1.0}, "tanh", (1, 2, 11, 17), symmetric), ({"ssim": 1.0}, None, (2, 1, 6, 5), centred),
        ({"ssim": 1.0}, None, (1, 1, 3, 9), unit), ({"ssim": 1.0}, None, (1, 1, 4, 16), unit),
        ({"ms-ssim": 1.0}, None, (2, 2, 9, 12), unit), ({"ms-ssim": 1.0}, None, (1, 2, 23, 22), symmetric),
        ({"ms-ssim": 1.0}, None, (1, 1, 44, 44), unit),
        ({"mse": 0.25, "total-variation": 0.5}, None, (2, 3, 4, 5), unit),
        ({"mse": 1.0, "total-variation": 2.0}, None, (2, 1, 1, 6), unit),
        ({"mse": 1.0, "total-variation": 2.0}, None, (2, 1, 6, 1), unit),
        ({"bce": 1.0, "ssim": 0.2}, "sigmoid", (2, 1, 12, 13), unit),
        ({"huber": 0.5, "l1": 0.125, "ms-ssim": 3.0}, "sigmoid", (1, 1, 12, 14), unit),
    ]  # fmt: skip
    documents = []
    for weights, activation, shape, (low, high) in cases:
        # Smooth targets, and logits whose images have something of them.
        rows, columns = np.mgrid[0 : shape[2], 0 : shape[3]]
        smooth = 0.5 + 0.3 * np.sin(0.7 * rows) * np.cos(0.5 * columns)
        target = low + (high - low) * np.clip(smooth + 0.2 * draw(*shape), 0, 1)
        target = np.round(target, 3).astype(np.float32)
        spread = 2.5 if list(weights) == ["huber"] else 0.3
        logits = np.round(target + (high - low) * spread * draw(*shape), 3).astype(np.float32)
        z, t = leaf(logits), torch.tensor(target.astype(np.float64))
        images = {None: lambda v: v, "sigmoid": torch.sigmoid, "tanh": torch.tanh}[activation](z)
        value = sum(w * loss(kind, z, images, t, low, high) for kind, w in weights.items())
        (gradient,) = torch.autograd.grad(value, z)
        documents.append(
            {
                "weights": weights, "activation": activation, "shape": np.array(shape), "low": low, "high": high,
                "logits": logits, "target": target, "loss": value.item(), "gradient": gradient,
            }
        )  # fmt: skip
    return documents


def five_scales():
    """All scales of the multi-scale similarity, of images that tests make themselves."""
    rows, columns = np.mgrid[0:181, 0:176].astype(np.float64)
    target = 0.5 + 0.4 * np.sin(0.3 * rows) * np.cos(0.2 * columns)
    images = 0.5 + 0.3 * np.sin(0.3 * rows + 0.4) * np.cos(0.21 * columns)
    x, y = (torch.tensor(v)[None, None] for v in (images, target))
    return {"height": 181, "width": 176, "ssim": ssim(x, y).item(), "msSSIM": ms_ssim(x, y).item()}


def gaussian_cases(draw):
    documents = []
    for n, d, free_bits in [(1, 1, 0.1), (3, 5, 0.2), (4, 17, 0.5)]:
        mean, log_variance = draw(n, d, low=-2, high=2), draw(n, d, low=-3, high=2)
        m, v = leaf(mean), leaf(log_variance)
        terms = torch.distributions.kl_divergence(
            torch.distributions.Normal(m, torch.exp(v / 2)), torch.distributions.Normal(0.0, 1.0)
        )
        dm, dv = torch.autograd.grad(terms.sum(), (m, v), retain_graph=True)
        free = torch.clamp(terms.mean(0), min=free_bits).sum()
        fm, fv = torch.autograd.grad(free, (m, v))
        documents.append(
            {
                "n": n, "d": d, "mean": mean, "logVariance": log_variance, "divergence": terms.sum(1),
                "dMean": dm, "dLogVariance": dv, "freeBits": free_bits, "free": free.item(),
                "freeDMean": fm, "freeDLogVariance": fv,
            }
        )  # fmt: skip
    return documents


def categorical_cases(draw):
    documents = []
    for n, groups, k in [(1, 1, 2), (3, 5, 10), (2, 3, 17)]:
        logits = draw(n, groups * k, low=-4, high=4)
        z = leaf(logits)
        q = torch.softmax(z.view(n, groups, k), 2) + 1e-9
        divergence = (q * (torch.log(q) - math.log(1 / k))).sum((1, 2))
        (gradient,) = torch.autograd.grad(divergence.sum(), z)
        documents.append(
            {"n": n, "groups": groups, "k": k, "logits": logits, "divergence": divergence, "gradient": gradient}
        )
    return documents


def sparsity_cases(draw):
    documents = []
    for n, d, target in [(4, 1, 0.1), (5, 7, 0.05), (3, 18, 0.4)]:
        activations = draw(n, d, low=0, high=1)
        if d > 2:
            activations[:, 0], activations[:, 1] = 0, 1  # units that are never or always active
        h = leaf(activations)
        rate = torch.clamp(h.mean(0), 1e-6, 1 - 1e-6)
        value = (target * torch.log(target / rate) + (1 - target) * torch.log((1 - target) / (1 - rate))).sum()
        (gradient,) = torch.autograd.grad(value, h)
        documents.append(
            {"n": n, "d": d, "target": target, "activations": activations, "loss": value.item(), "gradient": gradient}
        )
    return documents


def contractive_cases(draw):
    documents = []
    for n, inputs, d in [(1, 1, 1), (3, 6, 4), (2, 17, 9)]:
        x, w, b = draw(n, inputs), draw(d, inputs), draw(d)
        tx, tw, tb = leaf(x), leaf(w), leaf(b)
        # Row by row from automatic differentiation, not from the formula.
        rows = []
        for i in range(n):
            image = tx[i]
            h = torch.sigmoid(tw @ image + tb)
            jacobian = [torch.autograd.grad(h[j], image, create_graph=True)[0] for j in range(d)]
            rows.append((torch.stack(jacobian) ** 2).sum())
        penalty = torch.stack(rows)
        dx, dw, db = torch.autograd.grad(penalty.sum(), (tx, tw, tb))
        documents.append(
            {"n": n, "inputs": inputs, "d": d, "x": x, "w": w, "b": b, "penalty": penalty, "dx": dx, "dw": dw, "db": db}
        )
    return documents


def jacobian_cases(draw):
    """The estimate for h = sigmoid(V tanh(W x)) with the signs that stream 0 of seed 3 draws at step 5."""
    documents = []
    for n, inputs, hidden, d in [(1, 2, 3, 1), (3, 6, 5, 4)]:
        x, w, v = draw(n, inputs), draw(hidden, inputs), draw(d, hidden)
        tx, tw, tv = leaf(x), leaf(w), leaf(v)
        signs = np.where(philox_draw("uniform", n, (d,), seed=3, step=5) >= 0.5, 1.0, -1.0)
        code = torch.sigmoid(torch.tanh(tx @ tw.T) @ tv.T)
        (gradient,) = torch.autograd.grad((code * torch.tensor(signs)).sum(), tx, create_graph=True)
        penalty = (gradient**2).sum(1)
        dw, dv = torch.autograd.grad(penalty.sum(), (tw, tv), retain_graph=True)
        exact = [
            (torch.stack([torch.autograd.grad(code[i, j], tx, retain_graph=True)[0][i] for j in range(d)]) ** 2).sum()
            for i in range(n)
        ]
        documents.append(
            {
                "n": n, "inputs": inputs, "hidden": hidden, "d": d, "x": x, "w": w, "v": v,
                "penalty": penalty, "dw": dw, "dv": dv, "exact": torch.stack(exact),
            }
        )  # fmt: skip
    return documents


def adversarial_cases(draw):
    documents = []
    for n, real in [(1, True), (5, True), (7, False)]:
        logits = draw(n, 1, low=-30, high=30)
        z = leaf(logits)
        value = F.binary_cross_entropy_with_logits(z, torch.full_like(z, float(real)))
        (gradient,) = torch.autograd.grad(value, z)
        documents.append({"n": n, "areReal": real, "logits": logits, "loss": value.item(), "gradient": gradient})
    return documents


def document():
    draw = Draws(310_000)
    return {
        "losses": loss_cases(),
        "fiveScales": five_scales(),
        "gaussian": gaussian_cases(draw),
        "categorical": categorical_cases(draw),
        "sparsity": sparsity_cases(draw),
        "contractive": contractive_cases(draw),
        "jacobian": jacobian_cases(draw),
        "adversarial": adversarial_cases(draw),
    }
