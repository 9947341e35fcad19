"""Only the words of the day plan: the planner knows no table."""

import json
import tomllib
from pathlib import Path

import pytest

from magwise.knowledge.load import DATA, Knowledge
from magwise.knowledge.read import _flat


def schedule_words(root: Path = Path(DATA)) -> Knowledge:
    wording = {}
    for language in ("nl", "en"):
        text = (root / "wording" / language / "schedule.toml").read_text(encoding="utf-8")
        wording[language] = _flat(tomllib.loads(text), "schedule")
    return Knowledge({"wording": json.dumps(wording).encode()}, "test")


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return schedule_words()
