"""From rows to blocks: which days count, for which side of which block. With a plan its blocks; without one, pairs.

Without a plan nobody knows how on and off were drawn. Then each stretch is paired with an equally long part of the
next; each pair is taken to have had the same chance of the other order. That is assumed, and said in the result.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from magwise.followup.design import TrialDesign
from magwise.followup.rows import Row, Taken

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a trial. block: from 1, 0 when it belongs to none; place: its number within its period, from 0.

    on: as planned; really_on: as written down, None when not; void: something else changed; outcome None: missing.
    """

    day: date
    on: bool
    block: int
    place: int
    washout: bool
    outcome: float | None = None
    really_on: bool | None = None
    taken: Taken = "unrecorded"
    void: bool = False

    @property
    def may_count(self) -> bool:
        """Whether it would count if it were written down."""
        return not self.washout and not self.void

    @property
    def counts(self) -> bool:
        """Whether its outcome counts."""
        return self.may_count and self.outcome is not None


@dataclass(frozen=True, slots=True)
class Diary:
    """The days of a trial in order. finished: blocks that lie wholly in the past; planned: all blocks of the trial.

    by_plan: the blocks are those of a plan; complete: that plan ran its full length; ended: a change ended it early;
    extra: written days outside the plan.
    """

    days: tuple[Day, ...]
    finished: int
    planned: int
    by_plan: bool
    complete: bool
    ended: bool = False
    extra: int = 0
    days_left: int = 0


def follow_plan(rows: Sequence[Row], design: TrialDesign, on: date | None) -> Diary:
    """The days of the plan up to `on`, the day of looking (without it the last row), with what was written down."""
    written = {row.day: row for row in rows}
    now = on or rows[-1].day
    first = date.fromisoformat(design.start)
    days = []
    for number, planned in enumerate(design.days):
        day = first + number * ONE_DAY
        if day > now:
            break
        place = number % design.period_days
        found = Day(day=day, on=planned.on, block=planned.block, place=place, washout=planned.washout)
        row = written.get(day)
        if row is not None:
            found = replace(found, outcome=row.outcome, really_on=row.on, taken=row.taken)
        days.append(found)
    finished = len(days) // (2 * design.period_days)
    last = days[-1].day if days else first
    rule = {one.change: one.then for one in design.changes}
    days, ending = _apply_changes(days, written, rule)
    return Diary(
        days=tuple(days),
        finished=finished if ending is None else min(finished, ending - 1),
        planned=design.blocks,
        by_plan=True,
        complete=len(days) == len(design.days) and ending is None,
        ended=ending is not None,
        extra=sum(row.day < first or row.day > last for row in rows),
        days_left=len(design.days) - len(days),
    )


def _apply_changes(days: list[Day], written: dict[date, Row], rule: Mapping[str, str]) -> tuple[list[Day], int | None]:
    """Void what the plan's rule for changes says; the block in which the trial ended, if one did."""
    told = [(day, rule.get(change)) for day in days if day.day in written for change in written[day.day].change]
    ending = min((day.block for day, then in told if then == "end"), default=None)
    blocks = {day.block for day, then in told if then == "void_block"}
    single = {day.day for day, then in told if then == "void_day"}
    voided = [
        replace(day, void=True)
        if day.day in single or day.block in blocks or (ending is not None and day.block >= ending)
        else day
        for day in days
    ]
    return voided, ending


def pair_stretches(rows: Sequence[Row]) -> Diary:
    """Days without a plan: a stretch and an equally long part of the next are a block; what is left pairs further."""
    days = [
        Day(
            day=row.day, on=bool(row.on), block=0, place=0, washout=row.washout, outcome=row.outcome,
            really_on=row.on, taken=row.taken, void=bool(row.change),
        )
        for row in rows
    ]  # fmt: skip
    block, begin = 0, 0
    while begin < len(days):
        middle = _stretch_end(days, begin)
        if middle == len(days):
            break
        length = (days[middle - 1].day - days[begin].day).days + 1
        second = _stretch_end(days, middle)
        until = days[middle].day + length * ONE_DAY
        end = next((place for place in range(middle, second) if days[place].day >= until), second)
        open_end = end == len(days) and days[-1].day + ONE_DAY < until
        block += 0 if open_end else 1
        for start, stop in ((begin, middle), (middle, end)):
            for place in range(start, stop):
                number = (days[place].day - days[start].day).days
                days[place] = replace(days[place], block=0 if open_end else block, place=number)
        begin = end
    return Diary(days=tuple(days), finished=block, planned=block, by_plan=False, complete=False)


def _stretch_end(days: Sequence[Day], begin: int) -> int:
    """Behind the last day of the stretch of equal days that begins here."""
    return next((place for place in range(begin, len(days)) if days[place].on != days[begin].on), len(days))


@dataclass(frozen=True, slots=True)
class Block:
    """The outcomes of one block that count: on days and off days."""

    on: tuple[float, ...]
    off: tuple[float, ...]


def to_blocks(diary: Diary, keep: Callable[[Day], bool] = lambda day: day.counts) -> list[Block]:
    """The finished blocks with the outcomes of the days that are kept."""
    sides: list[tuple[list[float], list[float]]] = [([], []) for _ in range(diary.finished)]
    for day in diary.days:
        if day.outcome is not None and 0 < day.block <= diary.finished and keep(day):
            sides[day.block - 1][0 if day.on else 1].append(day.outcome)
    return [Block(tuple(on), tuple(off)) for on, off in sides]
