"""Whatever cannot be used is an exception of the right class, with a sentence."""

import numpy as np
import pytest

import hourglass
from hourglass import Autoencoder

GOOD = np.random.default_rng(0).random((20, 6, 6), np.float32)


LINEAR = """
name: Linear
encoder: [flatten, linear: {units: 3}]
decoder: [linear: {units: image}, reshape: image]
"""


def small(**parameters):
    return Autoencoder(**{"code_size": 3, "epochs": 1, "threads": 1, **parameters})


def spoilt(value, place=(3, 2, 1)):
    images = GOOD.copy()
    images[place] = value
    return images


@pytest.mark.parametrize(
    ("X", "error", "sentence"),
    [
        (np.zeros(5, np.float32), ValueError, "Reshape your data"),
        (np.float32(3), ValueError, "Reshape your data"),
        (np.zeros((0, 6, 6), np.uint8), ValueError, r"0 sample\(s\)"),
        (np.zeros((5, 0), np.float32), ValueError, r"0 feature\(s\)"),
        (np.zeros((2, 2, 2, 2, 2), np.float32), ValueError, "neither a table nor images"),
        (np.zeros((4, 3, 8, 3), np.float32), ValueError, "layout='nchw' or 'nhwc'"),
        (np.zeros((4, 5, 8, 6), np.float32), ValueError, "layout='nchw' or 'nhwc'"),
        (GOOD.astype(complex), ValueError, "Complex data not supported"),
        (np.full((4, 4), "a"), ValueError, "no numbers"),
        (np.array([[{}], [{}]], object), TypeError, "number"),
        (np.zeros((3, 3), "M8[s]"), ValueError, "no numbers"),
        (spoilt(np.nan), ValueError, "row 3, element 13: the array contains NaN"),
        (spoilt(np.inf), ValueError, "infinity"),
        (spoilt(-np.inf, (19, 5, 5)), ValueError, "row 19, element 35"),
        (np.full((4, 4), 1e300), ValueError, "too large for float32"),
        (np.array([[-3e38, 3e38]] * 4, np.float32), ValueError, "not a range"),
        (None, ValueError, "no numbers|Expected a table"),
    ],
)
def test_arrays(X, error, sentence):
    with pytest.raises(error, match=sentence):
        small().fit(X)


