"""Steps of the dense models: Tests/AutoencodersTests/Goldens/dense-trajectories.json.

Each case is a small configuration of a model, with the draws that a graph makes (philox.py). A model is a list of stages,
a stage a list of objectives that are pursued in turn, an objective the beginnings of the names of the parameters that it
trains and a loss.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F

from numbers_and_json import leaf, uniform
from optimizers import ADAM, adam_step
from philox import draw

IMAGE = (1, 6, 5)
PIXELS = math.prod(IMAGE)
SEED = 7
STATISTICS = ("runningMean", "runningVariance", "counts", "sums")


class Step:
    """What a loss may use: parameters, labels, draws, and batch normalisation that moves what it may."""

    def __init__(self, parameters, number, labels, trained):
        self.p, self.number, self.labels, self.trained, self.streams = parameters, number, labels, trained, 0

    def draw(self, distribution, like):
        numbers = draw(distribution, like.shape[0], tuple(like.shape[1:]), self.streams, SEED, self.number)
        self.streams += 1
        return torch.tensor(numbers)

    def linear(self, name, x):
        return F.linear(x, self.p[f"{name}.weight"], self.p[f"{name}.bias"])

    def dense(self, name, x, layers, activation, ends_linear=False):
        for i in range(layers):
            x = self.linear(f"{name}.{2 * i}", x)
            x = x if ends_linear and i == layers - 1 else activation(x)
        return x

    def batch_norm(self, name, x):
        moves = name.startswith(self.trained)
        running = [self.p[f"{name}.{s}"] if moves else self.p[f"{name}.{s}"].clone() for s in STATISTICS[:2]]
        return F.batch_norm(x, *running, self.p[f"{name}.scale"], self.p[f"{name}.shift"], True, 0.1, 1e-5)

    def normalized(self, name, x, layers):
        for i in range(layers):
            x = torch.relu(self.batch_norm(f"{name}.{3 * i + 1}", self.linear(f"{name}.{3 * i}", x)))
        return x


def linear(name, inputs, outputs):
    return {f"{name}.weight": (outputs, inputs), f"{name}.bias": (outputs,)}


def batch_norm(name, features):
    return {f"{name}.scale": (features,), f"{name}.shift": (features,),
            f"{name}.runningMean": (features,), f"{name}.runningVariance": (features,)}  # fmt: skip


def dense(name, sizes):
    layers = {}
    for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        layers |= linear(f"{name}.{2 * i}", inputs, outputs)
    return layers


def normalized(name, sizes):
    layers = {}
    for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        layers |= linear(f"{name}.{3 * i}", inputs, outputs) | batch_norm(f"{name}.{3 * i + 1}", outputs)
    return layers


def bce(logits, x):
    return F.binary_cross_entropy_with_logits(logits, x)


def bce_sum(logits, x):
    return F.binary_cross_entropy_with_logits(logits, x, reduction="sum") / x.shape[0]


def gaussian_kl(mean, log_variance):
    """[n, d], by PyTorch's own formula."""
    q = torch.distributions.Normal(mean, torch.exp(log_variance / 2))
    return torch.distributions.kl_divergence(q, torch.distributions.Normal(0.0, 1.0))


def sampled(s, mean, log_variance):
    return mean + torch.exp(log_variance / 2) * s.draw("normal", mean)


def norm_of_jacobian(outputs, inputs, s):
    signs = torch.where(s.draw("uniform", outputs) >= 0.5, 1.0, -1.0)
    (gradient,) = torch.autograd.grad((signs * outputs).sum(), inputs, create_graph=True)
    return (gradient**2).flatten(1).sum(1)


# Models: shapes in the order of declaration, stages.


def one(loss, trained=("",)):
    return [[(trained, loss)]]


def sparse_l1(mean):
    def loss(s, x):
        h = torch.relu(s.linear("encoder", x))
        penalty = h.abs().sum() / (x.shape[0] if mean else 1)
        return bce(s.linear("decoder", h), x) + 0.001 * penalty

    return loss


def sparse_kl(s, x):
    h = torch.sigmoid(s.linear("encoder", x))
    rate = h.mean(0)
    unit, active = torch.distributions.Bernoulli(torch.tensor(0.1).double()), torch.distributions.Bernoulli(rate)
    return bce(s.linear("decoder", h), x) + 0.05 * torch.distributions.kl_divergence(unit, active).sum()


