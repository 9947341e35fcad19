"""The knowledge base of the checkout, read from its data files."""

from pathlib import Path

import pytest

from magwise.knowledge.load import DATA, Knowledge, build
from magwise.knowledge.read import Files, data_files

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def files() -> Files:
    return data_files(DATA)


@pytest.fixture(scope="session")
def knowledge(files: Files) -> Knowledge:
    return build(files)
