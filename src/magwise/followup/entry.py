"""One diary entry, checked. What was not written down stays unknown: it is never «skipped» and never zero."""

import unicodedata
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from magwise.dates import read_day
from magwise.errors import DiaryError, InputError, as_text
from magwise.followup.basics import Foundation, read_foundation
from magwise.knowledge.load import Knowledge
from magwise.profiles.lab_units import LabValue, read_lab_value
from magwise.result import Result

Taken = Literal["taken", "skipped", "unrecorded"]
Stool = Literal["hard", "normal", "loose", "watery"]
Benefit = Literal["none", "some", "good"]

TAKEN: tuple[Taken, ...] = ("taken", "skipped", "unrecorded")
BENEFITS: tuple[Benefit, ...] = ("none", "some", "good")
CHANGES = (
    "new_medicine", "stopped_medicine", "other_form", "other_dose",
    "illness", "travel", "coffee", "alcohol", "other",
)  # fmt: skip
EFFECTS = ("cramps", "rumbling", "nausea", "drowsy")
LONGEST_NOTE = 20_000
LONGEST_MEDICINE = 500
MEDICINE_CHANGES = ("new_medicine", "stopped_medicine")
MOST_EFFECTS = 20
BRISTOL = (1, 7)
OUTCOME = (-1_000_000.0, 1_000_000.0)
_STOOLS: tuple[tuple[int, Stool], ...] = ((2, "hard"), (5, "normal"), (6, "loose"), (7, "watery"))


