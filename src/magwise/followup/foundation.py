"""The foundation over time: what was written down of sleep, food, coffee and the rest, and how each check went."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from magwise.advice.basics import find_basic, judge_basics
from magwise.advice.engine import ready
from magwise.advice.understand import understand
from magwise.followup.basics import FIELDS, GROUPS, Foundation
from magwise.knowledge.conditions import fields_of
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import Grade
from magwise.knowledge.telling import tell_rule
from magwise.profiles.profile import Person, Profile
from magwise.result import Result

Change = Literal["first", "same", "mended", "slipped"]


class CheckPoint(Result, frozen=True, kw_only=True):
    """A check on a day: what was found, and whether it is in order."""

    date: str
    found: str
    in_order: bool


class CheckTrail(Result, frozen=True, kw_only=True):
    """One check of the foundation, oldest point first. text: what to do while it is not in order, else empty.

    change: from the first point to the last.
    """

    id: str
    name: str
    points: tuple[CheckPoint, ...]
    change: Change
    text: str
    rule: str
    grade: Grade
    sources: tuple[str, ...]


def follow_foundation(
    written: Iterable[tuple[str, Foundation]],
    person: Person | None = None,
    *,
    knowledge: Knowledge,
    locale: str = "nl",
) -> tuple[CheckTrail, ...]:
    """How each check went. written: days with what was written on them, in any order.

    What is not written down on a day stays as it was last written. person: weight and sex, for protein and diet. A
    check that was never written down is left out; salt and potassium are judged by the advice alone, which knows what
    forbids them.
    """
    engine = ready(knowledge)
    latest: dict[str, Any] = {}
    points: dict[str, list[CheckPoint]] = {}
    for day, said in sorted(written, key=lambda item: item[0]):
        told = {name: value for name in FIELDS if (value := getattr(said, name)) is not None}
        latest |= told
        profile = _profile(latest, person, locale)
        case = understand(profile, engine)
        for name, truth in judge_basics(case, engine).items():
            touched = any(field in told for field in _asks(name, knowledge))
            if truth is None or not touched:
                continue
            point = CheckPoint(date=day, found=find_basic(name, case, engine), in_order=not truth)
            trail = points.setdefault(name, [])
            if trail and trail[-1].date == day:
                trail[-1] = point
            else:
                trail.append(point)
    return tuple(_trail(name, trail, knowledge, locale) for name, trail in points.items())


def _profile(latest: Mapping[str, Any], person: Person | None, locale: str) -> Profile:
    groups = {
        group: record(**{name: latest[name] for name in record.__struct_fields__ if name in latest})
        for group, record in GROUPS
    }
    return Profile(person=person, goals=("general",), locale="nl" if locale == "nl" else "en", **groups)  # type: ignore[arg-type]


def _asks(name: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The fields of the foundation that a check looks at."""
    facts = fields_of(knowledge.rules[name].when)
    asked = {path for fact in facts for path in knowledge.case_fields[fact].asks}
    groups = {path for path in asked if "." not in path}
    return tuple(field for field, path in FIELDS.items() if path in asked or path.partition(".")[0] in groups)


def _trail(name: str, points: Sequence[CheckPoint], knowledge: Knowledge, locale: str) -> CheckTrail:
    rule, first, last = knowledge.rules[name], points[0], points[-1]
    change: Change = "first" if len(points) == 1 else "same"
    if first.in_order != last.in_order:
        change = "mended" if last.in_order else "slipped"
    return CheckTrail(
        id=name,
        name=knowledge.say(locale, f"path.basis_{name}"),
        points=tuple(points),
        change=change,
        text="" if last.in_order else tell_rule(rule, knowledge, locale),
        rule=rule.id,
        grade=rule.grade,
        sources=rule.sources,
    )
