"""A month of a diary as a calendar: every day with what was written down, in words. Pure data; pictures draw it."""

import calendar
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from magwise.followup.diary import Day, Standing, days_of
from magwise.followup.entry import EFFECTS, Taken, stool_of
from magwise.followup.words import Words

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

Side = Literal["on", "off", "washout"]
WEEK, LONGEST_SCORE = 7, 4
MARKS: dict[Taken, str] = {"taken": "✓", "skipped": "–", "unrecorded": "·"}
BARS: dict[Side, str] = {"on": "┃", "off": "│", "washout": "┊"}


class Cell(NamedTuple):
    """One day. name: all of it in words, «do 12 nov, geslikt, slaap 7, ontlasting 4»; written: whether anything was.

    stools: every stool of the day, softest last, none where none was written down; side: in a trial, else None;
    to_come: the day has not been yet.
    """

    day: date
    name: str
    written: bool
    taken: Taken
    outcome: str
    stools: tuple[int, ...]
    side: Side | None
    to_come: bool


class Month(NamedTuple):
    """A month in weeks that begin on Monday; None is a day of another month. caption: the finding in a sentence."""

    title: str
    caption: str
    weeks: tuple[tuple[Cell | None, ...], ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The days, in their order."""
        return tuple(cell for week in self.weeks for cell in week if cell is not None)


def month_of(
    entries: Iterable[Standing],
    first: date,
    *,
    knowledge: "Knowledge",
    locale: str = "nl",
    today: date | None = None,
    outcome: str = "",
) -> Month:
    """The month of a date. today: days after it are still to come; outcome: what is scored, such as «slaap»."""
    kept = list(entries)
    words = Words(knowledge, locale)
    days = {day.date: day for day in days_of(kept)}
    weeks = [
        tuple(
            _cell(day, days.get(day.isoformat()), _stools(kept, day), words, outcome, today)
            if day.month == first.month
            else None
            for day in week
        )
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    title = words.knowledge.say(locale, f"diary.month.name_{first.month}", year=first.year)
    title = title[:1].upper() + title[1:]
    return Month(title, _caption(weeks, title, words), tuple(weeks))


def side_of(day: Day) -> Side | None:
    """What kind of day it was in a trial; None outside one."""
    if day.washout:
        return "washout"
    return None if day.on is None else "on" if day.on else "off"


def _stools(entries: Sequence[Standing], day: date) -> tuple[int, ...]:
    on = day.isoformat()
    found = {kept.entry.bristol for kept in entries if kept.entry.date == on and kept.entry.bristol is not None}
    return tuple(sorted(found))


def _cell(
    day: date, found: Day | None, stools: tuple[int, ...], words: Words, outcome: str, today: date | None
) -> Cell:
    def say(key: str, **values: object) -> str:
        return words.knowledge.say(words.locale, f"diary.{key}", **values)

    to_come = today is not None and day > today
    if found is None:
        name = words.day(day) if to_come else f"{words.day(day)}, {say('month.nothing')}"
        return Cell(day, name, False, "unrecorded", "", stools, None, to_come)
    side, scored = side_of(found), "" if found.outcome is None else words.number(found.outcome)
    parts = [words.day(day)]
    parts += [say(f"month.{side}")] if side else []
    parts += [say(f"month.{found.taken}")] if found.taken != "unrecorded" else []
    parts += [f"{outcome or say('month.outcome')} {scored}"] if scored else []
    parts += [f"{say('month.stool')} {', '.join(map(str, stools))}"] if stools else []
    parts += [tell_effect(one, words.knowledge, words.locale) for one in found.effects]
    parts += [words.say(f"change.{one}") for one in found.change]
    return Cell(day, ", ".join(parts), True, found.taken, scored, stools, side, to_come)


def tell_effect(effect: str, knowledge: "Knowledge", locale: str) -> str:
    """What was troublesome, in words: a complaint of the diary or an alarm sign."""
    if effect in EFFECTS:
        return knowledge.say(locale, f"diary.effect.{effect}")
    return knowledge.say(locale, f"web.red_flags.{effect}")


def _caption(weeks: Iterable[Sequence[Cell | None]], title: str, words: Words) -> str:
    """«November 2026. Dagen opgeschreven: 18, geslikt: 12, dun of waterdun: 2.»"""
    cells = [cell for week in weeks for cell in week if cell is not None]
    loose = sum(any(stool_of(stool) in ("loose", "watery") for stool in cell.stools) for cell in cells)
    return words.knowledge.say(
        words.locale,
        "diary.month.caption",
        title=title,
        written=sum(cell.written for cell in cells),
        taken=sum(cell.taken == "taken" for cell in cells),
        loose=loose,
    )


def month_strip(month: Month, *, knowledge: "Knowledge", locale: str = "nl", width: int = 80) -> list[str]:
    """The month in letters: a calendar with a mark, score and stool a day, and every stool in one line."""
    words = Words(knowledge, locale)

    def say(key: str, **values: object) -> str:
        return knowledge.say(locale, f"diary.month.{key}", **values)

    room = 11 if width >= 7 * 11 else 5
    heads = [words.say(f"week.{number}") for number in range(WEEK)]
    lines = [month.title, "".join(f" {head:<{room - 1}}" for head in heads).rstrip()]
    for week in month.weeks:
        lines.append("".join(f"{_short(cell, room):<{room}}" for cell in week).rstrip())
    stools = "".join(str(cell.stools[-1]) if cell.stools else "·" for cell in month.cells)
    ruler = "".join(f"{day:<5}" for day in range(1, len(stools) + 1, 5)).rstrip()
    lines += ["", say("stool"), ruler, stools, ""]
    lines += [f"{mark} {say(taken)}" for taken, mark in MARKS.items()]
    sides = dict.fromkeys(cell.side for cell in month.cells if cell.side)
    lines += [f"{BARS[side]} {say(side)}" for side in sides]
    return [*lines, say("read" if room > 5 else "read_short")]


def _short(cell: Cell | None, room: int) -> str:
    """«┃12✓ 6,5 4»: side, day, whether taken, score, loosest stool; a narrow one leaves the score out."""
    if cell is None:
        return ""
    bar = BARS[cell.side] if cell.side else " "
    mark = " " if cell.to_come else MARKS[cell.taken]
    stool = str(cell.stools[-1]) if cell.stools else ""
    told = f"{bar}{cell.day.day:>2}{mark}"
    if room > 5:
        scored = cell.outcome if len(cell.outcome) <= LONGEST_SCORE else "…"
        return f"{told}{scored:>{LONGEST_SCORE}} {stool}"
    return told + stool
