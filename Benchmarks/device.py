#!/usr/bin/env python3
"""Hourglass on an accelerator beside PyTorch, torch.compile and JAX there, in turn: started by device.sh, which see.

The peers are three processes that live as long as the comparison, so that each compiles a workload once; Hourglass's bench
is a process for each window, and finds its compiled programs in its cache. First every side compiles every workload, for at
most --prepare of the time; then rounds follow, in which the sides take turns at each workload, until the time is over.

A step is forward, loss, backward and an Adam update, in float32 without TF32 (--precision tf32 allows it to all). Peers'
images stay in the device's memory, and the loss of a window's last step alone is read; Hourglass sends the bytes of the
images and reads the loss in every step, as in training.
"""

import argparse
import json
import math
import os
import pathlib
import queue
import re
import statistics
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from compare import WORKLOADS, loss_of, network

PEERS = ("eager", "compile", "jax")
LATE = {"error": "not within the time"}
MODELS = {
    "cae-mnist": ("SingleLayerCAE", {}),
    "cae-cifar": ("SingleLayerCAE", {}),
    "digits-mlp": ("DIGITS", {}),
    "ae": ("AE", {}),
    "deep-sigmoid": ("HintonDeep", {"linear_code": False}),
    "vae": ("VAE-400-20", {}),
    "conv-ae": ("ConvAE", {}),
    "denoising-ae": ("DenoisingAE", {"noise": 0}),
    "imagenet-ae": ("ImageNetAE", {}),
    "strided-conv": ("StridedConvAE", {}),
}


# The peers: each in a process of its own, which answers a line with a line


class TorchSide:
    def __init__(self, options, compiles):
        import torch

        self.torch, self.compiles, self.device = torch, compiles, options.peer_device
        torch.backends.cuda.matmul.allow_tf32 = options.precision == "tf32"
        torch.backends.cudnn.allow_tf32 = options.precision == "tf32"
        self.version = f"torch {torch.__version__}"

    def prepared(self, workload, batch):
        """A step that starts on the device, and what waits for it."""
        torch = self.torch
        _, image, loss_name, _ = WORKLOADS[workload]
        torch.manual_seed(1)
        model = network(workload).to(self.device)
        x = torch.rand(batch, *image, device=self.device)
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-4, fused=True)
        loss_function = loss_of(loss_name)
        is_flat = workload in ("digits-mlp", "ae", "deep-sigmoid", "vae")

        def loss(images):
            return loss_function(model(images), images.flatten(1) if is_flat else images)

        loss = torch.compile(loss, dynamic=False) if self.compiles else loss

        def step():
            optimizer.zero_grad(set_to_none=True)
            value = loss(x)
            value.backward()
            optimizer.step()
            return value

        return step, lambda value: value.item()


class JAXSide:
    def __init__(self, options, compiles):
        os.environ["XLA_PYTHON_CLIENT_PREALLOCATE"] = "false"
        import jax
        import jax_networks

        self.jax, self.networks = jax, jax_networks
        platform = {"cuda": ("gpu", "cuda")}.get(options.peer_device, (options.peer_device,))
        if jax.default_backend() not in platform:
            raise RuntimeError(f"JAX has no {options.peer_device}, only {jax.default_backend()}")
        jax.config.update("jax_default_matmul_precision", "tensorfloat32" if options.precision == "tf32" else "highest")
        self.version = f"jax {jax.__version__}"

    def prepared(self, workload, batch):
        import numpy

        _, image, loss_name, _ = WORKLOADS[workload]
        random = numpy.random.default_rng(1)
        shapes = json.loads(pathlib.Path(os.environ["HOURGLASS_SHAPES"]).read_text())[workload]
        state = self.networks.start(
            [random.standard_normal(s, dtype=numpy.float32) / math.sqrt(max(1, math.prod(s[1:]))) for s in shapes])
        x = self.jax.device_put(random.random((batch, *image), dtype=numpy.float32))
        compiled = self.networks.training_step(workload, loss_name)

        def step():
            nonlocal state
            state, value = compiled(state, x)
            return value

        return step, float


def seconds_per_step(step, wait, seconds):
    """The mean time of a step over about `seconds`."""
    for _ in range(3):
        value = step()
    wait(value)
    begin = time.perf_counter()
    for _ in range(3):
        value = step()
    wait(value)
    count = max(3, int(seconds / max((time.perf_counter() - begin) / 3, 1e-6)))
    begin = time.perf_counter()
    for _ in range(count):
        value = step()
    wait(value)
    return (time.perf_counter() - begin) / count


