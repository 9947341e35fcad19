"""«I notice nothing» and «it upsets my gut»: a path in order, each step with what was found, to a trial or a stop.

The rules of the kind troubleshooting name the path and the step they speak about. A step that is in order, or that
cannot be judged yet, is told as well: that it is in order, or what to answer.
"""

from decimal import Decimal

from magwise.advice.advice import Basic, Decision, PathStep, State, TrialIdea
from magwise.advice.already import name_of_taking
from magwise.advice.case import Case
from magwise.advice.decide import words
from magwise.advice.engine import Engine, ReadyRule
from magwise.advice.forms import trait_words
from magwise.advice.said import Sayer
from magwise.advice.taking import Taking
from magwise.chemistry.compounds import family_span
from magwise.knowledge.conditions import Truth

# The fields of the profile that answer the question of a step.
ASKS = {
    "amount": ("current_magnesium.label", "current_magnesium.servings_per_day"),
    "form": ("current_magnesium.form",),
    "time": ("current_magnesium.weeks",),
    "adherence": ("current_magnesium.days_week",),
    "basis": ("lifestyle", "diet"),
}
PATHS = ("gut", "nothing")  # the gut comes first: there less is right at once
LOW_IS_GOOD = ("heart_tension",)  # a goal whose name is the trouble itself
SCALE = (0, 10)
COMMAND = 'magwise trial design --outcome "{outcome}" --better {better} --minimal-effect 1'


def walk_paths(case: Case, decision: Decision, basics: tuple[Basic, ...], engine: Engine) -> tuple[PathStep, ...]:
    """The steps of the paths that are open for this person, in order; none while the advice is urgent.

    A path is open where the rule of its last step holds. What speaks of taking magnesium another way is left out where
    a doctor comes first, and a trial is only offered beside a dose.
    """
    if decision == "urgent":
        return ()
    rules = engine.kinds["troubleshooting"]
    truths = [found.test(case.facts) for found in rules]
    open_paths = {
        found.rule.then["path"]
        for found, truth in zip(rules, truths, strict=True)
        if truth and found.rule.then.get("ends") == "stop"
    }
    steps: dict[str, list[PathStep]] = {path: [] for path in PATHS if path in open_paths}
    for found, truth in zip(rules, truths, strict=True):
        then = found.rule.then
        if then["step"] == "basis" and not truth:
            continue
        if then["path"] not in steps or (decision == "consult_first" and then.get("doses")):
            continue
        # One trial at a time, and none before the gut is at rest.
        waiting = decision != "advise" or truth is False or then["path"] != next(iter(steps))
        if then.get("ends") == "trial" and waiting:
            continue
        steps[then["path"]].append(_step(found, truth, case, basics, engine))
    return tuple(step for path in steps.values() for step in path)


def _step(found: ReadyRule, truth: Truth, case: Case, basics: tuple[Basic, ...], engine: Engine) -> PathStep:
    rule, then, sayer = found.rule, found.rule.then, Sayer(case, engine)
    state: State = "mend" if truth else "open" if truth is None else "fine"
    if "ends" in then:
        state = "end"
    elif then["step"] == "basis" and not basics:
        state = "open" if case.facts["foundation_ok"] is None else "fine"
    unsaid = state in ("open", "fine") and then["step"] != "basis"
    if state == "end" and truth is None:
        text = sayer.say(f"open_{then['step']}")
    else:
        text = sayer.say(f"{state}_{then['step']}") if unsaid else words(rule, case, engine)
    asks = ASKS.get(then["step"], ()) if state == "open" else ()
    return PathStep(
        id=f"{rule.id}_{state}" if unsaid else rule.id,
        text=text,
        rule=rule.id,
        sources=rule.sources,
        grade=rule.grade,
        path=then["path"],
        step=then["step"],
        state=state,
        found=_found(then["path"], then["step"], case, basics, engine, sayer),
        asks=asks or _also_asked(then["step"], case),
        trial=_trial(case, sayer) if then.get("ends") == "trial" else None,
    )


def _also_asked(step: str, case: Case) -> tuple[str, ...]:
    """The label, where the amount was only typed: it may be the mass of the salt."""
    typed = any(taking.basis in ("typed", "no_amount") for taking in case.taking)
    return ASKS["amount"] if typed and step in ("amount", "dose") else ()


def _found(path: str, step: str, case: Case, basics: tuple[Basic, ...], engine: Engine, sayer: Sayer) -> str:
    """What was found for this step, in this person's numbers; empty where there is nothing to tell."""
    weeks, days = case.facts["current_weeks"], case.facts["current_days_week"]
    if step in ("amount", "dose"):
        return _amounts(case, engine, sayer, above=step == "dose")
    if step == "form":
        return _form(case, sayer, "gut" if path == "gut" else "absorption")
    if step == "time" and weeks is not None:
        return sayer.say("found_weeks", weeks=sayer.number(weeks))
    if step == "adherence" and days is not None:
        return sayer.say("found_days", days=sayer.number(days))
    if step == "basis" and basics:
        return sayer.say("found_basis", names=sayer.listed([sayer.say(f"basis_{basic.id}") for basic in basics]))
    if step == "basis":
        return sayer.say("open_basis" if case.facts["foundation_ok"] is None else "fine_basis")
    return ""


