"""The planner reads its own words and the rules behind them; no number of a table."""

import pytest

from magwise.knowledge.load import Knowledge, load_knowledge


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()
