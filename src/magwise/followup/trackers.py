"""Exports of ordinary trackers, turned into diary entries by a mapping that is data (docs/how-to/diary.md).

Two mappings are built in, for the CSV of Bearable and of Daylio; any other CSV is read with one of your own. Every row
becomes one entry, and what the mapping does not place stands in its note: nothing is lost.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from magwise.errors import DiaryError
from magwise.followup.entry import Entry, read_entry
from magwise.followup.exchange import read_rows
from magwise.knowledge.load import Knowledge

PLACES = ("outcome", "bristol", "note", "taken", "effects", "time")
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b")
ID = 32


class Tracker(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the columns of an export hold. Columns and words are compared without regard to case.

    date and date_formats: the column with the day and how it is written (as Python's strptime; «8th» is read as «8»);
    time and time_formats: the same for the hour, which may be missing. places: column → outcome, bristol, note, taken
    or effects. kind, kinds and amount: for exports with one reading a row: the column that names the reading, reading →
    place, and the column with its value. scale: words of the outcome → number. words: words that are looked for in the
    columns words_in → an effect, taken or skipped. ignore: columns that only repeat others.
    """

    date: str
    date_formats: tuple[str, ...]
    time: str = ""
    time_formats: tuple[str, ...] = ("%H:%M", "%H:%M:%S", "%I:%M %p")
    places: dict[str, str] = {}
    kind: str = ""
    kinds: dict[str, str] = {}
    amount: str = ""
    scale: dict[str, float] = {}
    words: dict[str, str] = {}
    words_in: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


_WORDS = {
    "magnesium": "taken", "nausea": "nausea", "cramps": "cramps", "stomach cramps": "cramps", "misselijk": "nausea",
    "buikkramp": "cramps",
}  # fmt: skip
TRACKERS: dict[str, Tracker] = {
    "bearable": Tracker(
        date="date",
        date_formats=("%d %b %Y", "%Y-%m-%d"),
        kind="category",
        kinds={"mood": "outcome"},
        amount="rating/amount",
        words=_WORDS,
        words_in=("detail",),
        places={"notes": "note"},
        ignore=("weekday", "date formatted"),
    ),
    "daylio": Tracker(
        date="full_date",
        date_formats=("%Y-%m-%d",),
        time="time",
        places={"mood": "outcome", "note": "note", "note_title": "note"},
        scale={"rad": 5, "good": 4, "meh": 3, "bad": 2, "awful": 1},
        words=_WORDS,
        words_in=("activities",),
        ignore=("date", "weekday"),
    ),
}


def read_tracker(
    text: str, tracker: Tracker, *, knowledge: Knowledge, locale: str = "nl", where: str = ""
) -> list[tuple[str, Entry]]:
    """Ids and entries of an export, in its order. The same row gives the same id, so that a second import adds nothing.

    Raises DiaryError, with the line, for a day that cannot be read or a column of the mapping that is not there.
    """

    def refuse(place: str, what: str, **values: object) -> DiaryError:
        said = (knowledge.say(locale, f"diary.{part}.{what}", **values) for part in ("fault", "mend"))
        return DiaryError(place, *said)

    found: list[tuple[str, Entry]] = []
    seen: dict[str, int] = {}
    for number, raw in read_rows(text, refuse, where, knowledge, locale):
        row = {name.casefold(): cell.strip() for name, cell in raw.items()}
        place = knowledge.say(locale, "diary.line", number=number, where=where).strip(", ")
        if tracker.date.casefold() not in row:
            raise refuse(where, "no_column", value=tracker.date, names=", ".join(raw))
        day = _moment(_ORDINAL.sub("", row[tracker.date.casefold()]), tracker.date_formats)
        if day is None:
            raise refuse(place, "day", value=row[tracker.date.casefold()][:40])
        told = _told(row, tracker)
        told["date"] = day.date().isoformat()
        content = "\x1f".join(f"{name}={cell}" for name, cell in sorted(row.items()))
        seen[content] = seen.get(content, 0) + 1
        digest = hashlib.sha256(f"{content}\x1f{seen[content]}".encode()).hexdigest()[:ID]
        found.append((digest, read_entry(told, knowledge=knowledge, locale=locale, where=place)))
    return found


