"""A small part of `make attack`: no spoiled body is a fault of ours."""

import pytest

pytest.importorskip("starlette", reason="The web extra is not installed: pip install 'magwise[web]'")
pytest.importorskip("numpy", reason="The trial extra is not installed: pip install 'magwise[trial]'")

from attack.mutate import Attacker


def test_no_spoiled_body_is_a_fault_of_ours():
    attacker = Attacker(seed=7)
    attacker.run(1_000)
    assert attacker.faults == []
    assert attacker.statuses[200] > 100  # what is hardly spoiled is still answered
    assert attacker.statuses[422] > 200
    assert attacker.statuses[303] > 100
