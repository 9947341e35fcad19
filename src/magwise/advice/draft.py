"""What the rules make of a case up to its day: decision, flags, dose and plan, before anything is told around it."""

from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from magwise.advice.advice import Dose, Flag
from magwise.advice.case import Case
from magwise.advice.day import crowded, day_request, explain_moment
from magwise.advice.decide import POLICY, raise_flag, words
from magwise.advice.dose import describe_dose, split
from magwise.advice.engine import Engine
from magwise.advice.flags import flags_beside_avoided, tell_flags
from magwise.advice.hear import called
from magwise.advice.limits import passes_ceiling
from magwise.advice.said import Sayer
from magwise.advice.waiting import Waiting, find_waiting
from magwise.advice.weigh import Weighed, weigh
from magwise.knowledge.evidence import join, rest_on
from magwise.schedule.day import DayPlan, DayRequest
from magwise.schedule.plan import plan_day


class Draft(NamedTuple):
    """A case, decided and planned. flags: all but those of the day, in the order in which they were found.

    waiting: the course of medicine that magnesium had better wait for.
    """

    found: Weighed
    flags: list[Flag]
    dose: Dose | None
    request: DayRequest
    plan: DayPlan
    waiting: Waiting | None = None


def draft(case: Case, engine: Engine) -> Draft:
    """Decide a case and plan its day."""
    found = weigh(case, engine)
    flags = tell_flags(found, case, engine)
    if found.decision != found.decided.decision:
        flags.append(raise_flag(engine.rule("ceiling_reached"), case, engine))
    if assumed := [source.name for source in case.already if source.assumed]:
        names = ", ".join(dict.fromkeys(assumed))
        flags.append(raise_flag(engine.rule("supplement_without_amount"), case, engine, supplement=names))
    flags += flags_beside_avoided(case, engine)
    if denied := [called(piece) for piece in case.denied if piece.matches]:
        flag = raise_flag(engine.rule("not_taken"), case, engine)
        flags.append(replace(flag, text=f"{flag.text} {', '.join(denied)}."))
    chosen, rungs = found.chosen, found.rungs
    if rungs and passes_ceiling(case, chosen, found.room, rungs[-1].mg, engine):
        flags.append(raise_flag(engine.rule("label_tolerance"), case, engine))
    dose = None
    if rungs:
        unit = chosen.unit if chosen and chosen.unit else Decimal(1)
        dose = describe_dose(rungs, found.room, found.limits, case, engine, found.part, unit)
    request, plan, waiting = day_of(case, found, engine)
    flags += _courses(case, waiting, engine)
    return Draft(found, flags, dose, request, plan, waiting)


def day_of(case: Case, found: Weighed, engine: Engine) -> tuple[DayRequest, DayPlan, Waiting | None]:
    """What the day is asked, the day that answers it, and the course that magnesium had better wait for.

    Only what may be taken waits: beside a gate there is nothing to plan. A day that is closed holds no magnesium.
    """
    request = request_of(case, found, engine)
    plan = plan_of(case, request, engine)
    if not found.rungs and not (case.now and found.decided.decision == "advise"):
        return request, plan, None
    waiting = find_waiting(case, request, plan, engine)
    if waiting is not None and waiting.closes and plan.status == "optimal" and request.intakes:
        request = replace(request, intakes=())
        plan = plan_of(case, request, engine)
    return request, plan, waiting


def _courses(case: Case, waiting: Waiting | None, engine: Engine) -> list[Flag]:
    """The course to wait for, and the courses that are over: those are told, and count no more."""
    sayer, flags = Sayer(case, engine), []
    if waiting is not None:
        flags.append(flag_of_course(waiting, case, engine))
    for entry in case.over:
        assert entry.until is not None
        until = sayer.day(entry.until)
        flag = raise_flag(engine.rule("course_over"), case, engine, medicine=entry.name, until=until)
        flags.append(replace(flag, about=entry.name))
    return flags


def flag_of_course(waiting: Waiting, case: Case, engine: Engine) -> Flag:
    """What to wait for, and until when where that was told."""
    rule = engine.rule("course_wait" if waiting.until is None else "course_wait_until")
    until = "" if waiting.until is None else Sayer(case, engine).day(waiting.until)
    flag = raise_flag(rule, case, engine, medicine=waiting.medicine, until=until)
    return replace(flag, about=waiting.medicine)


def request_of(case: Case, found: Weighed, engine: Engine) -> DayRequest:
    """What is asked of the day for what was decided."""
    first = split(found.rungs[0].mg, engine, found.part) if found.rungs else ()
    return day_request(case, engine, found.ranked, found.chosen, first)


def plan_of(case: Case, request: DayRequest, engine: Engine) -> DayPlan:
    """The day that answers it."""
    plan = plan_day(request, knowledge=engine.knowledge, locale=case.locale)
    return explain_moment(plan, request, case, engine)


def flags_of_day(case: Case, plan: DayPlan, engine: Engine) -> list[Flag]:
    """What the plan of the day brings to light. No other hour is asked for where no hour at all is safe."""
    flags = []
    apart = [] if flags_beside_avoided(case, engine) else crowded(case, plan)
    for supplement, medicine in apart[:1]:
        rule = engine.rule("supplement_beside_medicine")
        flags.append(raise_flag(rule, case, engine, supplement=supplement, medicine=medicine))
    if plan.status == "infeasible":
        flags.append(_infeasible(plan, case, engine))
    return flags


def _infeasible(plan: DayPlan, case: Case, engine: Engine) -> Flag:
    rule = engine.rule("day_infeasible")
    text = " ".join([words(rule, case, engine), *plan.conflicts])
    basis = join([rest_on(engine.knowledge, rule.id), *plan.conflicts_by])
    return Flag(
        id=rule.id, level="consult", about=rule.about[case.locale], text=text, rule=rule.id,
        sources=basis.sources, grade=basis.grade, choice=POLICY in basis.sources,
    )  # fmt: skip
