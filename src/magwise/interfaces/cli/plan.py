"""`magwise plan`: only the day plan, and its calendar and picture."""

from typing import TYPE_CHECKING

from magwise.answer import day_of
from magwise.interfaces.cli.answer import open_page, write_json
from magwise.interfaces.cli.day_page import tell_day
from magwise.interfaces.cli.faults import blame, printable
from magwise.interfaces.cli.profile import Told, read_told
from magwise.interfaces.cli.streams import write, write_file
from magwise.interfaces.cli.voice import Voice

if TYPE_CHECKING:
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
    told = read_told(given, for_plan=True)
    found, request = day_of(told.profile, knowledge=told.knowledge, on=told.on)
    if given.has("--json"):
        write_json(found.to_dict())
    elif not on_output:
        page = open_page()
        voice = Voice(told.knowledge, told.profile.locale)
        tell_day(page, voice, found, request)
        page.blank()
        page.text(voice.knowledge.say(voice.locale, "advice.disclaimer"), style="dim")
        write(str(page))
    for flag in FILES:
        if flag in given.values:
            _write(flag, given.values[flag], found, request, told, quiet=given.has("--json"))
    return 0


def _write(flag: str, path: str, found: "DayPlan", request: "DayRequest", told: Told, *, quiet: bool) -> None:
    """Make one file of the plan; the content is ready before the file is opened."""
    locale = told.profile.locale
    if flag == "--ics":
        from magwise.schedule.calendar import to_ics

        content = to_ics(found, on=told.on, knowledge=told.knowledge, locale=locale)
    else:
        from magwise.schedule.drawing import draw_day

        content = (draw_day(found, request, knowledge=told.knowledge, locale=locale) + "\n").encode()
    write_file(path, content)
    if path != "-" and not quiet:
        write(Voice(told.knowledge, locale).say("written", path=printable(path)) + "\n")
