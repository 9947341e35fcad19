"""What is written down beside the doses: laboratory values, and the foundation of a day."""

from typing import TYPE_CHECKING, Any

from magwise.followup.diary import entries_of, profile_on
from magwise.followup.entry import Entry, read_entry
from magwise.followup.today import today_of
from magwise.interfaces.cli.answer import locale_of, locale_of_faults, open_page, write_json
from magwise.interfaces.cli.diary_page import tell_closed, tell_foundation, tell_rest
from magwise.interfaces.cli.kept_diary import keep, new_event, number_of, refuse
from magwise.interfaces.cli.profile import date_of, read_other
from magwise.interfaces.cli.streams import write
from magwise.interfaces.cli.voice import Voice
from magwise.knowledge.load import Knowledge, load_knowledge

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given
    from magwise.store.diary import DiaryStore

BASICS = {
    "--sleep": "sleep_hours", "--stress": "stress", "--coffee": "coffee_cups", "--protein": "protein_g",
    "--rest-days": "recovery_days_week", "--training": "training_sessions_week", "--alcohol": "alcohol_units_week",
    "--wholegrain": "wholegrain_portions", "--nuts": "nuts_portions", "--legumes": "legumes_portions_week",
    "--greens": "green_vegetables_portions", "--food-magnesium": "magnesium_mg",
}  # fmt: skip


def add_lab(given: "Given", store: "DiaryStore", name: str) -> int:
    """Write down one laboratory value, as on its sheet, and say what it says."""
    from magwise.followup.lab_report import DatedValue
    from magwise.followup.labs import read_labs
    from magwise.interfaces.cli.labs_page import tell_labs

    knowledge, faults = load_knowledge(), locale_of_faults(given)
    typed = dict(zip(("test", "value", "unit"), given.words, strict=False))
    ends = {key: given.values[f"--{key}"] for key in ("low", "high") if given.has(f"--{key}")}
    entry = _checked(given, {"lab": {**typed, **ends}}, knowledge, faults)
    event = new_event("entry", entry=entry)
    keep(store, name, event)
    locale, page, today = locale_of(given), open_page(), date_of(given)
    events = store.events(name)
    now = today_of(events, today, knowledge=knowledge, locale=locale)
    if given.has("--json"):
        write_json({**event.to_dict(), "today": now.to_public()})
        return 0
    values = [DatedValue(entry.date, entry.lab)] if entry.lab is not None else []
    page.text(knowledge.say(locale, "diary.say.written_aside", date=entry.date, id=event.id[:8]), style="bold")
    voice = Voice(knowledge, locale)
    if now.closed_by:
        tell_closed(page, voice, now)
    tell_rest(page, voice, now)
    person = profile_on(events, today.isoformat())
    tell_labs(page, voice, read_labs(values, person, knowledge=knowledge, locale=locale, on=today))
    write(str(page))
    return 0


def add_foundation(given: "Given", store: "DiaryStore", name: str) -> int:
    """Write down the foundation where something was given, and tell how each check went."""
    from magwise.followup.foundation import follow_foundation

    knowledge, faults = load_knowledge(), locale_of_faults(given)
    told: dict[str, Any] = {field: number_of(given.values[flag]) for flag, field in BASICS.items() if given.has(flag)}
    if given.has("--smoking"):
        told["smoker"] = given.values["--smoking"] == "yes"
    if given.has("--sweating"):
        told["sweating"] = given.values["--sweating"]
    event = None
    if told:
        event = new_event("entry", entry=_checked(given, {"foundation": told}, knowledge, faults))
        keep(store, name, event)
    person = read_other(given, "--profile", knowledge).person if given.has("--profile") else None
    kept = [standing.entry for standing in entries_of(store.events(name))]
    written = [(entry.date, entry.foundation) for entry in kept if entry.foundation is not None]
    locale = locale_of(given)
    trails = follow_foundation(written, person, knowledge=knowledge, locale=locale)
    if given.has("--json"):
        write_json({"event": event.to_dict() if event else None, "checks": [trail.to_dict() for trail in trails]})
        return 0
    page = open_page()
    if event is not None and event.entry is not None:
        said = {"date": event.entry.date, "id": event.id[:8]}
        page.text(knowledge.say(locale, "diary.say.written_aside", **said), style="bold")
    tell_foundation(page, Voice(knowledge, locale), trails)
    write(str(page))
    return 0


def _checked(given: "Given", more: dict[str, Any], knowledge: Knowledge, faults: str) -> Entry:
    """An entry of the day of `--date`, else of today; a day to come is refused."""
    today = date_of(given)
    row = {"date": given.values.get("--date", today.isoformat()), **more}
    entry = read_entry(row, knowledge=knowledge, locale=faults, where=f"magwise {given.command.name}")
    if entry.date > today.isoformat():
        raise refuse(knowledge, faults, f"magwise {given.command.name}, date", "future", value=entry.date)
    return entry
