"""`magwise labs`: what laboratory values say, from a table, a profile or the diary, and how they went."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from magwise.errors import InputError
from magwise.followup.lab_report import DatedValue, LabReport, Unread
from magwise.followup.lab_table import is_sheet, read_lab_table
from magwise.followup.labs import read_labs, values_of
from magwise.interfaces.cli.answer import locale_of, locale_of_faults, open_page, write_json
from magwise.interfaces.cli.faults import blame, printable
from magwise.interfaces.cli.labs_page import tell_labs
from magwise.interfaces.cli.profile import date_of, read_other
from magwise.interfaces.cli.streams import place_of, read_bytes, write, write_file
from magwise.interfaces.cli.voice import Voice
from magwise.knowledge.load import Knowledge, load_knowledge
from magwise.profiles.profile import Profile
from magwise.profiles.read import read_profile
from magwise.profiles.text import parse_text

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given


def run(given: "Given") -> int:
    """Explain the values, and draw their course where that was asked for."""
    svg = given.values.get("--svg")
    if svg == "-" and given.has("--json"):
        raise blame("magwise labs", "two_outputs").mend("two_outputs")
    knowledge = load_knowledge()
    values, unread, profile = _told(given, knowledge)
    locale = given.locale or (profile.locale if profile is not None else locale_of(given))
    report = read_labs(values, profile, knowledge=knowledge, locale=locale, on=date_of(given), unread=unread)
    if given.has("--json"):
        write_json(report.to_dict())
    elif svg != "-":
        page = open_page()
        tell_labs(page, Voice(knowledge, locale), report)
        write(str(page))
    if svg is not None:
        write_file(svg, _picture(report, knowledge, locale))
        if svg != "-" and not given.has("--json"):
            write(Voice(knowledge, locale).say("written", path=printable(svg)) + "\n")
    return 0


def _told(given: "Given", knowledge: Knowledge) -> tuple[Sequence[DatedValue], Sequence[Unread], Profile | None]:
    """The values of the file, else of the diary, what was not read of it, and the person where one was given."""
    faults = locale_of_faults(given)
    profile = read_other(given, "--profile", knowledge) if given.has("--profile") else None
    if not given.words:
        return _from_diary(given), (), profile
    path = given.words[0]
    where = knowledge.say(faults, "cli.fault.input") if path == "-" else place_of(path)
    raw = read_bytes(path)
    text = _text(raw, where)
    if text.strip() and is_sheet(text, knowledge):
        locale = given.locale or (profile.locale if profile is not None else locale_of(given))
        table = read_lab_table(text, knowledge=knowledge, locale=locale, where=where)
        return table.values, table.unread, profile
    told = read_profile(parse_text(raw, where=where), knowledge=knowledge, where=where, for_plan=True, locale=faults)
    return values_of(told.labs, knowledge), (), profile or told


def _text(raw: bytes, where: str) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise blame(where, "not_utf8", line=line).mend("utf8") from None


def _from_diary(given: "Given") -> list[DatedValue]:
    from magwise.followup.diary import entries_of
    from magwise.interfaces.cli.kept_diary import opened

    with opened(given) as (store, name):
        events = store.events(name)
    kept = (standing.entry for standing in entries_of(events))
    return [DatedValue(entry.date, entry.lab) for entry in kept if entry.lab is not None]


def _picture(report: LabReport, knowledge: Knowledge, locale: str) -> bytes:
    from magwise.followup.lab_drawing import draw_labs

    drawn = draw_labs(report, knowledge=knowledge)
    if not drawn:
        said = (knowledge.say(locale, f"labs.{part}.no_course") for part in ("fault", "mend"))
        raise InputError("magwise labs --svg", *said)
    return (drawn + "\n").encode()
