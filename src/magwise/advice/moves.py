"""Changes of facts that are worth a thought: what a person may choose, mend, have measured, ask or find out.

Never listed: age, sex, jurisdiction and a medicine that would have to go; an illness or alarm sign that is not there.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from magwise.advice.case import Case, shorten
from magwise.advice.engine import Engine, ready
from magwise.advice.forms import form_book
from magwise.advice.unknowns import may_be_pregnant
from magwise.advice.weigh import Weighed
from magwise.knowledge.conditions import OPERATORS, leaves
from magwise.knowledge.load import Knowledge

# What a person can act on, most first: choose, mend, have measured, ask, find out, and what only time can change.
ORDER = (
    "goals", "supplements", "foundation_ok", "wants_laxative_effect", "current_magnesium.form", "gut.stool",
    "gut.sensitive", "current_magnesium.bowel", "doctor_agreed", "labs.egfr", "labs.serum_magnesium_mmol_l", "unsure",
    "ruled_out", "complaints", "conditions", "person.breastfeeding", "person.pregnant",
)  # fmt: skip
_PLACES = {field: place for place, field in enumerate(ORDER)}
DECIDING = ("decision", "ceiling", "lifted_ceiling", "careful_start", "no_step_up")
DROPS = ("conditions", "complaints", "unsure")
FLAGS = {"gut_sensitive": "gut.sensitive", "wants_laxative_effect": "wants_laxative_effect"}


class Move(NamedTuple):
    """One change to try. field: of the profile; words and value: what it becomes, a wording key and its value.

    facts: what is set; drops: the value that leaves the list `field`; agreed: the gate that a doctor opens; without:
    the place of the supplement that stops. milder: the nearer move of the same field and direction, None for the
    nearest.
    """

    field: str
    words: str
    value: str
    facts: dict[str, Any] = {}
    drops: str = ""
    agreed: str = ""
    without: int | None = None
    milder: "Move | None" = None

    @property
    def dropped_from(self) -> str:
        """The case field that `drops` leaves: what is ruled out counted as «not sure» before."""
        return "unsure" if self.field == "ruled_out" else self.field


@lru_cache(maxsize=8)
def matters(knowledge: Knowledge) -> dict[str, frozenset[Any]]:
    """The case fields that decision or first choice hang on, with the values that rules compare them with."""
    safety = [found for found in ready(knowledge).kinds["safety"] if set(found.rule.then) & set(DECIDING)]
    caps = [found.ready for found in form_book(knowledge).rules if found.cap is not None]
    values: dict[str, set[Any]] = {}
    for rule in (*safety, *caps):
        for leaf in leaves(rule.rule.when):
            found = values.setdefault(leaf["field"], set())
            for operator in OPERATORS:
                value = leaf.get(operator)
                if isinstance(value, list):
                    found.update(value)
                elif value is not None and not isinstance(value, dict):
                    found.add(value)
        for field in rule.fields:
            values.setdefault(field, set())
    return {field: frozenset(found) for field, found in values.items()}


def moves_of(case: Case, weighed: Weighed, engine: Engine) -> list[Move]:
    """Every change to try, those a person can act on first."""
    found = [
        *_choices(case),
        *_gut(case, engine),
        *_agreements(weighed),
        *_measures(case, engine),
        *_findings(case, engine),
    ]
    return sorted(found, key=lambda move: _PLACES[move.field])


def _choices(case: Case) -> Iterator[Move]:
    """Another goal first; a supplement that stops."""
    for goal in case.goals[1:]:
        rest = tuple(other for other in case.goals if other != goal)
        yield Move("goals", "to_first_goal", goal, {"goals": (goal, *rest), "primary_goal": goal})
    for place, item in enumerate(case.supplements[: len(case.profile.supplements or ())]):
        yield Move("supplements", "to_without", shorten(item.entry.label), without=place)


def _gut(case: Case, engine: Engine) -> Iterator[Move]:
    """Stools, a sensitive gut, the basics, a laxative wish and the form taken so far."""
    facts, known = case.facts, matters(engine.knowledge)
    plain = ("normal",) if facts["stool"] in known["stool"] else ()
    for stool in (*plain, *sorted(known["stool"])):
        if facts["stool"] != stool:
            yield Move("gut.stool", "to_value", stool, {"stool": stool})
    for field, path in FLAGS.items():
        if field in known:
            yield from _flag(field, path, facts[field])
    yield from _flag("foundation_ok", "foundation_ok", facts["foundation_ok"])
    current = case.profile.current_magnesium
    if current is not None and len(current) != 1:
        return  # none, or several of which one would change
    for form in sorted(known["current_form"]):
        if facts["current_form"] != form:
            yield Move("current_magnesium.form", "to_value", form, {"current_form": form})
    if current is not None and facts["current_form"] is not None:
        told = case.profile.gut.stool
        for bowel in ("normal", *sorted(known["current_bowel"])):
            if facts["current_bowel"] != bowel:
                stool = told or (bowel if bowel in ("loose", "watery") else None)
                yield Move("current_magnesium.bowel", "to_value", bowel, {"current_bowel": bowel, "stool": stool})


def _flag(field: str, path: str, value: bool | None) -> Iterator[Move]:
    if value is not True:
        yield Move(path, "to_yes", "", {field: True})
    if value is not False:
        yield Move(path, "to_no", "", {field: False})


def _agreements(weighed: Weighed) -> Iterator[Move]:
    """What a doctor or pharmacist may agree to, of the gates that stand now."""
    names: dict[str, None] = {}
    for held in weighed.decided.held:
        if "decision" not in held.rule.then or held.lifted:
            continue
        for agreed in held.rule.lifted_by:
            if agreed != "medicine":
                names[agreed] = None
            elif held.medicine is not None:
                names[held.medicine.entry.name] = None
    for name in names:
        yield Move("doctor_agreed", "to_agreed", name, agreed=name)


def _measures(case: Case, engine: Engine) -> Iterator[Move]:
    """Kidney function and serum magnesium in another region; the nearest region of each direction comes first."""
    numbers, facts = engine.numbers, case.facts
    floor, good = numbers["egfr_no_lift"], numbers["egfr_known_risk"]
    yield from _regions("labs.egfr", "egfr", facts["egfr"], (floor, good), 1, False)
    if isinstance(case.profile.labs.serum_magnesium_mmol_l, str):
        return  # a limit or a mark: no number from which another could be near
    low, high = facts["serum_range_low"], facts["serum_range_high"]
    cuts = (numbers["serum_severe_low"], low, high, numbers["serum_severe_high"])
    yield from _regions("labs.serum_magnesium_mmol_l", "serum_magnesium", facts["serum_magnesium"], cuts, 0.01, True)


@lru_cache(maxsize=1024)
def _regions(
    path: str, field: str, value: float | None, cuts: tuple[float, ...], step: float, ranged: bool
) -> tuple[Move, ...]:
    """Just below each cut that lies under the value and at (or above) each that lies over it, nearest first.

    step: the smallest difference that a laboratory prints. ranged: the third cut belongs to the region below it.
    """
    closed = cuts[2] if ranged else None
    above = [cut for cut in cuts if value is None or value < cut or (value == cut == closed)]
    below = [cut for cut in reversed(cuts) if value is None or value > cut or (value == cut != closed)]
    if value is None and ranged:
        above, below = list(cuts[2:]), [cuts[1], cuts[0]]
    elif value is None:
        above, below = [cuts[-1]], list(reversed(cuts))
    found: list[Move] = []
    milder = None
    for cut in below:
        reached = cut if cut == closed else round(cut - step, 2)
        milder = Move(path, "to_most" if cut == closed else "to_below", f"{cut:g}", {field: reached}, milder=milder)
        found.append(milder)
    milder = None
    for cut in above:
        reached = round(cut + step, 2) if cut == closed else cut
        milder = Move(path, "to_above" if cut == closed else "to_at_least", f"{cut:g}", {field: reached}, milder=milder)
        found.append(milder)
    return tuple(found)


def _findings(case: Case, engine: Engine) -> Iterator[Move]:
    """What may turn out not to be so, and a pregnancy or breastfeeding that begins or ends."""
    facts, known = case.facts, matters(engine.knowledge)
    stood = {one.condition for one in case.stands_for}
    for field in DROPS:
        for value in facts[field] or ():
            if field == "unsure" and value in stood:
                yield Move("ruled_out", "to_sure_no", value, drops=value)
            elif value in known[field] and not (field == "conditions" and value in stood):
                yield Move(field, "to_sure_no" if field == "unsure" else "to_without", value, drops=value)
    if not may_be_pregnant(case):
        return
    yield from _flag("breastfeeding", "person.breastfeeding", facts["breastfeeding"])
    if "pregnancy" not in facts["unsure"]:
        yield from _flag("pregnant", "person.pregnant", facts["pregnant"])
