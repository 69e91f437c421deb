"""Pooling, upsampling, filters, warps: Tests/TensorsTests/Goldens/spatial.json."""

import numpy as np
import torch
import torch.nn.functional as F

from numbers_and_json import Draws, gradients, leaf


def transposed_convolution_cases():
    draw = Draws(100_000)
    # n, input channels, output channels, height, width, kernel height, kernel width, stride, padding, output padding
    sizes = [
        (1, 1, 1, 3, 4, 3, 3, 1, 0, 0),
        (2, 3, 2, 4, 3, 3, 3, 1, 1, 0),
        (2, 2, 2, 2, 3, 4, 4, 2, 1, 0),
        (1, 3, 5, 2, 3, 4, 4, 2, 1, 0),
        (1, 1, 1, 3, 9, 4, 4, 2, 1, 0),
        (2, 2, 2, 3, 3, 3, 3, 2, 1, 1),
        (1, 1, 2, 3, 2, 2, 2, 2, 0, 1),
        (1, 2, 2, 2, 3, 3, 3, 3, 0, 2),
        (1, 2, 2, 2, 2, 2, 2, 3, 0, 2),
        (1, 2, 2, 3, 3, 5, 3, 2, 2, 1),
        (1, 1, 1, 1, 1, 1, 1, 2, 0, 1),
    ]
    cases = []
    for n, c, o, height, width, kh, kw, stride, padding, output_padding in sizes:
        x, w, b = draw(n, c, height, width), draw(c, o, kh, kw), draw(o)
        tx, tw, tb = leaf(x), leaf(w), leaf(b)
        y = F.conv_transpose2d(tx, tw, tb, stride=stride, padding=padding, output_padding=output_padding)
        dy = draw(*y.shape)
        dx, dw, db = gradients(y, dy, tx, tw, tb)
        cases.append(
            {
                "n": n, "inputChannels": c, "outputChannels": o, "height": height, "width": width,
                "kernelHeight": kh, "kernelWidth": kw, "stride": stride, "padding": padding,
                "outputPadding": output_padding,
                "x": x, "w": w, "b": b, "y": y, "dy": dy, "dx": dx, "dw": dw, "db": db,
            }
        )  # fmt: skip
    return cases


