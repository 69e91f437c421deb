"""Similarity of images: SSIM by scikit-image, MS-SSIM by the formula over SciPy's filters."""

import numpy as np
import skimage
from numbers_and_json import Draws, uniform
from scipy.ndimage import correlate1d
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

WEIGHTS = np.array([0.0448, 0.2856, 0.3001, 0.2363, 0.1333])


def ssim(x, y):
    return structural_similarity(
        x, y, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1, channel_axis=0
    )


def factors(x, y):
    """The mean contrast and structure, and the mean similarity, of two planes."""
    taps = np.exp(-(((np.arange(11) - 5) / 1.5) ** 2) / 2)
    taps /= taps.sum()

    def local(z):
        return correlate1d(correlate1d(z, taps, axis=0), taps, axis=1)[5:-5, 5:-5]

    mx, my = local(x), local(y)
    vx, vy, cov = local(x * x) - mx**2, local(y * y) - my**2, local(x * y) - mx * my
    structure = (2 * cov + 0.03**2) / (vx + vy + 0.03**2)
    luminance = (2 * mx * my + 0.01**2) / (mx**2 + my**2 + 0.01**2)
    return structure.mean(), (structure * luminance).mean()


def halved(z):
    h, w = z.shape[0] // 2 * 2, z.shape[1] // 2 * 2
    return (z[0:h:2, 0:w:2] + z[1:h:2, 0:w:2] + z[0:h:2, 1:w:2] + z[1:h:2, 1:w:2]) / 4


def multiscale(x, y):
    scales = max(1, sum(min(x.shape[1:]) >> s >= 11 for s in range(5)))
    weights = WEIGHTS[:scales] / WEIGHTS[:scales].sum()
    products = []
    for a, b in zip(x, y):
        product = 1.0
        for scale in range(scales):
            if scale > 0:
                a, b = halved(a), halved(b)
            structure, similarity = factors(a, b)
            product *= max(similarity if scale == scales - 1 else structure, 1e-4) ** weights[scale]
        products.append(product)
    return np.mean(products)


def case(x, y, printed=True):
    a, b = x.astype(np.float64), y.astype(np.float64)
    return {
        "shape": list(x.shape),
        **({"x": x, "y": y} if printed else {}),
        "ssim": float(ssim(a, b)),
        "msssim": float(multiscale(a, b)),
        "psnr": float(peak_signal_noise_ratio(a, b, data_range=1)),
        "mae": float(np.abs(a - b).mean()),
    }


def document():
    draw = Draws(9000)

    def smooth(shape):
        """Something like a photograph: a few waves."""
        c, h, w = shape
        rows, columns = np.mgrid[0:h, 0:w]
        waves = [
            draw(1)[0] * np.cos(rows * float(draw(1)[0]) + columns * float(draw(1)[0]) + channel)
            for channel in range(c)
            for _ in range(2)
        ]
        picture = np.stack([waves[2 * i] + waves[2 * i + 1] for i in range(c)])
        return (picture - picture.min()) / np.ptp(picture)

    cases = []
    for shape, noise in [((1, 28, 28), 0.3), ((2, 13, 19), 0.05), ((1, 11, 11), 0.1), ((3, 24, 22), 0.01)]:
        x = np.round(smooth(shape), 3).astype(np.float32)
        y = np.round(np.clip(x + noise * draw(*shape), 0, 1), 3).astype(np.float32)
        cases.append(case(x, y))
    # White paper with a stroke: local variances of zero, where the errors of single precision are largest.
    x = np.ones((1, 28, 28), np.float32)
    x[0, 8:20, 12:15] = np.float32(0.125)
    y = np.round(np.clip(x + 0.02 * draw(1, 28, 28), 0, 1), 3).astype(np.float32)
    cases.append(case(x, y))
    # Five scales: x = u(1), y = (3 u(1) + u(2)) / 4 in single precision.
    shape = (1, 177, 180)
    u, v = (uniform(s, 177 * 180).astype(np.float32).reshape(shape) for s in (1, 2))
    large = case(u, (3 * u + v) / np.float32(4), printed=False)
    return {"skimage": skimage.__version__, "cases": cases, "large": large}
