"""The laboratory values of a diary, folded into those of a profile: the newest counts, beside the profile the stricter.

Kidney function is one thing, whether its eGFR or a creatinine was written down: a newer one of either replaces both.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from magwise.advice.advice import DECISIONS
from magwise.advice.decide import decide
from magwise.advice.engine import Engine
from magwise.advice.understand import understand
from magwise.followup.diary import Standing
from magwise.followup.labs import CREATININE, EGFR, LAB, SERUM, lab_facts
from magwise.followup.remark import Remark
from magwise.profiles.lab_units import Measured, measure, usual_range
from magwise.profiles.profile import Labs, Profile
from magwise.profiles.renal import YOUNGEST, derive_egfr, known_egfr
from magwise.result import plain_number

KIDNEY = (EGFR, CREATININE)
RANGE = "labs.serum_magnesium_range"


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
    return _Fold(profile, engine).fold(_readings(entries, engine))


def _readings(entries: Sequence[Standing], engine: Engine) -> list[Reading]:
    return [
        Reading(kept.entry.date, kept.id, kept.entry.lab.test, measure(kept.entry.lab, knowledge=engine.knowledge))
        for kept in entries
        if kept.entry.lab is not None
    ]


def _newest(readings: Sequence[Reading]) -> list[Reading]:
    """Those of the last day; none where there are none."""
    last = max((one.date for one in readings), default="")
    return [one for one in readings if one.date == last]


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
        tests = self.knowledge.lab_tests
        self.fold_kidney(_newest([one for one in readings if one.test in KIDNEY and self.is_usable(one)]))
        self.fold_serum(_newest([one for one in readings if one.test == SERUM]))
        for row in tests.values():
            found = _newest([one for one in readings if one.test == row.id])
            if found and row.field is None:
                self.unused.append(self.remark("lab_unused", found[-1], "labs"))
            elif found and row.id not in (*KIDNEY, SERUM):
                self.labs = replace(self.labs, **{_name(row.field): found[-1].value.value})
        return FoldedLabs(self.labs, self.since, tuple(self.asks), tuple(self.unused))

    def is_usable(self, one: Reading) -> bool:
        """Whether a kidney value can be decided on; a creatinine of someone whose age is not known is named."""
        if self.egfr_of(one) is not None:
            return True
        self.unused.append(self.remark("creatinine_age", one, "person.age"))
        return False

    def egfr_of(self, one: Reading) -> float | None:
        """The eGFR behind a kidney value.

        Without an age a creatinine gives the most it can stand for in any adult, and that only where even so the rules
        forbid magnesium; else None.
        """
        if one.test == EGFR:
            return one.value.value
        person = self.profile.person
        found = derive_egfr(one.value.value, person.age if person else None, person.sex if person else None)
        if found is None and person is None:
            most = max(derive_egfr(one.value.value, YOUNGEST, sex) or 0.0 for sex in ("female", "male"))
            return most if self.severity(replace(self.labs, egfr=most)) < DECISIONS.index("advise") else None
        return found

    def fold_kidney(self, found: list[Reading]) -> None:
        """The newest kidney values in place; beside one of the profile the lower counts."""
        if not found:
            return
        told, _ = known_egfr(self.profile)
        values = {self.shown(one): self.egfr_of(one) for one in found}
        if told is not None:
            values[self.own(EGFR, told)] = told
        self.compare(EGFR, {name: value for name, value in values.items() if value is not None}, found[-1])
        derived = self.profile.person is not None
        egfrs = [self.egfr_of(one) for one in found if one.test == EGFR or not derived]
        creatinines = [one.value.value for one in found if one.test == CREATININE and derived]
        self.labs = replace(
            self.labs,
            egfr=min((value for value in (self.labs.egfr, *egfrs) if value is not None), default=None),
            creatinine_umol_l=max(
                (value for value in (self.labs.creatinine_umol_l, *creatinines) if value is not None), default=None
            ),
        )
        self.since["egfr"] = found[-1].date

    def fold_serum(self, found: list[Reading]) -> None:
        """The newest serum magnesium in place; of several, and beside one of the profile, the more serious counts."""
        if not found:
            return
        options = [self.with_serum(one) for one in found]
        values = {self.shown(one): one.value.value for one in found}
        told = self.labs.serum_magnesium_mmol_l
        if told is not None:
            options.append(self.labs)
            values[self.own(SERUM, told)] = told
        self.compare(SERUM, values, found[-1])
        self.labs = min(options, key=self.severity)
        self.since["serum_magnesium"] = found[-1].date

    def with_serum(self, one: Reading) -> Labs:
        """With the range of the laboratory, an end that it leaves open as usual; without one the usual range holds.

        A range that cannot be one of serum magnesium is named, and the usual one holds.
        """
        value, span = one.value, None
        if value.low is not None or value.high is not None:
            low, high = usual_range(SERUM, self.knowledge)
            low, high = value.low if value.low is not None else low, value.high if value.high is not None else high
            field = self.knowledge.fields[RANGE]
            least, most = float(field.low or 0), float(field.high or math.inf)
            if low is not None and high is not None and least <= low < high <= most:
                span = (low, high)
            else:
                self.unused.append(self.remark("lab_range", one, RANGE))
        return replace(self.labs, serum_magnesium_mmol_l=value.value, serum_magnesium_range=span)

    def severity(self, labs: Labs) -> int:
        """How serious the decision is with these values; 0 is the most serious."""
        told = replace(self.profile, labs=labs)
        return DECISIONS.index(decide(understand(told, self.engine), self.engine).decision)

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
        return f"{self.own(one.test, one.value.value)} ({one.date})"

    def own(self, test: str, value: float) -> str:
        row = self.knowledge.lab_tests[test]
        number = str(plain_number(value, row.drawn)).replace(".", self.say("labs.decimal"))
        return f"{self.name(test)} {number}\N{NO-BREAK SPACE}{row.unit}"

    def name(self, test: str) -> str:
        row = self.knowledge.lab_tests[test]
        return row.name_nl if self.profile.locale == "nl" else row.name_en

    def remark(self, key: str, one: Reading, about: str, values: Mapping[str, float] | None = None) -> Remark:
        text = self.say(f"diary.known.{key}", values="; ".join(values or {self.shown(one): 0.0}))
        return Remark(about=about, text=text[:1].upper() + text[1:], date=one.date, entry=one.entry)

    def say(self, key: str, **values: object) -> str:
        return self.knowledge.say(self.profile.locale, key, **values)


def _name(field: str | None) -> str:
    """The name of a value within `labs`."""
    return (field or "").removeprefix("labs.")
