"""What notebooks show of estimators and runs: tables and curves in HTML without scripts."""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .estimator import Autoencoder
    from .run import Run

_MAX_PICTURE_BYTES = 2_000_000


def estimator(autoencoder: Autoencoder) -> str:
    """An estimator: its parameters and, once it is fitted, what it has learned."""
    rows: dict[str, Any] = {}
    if autoencoder.__sklearn_is_fitted__():
        rows = _shape(autoencoder.image_shape_, autoencoder.code_size_) | _last(autoencoder.history_)
    history = getattr(autoencoder, "history_", {})
    return _card(repr(autoencoder), rows or {"fitted": "not yet"}, _curves(history))


def run(opened: Run) -> str:
    """A run: its settings, its curves, its reconstructions."""
    model = {"model": opened.settings.get("model.name"), "data": opened.settings.get("data.dataset")}
    rows = model | _shape(opened.image_shape, opened.code_size) | _last(opened.metrics)
    return _card(str(opened.folder), rows, _curves(opened.metrics) + _pictures(opened.pictures))


def _pictures(pictures: Mapping[str, Path]) -> str:
    """Reconstructions below their originals: a picture of both, or the last of the film."""
    names = ["reconstructions.png"]
    if names[0] not in pictures:
        names = ["film/originals.png", *[name for name in pictures if name.startswith("film/step-")][-1:]]
    shown = [pictures[name] for name in names if name in pictures]
    images = [
        f'<img alt="{html.escape(path.stem)}" style="display:block;image-rendering:pixelated;min-height:48px" '
        f'src="data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}">'
        for path in shown
        if path.stat().st_size <= _MAX_PICTURE_BYTES
    ]
    return "".join(images)


def _shape(image: tuple[int, ...], code_size: int) -> dict[str, Any]:
    return {"images": " x ".join(map(str, image)), "code size": code_size}


def _last(history: Mapping[str, Any]) -> dict[str, Any]:
    """The number of epochs and their last losses."""
    names = [name for name in ("training_loss", "validation_loss") if name in history]
    last = {name.replace("_", " "): f"{history[name][-1]:.5g}" for name in names}
    return {"epochs": len(history["epoch"])} | last if "epoch" in history else last


def _card(title: str, rows: Mapping[str, Any], more: str) -> str:
    cells = "".join(
        f"<tr><th style='text-align:left'>{html.escape(str(name))}</th><td>{html.escape(str(value))}</td></tr>"
        for name, value in rows.items()
    )
    return f"<div><code>{html.escape(title)}</code><table>{cells}</table>{more}</div>"


def _curves(history: Mapping[str, Any], width: int = 320, height: int = 80) -> str:
    """The losses over the epochs, as SVG; nothing for fewer than two epochs."""
    series = {
        name: np.asarray(history[name], float) for name in ("training_loss", "validation_loss") if name in history
    }
    values = np.concatenate([*series.values(), np.empty(0)])
    values = values[np.isfinite(values)]
    if not series or len(next(iter(series.values()))) < 2 or values.size == 0:
        return ""
    low, high = float(values.min()), float(values.max())
    lines, legend = [], []
    for (name, losses), colour in zip(series.items(), ("#1f77b4", "#d95f02"), strict=False):
        xs = np.linspace(0, width, len(losses))
        points = " ".join(
            f"{x:.1f},{height - (loss - low) / (high - low or 1) * height:.1f}"
            for x, loss in zip(xs, losses, strict=True)
            if np.isfinite(loss)
        )
        title = html.escape(name.replace("_", " "))
        legend.append(f'<span style="color:{colour}">{title}</span>')
        lines.append(f'<polyline fill="none" stroke="{colour}" points="{points}"><title>{title}</title></polyline>')
    return (
        f'<svg role="img" aria-label="losses from {high:.4g} to {low:.4g}" width="{width}" height="{height + 4}" '
        f'viewBox="0 -2 {width} {height + 4}">{"".join(lines)}</svg>'
        f"<div><small>{', '.join(legend)}: from {high:.4g} to {low:.4g}</small></div>"
    )
