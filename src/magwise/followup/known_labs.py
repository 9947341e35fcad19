"""The laboratory values of a diary, folded into those of a profile: the newest counts, beside the profile the stricter.

Kidney function is one thing, whether its eGFR or a creatinine was written down: a newer one of either replaces both.
Which of two values is the stricter the rules say, on the profile with the one and with the other.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from magwise.advice.advice import DECISIONS
from magwise.advice.decide import decide
from magwise.advice.engine import Engine
from magwise.advice.understand import understand
from magwise.followup.diary import Standing
from magwise.followup.labs import EGFR, LAB, SERUM, lab_facts
from magwise.followup.remark import Remark
from magwise.profiles.lab_number import LabNumber, say_number
from magwise.profiles.lab_units import Measured, measure, usual_range
from magwise.profiles.profile import Labs, Person, Profile
from magwise.profiles.renal import YOUNGEST

RANGE = "labs.serum_magnesium_range"
# The facts on which a value decides, each with the test whose rules on laboratory values speak of it.
DECIDING = {"egfr": EGFR, "serum_magnesium": SERUM}


class Reading(NamedTuple):
    """A value of the diary in the unit of its test. entry: its id."""

    date: str
    entry: str
    test: str
    value: Measured


class FoldedLabs(NamedTuple):
    """The values to decide on. since: by fact of the rules, the day of the value that counts."""

    labs: Labs
    since: Mapping[str, str]
    asks: tuple[Remark, ...]
    unused: tuple[Remark, ...]


def fold_labs(profile: Profile, entries: Sequence[Standing], engine: Engine) -> FoldedLabs:
    """The values of the profile with the newest of the diary. entries: up to the day that is asked for."""
    readings = [
        Reading(kept.entry.date, kept.id, kept.entry.lab.test, measure(kept.entry.lab, knowledge=engine.knowledge))
        for kept in entries
        if kept.entry.lab is not None
    ]
    return _Fold(profile, engine).fold(readings)


class _Fold:
    """Folds the values of one person."""

    def __init__(self, profile: Profile, engine: Engine) -> None:
        self.profile, self.engine = profile, engine
        self.knowledge = engine.knowledge
        self.labs = profile.labs
        self.since: dict[str, str] = {}
        self.asks: list[Remark] = []
        self.unused: list[Remark] = []

    def fold(self, readings: list[Reading]) -> FoldedLabs:
        by_fact: dict[str, list[Reading]] = {}
        by_test: dict[str, list[Reading]] = {}
        for one in readings:
            fact = self.fact_of(one)
            (by_test if fact is None else by_fact).setdefault(fact or one.test, []).append(one)
        for fact, found in by_fact.items():
            self.fold_fact(fact, _newest(found))
        for test, found in by_test.items():
            last, field = _newest(found)[-1], self.knowledge.lab_tests[test].field
            if field is None:
                self.unused.append(self.remark("lab_unused", last, "labs"))
            elif not self.is_waiting(last):
                self.labs = replace(self.labs, **self.part(last))
        return FoldedLabs(self.labs, self.since, tuple(self.asks), tuple(self.unused))

    def fact_of(self, one: Reading) -> str | None:
        """The fact that a value alone decides on; None for a value that explains only, or waits for an age."""
        part = self.part(one)
        return next((fact for fact in DECIDING if part and self.facts(part)[fact] is not None), None)

    def is_waiting(self, one: Reading) -> bool:
        """Whether a value says something of the kidneys only once the age is known; then that is asked."""
        young = Person(age=YOUNGEST, sex="male")
        waits = self.facts({_name(one, self.engine): one.value.reading.short()}, person=young)["egfr"] is not None
        if waits:
            self.unused.append(self.remark("creatinine_age", one, "person.age"))
        return waits

    def part(self, one: Reading) -> dict[str, Any]:
        """The part of the laboratory values that a reading fills; empty where the profile has no place for it.

        Without an age a creatinine gives the most that it can stand for in any adult, and that only where even so the
        rules forbid magnesium.
        """
        name = _name(one, self.engine)
        if not name:
            return {}
        found: dict[str, Any] = {name: one.value.reading.short()}
        if one.test == SERUM:
            return found | {"serum_magnesium_range": self.range_of(one)}
        if self.profile.person is None and self.facts(found)["egfr"] is None:
            likely = [self.facts(found, person=Person(age=YOUNGEST, sex=sex))["egfr"] for sex in ("female", "male")]
            most = {"egfr": max((egfr for egfr in likely if egfr is not None), default=None)}
            if most["egfr"] is not None and self.severity(most) < DECISIONS.index("advise"):
                return most
        return found

    def range_of(self, one: Reading) -> tuple[float, float] | None:
        """The range of the laboratory, an end that it leaves open as usual; None where the usual range holds.

        One that cannot be of serum magnesium is named, and the usual one holds.
        """
        value, (low, high) = one.value, usual_range(SERUM, self.knowledge)
        if value.low is None and value.high is None:
            return None
        low, high = value.low if value.low is not None else low, value.high if value.high is not None else high
        field = self.knowledge.fields[RANGE]
        least, most = float(field.low or 0), float(field.high or math.inf)
        if low is not None and high is not None and least <= low < high <= most:
            return low, high
        remark = self.remark("lab_range", one, RANGE)
        self.unused += [] if remark in self.unused else [remark]
        return None

    def fold_fact(self, fact: str, found: list[Reading]) -> None:
        """The newest values in place; of several of one day, and beside one of the profile, the stricter counts."""
        parts = {self.shown(one): self.part(one) for one in found}
        own = self.facts({}, labs=self.labs)[fact]
        values = {name: self.facts(part)[fact] for name, part in parts.items()}
        if own is not None:
            values[self.own(DECIDING[fact], own)] = own
        self.compare(DECIDING[fact], values, found[-1])
        for part in parts.values():
            name = next(iter(part))
            held = {key: getattr(self.labs, key) for key in part}
            both = [part] if held[name] is None else [part, held]
            self.labs = replace(self.labs, **min(both, key=lambda told: self.strictness(fact, told)))
        self.since[fact] = found[-1].date

    def strictness(self, fact: str, part: Mapping[str, Any]) -> tuple[int, float]:
        """How strict the rules are with a value; the lowest is the strictest. Of two kidneys alike the lower counts."""
        value = self.facts(part)[fact]
        return self.severity(part), value if fact == "egfr" and value is not None else 0.0

    def severity(self, part: Mapping[str, Any]) -> int:
        """How serious the decision is with only these values; 0 is the most serious."""
        told = replace(self.profile, labs=Labs(**part))
        return DECISIONS.index(decide(understand(told, self.engine), self.engine).decision)

    def facts(
        self, part: Mapping[str, Any], *, labs: Labs | None = None, person: Person | None = None
    ) -> dict[str, Any]:
        """The facts of the person with only these values, and with nothing else that was told."""
        told = Profile(person=person or self.profile.person, goals=("general",), labs=labs or Labs(**part))
        return understand(told, self.engine).facts

    def compare(self, test: str, values: Mapping[str, float], last: Reading) -> None:
        """Ask which is right where the rules on laboratory values say different things of them."""
        said = {self.said_of(test, value) for value in values.values()}
        if len(said) > 1:
            self.asks.append(
                self.remark("lab_contradicts", last, self.knowledge.lab_tests[test].field or "labs", values)
            )

    def said_of(self, test: str, value: float) -> frozenset[str]:
        facts = lab_facts(test, value, None, None, self.profile, self.engine)
        return frozenset(found.rule.id for found in self.engine.kinds[LAB] if found.test(facts))

    def shown(self, one: Reading) -> str:
        """«eGFR 25 mL/min/1.73 m² (2026-11-20)»."""
        return f"{self.own(one.test, one.value.reading.short())} ({one.date})"

    def own(self, test: str, value: LabNumber) -> str:
        row = self.knowledge.lab_tests[test]
        number = say_number(value, self.knowledge, self.profile.locale, row.drawn)
        name = row.name_nl if self.profile.locale == "nl" else row.name_en
        return f"{name} {number}\N{NO-BREAK SPACE}{row.unit}"

    def remark(self, key: str, one: Reading, about: str, values: Mapping[str, float] | None = None) -> Remark:
        text = self.say(f"diary.known.{key}", values="; ".join(values or {self.shown(one): 0.0}))
        return Remark(about=about, text=text[:1].upper() + text[1:], date=one.date, entry=one.entry)

    def say(self, key: str, **values: object) -> str:
        return self.knowledge.say(self.profile.locale, key, **values)


def _name(one: Reading, engine: Engine) -> str:
    """The name of a value within `labs`; empty where there is none."""
    return (engine.knowledge.lab_tests[one.test].field or "").removeprefix("labs.")


def _newest(readings: Sequence[Reading]) -> list[Reading]:
    """Those of the last day."""
    last = max(one.date for one in readings)
    return [one for one in readings if one.date == last]
