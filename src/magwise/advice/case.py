"""What we understood: labels read, medicines recognised, kidney function derived. From here on everything is pure."""

from decimal import Decimal
from typing import Any, NamedTuple

from magwise.advice.engine import Engine
from magwise.labels.label import Label
from magwise.labels.read import read_label
from magwise.medicines.match import find_medicine
from magwise.medicines.records import InteractionAnswer, MedicineMatch
from magwise.profiles.profile import MedicineEntry, ProductEntry, Profile, SupplementEntry
from magwise.profiles.renal import known_egfr

GENERAL_RULE = "I137"  # what holds for a name that was not recognised
LOCAL_ROUTES = frozenset({"eye", "skin", "inhaled", "nasal"})


class UnderstoodMedicine(NamedTuple):
    """A medicine of the profile. facts: what rules may ask of it, one dict per interaction (at least one)."""

    entry: MedicineEntry
    match: MedicineMatch
    called: str
    classes: frozenset[str]
    agreed: bool
    facts: tuple[tuple[dict[str, Any], InteractionAnswer | None], ...]


class UnderstoodSupplement(NamedTuple):
    """A supplement of the profile. mg: a day, high end; assumed: no amount was printed."""

    entry: SupplementEntry
    label: Label
    match: MedicineMatch | None


class Source(NamedTuple):
    """Magnesium that is taken already. assumed: counted because no amount was known."""

    name: str
    mg: Decimal
    assumed: bool


class UnderstoodProduct(NamedTuple):
    """A product at hand with its label read."""

    entry: ProductEntry
    label: Label


class Case(NamedTuple):
    """A profile, understood. facts: what rules may look at (see case_fields.toml); None is not known.

    minerals: supplements such as iron or calcium that must keep their distance from magnesium, seen as medicines.
    """

    profile: Profile
    locale: str
    goals: tuple[str, ...]
    goals_derived: bool
    facts: dict[str, Any]
    medicines: tuple[UnderstoodMedicine, ...]
    minerals: tuple[UnderstoodMedicine, ...]
    supplements: tuple[UnderstoodSupplement, ...]
    products: tuple[UnderstoodProduct, ...]
    already: tuple[Source, ...]
    agreed: frozenset[str]
    overrides: tuple[Decimal, ...]

    @property
    def already_mg(self) -> Decimal:
        """All magnesium that is taken already and stays, mg a day."""
        return sum((source.mg for source in self.already), Decimal(0))


def understand(profile: Profile, engine: Engine, overrides: tuple[Decimal, ...] = ()) -> Case:
    """Read the labels, recognise the medicines and derive what can be derived.

    overrides: ceilings of a practice that hold today. Unknown facts stay None.
    """
    knowledge, locale = engine.knowledge, profile.locale
    supplements = tuple(_supplement(entry, engine, locale) for entry in profile.supplements or ())
    products = tuple(
        UnderstoodProduct(entry, read_label(entry.label, knowledge=knowledge, locale=locale))
        for entry in profile.products or ()
    )
    matches = [
        (entry, find_medicine(entry.name, knowledge=knowledge, locale=locale)) for entry in profile.medicines or ()
    ]
    medicines = tuple(_medicine(entry, match, profile, engine) for entry, match in matches)
    minerals = tuple(
        _medicine(MedicineEntry(name=shorten(item.entry.label), times=item.entry.times), item.match, profile, engine)
        for item in supplements
        if item.match is not None and _keeps_distance(item.match)
    )
    agreed = frozenset(profile.doctor_agreed)
    goals, derived = _goals(profile, engine)
    facts = _facts(profile, engine, goals, medicines)
    already = [_from_supplement(item, engine) for item in supplements]
    already += [_from_medicine(item, engine) for item in medicines]
    return Case(
        profile=profile,
        locale=locale,
        goals=goals,
        goals_derived=derived,
        facts=facts,
        medicines=medicines,
        minerals=minerals,
        supplements=supplements,
        products=products,
        already=tuple(source for source in already if source is not None),
        agreed=agreed,
        overrides=overrides,
    )


def shorten(label: str) -> str:
    """A label as a name: its words on one line, sixty characters at most."""
    return " ".join(label.split())[:60]


def binds(answer: InteractionAnswer) -> bool:
    """Hours bind for every action but `note`."""
    return answer.action != "note" and (answer.hours_before is not None or answer.hours_after is not None)


def _keeps_distance(match: MedicineMatch) -> bool:
    """Whether a supplement is a mineral that competes with magnesium."""
    return match.recognised and match.kind == "supplement" and any(binds(answer) for answer in match.interactions)


def _supplement(entry: SupplementEntry, engine: Engine, locale: str) -> UnderstoodSupplement:
    label = read_label(entry.label, knowledge=engine.knowledge, locale=locale)
    match = None
    if len(entry.label) <= 100:
        match = find_medicine(entry.label, knowledge=engine.knowledge, locale=locale)
    return UnderstoodSupplement(entry, label, match)