def serve(side, options):
    """Answers requests until standard input ends: {"workload", "batch", "seconds"}; 0 seconds make two steps."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what libraries print is no answer

    def answer(**fields):
        print(json.dumps(fields), file=answers)

    try:
        peer = {"eager": TorchSide, "compile": TorchSide, "jax": JAXSide}[side](options, side == "compile")
    except Exception as error:
        return answer(error=one_line(error))
    answer(version=peer.version)
    known = {}
    for line in sys.stdin:
        request = json.loads(line)
        key = request["workload"], request["batch"]
        try:
            if key not in known:
                step, wait = peer.prepared(*key)
                wait([step() for _ in range(2)][-1])
                known[key] = step, wait
            seconds = request["seconds"]
            answer(ms=seconds_per_step(*known[key], seconds) * 1e3 if seconds else None)
        except Exception as error:
            answer(error=one_line(error))


def one_line(error):
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[0] if lines else ''}"[:200]


# The comparison


class Peer:
    """The process of a peer."""

    def __init__(self, side, options, log):
        self.side = side
        command = [sys.executable, __file__, "--serve", side, "--peer-device", options.peer_device]
        self.process = subprocess.Popen(
            command + ["--precision", options.precision], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            text=True, bufsize=1)
        self.lines = queue.Queue()
        self.pending = 1  # answers that are to come: the first names the version
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            self.lines.put(json.loads(line))
        self.lines.put({"error": f"the process of {self.side} ended"})

    def hear(self, deadline):
        """The last answer that is to come; those before it came too late for who asked."""
        answer = LATE
        while self.pending:
            try:
                answer = self.lines.get(timeout=max(0.1, deadline - time.monotonic()))
            except queue.Empty:
                return LATE
            self.pending -= 1
        return answer

    def ask(self, workload, batch, seconds, deadline):
        if self.pending and self.hear(deadline) is LATE:
            return LATE
        try:
            self.process.stdin.write(json.dumps({"workload": workload, "batch": batch, "seconds": seconds}) + "\n")
        except BrokenPipeError:
            return {"error": f"the process of {self.side} ended"}
        self.pending = 1
        return self.hear(deadline)

    def end(self):
        self.process.kill()
        self.process.wait()


class Hourglass:
    """A process for each request."""

    def __init__(self, options, log):
        self.options, self.log = options, log

    def ask(self, workload, batch, seconds, deadline):
        options = self.options
        command = [options.hourglass, "bench", "--workload", workload, "--batch-size", str(batch), "--device", options.device]
        if options.precision != "float32" and options.device != "cpu":
            command += ["--precision", options.precision]
        command += ["--seconds", str(seconds), "--repeats", "1", "--json"] if seconds else ["--steps", "2"]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return LATE
        self.log.write(done.stderr)
        if done.returncode != 0:
            return {"error": (done.stderr.strip() or f"status {done.returncode}").splitlines()[-1][:200]}
        return {"ms": json.loads(done.stdout)["ms_per_step"] if seconds else None}

    def end(self):
        pass


def prepare(sides, cases, deadline, errors):
    """Every side compiles every case, the sides at the same time; what is not compiled by the deadline is not measured."""

    def all_cases(name, side):
        for workload, batch in cases:
            answer = side.ask(workload, batch, 0, deadline) if time.monotonic() < deadline else LATE
            if "error" in answer:
                errors[name, workload, batch] = answer["error"]

    threads = [threading.Thread(target=all_cases, args=item) for item in sides.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def measure(sides, cases, options, deadline, errors):
    """Rounds until the deadline; the figures in milliseconds, by side and case."""
    figures, rounds, start = {}, 0, time.monotonic()
    while time.monotonic() < deadline and (not options.rounds or rounds < options.rounds):
        rounds += 1
        for number, (workload, batch) in enumerate(cases):
            # Of the first round, so much that the whole is done in half of the time.
            share = (deadline - time.monotonic()) / 2 / max(1, len(cases) - number) / len(sides)
            seconds = min(options.seconds, max(0.2, share)) if rounds == 1 else options.seconds
            for name, side in sides.items():
                if (name, workload, batch) in errors or time.monotonic() > deadline:
                    continue
                # A side that is slow does not take the time of the others.
                left = deadline - time.monotonic()
                limit = max(15, 4 * left / ((len(cases) - number) * len(sides)))
                answer = side.ask(workload, batch, seconds, time.monotonic() + min(left, limit))
                if "ms" in answer:
                    figures.setdefault((name, workload, batch), []).append(answer["ms"])
                elif answer is not LATE:
                    errors[name, workload, batch] = answer["error"]
        print(f"round {rounds}, {time.monotonic() - start:.0f} s", file=sys.stderr)
    return figures


def geometric_mean(values):
    return math.exp(statistics.fmean(math.log(value) for value in values))


def table(figures, errors, cases, sides):
    lines = [f"{'workload':<13}{'batch':>6}" + "".join(f"{name:>12}" for name in sides) + "   Hourglass against each"]
    lines += [f"{'':<19}" + f"{'ms':>12}" * len(sides)]
    ratios = {name: [] for name in sides if name != "Hourglass"}
    for workload, batch in cases:
        medians = {name: statistics.median(figures[name, workload, batch]) for name in sides if (name, workload, batch) in figures}
        cells = [f"{medians[name]:>12.4g}" if name in medians else f"{'-':>12}" for name in sides]
        speedups = []
        for name in ratios:
            if name in medians and "Hourglass" in medians:
                ratios[name].append(medians[name] / medians["Hourglass"])
                speedups.append(f"{name} {ratios[name][-1]:.2f}x")
        lines.append(f"{workload:<13}{batch:>6}" + "".join(cells) + "   " + "  ".join(speedups))
    lines.append("")
    for name, values in ratios.items():
        if values:
            lines.append(f"geometric mean against {name}: {geometric_mean(values):.2f}x ({len(values)} of {len(cases)} cases)")
        else:
            lines.append(f"geometric mean against {name}: not measured")
    by_error = {}
    for (name, workload, batch), error in sorted(errors.items()):
        by_error.setdefault((name, error), []).append(f"{workload} {batch}")
    for (name, error), known in by_error.items():
        lines.append(f"not measured: {name}: {', '.join(known)}: {error}")
    return "\n".join(lines)


# Whether the sides compute the same


def check(options):
    """Compares parameters, losses and three steps of the sides on the processor; returns the number of differences."""
    import jax
    import jax_networks
    import torch

    jax.config.update("jax_default_matmul_precision", "highest")
    noise, torch.randn_like = torch.randn_like, torch.zeros_like
    wrong = 0
    print(f"{'workload':<13}{'parameters':>12}{'Hourglass':>12}{'loss, torch':>13}{'JAX':>12}{'after 3 steps':>15}{'JAX':>12}")
    for workload in options.workload or WORKLOADS:
        _, image, loss_name, _ = WORKLOADS[workload]
        torch.manual_seed(1)
        model, x = network(workload), torch.rand(16, *image)
        count = sum(p.numel() for p in model.parameters())
        state = jax_networks.start([p.detach().numpy() for p in model.parameters()])
        images = x.numpy()
        theirs = [float(jax_networks.loss(workload, loss_name, state[0], images, None))]
        normal, jax.random.normal = jax.random.normal, lambda key, shape: jax.numpy.zeros(shape)
        step = jax_networks.training_step(workload, loss_name, learning_rate=1e-3)
        for _ in range(3):
            state, _ = step(state, images)
        theirs.append(float(jax_networks.loss(workload, loss_name, state[0], images, None)))
        jax.random.normal = normal
        optimizer, loss = torch.optim.Adam(model.parameters(), lr=1e-3), loss_of(loss_name)
        target = x.flatten(1) if workload in ("digits-mlp", "ae", "deep-sigmoid", "vae") else x
        ours = []
        for number in range(4):
            optimizer.zero_grad()
            value = loss(model(x), target)
            ours.append(value.item())
            value.backward()
            optimizer.step()
        known = hourglass_parameters(options.hourglass, workload, image)
        agree = all(abs(a - b) <= 1e-4 * abs(a) for a, b in zip((ours[0], ours[3]), theirs)) and known in (None, count)
        wrong += not agree
        print(
            f"{workload:<13}{count:>12,}{f'{known:,}' if known else '-':>12}{ours[0]:>13.6g}{theirs[0]:>12.6g}"
            f"{ours[3]:>15.6g}{theirs[1]:>12.6g}{'' if agree else '   DIFFERENT'}")
    torch.randn_like = noise
    return wrong


def hourglass_parameters(program, workload, image):
    name, settings = MODELS[workload]
    command = [program, "models", "show", name, "--image", "x".join(map(str, image))]
    done = subprocess.run(command + (["--model-args", json.dumps(settings)] if settings else []), capture_output=True, text=True)
    match = re.search(r"^total\s+([\d,]+)", done.stdout, re.MULTILINE)
    return int(match.group(1).replace(",", "")) if match else None


def write_shapes(path):
    """The shapes of all parameters, in PyTorch's order, for JAX's process."""
    shapes = {workload: [list(p.shape) for p in network(workload).parameters()] for workload in WORKLOADS}
    pathlib.Path(path).write_text(json.dumps(shapes))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hourglass", default=".build/release/hourglass", help="the program to compare")
    parser.add_argument("--device", default="cuda", help="the device, as `hourglass bench --device` takes it")
    parser.add_argument("--peer-device", help="the peers' name of the device (default: cuda, or cpu for cpu-xla and cpu)")
    parser.add_argument("--precision", default="float32", choices=("float32", "tf32"))
    parser.add_argument("--minutes", type=float, default=10, help="of the whole comparison (default 10)")
    parser.add_argument("--prepare", type=float, default=0.6, help="the part of it in which programs are compiled (default 0.6)")
    parser.add_argument("--seconds", type=float, default=1, help="of a window (default 1)")
    parser.add_argument("--rounds", type=int, default=0, help="at most so many (default: as the time allows)")
    parser.add_argument("--factor", type=int, action="append", help="of the published batch sizes; repeatable (default 1 and 8)")
    parser.add_argument("--workload", action="append", choices=list(WORKLOADS), help="repeatable; default: all")
    parser.add_argument("--peer", action="append", choices=PEERS, help="repeatable; default: all")
    parser.add_argument("--check", action="store_true", help="compare what the sides compute, on the processor, and time nothing")
    parser.add_argument("--json", help="write every figure to this file")
    parser.add_argument("--serve", choices=PEERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.peer_device = options.peer_device or ("cpu" if options.device in ("cpu", "cpu-xla") else "cuda")
    if options.serve:
        return serve(options.serve, options)
    if options.check:
        sys.exit(f"device.py: {wrong} workloads differ" if (wrong := check(options)) else 0)

    begin = time.monotonic()
    end = begin + options.minutes * 60
    folder = pathlib.Path(os.environ.get("HOURGLASS_DEVICE_LOGS", ".build/device"))
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["HOURGLASS_SHAPES"] = str(folder / "shapes.json")
    write_shapes(folder / "shapes.json")
    cases = [
        (workload, factor * WORKLOADS[workload][0])
        for factor in options.factor or (1, 8) for workload in options.workload or WORKLOADS
    ]
    errors = {}
    with open(folder / "peers.log", "w") as log, open(folder / "hourglass.log", "w") as own:
        sides = {"Hourglass": Hourglass(options, own)}
        for name in options.peer or PEERS:
            sides[name] = Peer(name, options, log)
        versions = []
        for name, side in list(sides.items()):
            if name == "Hourglass":
                continue
            answer = side.hear(begin + 120)
            if "error" in answer:
                print(f"device.py: no {name}: {answer['error']}", file=sys.stderr)
                side.end()
                del sides[name]
            elif answer["version"] not in versions:
                versions.append(answer["version"])
        print(f"{options.device}, {options.precision}; {', '.join(versions)}; {len(cases)} cases in {options.minutes:g} minutes", flush=True)
        prepare(sides, cases, begin + options.prepare * options.minutes * 60, errors)
        print(f"compiled in {time.monotonic() - begin:.0f} s", file=sys.stderr)
        figures = measure(sides, cases, options, end - 5, errors)
        for side in sides.values():
            side.end()
    print(table(figures, errors, cases, sides))
    if options.json:
        rows = [{"side": n, "workload": w, "batch": b, "ms": ms} for (n, w, b), ms in figures.items()]
        pathlib.Path(options.json).write_text(json.dumps(rows, indent=2))


if __name__ == "__main__":
    main()
