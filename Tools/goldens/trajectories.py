"""Twenty optimizer steps of whole models: Tests/AutoencodersTests/Goldens/trajectories.json."""

import math

import numpy as np
import torch
import torch.nn.functional as F

from numbers_and_json import leaf, uniform
from optimizers import ADAM, adam_step


def single_layer_cae(final):
    """Zero padding by 2, a 3x3 convolution to 32 maps, tanh, a 3x3 convolution back, then `final`."""

    def forward(p, x):
        code = torch.tanh(F.conv2d(x, p["encoder.weight"], p["encoder.bias"], padding=2))
        return final(F.conv2d(code, p["decoder.weight"], p["decoder.bias"]))

    return forward


def single_layer_cae_parameters(depth):
    return {
        "encoder.weight": (32, depth, 3, 3), "encoder.bias": (32,),
        "decoder.weight": (depth, 32, 3, 3), "decoder.bias": (depth,),
    }  # fmt: skip


def digits(p, x):
    y = x.flatten(1)
    for layer in ("encoder.0", "encoder.1", "decoder.0"):
        y = torch.relu(F.linear(y, p[f"{layer}.weight"], p[f"{layer}.bias"]))
    return F.linear(y, p["decoder.1.weight"], p["decoder.1.bias"]).view_as(x)


def ae(p, x):
    code = torch.relu(F.linear(x.flatten(1), p["encoder.weight"], p["encoder.bias"]))
    return torch.sigmoid(F.linear(code, p["decoder.weight"], p["decoder.bias"])).view_as(x)


def dense_parameters(**layers):
    """Weight and bias shapes from layer name (`_` for `.`) = (inputs, outputs)."""
    shapes = {}
    for layer, (inputs, outputs) in layers.items():
        shapes[layer.replace("_", ".") + ".weight"] = (outputs, inputs)
        shapes[layer.replace("_", ".") + ".bias"] = (outputs,)
    return shapes


SCALINGS = {  # pixel = byte * scale + offset
    "0..1": (1 / 255, 0.0),
    "-1..1": (2 / 255, -1.0),
    "-0.5..0.5": (1 / 255, -0.5),
    "/256": (1 / 256, 0.0),
}

LOSSES = {
    "halfMeanSquaredError": lambda y, x: F.mse_loss(y, x) / 2,
    "meanSquaredError": F.mse_loss,
    "binaryCrossEntropy": F.binary_cross_entropy,
}


def trajectory(name, forward, shapes, image, scaling, loss, batch_size, configuration, penalty=0.0, steps=20):
    """Trains one model with Adam on `steps` batches and sums up where that leads."""
    learning_rate = 1e-3
    parameters, bound = {}, 0.0
    for k, (parameter, shape) in enumerate(shapes.items()):
        if len(shape) > 1:  # a bias has the bound of the weight before it
            bound = 1 / math.sqrt(math.prod(shape[1:]))
        values = ((uniform(k, math.prod(shape)) - 0.5) * 2 * bound).astype(np.float32)
        parameters[parameter] = leaf(values.reshape(shape))
    moments = {p: (0.0, 0.0) for p in parameters}
    scale, offset = SCALINGS[scaling]
    losses = []
    for t in range(steps):
        pixels = np.floor(uniform(1000 + t, batch_size * math.prod(image)) * 256) * scale + offset
        x = torch.tensor(pixels.astype(np.float32).astype(np.float64).reshape(batch_size, *image))
        objective = LOSSES[loss](forward(parameters, x), x)
        objective = objective + penalty * 0.5 * (parameters["encoder.weight"] ** 2).sum() if penalty else objective
        losses.append(objective.item())
        gradient = torch.autograd.grad(objective, list(parameters.values()))
        for (parameter, w), g in zip(list(parameters.items()), gradient):
            w, m, v = adam_step(t + 1, w.detach(), g, *moments[parameter], learning_rate, **ADAM)
            parameters[parameter], moments[parameter] = w.requires_grad_(), (m, v)
    results = []
    for parameter, w in parameters.items():
        flat = w.detach().numpy().ravel()
        samples = flat[[i * flat.size // 32 for i in range(32)]]
        results.append(
            {
                "name": parameter, "shape": np.array(shapes[parameter]),
                "sum": np.sum(flat), "sumOfSquares": np.sum(flat * flat), "samples": samples,
            }
        )  # fmt: skip
    return {
        "model": name,
        "configuration": {**configuration, "pixels": scaling, "loss": loss, "l2Penalty": penalty},
        "image": np.array(image),
        "batchSize": batch_size,
        "learningRate": learning_rate,
        "losses": np.array(losses),
        "parameters": results,
    }


def trajectories():
    gray, color = (1, 28, 28), (3, 32, 32)
    cae, linear_cae = single_layer_cae(torch.tanh), single_layer_cae(lambda y: y)
    squared = "halfMeanSquaredError"
    encoder_decoder = dense_parameters(encoder=(784, 128), decoder=(128, 784))
    digits_shapes = dense_parameters(
        encoder_0=(784, 300), encoder_1=(300, 50), decoder_0=(50, 300), decoder_1=(300, 784)
    )
    one, three = single_layer_cae_parameters(1), single_layer_cae_parameters(3)
    tanh, linear = {"decoderActivation": "tanh"}, {"decoderActivation": "linear"}
    historical, penalized = {"variant": "historical", **linear}, {"variant": "L2 penalty", **tanh}
    return [
        trajectory("SingleLayerCAE", cae, one, gray, "-1..1", squared, 16, {"variant": "depth 1", **tanh}),
        trajectory("SingleLayerCAE", cae, three, color, "-1..1", squared, 8, {"variant": "depth 3", **tanh}),
        trajectory("SingleLayerCAE", linear_cae, one, gray, "-0.5..0.5", squared, 16, historical),
        trajectory("SingleLayerCAE", cae, one, gray, "-1..1", squared, 16, penalized, penalty=0.01),
        trajectory("DIGITS", digits, digits_shapes, gray, "/256", "meanSquaredError", 16,
                   {"variant": "784-300-50-300-784", "decoderActivation": "linear"}),
        trajectory("AE", ae, encoder_decoder, gray, "0..1", "binaryCrossEntropy", 16,
                   {"variant": "784-128-784", "decoderActivation": "sigmoid"}),
    ]  # fmt: skip


def document():
    return {"trajectories": trajectories()}
