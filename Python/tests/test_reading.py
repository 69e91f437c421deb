"""Arrays of one kind given to a model that was fitted to another, and to its run on disk."""

import json
import pickle
import warnings

import numpy as np
import pytest

from hourglass import Autoencoder, DamagedFileError, Run

SMALL = dict(code_size=4, epochs=2, batch_size=16)


def fitted(folder, X, **parameters):
    """An estimator with its run, and how it is after a pickle."""
    estimator = Autoencoder("AE", folder=str(folder), **SMALL, **parameters).fit(X)
    return estimator, Run(folder), pickle.loads(pickle.dumps(estimator))


def codes(estimator, run, pickled, X):
    """The codes of an array, which the run and the pickle have, too, as reconstructions and errors."""
    expected = estimator.transform(X)
    np.testing.assert_array_equal(run.encode(X), expected)
    np.testing.assert_array_equal(pickled.transform(X), expected)
    np.testing.assert_array_equal(run.reconstruct(X), estimator.reconstruct(X))
    np.testing.assert_array_equal(run.errors(X), -estimator.score_samples(X))
    return expected


def test_bytes_are_pixels_where_numbers_from_0_to_1_were_fitted(images, tmp_path):
    floats = images / np.float32(255)
    for X, other, scale in ((floats, images, 255), (images, images.astype(float), 1)):
        three = fitted(tmp_path / f"{X.dtype}", X)
        np.testing.assert_allclose(codes(*three, other), codes(*three, X), atol=1e-4)
        estimator = three[0]
        # Reconstructions and scores have the numbers of the array that was given.
        np.testing.assert_allclose(estimator.reconstruct(other), estimator.reconstruct(X) * scale, rtol=1e-4, atol=1e-3)
        np.testing.assert_allclose(estimator.score(other), estimator.score(X) * scale**2, rtol=1e-3)
    parts = [Autoencoder("AE", **SMALL).partial_fit(X).partial_fit(Y) for X, Y in ((floats, images), (floats, floats))]
    np.testing.assert_allclose(parts[0].transform(floats), parts[1].transform(floats), atol=1e-4)
    assert parts[0].value_range_ == (0, 1)
    assert parts[0].inverse_transform(parts[0].transform(images)).max() <= 1


def test_bytes_have_the_range_that_was_given(images, tmp_path):
    masks = (images > 100).astype(np.uint8)
    three = fitted(tmp_path / "masks", masks, value_range=(0, 1))
    expected = codes(*three, masks)
    np.testing.assert_array_equal(codes(*three, masks.astype(np.float32)), expected)
    plain = Autoencoder("AE", **SMALL).fit(masks.astype(np.float32))
    np.testing.assert_array_equal(plain.transform(masks.astype(np.float32)), expected)
    dark = images // 4
    three = fitted(tmp_path / "dark", dark, value_range=(0, 64))
    np.testing.assert_array_equal(codes(*three, dark.astype(float)), codes(*three, dark))


def test_bytes_are_numbers_where_numbers_of_another_range_were_fitted(images, tmp_path):
    X = images.astype(np.float32) / 16
    small = np.round(X).astype(np.uint8)
    three = fitted(tmp_path / "sixteen", X)
    np.testing.assert_array_equal(codes(*three, small), codes(*three, small.astype(np.float32)))


@pytest.mark.parametrize("layout", [None, "nhwc"])
def test_rows_and_images_have_the_layout_that_was_fitted(colours, tmp_path, layout):
    last = np.ascontiguousarray(colours.transpose(0, 2, 3, 1))
    rows = last.reshape(40, -1)
    whole = Autoencoder("AE", folder=str(tmp_path / "whole"), layout=layout, **SMALL).fit(last)
    table = Autoencoder("AE", folder=str(tmp_path / "table"), layout="nhwc", image_shape=(8, 8, 3), **SMALL).fit(rows)
    expected = whole.transform(last)
    np.testing.assert_array_equal(table.transform(rows), expected)
    for run in (Run(tmp_path / "whole"), Run(tmp_path / "table"), Run(tmp_path / "table", layout="nhwc")):
        np.testing.assert_array_equal(run.encode(last), expected)
        np.testing.assert_array_equal(run.encode(rows), expected)
        np.testing.assert_array_equal(run.reconstruct(rows), table.reconstruct(rows))
    # The shape of the model's images says the layout of other arrays.
    np.testing.assert_allclose(Run(tmp_path / "table").encode(colours), expected, atol=1e-6)
    planes = Run(tmp_path / "table", layout="nchw").encode(colours.reshape(40, -1))
    np.testing.assert_allclose(planes, expected, atol=1e-6)


def test_images_that_are_as_wide_as_they_have_channels(tmp_path):
    X = np.random.default_rng(0).random((30, 3, 3, 3), np.float32)
    three = fitted(tmp_path / "run", X, layout="nhwc")
    np.testing.assert_array_equal(codes(*three, X), Autoencoder("AE", layout="nhwc", **SMALL).fit_transform(X))


def test_numbers_of_another_range_than_those_fitted_are_a_warning(images, tmp_path):
    floats = images / np.float32(255)
    to_bytes, to_floats = fitted(tmp_path / "bytes", images), fitted(tmp_path / "floats", floats)
    for (estimator, run, _), X in ((to_bytes, floats), (to_bytes, images > 100), (to_floats, floats * 255)):
        for use in (estimator.transform, estimator.score, estimator.partial_fit, run.encode, run.errors):
            with pytest.warns(UserWarning, match="the numbers are of another range .*scale them like") as caught:
                use(X)
            assert len(caught) == 1 and caught[0].filename == __file__
    masks = Autoencoder("AE", value_range=(0, 1), **SMALL).fit(floats)
    with pytest.warns(UserWarning, match="expected 0 for black and 1 for white, got 20 to 230"):
        masks.transform(images)
    with warnings.catch_warnings(action="error"):
        # Nor are a few numbers beyond the range one, nor is an image that is all black.
        to_floats[0].transform(floats * 3 - 1)
        to_bytes[0].transform(floats * 0)
        masks.transform(floats * 100)


def test_how_a_run_was_fitted_is_in_its_folder(images, tmp_path):
    fitted(tmp_path / "run", images, value_range=(0, 100))
    file = tmp_path / "run" / "estimator.json"
    assert json.loads(file.read_text()) == {"layout": "nchw", "value_range": [0, 100]}
    for text in ("", "[]", "{}", '{"layout": "chw", "value_range": null}', '{"layout": []}'):
        file.write_text(text)
        with pytest.raises(DamagedFileError, match="estimator.json: the layout of arrays cannot be read"):
            Run(tmp_path / "run")
