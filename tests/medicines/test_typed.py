"""Medicines as people type them: our own cases, and a list that others made where it is at hand."""

import csv
from pathlib import Path

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.medicines.match import find_medicine
from magwise.medicines.records import MedicineMatch

CASES = Path(__file__).parents[1] / "cases" / "medicines" / "typed.csv"
SHARED = Path(__file__).parents[2].parent / "shared" / "medicines" / "typed_dev.csv"
KNOWLEDGE = load_knowledge()


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("case", read_rows(CASES), ids=lambda case: case["typed"])
def test_typed_name_is_read_as_expected(case: dict[str, str]) -> None:
    found = find_medicine(case["typed"], knowledge=KNOWLEDGE)
    wanted = tuple(case["ids"].split("|")) if case["ids"] else ()
    if case["kind"] in ("medicine", "supplement"):
        assert (found.recognised, found.kind, found.route) == (True, case["kind"], case["route"])
        assert set(found.ids) == set(wanted)
        assert found.matches
    else:
        assert (found.recognised, found.kind) == (False, "none")
        assert set(wanted) <= set(found.ids)
        assert bool(found.matches) == bool(wanted)
        assert (found.interaction is None) == (case["kind"] == "none")


def test_there_are_at_least_150_cases_of_our_own() -> None:
    assert len({case["typed"] for case in read_rows(CASES)}) >= 150


def is_right(row: dict[str, str], found: MedicineMatch) -> bool:
    codes = [code for match in found.matches[:1] for code in (match.atc, *match.codes)]
    expected = row["expected_atc"].split(";")
    return found.recognised and any(code.startswith(wanted) for code in codes for wanted in expected)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared list of typed names is not beside the project")
def test_shared_list_of_typed_names(capsys: pytest.CaptureFixture[str]) -> None:
    rows = read_rows(SHARED)
    found = {row["typed"]: find_medicine(row["typed"], knowledge=KNOWLEDGE) for row in rows}
    named = [row for row in rows if row["kind"] in ("medicine", "supplement")]
    things = [row for row in rows if row not in named]
    right = sum(is_right(row, found[row["typed"]]) for row in named)
    rejected = sum(not found[row["typed"]].matches for row in things)
    with capsys.disabled():
        print(f"\ntyped names: {right}/{len(named)} right at first, {rejected}/{len(things)} things rejected")
    assert right >= 0.98 * len(named)
    assert rejected == len(things)
