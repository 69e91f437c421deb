"""Fixtures: images to learn from in milliseconds."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray


def discs(count: int = 60, height: int = 12, width: int = 10) -> NDArray[np.uint8]:
    """Discs of different sizes and places, `[n, h, w]`."""
    y, x = np.mgrid[:height, :width]
    images = []
    for index in range(count):
        centre_x, centre_y, radius = 3 + index % 4 * 2, 3 + index // 4 % 4 * 2, 2 + index // 16 % 3
        inside = (x - centre_x) ** 2 + (y - centre_y) ** 2 < radius**2
        images.append(np.where(inside, 230, 20).astype(np.uint8))
    return np.stack(images)


@pytest.fixture
def images() -> NDArray[np.uint8]:
    return discs()


@pytest.fixture
def colours() -> NDArray[np.float32]:
    """Images of three channels, `[n, c, h, w]`, from 0 to 1."""
    grey = discs(40, 8, 8).astype(np.float32) / 255
    return np.ascontiguousarray(np.stack([grey, 1 - grey, grey**2], axis=1))
