"""The eighteen safety rules, in plain code, asked last of every advice on every door.

Rules propose, this disposes. It shares nothing with the rules but the numbers of the tables and the facts of the case.
An advice that breaks an invariant does not leave: it becomes a refusal that names the invariant.
"""

from collections.abc import Callable, Container
from decimal import Decimal

import msgspec

from magwise.advice.advice import Advice, Expectation, Flag, Note, Now, NowItem, Reason
from magwise.advice.case import GENERAL_RULE, Case, UnderstoodMedicine, shorten
from magwise.advice.day import waking
from magwise.advice.decide import in_order
from magwise.advice.engine import Engine
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import Urgency
from magwise.schedule.day import MINUTES, DayPlan, OtherDay, minutes_of

Invariant = Callable[[Advice, Case, Engine], bool]
MIXTURES_NEED_A_PRINTED_AMOUNT = "compound_only"
NO_DOSE_WHATEVER = ("dialysis", "acute_kidney_injury")
MUSCLE_AND_HEART = ("myasthenia_gravis", "neuromuscular_disease", "heart_block", "bowel_obstruction")
SOON: dict[str, tuple[Urgency | None, ...]] = {
    "urgent": ("emergency", "today"),
    "consult_first": ("today", "this_week", "before_start"),
}
TEAM_CLASSES = ("hiv_hcv", "transplant", "cancer", "active_vitamin_d")
MATERNAL = ("pregnant", "breastfeeding")


def kidneys(advice: Advice, case: Case, engine: Engine) -> bool:
    """1. No dose at low eGFR, on dialysis or with acute injury; reduced or doubtful kidneys only as a doctor agreed."""
    if advice.dose is None:
        return True
    facts, numbers = case.facts, engine.numbers
    present = _present(case)
    if present & set(NO_DOSE_WHATEVER):
        return False
    egfr = facts["egfr"]
    agreed = "kidney_function" in case.agreed
    careful = advice.dose.ceiling_mg <= numbers["careful_ceiling"]
    if "kidney_disease" in present and not ((agreed or "kidney_disease" in case.agreed) and careful):
        return False
    if egfr is not None:
        if egfr < numbers["egfr_no_lift"]:
            return False
        return egfr >= numbers["egfr_known_risk"] or (agreed and careful)
    risks = facts["kidney_risks"]
    if risks >= numbers["kidney_risks_consult"]:
        return agreed and careful
    return risks == 0 or careful


def total(advice: Advice, case: Case, engine: Engine) -> bool:
    """2. What is taken already plus any step stays within the ceiling, and the ceiling within every limit."""
    if advice.dose is None:
        return True
    dose = advice.dose
    already = case.already_mg
    steps = [step.mg_per_day for step in dose.ladder] + [dose.start_mg, dose.target_mg]
    days: list[DayPlan | OtherDay] = [advice.day_plan, *advice.day_plan.other_days]
    planned = [sum(item.mg or 0 for item in day.items if item.kind == "magnesium") for day in days]
    highest = max(Decimal(str(mg)) for mg in [*steps, *planned])
    within = already + highest <= Decimal(str(dose.ceiling_mg)) + Decimal("0.0005")
    return within and dose.ceiling_mg <= _allowed(case, engine) and all(mg > 0 for mg in steps)


def _allowed(case: Case, engine: Engine) -> float:
    """The most a day from all that is not food: the own level or a practice's, and a mother's."""
    allowed = [float(min(case.overrides))] if case.overrides else [_own_level(case, engine)]
    if case.facts["pregnant"] or case.facts["breastfeeding"] or "pregnancy" in case.profile.unsure:
        allowed.append(engine.numbers["maternal_ceiling"])
    return min(allowed)


def _own_level(case: Case, engine: Engine) -> float:
    """The upper level of the jurisdiction, mg a day."""
    for authority in engine.knowledge.authorities.values():
        if authority.jurisdiction == case.profile.jurisdiction:
            value = engine.knowledge.limits[authority.limit].value
            return float(value) if value is not None else 0.0
    return 0.0


def declared(advice: Advice, case: Case, engine: Engine) -> bool:
    """3. No amount is computed from the name of a mixture, and no excipient is dosed."""
    for product, told in zip(case.products, advice.products, strict=True):
        families = {compound.form for compound in product.label.compounds}
        if told.units_per_day is None:
            continue
        computed = product.label.verdict == MIXTURES_NEED_A_PRINTED_AMOUNT
        if "stearate" in families or (computed and families & _mixtures(engine.knowledge)):
            return False
    return True


