"""The diary beside a profile: what it says counts in every answer that was asked with `--diary`."""

from typing import TYPE_CHECKING, Any

from magwise.followup.known import Known, known_on
from magwise.followup.today import opens_alarms
from magwise.interfaces.cli.diary_page import tell_remarks
from magwise.interfaces.cli.kept_diary import opened
from magwise.interfaces.cli.profile import Told, date_of
from magwise.interfaces.cli.voice import Voice
from magwise.knowledge.load import Knowledge
from magwise.profiles.read import read_profile

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given
    from magwise.interfaces.cli.layout import Page


def with_diary(given: "Given", told: Told) -> tuple[Told, Known | None]:
    """What was told, with what the diary of `--diary` says up to the day; None without one."""
    if not given.has("--diary"):
        return told, None
    with opened(given) as (store, name):
        known = known_on(told.profile, store.events(name), told.on, knowledge=told.knowledge)
    return told._replace(profile=known.profile), known


def fold_mapping(
    given: "Given", profile: dict[str, Any], where: str, knowledge: Knowledge
) -> tuple[dict[str, Any], Known | None]:
    """A profile as it was typed, with the answers that the diary of `--diary` gives; as it is while no age is told."""
    person = profile.get("person")
    if not isinstance(person, dict) or person.get("age") is None:
        return profile, None
    probe = {**profile, "goals": profile.get("goals") or ["general"]}
    told = read_profile(probe, knowledge=knowledge, where=where, locale=given.locale)
    after, known = with_diary(given, Told(told, knowledge, date_of(given)))
    before, folded = told.to_dict(), after.profile.to_dict()
    changed = {key: value for key, value in folded.items() if value != before[key]}
    groups = {
        key: {**(profile.get(key) or {}), **{name: one for name, one in value.items() if one is not None}}
        for key, value in changed.items()
        if isinstance(value, dict)
    }
    return {**profile, **changed, **groups}, known


def known_json(known: Known) -> dict[str, Any]:
    """What the diary added, for a program: alarm signs that stand, what must be asked, what could not be used."""
    return {
        "alarms": [alarm._asdict() for alarm in known.alarms],
        "since": dict(known.since),
        "asks": [remark.to_dict() for remark in known.asks],
        "unused": [remark.to_dict() for remark in known.unused],
    }


def tell_known(page: "Page", voice: Voice, known: Known) -> None:
    """What answers an alarm sign, how faithfully the dose was taken, and what must be asked or was not used."""
    found = known.adherence
    if known.alarms:
        page.text(opens_alarms(known.alarms, voice.knowledge, voice.locale))
    if found is not None:
        said = {"taken": found.taken, "written": found.taken + found.skipped, "missing": found.missing}
        page.text(voice.knowledge.say(voice.locale, "path.found_diary", **said), style="dim")
    tell_remarks(page, voice, known.asks, known.unused)
    if found is not None or known.alarms or known.asks or known.unused:
        page.blank()
