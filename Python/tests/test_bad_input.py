"""Whatever cannot be used is an exception of the right class, with a sentence."""

import os
import warnings

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


CYCLE: dict = {}
CYCLE["model"] = CYCLE


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
        (None, TypeError, "X is not an array .*got NoneType None"),
        ({"a": 1}, TypeError, "X is not an array .*got dict"),
        ((row for row in GOOD), TypeError, "X is not an array .*got generator"),
        ([[1, 2], [3]], ValueError, r"rows of X differ in shape .*got \(2,\) and, in row 1, \(1,\)"),
        ([[1, 2], [3, [4]]], ValueError, "rows of X differ in shape .*lists of several lengths in row 1"),
        ([np.zeros((3, 3)), np.zeros((4, 4))], ValueError, r"got \(3, 3\) and, in row 1, \(4, 4\)"),
        (np.array([[1, 2], ["a", 3]], object), ValueError, "row 1, element 0: the value is not a number .*got str 'a'"),
        ([[1, 2], [3, 2**2000]], ValueError, "row 1, element 1: the value is not a number .*too large"),
        (np.zeros((4, 4), [("a", float)]), ValueError, "no numbers"),
        (np.zeros((3, 3), "V4"), ValueError, "no numbers"),
        (np.ma.masked_greater(GOOD, 0.5), ValueError, "X has masked elements"),
    ],
)
def test_arrays(X, error, sentence):
    with pytest.raises(error, match=sentence) as caught:
        small().fit(X)
    assert isinstance(caught.value, hourglass.SettingError)


def test_data_frames_and_matrices_of_other_packages():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(GOOD.reshape(20, 36)).add_prefix("pixel")
    for value, error in (("a", ValueError), (pandas.NA, TypeError)):
        with pytest.raises(error, match="row 3, column 'pixel7': the value is not a number"):
            small().fit(frame.astype(object).mask(frame == frame.iloc[3, 7], value))
    sparse = pytest.importorskip("scipy.sparse")
    with pytest.raises(TypeError, match=r"X is sparse .*got csr_matrix\); give X.toarray\(\)"):
        small().fit(sparse.csr_matrix(frame))


@pytest.mark.parametrize("method", ["transform", "inverse_transform", "reconstruct", "score_samples", "score"])
def test_arrays_of_every_method(method):
    fitted = small().fit(GOOD)
    for X, error in (([[1, 2], [3]], ValueError), (None, TypeError), ("text", ValueError), ([[1, "a"]], ValueError)):
        with pytest.raises(error) as caught:
            getattr(fitted, method)(X)
        assert isinstance(caught.value, hourglass.SettingError)


@pytest.mark.parametrize(
    "X",
    [
        np.asfortranarray(GOOD),
        GOOD.astype(">f4"),
        GOOD.astype(float),
        GOOD.astype(object),
        np.ma.masked_greater(GOOD, 2),
        np.broadcast_to(GOOD, (1, *GOOD.shape))[0],
        memoryview(GOOD),
        GOOD.tolist(),
    ],
    ids=["Fortran", "big endian", "float64", "objects", "nothing masked", "read-only", "memoryview", "lists"],
)
def test_other_layouts_and_types_of_the_same_numbers(X):
    np.testing.assert_array_equal(small().fit_transform(X), small().fit_transform(GOOD))


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
        ({"threads": True}, "threads is no number"),
        ({"code_size": (1,)}, "code_size is not one value .expected an integer, got .1,.."),
        ({"code_size": np.array([4])}, "code_size is not one value"),
        ({"code_size": {3}}, "code_size is not one value"),
        ({"code_size": b"4"}, "code_size is not one value"),
        ({"code_size": "4"}, "code_size is of another type .expected an integer, got '4'"),
        ({"settings": {"model": {"code_size": "4"}}}, "^code_size: the value is text in quotes .expected an integer"),
        ({"settings": {"optimizer": {"learning_rate": "1e-3"}}}, "^learning_rate: .*got .1e-3..; leave out the quotes"),
        ({"settings": {"training": {"epochs": "2"}}}, "^epochs: the value is text in quotes"),
        ({"loss": {"mse": "1"}}, "^mse: the value is text in quotes"),
        ({"corruption": {"gaussian": "0.5"}}, "^gaussian: the value is text in quotes"),
        ({"code_size": np.str_("4")}, "code_size is of another type"),
        ({"epochs": "2"}, "epochs is of another type"),
        ({"batch_size": "16"}, "batch_size is of another type"),
        ({"learning_rate": "0.1"}, "learning_rate is of another type .expected a number"),
        ({"optimizer": 3}, "optimizer is of another type .expected text, got 3"),
        ({"validation": 0.1}, "validation is of another type .expected text"),
        ({"optimizer": "adamm"}, "^optimizer: no such optimiser .got adamm.; did you mean AdamW. .known: Adam, "),
        ({"model": "AEE"}, "^model: no such model .got AEE.; did you mean AAE"),
        ({"loss": "mes"}, "^loss: no such field .got mes.; did you mean mse"),
        ({"settings": {"schedule": {"name": "fixd"}}}, "^schedule: no such schedule .got fixd.; did you mean fixed"),
        ({"code_size": True}, "code_size: .*expected an integer"),
        ({"code_size": 32.5}, "code_size: .*expected an integer"),
        ({"epochs": [1]}, "epochs is not one value"),
        ({"batch_size": (16,)}, "batch_size is not one value"),
        ({"learning_rate": [0.1]}, "learning_rate is not one value"),
        ({"optimizer": ["SGD"]}, "optimizer is not one value .expected text"),
        ({"validation": ["10%"]}, "validation is not one value"),
        ({"random_state": True}, "random_state is no seed"),
        ({"value_range": ("0", "1")}, "two numbers"),
        ({"value_range": (False, True)}, "two numbers"),
        ({"folder": 3}, "folder is no path .*got 3"),
        ({"folder": ""}, "folder is empty"),
        ({"folder": ["runs/x"]}, "folder is no path"),
        ({"layout": ["nchw"]}, "no such layout"),
        ({"settings": "epochs: 3"}, "settings is no dict"),
        ({"settings": []}, "settings is no dict"),
        ({"settings": {("a",): 1}}, "cannot be written as a run file"),
        ({"settings": CYCLE}, "cannot be written as a run file"),
        ({"settings": {"trainings": 1}}, "^settings: no such field"),
        ({"model": "\ud800"}, "cannot be written as a run file"),
        ({"model": b"AE"}, "model is no name"),
        ({"verbose": np.zeros(2)}, "verbose is neither"),
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