def read_mapping(text: str, *, knowledge: Knowledge, locale: str = "nl", where: str = "") -> Tracker:
    """A mapping of one's own, in TOML with the keys of `Tracker`. Raises DiaryError for one that cannot be used."""
    import tomllib

    try:
        tracker = msgspec.convert(tomllib.loads(text), Tracker)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError) as error:
        said = knowledge.say(locale, "diary.fault.mapping", reason=" ".join(str(error).split())[:160])
        mend = knowledge.say(locale, "diary.mend.mapping", names=", ".join(Tracker.__struct_fields__))
        raise DiaryError(where, said, mend) from None
    for place in (*tracker.places.values(), *tracker.kinds.values()):
        if place not in PLACES:
            said = knowledge.say(locale, "diary.fault.place", value=place[:40])
            raise DiaryError(where, said, knowledge.say(locale, "diary.mend.place", names=", ".join(PLACES)))
    return tracker


def _told(row: Mapping[str, str], tracker: Tracker) -> dict[str, Any]:
    """The keys of an entry that a row fills; every other cell that is not empty stands in the note."""
    told: dict[str, Any] = {}
    notes: list[str] = []
    effects: list[str] = []
    used = {tracker.date.casefold(), *(name.casefold() for name in tracker.ignore)}
    places = {name.casefold(): place for name, place in tracker.places.items()}
    kind = row.get(tracker.kind.casefold(), "").casefold() if tracker.kind else ""
    wanted = next((place for name, place in tracker.kinds.items() if name.casefold() == kind), None)
    if wanted is not None:
        places[tracker.amount.casefold()] = wanted
        used.add(tracker.kind.casefold())
    if tracker.time:
        moment = _moment(row.get(tracker.time.casefold(), ""), tracker.time_formats)
        if moment is not None:
            told["time"] = moment.strftime("%H:%M")
            used.add(tracker.time.casefold())
    for name, cell in row.items():
        place = places.get(name)
        value = _value(place, cell, tracker) if place and cell else None
        if place == "note" and cell:
            notes.append(cell)
        elif value is not None and place not in told:
            told[str(place)] = value
        elif cell and name not in used:
            notes.append(f"{name}: {cell}")
        if name in (column.casefold() for column in tracker.words_in):
            for word, meaning in tracker.words.items():
                if re.search(rf"\b{re.escape(word.casefold())}\b", cell.casefold()):
                    if meaning in ("taken", "skipped"):
                        told["taken"] = meaning
                    else:
                        effects.append(meaning)
    if effects:
        told["effects"] = list(dict.fromkeys(effects))
    if notes:
        told["note"] = "\n".join(notes)
    return told


def _value(place: str | None, cell: str, tracker: Tracker) -> Any:
    """A cell as the place wants it; None where it does not fit, so that it goes to the note."""
    if place == "outcome":
        scale = {word.casefold(): number for word, number in tracker.scale.items()}
        return scale[cell.casefold()] if cell.casefold() in scale else _number(cell)
    if place == "bristol":
        number = _number(cell)
        return int(number) if number is not None and number in range(1, 8) else None
    if place == "taken":
        return {"taken": "taken", "skipped": "skipped", "yes": "taken", "no": "skipped"}.get(cell.casefold())
    return None


def _number(cell: str) -> float | None:
    found = re.fullmatch(r"[-+]?\d{1,9}(?:[.,]\d{1,9})?", cell)
    return float(cell.replace(",", ".")) if found else None


def _moment(text: str, formats: tuple[str, ...]) -> datetime | None:
    for shape in formats:
        try:
            return datetime.strptime(" ".join(text.split()), shape)
        except ValueError:
            continue
    return None