@pytest.mark.parametrize("X", [np.full((9, 4), 3.0), np.zeros((9, 4)), np.full((9, 4), 7, np.uint8), [[1, 2]] * 9])
def test_constant_arrays_and_lists_are_data(X):
    assert np.isfinite(small().fit_transform(X)).all()


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"model": "Vae2"}, "did you mean VAE"),
        ({"model": ""}, "model is no name"),
        ({"model": 3}, "model is no name"),
        ({"code_size": 0}, "code_size"),
        ({"code_size": "many"}, "code_size"),
        ({"epochs": 0}, "epochs"),
        ({"batch_size": -1}, "batch_size"),
        ({"learning_rate": float("nan")}, "learning_rate|not"),
        ({"loss": "cubic"}, "cubic"),
        ({"corruption": "maskin=0.3"}, "masking"),
        ({"augmentation": "flip=diagonal"}, "augmentation.*expected lr"),
        ({"validation": "200%"}, "validation|split"),
        ({"validation": "test"}, "no images for validation"),
        ({"validation": "first 20"}, "nothing to train on"),
        ({"random_state": "x"}, "random_state"),
        ({"settings": {"trainin": {}}}, "training"),
        ({"settings": {"training": {"epoch": 3}}}, "epochs"),
        ({"settings": {"data": {"dataset": "mnist"}}}, "no meaning for arrays"),
        ({"settings": {"data": {"resize": "8x8"}}}, "no meaning for arrays"),
        ({"settings": {"name": "x"}}, "give fit a folder"),
        ({"settings": {"model": {"hidden": object()}}}, "no text"),
        ({"threads": -3}, "threads"),
        ({"threads": 2**40}, "threads"),
        ({"threads": 1.5}, "threads is no number"),
        ({"folder": "a\0b"}, "null character"),
        ({"value_range": (2.0, 2.0)}, "not a range"),
        ({"value_range": (0.0, float("nan"))}, "not a range"),
        ({"value_range": (1.0,)}, "two numbers"),
        ({"value_range": "unit"}, "two numbers"),
        ({"layout": "hwc"}, "layout"),
        ({"image_shape": (5, 5)}, "image_shape"),
        ({"model": "encoder: [flatten\n"}, "definition|line"),
    ],
)
def test_parameters(parameters, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        small(**parameters).fit(GOOD)
    assert isinstance(caught.value, hourglass.HourglassError)
    assert "--" not in str(caught.value)


def test_an_unknown_parameter():
    with pytest.raises(ValueError, match="no such parameter"):
        small().set_params(codesize=3)


@pytest.mark.parametrize("method", ["transform", "inverse_transform", "reconstruct", "score_samples", "score"])
def test_use_before_fit(method):
    with pytest.raises(hourglass.NotFittedError, match="not fitted yet"):
        getattr(small(), method)(GOOD)
    sklearn = pytest.importorskip("sklearn.exceptions")
    with pytest.raises(sklearn.NotFittedError):
        getattr(small(), method)(GOOD)


def test_images_of_another_shape_than_fitted():
    fitted = small().fit(GOOD)
    for other in (GOOD[:, :5], np.zeros((3, 3, 6, 6), np.float32), GOOD.reshape(20, 36)[:, :35]):
        with pytest.raises(ValueError, match="another shape|features"):
            fitted.transform(other)
        with pytest.raises(ValueError, match="another shape|features"):
            fitted.partial_fit(other)
    with pytest.raises(ValueError, match=r"expected \[n, 3\]"):
        fitted.inverse_transform(np.zeros((2, 4)))
    with pytest.raises(ValueError, match="NaN"):
        fitted.inverse_transform(np.full((2, 3), np.nan))


def test_a_model_that_needs_classes():
    conditional = small(model="ConditionalVAE", code_size=None, settings={"model": {"classes": 3}})
    y = np.arange(20) % 3
    for bad in (None, y.astype(float) + 0.5, y - 1, np.array(list("abcde") * 4), y + 1):
        with pytest.raises(ValueError, match="class|label"):
            conditional.fit(GOOD, bad)
    with pytest.raises(ValueError, match="differ in length"):
        conditional.fit(GOOD, y[:7])
    fitted = conditional.fit(GOOD, y)
    with pytest.raises(ValueError, match="class|label"):
        fitted.transform(GOOD)
    with pytest.raises(ValueError, match="no such class"):
        fitted.inverse_transform(fitted.transform(GOOD, y), y + 1)


def test_a_model_that_does_not_decode_codes_says_so():
    text = """
    name: Unpooling
    encoder:
      - conv: {filters: 2, kernel: 3, padding: 1, activation: relu}
      - max-pool: {window: 2, name: pool}
    decoder:
      - unpool: {pool: pool}
      - conv: {filters: 1, kernel: 3, padding: 1, activation: sigmoid}
    """
    fitted = small(model=text, code_size=None).fit(GOOD)
    with pytest.raises(ValueError, match="codes cannot be decoded"):
        fitted.inverse_transform(fitted.transform(GOOD))


def test_a_loss_that_is_not_finite():
    with pytest.raises(FloatingPointError, match="training diverged"):
        small(model=LINEAR, code_size=None, learning_rate=1e20, optimizer="SGD", epochs=30).fit(GOOD)


def test_damaged_pickles():
    fitted = small().fit(GOOD)
    state = fitted.__getstate__()
    for saved in (b"", b"x" * 40, state["_saved"][:-3], state["_saved"][:30]):
        with pytest.raises(hourglass.HourglassError):
            small().__setstate__({**state, "_saved": saved})


def test_runs_that_are_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such run"):
        hourglass.Run(tmp_path / "missing")
    with pytest.raises(ValueError, match="null character"):
        hourglass.Run(f"{tmp_path}\0x")
    (tmp_path / "run.yaml").write_text("model: {name: AE}\n")
    with pytest.raises(ValueError, match="shape of the images"):
        hourglass.Run(tmp_path)
