"""What a text without an amount of magnesium counts in: its one serving, or else what its directions say."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.read import read_label

KNOWLEDGE = load_knowledge()


def serving(text: str) -> tuple[float, str] | None:
    """Count and unit of the serving that is read in a text."""
    found = read_label(text, knowledge=KNOWLEDGE).serving
    return None if found is None else (found.count, found.unit)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Magnesiummalaat capsules. Neem dagelijks 3 capsules bij het eten.", (3, "capsule")),
        ("Óxido de magnesio. Tomar 2 cápsulas al día.", (2, "capsule")),
        ("Magnesium citrate powder. Take 1 scoop daily.", (1, "scoop")),
        ("Magnesium citrate. Take 1 capsule daily, or 3 capsules when needed.", None),
        ("Magnesium citrate. Take 1 to 3 capsules daily.", None),
    ],
)
def test_directions_give_the_serving_where_no_amount_does(text: str, read: tuple[float, str] | None) -> None:
    assert serving(text) == read


@pytest.mark.parametrize("additive", ["", " Vulstof: magnesiumstearaat."])
def test_a_label_without_magnesium_keeps_its_serving(additive: str) -> None:
    assert serving(f"Per 2 capsules: zink 10 mg, selenium 55 mcg.{additive}") == (2, "capsule")
