"""The workloads of compare.py in JAX: the same layers, losses and optimiser as in PyTorch.

Parameters are a list in the order in which PyTorch lists them, and of PyTorch's shapes, so that either side can take the
other's. A network is a function of parameters, images and a key for its noise.
"""

import jax
import jax.numpy as jnp
from jax import lax

PLANE = ("NCHW", "OIHW", "NCHW")


def conv(x, weight, bias, stride=1, padding=0):
    pads = [(padding, padding)] * 2
    return lax.conv_general_dilated(x, weight, (stride, stride), pads, dimension_numbers=PLANE) + bias[:, None, None]


def transposed_conv(x, weight, bias, stride, padding):
    """PyTorch's ConvTranspose2d, whose weights are inputs x outputs x height x width."""
    flipped = jnp.flip(weight, (2, 3)).swapaxes(0, 1)
    pads = [(size - 1 - padding,) * 2 for size in weight.shape[2:]]
    y = lax.conv_general_dilated(x, flipped, (1, 1), pads, lhs_dilation=(stride, stride), dimension_numbers=PLANE)
    return y + bias[:, None, None]


def linear(x, weight, bias):
    return x @ weight.T + bias


def pool(x, padding=0):
    pads = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), pads)


def pool_with_switches(x):
    """The maximum of each 2 x 2 window, and which of the four it is."""
    n, c, h, w = x.shape
    windows = x.reshape(n, c, h // 2, 2, w // 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(n, c, h // 2, w // 2, 4)
    places = jnp.argmax(windows, axis=-1)
    return jnp.take_along_axis(windows, places[..., None], axis=-1)[..., 0], places


def unpool(x, places):
    n, c, h, w = x.shape
    windows = x[..., None] * jax.nn.one_hot(places, 4, dtype=x.dtype)
    return windows.reshape(n, c, h, w, 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(n, c, 2 * h, 2 * w)


def double(x):
    return jnp.repeat(jnp.repeat(x, 2, axis=2), 2, axis=3)


def pairs(parameters):
    return list(zip(parameters[::2], parameters[1::2]))


def flat(x):
    return x.reshape(x.shape[0], -1)


def dense(x, parameters, hidden, last):
    *inner, output = pairs(parameters)
    for weight, bias in inner:
        x = hidden(linear(x, weight, bias))
    return last(linear(x, *output))


def same(x):
    return x


def single_layer_cae(p, x, key):
    x = jnp.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)))
    return jnp.tanh(conv(jnp.tanh(conv(x, p[0], p[1])), p[2], p[3]))


def digits_mlp(p, x, key):
    return dense(flat(x), p, jax.nn.relu, same)


def ae(p, x, key):
    return dense(flat(x), p, jax.nn.relu, jax.nn.sigmoid)


def deep_sigmoid(p, x, key):
    return dense(flat(x), p, jax.nn.sigmoid, jax.nn.sigmoid)


def vae(p, x, key):
    hidden, mean, log_variance, first, last = pairs(p)
    features = jax.nn.relu(linear(flat(x), *hidden))
    mean, log_variance = linear(features, *mean), linear(features, *log_variance)
    noise = 0.0 if key is None else jax.random.normal(key, mean.shape)
    code = mean + jnp.exp(0.5 * log_variance) * noise
    return jax.nn.sigmoid(linear(jax.nn.relu(linear(code, *first)), *last)), mean, log_variance


def conv_ae(p, x, key):
    a, b, c, d, e, f, g = pairs(p)
    x = pool(jax.nn.relu(conv(x, *a, padding=1)), padding=1)
    x = pool(jax.nn.relu(conv(x, *b, padding=1)), padding=1)
    x = pool(jax.nn.relu(conv(x, *c, padding=1)))
    x = double(jax.nn.relu(conv(x, *d, padding=1)))
    x = double(jax.nn.relu(conv(x, *e, padding=1)))
    x = double(jax.nn.relu(conv(x, *f)))
    return jax.nn.sigmoid(conv(x, *g, padding=1))


