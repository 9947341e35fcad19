"""The diary as a file: out of the database and into it."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from magwise.followup.diary import Event, days_of, entries_of
from magwise.followup.today import today_of
from magwise.interfaces.cli.answer import locale_of, locale_of_faults, open_page, write_json
from magwise.interfaces.cli.diary_page import tell_closed
from magwise.interfaces.cli.faults import printable, show
from magwise.interfaces.cli.kept_diary import refuse
from magwise.interfaces.cli.profile import date_of
from magwise.interfaces.cli.streams import place_of, read_text, write, write_file
from magwise.interfaces.cli.voice import Voice
from magwise.knowledge.load import Knowledge, load_knowledge

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given
    from magwise.store.diary import DiaryStore


def export_diary(given: "Given", store: "DiaryStore", name: str) -> int:
    """Write a diary to a file: whole (JSON), its entries (CSV), or one row a day."""
    from magwise.followup.exchange import to_csv, to_day_csv, to_json

    knowledge, path = load_knowledge(), given.words[0]
    events = store.events(name)
    entries = entries_of(events)
    kind = given.values.get("--as") or ("csv" if path.lower().endswith(".csv") else "json")
    if path != "-" and "--as" not in given.values and not path.lower().endswith((".csv", ".json")):
        raise refuse(knowledge, locale_of_faults(given), printable(path), "kind", value=show(path))
    made = to_json(events) if kind == "json" else to_csv(entries) if kind == "csv" else to_day_csv(days_of(entries))
    write_file(path, made.encode())
    if path != "-":
        count = len(events) if kind == "json" else len(entries)
        if given.has("--json"):
            write_json({"path": path, "count": count})
        else:
            write(knowledge.say(locale_of(given), "diary.say.exported", count=count, path=printable(path)) + "\n")
    return 0


def import_diary(given: "Given", store: "DiaryStore", name: str) -> int:
    """Add what a file holds to a diary; what is in it already is no news."""
    knowledge, path, faults = load_knowledge(), given.words[0], locale_of_faults(given)
    events = tuple(_read_events(given, path, knowledge, faults))
    added = store.add(events, datetime.now(UTC), name)
    if added.clashing:
        values = {"count": len(added.clashing), "value": added.clashing[0][:12]}
        raise refuse(knowledge, faults, place_of(path), "clash", **values)
    locale, page = locale_of(given), open_page()
    now = today_of(store.events(name), date_of(given), knowledge=knowledge, locale=locale)
    if given.has("--json"):
        today = {"today": now.to_public()} if now.closed_by else {}
        write_json({"new": added.new, "same": added.same, **today})
        return 0
    page.text(knowledge.say(locale, "diary.say.imported", new=added.new, same=added.same))
    if now.closed_by:
        tell_closed(page, Voice(knowledge, locale), now)
    write(str(page))
    return 0


def _read_events(given: "Given", path: str, knowledge: Knowledge, faults: str) -> Iterator[Event]:
    from magwise.followup.exchange import from_csv, from_json
    from magwise.followup.trackers import TRACKERS, read_mapping, read_tracker

    where = knowledge.say(faults, "cli.fault.input") if path == "-" else place_of(path)
    text = read_text(path)
    told: dict[str, Any] = {"knowledge": knowledge, "locale": faults, "where": where}
    kind, mapping = given.values.get("--as"), given.values.get("--map")
    if kind is None and mapping is None and text.lstrip("\ufeff \n\r\t").startswith("{"):
        yield from from_json(text, **told)
        return
    if mapping is not None:
        own = read_mapping(read_text(mapping), knowledge=knowledge, locale=faults, where=place_of(mapping))
        rows = read_tracker(text, own, **told)
    elif kind is not None:
        rows = read_tracker(text, TRACKERS[kind], **told)
    else:
        rows = from_csv(text, **told)
    for entry_id, entry in rows:
        # The moment of an imported row is its own day: the same file gives the same events.
        moment = f"{entry.date}T{entry.time or '00:00'}:00+00:00"
        yield Event(id=entry_id or secrets.token_hex(16), kind="entry", recorded=moment, entry=entry)
