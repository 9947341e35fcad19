"""What holds for the whole suite.

Nothing may reach beyond this computer: the guard stands before the first test is collected. And Hypothesis never judges
by the clock, because a busy machine is no fault.
"""

import subprocess

import pytest
from hypothesis import HealthCheck, settings

from offline.guard import refuse_the_network

refuse_the_network()
settings.register_profile("magwise", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("magwise")


@pytest.fixture
def small_disk(tmp_path):
    """Makes a file system of so many kB, that a test may fill."""
    made = []

    def make(size):
        place = tmp_path / f"disk{len(made)}"
        place.mkdir()
        asked = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", place]
        if subprocess.run(asked, check=False, capture_output=True).returncode:
            pytest.skip("this user cannot mount a small disk")
        made.append(place)
        return place

    yield make
    for place in made:
        subprocess.run(["umount", "-l", place], check=True)