def _mixtures(knowledge: Knowledge) -> set[str]:
    """Families that have no formula: nothing can be computed from their name."""
    bare = {form.family for form in knowledge.forms.values() if form.formula is None}
    return bare - {form.family for form in knowledge.forms.values() if form.formula is not None}


def intervals(advice: Advice, case: Case, engine: Engine) -> bool:
    """4. Every magnesium of the plan keeps the safe hours of every interaction, in its own direction."""
    moments = [minutes_of(item.time) for item in advice.day_plan.items if item.kind == "magnesium"]
    acid = _plan_is_acid(advice, case, engine)
    for medicine in (*case.medicines, *case.minerals):
        times = _times(medicine, advice.day_plan, case)
        for before, after in _hours(medicine, acid, engine):
            for taken in times:
                for moment in moments:
                    if (moment - taken) % MINUTES < before or (taken - moment) % MINUTES < after:
                        return False
            timed = medicine not in case.minerals and not medicine.entry.as_needed
            if moments and not times and (before or after) and timed:
                return False
    return all(_other_day(other, advice, case, engine) for other in advice.day_plan.other_days)


def _other_day(other: OtherDay, advice: Advice, case: Case, engine: Engine) -> bool:
    """The same for a day on which some are not taken: they count only where yesterday's or tomorrow's reach it."""
    wake, _ = waking(case)
    moments = [(minutes_of(item.time) - wake) % MINUTES for item in other.items if item.kind == "magnesium"]
    acid = _plan_is_acid(advice, case, engine)
    for medicine in (*case.medicines, *case.minerals):
        around = (-MINUTES, MINUTES) if medicine.entry.name in other.without else (-MINUTES, 0, MINUTES)
        doses = [(time - wake) % MINUTES + turn for time in _times(medicine, advice.day_plan, case) for turn in around]
        for before, after in _hours(medicine, acid, engine):
            if any(dose - after < moment < dose + before for dose in doses for moment in moments):
                return False
    return True


def _plan_is_acid(advice: Advice, case: Case, engine: Engine) -> bool:
    """Whether the magnesium of the plan may neutralise acid; a form that is not known may."""
    names = [form.form for form in advice.forms if form.role == "first_choice"]
    for product, told in zip(case.products, advice.products, strict=True):
        if told.chosen:
            names = [compound.form for compound in product.label.compounds]
    families = [engine.knowledge.families.get(name) for name in names]
    return not families or any(family is None or family.acid_neutralising for family in families)


def _hours(medicine: UnderstoodMedicine, acid: bool, engine: Engine) -> list[tuple[int, int]]:
    """Minutes before and after, per interaction that binds."""
    match = medicine.match
    row = engine.knowledge.interactions[GENERAL_RULE]
    general = (int((row.hours_before or 0) * 60), int((row.hours_after or 0) * 60))
    if match.route != "oral":
        return []
    return ([] if match.recognised else [general]) + [
        (int((answer.hours_before or 0) * 60), int((answer.hours_after or 0) * 60))
        for answer in match.interactions
        if answer.action != "note" and (acid or answer.applies_to == "all")
    ]


def _times(medicine: UnderstoodMedicine, plan: DayPlan, case: Case) -> list[int]:
    """When a medicine is taken: as told, where the plan moved it, and as it really was taken today."""
    entry = medicine.entry
    told = list(entry.times or ())
    if entry.movable:
        told = [item.time for item in plan.items if item.kind == "medicine" and item.name == entry.name] or told
    told += [found.time for found in case.profile.taken if entry.name in (found.name, shorten(found.name))]
    return [minutes_of(time) for time in told]


def barred_medicines(advice: Advice, case: Case, engine: Engine) -> bool:
    """5. No dose beside a medicine to avoid, nor beside HIV, transplant or cancer medicines without the team."""
    if advice.dose is None:
        return True
    for medicine in case.medicines:
        for _, answer in medicine.facts:
            if answer is None:
                continue
            if answer.action == "avoid" and answer.applies_to == "all":
                return False
            if answer.action == "consult" and answer.severity == "major" and not medicine.agreed:
                return False
            if answer.action == "avoid" and _plan_is_acid(advice, case, engine):
                return False
        if medicine.classes & set(TEAM_CLASSES) and not medicine.agreed:
            return False
    return True


