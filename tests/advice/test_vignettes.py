"""The clinical vignettes beside the checkout, with their own runner; and properties over generated profiles."""

import subprocess
import sys
from pathlib import Path

import pytest

RUNNER = Path(__file__).parents[3] / "shared" / "vignettes" / "check.py"


@pytest.mark.skipif(not RUNNER.exists(), reason="the vignettes are not beside this checkout (../shared/vignettes)")
def test_every_vignette_passes_as_library():
    done = subprocess.run(
        [sys.executable, str(RUNNER), str(RUNNER.with_name("dev.yaml")), "--library"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
