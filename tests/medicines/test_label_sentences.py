"""Sentences as they are printed, in both polarities: whose «before» it is decides which hours are which.

«Take the medicine 2 hours before the antacid» and «take the antacid 2 hours before the medicine» are mirror images. The
sentences are quoted with their place; what they ask is worked out here from their words, apart from our own table.
"""

import re

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.medicines.match import find_medicine
from medicines.score import CASES, read_rows

KNOWLEDGE = load_knowledge()
ROWS = read_rows(CASES / "label_sentences.csv")
HOURS = re.compile(r"(\d+) (?:hours?|h) (before|after)")


def asked(sentence: str, subject: str) -> tuple[int, int]:
    """Hours by which the medicine precedes magnesium, and hours that it waits after magnesium.

    What the subject takes «before» the other is the other's «after»: so an antacid as subject turns the two around.
    """
    found = {word: int(hours) for hours, word in HOURS.findall(sentence)}
    before, after = found["before"], found["after"]
    return (before, after) if subject == "medicine" else (after, before)


def test_both_polarities_are_there() -> None:
    assert {row["subject"] for row in ROWS} == {"medicine", "antacid"}
    assert all(row["source"] for row in ROWS)
    # The mirror images differ: a reader that mixes them up is found out.
    assert any(row["before"] != row["after"] for row in ROWS if row["subject"] == "antacid")


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['substance']}-{number}" for number, row in enumerate(ROWS)])
def test_we_ask_at_least_what_the_sentence_asks_on_the_same_side(row: dict[str, str]) -> None:
    before, after = asked(row["sentence"], row["subject"])
    assert (before, after) == (int(row["before"]), int(row["after"]))
    spaced = [one for one in find_medicine(row["substance"], knowledge=KNOWLEDGE).interactions if one.hours_before]
    ours = (max(one.hours_before or 0 for one in spaced), max(one.hours_after or 0 for one in spaced))
    assert ours[0] >= before
    assert ours[1] >= after
    if row["substance"] in ("dolutegravir", "rilpivirine"):
        assert ours == (before, after)
