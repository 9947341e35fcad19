"""What laboratory values say, with the laboratory's own range first, and how they went over time.

Units are converted to those of lab_tests.csv; kidney function and fractional excretion are derived where they can be.
A value explains; it never opens a gate: what the advice decides does not come from here.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from magwise.advice.engine import Engine, ready
from magwise.advice.understand import understand
from magwise.followup.lab_report import DatedValue, LabFinding, LabPoint, LabReport, LabSaid, LabTrend, Unread
from magwise.knowledge.conditions import facts_of
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import LabTest
from magwise.knowledge.telling import tell_rule
from magwise.profiles.lab_number import (
    LabNumber,
    Mark,
    Reading,
    least_of,
    reading_of,
    say_number,
    say_reading,
    strictest,
)
from magwise.profiles.lab_units import (
    LabValue,
    Measured,
    Standing,
    measure,
    standing_of,
    unit_that_would_fit,
    units_of,
    usual_range,
)
from magwise.profiles.profile import Labs, Person, Profile
from magwise.profiles.renal import YOUNGEST, contradict, derive_femg, egfr_of_creatinine, highest_egfr
from magwise.result import plain_number

SERUM, CREATININE, EGFR, FEMG = "serum_magnesium", "creatinine", "egfr", "femg"
FEMG_FROM = (SERUM, CREATININE, "urine_magnesium", "urine_creatinine")
LAB = "lab"
FEWEST_FOR_A_COURSE = 3
MARKED: dict[Mark, Standing] = {"low": "below", "high": "above"}


def read_labs(
    values: Iterable[DatedValue],
    profile: Profile | None = None,
    *,
    knowledge: Knowledge,
    locale: str = "nl",
    on: date | None = None,
    unread: Iterable[Unread] = (),
) -> LabReport:
    """What the values say. profile: age, sex and, where no dated serum goes with a urine value, its serum magnesium.

    on: the day on which the profile's age holds; without it that age holds for every value. unread: what the reader of
    a table left over, passed on. Raises InputError for a value that fits several units.
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
        unread=tuple(unread),
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
    test: str,
    value: float,
    low: float | None,
    high: float | None,
    profile: Profile,
    engine: Engine,
    mark: Mark | None = None,
) -> dict[str, Any]:
    """What the rules of a laboratory value may look at. value, low and high in the unit of the test.

    low, high: the laboratory's own range; mark: where the laboratory itself puts the value, which comes before a usual
    range. The serum magnesium beside a urine value is that of the profile.
    """
    told = low is not None or high is not None
    span = (low, high) if told else usual_range(test, engine.knowledge)
    standing, marked = standing_of(value, *span), MARKED.get(mark) if mark else None
    if marked is not None and not (told and standing != "within"):
        standing, told = marked, True
    facts = understand(profile, engine).facts
    keys = ("serum_magnesium", "serum_range_low", "serum_range_high")
    return {
        **{key: facts[key] for key in keys},
        "lab_test": test,
        "lab_value": value,
        "lab_standing": standing,
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

    def words(self, found: "LabFinding | LabPoint", test: str) -> str:
        """A value in words, its limit with it."""
        reading = Reading(found.value, found.sign)
        return say_reading(reading, self.number(found.value, test), self.knowledge, self.locale)

    def read_day(self, day: str | None, values: list[LabValue]) -> list[LabFinding]:
        """The values of one day in the order of the table, with what can be derived from them."""
        each = [(value, measure(value, knowledge=self.knowledge, locale=self.locale)) for value in values]
        measured: dict[str, Measured] = {}
        for value, one in each:
            kept = measured.get(value.test)
            if kept is None or self.is_stricter(value.test, one, kept):
                measured[value.test] = one
        person = self.person_on(day)
        profile = self.with_serum(measured, person)
        found = [self.explain(day, value, one, profile) for value, one in each]
        for test, derived, source in self.derive(measured, person):
            exact = self.exact(derived, test)
            found.append(self.explain(day, None, exact, profile, test, source))
        order = list(self.knowledge.lab_tests)
        return sorted(self.settle(found, measured, person), key=lambda finding: order.index(finding.test))

    def exact(self, derived: Reading, test: str) -> Measured:
        """A derived number as a value in the unit of its test."""
        row = self.knowledge.lab_tests[test]
        least, most = derived.ends(float(row.low), float(row.high))
        return Measured(derived.number, None, None, row.unit, False, derived.sign, None, least, most)

    def is_stricter(self, test: str, one: Measured, other: Measured) -> bool:
        """Whether of two values of one test on one day the first is reckoned with: the last, or the stricter."""
        row = self.knowledge.lab_tests[test]
        if row.stricter in ("low", "high"):
            ends = [strictest(found.reading.short(), row) for found in (one, other)]
            return ends[0] <= ends[1] if row.stricter == "low" else ends[0] >= ends[1]
        if row.stricter == "open":
            span = usual_range(test, self.knowledge)
            inside = [standing_of(found.value, *span) == "within" for found in (one, other)]
            return not inside[0] or inside[1]
        return True

    def settle(
        self, found: list[LabFinding], measured: Mapping[str, Measured], person: Person | None
    ) -> list[LabFinding]:
        """Which of several values of one test on one day counts, and what to ask where they do not go together."""
        settled = []
        for one in found:
            others = [other for other in found if other.test == one.test and other is not one]
            counts = self.counting(one.test, found)
            if one is counts or not others:
                asked, impossible = self.open_kidneys(one, measured, person) if one.test == EGFR else (None, False)
                settled.append(replace(self.asking(one, asked), says=() if impossible else one.says))
                continue
            differ = any((other.value, other.sign) != (one.value, one.sign) for other in others)
            said = self.contradiction(one, counts) if differ else None
            settled.append(replace(self.asking(one, said), counts=False, says=() if differ else one.says))
        return settled

    def counting(self, test: str, found: list[LabFinding]) -> LabFinding:
        """The value of a test that is reckoned with: of several on one day the stricter, else the last."""
        those = [one for one in found if one.test == test]
        kept = those[0]
        for one in those[1:]:
            if self.is_stricter(test, *(self.exact(each.reading, test) for each in (one, kept))):
                kept = one
        return kept

    def asking(self, finding: LabFinding, question: str | None) -> LabFinding:
        """A value with one more question."""
        if question is None:
            return finding
        return replace(finding, question=" ".join(part for part in (finding.question, question) if part))

    def contradiction(self, one: LabFinding, counts: LabFinding) -> str:
        """Two values of one test on one day: both, and which of them counts."""
        share = ready(self.knowledge).numbers["kidney_values_share"]
        apart = one.test == EGFR and contradict(one.reading.short(), counts.reading.short(), share)
        key = "contradict" if apart else "two_values"
        source = ""
        for finding in (one, counts):
            if finding.derived_from:
                names = [self.name(test) for test in finding.derived_from]
                source = self.say("question.derived", value=self.words(finding, one.test), names=", ".join(names))
        told = {"one": self.words(one, one.test), "counts": self.words(counts, one.test)}
        said = self.say(f"question.{key}", unit=self.knowledge.lab_tests[one.test].unit, **told)
        return " ".join(part for part in (said, source) if part)

    def open_kidneys(
        self, egfr: LabFinding, measured: Mapping[str, Measured], person: Person | None
    ) -> tuple[str | None, bool]:
        """What to ask of an eGFR beside a creatinine from which none could be derived; whether no adult has both."""
        creatinine = measured.get(CREATININE)
        if creatinine is None or egfr.derived_from or (person is not None and person.age >= YOUNGEST):
            return None, False
        share = ready(self.knowledge).numbers["kidney_values_share"]
        told = {
            "value": self.words(egfr, EGFR),
            "creatinine": self.number(creatinine.value, CREATININE),
            "unit": self.knowledge.lab_tests[CREATININE].unit,
        }
        highest = highest_egfr(creatinine.least)
        if person is None and highest < share * least_of(egfr.reading.short()):
            return self.say("question.impossible", highest=self.number(highest, EGFR), **told), True
        return self.say("question.creatinine", **told), False

    def name(self, test: str) -> str:
        row = self.knowledge.lab_tests[test]
        return row.name_nl if self.locale == "nl" else row.name_en

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

        serum, labs = measured.get(SERUM), self.profile.labs
        if serum is not None:
            low, high = usual_range(SERUM, self.knowledge)
            low, high = serum.low if serum.low is not None else low, serum.high if serum.high is not None else high
            span = None if low is None or high is None else (low, high)
            if standing_of(serum.least, low, high) != standing_of(serum.most, low, high):
                return self.bare(person)  # a limit that leaves open whether it lies in its range
            labs = Labs(serum_magnesium_mmol_l=serum.reading.short(), serum_magnesium_range=span)
        return self.bare(person, labs)

    def bare(self, person: Person | None, labs: Labs | None = None) -> Profile:
        """A profile of nothing but the person and the values that belong to the day."""
        told = Profile(person=person, goals=("general",), labs=labs or Labs())
        return replace(told, locale="nl" if self.locale == "nl" else "en")

    def derive(
        self, measured: Mapping[str, Measured], person: Person | None
    ) -> Iterable[tuple[str, Reading, tuple[str, ...]]]:
        """Kidney function from a creatinine, fractional excretion from a pair of samples, where they can be."""
        creatinine = measured.get(CREATININE)
        if creatinine is not None:
            typed = Reading(creatinine.value, creatinine.sign).short()
            egfr = egfr_of_creatinine(typed, person.age if person else None, person.sex if person else None)
            if egfr is not None:
                yield EGFR, egfr, (CREATININE,)
            if person is None:
                self.asks["person.age"] = None
            if person is None or person.sex is None:
                self.asks["person.sex"] = None
        if FEMG not in measured and all(test in measured and not measured[test].sign for test in FEMG_FROM):
            serum, creatinine_serum, urine, creatinine_urine = (measured[test].value for test in FEMG_FROM)
            femg = derive_femg(serum, creatinine_serum, urine, creatinine_urine)
            if femg is not None:
                yield FEMG, Reading(femg), FEMG_FROM

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
        facts = lab_facts(test, measured.value, measured.low, measured.high, profile, self.engine, measured.mark)
        own = facts["lab_own_range"]
        ranged = measured.low is not None or measured.high is not None
        low, high = (measured.low, measured.high) if ranged or own else usual_range(test, self.knowledge)
        if test in (FEMG, "urine_magnesium_24h") and facts["serum_magnesium"] is None:
            self.asks["labs.serum_magnesium_mmol_l"] = None
        points = self.points(test, measured, facts)
        standings = {point["lab_standing"] for point in points}
        says = tuple(self.says(test, measured, facts, points))
        return LabFinding(
            date=day,
            test=test,
            name=row.name_nl if self.locale == "nl" else row.name_en,
            value=plain_number(measured.value, row.drawn),
            unit=row.unit,
            typed_value=None if value is None else _plain(value.value),
            typed_unit=None if value is None else value.unit,
            low=low,
            high=high,
            own_range=own,
            standing=standings.pop() if len(standings) == 1 else None,
            derived_from=derived_from,
            question=None if value is None else self.question(value, measured, says),
            says=says,
            sign=measured.sign,
            mark=measured.mark,
        )

    def points(self, test: str, measured: Measured, facts: dict[str, Any]) -> list[dict[str, Any]]:
        """The facts at every value that matters among those that remain possible: one where it is no limit."""
        if measured.sign is None:
            return [facts]
        ends = (measured.low, measured.high, *usual_range(test, self.knowledge))
        cuts = {*(end for end in ends if end is not None), *_cuts(self.knowledge)}
        near = [value for cut in cuts for value in (math.nextafter(cut, -math.inf), cut, math.nextafter(cut, math.inf))]
        values = [measured.least, measured.most, *(value for value in near if measured.least < value < measured.most)]
        span = (measured.low, measured.high)
        if span == (None, None):
            span = usual_range(test, self.knowledge)
        marked = MARKED.get(measured.mark) if measured.mark else None
        return [{**facts, "lab_value": value, "lab_standing": marked or standing_of(value, *span)} for value in values]

    def says(
        self, test: str, measured: Measured, facts: dict[str, Any], points: list[dict[str, Any]]
    ) -> Iterable[LabSaid]:
        """The rules that hold whatever the value is, then those that hold at the strictest end of a limit."""
        rules = self.engine.kinds[LAB]
        certain = [found.rule for found in rules if all(found.test(point) for point in points)]
        row, worst = self.knowledge.lab_tests[test], points[0]
        if measured.sign is not None and row.stricter is not None:
            end = strictest(measured.reading.short(), row)
            worst = min(points, key=lambda point: abs(point["lab_value"] - end))
        possible = [found.rule for found in rules if found.rule not in certain and row.stricter and found.test(worst)]
        for rule in (*certain, *possible):
            text = tell_rule(rule, self.knowledge, self.locale, self.profile.jurisdiction)
            said = text if rule in certain else self.say("possible.text", text=text)
            yield LabSaid(rule=rule.id, text=said, grade=rule.grade, sources=rule.sources, certain=rule in certain)

    def question(self, value: LabValue, measured: Measured, says: tuple[LabSaid, ...]) -> str | None:
        """What to look at again.

        A unit that nobody gave or that is read as another, a value that another unit would put inside its range, a
        limit that leaves something open, a mark that says nothing by itself.
        """
        row = self.knowledge.lab_tests[value.test]
        typed = say_number(value.value, self.knowledge, self.locale, 3)
        asks = []
        if measured.assumed:
            asks.append(self.say("question.assumed", value=typed, unit=measured.unit))
        elif (found := unit_that_would_fit(value, measured, self.knowledge)) is not None:
            said = {"value": typed, "unit": measured.unit, "other": found[0]}
            asks.append(self.say("question.unit", as_own=self.number(found[1], row.id), own=row.unit, **said))
        if units_of(row, self.knowledge)[measured.unit].asks:
            asks.append(self.say("question.as_own", unit=measured.unit, own=row.unit))
        if measured.sign is not None and not all(one.certain for one in says):
            asks.append(_capital(self.say("question.limit", value=typed)))
        if measured.mark == "star":
            bare = say_number(Reading(reading_of(value.value).number).short(), self.knowledge, self.locale, 3)
            asks.append(self.say("question.star", value=bare))
        return " ".join(asks) or None

    def trends(self, found: list[LabFinding]) -> Iterable[LabTrend]:
        """The course of every test with values on two days or more, oldest first; of each day the one that counts."""
        for test in self.knowledge.lab_tests.values():
            days = {one.date: one for one in found if one.test == test.id and one.date is not None and one.counts}
            points = [
                LabPoint(
                    date=one.date or "",
                    value=one.value,
                    low=one.low,
                    high=one.high,
                    standing=one.standing,
                    sign=one.sign,
                )
                for one in days.values()
            ]
            if len(points) >= 2:
                yield self.trend(test, points)

    def trend(self, test: LabTest, points: list[LabPoint]) -> LabTrend:
        """A course in words. From or to a limit no difference is told."""
        first, last = points[0], points[-1]
        limits = first.sign is not None or last.sign is not None
        change = None if limits else plain_number(last.value - first.value, test.drawn)
        key = "limit" if change is None else "same" if change == 0 else "up" if change > 0 else "down"
        name = self.name(test.id)
        text = self.say(
            f"trend.{key}", name=_capital(name), first=self.words(first, test.id),
            last=self.words(last, test.id), unit=test.unit, change=self.number(abs(change or 0), test.id),
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
        return LabTrend(
            test=test.id, name=name, unit=test.unit, points=tuple(points), change=change, few=few, text=text
        )


@lru_cache(maxsize=8)
def _cuts(knowledge: Knowledge) -> frozenset[float]:
    """The numbers that the rules of laboratory values compare with."""
    names = {name for rule in knowledge.rules.values() if rule.kind == LAB for name in facts_of(rule.when)}
    return frozenset(float(knowledge.thresholds[name].value) for name in names)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _plain(value: LabNumber) -> LabNumber:
    return value if isinstance(value, str) else plain_number(value)
