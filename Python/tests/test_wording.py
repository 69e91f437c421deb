"""Messages of the library speak of Python's arguments."""

import fcntl
import re
import shutil
import warnings
from pathlib import Path

import numpy as np
import pytest

from hourglass import Autoencoder, BusyError, DamagedFileError, HourglassError, NotFittedError, Run, SettingError
from hourglass.errors import in_python

SMALL = dict(code_size=3, epochs=2, batch_size=16)


@pytest.fixture
def folder(images, tmp_path):
    path = tmp_path / "run--restart"
    Autoencoder("AE", folder=path, **SMALL).fit(images)
    return path


def said(error, use):
    """What an error says, whose words are not the command line's."""
    with pytest.raises(error) as caught:
        use()
    assert isinstance(caught.value, HourglassError)
    return plain(str(caught.value))


def plain(message):
    assert not re.search(r"(?<!run)--[a-z]|`hourglass|data_root|\b(another|other|--)name\b", message), message
    return message


def test_a_run_whose_checkpoints_are_gone(images, folder):
    shutil.rmtree(folder / "checkpoints")
    longer = Autoencoder("AE", folder=folder, **{**SMALL, "epochs": 4})
    message = said(NotFittedError, lambda: longer.fit(images))
    assert message.startswith(str(folder)) and "delete the folder to start again" in message
    assert "train another run in another folder" in message
    sklearn = pytest.importorskip("sklearn.exceptions")
    with pytest.raises(sklearn.NotFittedError, match="delete the folder"):
        longer.fit(images)


def test_a_folder_of_another_run(images, folder):
    message = said(SettingError, lambda: Autoencoder("VAE", folder=folder, **SMALL).fit(images))
    assert message.endswith("give another folder, or delete the folder to start again")


def test_a_run_that_is_not_there(folder):
    assert "give the folder of a run" in said(FileNotFoundError, lambda: Run(folder.parent / "runs"))
    empty = folder.parent / "empty"
    empty.mkdir()
    assert "train one with Autoencoder(folder=...)" in said(FileNotFoundError, lambda: Run(empty / "run"))


def test_a_run_that_another_process_trains(images, folder):
    # As the other process holds it.
    with open(next(folder.glob(".*lock*")), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        use = Autoencoder("AE", folder=folder, **{**SMALL, "epochs": 4})
        assert said(BusyError, lambda: use.fit(images)).endswith("wait for it, or give another folder")


def test_a_run_whose_checkpoints_are_damaged(images, folder):
    paths = list((folder / "checkpoints").glob("*.safetensors"))
    for path in paths:
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    message = said(DamagedFileError, lambda: Run(folder))
    assert "remove it to use" in message or message.endswith("delete the folder, and train again")
    for path in paths:
        if path.name != "best.safetensors":
            path.unlink()
    assert said(DamagedFileError, lambda: Run(folder)).endswith("delete the folder, and train again")


def test_classes_beyond_those_of_the_model(images):
    model = Autoencoder("ConditionalVAE", epochs=1, settings={"model": {"classes": 3}})
    message = said(SettingError, lambda: model.fit(images, np.arange(60)))
    assert 'settings={"model": {"classes":60}}' in message


def test_images_that_are_nowhere(folder):
    assert "name their folder with $HOURGLASS_DATA" in said(FileNotFoundError, lambda: Run(folder).images())


NORMALISED = """
name: Normalised
encoder: [flatten, linear: {units: 3}, batch-norm]
decoder: [linear: {units: image}, reshape: image]
"""


def test_warnings(images, tmp_path):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        Autoencoder(NORMALISED, epochs=1, batch_size=1).fit(images[:9])
        for epochs in (2, 3):
            settings = {"schedule": {"name": "cosine"}}
            Autoencoder("AE", folder=tmp_path / "run", settings=settings, **{**SMALL, "epochs": epochs}).fit(images)
    messages = [plain(str(warning.message)) for warning in caught]
    assert any("use batch_size 3" in message for message in messages)
    assert any("delete the folder to start again, or give another folder" in message for message in messages)


SOURCES = Path(__file__).parents[2] / "Sources"


@pytest.mark.skipif(not SOURCES.exists(), reason="the library's sources are not here")
def test_no_advice_of_runs_names_a_flag_that_python_lacks():
    """The strings of the modules that Python reaches."""
    texts = {}
    for path in [path for module in ("HourglassC", "Training/Runs") for path in (SOURCES / module).rglob("*.swift")]:
        lines = [line for line in path.read_text().splitlines() if not line.strip().startswith("//")]
        found = re.findall(r'"((?:[^"\\]|\\.)*)"', "\n".join(lines))
        texts.update({text: path.name for text in found if "--" in text or "`hourglass" in text})
    assert len(texts) > 20
    flags = re.compile(r"--(name|runs|restart|from|data-root|data_root|[a-z]+-args)|`hourglass [a-z]")
    left = {text: path for text, path in texts.items() if flags.search(in_python(text.replace("\\", "")))}
    assert not left
