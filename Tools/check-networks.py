#!/usr/bin/env python3
"""Compares random networks, trained for a few steps by hourglass, with the same networks in PyTorch in float64.

    Tools/check-networks.py .build/release/hourglass --count 200 --seed 1

A network is a function of the seed and its number. It is written as a model file, trained from the program's own
initial values on twelve random images, and trained again in PyTorch. Compared are the change of every weight, the training
loss, and the metrics of results.json; PyTorch in float32 shows what rounding alone does. Needs numpy, safetensors and torch (exit code 3 without them).
"""
import argparse
import json
import math
import random
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import numpy as np
    import torch
    import torch.nn.functional as F
    from safetensors.numpy import load_file
except ImportError as error:
    print(f"check-networks: {error}; install numpy, safetensors and torch to compare networks", file=sys.stderr)
    sys.exit(3)

IMAGES = 12
METRICS = ["loss", "mse", "mse01", "sse", "psnr"]
ACTIVATIONS = ["relu", "leaky-relu", "elu", "selu", "gelu", "softplus", "tanh", "sigmoid"]
MEAN_LOSSES = ["mse", "half-mse", "l1", "huber", "sse"]
FUNCTIONS = {
    "relu": F.relu, "leaky-relu": lambda x: F.leaky_relu(x, 0.01), "elu": F.elu, "selu": F.selu, "gelu": F.gelu,
    "softplus": F.softplus, "tanh": torch.tanh, "sigmoid": torch.sigmoid,
}


# Random networks