def _amounts(case: Case, engine: Engine, sayer: Sayer, *, above: bool) -> str:
    """The actual magnesium of a day, product by product, and whether the whole of it passes the upper level.

    The level is compared with what is said to be magnesium, before anything is said of what it may be as a salt.
    """
    known = [taking.high for taking in case.taking if taking.high is not None]
    passes = _above(sum(known, Decimal(0)), case, engine, sayer) if above else ""
    if len(case.taking) == 1:
        parts = [*_amount(case.taking[0], sayer), passes, *_asides(case.taking[0], engine, sayer)]
        return " ".join(part for part in parts if part)
    told = []
    for taking in case.taking:
        name = name_of_taking(taking, engine, case.locale)
        parts = [*_amount(taking, sayer), *_asides(taking, engine, sayer)]
        told.append(sayer.say("found_one_of", name=name, text=" ".join(part for part in parts if part)))
    total = sayer.say("found_together", mg=sayer.number(sum(known, Decimal(0)))) if known else ""
    return " ".join(part for part in (*told, total, passes) if part)


def _amount(taking: Taking, sayer: Sayer) -> list[str]:
    """The actual magnesium of a day of one product, and where that number comes from."""
    parts = [sayer.say(f"found_{taking.basis}")] if taking.basis in ("no_amount", "skin") else []
    if taking.high is None or taking.low is None:
        return parts
    low, high = sayer.number(taking.low), sayer.number(taking.high)
    mg = low if low == high else sayer.span(taking.low, taking.high)
    if taking.basis in ("typed", "no_amount"):
        parts.append(sayer.say("found_typed", mg=mg))
    elif taking.basis == "salt":
        parts.append(sayer.say("found_salt", typed=sayer.number(taking.entry.mg_per_day or 0), mg=mg))
    elif taking.basis == "serving":
        parts.append(sayer.say("found_serving", mg=mg))
    elif taking.basis == "label":
        unclear = taking.label is not None and taking.label.verdict == "ambiguous" and low != high
        key = "found_label_span" if unclear else "found_label"
        parts.append(sayer.say(key, **({"low": low, "high": high} if unclear else {"mg": mg})))
    return parts


def _asides(taking: Taking, engine: Engine, sayer: Sayer) -> list[str]:
    """What a typed amount would be as the mass of the salt, or that the label counts above another typed amount."""
    typed = taking.entry.mg_per_day
    if taking.high is None or taking.low is None:
        return []
    if taking.basis in ("typed", "no_amount"):
        return [_if_salt(taking.form, taking.high, engine, sayer)]
    if taking.basis == "label" and typed is not None and not taking.low <= Decimal(str(typed)) <= taking.high:
        return [sayer.say("found_other", typed=sayer.number(typed))]
    return []


def _if_salt(form: str | None, mg: Decimal, engine: Engine, sayer: Sayer) -> str:
    """What a typed amount would be as the mass of the salt; empty where the form has no formula."""
    span = family_span(engine.knowledge, form) if form else None
    if span is None:
        return ""
    return sayer.say("found_if_salt", mg=sayer.span(mg * span.low, mg * span.high))


def _above(mg: Decimal, case: Case, engine: Engine, sayer: Sayer) -> str:
    """That an amount passes the upper level of the jurisdiction; empty where it does not."""
    for authority in engine.knowledge.authorities.values():
        if authority.jurisdiction == case.profile.jurisdiction:
            level = engine.knowledge.limits[authority.limit].value
            if level is not None and mg > level:
                name = authority.name_nl if case.locale == "nl" else authority.name_en
                return sayer.say("found_above_level", mg=sayer.number(level), name=name)
    return ""


def _form(case: Case, sayer: Sayer, trait: str) -> str:
    family = sayer.knowledge.families.get(case.facts["current_form"] or "")
    if family is None:
        return ""
    name = family.name_nl if case.locale == "nl" else family.name_en
    return sayer.say("found_form", form=name, trait=trait_words(trait, family.id, sayer.knowledge, case.locale))


def _trial(case: Case, sayer: Sayer) -> TrialIdea:
    """A trial of what this person wants: the first goal, or the complaint that led to it."""
    goal, complaints = case.goals[0], case.profile.complaints or ()
    leading = [name for name in complaints if _goal_of(name, sayer) == goal]
    if case.goals_derived and leading:
        name, better = sayer.say(f"outcome_{leading[0]}"), "low"
    else:
        name, better = sayer.word(f"value_{goal}"), "low" if goal in LOW_IS_GOOD else "high"
    command = COMMAND.format(outcome=name, better=better)
    return TrialIdea(
        outcome=name, min=SCALE[0], max=SCALE[1], better="low" if better == "low" else "high", command=command
    )


def _goal_of(complaint: str, sayer: Sayer) -> str | None:
    row = sayer.knowledge.complaint_goals.get(complaint)
    return row.goal if row else None
