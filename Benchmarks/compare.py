#!/usr/bin/env python3
"""Hourglass against PyTorch: training or inference of the same networks, in turn on this machine.

    make build
    python3 -m venv .venv && .venv/bin/pip install torch==2.13.0+cpu numpy \\
      --extra-index-url https://download.pytorch.org/whl/cpu
    .venv/bin/python Benchmarks/compare.py [--task inference] [--workload cae-mnist] [--rounds 5] [--json]

A round runs Hourglass's bench once and PyTorch once per memory format, each in its own process with the same number
of threads; rounds alternate, so that a slow spell of the machine falls on both. PyTorch's figure of a round is its
faster format. A step of training is forward, loss, backward and a fused Adam update on a batch that stays in memory; of
inference, the reconstruction of such a batch, PyTorch's in inference mode; latency is inference of one image.
"""

import argparse
import importlib.metadata
import importlib.util
import json
import os
import pathlib
import platform
import resource
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PIP = "pip install torch==2.13.0+cpu numpy --extra-index-url https://download.pytorch.org/whl/cpu"

# name: (batch size, image shape, loss, memory formats worth trying)
WORKLOADS = {
    "cae-mnist": (1024, (1, 28, 28), "mse", ("contiguous", "channels_last")),
    "cae-cifar": (256, (3, 32, 32), "mse", ("contiguous", "channels_last")),
    "digits-mlp": (64, (1, 28, 28), "mse", ("contiguous",)),
    "ae": (150, (1, 28, 28), "bce", ("contiguous",)),
    "deep-sigmoid": (128, (1, 28, 28), "bce", ("contiguous",)),
    "vae": (128, (1, 28, 28), "elbo", ("contiguous",)),
    "conv-ae": (150, (1, 28, 28), "bce", ("contiguous", "channels_last")),
    "denoising-ae": (128, (1, 28, 28), "bce", ("contiguous", "channels_last")),
    "imagenet-ae": (64, (3, 64, 64), "mse", ("contiguous", "channels_last")),
    "strided-conv": (128, (3, 32, 32), "mse", ("contiguous", "channels_last")),
}


# PyTorch's side: runs in a process of its own


