"""A small run of `make calibrate`: it does not cry wolf, its interval holds, and little power is given away."""

import importlib.util
from pathlib import Path

import pytest

PATH = Path(__file__).parents[2] / "bench" / "calibrate.py"
SPEC = importlib.util.spec_from_file_location("calibrate", PATH)
calibrate = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(calibrate)
COUNT = 2000


@pytest.mark.parametrize("correlation", calibrate.CORRELATIONS)
@pytest.mark.parametrize("name", ["own choice", "56 days"])
def test_false_alarms_coverage_and_power(name, correlation):
    found = calibrate.one_chunk((name, correlation, 0, COUNT))
    assert found["works"] <= 0.036 * COUNT  # 2.5 % and three standard errors
    assert found["daily"] <= 0.05 * COUNT
    assert found["cover"] >= 0.94 * 2 * COUNT
    assert found["sequence"] >= 0.95 * COUNT
    best = max(found[key] for key in ("mean", "ranks", "detrended"))
    assert found["power_daily"] >= 0.85 * best
    if name == "own choice":
        assert found["power_daily"] >= 0.85 * found["oracle"]
    if correlation >= 0.4:
        assert found["welch_daily"] > 3 * found["daily"]


@pytest.mark.parametrize("correlation", [0.0, 0.9])
@pytest.mark.parametrize("name", calibrate.PATTERNS)
def test_without_a_plan_it_does_not_cry_wolf_either(name, correlation):
    found = calibrate.without_plan((name, correlation, 0, 300))
    assert found["works"] <= 0.05 * 300
    assert (found["power"] == 0) == (name in ("two weeks in turn", "weeks, drawn in pairs"))


def test_the_usual_self_test_does():
    end = [row[1] for row in calibrate.peers_table(COUNT)]
    daily = [row[2] for row in calibrate.peers_table(COUNT)]
    assert end[2] > 0.1
    assert daily[2] > 0.2
    assert end == sorted(end)


def test_the_t_bound_is_the_published_one():
    """Two-sided 5 % points of Student's t (any table): 5, 10, 30 and 120 degrees of freedom."""
    for freedom, point in ((5, 2.571), (10, 2.228), (30, 2.042), (120, 1.980)):
        assert calibrate.t_bound(float(freedom)) == pytest.approx(point, abs=0.004)
