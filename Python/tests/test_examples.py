"""The examples run, on small data."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.mark.parametrize("name", ["digits.py", "fashion_mnist.py"])
def test_an_example(name, tmp_path):
    pytest.importorskip("sklearn")
    environment = {**os.environ, "HOURGLASS_EXAMPLE_SIZE": "small"}
    result = subprocess.run(
        [sys.executable, str(EXAMPLES / name)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        check=False,
    )
    if "no images of Fashion-MNIST" in result.stderr:
        pytest.skip(result.stderr.strip().splitlines()[-1])
    assert result.returncode == 0, result.stderr
    assert "PCA" in result.stdout