def unknown_medicines(advice: Advice, case: Case, engine: Engine) -> bool:
    """6. A medicine that was not recognised is named in a flag."""
    told = " ".join(flag.text + flag.about for flag in advice.flags if flag.id == "unknown_medicine")
    return all(medicine.match.recognised or medicine.entry.name in told for medicine in case.medicines)


def red_flags(advice: Advice, case: Case, engine: Engine) -> bool:
    """7. An alarm sign is urgent, whatever else is true, and nothing is proposed beside it."""
    serum = case.facts["serum_magnesium"]
    numbers = engine.numbers
    alarm = bool(case.facts["red_flags"]) or (
        serum is not None and not numbers["serum_severe_low"] <= serum < numbers["serum_severe_high"]
    )
    if not alarm:
        return True
    quiet = (
        advice.dose is None
        and advice.expectation is None
        and all(product.units_per_day is None for product in advice.products)
    )
    quiet = quiet and not any(form.role in ("first_choice", "next_step") for form in advice.forms)
    return advice.decision == "urgent" and quiet


def nerve_heart_bowel(advice: Advice, case: Case, engine: Engine) -> bool:
    """8. No dose with muscle disease, heart block, obstruction, nor a slow pulse that no doctor agreed to."""
    if advice.dose is None:
        return True
    present = _present(case)
    if present & set(MUSCLE_AND_HEART):
        return False
    return "bradycardia" not in present or "bradycardia" in case.agreed


def maternal(advice: Advice, case: Case, engine: Engine) -> bool:
    """9. Never L-threonate for mothers or above what is authorised, and a dose in pregnancy only as agreed."""
    pregnant = case.facts["pregnant"] is True or "pregnancy" in case.profile.unsure
    nursing = case.facts["breastfeeding"] is True
    roles = {form.form: form.role for form in advice.forms}
    if (pregnant or nursing) and roles["l_threonate"] != "avoid":
        return False
    if pregnant and advice.dose is not None and "pregnancy" not in case.agreed:
        return False
    if advice.dose is not None and roles["l_threonate"] == "first_choice":
        if "l_threonate" in (case.facts["supplement_forms"] or ()):
            return False
        fraction = engine.knowledge.forms["threonate"].mg_mass_fraction or Decimal(0)
        most = engine.masses["threonate_compound_max"] * fraction
        return all(Decimal(str(step.mg_per_day)) <= most for step in advice.dose.ladder)
    return True


def children(advice: Advice, case: Case, engine: Engine) -> bool:
    """10. No dose for a child."""
    age = case.facts["age"]
    return advice.dose is None or (age is not None and age >= engine.numbers["adult_age"])


def medicines_stay(advice: Advice, case: Case, engine: Engine) -> bool:
    """11. A medicine stands where the person takes it, unless the person said that it may move."""
    for medicine in case.medicines:
        entry = medicine.entry
        if entry.movable or entry.times is None:
            continue
        planned = {item.time for item in advice.day_plan.items if item.kind == "medicine" and item.name == entry.name}
        if not set(entry.times) <= planned:
            return False
    return True


def serum(advice: Advice, case: Case, engine: Engine) -> bool:
    """12. No dose above the laboratory's range, and below it only as a doctor agreed."""
    value = case.facts["serum_magnesium"]
    if advice.dose is None:
        return True
    if "hypermagnesaemia" in _present(case):
        return False
    if value is None:
        return True
    if value > case.facts["serum_range_high"]:
        return False
    return value >= case.facts["serum_range_low"] or "serum_magnesium" in case.agreed


def diarrhoea(advice: Advice, case: Case, engine: Engine) -> bool:
    """13. No dose while stools are watery, no step up while they are loose, and every plan has its stop rules."""
    if advice.dose is None:
        return True
    stool = case.facts["stool"]
    if stool == "watery" or (stool == "loose" and len(advice.dose.ladder) > 1):
        return False
    rungs = [step.mg_per_day for step in advice.dose.ladder]
    told = {note.id for note in advice.stop_signals}
    return rungs == sorted(rungs) and {"stop_loose", "stop_watery", "stop_alarm", "stop_no_effect"} <= told


def taken_now(advice: Advice, case: Case, engine: Engine) -> bool:
    """16. Behind a gate that nobody lifts, or an alarm, who takes magnesium hears: stop, or ask about it."""
    if not case.now:
        return advice.now is None
    if advice.now is None or len(advice.now.by) != len(case.now):
        return False
    return not _is_barred(case, engine) or advice.now.do in ("stop", "ask")