@pytest.mark.parametrize("four", [np.int64(4), np.uint8(4), np.array(4), 4.0, np.float32(4)])
def test_numbers_of_every_type(four):
    fitted = small(code_size=four, epochs=four, batch_size=four, value_range=(np.array(0), np.float32(1))).fit(GOOD)
    assert fitted.code_size_ == fitted.n_iter_ == 4
    if not isinstance(four, (float, np.floating)):
        small(threads=four, random_state=four, image_shape=(four, 9)).fit(GOOD.reshape(20, 36))


@pytest.mark.parametrize(
    "shape",
    ["x", "66", 3, 36.0, (True, 36), (6, 6.5), (6, None), (6, "6"), ((6, 6),), (float("nan"), 6), {"a": 1}, object()],
)
def test_shapes_that_are_none(shape):
    with pytest.raises(TypeError, match="image_shape is no shape") as caught:
        small(image_shape=shape).fit(GOOD.reshape(20, 36))
    assert isinstance(caught.value, hourglass.SettingError)


def test_model_files(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such model file") as caught:
        small(model=str(tmp_path / "none.yaml")).fit(GOOD)
    assert isinstance(caught.value, hourglass.HourglassError)
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\0")
    with pytest.raises(hourglass.SettingError, match="not text"):
        small(model=str(tmp_path / "bytes.yaml")).fit(GOOD)
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(hourglass.DamagedFileError, match="cannot be read"):
        small(model=str(tmp_path / "folder.yaml")).fit(GOOD)


def test_values_of_y_that_differ_in_shape():
    arrays = np.empty(20, object)
    for place in range(20):
        arrays[place] = np.zeros(1 + place % 2)
    for y in (np.array([[1], [1, 2]] * 10, object), arrays, [[1], [1, 2]] * 10):
        with pytest.raises(ValueError, match=r"rows of y differ in shape .*got \(1,\) and, in row 1, \(2,\)") as caught:
            small().fit(GOOD, y)
        assert isinstance(caught.value, hourglass.SettingError)
    for y, cure in ((np.ma.masked_less(np.arange(20), 3), "y.filled"), (Sparse(), "y.toarray")):
        with pytest.raises(ValueError, match=cure):
            small().fit(GOOD, y)


class Sparse:
    def toarray(self):
        raise AssertionError


def test_arrays_that_are_too_wide():
    limit = "expected at most 65536 columns, rows and channels, got an array of shape"
    for X, cure in (
        (np.zeros((2, 100_000), np.uint8), r"give image_shape=\(250, 400\), or fewer columns"),
        (np.zeros((2, 65_537), np.uint8), "; give fewer columns"),
        (np.zeros((2, 1, 65_537), np.uint8), "; cut or resize them"),
        (np.zeros((2, 65_537, 1), np.uint8), "; cut or resize them"),
    ):
        with pytest.raises(hourglass.SettingError, match=f"{limit}.*{cure}"):
            small().fit(X)
    X = np.zeros((2, 100_000), np.uint8)
    assert small(image_shape=(250, 400)).fit(X).image_shape_ == (1, 250, 400)


def test_callbacks_that_cannot_be_called():
    with pytest.raises(TypeError, match="on_event cannot be called"):
        small().fit(GOOD, on_event=True)


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
    for bad in (y.astype(float), y - 1, np.array(list("abcde") * 4)):
        with pytest.raises(ValueError, match="y are no classes .*expected integers from 0, got"):
            conditional.fit(GOOD, bad)
    with pytest.raises(ValueError, match="rows of y differ in shape"):
        conditional.fit(GOOD, [[1, 2], [3]])
    with pytest.raises(ValueError, match="differ in length"):
        conditional.fit(GOOD, y[:7])
    np.testing.assert_array_equal(
        conditional.fit(GOOD, y.astype(object)).transform(GOOD, y), conditional.fit(GOOD, y).transform(GOOD, y)
    )
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
    for path in (None, 3, ["x"]):
        with pytest.raises(TypeError, match="folder is no path"):
            hourglass.Run(path)
    with pytest.raises(ValueError, match="folder is empty"):
        hourglass.Run("")
    (tmp_path / "run.yaml").write_text("model: {name: AE}\n")
    with pytest.raises(ValueError, match="shape of the images"):
        hourglass.Run(tmp_path)


def test_damaged_runs(tmp_path):
    folder = tmp_path / "run"
    small(folder=folder).fit(GOOD)
    run = hourglass.Run(os.fsencode(folder))
    for part, error in ((None, TypeError), (3, TypeError), ("all", ValueError), ("\ud800", ValueError)):
        with pytest.raises(error, match="no (such )?part of the data"):
            run.images(part)
    for count, error in (("3", TypeError), (1.5, TypeError), (-1, ValueError)):
        with pytest.raises(error, match="count is"):
            run.images("train", count)
    (folder / "run.yaml").write_bytes(b"\xff\xfe\0")
    with pytest.raises(hourglass.SettingError, match="run file is not text"):
        hourglass.Run(folder)


def test_damaged_logs(tmp_path):
    folder = tmp_path / "run"
    small(folder=folder, epochs=4).fit(GOOD)
    metrics, events = folder / "metrics.jsonl", folder / "events.jsonl"
    lines, written = metrics.read_bytes().splitlines(keepends=True), events.read_bytes()
    # A line that is still written is no damage.
    metrics.write_bytes(b"".join(lines) + lines[-1][:20])
    events.write_bytes(written + b'{"event": "st')
    with warnings.catch_warnings(action="error"):
        run = hourglass.Run(folder)
        assert list(run.metrics["epoch"]) == [1, 2, 3, 4] and len(run.events) == written.count(b"\n")
    for damaged, place, rest in (
        (
            [lines[0], lines[1][:30] + b"\n", *lines[2:]],
            "metrics.jsonl:2: the line is not an epoch .expected",
            [1, 3, 4],
        ),
        ([b"\n", b"\xff" + lines[0], lines[1], b"[]\n", b"7\n"], "metrics.jsonl:2: .* nor are 2 others .*UTF-8", [2]),
    ):
        metrics.write_bytes(b"".join(damaged))
        with pytest.warns(UserWarning, match=place) as caught:
            run = hourglass.Run(folder)
        assert len(caught) == 1 and list(run.metrics["epoch"]) == rest
    events.write_bytes(b"\xff{\n" + written + b"[]\n")
    with pytest.warns(UserWarning, match="events.jsonl:1: the line is not an event, nor is another one"):
        assert len(run.events) == written.count(b"\n")
    metrics.write_bytes(b"".join(lines))
    (folder / "results.json").write_text('{"loss"')
    with pytest.warns(UserWarning, match="results.json: the results of the run cannot be read"):
        assert hourglass.Run(folder).results is None
    # Without its range arrays would be other images.
    (folder / "array.json").write_text("{}")
    with pytest.raises(hourglass.DamagedFileError, match="array.json: the range of the array"):
        hourglass.Run(folder)


def test_a_resumed_run_says_which_lines_it_leaves_out(tmp_path):
    small(folder=tmp_path / "run", epochs=2).fit(GOOD)
    metrics = tmp_path / "run" / "metrics.jsonl"
    metrics.write_text(metrics.read_text().replace('"epoch":1', '"epoch":', 1))
    with pytest.warns(UserWarning, match="metrics.jsonl:1: the line is not an epoch"):
        resumed = small(folder=tmp_path / "run", epochs=3).fit(GOOD)
    assert list(resumed.history_["epoch"]) == [2, 3]
