"""An estimator learns, encodes, decodes, and is the same after a copy."""

import copy
import pickle

import numpy as np
import pytest

from hourglass import Autoencoder, SettingError

SMALL = dict(code_size=6, epochs=3, batch_size=16)


def test_a_model_learns_images_encodes_and_decodes_them(images):
    autoencoder = Autoencoder("AE", **SMALL).fit(images)
    losses = autoencoder.history_["training_loss"]
    assert losses.shape == (3,) and losses[2] < losses[0]
    assert autoencoder.n_iter_ == 3 and autoencoder.n_features_in_ == 120
    assert autoencoder.image_shape_ == (1, 12, 10) and autoencoder.value_range_ == (0, 255)
    codes = autoencoder.transform(images)
    assert codes.shape == (60, 6) and codes.dtype == np.float32
    decoded, reconstructed = autoencoder.inverse_transform(codes), autoencoder.reconstruct(images)
    assert decoded.shape == reconstructed.shape == images.shape
    np.testing.assert_allclose(decoded, reconstructed, atol=0.01)


def test_the_score_is_the_negative_squared_error_in_the_numbers_of_the_array(images):
    for X in (images, images / np.float32(255), images.reshape(60, -1) * 0.1 - 7.0):
        autoencoder = Autoencoder("AE", **SMALL).fit(X)
        errors = ((autoencoder.reconstruct(X).astype(float) - X) ** 2).reshape(60, -1).mean(axis=1)
        np.testing.assert_allclose(-autoencoder.score_samples(X), errors, rtol=1e-3)
        assert autoencoder.score(X) == pytest.approx(-errors.mean(), rel=1e-3)


def test_layouts_of_the_same_images_give_the_same_codes(colours):
    planes = Autoencoder("ConvAE", epochs=1, batch_size=8).fit(colours)
    last = np.ascontiguousarray(colours.transpose(0, 2, 3, 1))
    interleaved = Autoencoder("ConvAE", epochs=1, batch_size=8).fit(last)
    np.testing.assert_allclose(planes.transform(colours), interleaved.transform(last), atol=1e-5)
    expected = planes.reconstruct(colours).transpose(0, 2, 3, 1)
    np.testing.assert_allclose(interleaved.reconstruct(last), expected, atol=1e-5)
    np.testing.assert_allclose(planes.score_samples(colours), interleaved.score_samples(last), rtol=1e-4)
    decoded = planes.inverse_transform(planes.transform(colours))
    np.testing.assert_allclose(
        interleaved.inverse_transform(interleaved.transform(last)), decoded.transpose(0, 2, 3, 1), atol=1e-5
    )
    # Bytes are the same images, too.
    bytes_last = (last * 255).astype(np.uint8)
    bytes_first = np.ascontiguousarray(bytes_last.transpose(0, 3, 1, 2))
    codes = [Autoencoder("ConvAE", epochs=1).fit_transform(X) for X in (bytes_last, bytes_first)]
    np.testing.assert_array_equal(*codes)


def test_tables_are_images_of_one_row_or_of_a_given_shape(images):
    table = images.reshape(60, -1)
    row = Autoencoder("AE", **SMALL).fit(table)
    assert row.image_shape_ == (1, 1, 120)
    shaped = Autoencoder("SingleLayerCAE", image_shape=(12, 10), epochs=1).fit(table)
    assert shaped.image_shape_ == (1, 12, 10) and shaped.reconstruct(table).shape == table.shape
    as_images = Autoencoder("SingleLayerCAE", epochs=1).fit(images)
    np.testing.assert_array_equal(shaped.transform(table), as_images.transform(images))


def test_arrays_that_are_not_contiguous_or_of_other_types_are_the_same_images(images):
    reference = Autoencoder("AE", **SMALL).fit(images.astype(np.float32) / 255)
    wide = np.repeat(images, 2, axis=2)[:, :, ::2]
    assert not wide.flags.c_contiguous
    np.testing.assert_array_equal(
        Autoencoder("AE", **SMALL).fit(wide).transform(wide), Autoencoder("AE", **SMALL).fit(images).transform(images)
    )
    for X in (images / 255, np.asfortranarray(images.astype(np.float32) / 255), (images / 255).astype(">f4")):
        codes = Autoencoder("AE", **SMALL).fit(X).transform(X)
        np.testing.assert_allclose(codes, reference.transform(images.astype(np.float32) / 255), atol=1e-5)


def test_the_number_of_threads_changes_nothing_and_the_seed_does(images):
    codes = Autoencoder("AE", threads=1, **SMALL).fit_transform(images)
    np.testing.assert_array_equal(Autoencoder("AE", threads=3, **SMALL).fit_transform(images), codes)
    assert not np.array_equal(Autoencoder("AE", random_state=1, **SMALL).fit_transform(images), codes)
    seeds = [Autoencoder("AE", random_state=np.random.default_rng(5), **SMALL).fit_transform(images) for _ in range(2)]
    np.testing.assert_array_equal(*seeds)