def deep(s, x):
    code = s.dense("encoder", x, 3, torch.relu)
    return bce(s.dense("decoder", code, 3, torch.relu, ends_linear=True), x)


def contractive(s, x):
    x = x.requires_grad_()
    h = torch.sigmoid(s.linear("encoder.0", x))
    rows = [torch.autograd.grad(h[:, j].sum(), x, create_graph=True)[0] for j in range(h.shape[1])]
    penalty = sum((row**2).sum() for row in rows)
    return bce(s.linear("decoder.0", h), x.detach()) + 0.01 * penalty


def deep_contractive(s, x):
    x = x.requires_grad_()
    h = s.dense("encoder", x, 2, torch.sigmoid)
    restored = s.dense("decoder", h, 2, torch.sigmoid, ends_linear=True)
    return bce(restored, x.detach()) + 0.01 * norm_of_jacobian(h, x, s).mean()


def winner_take_all(s, x):
    h = torch.relu(s.linear("encoder", x))
    kept = math.ceil(0.1 * x.shape[0])
    mask = torch.zeros_like(h).scatter(0, h.topk(kept, dim=0).indices, 1.0)
    return bce(s.linear("decoder", h * mask), x)


def k_sparse(s, x):
    h = s.linear("encoder", x)
    mask = torch.zeros_like(h).scatter(1, h.topk(4, dim=1).indices, 1.0)
    return F.mse_loss((h * mask) @ s.p["encoder.weight"] + s.p["decoder.bias"], x)


def stacked():
    def first(s, x):
        return bce(s.linear("blockDecoders.0", torch.relu(s.linear("encoders.0", x))), x)

    def second(s, x):
        features = torch.relu(s.linear("encoders.0", x)).detach()
        return F.mse_loss(s.linear("blockDecoders.1", torch.relu(s.linear("encoders.1", features))), features)

    def whole(s, x):
        features = torch.relu(s.linear("encoders.0", x))
        return bce(s.linear("decoder", torch.relu(s.linear("encoders.1", features))), x)

    return [[(("encoders.0", "blockDecoders.0"), first)], [(("encoders.1", "blockDecoders.1"), second)],
            [(("encoders", "decoder"), whole)]]  # fmt: skip


def hinton(s, x):
    code = s.dense("encoder", x, 2, torch.sigmoid, ends_linear=True)
    return bce(s.dense("decoder", code, 2, torch.sigmoid, ends_linear=True), x)


def vae(s, x):
    features = s.normalized("encoder", x, 2)
    mean, log_variance = s.linear("mean", features), s.linear("logVariance", features)
    code = sampled(s, mean, log_variance)
    logits = s.linear("decoder.6", s.normalized("decoder", code, 2))
    return bce(logits, x) + gaussian_kl(mean, log_variance).sum() / (x.shape[0] * PIXELS)


def categorical(groups, k):
    def loss(s, x):
        logits = s.linear("encoder.6", s.normalized("encoder", x, 2))
        u = s.draw("uniform", logits)
        gumbel = -torch.log(-torch.log(u + 1e-9) + 1e-9)
        temperature = max(0.5, 1 - 0.05 * s.number)
        code = F.softmax(((logits + gumbel) / temperature).view(-1, groups, k), 2).flatten(1)
        q = F.softmax(logits.view(-1, groups, k), 2) + 1e-9
        divergence = (q * (torch.log(q) - math.log(1 / k))).sum()
        restored = s.linear("decoder.6", s.normalized("decoder", code, 2))
        return bce(restored, x) + divergence / (x.shape[0] * PIXELS)

    return loss


def adversarial():
    def code(s, x):
        return s.linear("encoder.6", s.normalized("encoder", x, 2))

    def opinion(s, z):
        hidden = s.normalized("discriminator", z, 1)
        return s.batch_norm("discriminator.4", s.linear("discriminator.3", hidden))

    def reconstruction_and_generator(s, x):
        z = code(s, x)
        restored = s.linear("decoder.6", s.normalized("decoder", z, 2))
        restored = s.batch_norm("decoder.7", restored)
        deceived = opinion(s, z)
        return bce(restored, x) + bce(deceived, torch.ones_like(deceived))

    def adversary(s, x):
        z = code(s, x).detach()
        real = opinion(s, s.draw("normal", z))
        fake = opinion(s, z)
        return bce(real, torch.ones_like(real)) + bce(fake, torch.zeros_like(fake))

    return [[(("encoder", "decoder"), reconstruction_and_generator), (("discriminator",), adversary)]]


