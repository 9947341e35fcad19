"""The knowledge base, and the places of the profiles that are data."""

from pathlib import Path

import pytest

from magwise.knowledge.load import Knowledge, load_knowledge

CASES = Path(__file__).parents[1] / "cases"
GOOD = sorted((CASES / "profiles").iterdir())
BROKEN = CASES / "broken" / "profiles"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()
