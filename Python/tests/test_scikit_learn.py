"""scikit-learn's own checks, and its pipelines and searches."""

import sys

import numpy as np
import pytest

from hourglass import Autoencoder

pytest.importorskip("sklearn")

from sklearn import config_context
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

# What scikit-learn expects that does not hold here, with the reason.
EXCEPTIONS: dict[str, str] = {}


@parametrize_with_checks(
    [Autoencoder(model="AE", code_size=3, epochs=2, loss="mse", threads=1)], expected_failed_checks=lambda _: EXCEPTIONS
)
def test_check_estimator(estimator, check):
    check(estimator)


@pytest.fixture
def table(images):
    return images.reshape(60, -1) / np.float32(255), np.arange(60) // 16 % 3


def test_a_pipeline_classifies_codes(table):
    X, y = table
    pipeline = make_pipeline(MinMaxScaler(), Autoencoder(code_size=8, epochs=20), LogisticRegression(max_iter=500))
    assert pipeline.fit(X, y).score(X, y) > 0.5
    assert "Autoencoder" in pipeline._repr_html_()


def test_targets_of_a_pipeline_are_its_last_step_s(table):
    X, _ = table
    targets = np.stack([X.mean(axis=1), X.max(axis=1)], axis=1)
    assert make_pipeline(Autoencoder(epochs=1), Ridge()).fit(X, targets).predict(X).shape == (60, 2)


def test_a_search_chooses_the_code_that_reconstructs_best(table):
    search = GridSearchCV(Autoencoder(epochs=20, loss="mse"), {"code_size": [1, 12]}, cv=3).fit(table[0])
    assert search.best_params_ == {"code_size": 12}


def test_a_search_runs_in_several_processes(table):
    search = GridSearchCV(Autoencoder(epochs=2), {"code_size": [2, 3]}, cv=2, n_jobs=2).fit(table[0])
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()


def test_scores_are_cross_validated(table):
    scores = cross_val_score(Autoencoder(code_size=3, epochs=2), table[0], cv=3)
    assert scores.shape == (3,) and (scores < 0).all()


def test_a_clone_has_the_parameters_and_nothing_learned(table):
    fitted = Autoencoder(code_size=3, epochs=1, settings={"training": {"patience": 3}}).fit(table[0])
    copied = clone(fitted)
    assert copied.get_params() == fitted.get_params() and not hasattr(copied, "history_")


def test_codes_are_data_frames_where_that_is_wanted(table):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(table[0]).add_prefix("pixel")
    codes = Autoencoder(code_size=2, epochs=1).set_output(transform="pandas").fit_transform(frame)
    assert list(codes.columns) == ["autoencoder0", "autoencoder1"] and codes.index.equals(frame.index)


@pytest.mark.parametrize("convert", [list, tuple, np.ndarray.tolist, lambda X: tuple(map(tuple, X))])
def test_codes_of_lists_are_data_frames_too(table, convert):
    pandas = pytest.importorskip("pandas")
    X = table[0]
    codes = Autoencoder(code_size=2, epochs=1).set_output(transform="pandas").fit_transform(convert(X))
    assert list(codes.columns) == ["autoencoder0", "autoencoder1"] and codes.index.equals(pandas.RangeIndex(60))
    np.testing.assert_array_equal(codes, Autoencoder(code_size=2, epochs=1).fit_transform(X))


def test_an_array_with_methods_of_other_meanings(table):
    class Array(np.ndarray):
        def columns(self):
            raise AssertionError

        index = keys = columns

    pytest.importorskip("pandas")
    codes = Autoencoder(code_size=2, epochs=1).set_output(transform="pandas").fit_transform(table[0].view(Array))
    assert len(codes) == 60


def test_codes_are_data_frames_of_polars(table):
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(table[0]).rename(lambda name: f"pixel {name}")
    autoencoder = Autoencoder(code_size=2, epochs=1)
    codes = autoencoder.set_output(transform="polars").fit_transform(frame)
    assert codes.columns == ["autoencoder0", "autoencoder1"] and set(codes.dtypes) == {polars.Float32}
    np.testing.assert_array_equal(codes.to_numpy(), autoencoder.set_output(transform="default").transform(frame))
    with pytest.raises(ValueError, match="feature names should match"):
        autoencoder.transform(frame[:, ::-1])
    pipeline = make_pipeline(MinMaxScaler(), Autoencoder(code_size=2, epochs=1)).set_output(transform="polars")
    assert pipeline.fit_transform(frame).columns == ["autoencoder0", "autoencoder1"]
    with config_context(transform_output="polars"):
        assert isinstance(Autoencoder(code_size=2, epochs=1).fit_transform(table[0]), polars.DataFrame)


def test_data_frames_of_packages_that_are_missing(table, monkeypatch):
    autoencoder = Autoencoder(code_size=2, epochs=1).fit(table[0])
    with pytest.raises(ValueError, match="expected 'default', 'pandas' or 'polars', got 'arrow'"):
        autoencoder.set_output(transform="arrow")
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ImportError, match="which is not installed; pip install polars"):
        autoencoder.set_output(transform="polars").transform(table[0])