def _is_barred(case: Case, engine: Engine) -> bool:
    """Whether something bars magnesium that no doctor's word to us opens."""
    facts, numbers, present = case.facts, engine.numbers, _present(case)
    if present & {*NO_DOSE_WHATEVER, *MUSCLE_AND_HEART, "hypermagnesaemia"} or facts["red_flags"]:
        return True
    if facts["egfr"] is not None and facts["egfr"] < numbers["egfr_no_lift"]:
        return True
    value = facts["serum_magnesium"]
    if value is not None and (value > facts["serum_range_high"] or value < numbers["serum_severe_low"]):
        return True
    if facts["stool"] == "watery" or (facts["age"] is not None and facts["age"] < numbers["adult_age"]):
        return True
    answers = [answer for medicine in case.medicines for _, answer in medicine.facts if answer is not None]
    return any(answer.action == "avoid" and answer.applies_to == "all" for answer in answers)


def taken_above(advice: Advice, case: Case, engine: Engine) -> bool:
    """17. Who takes more than the upper level hears at least: take less."""
    allowed = _allowed(case, engine)
    if advice.dose is not None:
        allowed = min(allowed, advice.dose.ceiling_mg)
    taken = sum((source.mg for source in case.now), Decimal(0))
    if taken <= Decimal(str(allowed)):
        return True
    return advice.now is not None and advice.now.do in ("stop", "ask", "lower")


def prescribed(advice: Advice, case: Case, engine: Engine) -> bool:
    """18. What a doctor prescribed is asked about or kept; it is never stopped, lowered or replaced here."""
    if advice.now is None:
        return True
    doctors = [item for source, item in zip(case.now, advice.now.by, strict=False) if source.prescribed]
    if not doctors:
        return True
    if any(item.do not in ("ask", "keep") for item in doctors) or advice.now.do == "stop":
        return False
    return advice.dose is None or advice.dose.already_mg >= sum(item.mg for item in doctors)


def every_sentence(advice: Advice, case: Case, engine: Engine) -> bool:
    """14. Every flag, reason and note names a rule and a source, and what rests on our policy is called a choice."""
    rules = engine.knowledge.rules
    for flag in advice.flags:
        if flag.choice != ("POLICY" in flag.sources) or not _is_backed(flag, rules):
            return False
    for note in (*advice.foundation, *advice.troubleshooting, *advice.stop_signals):
        if not _is_backed(note, rules):
            return False
    if advice.expectation is not None and not _is_backed(advice.expectation, rules):
        return False
    for form in advice.forms:
        for reason in form.reasons:
            if not _is_backed(reason, rules):
                return False
    return advice.now is None or _is_backed(advice.now, rules)


def _is_backed(said: Flag | Note | Reason | Expectation | Now, rules: Container[str]) -> bool:
    """Whether a sentence has words, a rule that exists and a source."""
    return bool(said.rule in rules and said.sources and said.text)


def fail_closed(advice: Advice, case: Case, engine: Engine) -> bool:
    """15. A dose exactly when the decision is advise, else how soon to ask; no magnesium then; doubt opens no gate."""
    dosing = advice.decision == "advise"
    if advice.urgency not in SOON.get(advice.decision, (None,)):
        return False
    days: list[DayPlan | OtherDay] = [advice.day_plan, *advice.day_plan.other_days]
    magnesium = [day.status for day in days if any(item.kind == "magnesium" for item in day.items)]
    if (advice.dose is not None) != dosing or (magnesium and not dosing):
        return False
    if not dosing:
        return all(product.units_per_day is None for product in advice.products)
    if not any(form.role == "first_choice" for form in advice.forms):
        return False
    doubt = [name for name in case.profile.unsure if f"red_flag_{name}" in engine.knowledge.rules]
    if doubt or "infeasible" in magnesium:
        return False
    for product, told in zip(case.products, advice.products, strict=True):
        if told.units_per_day is not None and (
            product.label.verdict in ("inconsistent", "no_magnesium") or product.label.route == "skin"
        ):
            return False
    return True


