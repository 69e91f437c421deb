"""Steps of the optimisers."""

import math

import numpy as np

from numbers_and_json import Draws

ADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}


def adam_step(t, w, g, m, v, learning_rate, beta1, beta2, epsilon):
    """One step of Adam with epsilon added to the uncorrected root, as Kingma and Ba end their section 2 and
    TensorFlow and Torch7 do; torch.optim.Adam adds it to the corrected root. Returns w, m, v; t counts from 1."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    step = learning_rate * math.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - step * m / (v**0.5 + epsilon), m, v


def cases():
    draw = Draws(60_000)
    count, steps = 37, 5
    w0 = draw(count)
    all_gradients = [draw(count) for _ in range(steps)]
    all_gradients[0][0] = all_gradients[1][0] = 0  # a parameter without a gradient yet

    def adam(t, w, g, state):
        w, *moments = adam_step(t, w, g, *(state or (0 * w, 0 * w)), 1e-2, **ADAM)
        return w, moments

    def sgd(t, w, g, state):
        return w - 1e-2 * g, None

    def momentum(t, w, g, state):
        buffer = 0.9 * (0 * g if state is None else state) + g
        return w - 1e-2 * buffer, buffer

    def momentum_dampened(t, w, g, state):
        buffer = g if state is None else 0.9 * state + (1 - 0.9) * g
        return w - 1e-2 * buffer, buffer

    def adagrad(initial):
        def step(t, w, g, state):
            accumulator = (initial if state is None else state) + g * g
            return w - 1e-2 * g / (np.sqrt(accumulator) + 1e-10), accumulator

        return step

    rules = [
        ({"kind": "adam", "learningRate": 1e-2, **ADAM}, adam),
        ({"kind": "sgd", "learningRate": 1e-2}, sgd),
        ({"kind": "momentum", "learningRate": 1e-2, "momentum": 0.9, "dampened": False}, momentum),
        ({"kind": "momentum", "learningRate": 1e-2, "momentum": 0.9, "dampened": True}, momentum_dampened),
        ({"kind": "adagrad", "learningRate": 1e-2, "epsilon": 1e-10, "initialAccumulator": 0}, adagrad(0)),
        ({"kind": "adagrad", "learningRate": 1e-2, "epsilon": 1e-10, "initialAccumulator": 0.1}, adagrad(0.1)),
    ]
    cases = []
    for description, rule in rules:
        w, state, trace = w0.astype(np.float64), None, []
        for t, g in enumerate(all_gradients, start=1):
            w, state = rule(t, w, g.astype(np.float64), state)
            trace.append(w)
        cases.append({**description, "initialWeights": w0, "gradients": all_gradients, "weights": trace})
    return cases