def mnist_vae(s, x):
    features = torch.relu(s.linear("hidden", x))
    mean, log_variance = s.linear("mean", features), s.linear("logVariance", features)
    logits = s.dense("decoder", sampled(s, mean, log_variance), 2, torch.relu, ends_linear=True)
    return bce_sum(logits, x) + gaussian_kl(mean, log_variance).sum(1).mean()


def beta_vae(free_bits, steps):
    def loss(s, x):
        features = s.dense("encoder", x, 2, torch.relu)
        mean, log_variance = s.linear("mean", features), s.linear("logVariance", features)
        logits = s.dense("decoder", sampled(s, mean, log_variance), 2, torch.tanh, ends_linear=True)
        divergence = gaussian_kl(mean, log_variance).mean(0).clamp(min=free_bits).sum()
        beta = 4 * min(1, s.number / steps) if steps else 4
        return bce_sum(logits, x) + beta * divergence

    return loss


def conditional_vae(s, x):
    label = F.one_hot(s.labels, 3).double()
    features = torch.relu(s.linear("hidden", torch.cat([x, label], 1)))
    mean, log_variance = s.linear("mean", features), s.linear("logVariance", features)
    code = torch.cat([sampled(s, mean, log_variance), label], 1)
    logits = s.dense("decoder", code, 2, torch.relu, ends_linear=True)
    return bce_sum(logits, x) + gaussian_kl(mean, log_variance).sum(1).mean()


def iwae(samples):
    def loss(s, x):
        features = s.dense("encoder", x, 2, torch.tanh)
        mean, log_variance = s.linear("mean", features), s.linear("logVariance", features)
        posterior = torch.distributions.Normal(mean, torch.exp(log_variance / 2))
        log_weights = []
        for _ in range(samples):
            z = sampled(s, mean, log_variance)
            logits = s.dense("decoder", z, 3, torch.tanh, ends_linear=True)
            prior = torch.distributions.Normal(0.0, 1.0).log_prob(z).sum(1)
            likelihood = -F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
            log_weights.append(likelihood + prior - posterior.log_prob(z).sum(1))
        return (math.log(samples) - torch.stack(log_weights).logsumexp(0)).mean()

    return loss


def rae(regularization):
    def loss(s, x):
        code = s.dense("encoder", x, 2, torch.relu, ends_linear=True)
        activation = torch.tanh if regularization == "gradient-penalty" else torch.relu
        images = torch.sigmoid(s.dense("decoder", code, 2, activation, ends_linear=True))
        loss = ((images - x) ** 2).sum(1).mean() + 0.02 / 2 * (code**2).sum(1).mean()
        if regularization == "l2":
            return loss + 0.05 * sum((s.p[f"decoder.{i}.weight"] ** 2).sum() for i in (0, 2))
        if regularization == "gradient-penalty":
            return loss + 0.05 * 0.5 * norm_of_jacobian(images, code, s).mean()
        return loss

    return loss


def digits(s, x):
    # The network sees (byte - mean) / 256 and is to give byte - mean.
    mean = s.p["mean"]
    code = s.dense("encoder", x - mean, 2, torch.relu)
    restored = s.dense("decoder", code, 2, torch.relu, ends_linear=True)
    return F.mse_loss(restored, 256 * (x - mean))


SCALINGS = {"0..1": (1 / 255, 0.0), "/256": (1 / 256, 0.0), "-1..1": (2 / 255, -1.0), "-0.5..0.5": (1 / 255, -0.5)}


