"""Values, gradients and gradients of gradients of elementwise operations: Tests/TensorsTests/Goldens/elementwise.json.

A case has operands (`inputs` have a value per sample, `shared` have not), their numbers, and the value y of an
operation; `gradients` are those of Σ y dy in each operand, `second` and `secondDy` are the gradients of
Σ (each of them · v) in each operand and in dy. dy = weights(…, 13) and v = weights(…, 11) are not written.
"""

import numpy as np
import torch
import torch.nn.functional as F

from numbers_and_json import Draws, leaf

draw = Draws(60_000)


def case(name, function, inputs=None, shared=None, samples=2, **arguments):
    """One case of function(operands in the order of their names, inputs first)."""
    inputs, shared = inputs or {}, shared or {}
    arrays = {**inputs, **shared}
    leaves = {key: leaf(array) for key, array in arrays.items()}
    y = function(*leaves.values())
    result = {
        "name": name, "samples": samples, "arguments": arguments,
        "inputs": [operand(key, array, array.shape[1:]) for key, array in inputs.items()],
        "shared": [operand(key, array, array.shape) for key, array in shared.items()],
        "y": y,
    }  # fmt: skip
    if not y.requires_grad:
        return {**result, "gradients": [], "second": [], "secondDy": np.zeros(0, np.float32)}
    tdy = leaf(weights(y.shape, 13))
    first = torch.autograd.grad((y * tdy).sum(), list(leaves.values()), create_graph=True, allow_unused=True)
    first = [torch.zeros_like(x) if g is None else g for g, x in zip(first, leaves.values(), strict=True)]
    total = sum((g * torch.tensor(weights(g.shape, 11))).sum() for g in first)
    sources = [*leaves.values(), tdy]
    second = [None] * len(sources)
    if total.requires_grad:
        second = torch.autograd.grad(total, sources, allow_unused=True)
    second = [torch.zeros_like(x) if g is None else g for g, x in zip(second, sources, strict=True)]
    first, second = [[x.numpy(force=True) for x in tensors] for tensors in (first, second)]
    return {**result, "gradients": first, "second": second[:-1], "secondDy": second[-1]}


def weights(shape, modulus):
    """Numbers between -1 and 1 that float32 holds exactly: element i is (5 i + 2 modulo `modulus` - 5) / 8."""
    return ((5 * np.arange(int(np.prod(shape))) + 2) % modulus - 5).reshape(shape) / 8


def operand(name, array, dimensions):
    return {"name": name, "dimensions": list(dimensions), "values": array}


def functions():
    table = [
        ("exp", torch.exp, -3, 3),
        ("log", torch.log, 0.1, 4),
        ("squared", torch.square, -2, 2),
        ("squareRoot", torch.sqrt, 0.25, 4),
        ("absolute", torch.abs, -1, 1),
        ("reciprocal", torch.reciprocal, 0.4, 3),
        ("sign", torch.sign, -1, 1),
        ("clipped", lambda x: x.clamp(-0.5, 0.25), -1, 1),
        ("isGreater", lambda x: (x > 0.25).double(), -1, 1),
        ("plus", lambda x: (0.5 + (x + 0.75)) - 0.125, -1, 1),
        ("minus", lambda x: 0.5 - x, -1, 1),
        ("times", lambda x: -(2 * (x * 3)) / 4, -1, 1),
        ("over", lambda x: 2 / x, 0.5, 2),
    ]
    for name, function, low, high in table:
        yield case(name, function, {"x": draw(1, 19, low=low, high=high)}, samples=1)
        yield case(name, function, shared={"x": draw(2, 3, low=low, high=high)})
    for sizes in [{"inputs": (3, 6)}, {"shared": (2, 5)}]:
        for kind, size in sizes.items():
            operands = {"a": draw(*size), "b": draw(*size, low=0.5, high=2)}
            yield case("quotient", torch.divide, samples=3, **{kind: operands})


def activations():
    edges = [0.0] + [s * m for m in (1e-4, 1e-3, 0.5, 3, 8.9, 20, 60) for s in (1, -1)]
    x = np.concatenate([edges, np.linspace(-5, 5, 18)]).astype(np.float32)[None]
    table = [
        ("relu", F.relu),
        ("tanh", F.tanh),
        ("sigmoid", F.sigmoid),
        ("leaky-relu", F.leaky_relu),
        ("elu", F.elu),
        ("selu", F.selu),
        ("softplus", F.softplus),
        ("gelu", F.gelu),
        ("leakyRelu", lambda x: F.leaky_relu(x, 0.2)),
    ]
    for name, function in table:
        yield case(name, function, {"x": x}, samples=1)