def test_a_pickled_estimator_is_the_same(images):
    autoencoder = Autoencoder("VAE", **SMALL, validation="10%").fit(images)
    for other in (pickle.loads(pickle.dumps(autoencoder)), copy.deepcopy(autoencoder)):
        np.testing.assert_array_equal(other.transform(images), autoencoder.transform(images))
        np.testing.assert_array_equal(other.history_["training_loss"], autoencoder.history_["training_loss"])
    empty = pickle.loads(pickle.dumps(Autoencoder("AE")))
    assert empty.get_params() == Autoencoder("AE").get_params()


def test_passes_continue_exactly_after_a_pickle(images):
    autoencoder = Autoencoder("AE", **SMALL)
    for _ in range(3):
        autoencoder.partial_fit(images)
    other = pickle.loads(pickle.dumps(autoencoder))
    for each in (autoencoder, other):
        each.partial_fit(images)
    np.testing.assert_array_equal(other.transform(images), autoencoder.transform(images))
    assert autoencoder.n_iter_ == 4
    losses = autoencoder.history_["training_loss"]
    assert losses[3] < losses[0]


def test_passes_of_all_images_are_epochs(images):
    passes = Autoencoder("AE", **SMALL)
    for _ in range(3):
        passes.partial_fit(images)
    np.testing.assert_array_equal(passes.transform(images), Autoencoder("AE", **SMALL).fit_transform(images))


def test_models_of_stages_and_computed_ones_are_fitted_but_not_in_parts(images):
    pca = Autoencoder("PCA", code_size=4).fit(images)
    assert pca.transform(images).shape == (60, 4)
    for model in ("PCA", "GreedyStackedAE"):
        with pytest.raises(SettingError, match="cannot be fitted in parts"):
            Autoencoder(model).partial_fit(images)


def test_a_network_is_declared_in_text_or_in_a_file(images, tmp_path):
    text = """
    name: Nine
    encoder: [flatten, linear: {units: 9, activation: relu}]
    decoder: [linear: {units: image, activation: sigmoid}, reshape: image]
    loss: {bce: 1}
    """
    declared = Autoencoder(text, epochs=2).fit(images)
    assert declared.code_size_ == 9
    path = tmp_path / "network.yaml"
    path.write_text(text)
    np.testing.assert_array_equal(Autoencoder(str(path), epochs=2).fit_transform(images), declared.transform(images))


def test_settings_reach_the_library(images):
    settings = {"training": {"epochs": 2, "clip_norm": 0.5}, "schedule": {"name": "step", "step": 1}}
    autoencoder = Autoencoder(
        "VAE", code_size=3, loss={"mse": 1}, corruption="masking=0.3", augmentation="flip=lr",
        learning_rate=2e-3, optimizer="SGD", validation="first 10", settings=settings,
    ).fit(images)  # fmt: skip
    written = autoencoder._fitted().model.describe()["settings"]
    assert written["training.epochs"] == "2" and written["training.clip_norm"] == "0.5"
    assert written["optimizer.name"] == "SGD" and float(written["optimizer.learning_rate"]) == 2e-3
    assert written["schedule.name"] == "step" and written["data.validation"] == "first 10"
    assert "validation_loss" in autoencoder.history_


def test_every_parameter_is_a_setting_that_the_library_declares():
    from hourglass import settings_schema
    from hourglass.settings import PLACES

    sections = settings_schema()["properties"]
    for section, name in PLACES.values():
        if section == "training" or section == "data":
            assert name in sections[section]["properties"], (section, name)
    assert {"model", "optimizer", "loss", "corruption"} <= set(sections)


def test_classes_are_given_to_models_that_need_them(images):
    y = np.arange(60) % 3
    model = Autoencoder("ConditionalVAE", epochs=1, settings={"model": {"classes": 3}}).fit(images, y)
    codes = model.transform(images, y)
    assert model.inverse_transform(codes, y).shape == images.shape
    assert model.reconstruct(images, y).shape == images.shape


def test_events_are_dicts_and_may_end_the_training(images):
    events = []
    autoencoder = Autoencoder("AE", **SMALL).fit(images, on_event=events.append)
    assert [event["event"] for event in events].count("epoch") == 3 and events[0]["event"] == "started"
    autoencoder = Autoencoder("AE", code_size=6, epochs=500).fit(
        images, on_event=lambda event: event["event"] == "epoch"
    )
    assert autoencoder.n_iter_ == 1


def test_notebooks_show_a_table(images):
    autoencoder = Autoencoder("AE", **SMALL)
    assert "not yet" in autoencoder._repr_html_()
    page = autoencoder.fit(images)._repr_html_()
    assert "<svg" in page and "training loss" in page
    assert "<script>" not in Autoencoder("<script>")._repr_html_()
    assert repr(autoencoder) == "Autoencoder(model='AE', code_size=6, epochs=3, batch_size=16)"
