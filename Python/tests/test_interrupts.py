"""Ctrl-C ends the training at the next step, and what was reached stays."""

import os
import signal
import threading
import time

import numpy as np
import pytest

from hourglass import Autoencoder


@pytest.fixture(autouse=True)
def interruptible():
    """Python's own answer to Ctrl-C, which a process that was started in the background lacks."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupted(autoencoder, images):
    """Fits until Ctrl-C comes; returns the seconds until the fit ended after it."""
    sent = []

    def send(_):
        if not sent:
            sent.append(time.monotonic())
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        autoencoder.fit(images, on_event=lambda event: send(event) if event["event"] == "step" else None)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    return time.monotonic() - sent[0]


def test_the_parameters_reached_stay(images):
    autoencoder = Autoencoder("AE", code_size=6, epochs=100_000, batch_size=16)
    interrupted(autoencoder, images)
    assert np.isfinite(autoencoder.transform(images)).all()


def test_a_run_on_disk_is_resumed(images, tmp_path):
    parameters = dict(code_size=6, batch_size=16, folder=str(tmp_path / "run"), settings={"training": {"film": 0}})
    autoencoder = Autoencoder("AE", epochs=100_000, **parameters)
    interrupted(autoencoder, images)
    assert (tmp_path / "run" / "checkpoints").exists()
    done = autoencoder.n_iter_
    resumed = Autoencoder("AE", epochs=done + 2, **parameters).fit(images)
    assert resumed.n_iter_ == done + 2
    whole = Autoencoder("AE", code_size=6, epochs=done + 2, batch_size=16).fit(images)
    if done + 2 < 50:
        np.testing.assert_allclose(resumed.history_["training_loss"], whole.history_["training_loss"])


def test_an_error_of_a_callback_ends_the_training_and_is_raised(images):
    def fail(event):
        raise ZeroDivisionError(event["event"])

    with pytest.raises(ZeroDivisionError, match="started"):
        Autoencoder("AE", epochs=100_000).fit(images, on_event=fail)


def test_other_threads_run_while_a_model_trains(images):
    counted = []
    stop = threading.Event()

    def count():
        while not stop.is_set():
            counted.append(time.monotonic())
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    began = time.monotonic()
    Autoencoder("AE", epochs=50, batch_size=2).fit(images)
    ended = time.monotonic()
    stop.set()
    thread.join()
    assert sum(began < moment < ended for moment in counted) > 1
