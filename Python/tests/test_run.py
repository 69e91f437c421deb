"""A run on disk is resumed, opened and read."""

import os
import subprocess
import sys

import numpy as np
import pytest

from hourglass import Autoencoder, HourglassError, Run, SettingError


@pytest.fixture
def folder(images, tmp_path):
    path = tmp_path / "runs" / "discs"
    Autoencoder("AE", code_size=6, epochs=3, batch_size=16, validation="10%", folder=str(path)).fit(images)
    return path


def test_a_run_knows_its_settings_metrics_and_pictures(folder):
    run = Run(folder)
    assert run.settings["model.name"] == "AE" and run.settings["training.epochs"] == "3"
    assert list(run.metrics["epoch"]) == [1, 2, 3] and np.isfinite(run.metrics["validation_loss"]).all()
    assert run.image_shape == (1, 12, 10) and run.code_size == 6
    assert run.results["epochs"] == 3
    assert {event["event"] for event in run.events} >= {"started", "epoch", "ended"}
    assert (folder / "metrics.jsonl").exists() and (folder / "checkpoints" / "best.safetensors").exists()
    assert "film/originals.png" in run.pictures
    page = run._repr_html_()
    assert "<svg" in page and "code size" in page and page.count("data:image/png") == 2
    frame = pytest.importorskip("pandas") and run.frame
    assert len(frame) == 3


def test_a_frame_needs_pandas(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="which is not installed; pip install pandas"):
        Run(folder).frame  # noqa: B018


def test_a_run_encodes_as_the_estimator_that_trained_it(images, folder):
    trained = Autoencoder("AE", code_size=6, epochs=3, batch_size=16, validation="10%", folder=str(folder)).fit(images)
    run = Run(folder)
    codes = run.encode(images)
    np.testing.assert_array_equal(codes, trained.transform(images))
    np.testing.assert_array_equal(run.reconstruct(images), trained.reconstruct(images))
    np.testing.assert_allclose(run.decode(codes)[:, 0], trained.inverse_transform(codes), atol=1e-3)
    assert run.errors(images).shape == (60,)
    # Rows of a table are images of the run's shape; numbers are from 0 to 1 where the run does not say otherwise.
    np.testing.assert_array_equal(run.encode(images.reshape(60, -1)), codes)


def test_paths_are_those_of_the_moment_they_are_given(images, folder, tmp_path, monkeypatch):
    expected = Run(folder)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(folder.parent)
    runs = [Run("~/runs/discs"), Run("discs"), Run("./discs/"), Run(b"~/runs/discs"), Run(os.curdir + "/../runs/discs")]
    monkeypatch.chdir("/")
    for run in runs:
        assert run.folder.is_absolute() and len(run.events) == len(expected.events) > 0
        assert list(run.pictures) == list(expected.pictures) != []
        assert run._repr_html_().count("data:image/png") == 2
    # The estimator's folder and model file are such paths, too, also where the current folder changes in a training.
    (tmp_path / "nine.yaml").write_text(
        "name: Nine\nencoder: [flatten, linear: {units: 9}]\ndecoder: [linear: {units: image}, reshape: image]\n"
    )
    monkeypatch.chdir(tmp_path)
    trained = Autoencoder("~/nine.yaml", epochs=1, folder="~/runs/nine").fit(images)
    relative = Autoencoder("nine.yaml", epochs=1, folder="runs/again")
    relative.fit(images, on_event=lambda event: os.chdir("/"))
    for each, name in ((trained, "nine"), (relative, "again")):
        assert each.code_size_ == 9 and (tmp_path / "runs" / name / "estimator.json").exists()
        np.testing.assert_array_equal(Run(f"~/runs/{name}").encode(images), each.transform(images))
    gone = tmp_path / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    for use in (lambda: Run("discs"), lambda: relative.fit(images)):
        with pytest.raises(FileNotFoundError, match="the current folder is gone") as caught:
            use()
        assert isinstance(caught.value, HourglassError)


def test_the_same_fit_resumes_the_run(images, folder):
    before = (folder / "run.yaml").read_text()
    longer = Autoencoder("AE", code_size=6, epochs=5, batch_size=16, validation="10%", folder=str(folder)).fit(images)
    assert longer.n_iter_ == 5 and (folder / "run.yaml").read_text() != before
    with pytest.raises(SettingError):
        Autoencoder("AE", code_size=7, epochs=5, batch_size=16, validation="10%", folder=str(folder)).fit(images)
    with pytest.raises(SettingError):
        Autoencoder("AE", code_size=6, epochs=6, batch_size=16, validation="10%", folder=str(folder)).fit(images[::-1])


def test_numbers_of_another_range_are_those_of_the_run(images, tmp_path):
    X = images.astype(np.float32) / 40 - 2
    trained = Autoencoder("AE", epochs=1, folder=str(tmp_path / "wide")).fit(X)
    run = Run(tmp_path / "wide")
    np.testing.assert_array_equal(run.encode(X), trained.transform(X))
    np.testing.assert_array_equal(run.reconstruct(X), trained.reconstruct(X))


def test_a_run_that_was_killed_has_the_range_of_its_numbers(images, tmp_path):
    X = images.astype(np.float32) / 40 - 2
    np.save(tmp_path / "X.npy", X)
    code = """
import hourglass, numpy, os

def end(event):
    if event["event"] == "epoch" and event["epoch"] == 3:
        os._exit(9)

hourglass.Autoencoder("AE", epochs=5, folder="wide").fit(numpy.load("X.npy"), on_event=end)
"""
    assert subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False).returncode == 9
    description = Run(tmp_path / "wide")._model.describe()
    assert (description["black"], description["white"]) == (X.min(), X.max()) and len(description["epochs"]) >= 1


def test_images_of_a_run_are_found_by_its_settings(folder):
    # The array that it was trained on is not on disk.
    with pytest.raises(FileNotFoundError):
        Run(folder).images("validation")
    with pytest.raises(ValueError, match="train, validation or test"):
        Run(folder).images("all")


def test_a_run_that_inverts_its_images_takes_pictures_as_they_are(images, tmp_path):
    folder = tmp_path / "negative"
    negative = 255 - images
    estimator = Autoencoder("PCA", code_size=4, folder=folder).fit(negative)
    # The same run of a data set on disk that is inverted as it is read.
    pixels = images.tobytes()
    (tmp_path / "data").mkdir()
    for part in ("train", "t10k"):
        header = np.array([2051, *images.shape], ">i4").tobytes()
        (tmp_path / "data" / f"{part}-images-idx3-ubyte").write_bytes(header + pixels)
    text = (folder / "run.yaml").read_text()
    assert "\n  dataset: array\n" in text
    (folder / "run.yaml").write_text(
        text.replace("\n  dataset: array\n", f"\n  dataset: {tmp_path / 'data'}\n  invert: true\n")
    )
    run = Run(folder)
    assert np.array_equal(run.images("test")[:, 0], images)
    codes = estimator.transform(negative)
    assert np.array_equal(run.encode(images), codes)
    assert np.allclose(run.encode(images.astype(np.float32)), codes, atol=1e-4)
    assert np.allclose(
        run.decode(codes)[:, 0], 255 - estimator.inverse_transform(codes).reshape(images.shape), atol=1e-3
    )
    assert np.allclose(run.reconstruct(images), 255 - estimator.reconstruct(negative), atol=1e-3)
    assert np.allclose(run.errors(images), -estimator.score_samples(negative), rtol=1e-4)
