"""The diary as CSV and JSON, out and in again without loss.

JSON holds every event, so the whole history travels. CSV holds the entries as they stand, one row each; its columns
are a superset of what `trial analyse` reads. What CSV cannot hold (history, courses) stays in the JSON. A note that a
spreadsheet would take for a formula is kept a text, and comes back as it was (`magwise.cells`).
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import msgspec

from magwise.cells import plain_text, safe_cell
from magwise.errors import DiaryError
from magwise.followup.basics import Foundation
from magwise.followup.diary import Day, Event, Standing, days_of, entries_of
from magwise.followup.entry import Dose, Entry, read_entry
from magwise.knowledge.load import Knowledge
from magwise.profiles.lab_units import LabValue
from magwise.profiles.read import read_profile
from magwise.strict_json import JsonFault, Limits, read_json
from magwise.strict_rows import RowsFault, read_table

LARGEST = 50_000_000
LIMITS = Limits(size=LARGEST, values=4_000_000)
FORMAT = "magwise-diary"
VERSION = 1
DOSE = "dose_"
DOSE_COLUMNS = tuple(DOSE + name for name in Dose.__struct_fields__)
PLAIN_COLUMNS = (
    "id", "date", "time", "on", "washout", "taken", "outcome", "bristol", "effects", "benefit", "change", "note",
    *DOSE_COLUMNS,
)  # fmt: skip
# Columns that are only there when something stands in them: a laboratory value, the foundation.
GROUPS = {"lab": LabValue, "foundation": Foundation}
GROUP_COLUMNS = tuple(f"{group}_{name}" for group, record in GROUPS.items() for name in record.__struct_fields__)
# So are the columns of what else is not written every day.
SELDOM = ("medicine", "seen", *GROUP_COLUMNS)
COLUMNS = (*PLAIN_COLUMNS, *SELDOM)
DAY_COLUMNS = ("date", "on", "outcome", "washout", "taken", "bristol", "effects", "benefit", "change", "note")
TRIAL_COLUMNS = ("date", "on", "outcome", "washout", "taken", "change")
_FLAGS = {"true": True, "false": False, "1": True, "0": False}
_TRUTHS = ("on", "washout", "foundation_smoker")
_WORDS = ("lab_test", "lab_unit", "foundation_sweating", "foundation_smoker")
_NUMBERS = ("outcome", "bristol", "dose_mg", "dose_units", *(name for name in GROUP_COLUMNS if name not in _WORDS))


def to_json(events: Iterable[Event]) -> str:
    """Every event, oldest first."""
    told = {"format": FORMAT, "version": VERSION, "events": [event.to_dict() for event in events]}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str, *, knowledge: Knowledge, locale: str = "nl", where: str = "") -> tuple[Event, ...]:
    """The events of an export, every entry checked anew. Raises DiaryError for what is no export or is broken."""

    def refuse(what: str) -> DiaryError:
        said = (knowledge.say(locale, f"diary.{part}.{what}") for part in ("fault", "mend"))
        return DiaryError(where, *said)

    try:
        told = read_json(text, LIMITS)
    except JsonFault as fault:
        if fault.key == "syntax":
            raise refuse("json") from None
        raise fault.to_error(where, partial(knowledge.say, locale), DiaryError) from None
    if not isinstance(told, dict) or told.get("format") != FORMAT or not isinstance(told.get("events"), list):
        raise refuse("json")
    if told.get("version") != VERSION:
        raise refuse("version")
    events = []
    for number, raw in enumerate(told["events"], start=1):
        place = knowledge.say(locale, "diary.event", number=number, where=where)
        try:
            event = msgspec.convert(raw, Event)
        except ValueError:
            raise DiaryError(
                place, *(knowledge.say(locale, f"diary.{part}.event") for part in ("fault", "mend"))
            ) from None
        if event.entry is not None:
            entry = read_entry(msgspec.structs.asdict(event.entry), knowledge=knowledge, locale=locale, where=place)
            event = msgspec.structs.replace(event, entry=entry)
        if event.profile is not None:
            read_profile(event.profile, knowledge=knowledge, where=place, locale=locale, for_plan=True)
        events.append(event)
    return tuple(events)


def to_csv(entries: Iterable[Standing]) -> str:
    """The entries as they stand, one row each. Columns of what is written seldom are there only when used."""
    rows = [_cells(kept.id, kept.entry) for kept in entries]
    used = {name for row in rows for name, cell in row.items() if cell}
    return _table((*PLAIN_COLUMNS, *(name for name in SELDOM if name in used)), rows)


def to_day_csv(days: Iterable[Day]) -> str:
    """One row a day: what `trial analyse` reads, and the rest of the day beside it."""
    rows = ({name: _cell(getattr(day, name)) for name in DAY_COLUMNS} for day in days)
    return _table(DAY_COLUMNS, rows)


def from_csv(text: str, *, knowledge: Knowledge, locale: str = "nl", where: str = "") -> list[tuple[str, Entry]]:
    """Ids and entries of a diary in CSV; a row without an id gets an empty one.

    Columns may stand in any order and be left out; an unknown column is refused, so that nothing is dropped in
    silence. Raises DiaryError that names the line and the field.
    """

    def refuse(place: str, what: str, **values: object) -> DiaryError:
        said = (knowledge.say(locale, f"diary.{part}.{what}", **values) for part in ("fault", "mend"))
        return DiaryError(place, *said)

    found = []
    for number, row in read_rows(text, refuse, where, knowledge, locale):
        place = knowledge.say(locale, "diary.line", number=number, where=where).strip(", ")
        for name in row:
            if name not in COLUMNS:
                raise refuse(place, "column", value=name[:40], names=", ".join(COLUMNS))
        told = {name: _read_cell(name, plain_text(cell)) for name, cell in row.items() if cell != ""}
        dose = {name.removeprefix(DOSE): told.pop(name) for name in DOSE_COLUMNS if name in told}
        entry_id = str(told.pop("id", ""))
        if dose:
            told["dose"] = dose
        for group in GROUPS:
            begin = f"{group}_"
            held = {
                name.removeprefix(begin): told.pop(name)
                for name in GROUP_COLUMNS
                if name.startswith(begin) and name in told
            }
            if held:
                told[group] = held
        found.append((entry_id, read_entry(told, knowledge=knowledge, locale=locale, where=place)))
    return found


def is_diary(text: str) -> bool:
    """Whether a text is an export of a diary: its JSON, or a CSV with none but its columns, stools among them."""
    body = text.lstrip("\ufeff \n\r\t")
    names = [name.strip() for name in re.split("[,;]", body.split("\n", 1)[0])]
    return body.startswith("{") or ("bristol" in names and set(names) <= set(COLUMNS))


def read_days(text: str, *, knowledge: Knowledge, locale: str = "nl", where: str = "") -> tuple[Day, ...]:
    """The days of an export, CSV or JSON, several entries of a day as one. Raises DiaryError as their readers do."""
    told: dict[str, Any] = {"knowledge": knowledge, "locale": locale, "where": where}
    if text.lstrip("\ufeff \n\r\t").startswith("{"):
        return days_of(entries_of(from_json(text, **told)))
    entries = [Standing(name, entry, 1) for name, entry in from_csv(text, **told)]
    return days_of(sorted(entries, key=lambda kept: (kept.entry.date, kept.entry.time or "")))


def trial_rows(days: Iterable[Day]) -> list[dict[str, Any]]:
    """Days as `analyse_trial` takes them, without those that say nothing of a trial."""
    rows = [{name: getattr(day, name) for name in TRIAL_COLUMNS} for day in days]
    return [row for row in rows if row["outcome"] is not None or row["on"] is not None or row["taken"] != "unrecorded"]


def read_rows(
    text: str, refuse: Callable[..., DiaryError], where: str, knowledge: Knowledge, locale: str
) -> Iterable[tuple[int, Mapping[str, str]]]:
    """Line numbers and rows of a CSV text with a header; comma or semicolon, whichever the header has."""
    lines = read_table(text, ",;")
    try:
        names = next(lines).cells
        for line in lines:
            yield line.number, dict(zip(names, line.cells, strict=True))
    except RowsFault as fault:
        if fault.key in ("empty", "twice"):
            raise refuse(where, "header") from None
        place = knowledge.say(locale, "diary.line", number=fault.line, where=where).strip(", ")
        raise refuse(place, "row") from None


def _table(columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({name: safe_cell(cell) for name, cell in row.items()} for row in rows)
    return out.getvalue()


def _cells(entry_id: str, entry: Entry) -> dict[str, str]:
    cells = {"id": entry_id}
    for name in Entry.__struct_fields__:
        if name != "dose" and name not in GROUPS:
            cells[name] = _cell(getattr(entry, name))
    for name in Dose.__struct_fields__ if entry.dose is not None else ():
        cells[DOSE + name] = _cell(getattr(entry.dose, name))
    for group, record in GROUPS.items():
        held = getattr(entry, group)
        cells |= {
            f"{group}_{name}": _cell(getattr(held, name)) for name in record.__struct_fields__ if held is not None
        }
    return cells


def _cell(value: Any) -> str:
    """A value as a cell: empty for «not written down», several values parted by |."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "|".join(value)
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _read_cell(name: str, cell: str) -> Any:
    """A cell as the entry wants it; what does not fit stays text, so that the reader of entries names it."""
    if name in ("effects", "change", "seen"):
        return [part for part in cell.split("|") if part]
    if name in _TRUTHS:
        return _FLAGS.get(cell.strip().lower(), cell)
    if name in _NUMBERS:
        try:
            number = float(cell.replace(",", "."))
        except ValueError:
            return cell
        return int(number) if name == "bristol" and number.is_integer() else number
    return cell