def channels():
    image, vector, sequence = draw(2, 3, 2, 3), draw(2, 5), draw(2, 4, 3)
    for x in [image, vector, sequence]:
        c = x.shape[1]
        yield case("sliced", lambda x: x[:, 1:3], {"x": x}, lower=1, upper=3)
        yield case("summedOverChannels", lambda x: x.sum(1, keepdim=True), {"x": x})
        yield case("repeatedOverChannels", lambda x: x.expand(2, 3, *x.shape[2:]), {"x": x[:, :1]}, channels=3)
        yield case("concatenated", lambda a, b: torch.cat([a, b, a], 1), {"a": x, "b": x[:, :2]})
        yield case(
            "scaled", lambda x, s: x * s.view(-1, *[1] * (x.dim() - 2)), {"x": x}, {"s": draw(c)}
        )
        yield case("bias", lambda x, s: x * x + s.view(-1, *[1] * (x.dim() - 2)), {"x": x}, {"s": draw(c)})
    yield case("sliced", lambda x: x, {"x": vector}, lower=0, upper=5)


def shared_operands():
    for x in [draw(3, 2, 2, 3), draw(3, 5), draw(3)]:
        s = draw(*x.shape[1:])
        yield case("addingShared", lambda x, s: x + s, {"x": x}, {"s": s}, samples=3)
        yield case("multipliedByShared", lambda x, s: x * s, {"x": x}, {"s": s}, samples=3)
        yield case("summedOverBatch", lambda x: x.sum(0), {"x": x}, samples=3)
        yield case("meanOverBatch", lambda x: x.mean(0), {"x": x}, samples=3)
        yield case("repeatedOverBatch", lambda s: s.expand(3, *s.shape), shared={"s": s}, samples=3)
    yield case("broadcast", lambda x: x.view(3, 1, 1).expand(3, 2, 5), {"x": draw(3)}, samples=3)


def groups():
    for n, g, k in [(2, 3, 4), (1, 5, 1), (1, 2, 17)]:
        x = draw(n, g * k, low=-3, high=3)
        split = {"groups": g, "k": k}
        yield case("summedInGroups", lambda x: x.view(n, g, k).sum(2), {"x": x}, samples=n, **split)
        yield case("softmax", lambda x: x.view(n, g, k).softmax(2).flatten(1), {"x": x}, samples=n, **split)
        yield case("logSoftmax", lambda x: x.view(n, g, k).log_softmax(2).flatten(1), {"x": x}, samples=n, **split)
        yield case("logSumExp", lambda x: x.view(n, g, k).logsumexp(2), {"x": x}, samples=n, **split)
        yield case("repeatedInGroups", lambda x: x.repeat_interleave(k, 1), {"x": draw(n, g)}, samples=n, **split)
    classes = np.array([[2], [0], [4]], np.float32)
    yield case("oneHot", lambda x: F.one_hot(x[:, 0].long(), 5).double(), {"x": classes}, samples=3)


def parameters():
    for a, b in [(3, 7), (1, 3)]:
        w = draw(a, b)
        yield case("transposed", torch.t, shared={"w": w})
        yield case("rowSums", lambda w: w.sum(1), shared={"w": w})
    w = draw(4, 9)
    yield case("rowSumsOfSquares", lambda w: w.square().sum(1), shared={"w": w})
    yield case("sum", torch.sum, shared={"w": w})
    yield case("absoluteSum", lambda w: w.abs().sum(), shared={"w": w})
    yield case("sumOfSquares", lambda w: w.square().sum(), shared={"w": w})
    yield case("reshaped", lambda w: w.view(3, 12).square().t(), shared={"w": w})


def losses():
    cross_entropy = F.binary_cross_entropy_with_logits
    table = [
        ("squaredError", lambda y, t: (y - t).square().sum(1), 0),
        ("absoluteError", lambda y, t: (y - t).abs().sum(1), 0),
        ("huberError", lambda y, t: F.huber_loss(y, t, reduction="none", delta=0.5).sum(1), 0),
        ("binaryCrossEntropy", lambda y, t: cross_entropy(y, t, reduction="none").sum(1), 0.5),
    ]
    for n, elements in [(1, 1), (3, 17)]:
        for name, function, offset in table:
            operands = {"y": draw(n, elements), "t": (offset + draw(n, elements) / 2).astype(np.float32)}
            yield case(name, function, operands, samples=n)


def penalties():
    """||d(Σ v h)/dx||² for each sample, with h one layer of the encoder."""

    def penalty(layer, function):
        def value(x, v, w, b):
            x = x if x.requires_grad else x.requires_grad_()
            (gradient,) = torch.autograd.grad((function(layer(x, w, b)) * v).sum(), x, create_graph=True)
            return gradient.square().flatten(1).sum(1)

        return value

    def convolution(x, w, b):
        return F.conv2d(x, w, b, padding=1)

    for name, function in [("tanh", torch.tanh), ("sigmoid", torch.sigmoid), ("relu", torch.relu), ("elu", F.elu)]:
        yield case(
            f"densePenalty/{name}", penalty(F.linear, function), {"x": draw(2, 5), "v": draw(2, 4)},
            {"w": draw(4, 5), "b": draw(4)},
        )  # fmt: skip
        yield case(
            f"convolutionPenalty/{name}", penalty(convolution, function),
            {"x": draw(2, 1, 4, 3), "v": draw(2, 2, 4, 3)},
            {"w": draw(2, 1, 3, 3), "b": draw(2)},
        )  # fmt: skip


def document():
    families = [functions, activations, channels, shared_operands, groups, parameters, losses, penalties]
    return {family.__name__: list(family()) for family in families}