def trajectory(
    model, variant, fields, shapes, stages, optimizer, rate, steps=20, batch=16, classes=0, pixels="0..1", image=IMAGE
):
    order = sorted(shapes, key=is_statistic)  # stable: trained ones first
    parameters, bound = {}, 1.0
    for k, name in enumerate(order):
        shape = shapes[name]
        u = uniform(k, math.prod(shape))
        if name.endswith("runningMean"):
            values = 0 * u
        elif name.endswith(("runningVariance", "counts")):
            values = 0 * u + 1
        elif name.endswith("scale"):
            values = 0.5 + u
        elif name == "mean":
            values = u
        else:
            bound = 1 / math.sqrt(math.prod(shape[1:])) if len(shape) > 1 else bound
            values = (u - 0.5) * 2 * bound
        parameters[name] = leaf(values.astype(np.float32).reshape(shape))
        parameters[name].requires_grad_(not is_statistic(name))
    scale, offset = SCALINGS[pixels]
    count = math.prod(image)
    results = []
    for stage in stages:
        moments = [{} for _ in stage]
        losses = [[] for _ in stage]
        for t in range(steps):
            bytes_ = np.floor(uniform(1000 + t, batch * count) * 256) * scale + offset
            x = torch.tensor(bytes_.astype(np.float32).astype(np.float64).reshape(batch, count))
            labels = torch.tensor(np.floor(uniform(2000 + t, batch) * classes).astype(np.int64))
            # The gradients of all objectives are of the parameters before the step.
            steps_of_objectives = []
            for place, (trained, loss) in enumerate(stage):
                names = [n for n in order if n.startswith(trained) and not is_statistic(n)]
                value = loss(Step(parameters, t, labels, trained), x.clone())
                losses[place].append(value.item())
                gradient = torch.autograd.grad(value, [parameters[n] for n in names])
                steps_of_objectives.append((place, names, gradient))
            for place, names, gradient in steps_of_objectives:
                for n, g in zip(names, gradient):
                    w = parameters[n].detach()
                    if optimizer == "adam":
                        w, *moments[place][n] = adam_step(t + 1, w, g, *moments[place].get(n, (0.0, 0.0)), rate, **ADAM)
                    else:
                        w = w - rate * g
                    parameters[n] = w.requires_grad_()
        results.append([np.array(values) for values in losses])
    return {
        "model": model, "variant": variant, "fields": fields, "image": np.array(image), "batchSize": batch,
        "seed": SEED, "classes": classes, "pixels": pixels, "optimizer": optimizer, "learningRate": rate,
        "stages": [{"losses": values} for values in results],
        "parameters": [summary(n, parameters[n]) for n in order],
    }  # fmt: skip


def is_statistic(name):
    return name.endswith(STATISTICS) or name == "mean"