def network(workload):
    """The workload's network, images in and images (flat for the dense ones) out; a variational one adds its code."""
    import torch
    import torch.nn.functional as F
    from torch import nn

    def dense(*layers):
        return nn.Sequential(nn.Flatten(), *layers)

    def conv(inputs, outputs, *after, padding=1):
        return [nn.Conv2d(inputs, outputs, kernel_size=3, padding=padding), nn.ReLU(), *after]

    class VAE(nn.Module):
        def __init__(self):
            super().__init__()
            self.hidden, self.mean, self.log_variance = nn.Linear(784, 400), nn.Linear(400, 20), nn.Linear(400, 20)
            self.decoder = nn.Sequential(nn.Linear(20, 400), nn.ReLU(), nn.Linear(400, 784), nn.Sigmoid())

        def forward(self, x):
            features = torch.relu(self.hidden(x.flatten(1)))
            if not self.training:
                return self.decoder(self.mean(features))
            mean, log_variance = self.mean(features), self.log_variance(features)
            code = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
            return self.decoder(code), mean, log_variance

    class ImageNetAE(nn.Module):
        def __init__(self):
            super().__init__()
            sizes = [(3, 12), (12, 12), (12, 24), (24, 12), (12, 12), (12, 3)]
            self.convs = nn.ModuleList(nn.Conv2d(i, o, kernel_size=3, padding=1) for i, o in sizes)
            self.to_code, self.from_code = nn.Linear(6144, 1568), nn.Linear(1568, 6144)

        def forward(self, x):
            x = torch.relu(self.convs[1](torch.relu(self.convs[0](x))))
            x, fine = F.max_pool2d(x, 2, return_indices=True)
            x, coarse = F.max_pool2d(torch.relu(self.convs[2](x)), 2, return_indices=True)
            x = self.from_code(self.to_code(x.flatten(1))).view_as(x)
            x = torch.relu(self.convs[3](F.max_unpool2d(x, coarse, 2)))
            return self.convs[5](torch.relu(self.convs[4](F.max_unpool2d(x, fine, 2))))

    up = nn.Upsample(scale_factor=2)
    if workload in ("cae-mnist", "cae-cifar"):
        depth = WORKLOADS[workload][1][0]
        encoder = [nn.ZeroPad2d(2), nn.Conv2d(depth, 32, kernel_size=3), nn.Tanh()]
        return nn.Sequential(*encoder, nn.Conv2d(32, depth, kernel_size=3), nn.Tanh())
    if workload == "digits-mlp":
        encoder = [nn.Linear(784, 300), nn.ReLU(), nn.Linear(300, 50), nn.ReLU()]
        return dense(*encoder, nn.Linear(50, 300), nn.ReLU(), nn.Linear(300, 784))
    if workload == "ae":
        return dense(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 784), nn.Sigmoid())
    if workload == "deep-sigmoid":
        encoder, decoder = [784, 1000, 500, 250, 30], [30, 250, 500, 1000, 784]
        layers = [[nn.Linear(i, o), nn.Sigmoid()] for sizes in (encoder, decoder) for i, o in zip(sizes, sizes[1:])]
        return dense(*sum(layers, []))
    if workload == "vae":
        return VAE()
    if workload == "conv-ae":
        encoder = conv(1, 16, nn.MaxPool2d(2, 2, 1)) + conv(16, 8, nn.MaxPool2d(2, 2, 1)) + conv(8, 8, nn.MaxPool2d(2))
        decoder = conv(8, 8, up) + conv(8, 8, up) + conv(8, 16, up, padding=0)
        return nn.Sequential(*encoder, *decoder, nn.Conv2d(16, 1, kernel_size=3, padding=1), nn.Sigmoid())
    if workload == "denoising-ae":
        encoder = conv(1, 32, nn.MaxPool2d(2, 2, 1)) + conv(32, 32, nn.MaxPool2d(2))
        decoder = conv(32, 32, up) + conv(32, 32, up)
        return nn.Sequential(*encoder, *decoder, nn.Conv2d(32, 1, kernel_size=3, padding=1), nn.Sigmoid())
    if workload == "imagenet-ae":
        return ImageNetAE()
    encoder, decoder = [], []
    for i, o in [(3, 32), (32, 64), (64, 128)]:
        encoder += [nn.Conv2d(i, o, kernel_size=4, stride=2, padding=1), nn.ReLU()]
    for i, o in [(128, 64), (64, 32), (32, 3)]:
        decoder += [nn.ConvTranspose2d(i, o, kernel_size=4, stride=2, padding=1), nn.ReLU()]
    code = [nn.Flatten(), nn.Linear(2048, 128), nn.Linear(128, 2048), nn.Unflatten(1, (128, 4, 4))]
    return nn.Sequential(*encoder, *code, *decoder[:-1], nn.Sigmoid())


def loss_of(name):
    """A loss as a function of the network's output and the target."""
    import torch.nn.functional as F

    def elbo(output, target):
        restored, mean, log_variance = output
        error = F.binary_cross_entropy(restored, target, reduction="sum")
        return error + 0.5 * (mean**2 + log_variance.exp() - log_variance - 1).sum()

    return {"mse": F.mse_loss, "bce": F.binary_cross_entropy, "elbo": elbo}[name]


