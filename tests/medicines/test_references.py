"""What independent product texts name, we name: the recall of interactions."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.medicines.match import find_medicine
from medicines.score import REFERENCES, read_rows, recall

ROWS = read_rows(REFERENCES)


def test_no_space_and_no_avoid_of_a_reference_is_missed() -> None:
    counts, misses = recall(ROWS, load_knowledge())
    assert misses == []
    assert counts["space"][2] > 100


def test_every_reference_is_a_source_that_was_read() -> None:
    sources = load_knowledge().sources
    assert {sources[row["reference"]].verified for row in ROWS} == {"read"}


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [("lomefloxacin", 6, 8), ("sarecycline", 4, 4), ("metacycline", 4, 4), ("tiludroninezuur", 4, 4)],
)
def test_a_substance_without_a_row_of_its_own_gets_the_hours_of_its_class(name, before, after) -> None:
    found = find_medicine(name, knowledge=load_knowledge(), locale="en")
    assert found.interaction is not None
    assert (found.interaction.action, found.interaction.hours_before, found.interaction.hours_after) == (
        "space",
        before,
        after,
    )
    own = name == "tiludroninezuur"
    assert ("widest of its group" in found.interaction.text) is not own


def test_the_class_says_nothing_beside_a_row_of_its_own_and_nothing_past_the_gut() -> None:
    knowledge = load_knowledge()
    assert [answer.id for answer in find_medicine("doxycycline", knowledge=knowledge).interactions] == ["I001"]
    for name in ("tigecycline", "pamidronaat infuus", "zoledroninezuur infuus"):
        assert find_medicine(name, knowledge=knowledge).interaction is None


def test_a_class_is_as_wide_as_its_widest_member() -> None:
    rows = load_knowledge().interactions
    for row in rows.values():
        if row.mechanism == "class":
            members = [
                one for one in rows.values()
                if one.mechanism != "class" and any(code.startswith(row.atc) for code in one.atc)
            ]  # fmt: skip
            assert len(members) >= 2
            assert row.hours_before == max(one.hours_before or 0 for one in members)
            assert row.hours_after == max(one.hours_after or 0 for one in members)
