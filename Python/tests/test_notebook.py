"""In a notebook: what cells show, and what the interruption of a cell leaves."""

import os
import re
import sys
from pathlib import Path

import pytest

manager = pytest.importorskip("jupyter_client.manager", reason="no kernel of Jupyter; pip install ipykernel")
pytest.importorskip("ipykernel", reason="no kernel of Jupyter; pip install ipykernel")

EXAMPLES = Path(__file__).parents[1] / "examples"
SECONDS = 120

IMAGES = """
import os, numpy as np, hourglass
X = np.random.default_rng(0).integers(0, 256, (200, 12, 12), np.uint8)
os.getpid()
"""
TRAINING = """
shown = []

def show(event):
    # Once, in the midst of training.
    if event["event"] == "epoch" and not shown:
        shown.append(event["step"])
        print("an epoch is done", flush=True)

endless = hourglass.Autoencoder("AE", code_size=4, epochs=10**6, batch_size=16, folder="run")
endless.fit(X, on_event=show)
"""


class Notebook:
    """A kernel of Jupyter, and what the cells that it ran have shown."""

    def __init__(self, folder, **environment):
        variables = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **environment}
        self.manager, self.client = manager.start_new_kernel(SECONDS, "python3", cwd=str(folder), env=variables)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def run(self, cell, at_output=lambda: None):
        """Runs a cell: its texts, its results by kind, and its error; `at_output` is called at its first text."""
        texts, results, errors = [], [], []

        def note(message):
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                if not texts:
                    at_output()
                texts.append(content["text"])
            elif kind in ("execute_result", "display_data"):
                results.append(content["data"])
            elif kind == "error":
                errors.append(f"{content['ename']}: {content['evalue']}")

        self.client.execute_interactive(cell, output_hook=note, timeout=SECONDS)
        return "".join(texts), results, errors


def test_an_interrupted_cell_leaves_what_was_trained(tmp_path):
    with Notebook(tmp_path) as notebook:
        _, (first,), _ = notebook.run(IMAGES)
        text, _, errors = notebook.run(TRAINING, at_output=notebook.manager.interrupt_kernel)
        assert "an epoch is done" in text and "KeyboardInterrupt: the training has stopped" in errors[0]
        # The same process has the estimator, whose run is on disk and resumed.
        text, (state, *_), errors = notebook.run("print(endless.transform(X).shape, endless.n_iter_ > 0)\nos.getpid()")
        assert text == "(200, 4) True\n" and state == first and not errors
        assert (tmp_path / "run" / "checkpoints").exists()
        done = "resumed = hourglass.Autoencoder('AE', code_size=4, epochs={}, batch_size=16, folder='run').fit(X)"
        assert not notebook.run(done.format("endless.n_iter_ + 1"))[2]
        assert notebook.run("resumed.n_iter_ - endless.n_iter_")[1][0]["text/plain"] == "1"
        assert not notebook.run("hourglass.Autoencoder(epochs=2).fit(X)")[2]


def test_cells_show_estimators_runs_and_progress(tmp_path):
    with Notebook(tmp_path) as notebook:
        notebook.run(IMAGES)
        fit = "hourglass.Autoencoder('AE', code_size=4, epochs=3, folder='run', verbose=True).fit(X)"
        text, results, errors = notebook.run(fit)
        assert not errors and "<svg" in results[-1]["text/html"] and "code size" in results[-1]["text/html"]
        progress = text + "".join(result["text/plain"] for result in results[:-1])
        assert "hourglass" in progress or "epoch 3" in progress
        _, (run,), errors = notebook.run("hourglass.Run('run')")
        assert not errors and "<svg" in run["text/html"] and "data:image/png" in run["text/html"]


@pytest.mark.parametrize("name", ["digits.py", "fashion_mnist.py"])
def test_an_example_cell_by_cell(name, tmp_path):
    pytest.importorskip("sklearn")
    texts = []
    with Notebook(tmp_path, HOURGLASS_EXAMPLE_SIZE="small") as notebook:
        for cell in re.split("^(?=# %%)", (EXAMPLES / name).read_text(), flags=re.MULTILINE):
            text, _, errors = notebook.run(cell)
            texts.append(text)
            if errors and "no images of Fashion-MNIST" in errors[0]:
                pytest.skip(errors[0])
            assert not errors, errors[0]
    assert "PCA" in "".join(texts)
