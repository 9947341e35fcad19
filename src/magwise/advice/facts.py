"""The facts that rules may look at (case_fields.toml), derived from a profile. None is not known."""

import math
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from magwise.advice.case import UnderstoodMedicine, UnderstoodSupplement
from magwise.advice.engine import Engine
from magwise.advice.taking import Told
from magwise.profiles.lab_number import least_of, mildest, reading_of, strictest
from magwise.profiles.profile import Labs, Profile
from magwise.profiles.renal import kidney_values, known_egfr


def derive_facts(
    profile: Profile,
    engine: Engine,
    goals: tuple[str, ...],
    medicines: tuple[UnderstoodMedicine, ...],
    supplements: tuple[UnderstoodSupplement, ...],
    current: Told,
    implied: Iterable[str] = (),
) -> dict[str, Any]:
    """All facts of a profile; what was not told stays None.

    current: what is told of the magnesium taken now; implied: illnesses that count as «not sure».
    """
    person = profile.person
    life, labs = profile.lifestyle, profile.labs
    egfr, _ = known_egfr(profile, engine.numbers["egfr_known_risk"])
    told = profile.medicines is not None
    classes = frozenset().union(*(item.classes for item in medicines)) if told or medicines else None
    serum, low, high = _serum(labs, engine)
    unsure = [*profile.unsure, *implied]
    protein_per_kg = None
    if life.protein_g is not None and person is not None and person.weight_kg:
        protein_per_kg = life.protein_g / person.weight_kg
    facts: dict[str, Any] = {
        "age": person.age if person else None,
        "sex": person.sex if person else None,
        "pregnant": person.pregnant if person else None,
        "breastfeeding": person.breastfeeding if person else None,
        "jurisdiction": profile.jurisdiction,
        "goals": goals,
        "primary_goal": goals[0],
        "complaints": profile.complaints,
        "red_flags": profile.red_flags,
        "conditions": profile.conditions,
        "unsure": unsure,
        "doctor_agreed": profile.doctor_agreed,
        "egfr": egfr,
        "serum_magnesium": serum,
        "serum_range_low": low,
        "serum_range_high": high,
        "medicines": told or None,
        "medicine_classes": classes,
        "medicine_count": len(medicines) if told or medicines else None,
        "medicine_unrecognised": any(not item.match.recognised for item in medicines) if told or medicines else None,
        "acid_salts_barred": _bars_acid(medicines, engine) if told or medicines else None,
        "supplement_forms": forms_taken(supplements) if profile.supplements is not None else None,
        "gut_sensitive": profile.gut.sensitive,
        "stool": profile.gut.stool or _stool_on_magnesium(current),
        "wants_laxative_effect": profile.wants_laxative_effect,
        "current_form": current.form,
        "current_mg": current.mg,
        "current_weeks": current.weeks,
        "current_days_week": current.days_week,
        "current_effect": current.effect,
        "current_bowel": current.bowel,
        "coffee_cups": life.coffee_cups,
        "sleep_hours": life.sleep_hours,
        "sweating": life.sweating,
        "stress": life.stress,
        "alcohol_units_week": life.alcohol_units_week,
        "smoker": life.smoker,
        "recovery_days_week": life.recovery_days_week,
        "protein_g": life.protein_g if protein_per_kg is None else None,
        "protein_per_kg": protein_per_kg,
        "diet_low_groups": _low_groups(profile, engine),
        "diet_below_reference": _below_reference(profile, engine),
    }
    facts["kidney_risks"] = count_kidney_risks(facts, engine) if egfr is None else 0
    facts["foundation_ok"] = _foundation_ok(profile, facts, engine)
    return facts


def _serum(labs: Labs, engine: Engine) -> tuple[float | None, float, float]:
    """The serum magnesium that decides, and the range. Where the laboratory marks it low or high, the range says so."""
    low, high = labs.serum_magnesium_range or (engine.numbers["serum_low"], engine.numbers["serum_high"])
    typed = labs.serum_magnesium_mmol_l
    if typed is None:
        return None, low, high
    serum, mark = strictest(typed, engine.knowledge.lab_tests["serum_magnesium"]), reading_of(typed).mark
    if mark == "low" and serum >= low:
        low = math.nextafter(serum, math.inf)
    if mark == "high" and serum <= high:
        high = math.nextafter(serum, -math.inf)
    return serum, low, high