def denoising_ae(p, x, key):
    a, b, c, d, e = pairs(p)
    x = pool(jax.nn.relu(conv(x, *a, padding=1)), padding=1)
    x = pool(jax.nn.relu(conv(x, *b, padding=1)))
    x = double(jax.nn.relu(conv(x, *c, padding=1)))
    x = double(jax.nn.relu(conv(x, *d, padding=1)))
    return jax.nn.sigmoid(conv(x, *e, padding=1))


def imagenet_ae(p, x, key):
    *convs, to_code, from_code = pairs(p)
    x = jax.nn.relu(conv(x, *convs[0], padding=1))
    x, fine = pool_with_switches(jax.nn.relu(conv(x, *convs[1], padding=1)))
    x, coarse = pool_with_switches(jax.nn.relu(conv(x, *convs[2], padding=1)))
    x = linear(linear(flat(x), *to_code), *from_code).reshape(x.shape)
    x = unpool(jax.nn.relu(conv(unpool(x, coarse), *convs[3], padding=1)), fine)
    return conv(jax.nn.relu(conv(x, *convs[4], padding=1)), *convs[5], padding=1)


def strided_conv(p, x, key):
    a, b, c, to_code, from_code, d, e, f = pairs(p)
    for layer in (a, b, c):
        x = jax.nn.relu(conv(x, *layer, stride=2, padding=1))
    x = linear(linear(flat(x), *to_code), *from_code).reshape(x.shape)
    for layer in (d, e):
        x = jax.nn.relu(transposed_conv(x, *layer, stride=2, padding=1))
    return jax.nn.sigmoid(transposed_conv(x, *f, stride=2, padding=1))


NETWORKS = {
    "cae-mnist": single_layer_cae,
    "cae-cifar": single_layer_cae,
    "digits-mlp": digits_mlp,
    "ae": ae,
    "deep-sigmoid": deep_sigmoid,
    "vae": vae,
    "conv-ae": conv_ae,
    "denoising-ae": denoising_ae,
    "imagenet-ae": imagenet_ae,
    "strided-conv": strided_conv,
}


def cross_entropy(y, x):
    """As in PyTorch, a logarithm is at least -100."""
    return -(x * jnp.maximum(jnp.log(y), -100) + (1 - x) * jnp.maximum(jnp.log1p(-y), -100))


def loss(workload, kind, parameters, x, key):
    output = NETWORKS[workload](parameters, x, key)
    if kind == "elbo":
        y, mean, log_variance = output
        divergence = 0.5 * jnp.sum(mean**2 + jnp.exp(log_variance) - log_variance - 1)
        return jnp.sum(cross_entropy(y, flat(x))) + divergence
    target = x.reshape(output.shape)
    return jnp.mean((output - target) ** 2 if kind == "mse" else cross_entropy(output, target))


def training_step(workload, kind, learning_rate=1e-4):
    """A compiled step of Adam over (parameters, means, squares, number of steps, key), which it replaces, and images."""

    def step(state, x):
        parameters, means, squares, count, key = state
        key, noise = jax.random.split(key)
        value, gradients = jax.value_and_grad(lambda p: loss(workload, kind, p, x, noise))(parameters)
        count = count + 1
        means = [0.9 * m + 0.1 * g for m, g in zip(means, gradients)]
        squares = [0.999 * s + 0.001 * g * g for s, g in zip(squares, gradients)]
        first, second = 1 - 0.9**count, 1 - 0.999**count
        parameters = [
            p - learning_rate * (m / first) / (jnp.sqrt(s / second) + 1e-8)
            for p, m, s in zip(parameters, means, squares)
        ]
        return (parameters, means, squares, count, key), value

    return jax.jit(step, donate_argnums=0)


def start(parameters, seed=0):
    """The state before the first step."""
    parameters = [jnp.array(p) for p in parameters]
    zeros = [[jnp.zeros_like(p) for p in parameters] for _ in range(2)]
    return (parameters, *zeros, jnp.zeros((), jnp.float32), jax.random.key(seed))
