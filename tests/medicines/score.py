"""Score the search for medicines on typed entries: `python tests/medicines/score.py [FILE…] [--quiet]`.

Then the recall of the interactions that independent product texts name (`references.csv`, one pair a line: substance,
what the text asks, the source that was read, and why our answer is weaker where it is so on purpose).

A file is a list with `typed, expected_atc, kind` (the shared one) or our own with `typed, inns, kind, route`; all of them
when none is given. Prints what is right at first, what interacts and was missed, things turned away, supplements, and
every miss. Kinds: medicine, supplement, slip (a medicine with a typing error), ask (a group), anything else is a thing.
"""

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from magwise.knowledge.load import Knowledge, load_knowledge
from magwise.medicines.match import find_medicine
from magwise.medicines.records import MedicineMatch

CASES = Path(__file__).parents[1] / "cases" / "medicines"
REFERENCES = CASES / "references.csv"
SHARED = Path(__file__).parents[3] / "shared" / "medicines" / "typed_dev.csv"
TAKEN = ("medicine", "supplement", "slip", "ask")


class Score(NamedTuple):
    """Counts as (hits, of how many), then every miss in words. missed: interacting entries without their interaction."""

    right: tuple[int, int]
    missed: tuple[int, int]
    rejected: tuple[int, int]
    supplements: tuple[int, int]
    misses: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """One line a figure."""
        for name, (hits, total) in zip(self._fields[:4], self[:4], strict=True):
            share = f"{100 * hits / total:6.1f} %" if total else "      –"
            yield f"  {name:<12} {hits:>5} of {total:<5} {share}"


def read_rows(path: Path) -> list[dict[str, str]]:
    """The entries of a list."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def is_right(row: dict[str, str], found: MedicineMatch) -> bool:
    """Whether the first answer is the expected one: by code, or by all substances and the route.

    A group or a far slip (`ask`) is right when it is not guessed and the substance is among what is offered.
    """
    if row["kind"] == "ask":
        return not found.recognised and row["inns"] in {match.inn for match in found.matches}
    if not found.recognised:
        return False
    if "expected_atc" in row:
        codes = [code for match in found.matches[:1] for code in (match.atc, *match.codes)]
        return any(code.startswith(wanted) for code in codes for wanted in row["expected_atc"].split(";"))
    wanted = set(row["inns"].split("|"))
    return {match.inn for match in found.matches} == wanted and found.route == (row["route"] or "oral")


def expected_rows(row: dict[str, str], knowledge: Knowledge) -> set[str]:
    """Interactions that bind for what was meant by mouth: of a substance in several rows, those that all of them have."""
    if row.get("route", "oral") not in ("", "oral"):
        return set()
    if "expected_atc" in row:
        substances = [[{code for code in row["expected_atc"].split(";") if len(code) == 7}]]
    else:
        taken = [one for one in knowledge.medicines.values() if one.route == "oral"]
        substances = [[set(one.atc) for one in taken if one.name_en == inn] for inn in row["inns"].split("|")]
    return {
        rule.id
        for rule in knowledge.interactions.values()
        if rule.action in ("avoid", "space", "consult", "monitor")
        and any(rows and all(codes & set(rule.atc) for codes in rows) for rows in substances)
    }


def score(rows: list[dict[str, str]], knowledge: Knowledge) -> Score:
    """How a list is answered."""
    misses: list[str] = []
    counts = {name: [0, 0] for name in Score._fields[:4]}

    def count(name: str, hit: bool) -> None:
        counts[name][0] += hit
        counts[name][1] += 1

    for row in rows:
        found = find_medicine(row["typed"], knowledge=knowledge)
        told = ", ".join(f"{match.inn} ({match.via})" for match in found.matches) or "nothing"
        if row["kind"] not in TAKEN:
            count("rejected", not found.recognised and not found.matches)
            if found.matches:
                misses.append(f"{row['typed']!r} is {row['kind']}, taken for {told}")
            continue
        right = is_right(row, found)
        count("right", right)
        if row["kind"] == "supplement":
            count("supplements", found.recognised)
        binding = expected_rows(row, knowledge)
        if binding:
            offered = {code for match in found.matches for code in match.codes}
            reached = {answer.id for answer in found.interactions} | {
                rule for rule in binding if offered & set(knowledge.interactions[rule].atc)
            }
            count("missed", not binding & reached)
        if not right:
            misses.append(f"{row['typed']!r}: {told}{'' if found.recognised else ', asked'}")
    return Score(*((hits, total) for hits, total in counts.values()), misses=tuple(misses))


STRENGTH = ("avoid", "consult", "space", "monitor", "note")


def recall(rows: list[dict[str, str]], knowledge: Knowledge) -> tuple[dict[str, list[int]], list[str]]:
    """By action that a reference asks for: pairs answered as strictly, answered at all, and all; then the misses.

    A consultation with hours also counts for `space`. A weaker answer is a miss unless the row says why it is so.
    """
    counts: dict[str, list[int]] = {}
    misses: list[str] = []
    for row in rows:
        found = find_medicine(row["substance"], knowledge=knowledge)
        wanted = row["action"]
        told = [answer for answer in found.interactions if found.recognised]
        as_strict = any(
            STRENGTH.index(answer.action) <= STRENGTH.index(wanted)
            and (wanted != "space" or answer.hours_before or answer.action == "avoid")
            for answer in told
        )
        count = counts.setdefault(wanted, [0, 0, 0])
        for place, hit in enumerate((as_strict, bool(told), True)):
            count[place] += hit
        if not as_strict and not (told and row["weaker_because"]):
            actions = ", ".join(answer.action for answer in told) or "nothing"
            misses.append(f"{row['substance']}: {row['reference']} asks {wanted}, we say {actions}")
    return counts, misses


def main() -> None:
    """Print the score of every list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--quiet", action="store_true", help="figures only, no misses")
    given = parser.parse_args()
    files = given.files or [path for path in (SHARED, CASES / "people.csv", CASES / "words.csv") if path.exists()]
    knowledge = load_knowledge()
    for path in files:
        result = score(read_rows(path), knowledge)
        print(path.name, *result.lines(), *([] if given.quiet else (f"    {miss}" for miss in result.misses)), sep="\n")
    if not given.files:
        counts, misses = recall(read_rows(REFERENCES), knowledge)
        print(REFERENCES.name)
        for action, (strict, told, total) in counts.items():
            print(f"  {action:<12} as strict {strict:>3}, told {told:>3}, of {total:<3} {100 * strict / total:6.1f} %")
        print(*(f"    {miss}" for miss in misses), sep="\n")


if __name__ == "__main__":
    main()