class Dose(Result, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was taken, frozen into the entry: a later plan or label never changes it. mg: elemental, in all."""

    name: str
    mg: float
    units: float | None = None
    unit: str | None = None
    form: str | None = None
    label: str | None = None
    knowledge_version: str | None = None


class Entry(Result, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of the diary; a day may have several.

    date: YYYY-MM-DD, the day it is about; time: HH:MM; on: a day with magnesium in a trial; bristol: 1 to 7; outcome:
    the number that is followed; effects: what was troublesome (EFFECTS or an alarm sign of the contract); benefit: what
    the person notices of magnesium; change: what else was other than usual (CHANGES), for the rule that a trial fixed;
    medicine: the one that is new or stopped, as typed; seen: alarm signs that a doctor looked at and agreed to go on
    with. None is «not written down».
    """

    date: str
    time: str | None = None
    taken: Taken = "unrecorded"
    on: bool | None = None
    washout: bool | None = None
    outcome: float | None = None
    bristol: int | None = None
    effects: tuple[str, ...] = ()
    benefit: Benefit | None = None
    change: tuple[str, ...] = ()
    note: str | None = None
    dose: Dose | None = None
    lab: LabValue | None = None
    foundation: Foundation | None = None
    medicine: str | None = None
    seen: tuple[str, ...] = ()

    @property
    def is_aside(self) -> bool:
        """Whether it only holds what stands beside the days: a laboratory value, the foundation, what a doctor saw."""
        beside = Entry(date=self.date, time=self.time, lab=self.lab, foundation=self.foundation, seen=self.seen)
        return self == beside


def stool_of(bristol: int) -> Stool:
    """The word for a shape of the stool scale (contract: 1-2 hard, 3-5 normal, 6 loose, 7 watery).

    >>> stool_of(2), stool_of(4), stool_of(6), stool_of(7)
    ('hard', 'normal', 'loose', 'watery')
    """
    return next(word for highest, word in _STOOLS if bristol <= highest)


def read_entry(row: Mapping[str, Any], *, knowledge: Knowledge, locale: str = "nl", where: str = "") -> Entry:
    """An entry as it came in, checked.

    row: the keys of `Entry`; a key that is left out or None is not written down. where: put before the field in the
    error line. Raises DiaryError that names the field, the value and the mend; an entry that says nothing is refused.
    """

    def refuse(field: str, what: str, value: object, **values: object) -> DiaryError:
        shown = " ".join(as_text(value).split())[:40]
        place = ", ".join(part for part in (where, field) if part)
        said = knowledge.say(locale, f"diary.fault.{what}", value=shown, **values)
        return DiaryError(place, said, knowledge.say(locale, f"diary.mend.{what}", **values))

    for key in row:
        if key not in Entry.__struct_fields__:
            raise refuse(str(key)[:40], "field", key, names=", ".join(Entry.__struct_fields__))
    told = {key: value for key, value in row.items() if value is not None}
    lists: dict[str, tuple[str, ...]] = {}
    alarms = knowledge.fields["red_flags"].options
    for field, known in (("effects", (*EFFECTS, *alarms)), ("change", CHANGES), ("seen", alarms)):
        found = told.get(field, ())
        if not isinstance(found, list | tuple) or len(found) > MOST_EFFECTS:
            raise refuse(field, "list", found)
        for one in found:
            if one not in known:
                raise refuse(field, "effect" if field == "effects" else "choice", one, names=", ".join(known))
        lists[field] = tuple(sorted(set(found), key=known.index))
    for field, options in (("taken", TAKEN), ("benefit", BENEFITS)):
        if field in told and told[field] not in options:
            raise refuse(field, "choice", told[field], names=", ".join(options))
    for field in ("on", "washout"):
        if field in told and not isinstance(told[field], bool):
            raise refuse(field, "flag", told[field])
    day = told.get("date")
    if not isinstance(day, str) or not _is_date(day):
        raise refuse("date", "date", "" if day is None else day)
    if "time" in told and not _is_time(told["time"]):
        raise refuse("time", "time", told["time"])
    for field, low, high in (("bristol", *BRISTOL), ("outcome", *OUTCOME)):
        if field in told and not _is_number(told[field], low, high, whole=field == "bristol"):
            raise refuse(field, field, told[field])
    if isinstance(told.get("note"), str):
        told["note"] = told["note"].replace("\r\n", "\n").replace("\r", "\n")
    if "note" in told and not (isinstance(told["note"], str) and _is_text(told["note"])):
        raise refuse("note", "note", told["note"], most=LONGEST_NOTE)
    if "medicine" in told:
        _check_medicine(told["medicine"], lists["change"], refuse)
    entry = Entry(
        date=day,
        time=told.get("time"),
        taken=told.get("taken", "unrecorded"),
        on=told.get("on"),
        washout=told.get("washout"),
        outcome=float(told["outcome"]) if "outcome" in told else None,
        bristol=int(told["bristol"]) if "bristol" in told else None,
        effects=lists["effects"],
        benefit=told.get("benefit"),
        change=lists["change"],
        note=told.get("note"),
        dose=_read_dose(told["dose"], refuse) if "dose" in told else None,
        lab=_read_lab(told["lab"], knowledge, locale, where, refuse) if "lab" in told else None,
        foundation=_read_foundation(told["foundation"], knowledge, locale, where, refuse)
        if "foundation" in told
        else None,
        medicine=told.get("medicine"),
        seen=lists["seen"],
    )
    if entry == Entry(date=entry.date, time=entry.time):
        raise refuse("", "nothing", entry.date)
    return entry


def _check_medicine(value: Any, change: tuple[str, ...], refuse: Any) -> None:
    """A name, and the one change that it is about."""
    if not (isinstance(value, str) and value.strip() and len(value) <= LONGEST_MEDICINE and _is_text(value)):
        raise refuse("medicine", "medicine", "", most=LONGEST_MEDICINE)
    if sum(one in MEDICINE_CHANGES for one in change) != 1:
        raise refuse("medicine", "medicine_change", value, names=", ".join(MEDICINE_CHANGES))


def _read_dose(value: Any, refuse: Any) -> Dose:
    if isinstance(value, Dose):
        return value
    try:
        dose = msgspec.convert(value, Dose)
    except ValueError:
        raise refuse("dose", "dose", "") from None
    if not (_is_number(dose.mg, 0, 10_000) and dose.mg > 0 and dose.name.strip()):
        raise refuse("dose", "dose", "")
    return dose


def _read_lab(value: Any, knowledge: Knowledge, locale: str, where: str, refuse: Any) -> LabValue:
    row = value.to_dict() if isinstance(value, LabValue) else value
    if not isinstance(row, Mapping):
        raise refuse("lab", "group", row)
    try:
        return read_lab_value(row, knowledge=knowledge, locale=locale, where=", ".join(filter(None, (where, "lab"))))
    except InputError as error:
        raise DiaryError(error.where, error.what, error.mend) from None


def _read_foundation(value: Any, knowledge: Knowledge, locale: str, where: str, refuse: Any) -> Foundation | None:
    row = value.to_dict() if isinstance(value, Foundation) else value
    if not isinstance(row, Mapping):
        raise refuse("foundation", "group", row)
    place = ", ".join(filter(None, (where, "foundation")))
    found = read_foundation(row, knowledge=knowledge, locale=locale, where=place)
    return None if found == Foundation() else found


def _is_date(text: str) -> bool:
    return read_day(text) is not None


def _is_time(text: object) -> bool:
    if not isinstance(text, str) or len(text) != 5 or text[2] != ":":
        return False
    hour, minute = text[:2], text[3:]
    return (hour + minute).isascii() and (hour + minute).isdigit() and int(hour) < 24 and int(minute) < 60


def _is_number(value: object, low: float, high: float, *, whole: bool = False) -> bool:
    """Whether it is a finite number inside its bounds; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return low <= value <= high and (not whole or value == int(value))


def _is_text(text: str) -> bool:
    """Whether every database can keep it: no control characters but line ends and tabs, no half characters."""
    return 0 < len(text) <= LONGEST_NOTE and all(
        letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs") for letter in text
    )