class Generator:
    """A random network for images of a random shape."""

    def __init__(self, seed, number):
        self.random = random.Random(f"{seed}/{number}")
        pick = self.random.choice
        self.size = self.random.randint(5, 14)
        self.channels = pick([1, 3])
        self.image = [self.channels, self.size, self.size]
        self.kind = pick(["dense", "convolutional", "convolutional", "mirrored", "mirrored", "recurrent"])
        # Each image has few pixels, so that sums over them stay within the range of floats.
        self.encoder, self.decoder, self.shape = [], [], list(self.image)
        getattr(self, self.kind)()
        self.loss = self.losses()
        self.penalties = {}
        if self.random.random() < 0.2: self.penalties["code-l1"] = round(self.random.uniform(1e-4, 1e-2), 5)
        if self.sigmoid_code and self.random.random() < 0.5:
            self.penalties |= {"sparsity": round(self.random.uniform(0.01, 0.5), 3), "sparsity-target": 0.1}
        self.training = self.settings()

    def activation(self, layer, probability=0.8):
        if self.random.random() < probability: layer["activation"] = self.random.choice(ACTIVATIONS)
        return layer

    def norm(self, layers):
        # Before a normalisation without an activation between, a bias has no gradient but rounding.
        if "activation" in layers[-1][1] and self.random.random() < 0.5:
            options = {"epsilon": 1e-3} if self.random.random() < 0.5 else {}
            if self.random.random() < 0.5: options |= {"momentum": 0.3, "scale": 0.7}
            layers.append(("batch-norm", self.activation(options, 0.4)))

    def dense_layers(self, layers, sizes):
        for units in sizes:
            layers.append(("linear", self.activation({"units": units})))
            self.norm(layers)

    def code(self):
        units = self.random.randint(2, 12)
        self.sigmoid_code = self.random.random() < 0.2
        layer = {"units": units, "activation": "sigmoid"} if self.sigmoid_code else self.activation({"units": units}, 0.5)
        self.encoder.append(("linear", layer))
        if not self.sigmoid_code and units >= 4 and self.random.random() < 0.15:
            self.encoder.append(("top-k", {"k": units // 2}))
        elif not self.sigmoid_code and self.random.random() < 0.1:
            self.encoder.append(("softmax", {"groups-of": units}))
        return units

    def to_image(self):
        self.decoder += [("linear", {"units": "image"}), ("reshape", {"to": "image"})]
        self.end = self.decoder[-2][1]

    def dense(self):
        self.encoder.append(("flatten", {}))
        self.dense_layers(self.encoder, [self.random.randint(4, 60) for _ in range(self.random.randint(0, 2))])
        self.code()
        self.dense_layers(self.decoder, [self.random.randint(4, 60) for _ in range(self.random.randint(0, 2))])
        self.to_image()

    def recurrent(self):
        if self.channels > 1: self.encoder.append(("reshape", {"to": [self.channels * self.size, self.size]}))
        if self.random.random() < 0.5:
            self.encoder.append(("lstm", {"units": self.random.randint(2, 12), "returns": "sequence"}))
        self.encoder.append(("lstm", {"units": self.random.randint(3, 16), "returns": "last"}))
        self.code()
        self.to_image()

    def window(self):
        """A window with stride and padding that fits the present size."""
        size = self.shape[1]
        kernel = self.random.randint(1, min(5, size))
        return kernel, self.random.randint(1, min(3, kernel)), self.random.randint(0, kernel // 2)

    def spatial(self, layers, steps, mirror=None):
        """Random spatial layers; `mirror` gets, for each, the layer that returns to its input."""
        for _ in range(steps):
            channels, size = self.shape[0], self.shape[1]
            if size < 2: return
            choice = self.random.random()
            kernel, stride, padding = self.window()
            after = (size + 2 * padding - kernel) // stride + 1
            if choice < 0.55:
                filters = self.random.randint(1, 6)
                layers.append(("conv", self.activation(
                    {"filters": filters, "kernel": kernel, "stride": stride, "padding": padding})))
                self.norm(layers)
                back = ("transposed-conv", {
                    "filters": channels, "kernel": kernel, "stride": stride, "padding": padding,
                    "output-padding": size - ((after - 1) * stride - 2 * padding + kernel)})
                self.shape = [filters, after, after]
            elif choice < 0.8:
                name = f"pool{len(layers)}"
                if mirror is None:
                    layers.append(("max-pool", {"window": kernel, "stride": stride, "padding": padding}))
                    self.shape = [channels, after, after]
                    continue
                window = self.random.randint(2, min(3, size))
                layers.append(("max-pool", {"window": window, "name": name}))
                back = ("unpool", {"pool": name, "switches": self.random.random() < 0.7})
                self.shape = [channels, size // window, size // window]
            elif mirror is None and choice < 0.9:
                layers.append(("average-pool", {"window": kernel, "stride": stride, "padding": padding}))
                self.shape = [channels, after, after]
                continue
            elif size % 2 == 0:
                layers.append(("average-pool", {"window": 2}))
                back = ("upsample", {"factor": 2, "interpolation": self.random.choice(["nearest", "bilinear"])})
                self.shape = [channels, size // 2, size // 2]
            elif mirror is None:
                layers.append(("pad", {"margin": 1}))
                self.shape = [channels, size + 2, size + 2]
                continue
            else:
                continue
            if mirror is not None: mirror.append(back)

    def convolutional(self):
        self.spatial(self.encoder, self.random.randint(1, 4))
        self.encoder.append(("flatten", {}))
        self.code()
        if self.random.random() < 0.5:
            side = self.random.randint(1, 4)
            channels = self.random.randint(1, 4)
            self.decoder += [
                ("linear", self.activation({"units": channels * side * side})), ("reshape", {"to": [channels, side, side]})]
            for _ in range(self.random.randint(1, 2)):
                kernel, stride = self.random.randint(1, 4), self.random.randint(1, 2)
                if (side - 1) * stride + kernel > 16: break
                self.decoder.append(("transposed-conv", self.activation(
                    {"filters": self.random.randint(1, 5), "kernel": kernel, "stride": stride})))
                self.norm(self.decoder)
                side = (side - 1) * stride + kernel
            self.decoder.append(("flatten", {}))
        self.to_image()

    def mirrored(self):
        mirror = []
        self.spatial(self.encoder, self.random.randint(1, 3), mirror)
        if not mirror:
            self.encoder.append(("conv", {"filters": 3, "kernel": 3, "padding": 1}))
            self.shape = [3] + self.shape[1:]
        self.sigmoid_code = False
        if self.random.random() < 0.5:
            elements = math.prod(self.shape)
            shape = list(self.shape)
            self.encoder.append(("flatten", {}))
            self.code()
            self.decoder += [("linear", self.activation({"units": elements})), ("reshape", {"to": shape})]
        for layer, options in reversed(mirror):
            self.decoder.append((layer, self.activation(options) if layer == "transposed-conv" else options))
            if layer == "transposed-conv": self.norm(self.decoder)
        self.decoder.append(("conv", {"filters": "image", "kernel": 3, "padding": 1}))
        self.end = self.decoder[-1][1]

    def losses(self):
        """The loss, and the last activation that suits it."""
        if self.random.random() < 0.4:
            self.end["activation"] = "sigmoid"
            loss = {self.random.choice(["bce", "bce-sum"]): 1.0}
        else:
            if self.random.random() < 0.5: self.end["activation"] = self.random.choice(["sigmoid", "tanh", "softplus"])
            loss = {self.random.choice(MEAN_LOSSES): 1.0}
        if self.random.random() < 0.2:
            loss = {name: 0.75 for name in loss} | {"total-variation": 0.1}
        return loss

    def settings(self):
        pick, uniform = self.random.choice, self.random.uniform
        rate = 10 ** uniform(-2.3, -1)
        optimizer, arguments = pick([
            ("adam", {"beta1": 0.8, "epsilon": 1e-4}), ("adamw", {"weight_decay": 0.05, "epsilon": 1e-4}), ("sgd", {}),
            ("momentum", {"momentum": 0.7}), ("momentum", {"momentum": 0.9, "dampening": 0.9}), ("nesterov", {}),
            ("adagrad", {"initial_accumulator": 0.1}), ("rmsprop", {"epsilon": 1e-4}),
            ("rmsprop", {"momentum": 0.5, "epsilon": 1e-4}), ("adadelta", {"epsilon": 1e-4}), ("lion", {}),
        ])
        arguments = dict(arguments, learning_rate=float(f"{rate:.3g}"))
        if optimizer != "adamw" and self.random.random() < 0.3: arguments["weight_decay"] = 0.01
        return {
            "optimizer": optimizer, "arguments": arguments, "batch": pick([4, 5, 6, 12]),
            "l2": pick([0, 0, 0.01, 0.1]), "norm": pick([None, None, 0.5]), "clamp": pick([None, None, None, 0.01]),
            "scaling": "0..1" if any(name.startswith("bce") for name in self.loss) else pick(["0..1", "-1..1", "-0.5..0.5"]),
        }

    def yaml(self):
        def layers(part):
            return "".join(f"  - {{{name}: {json.dumps(options)}}}\n" if options else f"  - {name}\n" for name, options in part)
        text = f"name: Net\nimage: {self.image}\nencoder:\n{layers(self.encoder)}"
        text += f"decoder:\n{layers(self.decoder)}loss: {json.dumps(self.loss)}\n"
        return text + (f"penalties: {json.dumps(self.penalties)}\n" if self.penalties else "")

    def pixels(self):
        numbers = np.random.default_rng(self.random.getrandbits(64))
        return numbers.integers(0, 256, [IMAGES] + self.image, dtype=np.uint8)


# The same network in PyTorch


class Network:
    """The network of a generator over parameters by the names of the program's checkpoint."""

    def __init__(self, generator, parameters, precision):
        self.generator, self.statistics, self.parameters = generator, {}, {}
        for name, values in parameters.items():
            values = torch.tensor(values, dtype=precision)
            if name.endswith(".runningMean"): self.statistics[name] = torch.zeros_like(values)
            elif name.endswith(".runningVariance"): self.statistics[name] = torch.ones_like(values)
            else: self.parameters[name] = values.requires_grad_()

    def values(self):
        """Parameters and statistics by name."""
        return {name: value.detach().numpy() for name, value in (self.parameters | self.statistics).items()}

    def forward(self, x, training):
        """The code, the output before its last activation, and the name of that activation."""
        counts, pools = {}, {}
        generator = self.generator
        for part, layers in [("encoder", generator.encoder), ("decoder", generator.decoder)]:
            for name, options in layers:
                counts[name] = counts.get(name, 0) + 1
                key = f"{part}.{name}{counts[name]}."
                x = self.layer(name, options, key, x, pools, training)
                if options is not generator.end and "activation" in options: x = FUNCTIONS[options["activation"]](x)
            if part == "encoder": code = x
        return code, x, generator.end.get("activation")

    def layer(self, name, options, key, x, pools, training):
        def value(field): return self.parameters[key + field]
        window, stride = options.get("window"), options.get("stride", options.get("window"))
        padding = options.get("padding", 0)
        if name == "flatten": return x.flatten(1)
        if name == "reshape":
            return x.reshape([len(x)] + (self.generator.image if options["to"] == "image" else options["to"]))
        if name == "linear": return F.linear(x.flatten(1), value("weight"), value("bias"))
        if name == "conv":
            return F.conv2d(x, value("weight"), value("bias"), stride=options.get("stride", 1), padding=padding)
        if name == "transposed-conv":
            return F.conv_transpose2d(
                x, value("weight"), value("bias"), stride=options.get("stride", 1), padding=padding,
                output_padding=options.get("output-padding", 0))
        if name == "batch-norm":
            mean, variance = self.statistics[key + "runningMean"], self.statistics[key + "runningVariance"]
            return F.batch_norm(
                x, mean, variance, value("scale"), value("shift"), training, options.get("momentum", 0.1),
                options.get("epsilon", 1e-5))
        if name == "max-pool":
            pooled, switches = F.max_pool2d(x, window, stride, padding, return_indices=True)
            pools[options.get("name")] = (switches, x.shape, window)
            return pooled
        if name == "average-pool": return F.avg_pool2d(x, window, stride, padding)
        if name == "unpool":
            switches, shape, window = pools[options["pool"]]
            if options["switches"]: return F.max_unpool2d(x, switches, window, window, output_size=shape[2:])
            result = x.new_zeros(shape)
            result[:, :, :x.shape[2] * window:window, :x.shape[3] * window:window] = x
            return result
        if name == "upsample":
            if options["interpolation"] == "nearest": return F.interpolate(x, scale_factor=options["factor"])
            return F.interpolate(x, scale_factor=options["factor"], mode="bilinear", align_corners=False)
        if name == "pad": return F.pad(x, [options["margin"]] * 4)
        if name == "top-k":
            kept = x.topk(options["k"]).indices
            return x * torch.zeros_like(x).scatter(1, kept, 1)
        if name == "softmax": return x.reshape(len(x), -1, options["groups-of"]).softmax(2).flatten(1)
        if name == "lstm": return self.lstm(options, value, x)
        raise ValueError(name)

    def lstm(self, options, value, x):
        rows = x.reshape(len(x), -1, x.shape[-1])
        units = options["units"]
        hidden = cell = rows.new_zeros(len(rows), units)
        outputs = []
        for row in rows.unbind(1):
            gates = F.linear(row, value("inputWeight"), value("bias")) + F.linear(hidden, value("hiddenWeight"))
            i, f, g, o = gates.split(units, 1)
            cell = f.sigmoid() * cell + i.sigmoid() * g.tanh()
            hidden = o.sigmoid() * cell.tanh()
            outputs.append(hidden)
        return torch.stack(outputs, 1) if options["returns"] == "sequence" else hidden

    def loss(self, x, training):
        """The loss without penalties on weights, and the reconstruction."""
        generator = self.generator
        code, logits, activation = self.forward(x, training)
        images = (FUNCTIONS[activation](logits) if activation else logits).reshape(x.shape)
        logits = logits.reshape(x.shape)
        terms = {
            "mse": lambda: F.mse_loss(images, x), "half-mse": lambda: F.mse_loss(images, x) / 2,
            "sse": lambda: ((images - x) ** 2).sum() / len(x), "l1": lambda: F.l1_loss(images, x),
            "huber": lambda: F.huber_loss(images, x), "bce": lambda: F.binary_cross_entropy_with_logits(logits, x),
            "bce-sum": lambda: F.binary_cross_entropy_with_logits(logits, x, reduction="sum") / len(x),
            "total-variation": lambda: (images.diff(dim=2).abs().sum() + images.diff(dim=3).abs().sum()) / images.numel(),
        }
        loss = sum(weight * terms[name]() for name, weight in generator.loss.items())
        penalties = generator.penalties
        if "code-l1" in penalties: loss = loss + penalties["code-l1"] * code.abs().sum() / len(x)
        if "sparsity" in penalties:
            target, rate = penalties["sparsity-target"], code.mean(0).clamp(1e-6, 1 - 1e-6)
            divergence = target * (target / rate).log() + (1 - target) * ((1 - target) / (1 - rate)).log()
            loss = loss + penalties["sparsity"] * divergence.sum()
        return loss, images

    def penalized(self):
        """The weights that an L2 penalty without names applies to: those that multiply inputs."""
        return [value for name, value in self.parameters.items() if name.lower().endswith("weight")]

    def train(self, x):
        """One epoch in order; the mean training loss, and where a weight's gradient was too small to compare."""
        settings = self.generator.training
        update = Updates(settings["optimizer"], settings["arguments"])
        total, small = 0.0, {name: torch.zeros_like(value, dtype=torch.bool) for name, value in self.parameters.items()}
        for batch in x.split(settings["batch"]):
            loss, _ = self.loss(batch, True)
            total += loss.item() * len(batch)
            if settings["l2"]: loss = loss + settings["l2"] / 2 * sum((w ** 2).sum() for w in self.penalized())
            gradients = torch.autograd.grad(loss, list(self.parameters.values()), allow_unused=True)
            gradients = [
                torch.zeros_like(value) if gradient is None else gradient
                for value, gradient in zip(self.parameters.values(), gradients)]
            largest = max(g.abs().max() for g in gradients)
            # The rounding of floats is relative to the largest gradients of the step.
            for name, gradient in zip(self.parameters, gradients): small[name] |= gradient.abs() < 1e-4 * largest
            if settings["clamp"]: gradients = [g.clamp(-settings["clamp"], settings["clamp"]) for g in gradients]
            if settings["norm"]:
                length = sum((g ** 2).sum() for g in gradients).sqrt()
                gradients = [g * min(1, settings["norm"] / length) for g in gradients]
            for (name, value), gradient in zip(self.parameters.items(), gradients):
                with torch.no_grad(): update(name, value, gradient)
                if update.sign is not None: small[name] |= update.sign.abs() < 1e-3 * largest
        return total / len(x), small

    def metrics(self, x, factor):
        with torch.no_grad(): loss, images = self.loss(x, False)
        errors = ((images - x) ** 2).flatten(1).mean(1)
        pixels = errors * factor ** 2
        return {
            "loss": loss.item(), "mse": errors.mean().item(), "mse01": pixels.mean().item(),
            "sse": pixels.mean().item() * x[0].numel(), "psnr": (-10 * pixels.log10()).mean().item()}


class Updates:
    """The rules of the optimisers, by their formulas."""

    def __init__(self, name, arguments):
        self.rule, self.a, self.state, self.sign = getattr(self, name), arguments, {}, None

    def __call__(self, name, w, g):
        first = name not in self.state
        s = self.state.setdefault(name, {"t": 0})
        s["t"] += 1
        if self.rule not in (self.adamw, self.lion): g = g + self.a.get("weight_decay", 0) * w
        w -= self.a["learning_rate"] * self.rule(s, w, g, first)

    @staticmethod
    def mean(s, key, value, decay, start=0.0):
        s[key] = decay * s.get(key, torch.full_like(value, start)) + (1 - decay) * value
        return s[key]

    def sgd(self, s, w, g, first): return g

    def momentum(self, s, w, g, first):
        s["b"] = self.a["momentum"] * s.get("b", 0) + (1 if first else 1 - self.a.get("dampening", 0)) * g
        return s["b"]

    def nesterov(self, s, w, g, first):
        s["v"] = 0.9 * s.get("v", 0) + g
        return 0.9 * s["v"] + g

    def adam(self, s, w, g, first):
        b1, b2 = self.a.get("beta1", 0.9), 0.999
        m, v = self.mean(s, "m", g, b1), self.mean(s, "v", g * g, b2)
        return math.sqrt(1 - b2 ** s["t"]) / (1 - b1 ** s["t"]) * m / (v.sqrt() + self.a["epsilon"])

    def adamw(self, s, w, g, first):
        m, v = self.mean(s, "m", g, 0.9) / (1 - 0.9 ** s["t"]), self.mean(s, "v", g * g, 0.999) / (1 - 0.999 ** s["t"])
        return m / (v.sqrt() + self.a["epsilon"]) + self.a["weight_decay"] * w

    def adagrad(self, s, w, g, first):
        s["a"] = s.get("a", self.a["initial_accumulator"]) + g * g
        return g / (s["a"].sqrt() + 1e-10)

    def rmsprop(self, s, w, g, first):
        step = g / (self.mean(s, "a", g * g, 0.99).sqrt() + self.a["epsilon"])
        s["b"] = self.a.get("momentum", 0) * s.get("b", 0) + step
        return s["b"]

    def adadelta(self, s, w, g, first):
        average = self.mean(s, "a", g * g, 0.9)
        step = ((s.get("d", torch.zeros_like(g)) + self.a["epsilon"]) / (average + self.a["epsilon"])).sqrt() * g
        self.mean(s, "d", step * step, 0.9)
        return step

    def lion(self, s, w, g, first):
        old = s.get("m", torch.zeros_like(g))
        self.mean(s, "m", g, 0.99)
        self.sign = 0.9 * old + 0.1 * g
        return self.sign.sign() + self.a.get("weight_decay", 0) * w


# The comparison


def trained(program, folder, name, generator, optimizer, arguments):
    """Trains the model file in `folder`; its checkpoint, results and training loss."""
    settings = generator.training
    command = [
        program, "train", "--model", "net.yaml", "--dataset", "images.npz", "--validation", "none", "--epochs", "1",
        "--batch-size", str(settings["batch"]), "--shuffle", "false", "--name", name, "--scaling", settings["scaling"],
        "--l2-penalty", str(settings["l2"]), "--optimizer", optimizer, "--optimizer-args", json.dumps(arguments)]
    if settings["norm"]: command += ["--clip-norm", str(settings["norm"])]
    if settings["clamp"]: command += ["--clamp", str(settings["clamp"])]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode: raise RuntimeError(done.stderr.strip() or done.stdout.strip())
    run = folder / "runs" / name
    log = json.loads((run / "metrics.jsonl").read_text().splitlines()[-1])
    return load_file(run / "checkpoints/best.safetensors"), json.loads((run / "results.json").read_text()), log["training_loss"]


def compared(program, seed, number):
    """The deviations of one network from float64, by hourglass and by PyTorch in float32."""
    generator = Generator(seed, number)
    settings = generator.training
    pixels = generator.pixels()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "net.yaml").write_text(generator.yaml())
        np.savez(folder / "images.npz", images=pixels.transpose(0, 2, 3, 1))
        start, _, _ = trained(program, folder, "start", generator, "sgd", {"learning_rate": 1e-30})
        end, results, training_loss = trained(
            program, folder, "end", generator, settings["optimizer"], settings["arguments"])
    # The step of the first run moved weights that start at 0.
    start = {name: np.where(np.abs(values) < 1e-20, np.float32(0), values) for name, values in start.items()}
    scale, offset, factor = {"0..1": (1 / 255, 0, 1), "-1..1": (2 / 255, -1, 0.5), "-0.5..0.5": (1 / 255, -0.5, 1)}[
        settings["scaling"]]
    x = torch.tensor(pixels, dtype=torch.float64) * scale + offset
    network = Network(generator, start, torch.float64)
    wanted_loss, small = network.train(x)
    wanted = network.values() | {"training loss": wanted_loss} | network.metrics(x, factor)
    single = Network(generator, start, torch.float32)
    single_loss, _ = single.train(x.float())
    found = {"hourglass": end | {"training loss": training_loss} | results,
             "float32": single.values() | {"training loss": single_loss} | single.metrics(x.float(), factor)}
    row = {"kind": generator.kind, "optimizer": settings["optimizer"]}
    for who, values in found.items():
        row[who], row["weights"] = deviations(values, wanted, start, small)
    return row


def deviations(found, wanted, start, small):
    """The relative deviations of `found`, and the number of compared weights."""
    plain, slack = [], []
    for name, first in start.items():
        if name.startswith(("encoder", "decoder")) and ".running" in name:
            off, size, noise = np.abs(found[name] - wanted[name]), np.maximum(np.abs(wanted[name]), 1e-2), 0
            chosen = np.ones(off.shape, bool)
        else:
            size, off = np.abs(wanted[name] - first), np.abs(found[name].astype(np.float64) - wanted[name])
            # A weight in single precision moves by multiples of its own spacing.
            noise = np.spacing(np.abs(first)).astype(np.float64)
            chosen = ~small[name].numpy() & (size > 1e4 * noise)
        plain.append((off / np.maximum(size, 1e-30))[chosen])
        slack.append((np.maximum(off - noise, 0) / np.maximum(size, 1e-30))[chosen])
    plain, slack = np.concatenate(plain), np.concatenate(slack)
    def relative(name): return abs(found[name] - wanted[name]) / max(abs(wanted[name]), 1e-3)
    return {"median": float(np.median(plain)), "maximum": float(slack.max()), "loss": relative("training loss"),
            "metrics": max(relative(name) for name in METRICS)}, plain.size


def differs(row):
    """Whether the program is further from float64 than rounding explains.

    Elements at a kink or a tie go either way; PyTorch in float32 shows which networks have them.
    """
    limits = {"median": 2e-5, "maximum": 2e-2, "loss": 1e-5, "metrics": 1e-4}
    return any(row["hourglass"][key] > max(limit, 30 * row["float32"][key]) for key, limit in limits.items())


def table(rows):
    """A line for each group of networks: the median of the medians and the third quartile, then maxima."""
    lines = ["| networks | count | weights | change: median | change: 3 of 4 within | training loss | metrics | differ |",
             "|---|---|---|---|---|---|---|---|"]
    groups = [(kind, [r for r in rows if r["kind"] == kind]) for kind in sorted({r["kind"] for r in rows})]
    groups += [(o, [r for r in rows if r["optimizer"] == o]) for o in sorted({r["optimizer"] for r in rows})]
    for name, group in groups + [("all", rows)]:
        def both(key, summary):
            return " / ".join(f"{float(summary([r[who][key] for r in group])):.1e}" for who in ("hourglass", "float32"))
        lines.append(
            f"| {name} | {len(group)} | {sum(r['weights'] for r in group):,} | {both('median', np.median)} | "
            f"{both('maximum', lambda v: np.quantile(v, 0.75))} | {both('loss', np.median)} | "
            f"{both('metrics', np.median)} | {sum(map(differs, group))} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("--count", type=int, default=200, help="the number of networks (200)")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the networks (1)")
    parser.add_argument("--only", type=int, help="compare this network alone, and print its model file")
    arguments = parser.parse_args()
    program = str(arguments.program.resolve())
    torch.set_num_threads(1)
    numbers = [arguments.only] if arguments.only is not None else range(arguments.count)
    rows, failed = [], 0
    for number in numbers:
        if arguments.only is not None:
            generator = Generator(arguments.seed, number)
            print(generator.yaml(), generator.training)
        try:
            row = compared(program, arguments.seed, number)
        except RuntimeError as error:
            print(f"network {number}: {error}")
            failed += 1
            continue
        rows.append(row)
        bad = differs(row)
        failed += bad
        if bad or arguments.only is not None: print(f"network {number}{' differs' if bad else ''}: {row}")
    if rows: print(table(rows))
    print(f"{len(rows)} networks compared, {failed} differ (seed {arguments.seed})")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