def time_torch(workload, task, memory_format, threads, seconds):
    """Makes steps for about `seconds` after a warm-up and prints one JSON object."""
    import torch

    torch.set_num_threads(threads)
    torch.manual_seed(1)
    batch, image, loss_name, _ = WORKLOADS[workload]
    if task == "latency":
        batch = 1

    loss_function = loss_of(loss_name)
    model, images = network(workload), torch.rand(batch, *image)
    if memory_format == "channels_last":
        model = model.to(memory_format=torch.channels_last)
        images = images.to(memory_format=torch.channels_last)
    with torch.no_grad():
        output = model(images)
    is_flat = (output[0] if loss_name == "elbo" else output).dim() == 2
    target = images.flatten(1) if is_flat else images
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4, fused=True)

    def training_step():
        optimizer.zero_grad(set_to_none=True)
        loss_function(model(images), target).backward()
        optimizer.step()

    @torch.inference_mode()
    def inference_step():
        model(images)

    if task == "training":
        step = training_step
    else:
        model.eval()
        step = inference_step

    warm_up_end = time.perf_counter() + max(0.2, seconds / 5)
    step()
    while time.perf_counter() < warm_up_end:
        step()
    durations, end = [], time.perf_counter() + seconds
    while not durations or time.perf_counter() < end:
        begin = time.perf_counter()
        step()
        durations.append(time.perf_counter() - begin)
    median = statistics.median(durations)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    print(
        json.dumps(
            {
                "workload": workload,
                "task": task,
                "batch": batch,
                "ms_per_step": median * 1e3,
                "images_per_second": batch / median,
                "peak_rss_mb": peak,
                "memory_format": memory_format,
            }
        )
    )


# The comparison


def fail(message):
    sys.exit(f"compare.py: {message}")


# What keeps each program, and each library that PyTorch computes with, to older vector instructions.
INSTRUCTIONS = {
    "avx2": {
        "HOURGLASS_ISA": "avx2",
        "ATEN_CPU_CAPABILITY": "avx2",
        "ONEDNN_MAX_CPU_ISA": "AVX2",
        "MKL_ENABLE_INSTRUCTIONS": "AVX2",
    }
}


def objects_printed_by(command, options):
    """The JSON objects, one per line, that `command` prints."""
    environment = {**os.environ, "OMP_NUM_THREADS": str(options.threads), **INSTRUCTIONS.get(options.instructions, {})}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    words = " ".join(map(str, command))
    if done.returncode != 0:
        reason = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        fail(f"`{words}` ended with status {done.returncode}: {reason}")
    try:
        return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
    except json.JSONDecodeError as error:
        fail(f"`{words}` did not print one JSON object per line: {error}")


def run_hourglass(workload, options):
    batch = 1 if options.task == "latency" else WORKLOADS[workload][0]
    command = [options.hourglass, "bench", "--workload", workload, "--task", options.task]
    command += ["--threads", str(options.threads), "--seconds", str(options.seconds), "--json"]
    for row in objects_printed_by(command, options):
        if row.get("workload") == workload and row.get("task") == options.task:
            if row["batch"] != batch:
                fail(f"{workload}: Hourglass ran batches of {row['batch']}, PyTorch runs {batch}")
            return row
    fail(f"{workload}: Hourglass's bench printed no row with this workload and task {options.task}")


def run_torch(workload, options):
    """PyTorch's faster memory format."""
    rows = []
    for memory_format in WORKLOADS[workload][3]:
        command = [sys.executable, __file__, "--torch-side", memory_format, "--workload", workload]
        command += ["--task", options.task, "--threads", str(options.threads), "--seconds", str(options.seconds)]
        rows += objects_printed_by(command, options)
    return min(rows, key=lambda row: row["ms_per_step"])


def machine(options):
    model, flags = platform.processor() or platform.machine(), []
    if sys.platform == "darwin":
        query = ["sysctl", "-n", "machdep.cpu.brand_string"]
        model = subprocess.run(query, capture_output=True, text=True).stdout.strip() or model
    elif os.path.exists("/proc/cpuinfo"):
        known = {}
        for line in open("/proc/cpuinfo"):
            key, _, value = line.partition(":")
            known.setdefault(key.strip(), value.strip())
        model = known.get("model name", model)
        present = set((known.get("flags") or known.get("Features") or "").split())
        wanted = ["avx", "avx2", "fma", "avx512f", "avx512_bf16", "amx_tile", "asimd", "sve"]
        flags = [flag for flag in wanted if flag in present]
    return {
        "cpu": model,
        "cores": usable_cores(),
        "threads": options.threads,
        "isa": flags,
        "instructions": options.instructions,
        "system": platform.platform(),
        "torch": importlib.metadata.version("torch"),
    }


def usable_cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def milliseconds(row):
    """A step's time in three or more digits."""
    return f"{row['ms_per_step']:.{2 if row['ms_per_step'] >= 1 else 4}f}"


