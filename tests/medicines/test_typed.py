"""Medicines as people type them: our own cases, and a list that others made where it is at hand."""

from pathlib import Path

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.medicines.match import find_medicine
from medicines.score import is_right, read_rows, score

CASES = Path(__file__).parents[1] / "cases" / "medicines" / "typed.csv"
SHARED = Path(__file__).parents[2].parent / "shared" / "medicines" / "typed_dev.csv"
KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize("case", read_rows(CASES), ids=lambda case: case["typed"])
def test_typed_name_is_read_as_expected(case: dict[str, str]) -> None:
    found = find_medicine(case["typed"], knowledge=KNOWLEDGE)
    wanted = tuple(case["ids"].split("|")) if case["ids"] else ()
    if case["kind"] in ("medicine", "supplement"):
        assert (found.recognised, found.kind, found.route) == (True, case["kind"], case["route"])
        assert set(found.ids) == set(wanted)
        assert found.matches
    elif case["kind"] == "denied":
        assert {entry.taken for entry in found.entries} == {"no"}
        assert (found.matches, found.interaction, found.kind) == ((), None, "none")
        assert {row for entry in found.entries for row in entry.ids} == set(wanted)
    else:
        assert (found.recognised, found.kind) == (False, "none")
        assert set(wanted) <= set(found.ids)
        assert bool(found.matches) == bool(wanted)
        assert (found.interaction is None) == (case["kind"] == "none")


def test_there_are_at_least_150_cases_of_our_own() -> None:
    assert len({case["typed"] for case in read_rows(CASES)}) >= 150


def test_what_people_type() -> None:
    """Written by hand, and names that chance has slipped in (`slip`)."""
    rows = read_rows(CASES.with_name("people.csv"))
    assert len({row["typed"] for row in rows}) >= 400
    found = score(rows, KNOWLEDGE)
    assert found.right[0] >= 0.95 * found.right[1], found.misses
    assert found.missed[0] == 0, found.misses
    assert found.supplements[0] == found.supplements[1]
    slips = [row for row in rows if row["kind"] == "slip"]
    answers = [(row, find_medicine(row["typed"], knowledge=KNOWLEDGE)) for row in slips]
    assert [row["typed"] for row, answer in answers if answer.recognised and not is_right(row, answer)] == []


def test_foods_and_things_are_no_medicines() -> None:
    rows = read_rows(CASES.with_name("words.csv"))
    assert len({row["typed"] for row in rows}) >= 300
    found = score(rows, KNOWLEDGE)
    assert found.rejected[0] >= 0.98 * found.rejected[1], found.misses


@pytest.mark.skipif(not SHARED.exists(), reason="the shared list of typed names is not beside the project")
def test_shared_list_of_typed_names() -> None:
    found = score(read_rows(SHARED), KNOWLEDGE)
    assert found.right[0] >= 0.98 * found.right[1], found.misses
    assert found.missed[0] == 0, found.misses
    assert found.rejected[0] >= 0.98 * found.rejected[1], found.misses
    assert found.supplements[0] == found.supplements[1], found.misses
