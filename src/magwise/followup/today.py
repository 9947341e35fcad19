"""Today's dose: the one place where it is made. It asks the case of everything known first, and only then the diary.

Whoever wants a dose from a diary calls `today_of`; what the case forbids gives none, with the rules that closed it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from magwise.advice.advice import DECISIONS, Decision, Flag
from magwise.advice.case import Case
from magwise.advice.decide import raise_flag
from magwise.advice.draft import day_of, flag_of_course
from magwise.advice.engine import Engine, ready
from magwise.advice.flags import tell_flags
from magwise.advice.limits import valid_overrides
from magwise.advice.said import Sayer
from magwise.advice.understand import understand
from magwise.advice.weigh import Weighed, weigh
from magwise.followup.course import Course
from magwise.followup.diary import Day, Event, course_on, days_of, entries_of, profile_on
from magwise.followup.entry import Taken
from magwise.followup.known import Alarm, Known, known_on, relevant_days
from magwise.followup.remark import Remark
from magwise.followup.running import trials_of, with_trial
from magwise.followup.titrate import Move, Titration, titrate
from magwise.knowledge.conditions import fields_of
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import Grade, Level
from magwise.profiles.profile import Profile
from magwise.result import Result

ALARMS, STOOL = "red_flags", "stool"
LABS = ("egfr", "serum_magnesium")
COURSES = ("course_wait", "course_wait_until")
SEEN = "magwise diary seen"


class Closing(Result, frozen=True, kw_only=True):
    """A rule that closes a dose. since: the day of the diary behind it, None where the profile says so.

    opens: what opens it again, in words.
    """

    rule: str
    level: Level
    about: str
    text: str
    since: str | None
    opens: str
    grade: Grade
    sources: tuple[str, ...]


class TodayDose(Result, frozen=True, kw_only=True):
    """Elemental mg for the day, and how many units of the product; units None without one."""

    name: str
    form: str
    mg: float
    units: float | None
    unit: str | None


class Today(Result, frozen=True, kw_only=True):
    """What a day brings, decided on everything known.

    dose: None where it is closed or paused, without a course, and on a day without in a trial.

    decision: as in an advice; closed_by: the rules behind every other decision than advise, the most serious first.
    taken: what was written of the day itself. lowered: what was written today lowered the dose of today. minds: what
    there is to mind of a medicine that the diary added. asks and unused: what must be asked, and what stands in the
    diary and could not be used.
    """

    date: str
    decision: Decision
    closed_by: tuple[Closing, ...]
    dose: TodayDose | None
    taken: Taken
    lowered: bool
    minds: tuple[Flag, ...]
    asks: tuple[Remark, ...]
    unused: tuple[Remark, ...]
    course: Course | None
    titration: Titration | None

    def to_public(self) -> dict[str, object]:
        """The keys that every door adds to its JSON."""
        told = self.to_dict()
        return {name: told[name] for name in ("decision", "closed_by", "dose", "taken", "minds", "asks", "unused")}


class Gate(NamedTuple):
    """What the case says of a day. closed_by: empty where it is open; known: what it was decided on.

    minds: what there is to mind of a medicine that the diary added.
    """

    decision: Decision
    closed_by: tuple[Closing, ...]
    minds: tuple[Flag, ...]
    weighed: Weighed
    known: Known


def gate_of(
    profile: Profile,
    events: Sequence[Event],
    on: date,
    *,
    knowledge: Knowledge,
    told: str | None = None,
    stools: bool = True,
) -> Gate:
    """Decide on the profile with what the diary says up to and with a day. The rest is as in `known_on`."""
    engine = ready(knowledge)
    known = known_on(profile, events, on, knowledge=knowledge, told=told, stools=stools)
    case = understand(known.profile, engine, valid_overrides(known.profile, on), on)
    found = weigh(case, engine)
    new = [one for one in found.decided.held if one.medicine and one.medicine.entry.name in known.new_medicines]
    minds = tuple(flag for flag in tell_flags(found, case, engine, tuple(new)) if flag.level == "caution")
    if found.decision == "advise":
        waits = _waits(case, found, known, engine)
        return Gate("no_supplement" if waits else "advise", waits, minds, found, known)
    held = [one for one in found.decided.held if _closes(one.rule.then.get("decision")) and not one.lifted]
    flags = tell_flags(found, case, engine, tuple(held))
    if found.decision != found.decided.decision:
        flags.append(raise_flag(engine.rule("ceiling_reached"), case, engine))
    serious = {one.rule.id: DECISIONS.index(one.rule.then["decision"]) for one in held}
    flags.sort(key=lambda flag: serious.get(flag.rule, len(DECISIONS)))
    closings = tuple(_closing(flag, case.facts, known, engine) for flag in flags)
    return Gate(found.decision, closings, minds, found, known)


def _waits(case: Case, found: Weighed, known: Known, engine: Engine) -> tuple[Closing, ...]:
    """The short course of a medicine that the dose waits for, as what closes the day; empty where there is none."""
    waiting = day_of(case, found, engine)[2] if case.medicines else None
    if waiting is None or not waiting.closes:
        return ()
    flag = flag_of_course(waiting, case, engine)
    if waiting.until is not None:
        opens = engine.knowledge.say(case.locale, "diary.opens.until", date=Sayer(case, engine).day(waiting.until))
    else:
        added = [item for item in case.medicines if item.entry.name in known.new_medicines]
        mine = any(item.called == waiting.medicine for item in added)
        key = "course" if mine else "profile"
        opens = engine.knowledge.say(case.locale, f"diary.opens.{key}", medicine=waiting.medicine)
    return (
        Closing(
            rule=flag.rule, level=flag.level, about=flag.about, text=flag.text, since=None, opens=opens,
            grade=flag.grade, sources=flag.sources,
        ),
    )  # fmt: skip


def _closes(decision: str | None) -> bool:
    return decision is not None and decision != "advise"


def _closing(flag: Flag, facts: Mapping[str, object], known: Known, engine: Engine) -> Closing:
    rule, locale = engine.rule(flag.rule), known.profile.locale
    fields = fields_of(rule.when) if rule.kind == "safety" and rule.when is not None else ()
    since, opens = None, "profile"
    if ALARMS in fields:
        test = next(ready.test for ready in engine.kinds["safety"] if ready.rule.id == rule.id)
        mine = [alarm for alarm in known.alarms if test({**facts, ALARMS: (alarm.sign,)})]
        if mine:
            since, opens = mine[-1].date, "seen"
    elif STOOL in fields and STOOL in known.since:
        since, opens = known.since[STOOL], "stool"
    elif any(fact in fields and fact in known.since for fact in LABS):
        since, opens = next(known.since[fact] for fact in LABS if fact in fields and fact in known.since), "lab"
    days = round(engine.numbers["diary_restart_days"])
    return Closing(
        rule=flag.rule, level=flag.level, about=flag.about, text=flag.text, since=since,
        opens=opens_alarms(known.alarms, engine.knowledge, locale)
        if opens == "seen"
        else engine.knowledge.say(locale, f"diary.opens.{opens}", days=days),
        grade=flag.grade, sources=flag.sources,
    )  # fmt: skip


def opens_alarms(alarms: Sequence[Alarm], knowledge: Knowledge, locale: str) -> str:
    """What answers these alarm signs, in words."""
    signs = ",".join(alarm.sign for alarm in alarms)
    return knowledge.say(locale, "diary.opens.seen", command=f"{SEEN} {signs}")


def today_of(
    events: Sequence[Event], on: date, *, knowledge: Knowledge, locale: str = "nl", course_of: date | None = None
) -> Today:
    """What a day brings by a whole diary, its trials included.

    The case is made of the profile that the course began with and of all that the diary says up to and with `on`.
    course_of: the day whose course is followed, `on` where left out. Without a course there is no dose, but what closes
    one is told.
    """
    of = (course_of or on).isoformat()
    course = course_on(events, of)
    profile = _profile(events, of, course, locale)
    told = course.start if course is not None else None
    gate = gate_of(profile, events, on, knowledge=knowledge, told=told)
    until = on.isoformat()
    days = with_trial(days_of(entries_of(events)), trials_of(events), until)
    day = next((day for day in days if day.date == until), Day(until))
    titration, lowered = None, False
    if course is not None:
        closed = _closed_days(course, profile, events, on, knowledge)
        titration = titrate(course, days, on, closed=closed, knowledge=knowledge, locale=locale)
        lowered = titration.lowered
        titration = _within(titration, gate, course, knowledge, locale)
    decision, closed_by = gate.decision, gate.closed_by
    if titration is not None and not closed_by and not titration.today.mg:
        decision, closed_by = "no_supplement", (_by_diary(titration.today, knowledge, locale),)
    dose = None
    if course is not None and titration is not None and titration.today.mg and day.on is not False:
        now = titration.today
        dose = TodayDose(name=course.name, form=course.form, mg=now.mg, units=now.units, unit=course.unit)
    return Today(
        date=until, decision=decision, closed_by=closed_by, dose=dose, taken=day.taken, lowered=lowered,
        minds=gate.minds, asks=gate.known.asks, unused=gate.known.unused, course=course, titration=titration,
    )  # fmt: skip


def _profile(events: Sequence[Event], of: str, course: Course | None, locale: str) -> Profile:
    """Whom it is about; of a course that did not bring its profile along only the jurisdiction is known."""
    kept = profile_on(events, of)
    if kept is None:
        bare = Profile(goals=("general",))
        kept = bare if course is None else replace(bare, jurisdiction=course.jurisdiction)
    return replace(kept, locale="nl" if locale == "nl" else "en")


def _closed_days(
    course: Course, profile: Profile, events: Sequence[Event], on: date, knowledge: Knowledge
) -> dict[str, str]:
    """The days of a course on which the case was closed, with the rule of the titration for it; stools apart.

    The case is asked again on every day on which something changed: an entry, the end of a course of medicine or of a
    limit of a practice.
    """
    first = date.fromisoformat(course.start)
    changes = {date.fromisoformat(day) for day in relevant_days(events)}
    changes |= {entry.until + timedelta(1) for entry in profile.overrides}
    changes |= {entry.until + timedelta(1) for entry in profile.medicines or () if entry.until is not None}
    asked = sorted({first, *(day for day in changes if first < day <= on)})
    closed: dict[str, str] = {}
    for day, following in zip(asked, [*asked[1:], max(on, first) + timedelta(1)], strict=True):
        found = gate_of(profile, events, day, knowledge=knowledge, told=course.start, stools=False)
        if found.decision != "advise":
            waits = found.closed_by[0].rule in COURSES
            rule = "diary_alarm" if found.known.alarms else "diary_waits" if waits else "diary_closed"
            closed |= {(day + timedelta(n)).isoformat(): rule for n in range((following - day).days)}
    return closed


def _within(titration: Titration, gate: Gate, course: Course, knowledge: Knowledge, locale: str) -> Titration:
    """The titration with a dose of today that the case leaves room for; none where it is closed."""
    now = titration.today
    if gate.closed_by:
        first = gate.closed_by[0]
        shut = replace(
            now, mg=0.0, units=course.units(0.0), way="stop", rule=first.rule, limit=first.rule, text=first.text,
            grade=first.grade, sources=first.sources,
        )  # fmt: skip
        return replace(titration, today=shut)
    room = gate.weighed.room.left
    if Decimal(str(now.mg)) <= room:
        return titration
    fitting = max((mg for mg in course.rungs if Decimal(str(mg)) <= room), default=0.0)
    rule, by = knowledge.rules["diary_ceiling"], gate.weighed.limits[0].by
    lower = replace(
        now, mg=fitting, units=course.units(fitting), way="down", rule=rule.id, limit=by, text=rule.text[locale],
        grade=rule.grade, sources=rule.sources,
    )  # fmt: skip
    # A dose that the case holds down is not settled: the course was begun under another ceiling.
    return replace(titration, today=lower, days_here=0)


def _by_diary(now: Move, knowledge: Knowledge, locale: str) -> Closing:
    """A pause or a stop of the titration itself as what closes the day."""
    days = round(float(knowledge.thresholds["diary_restart_days"].value))
    opens = "stool" if now.way != "stop" else "begin"
    return Closing(
        rule=now.rule, level="caution", about=knowledge.say(locale, "diary.say.dose_about"), text=now.text, since=None,
        opens=knowledge.say(locale, f"diary.opens.{opens}", days=days), grade=now.grade,
        sources=now.sources,
    )  # fmt: skip
