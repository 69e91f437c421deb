"""Learning rates over a run: Tests/NeuralNetworksTests/Goldens/schedules.json."""

import math

import numpy as np
import torch
from torch.optim import lr_scheduler

BASE = 0.02
TOTAL = 130  # steps, in epochs of ten
EPOCH = 10


def by_torch(make, steps=TOTAL):
    """The rates of the steps under a scheduler that is stepped after each."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=BASE)
    schedulers = make(optimizer)
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        for scheduler in schedulers if isinstance(schedulers, list) else [schedulers]:
            scheduler.step()
    return np.array(rates)


def by_formula(formula):
    """The rates of the steps under formula(x), x the progress in percent."""
    return np.array([BASE * formula(100 * step / TOTAL) for step in range(TOTAL)])


def position(percent):
    """The step at which a part of the run is done, as DIGITS' Torch worker rounds it."""
    return max(1, math.floor(percent / 100 * TOTAL + 0.5))


def schedule_cases():
    step33, middle = position(33), 100 * position(40) / TOTAL
    linear = {"start_factor": 1 / 25, "total_iters": 24}
    cases = [
        ("fixed", {}, by_formula(lambda x: 1)),
        ("step", {}, by_torch(lambda o: lr_scheduler.StepLR(o, step33, gamma=0.1))),
        ("multistep", {"values": [20, 50, 85.1], "gamma": 0.3},
         by_torch(lambda o: lr_scheduler.MultiStepLR(o, [position(v) for v in (20, 50, 85.1)], gamma=0.3))),
        ("exp", {}, by_torch(lambda o: lr_scheduler.ExponentialLR(o, 0.95 ** (100 / TOTAL)))),
        ("inv", {}, by_formula(lambda x: (1 + 0.1 * x) ** -0.5)),
        ("inv", {"gamma": 0.3, "power": 2}, by_formula(lambda x: (1 + 0.3 * x) ** -2)),
        ("poly", {}, by_torch(lambda o: lr_scheduler.PolynomialLR(o, TOTAL, power=3))),
        ("sigmoid", {"step": 40, "gamma": 0.2}, by_formula(lambda x: 1 / (1 + math.exp(0.2 * (x - middle))))),
        ("staircase", {"decay_epochs": 2.5, "decay_factor": 0.5},
         by_formula(lambda x: 0.5 ** math.floor(round(x * TOTAL / 100) / 25))),
        ("cosine", {"minimum_rate": 0.003},
         by_torch(lambda o: lr_scheduler.CosineAnnealingLR(o, TOTAL, eta_min=0.003))),
        ("cosine", {"warmup_epochs": 2.5},
         by_torch(lambda o: lr_scheduler.LinearLR(o, **linear)) / BASE
         * by_torch(lambda o: lr_scheduler.CosineAnnealingLR(o, TOTAL))),
        ("onecycle", {}, by_torch(lambda o: lr_scheduler.OneCycleLR(o, BASE, TOTAL), TOTAL - 1)),
        ("onecycle", {"peak": 45, "start_divisor": 10, "end_divisor": 100},
         by_torch(lambda o: lr_scheduler.OneCycleLR(
             o, BASE, TOTAL, pct_start=0.45, div_factor=10, final_div_factor=100), TOTAL - 1)),
    ]  # fmt: skip
    return [{"name": name, "arguments": arguments, "rates": rates} for name, arguments, rates in cases]


def plateau_cases():
    """The rates after each of some losses."""
    losses = [5, 4, 3, 3, 2.9999, 3.1, 3, 2, 2, 2, 2, 2, 1.9, 1.95, 1.95, 1.95, 1.95, 1.95, 1.95, 1.95]
    rules = [
        {"patience": 2},
        {"patience": 1, "cooldown": 2, "factor": 0.5},
        {"patience": 0, "factor": 0.5, "minimum_rate": 0.004},
        {"patience": 1, "threshold": 0.1, "factor": 0.3},
    ]
    cases = []
    for arguments in rules:
        translated = {"min_lr" if key == "minimum_rate" else key: value for key, value in arguments.items()}
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=BASE)
        scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, eps=0, **translated)
        rates = []
        for loss in losses:
            scheduler.step(loss)
            rates.append(optimizer.param_groups[0]["lr"])
        cases.append({"arguments": arguments, "losses": np.array(losses, dtype=float), "rates": np.array(rates)})
    return cases


def document():
    return {
        "base": BASE, "totalSteps": TOTAL, "stepsPerEpoch": EPOCH,
        "schedules": schedule_cases(), "plateau": plateau_cases(),
    }  # fmt: skip