def positions_in_windows(places, width, window, stride, padding):
    """Torch's places in the plane as places in the window: row * window + column."""
    i = torch.arange(places.shape[2]).view(-1, 1) * stride - padding
    j = torch.arange(places.shape[3]).view(1, -1) * stride - padding
    return (places // width - i) * window + (places % width - j)


def max_pooling_cases():
    draw = Draws(110_000)
    # n, channels, height, width, window, stride, padding, decimals of the pixels: few make ties
    sizes = [
        (2, 2, 4, 6, 2, 2, 0, 4),
        (1, 1, 5, 7, 2, 2, 0, 4),
        (1, 1, 5, 37, 2, 2, 0, 4),
        (2, 2, 4, 6, 2, 2, 1, 4),
        (1, 2, 5, 7, 2, 2, 1, 4),
        (1, 1, 4, 36, 2, 2, 1, 0),
        (1, 1, 3, 34, 2, 2, 0, 0),
        (1, 1, 7, 6, 3, 2, 1, 4),
        (1, 2, 5, 6, 3, 1, 0, 0),
        (1, 1, 9, 8, 3, 3, 0, 4),
        (1, 1, 7, 8, 2, 3, 1, 4),
        (1, 1, 1, 1, 1, 1, 0, 4),
    ]
    cases = []
    for n, c, height, width, window, stride, padding, decimals in sizes:
        x = np.round(draw(n, c, height, width), decimals).astype(np.float32)
        tx = leaf(x)
        y, places = F.max_pool2d(tx, window, stride, padding, return_indices=True)
        dy = draw(*y.shape)
        (dx,) = gradients(y, dy, tx)
        z = draw(*y.shape)
        tz = leaf(z)
        # Where windows overlap, the values that meet add up.
        unpooled = torch.zeros(n, c, height * width, dtype=torch.float64)
        unpooled = unpooled.scatter_add(2, places.flatten(2), tz.flatten(2)).view(n, c, height, width)
        if stride >= window:
            # Deterministic where no two values meet, though PyTorch does not know it.
            torch.use_deterministic_algorithms(False)
            size = (height, width)
            assert torch.equal(unpooled, F.max_unpool2d(tz, places, window, stride, padding, output_size=size))
            torch.use_deterministic_algorithms(True)
        du = draw(*unpooled.shape)
        (dz,) = gradients(unpooled, du, tz)
        cases.append(
            {
                "n": n, "channels": c, "height": height, "width": width,
                "window": window, "stride": stride, "padding": padding,
                "x": x, "y": y, "switches": positions_in_windows(places, width, window, stride, padding).double(),
                "dy": dy, "dx": dx, "z": z, "unpooled": unpooled, "du": du, "dz": dz,
            }
        )  # fmt: skip
    return cases


def planewise(x, parameters, dy, function):
    """One case of an operation on images alone."""
    tx = leaf(x)
    y = function(tx)
    dy = dy(*y.shape)
    (dx,) = gradients(y, dy, tx)
    n, c, height, width = x.shape
    size = {"n": n, "channels": c, "height": height, "width": width}
    return {**size, **parameters, "shape": list(y.shape[1:]), "x": x, "y": y, "dy": dy, "dx": dx}


def average_pooling_cases():
    draw = Draws(120_000)
    sizes = [
        (2, 2, 6, 8, 2, 2, 0), (1, 1, 5, 37, 2, 2, 0), (1, 2, 5, 6, 2, 2, 1), (1, 2, 7, 6, 3, 2, 1),
        (1, 1, 6, 7, 3, 1, 1), (1, 1, 4, 4, 4, 4, 2), (1, 1, 1, 1, 1, 2, 0),
    ]  # fmt: skip
    return [
        planewise(
            draw(n, c, h, w), {"window": window, "stride": stride, "padding": padding}, draw,
            lambda x: F.avg_pool2d(x, window, stride, padding),
        )
        for n, c, h, w, window, stride, padding in sizes
    ]  # fmt: skip


def upsampling_cases():
    draw = Draws(130_000)
    sizes = [(2, 2, 2, 3, 2), (1, 1, 2, 17, 2), (1, 1, 3, 5, 2), (1, 2, 3, 2, 3), (1, 1, 1, 1, 2), (1, 1, 2, 3, 1)]
    sizes += [(1, 1, 1, 3, 4), (1, 1, 3, 1, 5)]
    cases = []
    for n, c, h, w, factor in sizes:
        for kind, options in [("nearest", {}), ("bilinear", {"align_corners": False})]:
            cases.append(
                planewise(
                    draw(n, c, h, w), {"kind": kind, "factor": factor}, draw,
                    lambda x: F.interpolate(x, scale_factor=factor, mode=kind, **options),
                )
            )  # fmt: skip
    return cases


def filter_cases():
    draw = Draws(140_000)
    # n, channels, height, width, taps, padding
    sizes = [
        (2, 2, 3, 4, 3, 1), (1, 1, 6, 7, 11, 5), (1, 1, 11, 17, 11, 0), (1, 2, 3, 2, 5, 4), (1, 1, 4, 5, 1, 0),
        (1, 1, 2, 35, 3, 1),
    ]  # fmt: skip
    cases = []
    for n, c, h, w, count, padding in sizes:
        taps = draw(count)
        kernel = torch.tensor(np.outer(taps.astype(np.float64), taps.astype(np.float64)))
        kernel = kernel.view(1, 1, count, count).repeat(c, 1, 1, 1)
        cases.append(
            planewise(
                draw(n, c, h, w), {"taps": taps, "padding": padding}, draw,
                lambda x: F.conv2d(x, kernel, padding=padding, groups=c),
            )
        )  # fmt: skip
    return cases


def warp_cases():
    draw = Draws(150_000)
    near_one = np.array([1, 0, 0, 0, 1, 0], dtype=np.float32)
    cases = []
    # n, channels, height, width, how far the maps are from one that changes nothing
    for n, c, h, w, spread in [(2, 2, 4, 5, 0.4), (2, 1, 5, 5, 1.5), (1, 1, 1, 70, 0.2), (2, 1, 1, 4, 0.5)]:
        maps = (near_one + spread * draw(n, 6)).astype(np.float32)
        maps[:, [2, 5]] *= 3
        m = torch.tensor(maps.astype(np.float64))
        v, u = torch.meshgrid(
            torch.arange(h, dtype=torch.float64) - (h - 1) / 2, torch.arange(w, dtype=torch.float64) - (w - 1) / 2,
            indexing="ij",
        )  # fmt: skip

        def place(a, b, c, extent):
            at = m[:, a].view(-1, 1, 1) * u + m[:, b].view(-1, 1, 1) * v + m[:, c].view(-1, 1, 1)
            return at * 2 / extent

        grid = torch.stack([place(0, 1, 2, w), place(3, 4, 5, h)], dim=3)
        cases.append(
            planewise(
                draw(n, c, h, w), {"maps": maps}, draw, lambda x: F.grid_sample(x, grid, align_corners=False)
            )
        )
    return cases


def crop_cases():
    draw = Draws(160_000)
    cases = []
    # n, channels, height, width, then top, bottom, left, right
    for n, c, h, w, top, bottom, left, right in [(2, 2, 4, 5, 1, 2, 0, 3), (1, 1, 3, 3, 1, 1, 1, 1), (1, 1, 2, 5, 0, 0, 0, 0)]:
        cases.append(
            planewise(
                draw(n, c, h, w), {"top": top, "bottom": bottom, "left": left, "right": right}, draw,
                lambda x: x[:, :, top : h - bottom, left : w - right],
            )
        )  # fmt: skip
    return cases


def fixed_unpooling_cases():
    draw = Draws(170_000)
    cases = []
    # n, channels, height, width of the values, window, stride, height and width of the result
    sizes = [(2, 2, 3, 4, 2, 2, 6, 8), (1, 1, 3, 18, 2, 2, 7, 37), (1, 1, 2, 2, 3, 3, 8, 7), (1, 1, 2, 3, 3, 1, 4, 5)]
    for n, c, h, w, window, stride, height, width in sizes:

        def unpooled(x):
            y = torch.zeros(n, c, height, width, dtype=torch.float64)
            y[:, :, : h * stride : stride, : w * stride : stride] = x
            return y

        parameters = {"window": window, "stride": stride, "resultHeight": height, "resultWidth": width}
        cases.append(planewise(draw(n, c, h, w), parameters, draw, unpooled))
    return cases


def document():
    return {
        "transposedConvolution": transposed_convolution_cases(),
        "maxPooling": max_pooling_cases(),
        "averagePooling": average_pooling_cases(),
        "upsampling": upsampling_cases(),
        "filter": filter_cases(),
        "warp": warp_cases(),
        "crop": crop_cases(),
        "fixedUnpooling": fixed_unpooling_cases(),
    }
