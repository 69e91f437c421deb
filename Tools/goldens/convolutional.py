"""Steps of the convolutional and sequence models: Tests/AutoencodersTests/Goldens/convolutional-trajectories.json.

Each case is a narrow configuration of a model on small images, with the draws that a graph makes (philox.py).
"""

import torch
import torch.nn.functional as F

from dense import gaussian_kl, linear, one, sampled, trajectory


def conv(name, inputs, outputs, kernel=3):
    return {f"{name}.weight": (outputs, inputs, kernel, kernel), f"{name}.bias": (outputs,)}


def transposed(name, inputs, outputs, kernel=4):
    return {f"{name}.weight": (inputs, outputs, kernel, kernel), f"{name}.bias": (outputs,)}


def convolved(s, name, x, **options):
    return F.conv2d(x, s.p[f"{name}.weight"], s.p[f"{name}.bias"], **options)


def deconvolved(s, name, x, **options):
    return F.conv_transpose2d(x, s.p[f"{name}.weight"], s.p[f"{name}.bias"], **options)


def bce(logits, x):
    return F.binary_cross_entropy_with_logits(logits, x)


def twice(x):
    return F.interpolate(x, scale_factor=2, mode="nearest")


def dropped(s, x, probability=0.5):
    """Inverted dropout."""
    return x * (s.draw("uniform", x) > probability) / (1 - probability)


def imagenet(image, same, switches):
    def unpooled(x, indices, size):
        y = torch.zeros(*x.shape[:2], *size, dtype=x.dtype)
        if switches:  # max_unpool2d, which has no deterministic form
            return y.flatten(2).scatter(2, indices.flatten(2), x.flatten(2)).view_as(y)
        y[:, :, : 2 * x.shape[2] : 2, : 2 * x.shape[3] : 2] = x
        return y

    def loss(s, x):
        x = x.view(-1, *image)
        padding = 1 if same else 0
        decode = convolved if same else deconvolved
        y = torch.relu(convolved(s, "conv1", x, padding=padding))
        fine = torch.relu(convolved(s, "conv2", y, padding=padding))
        y, i1 = F.max_pool2d(fine, 2, return_indices=True)
        coarse = torch.relu(convolved(s, "conv3", y, padding=padding))
        y, i2 = F.max_pool2d(coarse, 2, return_indices=True)
        y = s.linear("fromCode", s.linear("toCode", y.flatten(1))).view_as(y)
        y = torch.relu(decode(s, "deconv3", unpooled(y, i2, coarse.shape[2:]), padding=padding))
        y = torch.relu(decode(s, "deconv2", unpooled(y, i1, fine.shape[2:]), padding=padding))
        return F.mse_loss(decode(s, "deconv1", y, padding=padding), x)

    return loss


