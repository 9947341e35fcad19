"""`medicine` and `advise` say the same: for every row of the table, one speaks where the other does.

python tests/medicines/agreement.py
"""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from magwise.answer import answer
from magwise.knowledge.load import load_knowledge
from magwise.medicines.match import find_medicine
from magwise.medicines.records import SYSTEMIC

KNOWLEDGE = load_knowledge()
# An acid-neutralising salt at hand, so that rows for such salts have something to speak about.
OXIDE = {"name": "Oxide 60", "label": "Magnesium (als oxide) 60 mg per tablet"}
PEOPLE: tuple[dict[str, Any], ...] = (
    {"person": {"age": 40}, "goals": ["general"]},
    {"person": {"age": 40}, "goals": ["general"], "products": [OXIDE]},
)


def _seen(profile: dict[str, Any]) -> tuple[Any, ...]:
    """What an advice says of a person: decision, ceiling, flags, closed hours, magnesium taken and what is asked."""
    found = answer(profile, knowledge=KNOWLEDGE)
    dose = (found.dose.ceiling_mg, found.dose.already_mg) if found.dose else ()
    flags = frozenset((flag.id, flag.text) for flag in found.flags)
    windows = frozenset((window.medicine, window.from_) for window in found.day_plan.windows)
    asked = frozenset(one.field for one in found.unknowns if one.field.startswith(("conditions.", "medicines")))
    return found.decision, dose, flags, windows, asked


def advice_speaks(name: str) -> bool:
    """Whether a medicine alone changes anything in an advice, beside what is always said."""
    for person in PEOPLE:
        bare = _seen({**person, "medicines": []})
        if _seen({**person, "medicines": [{"name": name, "times": ["12:30"]}]}) != bare:
            return True
    return False


def medicine_speaks(name: str) -> bool:
    """Whether `magwise medicine` says more than that no interaction is known."""
    found = find_medicine(name, knowledge=KNOWLEDGE)
    swallowed = found.route in SYSTEMIC
    return bool(found.interactions or found.implies or (swallowed and found.holds_magnesium != "no"))


def only_notes(name: str) -> bool:
    """Whether all that `medicine` says is good to know: an advice leaves that out where it changes nothing."""
    found = find_medicine(name, knowledge=KNOWLEDGE)
    notes = all(
        (answer.action == "note" or answer.severity == "minor") and not answer.hours_before
        for answer in found.interactions
    )
    return bool(found.interactions) and notes and not found.implies and found.holds_magnesium == "no"


def agree(name: str) -> bool:
    """Whether both speak or both are silent; a mere note may be left to `medicine`."""
    one, other = medicine_speaks(name), advice_speaks(name)
    return one == other or (one and only_notes(name))


def disagreements() -> tuple[int, list[tuple[str, bool, bool]]]:
    """How many rows were asked, and those on which the two differ: name, medicine, advice."""
    differing = []
    rows = list(KNOWLEDGE.medicines.values())
    for row in rows:
        if not agree(row.name_nl):
            differing.append((row.name_nl, medicine_speaks(row.name_nl), advice_speaks(row.name_nl)))
    return len(rows), differing


if __name__ == "__main__":
    asked, differing = disagreements()
    for name, one, other in differing:
        print(f"{name}: medicine {'speaks' if one else 'is silent'}, advise {'speaks' if other else 'is silent'}")
    print(f"{asked} rows, {100 * (asked - len(differing)) / asked:.1f} % agree")