def compare(workload, options):
    """Alternates the two programs and sums up the rounds."""
    ours, theirs = [], []
    for number in range(options.rounds):
        ours.append(run_hourglass(workload, options))
        theirs.append(run_torch(workload, options))
        print(
            f"{workload} {options.task} {number + 1}/{options.rounds}: Hourglass {milliseconds(ours[-1])} ms, "
            f"PyTorch {milliseconds(theirs[-1])} ms ({theirs[-1]['memory_format']})",
            file=sys.stderr,
        )
    ratios = [b["ms_per_step"] / a["ms_per_step"] for a, b in zip(ours, theirs)]

    def summary(rows):
        keys = ("ms_per_step", "images_per_second", "peak_rss_mb")
        return {key: statistics.median(row[key] for row in rows) for key in keys}

    ours_summary, theirs_summary = summary(ours), summary(theirs)
    return {
        "workload": workload,
        "task": options.task,
        "batch": ours[0]["batch"],
        "rounds": options.rounds,
        "hourglass": ours_summary,
        "torch": {**theirs_summary, "memory_format": statistics.mode(row["memory_format"] for row in theirs)},
        "speedup": {"median": statistics.median(ratios), "lowest": min(ratios), "highest": max(ratios)},
        "memory_ratio": theirs_summary["peak_rss_mb"] / ours_summary["peak_rss_mb"],
    }


def table(results, about, task):
    isa = f" ({about['instructions'] or ' '.join(about['isa'])})" if about["instructions"] or about["isa"] else ""
    lines = [
        f"{task}; {about['cpu']}{isa}, {about['cores']} cores, {about['threads']} threads, torch {about['torch']}",
        "",
        f"{'workload':<12}{'batch':>6}  {'Hourglass':>27}  {'PyTorch':>27}  {'speedup (range)':<22}{'memory':>6}",
        f"{'':<12}{'':>6}  {'ms':>9}{'images/s':>10}{'MB':>8}  {'ms':>9}{'images/s':>10}{'MB':>8}",
    ]
    for result in results:
        columns = []
        for side in ("hourglass", "torch"):
            x = result[side]
            columns.append(f"{milliseconds(x):>9}{x['images_per_second']:>10.0f}{x['peak_rss_mb']:>8.0f}")
        s = result["speedup"]
        speedup = f"{s['median']:.2f}x ({s['lowest']:.2f}-{s['highest']:.2f})"
        columns.append(f"{speedup:<22}{result['memory_ratio']:>5.1f}x")
        lines.append(f"{result['workload']:<12}{result['batch']:>6}  " + "  ".join(columns))
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workload", action="append", choices=list(WORKLOADS), help="repeatable; default: all")
    parser.add_argument("--task", default="training", choices=("training", "inference", "latency"))
    parser.add_argument("--instructions", choices=list(INSTRUCTIONS), help="no newer ones than these, in both programs")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each program (default 5)")
    parser.add_argument("--threads", type=int, default=usable_cores(), help="of both programs (default: all cores)")
    parser.add_argument("--seconds", type=float, default=5, help="timed seconds of each run (default 5)")
    parser.add_argument("--hourglass", default=str(ROOT / ".build/release/hourglass"), help="the program to compare")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    parser.add_argument("--torch-side", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if min(options.rounds, options.threads) < 1 or options.seconds <= 0:
        parser.error("--rounds, --threads and --seconds must be above 0")
    workloads = options.workload or list(WORKLOADS)
    if options.torch_side:
        return time_torch(workloads[0], options.task, options.torch_side, options.threads, options.seconds)

    if importlib.util.find_spec("torch") is None:
        fail(f"{sys.executable} has no PyTorch; install it with `{PIP}`")
    if not os.access(options.hourglass, os.X_OK) or os.path.isdir(options.hourglass):
        fail(f"no program at {options.hourglass}; build it with `make build` or name another with --hourglass")
    about = machine(options)
    results = [compare(workload, options) for workload in workloads]
    print(json.dumps({"machine": about, "results": results}, indent=2) if options.json else table(results, about, options.task))


if __name__ == "__main__":
    main()
