#!/usr/bin/env python3
"""Writes weights of models of PyTorch and Keras as their users save them, with what the models make of some images.

    Tools/foreign-models.py FOLDER torch|keras

For each model NAME.safetensors has the weights, and NAME.values `images` [n, 1, 28, 28] from 0 to 1, `reconstruction` and
`code` [n, d], in 32 bits. `hourglass import` must make the same model of the weights.

torch: the models of Kaixhin's collection (Torch7, 2016-2017), with the layers, sizes and paddings of its sources, as
modules of PyTorch, and the variational autoencoder of PyTorch's examples; NAME is that of the model here. keras: those of "Building Autoencoders in Keras" (F. Chollet, 2016),
but for the convolutional one, which pads the last pooling on one side alone, and the sequence of a repeated vector.
Needs numpy, safetensors and torch; for keras also keras, with PyTorch as its backend.
"""
import os
import pathlib
import sys

import numpy
import safetensors.numpy
import torch
from safetensors.torch import save_file
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(5)
IMAGES = torch.rand(6, 1, 28, 28)


def linear(sizes, activation, *end):
    """Layers between these sizes, each with the activation, and then `end`."""
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), activation()]
    return layers + list(end)


def normalized(sizes):
    """Layers between these sizes, each with batch normalization and ReLU."""
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs), nn.ReLU()]
    return layers


def to_image(inputs):
    return [nn.Linear(inputs, 784), nn.Sigmoid(), nn.Unflatten(1, (1, 28, 28))]


class Autoencoder(nn.Module):
    """An encoder and a decoder in sequence."""

    def __init__(self, encoder, decoder, **others):
        super().__init__()
        self.encoder = nn.Sequential(*encoder)
        self.decoder = nn.Sequential(*decoder)
        for name, part in others.items():
            setattr(self, name, part)

    def forward(self, x):
        code = self.encoder(x)
        return self.decoder(code), code


class VAE(Autoencoder):
    def __init__(self):
        super().__init__(
            [nn.Flatten(), *normalized([784, 128, 64])],
            [*normalized([2, 64, 128]), *to_image(128)],
            mu=nn.Linear(64, 2),
            logvar=nn.Linear(64, 2),
        )

    def forward(self, x):
        mean = self.mu(self.encoder(x))
        return self.decoder(mean), mean


class ExampleVAE(nn.Module):
    """The variational autoencoder of PyTorch's examples, with its names and sizes."""

    def __init__(self):
        super().__init__()
        sizes = {"fc1": (784, 400), "fc21": (400, 20), "fc22": (400, 20), "fc3": (20, 400), "fc4": (400, 784)}
        for name, (inputs, outputs) in sizes.items():
            setattr(self, name, nn.Linear(inputs, outputs))

    def forward(self, x):
        mean = self.fc21(torch.relu(self.fc1(x.flatten(1))))
        return torch.sigmoid(self.fc4(torch.relu(self.fc3(mean)))).reshape(x.shape), mean


class CatVAE(Autoencoder):
    """Without noise, at the lowest temperature."""

    def forward(self, x):
        logits = self.encoder(x)
        choices = torch.softmax(logits.reshape(-1, 5, 10) / 0.5, dim=2).reshape(-1, 50)
        return self.decoder(choices), choices


