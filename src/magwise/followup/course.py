"""A course: the dose that is being followed, frozen on its first day."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from magwise.knowledge.load import Knowledge
from magwise.result import Result


class Course(Result, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an advice proposed and a person began, with every amount that the product can give.

    start: YYYY-MM-DD. rungs: amounts a day in elemental mg, rising, each a whole number of pieces and within the room
    under the ceiling. first and target: rungs of the advice. room: what the ceiling leaves beside what is taken
    already. unit_mg: in a whole unit, None without a product. bound_by: the limit or rule that sets the ceiling.
    current: the rung of what is taken already and may go on, where the course then begins; None: it begins at `first`.
    """

    start: str
    name: str
    form: str
    rungs: tuple[float, ...]
    first: float
    target: float
    room: float
    ceiling_mg: float
    already_mg: float
    bound_by: str
    knowledge_version: str
    jurisdiction: str = "EU"
    unit: str | None = None
    unit_mg: float | None = None
    label: str | None = None
    current: float | None = None

    @property
    def begins(self) -> float:
        """The rung of its first day: what goes on, else the first of the advice."""
        return self.first if self.current is None else self.current

    def called(self, knowledge: Knowledge, locale: str) -> str:
        """What it is called: the product, else its form in words."""
        family = knowledge.families.get(self.name)
        return self.name if family is None else family.name_nl if locale == "nl" else family.name_en

    def units(self, mg: float) -> float | None:
        """How many units give this amount; None without a product."""
        return round(mg / self.unit_mg, 3) if self.unit_mg else None


def all_rungs(
    ladder: Sequence[float], part: Decimal | None, room: Decimal, numbers: Mapping[str, Decimal]
) -> tuple[Decimal, ...]:
    """Every amount a course may stand on, rising: below the ladder, the ladder itself, and beyond it up to the room.

    ladder: elemental mg a day; part: the smallest piece of the product, None without one; numbers: thresholds by id.

    >>> masses = {"sensitive_start": Decimal(50), "step": Decimal(50)}
    >>> [int(mg) for mg in all_rungs([100, 150], None, Decimal(230), masses)]
    [50, 100, 150, 200]
    >>> [int(mg) for mg in all_rungs([90, 150], Decimal(30), Decimal(200), masses)]
    [30, 60, 90, 150, 180]
    """
    steps = [Decimal(str(mg)) for mg in ladder]
    step, least = numbers["step"], numbers["sensitive_start"]
    if part is not None:
        step, least = max((step / part).to_integral_value(ROUND_DOWN), Decimal(1)) * part, part
    lower: list[Decimal] = []
    while (lower[-1] if lower else steps[0]) - step >= least:
        lower.append((lower[-1] if lower else steps[0]) - step)
    if part is not None and (lower[-1] if lower else steps[0]) > part:
        lower.append(part)
    higher: list[Decimal] = []
    while (higher[-1] if higher else steps[-1]) + step <= room:
        higher.append((higher[-1] if higher else steps[-1]) + step)
    return (*reversed(lower), *steps, *higher)


class Ranges(NamedTuple):
    """Three nested ranges in elemental mg a day: absolute holds recommended, which holds where one starts."""

    absolute: tuple[float, float]
    recommended: tuple[float, float]
    start: tuple[float, float]


def ranges_of(course: Course, knowledge: Knowledge) -> Ranges:
    """The ranges of a course: their ends are rows of tables/dose_ranges.csv, cut to the room under the ceiling.

    An end that is left empty in the table is the room itself.
    """
    found = {}
    for row in knowledge.dose_ranges.values():
        low, high = (
            course.room if name is None else min(float(knowledge.thresholds[name].value), course.room)
            for name in (row.low, row.high)
        )
        found[row.id] = (low if row.low is not None else 0.0, high)
    return Ranges(found["absolute"], found["recommended"], found["start"])
