"""A trial's diary as it was typed: rows or CSV in, checked days out, one clear line for what cannot be read."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from magwise.dates import read_day
from magwise.errors import as_text
from magwise.followup.entry import CHANGES
from magwise.followup.words import Words, nearest, shown
from magwise.strict_rows import RowsFault, read_table

Taken = Literal["taken", "skipped", "unrecorded"]
Place = str
_FAULTS = {"empty": "empty", "twice": "column_twice", "cells": "cells", "quotes": "quotes", "long": "cell_long"}
COLUMNS = ("date", "on", "outcome", "washout", "taken", "change")
MOST_ROWS = 2_000  # over five years: no trial lasts longer than one
YES = frozenset({"1", "true", "yes", "y", "on", "ja", "j", "aan", "met", "with", "waar"})
NO = frozenset({"0", "false", "no", "n", "off", "nee", "uit", "zonder", "without", "onwaar"})
TAKEN: dict[str, Taken] = {
    "taken": "taken", "skipped": "skipped", "unrecorded": "unrecorded", "": "unrecorded",
    "geslikt": "taken", "overgeslagen": "skipped",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One day as written down. on: None where only the plan says; outcome: None when nothing was written down."""

    place: Place
    day: date
    on: bool | None
    outcome: float | None
    washout: bool
    taken: Taken
    change: tuple[str, ...]


def read_csv(text: str, path: str, words: Words) -> list[tuple[Place, dict[str, str]]]:
    """Rows of a CSV with a head, each with its place («diary.csv, line 5»). Comma, semicolon or tab.

    Raises DiaryError for an empty file, a missing column or a row of another length.
    """
    names: list[str] = []
    rows: list[tuple[Place, dict[str, str]]] = []
    try:
        for line in read_table(text):
            place = words.say("line", path=path, line=line.number)
            if not names:
                names = [name.casefold() for name in line.cells]
                _check_names(names, place, words)
                continue
            rows.append((place, dict(zip(names, line.cells, strict=True))))
            if len(rows) > MOST_ROWS:
                raise words.refuse(path, "many", most=MOST_ROWS)
    except RowsFault as fault:
        place = path if fault.key == "empty" else words.say("line", path=path, line=fault.line)
        raise words.refuse(place, _FAULTS[fault.key], **fault.values) from None
    if not rows:
        raise words.refuse(path, "empty")
    return rows


def _check_names(names: Sequence[str], place: Place, words: Words) -> None:
    for name in ("date", "outcome"):
        if name not in names:
            near = nearest(name, names)
            key = "column_near" if near else "column"
            raise words.refuse(place, key, name=name, near=near or "")
    for name in names:
        near = nearest(name, [known for known in COLUMNS if known not in names]) if name not in COLUMNS else None
        if near:
            raise words.refuse(place, "column_like", name=shown(name), near=near)


def read_rows(
    rows: Iterable[tuple[Place, Mapping[str, Any]]],
    words: Words,
    *,
    need_on: bool,
    least: float = -math.inf,
    most: float = math.inf,
) -> list[Row]:
    """Checked days in the order of their dates. need_on: every row must say whether it was on (no plan says it).

    least, most: the ends of the outcome's scale. Raises DiaryError with place and field for what cannot be read.
    """
    found: dict[date, Row] = {}
    for place, row in rows:
        if not isinstance(row, Mapping):
            raise words.refuse(place, "row")
        day = _date(row.get("date"), place, words)
        if day in found:
            raise words.refuse(f"{place}, date", "twice", date=day.isoformat(), other=found[day].place)
        on = _flag(row.get("on"), f"{place}, on", words)
        if on is None and need_on:
            raise words.refuse(f"{place}, on", "no_on")
        found[day] = Row(
            place=place,
            day=day,
            on=on,
            outcome=_outcome(row.get("outcome"), f"{place}, outcome", words, least, most),
            washout=bool(_flag(row.get("washout"), f"{place}, washout", words)),
            taken=_taken(row.get("taken"), f"{place}, taken", words),
            change=_change(row.get("change"), f"{place}, change", words),
        )
        if len(found) > MOST_ROWS:
            raise words.refuse(place, "many", most=MOST_ROWS)
    if not found:
        raise words.refuse("rows", "empty")
    return [found[day] for day in sorted(found)]


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _date(value: Any, place: Place, words: Words) -> date:
    found = read_day(value.strip() if isinstance(value, str) else value)
    if found is None:
        raise words.refuse(f"{place}, date", "date", value=shown(value if value is not None else ""))
    return found


def _flag(value: Any, place: Place, words: Words) -> bool | None:
    if _blank(value):
        return None
    if isinstance(value, bool):
        return value
    text = as_text(value).strip().casefold()
    text = text.removesuffix(".0")
    if text in YES:
        return True
    if text in NO:
        return False
    raise words.refuse(place, "flag", value=shown(value))


def _outcome(value: Any, place: Place, words: Words, least: float, most: float) -> float | None:
    if _blank(value):
        return None
    try:
        if isinstance(value, bool):
            raise ValueError
        number = float(value.strip().replace(",", ".")) if isinstance(value, str) else float(value)
    except (TypeError, ValueError, OverflowError):
        raise words.refuse(place, "number", value=shown(value)) from None
    if not math.isfinite(number) or abs(number) > 1e9:
        raise words.refuse(place, "number", value=shown(value))
    if not least <= number <= most:
        ends = {"least": words.number(least, 3), "most": words.number(most, 3)}
        raise words.refuse(place, "scale", value=shown(value), **ends)
    return number


def _taken(value: Any, place: Place, words: Words) -> Taken:
    text = "" if value is None else as_text(value).strip().casefold()
    if text not in TAKEN:
        raise words.refuse(place, "taken", value=shown(value))
    return TAKEN[text]


def _change(value: Any, place: Place, words: Words) -> tuple[str, ...]:
    """One change, or several parted by | or in a list."""
    if _blank(value):
        return ()
    told = value if isinstance(value, list | tuple) else as_text(value).split("|")
    found = tuple(as_text(one).strip().casefold() for one in told)
    for one in found:
        if one not in CHANGES:
            raise words.refuse(place, "change", value=shown(one), names=", ".join(CHANGES))
    return found
