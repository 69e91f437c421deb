"""Steps of the optimisers: Tests/NeuralNetworksTests/Goldens/optimizers.json."""

import math

import numpy as np
import torch

from numbers_and_json import Draws

ADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}


def adam_step(t, w, g, m, v, learning_rate, beta1, beta2, epsilon):
    """One step of Adam with epsilon added to the uncorrected root, as Kingma and Ba end their section 2 and
    TensorFlow and Torch7 do; torch.optim.Adam adds it to the corrected root. Returns w, m, v; t counts from 1."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    step = learning_rate * math.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - step * m / (v**0.5 + epsilon), m, v


def adam_rule(w, rates, gradients, decay=0.0):
    """Adam as `adam_step` has it; the decay is added to the gradient."""
    moments = (0 * w, 0 * w)
    for t, (rate, g) in enumerate(zip(rates, gradients), start=1):
        w, *moments = adam_step(t, w, g + decay * w, *moments, rate, **ADAM)
        yield w


def nag_rule(w, rates, gradients, momentum=0.9, decay=0.0):
    """Torch7's nag, literally: it goes to w + momentum v, asks for the gradient there, and comes back to w + v.
    What is compared is where the next gradient is asked for."""
    v = 0 * w
    for rate, g in zip(rates, gradients):
        ahead = w + momentum * v
        v = momentum * v - rate * (g + decay * ahead)
        w = ahead - rate * (g + decay * ahead)
        yield w + momentum * v


def lion_rule(w, rates, gradients, beta1=0.9, beta2=0.99, decay=0.0):
    m = 0 * w
    for rate, g in zip(rates, gradients):
        w = w - rate * (np.sign(beta1 * m + (1 - beta1) * g) + decay * w)
        m = beta2 * m + (1 - beta2) * g
        yield w


def torch_rule(kind, **arguments):
    """An optimiser of PyTorch in float64, with the gradients and learning rates that are given."""

    def rule(w, rates, gradients):
        parameter = torch.tensor(w, requires_grad=True)
        optimizer = kind([parameter], lr=1.0, **arguments)
        for rate, g in zip(rates, gradients):
            optimizer.param_groups[0]["lr"] = rate
            parameter.grad = torch.tensor(g)
            optimizer.step()
            yield parameter.detach().numpy().copy()

    return rule


def with_arguments(rule, **arguments):
    return lambda w, rates, gradients: rule(w, rates, gradients, **arguments)


def document():
    draw = Draws(60_000)
    count = 37
    rates = np.array([1e-2, 1e-2, 2e-2, 5e-3, 1e-2])
    w0 = draw(count)
    drawn = [draw(count) for _ in rates]
    drawn[0][0] = drawn[1][0] = 0  # a parameter without a gradient yet
    optim = torch.optim
    adadelta, rmsprop, adamw = optim.Adadelta, optim.RMSprop, optim.AdamW
    decay = {"weight_decay": 0.1}
    rules = [
        ("Adam", {}, adam_rule),
        ("Adam", decay, with_arguments(adam_rule, decay=0.1)),
        ("AdamW", {"weight_decay": 0}, torch_rule(adamw, weight_decay=0)),
        ("AdamW", {}, torch_rule(adamw, weight_decay=0.01)),
        ("AdamW", {"beta1": 0.8, "beta2": 0.99, "epsilon": 1e-3, "weight_decay": 0.5},
         torch_rule(adamw, betas=(0.8, 0.99), eps=1e-3, weight_decay=0.5)),
        ("SGD", {}, torch_rule(optim.SGD)),
        ("SGD", decay, torch_rule(optim.SGD, **decay)),
        ("Momentum", {}, torch_rule(optim.SGD, momentum=0.9)),
        ("Momentum", {"dampening": 0.9}, torch_rule(optim.SGD, momentum=0.9, dampening=0.9)),
        ("Momentum", {"momentum": 0.5, **decay}, torch_rule(optim.SGD, momentum=0.5, **decay)),
        ("Nesterov", {}, nag_rule),
        ("Nesterov", {"momentum": 0.5, **decay}, with_arguments(nag_rule, momentum=0.5, decay=0.1)),
        ("Adagrad", {}, torch_rule(optim.Adagrad)),
        ("Adagrad", {"initial_accumulator": 0.1, **decay},
         torch_rule(optim.Adagrad, initial_accumulator_value=0.1, **decay)),
        ("RMSprop", {}, torch_rule(rmsprop)),
        ("RMSprop", {"alpha": 0.9, "epsilon": 1e-3, "momentum": 0.8, **decay},
         torch_rule(rmsprop, alpha=0.9, eps=1e-3, momentum=0.8, **decay)),
        ("Adadelta", {}, torch_rule(adadelta)),
        ("Adadelta", {"rho": 0.8, "epsilon": 1e-3, **decay}, torch_rule(adadelta, rho=0.8, eps=1e-3, **decay)),
        ("Lion", {}, lion_rule),
        ("Lion", {"beta1": 0.8, "beta2": 0.95, "weight_decay": 0.3},
         with_arguments(lion_rule, beta1=0.8, beta2=0.95, decay=0.3)),
    ]  # fmt: skip
    w, gradients = w0.astype(np.float64), [g.astype(np.float64) for g in drawn]
    # At one rate, where the gradients are asked for is where PyTorch's parameters are.
    steady = np.full(len(rates), 1e-2)
    nesterov = torch_rule(optim.SGD, momentum=0.9, nesterov=True)
    for here, there in zip(nag_rule(w, steady, gradients), nesterov(w, steady, gradients)):
        assert np.allclose(here, there, rtol=1e-12, atol=1e-12)
    return {
        "rates": rates,
        "initialWeights": w0,
        "gradients": drawn,
        "cases": [
            {"name": name, "arguments": arguments, "weights": list(rule(w, rates, gradients))}
            for name, arguments, rule in rules
        ],
    }
