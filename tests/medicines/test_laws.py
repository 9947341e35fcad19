"""The four laws of reading on a few thousand made-up texts; `make typed` asks a million."""

import pytest

from medicines.typed import LAWS, run


@pytest.mark.parametrize("seed", [11, 12, 13, 14])
def test_nothing_that_was_typed_is_lost(seed: int) -> None:
    found = run(700, seed)
    assert {name: found.shown[name] for name in LAWS if found.broken[name]} == {}
    assert min(found.asked[name] for name in LAWS) >= 30