def summary(name, w):
    flat = w.detach().numpy().ravel()
    samples = flat[[i * flat.size // 8 for i in range(8)]]
    return {"name": name, "shape": np.array(w.shape), "sumOfSquares": np.sum(flat * flat), "samples": samples}


def trajectories():
    n, wide = PIXELS, 40
    pair = linear("encoder", n, 12) | linear("decoder", 12, n)
    vae_heads = linear("mean", 9, 3) | linear("logVariance", 9, 3)
    two = {"hidden": "12,9"}
    decoder = normalized("decoder", [3, 9, 12]) | linear("decoder.6", 12, n)
    small_vae = linear("hidden", n, 12) | linear("mean", 12, 3) | linear("logVariance", 12, 3)
    beta = dense("encoder", [n, 12, 9]) | vae_heads | dense("decoder", [3, 11, n])
    beta_fields = {**two, "decoder_hidden": "11", "code_size": 3}
    regularized = dense("encoder", [n, 12, 4]) | dense("decoder", [4, 12, n])
    rae_fields = {"hidden": "12", "code_size": 4, "code_weight": 0.02, "regularization_weight": 0.05}
    sparse = {"code_size": 12}
    return [
        trajectory("SparseAE", "L1, summed", {**sparse, "l1_weight": 0.001}, pair, one(sparse_l1(False)), "adam", 1e-3),
        trajectory("SparseAE", "L1, mean", {**sparse, "l1_weight": 0.001, "l1_reduction": "mean"}, pair,
                   one(sparse_l1(True)), "adam", 1e-3),
        trajectory("SparseAE", "KL", {**sparse, "sparsity": "kl", "kl_weight": 0.05, "target_activation": 0.1}, pair,
                   one(sparse_kl), "adam", 1e-3),
        trajectory("DeepAE", "30-12-9-4", {**two, "code_size": 4},
                   dense("encoder", [n, 12, 9, 4]) | dense("decoder", [4, 9, 12, n]), one(deep), "adam", 1e-3),
        trajectory("ContractiveAE", "exact", {"code_size": 7, "weight": 0.01},
                   dense("encoder", [n, 7]) | dense("decoder", [7, n]), one(contractive), "adam", 1e-3),
        trajectory("ContractiveAE", "estimated",
                   {"hidden": "12", "code_size": 7, "weight": 0.01, "reduction": "mean"},
                   dense("encoder", [n, 12, 7]) | dense("decoder", [7, 12, n]), one(deep_contractive), "adam", 1e-3),
        trajectory("WTA-AE", "10 %", {"code_size": wide, "lifetime_sparsity": 0.1},
                   linear("encoder", n, wide) | linear("decoder", wide, n), one(winner_take_all), "adam", 1e-3),
        trajectory("KSparse", "4 of 40", {"code_size": wide, "k": 4},
                   linear("encoder", n, wide) | {"decoder.bias": (n,)}, one(k_sparse), "adam", 1e-3),
        trajectory("GreedyStackedAE", "30-12-9-30", two,
                   linear("encoders.0", n, 12) | linear("encoders.1", 12, 9) | linear("decoder", 9, n)
                   | linear("blockDecoders.0", 12, n) | linear("blockDecoders.1", 9, 12), stacked(), "adam", 1e-3,
                   steps=8),
        trajectory("HintonDeep", "30-12-4", {"hidden": "12", "code_size": 4},
                   dense("encoder", [n, 12, 4]) | dense("decoder", [4, 12, n]), one(hinton), "adam", 1e-3),
        trajectory("VAE", "30-12-9-3", {**two, "code_size": 3},
                   normalized("encoder", [n, 12, 9]) | vae_heads | decoder, one(vae), "sgd", 0.2),
        trajectory("CatVAE", "3 of 4", {**two, "groups": 3, "categories": 4, "cooling_steps": 10},
                   normalized("encoder", [n, 12, 9]) | linear("encoder.6", 9, 12)
                   | normalized("decoder", [12, 9, 12]) | linear("decoder.6", 12, n),
                   one(categorical(3, 4)), "sgd", 0.2),
        trajectory("AAE", "30-12-9-3", {**two, "code_size": 3, "discriminator_units": 5},
                   normalized("encoder", [n, 12, 9]) | linear("encoder.6", 9, 3) | decoder
                   | batch_norm("decoder.7", n) | normalized("discriminator", [3, 5])
                   | linear("discriminator.3", 5, 1) | batch_norm("discriminator.4", 1), adversarial(), "sgd", 0.2),
        trajectory("VAE-400-20", "30-12-3", {"hidden_units": 12, "code_size": 3},
                   small_vae | dense("decoder", [3, 12, n]), one(mnist_vae), "adam", 1e-3),
        trajectory("BetaVAE", "beta 4", beta_fields, beta, one(beta_vae(0, 0)), "adam", 1e-3),
        trajectory("BetaVAE", "annealed, free bits", {**beta_fields, "free_bits": 0.03, "annealing_steps": 10}, beta,
                   one(beta_vae(0.03, 10)), "adam", 1e-3),
        trajectory("ConditionalVAE", "3 classes", {"hidden_units": 12, "code_size": 3, "classes": 3},
                   linear("hidden", n + 3, 12) | linear("mean", 12, 3) | linear("logVariance", 12, 3)
                   | dense("decoder", [6, 12, n]), one(conditional_vae), "adam", 1e-3, classes=3),
        trajectory("IWAE", "k = 4", {**two, "code_size": 3, "samples": 4},
                   dense("encoder", [n, 12, 9]) | vae_heads | dense("decoder", [3, 9, 12, n]), one(iwae(4)),
                   "adam", 1e-3),
        trajectory("RAE", "none", {**rae_fields, "regularization": "none"}, regularized, one(rae("none")), "adam", 1e-3),
        trajectory("RAE", "L2", rae_fields, regularized, one(rae("l2")), "adam", 1e-3),
        trajectory("RAE", "gradient penalty", {**rae_fields, "regularization": "gradient-penalty"}, regularized,
                   one(rae("gradient-penalty")), "adam", 1e-3),
        trajectory("DIGITS", "mean subtracted, pixels",
                   {"hidden_units": 12, "code_size": 4, "mean_subtraction": True, "target_units": "pixels"},
                   dense("encoder", [n, 12, 4]) | dense("decoder", [4, 12, n]) | {"mean": (n,)}, one(digits),
                   "adam", 1e-3, pixels="/256"),
    ]  # fmt: skip


def document():
    return {"trajectories": trajectories()}
