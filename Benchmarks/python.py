#!/usr/bin/env python3
"""Hourglass in Python beside PyTorch and scikit-learn: the same tasks, in turn on this machine.

    make wheel
    python3 -m venv .venv && .venv/bin/pip install .build/wheel/*.whl scikit-learn torch==2.13.0+cpu \\
      --extra-index-url https://download.pytorch.org/whl/cpu
    .venv/bin/python Benchmarks/python.py [--rounds 3] [--epochs 3] [--threads 2]

A round runs each measurement once, each in a process of its own; rounds alternate, so that a slow spell of the machine falls
on all. Figures are medians, with the range in brackets. Images are 60,000 of MNIST's shape: those of Fashion-MNIST or MNIST with --images FILE (IDX), else
drawn. PyTorch trains as a good user writes it: the images in one float tensor, a permutation an epoch, no DataLoader; Adam,
batches of 128. Memory is the peak of the process above that before the fit, the images included in neither.
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import time

TASKS = ("import", "fit AE", "fit ConvAE", "fit PCA")
PEERS = {"import": ("hourglass", "torch", "sklearn"), "fit AE": ("hourglass", "torch", "sklearn"),
         "fit ConvAE": ("hourglass", "torch"), "fit PCA": ("hourglass", "sklearn")}  # fmt: skip
MODULES = {"hourglass": "hourglass", "torch": "torch", "sklearn": "sklearn.neural_network"}
BATCH = 128


# One measurement, in a process of its own


def images(path):
    """[60000, 28, 28] bytes."""
    import numpy as np

    if path:
        data = (gzip.open if path.endswith(".gz") else open)(path, "rb").read()
        return np.frombuffer(data, np.uint8, offset=16).reshape(-1, 28, 28).copy()
    y, x = np.mgrid[:28, :28]
    draws = np.random.default_rng(0).uniform(6, 22, (60_000, 4))
    return np.stack(
        [np.where((x - a) ** 2 / c + (y - b) ** 2 / d < 4, 220, 10).astype(np.uint8) for a, b, c, d in draws]
    )


def hourglass(task, X, epochs, threads):
    from hourglass import Autoencoder

    model = {"fit AE": "AE", "fit ConvAE": "ConvAE", "fit PCA": "PCA"}[task]
    code = {"code_size": 32} if model != "ConvAE" else {}
    estimator = Autoencoder(model, epochs=epochs, batch_size=BATCH, threads=threads, **code)
    return lambda: estimator.fit(X), lambda rows: estimator.transform(rows)


def torch(task, X, epochs, threads):
    import torch
    from torch import nn

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    if task == "fit AE":
        encoder = nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.ReLU())
        decoder = nn.Sequential(nn.Linear(32, 784), nn.Unflatten(1, (1, 28, 28)))
    else:

        def conv(inputs, outputs, *after, padding=1):
            return [nn.Conv2d(inputs, outputs, 3, padding=padding), nn.ReLU(), *after]

        up = nn.Upsample(scale_factor=2)
        encoder = nn.Sequential(
            *conv(1, 16, nn.MaxPool2d(2, 2, 1)), *conv(16, 8, nn.MaxPool2d(2, 2, 1)), *conv(8, 8, nn.MaxPool2d(2))
        )
        decoder = nn.Sequential(
            *conv(8, 8, up), *conv(8, 8, up), *conv(8, 16, up, padding=0), nn.Conv2d(16, 1, 3, padding=1)
        )
    model = nn.Sequential(encoder, decoder)
    loss = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), fused=True)

    def fit():
        data = torch.from_numpy(X).unsqueeze(1).float().div_(255)
        for _ in range(epochs):
            for rows in torch.randperm(len(data)).split(BATCH):
                batch = data[rows]
                optimizer.zero_grad()
                loss(model(batch), batch).backward()
                optimizer.step()

    @torch.inference_mode()
    def transform(rows):
        batches = torch.from_numpy(rows).unsqueeze(1).split(1000)
        return torch.cat([encoder(batch.float().div_(255)) for batch in batches]).numpy()

    return fit, transform


def sklearn(task, X, epochs, threads):
    import numpy as np
    from sklearn.decomposition import PCA
    from sklearn.neural_network import MLPRegressor

    if task == "fit PCA":
        pca = PCA(32, svd_solver="covariance_eigh")
        return lambda: pca.fit(floats(X)), lambda rows: pca.transform(floats(rows))
    # One hidden layer as the code, linear output and the squared error: it has no cross-entropy for pixels.
    network = MLPRegressor(
        hidden_layer_sizes=(32,), batch_size=BATCH, max_iter=epochs, tol=0, n_iter_no_change=epochs, random_state=0
    )

    def fit():
        rows = floats(X)
        network.fit(rows, rows)

    def transform(rows):
        return np.maximum(floats(rows) @ network.coefs_[0] + network.intercepts_[0], 0)

    return fit, transform


def floats(X):
    import numpy as np

    return X.reshape(len(X), -1).astype(np.float32) / 255


def reset_peak():
    """Lets the peak of this process's memory be what it has now."""
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def resident_peak():
    """The peak of this process's memory since the reset, in bytes."""
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


def measure(peer, task, options):
    """The figures of one measurement."""
    if task == "import":
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", f"import {MODULES[peer]}"], check=True)
        imported = time.perf_counter() - begin
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        return {"seconds": imported - (time.perf_counter() - begin)}
    import warnings

    warnings.simplefilter("ignore")
    X = images(options.images)
    fit, transform = globals()[peer](task, X, options.epochs, options.threads)
    reset_peak()
    before = resident_peak()
    begin = time.perf_counter()
    fit()
    fitted = time.perf_counter()
    memory = resident_peak() - before
    transform(X[:1000])
    rows = X[:10_000]
    start = time.perf_counter()
    codes = transform(rows)
    assert codes.shape[0] == 10_000
    return {"seconds": fitted - begin, "transform": time.perf_counter() - start, "memory": memory}


# All measurements in turn


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--images", help="an IDX file of images of 28 x 28")
    parser.add_argument("--one", nargs=2, metavar=("PEER", "TASK"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(*options.one, options)))
        return
    environment = {**os.environ, "OMP_NUM_THREADS": str(options.threads), "OPENBLAS_NUM_THREADS": str(options.threads)}
    figures = {}
    for _ in range(options.rounds):
        for task in TASKS:
            for peer in PEERS[task]:
                arguments = [sys.executable, __file__, *sys.argv[1:], "--one", peer, task]
                result = subprocess.run(arguments, stdout=subprocess.PIPE, env=environment, text=True, check=False)
                if result.returncode == 0:
                    figures.setdefault((task, peer), []).append(json.loads(result.stdout.splitlines()[-1]))
    print(f"{options.rounds} rounds, {options.epochs} epochs, {options.threads} threads\n")
    print("| task | system | seconds | transform of 10,000, ms | memory, MB |\n|---|---|---:|---:|---:|")
    for (task, peer), measured in figures.items():
        values = {name: [one[name] for one in measured] for name in measured[0]}
        transform = span([1000 * one for one in values["transform"]], 1) if "transform" in values else ""
        memory = f"{statistics.median(values['memory']) / 1e6:.0f}" if "memory" in values else ""
        print(f"| {task} | {peer} | {span(values['seconds'], 2)} | {transform} | {memory} |")


def span(values, digits):
    """The median of values and their range."""
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}-{max(values):.{digits}f})"


if __name__ == "__main__":
    main()
