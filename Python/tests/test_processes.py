"""Several threads, a fork, and a library of another version."""

import copy
import multiprocessing
import os
import pickle
import shutil
import subprocess
import sys
import threading

import numpy as np
import pytest

from hourglass import Autoencoder, BusyError, Run, __version__, library_version

SMALL = dict(code_size=4, epochs=2, batch_size=16)


def test_two_threads_on_one_estimator(images):
    autoencoder = Autoencoder("AE", **SMALL).fit(images)
    started, stop = threading.Event(), threading.Event()

    def follow(event):
        started.set()
        return stop.is_set()

    thread = threading.Thread(target=lambda: [autoencoder.partial_fit(images, on_event=follow) for _ in range(1000)])
    caught = []

    def use():
        while not stop.is_set():
            try:
                autoencoder.transform(images)
            except BusyError as error:
                caught.append(str(error))
                stop.set()

    thread.daemon = True
    thread.start()
    started.wait()
    other = threading.Timer(20, stop.set)
    other.start()
    use()
    other.cancel()
    thread.join(20)
    assert caught and "another thread is using the model" in caught[0]


def test_threads_that_fit_one_estimator_leave_one_of_the_fits():
    random = np.random.default_rng(0)
    arrays = [random.random((20, columns), np.float32) for columns in (10, 1500, 40, 700)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(40):
            autoencoder, caught = Autoencoder("AE", code_size=2, epochs=1, threads=1), []

            def fit(X, autoencoder=autoencoder, caught=caught):
                try:
                    autoencoder.fit(X)
                except BusyError as error:
                    caught.append(str(error))

            threads = [threading.Thread(target=fit, args=(X,)) for X in arrays]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert all("another thread is using the model" in message for message in caught) and len(caught) < 4
            fitted = autoencoder._fitted()
            image = (1, 1, autoencoder.n_features_in_)
            assert tuple(fitted.model.describe()["image"]) == autoencoder.image_shape_ == fitted.image_shape == image
            assert autoencoder.inverse_transform(np.ones((2000, 2), np.float32)).shape == (2000, image[2])
    finally:
        sys.setswitchinterval(interval)


def test_a_second_thread_is_refused_during_the_whole_of_fit(images):
    autoencoder, results = Autoencoder("AE", **SMALL), []

    def use(method):
        try:
            results.append(getattr(autoencoder, method)(images))
        except BusyError as error:
            results.append(error)

    def start(event):
        if event["event"] == "epoch":
            for method in ("fit", "partial_fit", "fit_transform", "transform"):
                thread = threading.Thread(target=use, args=(method,))
                thread.start()
                thread.join()

    autoencoder.fit(images, on_event=start)
    assert len(results) == 8 and all(isinstance(result, BusyError) for result in results)
    # The thread that trains uses what was fitted before.
    codes = autoencoder.transform(images)
    autoencoder.fit(images, on_event=lambda event: results.append(autoencoder.transform(images)) and False)
    np.testing.assert_array_equal(results[-1], codes)


def test_attributes_that_are_changed_change_no_memory(images, tmp_path):
    autoencoder = Autoencoder("AE", folder=tmp_path / "run", **SMALL).fit(images)
    codes, decoded = autoencoder.transform(images), autoencoder.reconstruct(images)
    run = Run(tmp_path / "run")
    autoencoder.code_size_ = run.code_size = 1
    autoencoder.image_shape_ = run.image_shape = (1, 1, 1)
    autoencoder.n_features_in_, autoencoder._row_shape = 1, (1, 1)
    for each in (autoencoder, pickle.loads(pickle.dumps(autoencoder)), copy.deepcopy(autoencoder)):
        np.testing.assert_array_equal(each.transform(images), codes)
        np.testing.assert_array_equal(each.reconstruct(images), decoded)
        assert each.inverse_transform(codes).shape == images.shape
    np.testing.assert_array_equal(run.encode(images), codes)
    assert run.decode(codes).shape == (60, 1, 12, 10)
    with pytest.raises(ValueError, match=r"no codes .expected \[n, 4\]"):
        run.decode(codes[:, :1])


def test_threads_with_estimators_of_their_own(images):
    expected = Autoencoder("AE", **SMALL).fit_transform(images)
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(Autoencoder("AE", **SMALL).fit_transform(images)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4 and all(np.array_equal(result, expected) for result in results)


def in_child(queue, autoencoder, images):
    try:
        used = autoencoder.transform(images)
        fitted = Autoencoder("AE", **SMALL).fit_transform(images)
        computed = Autoencoder("PCA", code_size=2).fit_transform(images)
        queue.put((used, fitted, computed))
    except BaseException as error:
        queue.put(error)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system does not fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_process_uses_and_fits_estimators(images):
    autoencoder = Autoencoder("AE", threads=3, **SMALL).fit(images)
    codes = autoencoder.transform(images)
    components = Autoencoder("PCA", code_size=2).fit_transform(images)
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    process = context.Process(target=in_child, args=(queue, autoencoder, images))
    process.start()
    result = queue.get(timeout=60)
    process.join(20)
    assert process.exitcode == 0
    assert not isinstance(result, BaseException), result
    np.testing.assert_array_equal(result[0], codes)
    np.testing.assert_array_equal(result[1], codes)
    np.testing.assert_array_equal(result[2], components)
    np.testing.assert_array_equal(autoencoder.transform(images), codes)


def train_in_child(queue, images, folder):
    try:
        Autoencoder("AE", folder=folder, **SMALL).fit(images)
        queue.put(None)
    except BaseException as error:
        queue.put(error)


@pytest.mark.parametrize(("method", "error"), [("spawn", type(None)), ("fork", RuntimeError)])
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_run_on_disk_is_trained_in_a_process_that_was_not_forked(images, tmp_path, method, error):
    Autoencoder("AE", **SMALL).fit(images)
    context = multiprocessing.get_context(method)
    queue = context.Queue()
    process = context.Process(target=train_in_child, args=(queue, images, str(tmp_path / "run")))
    process.start()
    assert isinstance(queue.get(timeout=60), error)
    process.join(20)
    assert (tmp_path / "run" / "run.yaml").exists() == (method == "spawn")


def test_the_package_and_the_library_have_one_version():
    assert library_version() == __version__


def imported_with(library, *statements):
    code = "; ".join(["import hourglass", *statements])
    environment = {**os.environ, "HOURGLASS_LIBRARY": str(library)}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)


def test_a_library_of_another_version(tmp_path):
    compiler = shutil.which("cc") or shutil.which("clang")
    if compiler is None:
        pytest.skip("there is no C compiler")
    source = tmp_path / "other.c"
    source.write_text(
        'int hourglass_interface(void) { return 99; } const char *hourglass_version(void) { return "9.1"; }'
    )
    library = tmp_path / "other.so"
    subprocess.run([compiler, "-shared", "-fPIC", str(source), "-o", str(library)], check=True)
    result = imported_with(library, "hourglass.library_version()")
    assert result.returncode == 1 and "ImportError" in result.stderr
    assert "of another version than the package" in result.stderr and "99 of version 9.1" in result.stderr


@pytest.mark.parametrize("content", [None, b"no library"])
def test_a_library_that_is_missing_or_none(tmp_path, content):
    library = tmp_path / "missing.so"
    if content is not None:
        library.write_bytes(content)
    result = imported_with(library, "print('imported')", "hourglass.library_version()")
    assert "imported" in result.stdout
    assert "ImportError: the library of Hourglass cannot be loaded" in result.stderr


def test_the_import_loads_neither_the_library_nor_scikit_learn():
    code = "import hourglass, sys; print(sorted({'sklearn', 'pandas', 'tqdm', 'torch'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