def implied_illness(advice: Advice, case: Case, engine: Engine) -> bool:
    """16. An illness that a medicine stands for counts as «not sure» until answered, and every dose asks for it."""
    open_ones = _unanswered(case)
    if not open_ones <= set(case.facts["unsure"]):
        return False
    if advice.dose is None or case.facts["egfr"] is not None:
        return True
    kidney = {risk.value for risk in engine.knowledge.kidney_risks.values() if risk.by == "condition"}
    asked = {unknown.field for unknown in advice.unknowns}
    return all(f"conditions.{name}" in asked for name in open_ones & kidney)


def _present(case: Case) -> set[str]:
    """Conditions that are present or not sure, or that a medicine stands for while nobody answered."""
    return {*(case.facts["conditions"] or ()), *case.facts["unsure"], *_unanswered(case)}


def _unanswered(case: Case) -> set[str]:
    """Illnesses that what is taken stands for, as the medicines themselves say it, less those that were answered."""
    matches = [*(item.match for item in case.medicines), *(item.match for item in case.supplements)]
    stood = {one.condition for match in matches if match is not None for one in match.implies}
    return stood - {*(case.profile.conditions or ()), *case.profile.unsure, *case.profile.ruled_out}


INVARIANTS: tuple[Invariant, ...] = (
    kidneys,
    total,
    declared,
    intervals,
    barred_medicines,
    unknown_medicines,
    red_flags,
    nerve_heart_bowel,
    maternal,
    children,
    medicines_stay,
    serum,
    diarrhoea,
    every_sentence,
    fail_closed,
    implied_illness,
    taken_now,
    taken_above,
    prescribed,
)


def broken(advice: Advice, case: Case, engine: Engine) -> tuple[str, ...]:
    """Names of the invariants that an advice breaks, in their order; none for a sound one."""
    return tuple(invariant.__name__ for invariant in INVARIANTS if not invariant(advice, case, engine))


def enforce(advice: Advice, case: Case, engine: Engine) -> Advice:
    """The advice itself when it keeps every invariant; else a refusal that says which one would have been broken."""
    names = broken(advice, case, engine)
    return advice if not names else refuse(advice, names, case, engine)


def refuse(advice: Advice, names: tuple[str, ...], case: Case, engine: Engine) -> Advice:
    """The advice without dose, without magnesium in the day and with a flag for each invariant; never less soon."""
    alarm = bool(case.facts["red_flags"]) or advice.decision == "urgent"
    flags = [
        Flag(
            id=f"envelope_{name}",
            level="urgent" if alarm else "consult",
            about=name,
            text=engine.knowledge.say(case.locale, "advice.envelope", name=name),
            rule="declared_amount_wins" if name == "declared" else "unknown_medicine",
            sources=("POLICY",),
            grade="D",
            choice=True,
        )
        for name in names
    ]
    plan = advice.day_plan
    items = tuple(item for item in plan.items if item.kind != "magnesium")
    products = tuple(msgspec.structs.replace(item, units_per_day=None, fits=False) for item in advice.products)
    forms = advice.forms
    if alarm:
        forms = tuple(
            msgspec.structs.replace(form, role="not_now" if form.role in ("first_choice", "next_step") else form.role)
            for form in forms
        )
    told = advice.urgency if advice.urgency in SOON["urgent" if alarm else "consult_first"] else None
    return msgspec.structs.replace(
        advice,
        decision="urgent" if alarm else "consult_first",
        urgency=told or ("emergency" if alarm else "before_start"),
        expectation=None if alarm else advice.expectation,
        flags=in_order([*flags, *advice.flags]),
        dose=None,
        forms=forms,
        products=products,
        day_plan=msgspec.structs.replace(plan, items=items, other_days=()),
        stance=None if alarm or not case.now else "wait",
        now=_refused_now(advice, case, engine),
    )


def _refused_now(advice: Advice, case: Case, engine: Engine) -> Now | None:
    """What is taken now beside a refusal: asked about before another is swallowed; a stricter word stays."""
    if not case.now:
        return None
    if advice.now is not None and advice.now.do == "stop" and not any(source.prescribed for source in case.now):
        return advice.now
    rule = engine.rule("now_refused")
    by = tuple(
        NowItem(name=source.name, mg=float(source.mg), do="ask", assumed=source.assumed, prescribed=source.prescribed)
        for source in case.now
    )
    mg = float(sum((source.mg for source in case.now), Decimal(0)))
    text = rule.text[case.locale]
    return Now(mg_per_day=mg, by=by, do="ask", text=text, rule=rule.id, sources=rule.sources, grade=rule.grade)
