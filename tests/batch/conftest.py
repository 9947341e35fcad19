import pytest

from magwise.knowledge.load import load_knowledge


@pytest.fixture(scope="session")
def knowledge():
    return load_knowledge()
