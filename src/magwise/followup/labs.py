"""What laboratory values say, with the laboratory's own range first, and how they went over time.

Units are converted to those of lab_tests.csv; kidney function and fractional excretion are derived where they can be.
A value explains; it never opens a gate: what the advice decides does not come from here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from magwise.advice.engine import Engine, ready
from magwise.advice.understand import understand
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import Grade
from magwise.knowledge.telling import tell_rule
from magwise.profiles.lab_units import (
    LabValue,
    Measured,
    Standing,
    measure,
    standing_of,
    unit_that_would_fit,
    usual_range,
)
from magwise.profiles.profile import Labs, Person, Profile
from magwise.profiles.renal import derive_egfr, derive_femg
from magwise.result import Result, plain_number

SERUM, CREATININE, EGFR, FEMG = "serum_magnesium", "creatinine", "egfr", "femg"
FEMG_FROM = (SERUM, CREATININE, "urine_magnesium", "urine_creatinine")
LAB = "lab"
FEWEST_FOR_A_COURSE = 3


class DatedValue(NamedTuple):
    """A laboratory value with the day it was measured; None where that was not told."""

    date: str | None
    value: LabValue


class LabSaid(Result, frozen=True, kw_only=True):
    """A sentence about a value, with the rule behind it."""

    rule: str
    text: str
    grade: Grade
    sources: tuple[str, ...]


class LabFinding(Result, frozen=True, kw_only=True):
    """One value, explained. value, low and high in `unit`; typed_value and typed_unit as on the sheet.

    own_range: the range is the laboratory's; standing: None where no range holds; derived_from: the tests it was
    reckoned from; question: what to look at again.
    """

    date: str | None
    test: str
    name: str
    value: float
    unit: str
    typed_value: float | None
    typed_unit: str | None
    low: float | None
    high: float | None
    own_range: bool
    standing: Standing | None
    derived_from: tuple[str, ...]
    question: str | None
    says: tuple[LabSaid, ...]


class LabPoint(Result, frozen=True, kw_only=True):
    """A value on a day, in the unit of its test, with its range."""

    date: str
    value: float
    low: float | None
    high: float | None
    standing: Standing | None


class LabTrend(Result, frozen=True, kw_only=True):
    """The dated values of one test, oldest first. text: from the first to the last in words; few: no course yet."""

    test: str
    name: str
    unit: str
    points: tuple[LabPoint, ...]
    change: float
    few: bool
    text: str


class LabReport(Result, frozen=True, kw_only=True):
    """All values, newest first, and their course. asks: profile fields that would tell more."""

    values: tuple[LabFinding, ...]
    trends: tuple[LabTrend, ...]
    asks: tuple[str, ...]
    boundary: str
    knowledge_version: str
    locale: str


def read_labs(
    values: Iterable[DatedValue],
    profile: Profile | None = None,
    *,
    knowledge: Knowledge,
    locale: str = "nl",
    on: date | None = None,
) -> LabReport:
    """What the values say. profile: age, sex and, where no dated serum goes with a urine value, its serum magnesium.

    on: the day on which the profile's age holds; without it that age holds for every value. Raises InputError for a
    value that fits several units.
    """
    reader = _Reader(profile or Profile(), ready(knowledge), locale, on)
    by_date: dict[str | None, list[LabValue]] = {}
    for dated in values:
        by_date.setdefault(dated.date, []).append(dated.value)
    found = [finding for day, those in sorted(by_date.items(), key=_by_day) for finding in reader.read_day(day, those)]
    return LabReport(
        values=tuple(reversed(found)),
        trends=tuple(reader.trends(found)),
        asks=tuple(reader.asks),
        boundary=knowledge.say(locale, "labs.boundary"),
        knowledge_version=knowledge.version,
        locale=locale,
    )


def values_of(labs: Labs, knowledge: Knowledge) -> tuple[DatedValue, ...]:
    """The values of a profile, in its units and without a date; the range is that of its serum magnesium."""
    found = []
    for test in knowledge.lab_tests.values():
        typed = getattr(labs, test.field.removeprefix("labs.")) if test.field else None
        if typed is not None:
            low, high = (labs.serum_magnesium_range if test.id == SERUM else None) or (None, None)
            found.append(DatedValue(None, LabValue(test=test.id, value=typed, unit=test.unit, low=low, high=high)))
    return tuple(found)


def lab_facts(
    test: str, value: float, low: float | None, high: float | None, profile: Profile, engine: Engine
) -> dict[str, Any]:
    """What the rules of a laboratory value may look at. value, low and high in the unit of the test.

    low, high: the laboratory's own range. The serum magnesium beside a urine value is that of the profile.
    """
    told = low is not None or high is not None
    span = (low, high) if told else usual_range(test, engine.knowledge)
    facts = understand(profile, engine).facts
    keys = ("serum_magnesium", "serum_range_low", "serum_range_high")
    return {
        **{key: facts[key] for key in keys},
        "lab_test": test,
        "lab_value": value,
        "lab_standing": standing_of(value, *span),
        "lab_own_range": told,
    }


def _by_day(item: tuple[str | None, list[LabValue]]) -> str:
    return item[0] or ""


class _Reader:
    """Reads the values of one person."""

    def __init__(self, profile: Profile, engine: Engine, locale: str, on: date | None) -> None:
        self.profile, self.engine, self.locale, self.on = profile, engine, locale, on
        self.knowledge = engine.knowledge
        self.asks: dict[str, None] = {}

    def say(self, key: str, **values: object) -> str:
        return self.knowledge.say(self.locale, f"labs.{key}", **values)

    def number(self, value: float, test: str) -> str:
        return str(plain_number(value, self.knowledge.lab_tests[test].drawn)).replace(".", self.say("decimal"))

    def read_day(self, day: str | None, values: list[LabValue]) -> list[LabFinding]:
        """The values of one day in the order of the table, with what can be derived from them."""
        each = [(value, measure(value, knowledge=self.knowledge, locale=self.locale)) for value in values]
        measured = {value.test: found for value, found in each}  # of several on one day the last is reckoned with
        person = self.person_on(day)
        profile = self.with_serum(measured, person)
        found = [self.explain(day, value, one, profile) for value, one in each]
        for test, derived, source in self.derive(measured, person):
            exact = Measured(derived, None, None, self.knowledge.lab_tests[test].unit, assumed=False)
            found.append(self.explain(day, None, exact, profile, test, source))
        order = list(self.knowledge.lab_tests)
        return sorted(found, key=lambda finding: order.index(finding.test))

    def person_on(self, day: str | None) -> Person | None:
        """The person with the age of that day, in whole years, by today's age."""
        person = self.profile.person
        if person is None or day is None or self.on is None:
            return person
        import msgspec

        years = round((self.on - date.fromisoformat(day)).days / 365.25)
        return msgspec.structs.replace(person, age=max(person.age - years, 0))

    def with_serum(self, measured: Mapping[str, Measured], person: Person | None) -> Profile:
        """The profile with the serum magnesium of that day, where it was measured."""
        import msgspec

        serum, labs = measured.get(SERUM), self.profile.labs
        if serum is not None:
            low, high = usual_range(SERUM, self.knowledge)
            low, high = serum.low if serum.low is not None else low, serum.high if serum.high is not None else high
            span = None if low is None or high is None else (low, high)
            labs = Labs(serum_magnesium_mmol_l=serum.value, serum_magnesium_range=span)
        told = Profile(person=person, goals=("general",), labs=labs)
        return msgspec.structs.replace(told, locale="nl" if self.locale == "nl" else "en")

    def derive(
        self, measured: Mapping[str, Measured], person: Person | None
    ) -> Iterable[tuple[str, float, tuple[str, ...]]]:
        """Kidney function from a creatinine, fractional excretion from a pair of samples, where they can be."""
        creatinine = measured.get(CREATININE)
        if creatinine is not None:
            egfr = derive_egfr(creatinine.value, person.age if person else None, person.sex if person else None)
            if egfr is not None:
                yield EGFR, egfr, (CREATININE,)
            if person is None:
                self.asks["person.age"] = None
            if person is None or person.sex is None:
                self.asks["person.sex"] = None
        if FEMG not in measured and all(test in measured for test in FEMG_FROM):
            serum, creatinine_serum, urine, creatinine_urine = (measured[test].value for test in FEMG_FROM)
            femg = derive_femg(serum, creatinine_serum, urine, creatinine_urine)
            if femg is not None:
                yield FEMG, femg, FEMG_FROM

    def explain(
        self,
        day: str | None,
        value: LabValue | None,
        measured: Measured,
        profile: Profile,
        test: str = "",
        derived_from: tuple[str, ...] = (),
    ) -> LabFinding:
        """One value with its range, its question and what the rules say of it."""
        test = value.test if value is not None else test
        row = self.knowledge.lab_tests[test]
        facts = lab_facts(test, measured.value, measured.low, measured.high, profile, self.engine)
        own = facts["lab_own_range"]
        low, high = (measured.low, measured.high) if own else usual_range(test, self.knowledge)
        if test in (FEMG, "urine_magnesium_24h") and facts["serum_magnesium"] is None:
            self.asks["labs.serum_magnesium_mmol_l"] = None
        return LabFinding(
            date=day,
            test=test,
            name=row.name_nl if self.locale == "nl" else row.name_en,
            value=plain_number(measured.value, row.drawn),
            unit=row.unit,
            typed_value=None if value is None else plain_number(value.value),
            typed_unit=None if value is None else value.unit,
            low=low,
            high=high,
            own_range=own,
            standing=facts["lab_standing"],
            derived_from=derived_from,
            question=None if value is None else self.question(value, measured),
            says=tuple(
                LabSaid(
                    rule=found.rule.id,
                    text=tell_rule(found.rule, self.knowledge, self.locale, self.profile.jurisdiction),
                    grade=found.rule.grade,
                    sources=found.rule.sources,
                )
                for found in self.engine.kinds[LAB]
                if found.test(facts)
            ),
        )

    def question(self, value: LabValue, measured: Measured) -> str | None:
        """What to look at again: a unit that nobody gave, or a value outside that another unit would put inside."""
        row = self.knowledge.lab_tests[value.test]
        typed = str(plain_number(value.value)).replace(".", self.say("decimal"))
        if measured.assumed:
            return self.say("question.assumed", value=typed, unit=measured.unit)
        found = unit_that_would_fit(value, measured, self.knowledge)
        if found is None:
            return None
        said = {"value": typed, "unit": measured.unit, "other": found[0]}
        return self.say("question.unit", as_own=self.number(found[1], row.id), own=row.unit, **said)

    def trends(self, found: list[LabFinding]) -> Iterable[LabTrend]:
        """The course of every test with two dated values or more, oldest first."""
        for test in self.knowledge.lab_tests.values():
            points = [
                LabPoint(date=one.date, value=one.value, low=one.low, high=one.high, standing=one.standing)
                for one in found
                if one.test == test.id and one.date is not None
            ]
            if len(points) < 2:
                continue
            first, last = points[0], points[-1]
            change = plain_number(last.value - first.value, test.drawn)
            name = test.name_nl if self.locale == "nl" else test.name_en
            key = "same" if change == 0 else "up" if change > 0 else "down"
            text = self.say(
                f"trend.{key}", name=f"{name[:1].upper()}{name[1:]}", first=self.number(first.value, test.id),
                last=self.number(last.value, test.id), unit=test.unit, change=self.number(abs(change), test.id),
                start=first.date, end=last.date,
            )  # fmt: skip
            outside = sum(point.standing in ("below", "above") for point in points)
            if all(point.standing is not None for point in points):
                text += " " + (
                    self.say("trend.outside", count=outside, of=len(points)) if outside else self.say("trend.inside")
                )
            few = len(points) < FEWEST_FOR_A_COURSE
            if few:
                text += " " + self.say("trend.few")
            yield LabTrend(
                test=test.id, name=name, unit=test.unit, points=tuple(points), change=change, few=few, text=text
            )