def _medicine(entry: MedicineEntry, match: MedicineMatch, profile: Profile, engine: Engine) -> UnderstoodMedicine:
    """A medicine with the classes and interactions of every part that is known, also beside a part that is not."""
    knowledge = engine.knowledge
    answers = tuple(answer for answer in match.interactions if answer.id != GENERAL_RULE)
    rows = [knowledge.medicines[row] for row in match.ids] if match.recognised else []
    names = [row.name_nl if profile.locale == "nl" else row.name_en for row in rows if not row.components]
    codes = match.codes if match.recognised else _codes_behind(match, answers, engine)
    gated = match.route not in LOCAL_ROUTES
    classes = frozenset(
        group.id
        for group in knowledge.medicine_classes.values()
        if gated and any(code.startswith(prefix) for code in codes for prefix in group.atc)
    )
    known = {entry.name, *(row.name_nl for row in rows), *(row.name_en for row in rows)}
    known |= {found.inn for found in match.matches if match.recognised}
    agreed = not {name.casefold() for name in known}.isdisjoint(text.casefold() for text in profile.doctor_agreed)
    base = {"medicine.recognised": match.recognised, "medicine.classes": classes}
    facts: list[tuple[dict[str, Any], InteractionAnswer | None]] = [
        (
            {
                **base,
                "medicine.action": answer.action,
                "medicine.also_consult": answer.also_consult,
                "medicine.severity": answer.severity,
                "medicine.applies_to": answer.applies_to,
            },
            answer,
        )
        for answer in answers
    ]
    if not facts:
        bare = dict.fromkeys(("medicine.action", "medicine.severity", "medicine.applies_to"), "none")
        facts.append(({**base, **bare, "medicine.also_consult": False}, None))
    return UnderstoodMedicine(entry, match, " / ".join(names) or entry.name, classes, agreed, tuple(facts))


def _codes_behind(match: MedicineMatch, answers: tuple[InteractionAnswer, ...], engine: Engine) -> tuple[str, ...]:
    """The codes of the parts of a half-known entry that its interactions speak about."""
    prefixes = [code for answer in answers for code in engine.knowledge.interactions[answer.id].atc]
    return tuple(
        code for found in match.matches for code in found.codes if any(code.startswith(prefix) for prefix in prefixes)
    )


def _goals(profile: Profile, engine: Engine) -> tuple[tuple[str, ...], bool]:
    """The goals, or those that the complaints point to: most complaints first, then the order of the table."""
    if profile.goals:
        return profile.goals, False
    votes: dict[str, list[int]] = {}
    for complaint in profile.complaints or ():
        row = engine.knowledge.complaint_goals.get(complaint)
        if row is not None:
            votes.setdefault(row.goal, []).append(row.priority)
    ranked = sorted(votes, key=lambda goal: (goal == "general", -len(votes[goal]), min(votes[goal])))
    return tuple(ranked) or ("general",), True


def _facts(
    profile: Profile, engine: Engine, goals: tuple[str, ...], medicines: tuple[UnderstoodMedicine, ...]
) -> dict[str, Any]:
    person = profile.person
    current, life, labs = profile.current_magnesium, profile.lifestyle, profile.labs
    egfr, _ = known_egfr(profile)
    told = profile.medicines is not None
    classes = frozenset().union(*(item.classes for item in medicines)) if told else None
    low, high = labs.serum_magnesium_range or (engine.numbers["serum_low"], engine.numbers["serum_high"])
    unsure = list(profile.unsure)
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
        "serum_magnesium": labs.serum_magnesium_mmol_l,
        "serum_range_low": low,
        "serum_range_high": high,
        "medicines": told or None,
        "medicine_classes": classes,
        "medicine_count": len(medicines) if told else None,
        "acid_salts_barred": _bars_acid(medicines, engine) if told else None,
        "gut_sensitive": profile.gut.sensitive,
        "stool": profile.gut.stool,
        "wants_laxative_effect": profile.wants_laxative_effect,
        "current_form": current.form if current else None,
        "current_mg": current.mg_per_day if current else None,
        "current_weeks": current.weeks if current else None,
        "current_effect": current.effect if current else None,
        "current_bowel": current.bowel if current else None,
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
    facts["kidney_risks"] = _kidney_risks(facts, engine) if egfr is None else 0
    facts["foundation_ok"] = _foundation_ok(profile, facts, engine)
    return facts


def _kidney_risks(facts: dict[str, Any], engine: Engine) -> int:
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
    rows = [engine.knowledge.limits[row] for row in ("L061", "L062")]
    wanted = [row.value for row in rows if profile.person.sex is None or row.sex == profile.person.sex[0]]
    least = min(value for value in wanted if value is not None)
    return Decimal(str(profile.diet.magnesium_mg)) < least


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


def _from_supplement(item: UnderstoodSupplement, engine: Engine) -> Source | None:
    """The magnesium of a supplement, high end of its label; a kind that may hold some counts with an assumed amount."""
    label = item.label
    name = shorten(item.entry.label)
    if label.route == "skin":
        return None
    if label.elemental_mg_per_serving is not None:
        per_serving = Decimal(str(label.elemental_mg_per_serving.high))
        mg = per_serving * Decimal(str(item.entry.servings_per_day))
        return Source(name, mg, False) if mg else None
    if label.verdict == "no_magnesium" and not label.may_hold_magnesium:
        return None
    return Source(name, engine.masses["unknown_supplement"], True)


def _from_medicine(item: UnderstoodMedicine, engine: Engine) -> Source | None:
    """The magnesium of an antacid, laxative or supplement that was typed among the medicines.

    Counted per intake; without times, or where no amount is known, at least what an unknown supplement counts for.
    """
    match, name = item.match, item.entry.name
    if match.holds_magnesium == "no" or match.route != "oral":
        return None
    label = read_label(name, knowledge=engine.knowledge, locale="en")
    amount = label.elemental_mg_per_serving
    per_unit = match.magnesium_mg_per_unit if amount is None else amount.high
    assumed = engine.masses["unknown_supplement"]
    if per_unit is None:
        return Source(name, assumed, True)
    mg = Decimal(str(per_unit))
    if not item.entry.times:
        return Source(name, max(mg, assumed), True)
    return Source(name, mg * len(item.entry.times), False)
