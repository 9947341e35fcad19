"""Profile in, advice with its day plan out: the parts joined, the envelope last."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from magwise.advice.advice import Advice, Basic, Expectation, Note, ProductAdvice
from magwise.advice.authorities import compare_authorities
from magwise.advice.basics import describe_basics
from magwise.advice.case import Case
from magwise.advice.changes import list_changes
from magwise.advice.day import day_request
from magwise.advice.decide import in_order, words
from magwise.advice.draft import Draft, draft, flags_of_day
from magwise.advice.elsewhere import compare_sources
from magwise.advice.engine import Engine, ready
from magwise.advice.envelope import enforce
from magwise.advice.expectation import expect
from magwise.advice.forms import describe_forms, goal_rows, other_goals, withhold
from magwise.advice.limits import most_of_form, valid_overrides
from magwise.advice.now import judge_now, stance_of
from magwise.advice.now_words import describe_now
from magwise.advice.path import walk_paths
from magwise.advice.products import Fit, describe_product
from magwise.advice.understand import understand
from magwise.advice.unknowns import list_unknowns
from magwise.advice.urgency import urgency_of
from magwise.errors import DiaryError
from magwise.followup.course import Course, all_rungs
from magwise.knowledge.evidence import rest_on
from magwise.knowledge.load import Knowledge
from magwise.profiles.profile import Profile
from magwise.profiles.read import read_profile
from magwise.schedule.day import DayPlan, DayRequest
from magwise.schedule.plan import plan_day

if TYPE_CHECKING:
    from magwise.followup.diary import Event

DISCLAIMER = "informs_only"
HELPS = ("some", "good")


def answer(profile: Profile | Mapping[str, Any], *, knowledge: Knowledge, on: date | None = None) -> Advice:
    """The whole answer for a profile.

    on: the date that judges `overrides.until`; without it no override counts. Raises ProfileError for a profile that
    cannot be understood. The same profile and knowledge give the same advice.
    """
    told = read_profile(profile, knowledge=knowledge)
    engine = ready(knowledge)
    case = understand(told, engine, valid_overrides(told, on), on)
    return enforce(compose(case, engine), case, engine)


class Proposal(NamedTuple):
    """What the rules propose, before the envelope was asked, and the request for its day. chosen: its product."""

    advice: Advice
    request: DayRequest
    chosen: Fit | None


def compose(case: Case, engine: Engine) -> Advice:
    """What the rules propose for a case. `answer` asks the envelope before anyone sees it."""
    return propose(case, engine).advice


def propose(case: Case, engine: Engine) -> Proposal:
    """The advice that the rules propose for a case, with the request behind its day plan."""
    knowledge = engine.knowledge
    drafted = draft(case, engine)
    found, plan = drafted.found, drafted.plan
    ranked, chosen, decision = found.ranked, found.chosen, found.decision
    flags = [*drafted.flags, *flags_of_day(case, plan, engine)]
    basics = describe_basics(case, engine)
    expected = None if decision == "urgent" else expect(case, (chosen.form if chosen else None) or ranked.first, engine)
    said = _said(case, drafted, () if decision == "urgent" else basics, expected, knowledge)
    judged = judge_now(case, found, engine, drafted.waiting)
    advice = Advice(
        knowledge_version=knowledge.version,
        locale=case.locale,
        jurisdiction=case.profile.jurisdiction,
        decision=decision,
        flags=in_order(flags),
        forms=describe_forms(withhold(ranked, knowledge) if decision == "urgent" else ranked, case, knowledge),
        dose=drafted.dose,
        stop_signals=_stop_signals(case, engine) if decision in ("advise", "consult_first") else (),
        products=_products(found.fits, chosen, decision == "advise", case, engine),
        day_plan=plan,
        foundation=() if decision == "urgent" else basics,
        troubleshooting=walk_paths(case, decision, basics, engine),
        unknowns=list_unknowns(case, found, engine),
        would_change=list_changes(case, found, engine),
        other_authorities=(*compare_authorities(case, found, engine), *compare_sources(case, drafted, said, engine)),
        disclaimer=words(engine.rule(DISCLAIMER), case, engine),
        disclaimer_by=rest_on(knowledge, DISCLAIMER),
        urgency=urgency_of(found.decided.held, case),
        expectation=expected,
        stance=stance_of(decision, judged, drafted.waiting, case, dosing=bool(found.rungs)),
        now=describe_now(case, found, judged, engine) if judged else None,
    )
    return Proposal(advice, drafted.request, chosen)


def _said(
    case: Case, drafted: Draft, basics: tuple[Basic, ...], expected: Expectation | None, knowledge: Knowledge
) -> set[str]:
    """The rules, and the rows of form_goals, whose sentence stands in the advice."""
    said = {flag.rule for flag in drafted.flags}
    said.update(basic.rule for basic in basics)
    if expected is not None:
        said.update((expected.rule, *expected.beside))
    said.update(rule.id for rules in drafted.found.ranked.spoken.values() for rule in rules)
    rows = goal_rows((*case.goals, *other_goals(case, knowledge)), knowledge)
    said.update(row.id for row in rows.values())
    return said


def begin_course(
    profile: Profile | Mapping[str, Any],
    start: date,
    *,
    knowledge: Knowledge,
    on: date | None = None,
    events: Sequence["Event"] = (),
) -> Course:
    """The dose of an advice as a course that a diary can move, frozen as it is today.

    start: its first day; events: the diary in which it begins, for what it says counts too; the rest is as in
    `answer`. Raises DiaryError, in the language of the profile, when the advice gives no dose.
    """
    told = read_profile(profile, knowledge=knowledge)
    if events:
        told = _with_diary(told, events, on or start, knowledge)
    engine = ready(knowledge)
    case = understand(told, engine, valid_overrides(told, on), on)
    proposal = propose(case, engine)
    advice = enforce(proposal.advice, case, engine)
    dose, chosen = advice.dose, proposal.chosen
    if dose is None:
        said = (
            knowledge.say(told.locale, f"diary.{part}.no_dose", decision=advice.decision) for part in ("fault", "mend")
        )
        raise DiaryError("profile", *said)
    going_on = _going_on(advice, case) if chosen is None else None
    first = next(form.form for form in advice.forms if form.role == "first_choice")
    if going_on is not None:
        first = going_on.form
    part = chosen.part if chosen is not None else None
    room = Decimal(str(dose.ceiling_mg)) - Decimal(str(dose.already_mg))
    form = (chosen.form if chosen else None) or first
    room = min(room, most_of_form(form, engine) or room)
    rungs = all_rungs([step.mg_per_day for step in dose.ladder], part, room, engine.masses)
    current = going_on.mg if going_on is not None and going_on.mg <= room else None
    if current is not None:
        rungs = tuple(sorted({*rungs, current}))
    return Course(
        start=start.isoformat(),
        name=chosen.product.entry.name if chosen else first,
        form=form,
        rungs=tuple(float(mg) for mg in rungs),
        first=float(dose.start_mg),
        target=float(max(Decimal(str(dose.target_mg)), current or 0)),
        room=float(room),
        ceiling_mg=float(dose.ceiling_mg),
        already_mg=float(dose.already_mg),
        bound_by=dose.ceiling_by[0],
        knowledge_version=knowledge.version,
        jurisdiction=told.jurisdiction,
        unit=chosen.product.label.serving.unit if chosen and chosen.product.label.serving else None,
        unit_mg=float(chosen.unit) if chosen and chosen.unit else None,
        label=chosen.product.entry.label if chosen else None,
        current=None if current is None else float(current),
    )


class GoingOn(NamedTuple):
    """What is taken now and may go on as it is: its form, and mg a day."""

    form: str
    mg: Decimal


def _going_on(advice: Advice, case: Case) -> GoingOn | None:
    """What is taken now, where it helps, may stay, and form and amount were told; else None."""
    replaced = [source for source in case.now if not source.stays]
    form = case.facts["current_form"]
    helps = advice.stance == "keep" and case.facts["current_effect"] in HELPS
    if not helps or len(replaced) != 1 or replaced[0].assumed or not isinstance(form, str):
        return None
    return GoingOn(form, replaced[0].mg)


def _with_diary(told: Profile, events: Sequence["Event"], on: date, knowledge: Knowledge) -> Profile:
    """The profile with what the diary says. Raises DiaryError where that closes the dose."""
    from magwise.followup.today import gate_of

    gate = gate_of(told, events, on, knowledge=knowledge)
    by_diary = any(closing.since for closing in gate.closed_by)
    if by_diary or (gate.closed_by and not gate_of(told, (), on, knowledge=knowledge).closed_by):
        text = " ".join(closing.text for closing in gate.closed_by)
        opens = " ".join(dict.fromkeys(closing.opens for closing in gate.closed_by))
        fault = knowledge.say(told.locale, "diary.fault.closed", text=text)
        raise DiaryError("magwise diary begin", fault, knowledge.say(told.locale, "diary.mend.closed", opens=opens))
    return gate.known.profile


def plan(profile: Profile | Mapping[str, Any], *, knowledge: Knowledge, on: date | None = None) -> DayPlan:
    """Only the day plan. Medicines alone give their blocked hours and no magnesium."""
    return day_of(profile, knowledge=knowledge, on=on)[0]


def day_of(
    profile: Profile | Mapping[str, Any], *, knowledge: Knowledge, on: date | None = None
) -> tuple[DayPlan, DayRequest]:
    """The day plan and what the day was asked: what a picture of the day needs."""
    told = read_profile(profile, knowledge=knowledge, for_plan=True)
    engine = ready(knowledge)
    case = understand(told, engine, valid_overrides(told, on), on)
    if told.person is not None and (told.goals or told.complaints or told.products):
        proposal = propose(case, engine)
        return enforce(proposal.advice, case, engine).day_plan, proposal.request
    request = day_request(case, engine, None, None, ())
    return plan_day(request, knowledge=knowledge, locale=case.locale), request


def request_of(profile: Profile | Mapping[str, Any], *, knowledge: Knowledge) -> DayRequest:
    """What the day of this profile is asked, without planning it anew: all that a picture of a known plan needs."""
    told = read_profile(profile, knowledge=knowledge, for_plan=True)
    engine = ready(knowledge)
    case = understand(told, engine, valid_overrides(told, None), None)
    if told.person is not None and (told.goals or told.complaints or told.products):
        return draft(case, engine).request
    return day_request(case, engine, None, None, ())


def _stop_signals(case: Case, engine: Engine) -> tuple[Note, ...]:
    """When to lower the dose, change the form, stop or call."""
    held = [found.rule for found in engine.kinds["stop"] if found.test(case.facts)]
    return tuple(
        Note(id=rule.id, text=words(rule, case, engine), rule=rule.id, sources=rule.sources, grade=rule.grade)
        for rule in held
    )


def _products(
    fits: list[Fit], chosen: Fit | None, dosing: bool, case: Case, engine: Engine
) -> tuple[ProductAdvice, ...]:
    """Products as the contract gives them; without a dose no units are named."""
    described = [describe_product(fit, fit is chosen, case, engine) for fit in fits]
    if dosing:
        return tuple(described)
    return tuple(msgspec.structs.replace(product, units_per_day=None, fits=False) for product in described)
