"""A small part of `make attack`: bodies that once took for ever, each in a process of its own, stay within their bounds."""

import pytest

pytest.importorskip("starlette", reason="The web extra is not installed: pip install 'magwise[web]'")
pytest.importorskip("numpy", reason="The trial extra is not installed: pip install 'magwise[trial]'")

from attack.worst import is_bounded, measure_apart


@pytest.mark.parametrize("name", ["rounds", "gates", "movable, 4 of 24", "trial of a year"])
def test_a_worst_body_is_bounded(name):
    found = measure_apart(name)
    assert is_bounded(found), found
    assert found["status"] == 200
