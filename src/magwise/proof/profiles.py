"""From a model of the solver back to a profile that can be run, and from a profile to the solver's variables."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import z3

from magwise.proof.kinds import NOON
from magwise.proof.space import CURRENT, FLAGS, NUMBERS, SETS, WORDS, Space

Profile = dict[str, Any]
UNTIL = "2999-12-31"
PLACES = 6


def profile_of(space: Space, model: z3.ModelRef) -> Profile:
    """The profile that a model describes, as `magwise advise` reads it. What the model leaves open is left out."""
    values = space.values

    def holds(term: Any) -> bool:
        return bool(z3.is_true(model.eval(term)))

    def number(term: Any) -> float | int:
        return _plain(model.eval(term, model_completion=True))

    def word(fact: str) -> Any:
        return next((option for option, bit in values[fact].bits.items() if holds(bit)), None)

    fields = space.engine.knowledge.fields
    found: Profile = {"person": {"age": number(values["age"].value)}}
    primary = word("primary_goal")
    goals = [primary, *(goal for goal, bit in values["goals"].bits.items() if goal != primary and holds(bit))]
    found["goals"] = goals
    found["jurisdiction"] = next(name for name, bit in space.jurisdictions.items() if holds(bit))
    for fact, path in (*FLAGS.items(), *WORDS.items()):
        value = word(fact)
        if path and value is not None:
            _put(found, path, value)
    for fact, key in CURRENT.items():
        if (value := word(fact)) is not None:
            _put(found, f"current_magnesium.{key}", value)
    if (value := word("current_form")) is not None:
        _put(found, "current_magnesium.form", value)
    for fact, path in NUMBERS.items():
        if holds(values[fact].known):
            value = number(values[fact].value)
            limit = path.startswith("labs.") and value == 0
            _put(found, path, f"<{fields[path].low}" if limit else value)
    if holds(values["serum_range_low"].known):
        ends = [number(values["serum_range_low"].value), number(values["serum_range_high"].value)]
        _put(found, "labs.serum_magnesium_range", ends)
    for fact in SETS:
        if holds(values[fact].known):
            found[fact] = [option for option, bit in values[fact].bits.items() if holds(bit)]
    if unsure := [option for option, bit in values["unsure"].bits.items() if holds(bit)]:
        found["unsure"] = unsure
    if ruled_out := [name for name, bit in space.ruled_out.items() if holds(bit)]:
        found["ruled_out"] = ruled_out
    _put_medicines(found, space, holds, number)
    if holds(values["supplement_forms"].known):
        found["supplements"] = []
    if (mg := number(space.supplements_mg)) > 0:
        salt = "L-threonate" if holds(values["supplement_forms"].bits["l_threonate"]) else "citrate"
        label = f"Magnesium ({salt}) {mg} mg per tablet"
        found["supplements"] = [{"label": label, "servings_per_day": 1}]
    if holds(space.override.known):
        value = number(space.override.value)
        reason = {"limit": "ceiling_mg", "reason": "other_evidence", "until": UNTIL, "by": "a practice"}
        found["overrides"] = [{**reason, "value": value}]
    return found


def _put_medicines(found: Profile, space: Space, holds: Any, number: Any) -> None:
    agreed = [name for name, bit in space.agreed.items() if holds(bit)]
    if holds(space.medicines_told):
        found["medicines"] = []
    for kind, taken, allowed in zip(space.kinds, space.taken, space.agreed_medicines, strict=True):
        if holds(taken):
            found["medicines"].append({"name": kind.names[0], "times": [NOON]})
        if holds(allowed):
            agreed.append(kind.names[0])
    if agreed:
        found["doctor_agreed"] = agreed


def bind(space: Space, profile: Mapping[str, Any], told: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """The value of every variable for one profile: pairs for `z3.substitute`.

    profile: as written; told: what the engine understood of it: `agreed` (names), `kinds` (place → whether agreed),
    `count`, `supplements_mg`, `supplement_forms`, `override`, and the facts that no variable gives.
    """
    pairs: list[tuple[Any, Any]] = []
    values = space.values

    def at(path: str) -> Any:
        here: Any = profile
        for key in path.split("."):
            here = here.get(key) if isinstance(here, Mapping) else None
        return here

    def set_number(fact: str, value: Any) -> None:
        if not z3.is_true(values[fact].known):
            pairs.append((values[fact].known, z3.BoolVal(value is not None)))
        sort = z3.IntVal if values[fact].value.is_int() else lambda one: z3.RealVal(str(Fraction(str(one))))
        pairs.append((values[fact].value, sort(value if value is not None else 1)))

    def set_word(fact: str, value: Any) -> None:
        pairs.extend((bit, z3.BoolVal(option == value)) for option, bit in values[fact].bits.items())

    for fact, path in NUMBERS.items():
        set_number(fact, told.get(fact, at(path)))
    set_number("age", at("person.age"))
    for fact in ("protein_g", "protein_per_kg"):
        set_number(fact, told.get(fact))
    span = at("labs.serum_magnesium_range")
    pairs.append((values["serum_range_low"].known, z3.BoolVal(span is not None)))
    low, high = span or (0.5, 1)
    pairs.append((values["serum_range_low"].value, z3.RealVal(str(Fraction(str(low))))))
    pairs.append((values["serum_range_high"].value, z3.RealVal(str(Fraction(str(high))))))
    for fact, path in (*FLAGS.items(), *WORDS.items()):
        set_word(fact, at(path) if path else told.get(fact))
    for fact, key in CURRENT.items():
        set_word(fact, at(f"current_magnesium.{key}"))
    set_word("current_form", at("current_magnesium.form"))
    goals = told["goals"]
    set_word("primary_goal", goals[0])
    pairs.extend((bit, z3.BoolVal(option in goals)) for option, bit in values["goals"].bits.items())
    for fact in SETS:
        chosen = profile.get(fact)
        pairs.append((values[fact].known, z3.BoolVal(chosen is not None)))
        pairs.extend((bit, z3.BoolVal(option in (chosen or ()))) for option, bit in values[fact].bits.items())
    unsure = profile.get("unsure") or ()
    pairs.extend((bit, z3.BoolVal(option in unsure)) for option, bit in values["unsure"].bits.items())
    ruled_out = profile.get("ruled_out") or ()
    pairs.extend((bit, z3.BoolVal(name in ruled_out)) for name, bit in space.ruled_out.items())
    pairs.extend((bit, z3.BoolVal(name in told["agreed"])) for name, bit in space.agreed.items())
    forms = values["supplement_forms"]
    pairs.append((forms.known, z3.BoolVal(profile.get("supplements") is not None)))
    pairs.extend((bit, z3.BoolVal(option in (told["supplement_forms"] or ()))) for option, bit in forms.bits.items())
    jurisdiction = profile.get("jurisdiction") or "EU"
    pairs.extend((bit, z3.BoolVal(name == jurisdiction)) for name, bit in space.jurisdictions.items())
    for place, (taken, agreed) in enumerate(zip(space.taken, space.agreed_medicines, strict=True)):
        pairs.append((taken, z3.BoolVal(place in told["kinds"])))
        pairs.append((agreed, z3.BoolVal(told["kinds"].get(place, False))))
    pairs.append((space.medicines_told, z3.BoolVal(profile.get("medicines") is not None)))
    pairs.append((space.count, z3.IntVal(told["count"])))
    pairs.append((space.supplements_mg, z3.RealVal(str(told["supplements_mg"]))))
    pairs.append((space.override.known, z3.BoolVal(told["override"] is not None)))
    pairs.append((space.override.value, z3.RealVal(str(told["override"] or 1))))
    return pairs


def _put(found: Profile, path: str, value: Any) -> None:
    group, _, key = path.partition(".")
    if key:
        found.setdefault(group, {})[key] = value
    else:
        found[path] = value


def _plain(value: Any) -> float | int:
    """A number of the solver as a profile writes it."""
    exact = Fraction(value.as_fraction()) if z3.is_rational_value(value) else Fraction(value.as_long())
    return int(exact) if exact.denominator == 1 else round(float(exact), PLACES)
