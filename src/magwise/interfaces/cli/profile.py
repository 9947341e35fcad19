"""The profile that a command was given, read and checked, with all that an answer to it needs."""

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from magwise.dates import read_day
from magwise.interfaces.cli.answer import locale_of_faults
from magwise.interfaces.cli.faults import blame, show
from magwise.interfaces.cli.streams import place_of, read_bytes
from magwise.interfaces.local_names import load_all
from magwise.knowledge.load import Knowledge
from magwise.profiles.profile import Profile
from magwise.profiles.read import read_profile
from magwise.profiles.text import parse_text

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given


class Told(NamedTuple):
    """A profile, the knowledge that answers it and the date that counts as today."""

    profile: Profile
    knowledge: Knowledge
    on: date


def read_mapping(given: "Given", knowledge: Knowledge) -> tuple[dict[str, Any], str]:
    """The profile of a file or standard input as it was typed, and how its place is called in a fault."""
    path = given.words[0]
    where = knowledge.say(locale_of_faults(given), "cli.fault.input") if path == "-" else place_of(path)
    data: dict[str, Any] = parse_text(read_bytes(path), where=where)
    return data, where


def read_told(given: "Given", *, for_plan: bool = False) -> Told:
    """The profile of a file or standard input. `--locale` wins over the language of the profile.

    Raises ProfileError for a profile that cannot be understood, with the file and field.
    """
    on = date_of(given)
    knowledge = load_all()
    data, where = read_mapping(given, knowledge)
    profile = read_profile(data, knowledge=knowledge, where=where, for_plan=for_plan, locale=given.locale)
    if given.locale is not None:
        import msgspec

        profile = msgspec.structs.replace(profile, locale=given.locale)
    return Told(profile, knowledge, on)


def read_other(given: "Given", flag: str, knowledge: Knowledge) -> Profile:
    """The profile behind an option, for what is known of the person; medicines alone will do."""
    path, faults = given.values[flag], locale_of_faults(given)
    where = knowledge.say(faults, "cli.fault.input") if path == "-" else place_of(path)
    data = parse_text(read_bytes(path), where=where)
    return read_profile(data, knowledge=knowledge, where=where, for_plan=True, locale=given.locale)


def date_of(given: "Given") -> date:
    """The date of `--on`, else today."""
    return read_date(given, "--on") or today()


def today() -> date:
    """The day by the clock of this computer. Raises InputError for a clock that cannot be right."""
    now = date.today()
    if read_day(now) is None:
        raise blame("magwise", "clock", date=now.isoformat()).mend("clock")
    return now


def read_date(given: "Given", flag: str) -> date | None:
    """The date behind an option; None without it."""
    typed = given.values.get(flag)
    if typed is None:
        return None
    found = read_day(typed)
    if found is None:
        raise blame(f"magwise {given.command.name} {flag}", "date", word=show(typed)).mend("date")
    return found
