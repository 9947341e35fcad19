"""`magwise plan`: only the day plan, and its calendar and picture."""

import os
from typing import TYPE_CHECKING

from magwise.answer import day_of
from magwise.interfaces.cli.answer import open_page, write_json
from magwise.interfaces.cli.day_page import tell_day
from magwise.interfaces.cli.faults import blame, printable
from magwise.interfaces.cli.profile import Told, read_date, read_told
from magwise.interfaces.cli.streams import read_bytes, write, write_file
from magwise.interfaces.cli.voice import Voice
from magwise.knowledge.telling import tell_rule

if TYPE_CHECKING:
    from datetime import date

    from magwise.interfaces.cli.arguments import Given
    from magwise.schedule.day import DayPlan, DayRequest

FILES = ("--ics", "--svg")


def run(given: "Given") -> int:
    """Plan the day, show it and write the files that were asked for.

    The plan is shown even where a calendar cannot be made of it.
    """
    on_output = [flag for flag in FILES if given.values.get(flag) == "-"]
    if len(on_output) > 1 or (on_output and given.has("--json")):
        raise blame("magwise plan", "two_outputs").mend("two_outputs")
    named = [os.path.realpath(given.values[flag]) for flag in FILES if flag in given.values]
    if len(set(named)) < len(named):
        raise blame("magwise plan", "same_file").mend("same_file")
    told, known = read_told(given, for_plan=True), None
    if given.has("--diary"):
        from magwise.interfaces.cli.known import known_json, tell_known, with_diary

        told, known = with_diary(given, told)
    first_day = read_date(given, "--first-day")
    previous = read_bytes(given.values["--previous"], may_replace=True) if given.has("--previous") else None
    found, request = day_of(told.profile, knowledge=told.knowledge, on=told.on)
    if given.has("--json"):
        write_json({**found.to_dict(), **({"diary": known_json(known)} if known is not None else {})})
    elif not on_output:
        page = open_page()
        voice = Voice(told.knowledge, told.profile.locale)
        if known is not None:
            tell_known(page, voice, known)
        tell_day(page, voice, found, request)
        page.blank()
        page.text(tell_rule(voice.knowledge.rules["informs_only"], voice.knowledge, voice.locale), style="dim")
        write(str(page))
    for flag in FILES:
        if flag in given.values:
            content = _calendar(found, told, first_day, previous) if flag == "--ics" else _picture(found, request, told)
            _write(given.values[flag], content, told, quiet=given.has("--json"))
    return 0


def _calendar(found: "DayPlan", told: Told, first_day: "date | None", previous: bytes | None) -> bytes:
    from magwise.schedule.calendar import to_ics

    return to_ics(
        found,
        on=told.on,
        knowledge=told.knowledge,
        locale=told.profile.locale,
        first_day=first_day,
        previous=previous,
    )


def _picture(found: "DayPlan", request: "DayRequest", told: Told) -> bytes:
    from magwise.schedule.drawing import draw_days, stack

    return (stack(draw_days(found, request, knowledge=told.knowledge, locale=told.profile.locale)) + "\n").encode()


def _write(path: str, content: bytes, told: Told, *, quiet: bool) -> None:
    """Write one file of the plan; its content is ready before the file is opened."""
    locale = told.profile.locale
    write_file(path, content)
    if path != "-" and not quiet:
        write(Voice(told.knowledge, locale).say("written", path=printable(path)) + "\n")
