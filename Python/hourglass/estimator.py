"""An autoencoder with the interface of scikit-learn's estimators."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import display
from .arrays import PLANES, ImageArray, image_of
from .conversion import classes_of, column_names, numbers_of
from .fitted import Fitted
from .metrics import history_of
from .model import Model
from .progress import OnEvent, Training
from .reading import Reading
from .scikit_learn import Estimator
from .settings import run_file
from .turns import one_thread


class Autoencoder(Estimator):
    """An autoencoder: encodes images to codes, and decodes codes to images.

    It takes images `[n, h, w]`, `[n, c, h, w]` or `[n, h, w, c]` and tables `[n, d]`, as uint8 or as numbers, which are
    used as float32. Arrays of these two types that are contiguous are not copied.

    Most models end with a sigmoid, for pixels between black and white. Of standardised columns a few outliers are the
    black and the white, and all other values lie close together: scale tables with scikit-learn's `MinMaxScaler`, or
    declare a network without a sigmoid and set `value_range=(0, 1)`.

    Parameters
    ----------
    model : str
        A model of `hourglass.models()`, the text of a model file (YAML), or the path of one (.yaml, .lua).
    code_size : int, optional
        The dimension of the code; the model's own by default.
    epochs : int
        Passes over the images, in each stage of training.
    batch_size : int
        Images of a batch.
    learning_rate : float, optional
        The learning rate; the optimiser's own by default.
    optimizer : str, optional
        The optimiser, Adam by default.
    loss : str or dict, optional
        The reconstruction loss by name, or the weights of several, such as `{"bce": 1, "mse": 0.1}`.
    corruption : str or list of dict, optional
        The corruption of the images that the network sees, such as `"masking=0.3"`.
    augmentation : str, optional
        Augmentations of training images, such as `"flip=horizontal"`.
    validation : str, optional
        The images that are held out: `"10%"` or `"first 1000"`. The parameters with the lowest validation loss are then
        used; otherwise the last.
    random_state : int, numpy generator or None
        The seed of initial values, shuffling and noise; None for another one each time.
    value_range : (float, float), optional
        The numbers that mean black and white, of uint8 as of others. By default 0 and 255 for uint8, 0 and 1 for
        numbers in between, and the minimum and the maximum of the array for others. After a fit to numbers from 0 to 1,
        uint8 still goes from 0 to 255; after a fit to other numbers, it has their range.
    image_shape : tuple of int, optional
        The shape of the image in a row of a table: `(h, w)` or `(c, h, w)`. By default a row is one line of `d` pixels.
    layout : {"nchw", "nhwc"}, optional
        The layout of arrays of four dimensions, where it does not follow from their shape.
    settings : dict, optional
        Any other setting, as a run file has them: `{"training": {"patience": 5}, "model": {"hidden": 400}}`.
    folder : str, optional
        The folder of a run on disk, which the same `fit` resumes; by default nothing is written.
    threads : int, optional
        Threads to compute with; by default $OMP_NUM_THREADS or all processors. Results do not depend on it.
    verbose : bool
        Whether progress is shown, by tqdm where it is installed.

    Attributes
    ----------
    history_ : dict of ndarray
        The metrics of each epoch: `training_loss`, `validation_loss`, `images_per_second`, ...
    code_size_ : int
        The dimension of the code.
    image_shape_ : tuple of int
        (channels, height, width).
    value_range_ : tuple of float
        The numbers of black and white.
    n_features_in_ : int
        Elements of an image.
    n_iter_ : int
        Epochs done.

    Examples
    --------
    >>> import numpy as np, hourglass
    >>> images = np.random.default_rng(0).integers(0, 256, (100, 8, 8), np.uint8)
    >>> autoencoder = hourglass.Autoencoder("AE", code_size=5, epochs=2).fit(images)
    >>> autoencoder.transform(images).shape
    (100, 5)
    >>> autoencoder.reconstruct(images).shape
    (100, 8, 8)
    """

    def __init__(
        self,
        model: str = "AE",
        *,
        code_size: int | None = None,
        epochs: int = 20,
        batch_size: int = 128,
        learning_rate: float | None = None,
        optimizer: str | None = None,
        loss: str | dict[str, float] | None = None,
        corruption: str | list[dict[str, Any]] | None = None,
        augmentation: str | None = None,
        validation: str | None = None,
        random_state: Any = 0,
        value_range: tuple[float, float] | None = None,
        image_shape: tuple[int, ...] | None = None,
        layout: str | None = None,
        settings: dict[str, Any] | None = None,
        folder: str | None = None,
        threads: int | None = None,
        verbose: bool = False,
    ) -> None:
        self.model = model
        self.code_size = code_size
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.optimizer = optimizer
        self.loss = loss
        self.corruption = corruption
        self.augmentation = augmentation
        self.validation = validation
        self.random_state = random_state
        self.value_range = value_range
        self.image_shape = image_shape
        self.layout = layout
        self.settings = settings
        self.folder = folder
        self.threads = threads
        self.verbose = verbose

    # Training

    @one_thread
    def fit(self, X: Any, y: Any = None, *, on_event: OnEvent | None = None) -> Autoencoder:
        """Trains the model from its initial parameters.

        Ctrl-C ends the training after its step; the estimator then has the parameters reached.

        Parameters
        ----------
        X : array-like
            Images or a table.
        y : array-like of int, optional
            The class of each image, for models that need it; ignored by others.
        on_event : callable, optional
            Called with each event of the training as a dict; a true result ends the training.

        Returns
        -------
        Autoencoder
            The estimator.
        """
        fitted, images = self._first(X, y)
        self._train(fitted, lambda training: fitted.model.fit(images, fitted.reading, self.folder, training), on_event)
        return self

    @one_thread
    def partial_fit(self, X: Any, y: Any = None, *, on_event: OnEvent | None = None) -> Autoencoder:
        """Trains the model for one pass over the images, from its present parameters; see `fit`.

        A call plans its steps, which takes some milliseconds: pieces of many batches are faster than batches. After
        `fit` the optimiser starts again.
        """
        is_first = not self.__sklearn_is_fitted__()
        fitted, images = self._first(X, y) if is_first else (self._fitted(), self._images(X, y))
        self._train(fitted, lambda training: fitted.model.partial_fit(images, training), on_event)
        return self

    @one_thread
    def fit_transform(self, X: Any, y: Any = None) -> Any:
        """Trains the model, and encodes the images that it was trained on."""
        return self.fit(X, y).transform(X, y)

    def _train(self, fitted: Fitted, train: Callable[[Training], None], on_event: OnEvent | None) -> None:
        try:
            train(Training(self.verbose, on_event))
        finally:
            # Of a training that was asked to stop, the parameters stay.
            description = fitted.model.describe()
            if description["is_fitted"]:
                self._adopt(fitted, description)

    def _adopt(self, fitted: Fitted, description: dict[str, Any]) -> None:
        """Replaces what was fitted before, in one step."""
        attributes = {
            "_state": fitted,
            "history_": history_of(description["epochs"]),
            "n_iter_": len(description["epochs"]),
            "code_size_": fitted.model.code_size,
            "image_shape_": fitted.image_shape,
            "value_range_": fitted.reading.value_range,
            "n_features_in_": math.prod(fitted.image_shape),
        } | ({} if fitted.feature_names is None else {"feature_names_in_": fitted.feature_names})
        # What is replaced lives until all is: its end would let other threads run.
        before = dict(vars(self))
        vars(self).update(attributes)
        if fitted.feature_names is None:
            vars(self).pop("feature_names_in_", None)
        del before

    # Use

    @one_thread
    def transform(self, X: Any, y: Any = None) -> Any:
        """The codes of images, `[n, code_size_]`, float32; `y` are their classes, for models that need them."""
        images = self._images(X, y)
        return self._framed(self._fitted().model.encode(images), X)

    @one_thread
    def inverse_transform(self, X: Any, y: Any = None) -> NDArray[np.float32]:
        """The images of codes, `[n, code_size_]`, in the layout and the numbers of the images that were fitted.

        Raises
        ------
        SettingError
            For a model whose decoder needs more of an image than its code.
        """
        fitted = self._fitted()
        return fitted.model.decode(X, y, fitted.reading.order or PLANES, fitted.row_shape)

    @one_thread
    def reconstruct(self, X: Any, y: Any = None) -> NDArray[np.float32]:
        """The reconstructions of images, in their layout and their numbers: those of uint8 go from 0 to 255."""
        return self._fitted().model.reconstruct(self._images(X, y))

    @one_thread
    def score_samples(self, X: Any, y: Any = None) -> NDArray[np.float32]:
        """The negative mean squared error of each reconstruction, in the numbers of the images: greater is better."""
        return -self._fitted().model.errors(self._images(X, y))

    def score(self, X: Any, y: Any = None) -> float:
        """The mean of `score_samples`, by which scikit-learn compares estimators."""
        return float(np.mean(self.score_samples(X, y), dtype=np.float64))

    # Input

    def _first(self, X: Any, y: Any) -> tuple[Fitted, ImageArray]:
        """`X` as images to fit, of any shape, and a model that is not fitted to them yet."""
        images = self._array(X, y)
        reading = Reading.first(images, self.value_range)
        model = Model.create(run_file(self.get_params()), self.threads)
        fitted = Fitted(model, images.image, images.values.shape[1:], reading, column_names(X))
        return fitted, reading.apply(images)

    def _images(self, X: Any, y: Any) -> ImageArray:
        """`X` as images of the shape that was fitted."""
        fitted, images = self._fitted(), self._array(X, y)
        fitted.check(X, images.values, images.image, type(self).__name__)
        return fitted.reading.applied_to_more(images)

    def _array(self, X: Any, y: Any) -> ImageArray:
        values = numbers_of(X)
        image, order = image_of(values.shape, self.image_shape, self.layout)
        return ImageArray(values, image, order, classes=classes_of(y, len(values)), y=y)

    # Pickle and notebooks

    @one_thread
    def __getstate__(self) -> dict[str, Any]:
        state = dict(self.__dict__)
        fitted: Fitted | None = state.pop("_state", None)
        if fitted is not None:
            state["_saved"] = fitted.model.save()
            state["_images"] = {name: value for name, value in vars(fitted).items() if name != "model"}
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        state = dict(state)
        saved, images = state.pop("_saved", None), state.pop("_images", {})
        self.__dict__.update(state)
        if saved is not None:
            self._state = Fitted(Model.load(saved, self.threads), **images)

    def _repr_html_(self) -> str:
        return display.estimator(self)
