"""What is said of laboratory values: the records of `magwise labs`."""

from typing import NamedTuple

from magwise.knowledge.records import Grade
from magwise.profiles.lab_number import LabNumber, Mark, Reading, Sign
from magwise.profiles.lab_units import LabValue, Standing
from magwise.result import Result


class DatedValue(NamedTuple):
    """A laboratory value with the day it was measured; None where that was not told."""

    date: str | None
    value: LabValue


class LabSaid(Result, frozen=True, kw_only=True):
    """A sentence about a value, with the rule behind it. certain: false where a limit leaves open whether it holds."""

    rule: str
    text: str
    grade: Grade
    sources: tuple[str, ...]
    certain: bool = True


class LabFinding(Result, frozen=True, kw_only=True):
    """One value, explained. value, low and high in `unit`; typed_value and typed_unit as on the sheet.

    sign: `value` is a limit; mark: where the laboratory puts it; own_range: the range is the laboratory's; standing:
    None where no range holds, or where a limit leaves it open; derived_from: the tests it was reckoned from; question:
    what to look at again; counts: false for the one of several of a day that is not reckoned with.
    """

    date: str | None
    test: str
    name: str
    value: float
    unit: str
    typed_value: LabNumber | None
    typed_unit: str | None
    low: float | None
    high: float | None
    own_range: bool
    standing: Standing | None
    derived_from: tuple[str, ...]
    question: str | None
    says: tuple[LabSaid, ...]
    sign: Sign | None = None
    mark: Mark | None = None
    counts: bool = True

    @property
    def reading(self) -> Reading:
        """The number with its limit and mark."""
        return Reading(self.value, self.sign, self.mark)


class LabPoint(Result, frozen=True, kw_only=True):
    """A value on a day, in the unit of its test, with its range. sign: it is a limit."""

    date: str
    value: float
    low: float | None
    high: float | None
    standing: Standing | None
    sign: Sign | None = None


class LabTrend(Result, frozen=True, kw_only=True):
    """The dated values of one test, one of each day, oldest first.

    change: from the first to the last, None where one of them is a limit; text: the same in words; few: no course yet.
    """

    test: str
    name: str
    unit: str
    points: tuple[LabPoint, ...]
    change: float | None
    few: bool
    text: str


class Unread(Result, frozen=True, kw_only=True):
    """A part of a table that was not read. where: its line; what: with the text itself; mend: how to put it right."""

    where: str
    what: str
    mend: str


class LabReport(Result, frozen=True, kw_only=True):
    """All values, newest first, and their course. asks: profile fields that would tell more; unread: the rest."""

    values: tuple[LabFinding, ...]
    trends: tuple[LabTrend, ...]
    asks: tuple[str, ...]
    unread: tuple[Unread, ...]
    boundary: str
    knowledge_version: str
    locale: str
