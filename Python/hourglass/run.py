"""A run on disk: its settings, its metrics, its images, and its model."""

from __future__ import annotations

import json
import os
import reprlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import display
from .arrays import PLANES, ImageArray
from .conversion import numbers_of
from .errors import DamagedFileError, in_python, warn
from .metrics import history_of
from .model import Model
from .paths import path_of
from .reading import Reading


class Run:
    """A run that `hourglass train`, the Studio or `Autoencoder(folder=…)` has trained.

    Arrays are read as by the estimator that has trained it. In other runs uint8 goes from 0 for black to 255 for white,
    other numbers from 0 to 1, and rows of a table are images `[c, h, w]`, or `[h, w, c]` with `layout="nhwc"`.

    A damaged line of its metrics or its events is a warning with the file and the line; the others are read.

    Parameters
    ----------
    folder : str or path
        The folder of the run.
    layout : {"nchw", "nhwc"}, optional
        The layout of rows and of arrays of four dimensions, where it does not follow from their shape and is not that
        of the array that was fitted.
    threads : int, optional
        Threads to compute with; by default $OMP_NUM_THREADS or all processors.

    Attributes
    ----------
    settings : dict
        Every setting by its place in run.yaml: `settings["optimizer.learning_rate"]`, as text.
    metrics : dict of ndarray
        The metrics of each epoch; `frame` has them as a data frame.
    results : dict or None
        The final metrics, once the training is complete.
    image_shape : tuple of int
        (channels, height, width).
    code_size : int
        The dimension of the code.
    """

    def __init__(
        self, folder: str | bytes | os.PathLike[str], *, layout: str | None = None, threads: int | None = None
    ) -> None:
        path = path_of(folder)
        self.folder = Path(os.fsdecode(path))
        self.layout = layout
        self._model = Model.open(path, threads)
        self._description = self._model.describe()
        for damage in self._description.get("damage", []):
            warn(in_python(damage))
        levels = (float(self._description["black"]), float(self._description["white"]))
        self._reading = Reading.of_run(self.folder, levels)
        self.settings: dict[str, str] = self._description["settings"]
        self.metrics = history_of(self._description["epochs"])
        self.results: dict[str, Any] | None = self._description.get("results")
        self.image_shape = self._model.image_shape
        self.code_size = self._model.code_size

    @property
    def frame(self) -> Any:
        """The metrics as a data frame of pandas, a row for each epoch."""
        try:
            import pandas
        except ImportError as error:
            raise ImportError(
                "a frame needs pandas, which is not installed; pip install pandas, or use metrics, a dict of arrays"
            ) from error
        return pandas.DataFrame(self.metrics)

    @property
    def pictures(self) -> dict[str, Path]:
        """The pictures of the folder: `reconstructions.png`, and those of the film, `film/step-00000123.png`, ..."""
        folder = self.folder / "images"
        return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.png"))}

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events of the last start of the training."""
        path = self.folder / "events.jsonl"
        try:
            # A line that is being written has no end yet.
            lines = path.read_bytes().split(b"\n")[:-1]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise DamagedFileError(f"{path}: the events cannot be read ({error.strerror})") from error
        events, damaged = [], []
        for number, line in enumerate(lines, 1):
            try:
                event = json.loads(line)
            except ValueError:
                event = None
            if isinstance(event, dict):
                events.append(event)
            else:
                damaged.append(number)
        if damaged:
            rest = len(damaged) - 1
            others = "" if rest == 0 else ", nor is another one" if rest == 1 else f", nor are {rest} others"
            warn(
                f"{path}:{damaged[0]}: the line is not an event{others} (expected a JSON object, got "
                f"{reprlib.repr(lines[damaged[0] - 1])}); such lines are left out"
            )
        return events

    def images(self, part: str = "validation", count: int | None = None) -> NDArray[np.uint8]:
        """The images of the run's data, `[n, c, h, w]`.

        Parameters
        ----------
        part : {"train", "validation", "test"}
            The part of the data.
        count : int, optional
            The maximum number of images, the first ones.
        """
        return self._model.run_images(part, count)[0]

    def classes(self, part: str = "validation", count: int | None = None) -> NDArray[np.int32]:
        """The classes of the same images; -1 for unknown ones."""
        return self._model.run_images(part, count)[1]

    def encode(self, images: Any, classes: Any = None) -> NDArray[np.float32]:
        """The codes of images, `[n, code_size]`."""
        return self._model.encode(self._images(images, classes))

    def decode(self, codes: Any, classes: Any = None) -> NDArray[np.float32]:
        """The images of codes, `[n, c, h, w]`: from 0 to 1, or in the numbers of the array that was trained on."""
        return self._model.decode(codes, classes, PLANES)

    def reconstruct(self, images: Any, classes: Any = None) -> NDArray[np.float32]:
        """The reconstructions of images, in their layout and their numbers: those of uint8 go from 0 to 255."""
        return self._model.reconstruct(self._images(images, classes))

    def errors(self, images: Any, classes: Any = None) -> NDArray[np.float32]:
        """The mean squared error of each reconstruction, in the numbers of the images."""
        return self._model.errors(self._images(images, classes))

    def _images(self, images: Any, classes: Any) -> ImageArray:
        return self._reading.images(numbers_of(images), classes, self._model.image_shape, self.layout)

    def __repr__(self) -> str:
        return f"Run({os.fspath(self.folder)!r})"

    def _repr_html_(self) -> str:
        return display.run(self)