def imagenet_shapes(image, filters, code, same):
    taken = 0 if same else 2
    height, width = (((extent - 2 * taken) // 2 - taken) // 2 for extent in image[1:])
    features = 2 * filters * height * width
    decode = conv if same else transposed
    options = {} if same else {"kernel": 3}
    return (
        conv("conv1", image[0], filters) | conv("conv2", filters, filters) | conv("conv3", filters, 2 * filters)
        | linear("toCode", features, code) | linear("fromCode", code, features)
        | decode("deconv3", 2 * filters, filters, **options) | decode("deconv2", filters, filters, **options)
        | decode("deconv1", filters, image[0], **options)
    )  # fmt: skip


def stacked_shapes(layers, channels, filters):
    shapes = {}
    for i in range(layers):
        shapes |= conv(f"layers.{i}.encoder", channels, filters) | conv(f"layers.{i}.decoder", filters, channels)
    return shapes


def stacked(image, layers, denoising):
    def loss(s, x):
        clean = x.view(-1, *image)
        given = clean
        if denoising:
            given = torch.clamp(clean + s.draw("uniform", clean) - 0.5, -1, 1)
        total = 0
        for i in range(layers):
            encoding = convolved(s, f"layers.{i}.encoder", F.pad(given, (2, 2, 2, 2)))
            encoding = dropped(s, torch.relu(encoding) if denoising else torch.tanh(encoding))
            restored = torch.tanh(convolved(s, f"layers.{i}.decoder", encoding))
            if denoising and i < layers - 1:
                restored = dropped(s, restored)
            total = total + F.mse_loss(restored, clean if denoising else given) / 2
            given = restored.detach()
        return total

    return loss


def pooled_encoding(s, x, padding):
    y = F.max_pool2d(torch.relu(convolved(s, "encoder.0", x, padding=1)), 2, padding=padding)
    y = F.max_pool2d(torch.relu(convolved(s, "encoder.3", y, padding=1)), 2, padding=padding)
    return F.max_pool2d(torch.relu(convolved(s, "encoder.6", y, padding=1)), 2)


def pooled_shapes(channels, wide, narrow):
    return (
        conv("encoder.0", channels, wide) | conv("encoder.3", wide, narrow) | conv("encoder.6", narrow, narrow)
    )  # fmt: skip


def conv_ae(image, padding):
    def loss(s, x):
        x = x.view(-1, *image)
        y = twice(torch.relu(convolved(s, "decoder.0", pooled_encoding(s, x, padding), padding=1)))
        y = twice(torch.relu(convolved(s, "decoder.3", y, padding=1)))
        y = twice(torch.relu(convolved(s, "decoder.6", y, padding=1 - padding)))
        return bce(convolved(s, "decoder.9", y, padding=1), x)

    return loss


def upconv_ae(image, padding):
    def loss(s, x):
        x = x.view(-1, *image)
        y = torch.relu(deconvolved(s, "decoder.0", pooled_encoding(s, x, padding), stride=2, padding=1))
        y = torch.relu(deconvolved(s, "decoder.2", y, stride=2, padding=1))
        return bce(deconvolved(s, "decoder.4", y, stride=2, padding=1 + 2 * padding), x)

    return loss


def denoising_ae(image):
    def loss(s, x):
        x = x.view(-1, *image)
        y = x + 0.5 * s.draw("normal", x)
        y = F.max_pool2d(torch.relu(convolved(s, "encoder.0", y, padding=1)), 2, padding=1)
        y = F.max_pool2d(torch.relu(convolved(s, "encoder.3", y, padding=1)), 2)
        y = twice(torch.relu(convolved(s, "decoder.0", y, padding=1)))
        y = twice(torch.relu(convolved(s, "decoder.3", y, padding=1)))
        return bce(convolved(s, "decoder.6", y, padding=1), x)

    return loss


def strided(image, filters):
    def loss(s, x):
        x = x.view(-1, *image)
        y = x
        for i in (0, 2, 4):
            y = torch.relu(convolved(s, f"encoder.{i}", y, stride=2, padding=1))
        y = s.linear("decoder.0", s.linear("encoder.7", y.flatten(1))).view_as(y)
        for i in (2, 4):
            y = torch.relu(deconvolved(s, f"decoder.{i}", y, stride=2, padding=1))
        return F.mse_loss(torch.sigmoid(deconvolved(s, "decoder.6", y, stride=2, padding=1)), x)

    return loss


def lstm(name, inputs, units):
    return {
        f"{name}.inputWeight": (4 * units, inputs), f"{name}.hiddenWeight": (4 * units, units),
        f"{name}.bias": (4 * units,),
    }  # fmt: skip


def sequence(image, layers):
    """PyTorch's own cell, whose second bias is zero."""

    def step(s, name, x, state):
        weights = [s.p[f"{name}.{field}"] for field in ("inputWeight", "hiddenWeight", "bias")]
        return torch.lstm_cell(x, state, *weights, torch.zeros_like(weights[2]))

    def loss(s, x):
        rows = x.view(-1, *image).transpose(1, 2).flatten(2)  # [n, h, c w]
        states = []
        outputs = list(rows.unbind(1))
        for i in range(layers):
            units = s.p[f"encoder.{i}.hiddenWeight"].shape[1]
            state = (torch.zeros(len(x), units).double(),) * 2
            for t, row in enumerate(outputs):
                state = step(s, f"encoder.{i}", row, state)
                outputs[t] = state[0]
            states.append(state)
        read = [torch.zeros_like(rows[:, 0])] + list(rows.unbind(1))[:-1]
        logits = []
        for y in read:
            for i in range(layers):
                states[i] = step(s, f"decoder.{i}", y, states[i])
                y = states[i][0]
            logits.append(s.linear("output", y))
        return bce(torch.stack(logits, 1), rows)

    return loss


def sequence_shapes(row, units, layers):
    shapes = {}
    for part in ("encoder", "decoder"):
        for i in range(layers):
            shapes |= lstm(f"{part}.{i}", units if i else row, units)
    return shapes | linear("output", units, row)


def conv_vae(image):
    def loss(s, x):
        x = x.view(-1, *image)
        y = torch.relu(convolved(s, "encoder.0", x, stride=2))
        y = torch.relu(convolved(s, "encoder.2", y, stride=2)).flatten(1)
        mean, log_variance = s.linear("mean", y), s.linear("logVariance", y)
        y = torch.relu(s.linear("decoder.0", sampled(s, mean, log_variance)))
        y = y.view(len(x), -1, image[1] // 4, image[2] // 4)
        y = torch.relu(deconvolved(s, "decoder.3", y, stride=2, padding=1, output_padding=1))
        y = torch.relu(deconvolved(s, "decoder.5", y, stride=2, padding=1, output_padding=1))
        logits = deconvolved(s, "decoder.7", y, padding=1)
        error = F.binary_cross_entropy_with_logits(logits, x, reduction="sum") / len(x)
        return error + gaussian_kl(mean, log_variance).sum(1).mean()

    return loss


def vq_vae(image, codes, threshold):
    def residual(s, name, x):
        return x + convolved(s, f"{name}.wide", torch.relu(convolved(s, f"{name}.narrow", torch.relu(x), padding=1)))

    def loss(s, x):
        x = x.view(-1, *image)
        y = torch.relu(convolved(s, "encoder.0", x, stride=2, padding=1))
        y = torch.relu(convolved(s, "encoder.2", y, stride=2, padding=1))
        y = residual(s, "encoder.5", convolved(s, "encoder.4", y, padding=1))
        z = convolved(s, "encoder.7", torch.relu(y))
        vectors = z.permute(0, 2, 3, 1).reshape(-1, z.shape[1])
        counts, sums = s.p["codebook.counts"], s.p["codebook.sums"]
        total = counts.sum()
        codebook = sums / ((counts + 1e-5) / (total + codes * 1e-5) * total).unsqueeze(1)
        indices = torch.cdist(vectors, codebook).argmin(1).detach()
        nearest = codebook[indices].view(len(z), *z.shape[2:], -1).permute(0, 3, 1, 2).detach().clone()
        with torch.no_grad():
            taken = F.one_hot(indices, codes).double()
            counts.copy_(0.99 * counts + 0.01 * taken.sum(0))
            sums.copy_(0.99 * sums + 0.01 * taken.T @ vectors)
            if threshold:
                choices = s.draw("uniform", torch.zeros(1, codes))[0]
                dead = counts < threshold
                sums[dead] = vectors[(choices * len(vectors)).long()][dead]
                counts[dead] = 1
        y = residual(s, "decoder.1", convolved(s, "decoder.0", z + (nearest - z).detach(), padding=1))
        y = torch.relu(deconvolved(s, "decoder.3", torch.relu(y), stride=2, padding=1))
        restored = deconvolved(s, "decoder.5", y, stride=2, padding=1)
        return F.mse_loss(restored, x) + 0.25 * F.mse_loss(z, nearest)

    return loss


def vq_vae_shapes(channels, filters, inner, codes, size):
    half = (filters + 1) // 2

    def residual(name):
        return conv(f"{name}.narrow", filters, inner) | conv(f"{name}.wide", inner, filters, 1)

    return (
        conv("encoder.0", channels, half, 4) | conv("encoder.2", half, filters, 4) | conv("encoder.4", filters, filters)
        | residual("encoder.5") | conv("encoder.7", filters, size, 1)
        | conv("decoder.0", size, filters) | residual("decoder.1")
        | transposed("decoder.3", filters, half) | transposed("decoder.5", half, channels)
        | {"codebook.counts": (codes,), "codebook.sums": (codes, size)}
    )  # fmt: skip


def masked(image, patch, share):
    def loss(s, x):
        x = x.view(-1, *image)
        patches = torch.zeros(len(x), 1, image[1] // patch, image[2] // patch)
        visible = F.interpolate((s.draw("uniform", patches) > share).double(), scale_factor=patch, mode="nearest")
        y = torch.relu(convolved(s, "encoder.0", visible * x, stride=2, padding=1))
        y = torch.relu(convolved(s, "encoder.2", y, stride=2, padding=1))
        code = torch.relu(s.linear("encoder.5", y.flatten(1)))
        y = torch.relu(s.linear("decoder.0", code)).view_as(y)
        y = torch.relu(deconvolved(s, "decoder.3", y, stride=2, padding=1))
        y = deconvolved(s, "decoder.5", y, stride=2, padding=1)
        return ((1 - visible) * (y - x) ** 2).mean() / share

    return loss


def trajectories():
    small, color, odd = (1, 12, 12), (3, 16, 16), (2, 9, 11)
    narrow = {"filters": 4, "code_filters": 3}
    imagenet_fields = {"filters": 3, "code_size": 7}

    def run(model, variant, fields, image, shapes, loss, pixels="0..1", batch=4):
        return trajectory(
            model, variant, fields, shapes, one(loss), "adam", 1e-3, batch=batch, pixels=pixels, image=image
        )

    def imagenet_run(variant, image, same, switches):
        fields = {**imagenet_fields, "mirror": "same" if same else "valid", "switches": switches}
        shapes = imagenet_shapes(image, 3, 7, same)
        return run("ImageNetAE", variant, fields, image, shapes, imagenet(image, same, switches), "/256")

    def stacked_run(model, variant, image, denoising):
        shapes, loss = stacked_shapes(3, image[0], 4), stacked(image, 3, denoising)
        return run(model, variant, {"layers": 3, "filters": 4}, image, shapes, loss, "-1..1")

    def pooled_decoder(channels):
        return conv("decoder.0", 3, 3) | conv("decoder.3", 3, 3) | conv("decoder.6", 3, 4) | conv("decoder.9", 4, channels)

    def upconv_decoder(channels):
        return transposed("decoder.0", 3, 3) | transposed("decoder.2", 3, 4) | transposed("decoder.4", 4, channels)

    def vq_run(variant, threshold):
        fields = {"filters": 6, "residual_filters": 3, "residual_blocks": 1, "codes": 10, "code_size": 3,
                  "revival_threshold": threshold}  # fmt: skip
        shapes = vq_vae_shapes(3, 6, 3, 10, 3)
        return run("VQ-VAE", variant, fields, (3, 8, 12), shapes, vq_vae((3, 8, 12), 10, threshold), "-0.5..0.5")

    return [
        imagenet_run("same", color, True, True),
        imagenet_run("valid, odd sides", (3, 17, 19), False, True),
        imagenet_run("fixed positions, odd sides", (3, 13, 15), True, False),
        stacked_run("StackedCAE", "3 layers", odd, False),
        stacked_run("StackedDenoisingCAE", "3 layers", odd, True),
        run("ConvAE", "padded pools", narrow, small, pooled_shapes(1, 4, 3) | pooled_decoder(1), conv_ae(small, 1)),
        run("ConvAE", "unpadded pools", narrow, color, pooled_shapes(3, 4, 3) | pooled_decoder(3), conv_ae(color, 0)),
        run("UpconvAE", "padded pools", narrow, small, pooled_shapes(1, 4, 3) | upconv_decoder(1),
            upconv_ae(small, 1)),
        run("UpconvAE", "unpadded pools", narrow, color, pooled_shapes(3, 4, 3) | upconv_decoder(3),
            upconv_ae(color, 0)),
        run("DenoisingAE", "4 maps", {"filters": 4}, small,
            conv("encoder.0", 1, 4) | conv("encoder.3", 4, 4) | conv("decoder.0", 4, 4) | conv("decoder.3", 4, 4)
            | conv("decoder.6", 4, 1), denoising_ae(small)),
        run("StridedConvAE", "4, 8, 16 maps", {"filters": 4, "code_size": 5}, color,
            conv("encoder.0", 3, 4, 4) | conv("encoder.2", 4, 8, 4) | conv("encoder.4", 8, 16, 4)
            | linear("encoder.7", 64, 5) | linear("decoder.0", 5, 64) | transposed("decoder.2", 16, 8)
            | transposed("decoder.4", 8, 4) | transposed("decoder.6", 4, 3), strided(color, 4)),
        run("Seq2SeqAE", "1 channel", {"units": 8}, (1, 5, 6), sequence_shapes(6, 8, 2), sequence((1, 5, 6), 2)),
        run("Seq2SeqAE", "2 channels", {"units": 8, "layers": 1}, (2, 4, 3), sequence_shapes(6, 8, 1),
            sequence((2, 4, 3), 1)),
        run("ConvVAE", "3 maps", {"filters": 3, "code_size": 2}, small,
            conv("encoder.0", 1, 3) | conv("encoder.2", 3, 6) | linear("mean", 24, 2) | linear("logVariance", 24, 2)
            | linear("decoder.0", 2, 27) | transposed("decoder.3", 3, 6, 3) | transposed("decoder.5", 6, 3, 3)
            | transposed("decoder.7", 3, 1, 3), conv_vae(small)),
        vq_run("codes revived", 1.0),
        vq_run("codes kept", 0.0),
        run("MaskedAE", "three quarters", {"filters": 3, "code_size": 6}, small,
            conv("encoder.0", 1, 3, 4) | conv("encoder.2", 3, 6, 4) | linear("encoder.5", 54, 6)
            | linear("decoder.0", 6, 54) | transposed("decoder.3", 6, 3) | transposed("decoder.5", 3, 1),
            masked(small, 4, 0.75)),
    ]  # fmt: skip


def document():
    return {"trajectories": trajectories()}