class Seq2Seq(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.LSTM(28, 256, 2, batch_first=True)
        self.decoder = nn.LSTM(28, 256, 2, batch_first=True)
        self.output = nn.Linear(256, 28)

    def forward(self, x):
        _, state = self.encoder(x.reshape(-1, 28, 28))
        code = state[0][-1]
        row, rows = torch.zeros(len(x), 1, 28), []
        for _ in range(28):
            hidden, state = self.decoder(row, state)
            row = torch.sigmoid(self.output(hidden))
            rows.append(row)
        return torch.cat(rows, dim=1).reshape(-1, 1, 28, 28), code


def conv(inputs, outputs, padding=1):
    return [nn.Conv2d(inputs, outputs, 3, padding=padding), nn.ReLU()]


def up():
    return nn.Upsample(scale_factor=2, mode="nearest")


def pooled_encoder():
    return [
        *conv(1, 16), nn.MaxPool2d(2, padding=1), *conv(16, 8), nn.MaxPool2d(2, padding=1),
        *conv(8, 8), nn.MaxPool2d(2),
    ]


def kaixhin():
    flat = nn.Flatten()
    dense = [flat, *linear([784, 128], nn.ReLU)]
    upsampled = [
        *conv(8, 8), up(), *conv(8, 8), up(), *conv(8, 16, 0), up(), nn.Conv2d(16, 1, 3, padding=1), nn.Sigmoid()
    ]
    transposed = [
        nn.ConvTranspose2d(8, 8, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(8, 16, 4, 2, 1), nn.ReLU(),
        nn.ConvTranspose2d(16, 1, 4, 2, 3), nn.Sigmoid(),
    ]
    denoising = (
        [*conv(1, 32), nn.MaxPool2d(2, padding=1), *conv(32, 32), nn.MaxPool2d(2)],
        [*conv(32, 32), up(), *conv(32, 32), up(), nn.Conv2d(32, 1, 3, padding=1), nn.Sigmoid()],
    )
    normal_code = [flat, *normalized([784, 128, 64]), nn.Linear(64, 2)]
    adversarial = [
        *normalized([2, 64, 128]), nn.Linear(128, 784), nn.BatchNorm1d(784), nn.Sigmoid(), nn.Unflatten(1, (1, 28, 28))
    ]
    discriminator = nn.Sequential(
        nn.Linear(2, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 1), nn.BatchNorm1d(1), nn.Sigmoid()
    )
    return {
        "AE": Autoencoder(dense, to_image(128)),
        "SparseAE": Autoencoder([flat, *linear([784, 128], nn.ReLU)], to_image(128)),
        "DeepAE": Autoencoder(
            [flat, *linear([784, 128, 64, 32], nn.ReLU)], [*linear([32, 64, 128], nn.ReLU), *to_image(128)]
        ),
        "ConvAE": Autoencoder(pooled_encoder(), upsampled),
        "UpconvAE": Autoencoder(pooled_encoder(), transposed),
        "DenoisingAE": Autoencoder(*denoising),
        "ContractiveAE": Autoencoder([flat, *linear([784, 128], nn.Sigmoid)], to_image(128)),
        "Seq2SeqAE": Seq2Seq(),
        "VAE": VAE(),
        "CatVAE": CatVAE(
            [flat, *normalized([784, 128, 64]), nn.Linear(64, 50)], [*normalized([50, 64, 128]), *to_image(128)]
        ),
        "AAE": Autoencoder(normal_code, adversarial, discriminator=discriminator),
        "WTA-AE": Autoencoder([flat, *linear([784, 1000], nn.ReLU)], to_image(1000)),
    }


def write(folder, name, weights, reconstruction, code):
    """Writes tensors of PyTorch or arrays of NumPy."""
    save = save_file if all(isinstance(w, torch.Tensor) for w in weights.values()) else safetensors.numpy.save_file
    save(weights, str(folder / f"{name}.safetensors"))
    values = {"images": IMAGES.numpy(), "reconstruction": reconstruction, "code": code.reshape(len(code), -1)}
    safetensors.numpy.save_file(
        {key: numpy.ascontiguousarray(value) for key, value in values.items()}, str(folder / f"{name}.values")
    )


def write_torch(folder):
    for name, model in (kaixhin() | {"VAE-400-20": ExampleVAE()}).items():
        for layer in model.modules():
            if isinstance(layer, nn.BatchNorm1d):
                # As after some training.
                nn.init.uniform_(layer.weight, 0.5, 1.5)
                nn.init.uniform_(layer.bias, -0.5, 0.5)
                nn.init.uniform_(layer.running_mean, -0.5, 0.5)
                nn.init.uniform_(layer.running_var, 0.5, 1.5)
        model.eval()
        with torch.no_grad():
            reconstruction, code = model(IMAGES)
        write(folder, name, model.state_dict(), reconstruction.numpy(), code.numpy())


def write_keras(folder):
    os.environ["KERAS_BACKEND"] = "torch"
    import keras
    from keras import layers

    def dense(sizes):
        image = x = keras.Input((784,))
        for size in sizes[:-1]:
            x = layers.Dense(size, activation="relu")(x)
            if size == min(sizes):
                code = x
        return keras.Model(image, [layers.Dense(sizes[-1], activation="sigmoid")(x), code])

    def denoising():
        image = x = keras.Input((28, 28, 1))
        for _ in range(2):
            x = layers.Conv2D(32, (3, 3), activation="relu", padding="same")(x)
            x = layers.MaxPooling2D((2, 2), padding="same")(x)
        code = x
        for _ in range(2):
            x = layers.Conv2D(32, (3, 3), activation="relu", padding="same")(x)
            x = layers.UpSampling2D((2, 2))(x)
        return keras.Model(image, [layers.Conv2D(1, (3, 3), activation="sigmoid", padding="same")(x), code])

    def convolutional():
        image = x = keras.Input((28, 28, 1))
        for filters in (16, 8, 8):
            x = layers.Conv2D(filters, (3, 3), activation="relu", padding="same")(x)
            x = layers.MaxPooling2D((2, 2), padding="same")(x)
        code = x
        for filters, padding in ((8, "same"), (8, "same"), (16, "valid")):
            x = layers.Conv2D(filters, (3, 3), activation="relu", padding=padding)(x)
            x = layers.UpSampling2D((2, 2))(x)
        return keras.Model(image, [layers.Conv2D(1, (3, 3), activation="sigmoid", padding="same")(x), code])

    def variational():
        image = keras.Input((784,))
        hidden = layers.Dense(64, activation="relu")(image)
        mean = layers.Dense(2)(hidden)
        deviation = layers.Dense(2)(hidden)
        encoder = keras.Model(image, [mean, deviation], name="encoder")
        code = keras.Input((2,))
        hidden = layers.Dense(64, activation="relu")(code)
        pixels = layers.Dense(784, activation="sigmoid")(hidden)
        decoder = keras.Model(code, pixels, name="decoder")
        return encoder, decoder

    def save(name, models, reconstruction, code):
        weights = {w.path: keras.ops.convert_to_numpy(w) for model in models for w in model.weights}
        numbers = keras.ops.convert_to_numpy
        reconstruction, code = numbers(reconstruction), numbers(code)
        if code.ndim == 4:
            code = code.transpose(0, 3, 1, 2)
        write(folder, name, weights, reconstruction.reshape(-1, 1, 28, 28), code)

    def vary(*models):
        """Biases other than Keras's zeros."""
        generator = numpy.random.default_rng(2)
        for model in models:
            model.set_weights([w + 0.1 * generator.standard_normal(w.shape) for w in model.get_weights()])

    flat, planes = IMAGES.numpy().reshape(-1, 784), IMAGES.numpy().transpose(0, 2, 3, 1)
    cases = [
        ("dense", dense([32, 784]), flat),
        ("deep", dense([128, 64, 32, 64, 128, 784]), flat),
        ("convolutional", convolutional(), planes),
        ("denoising", denoising(), planes),
    ]
    for name, model, images in cases:
        vary(model)
        reconstruction, code = model.predict(images, verbose=0)
        save(name, [model], reconstruction, code)
    encoder, decoder = variational()
    vary(encoder, decoder)
    mean, _ = encoder.predict(flat, verbose=0)
    save("variational", [encoder, decoder], decoder.predict(mean, verbose=0), mean)


{"torch": write_torch, "keras": write_keras}[sys.argv[2]](pathlib.Path(sys.argv[1]))