def mild_facts(profile: Profile, engine: Engine) -> dict[str, float]:
    """What the measured facts are at the other end of what a limit leaves open; empty where no limit was typed.

    A rule that holds here too holds whatever the value is.
    """
    labs, tests = profile.labs, engine.knowledge.lab_tests
    found: dict[str, float] = {}
    if isinstance(labs.serum_magnesium_mmol_l, str) and reading_of(labs.serum_magnesium_mmol_l).sign:
        found["serum_magnesium"] = mildest(labs.serum_magnesium_mmol_l, tests["serum_magnesium"])
    values = [(value, tests["egfr"]) for value, _ in kidney_values(profile)]
    clearance = labs.creatinine_clearance_ml_min
    if clearance is not None and least_of(clearance) < engine.numbers["egfr_known_risk"]:
        values.append((clearance, tests["creatinine_clearance"]))
    if any(isinstance(value, str) and reading_of(value).sign for value, _ in values):
        found["egfr"] = min(mildest(value, test) for value, test in values)
    return found


def forms_taken(supplements: Iterable[UnderstoodSupplement]) -> tuple[str, ...]:
    """The forms of the magnesium in the supplements that are swallowed."""
    taken = [item.label for item in supplements if item.label.route != "skin" and item.entry.servings_per_day]
    return tuple(dict.fromkeys(compound.form for label in taken for compound in label.compounds))


def _stool_on_magnesium(current: Told) -> str | None:
    """Stools on the magnesium taken so far, where they are loose or watery: they have to be normal first."""
    return current.bowel if current.bowel in ("loose", "watery") else None


def count_kidney_risks(facts: dict[str, Any], engine: Engine) -> int:
    """How many groups of risks are present while kidney function is unknown; «not sure» counts as present."""
    present = set()
    conditions = {*(facts["conditions"] or ()), *facts["unsure"]}
    for risk in engine.knowledge.kidney_risks.values():
        if risk.by == "age":
            found = facts["age"] is not None and facts["age"] >= engine.numbers[risk.value]
        elif risk.by == "condition":
            found = risk.value in conditions
        else:
            found = risk.value in (facts["medicine_classes"] or ())
        if found:
            present.add(risk.group)
    return len(present)


def _bars_acid(medicines: tuple[UnderstoodMedicine, ...], engine: Engine) -> bool:
    """Whether a medicine rules out salts that neutralise stomach acid."""
    barring = [ready for ready in engine.kinds["interaction"] if ready.rule.then.get("bars_acid_salts")]
    return any(
        ready.test(facts) for ready in barring for medicine in medicines for facts, answer in medicine.facts if answer
    )


def _low_groups(profile: Profile, engine: Engine) -> int | None:
    """How many food groups rich in magnesium are eaten little; None when none was told."""
    diet, numbers = profile.diet, engine.numbers
    told = [
        (diet.wholegrain_portions, numbers["wholegrain_few"]),
        (diet.nuts_portions, numbers["nuts_few"]),
        (diet.legumes_portions_week, numbers["legumes_few"]),
        (diet.green_vegetables_portions, numbers["greens_few"]),
    ]
    known = [portions < few for portions, few in told if portions is not None]
    return sum(known) if known else None


def _below_reference(profile: Profile, engine: Engine) -> bool | None:
    """Whether the diet gives less magnesium than the adequate intake (EFSA); None when its amount is not known."""
    if profile.diet.magnesium_mg is None or profile.person is None:
        return None
    return Decimal(str(profile.diet.magnesium_mg)) < diet_reference(profile, engine)


def diet_reference(profile: Profile, engine: Engine) -> Decimal:
    """The adequate intake of magnesium for an adult in mg a day (EFSA); the lower one while the sex is not known."""
    sex = profile.person.sex if profile.person else None
    rows = [engine.knowledge.limits[row] for row in ("L061", "L062")]
    wanted = [row.value for row in rows if sex is None or row.sex == sex[0]]
    return min(value for value in wanted if value is not None)


def _foundation_ok(profile: Profile, facts: dict[str, Any], engine: Engine) -> bool | None:
    """Whether sleep, stress and diet are in order: as told, else derived; None when too little is known."""
    if profile.foundation_ok is not None:
        return profile.foundation_ok
    answers = []
    for ready in engine.kinds["foundation"]:
        if ready.rule.id in ("sleep", "stress", "diet"):
            answers.append(ready.test(facts))
    if True in answers:
        return False
    return None if None in answers else True
