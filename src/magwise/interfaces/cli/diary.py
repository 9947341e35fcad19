"""`magwise diary`: write down what was taken and how it went, see the dose that follows, take it all along."""

import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from magwise.errors import DiaryError
from magwise.followup.diary import Event, Standing, days_of, entries_of
from magwise.followup.entry import Dose, Entry, read_entry
from magwise.followup.running import MOVED, titrate_diary, trial_on, trials_of
from magwise.followup.titrate import titrate
from magwise.interfaces.cli.answer import locale_of, locale_of_faults, open_page, write_json
from magwise.interfaces.cli.diary_page import tell_diary, tell_foundation, tell_history, tell_month, tell_move
from magwise.interfaces.cli.faults import blame, printable, show
from magwise.interfaces.cli.kept_diary import keep, new_event, opened
from magwise.interfaces.cli.profile import date_of, read_other, read_told
from magwise.interfaces.cli.streams import place_of, read_text, write, write_file
from magwise.interfaces.cli.voice import Voice
from magwise.knowledge.load import Knowledge, load_knowledge

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given
    from magwise.store.diary import DiaryStore

FIELDS = {
    "--date": "date", "--time": "time", "--taken": "taken", "--outcome": "outcome", "--stool": "bristol",
    "--effect": "effects", "--benefit": "benefit", "--note": "note",
    "--change": "change", "--trial-day": "on",
}  # fmt: skip
BASICS = {
    "--sleep": "sleep_hours", "--stress": "stress", "--coffee": "coffee_cups", "--protein": "protein_g",
    "--rest-days": "recovery_days_week", "--training": "training_sessions_week", "--alcohol": "alcohol_units_week",
    "--wholegrain": "wholegrain_portions", "--nuts": "nuts_portions", "--legumes": "legumes_portions_week",
    "--greens": "green_vegetables_portions", "--food-magnesium": "magnesium_mg",
}  # fmt: skip
TRIAL_DAYS = {"on": (True, None), "off": (False, None), "washout": (None, True)}


def run(given: "Given") -> int:
    """Do what the second word says."""
    work = {
        "diary begin": _begin, "diary add": _add, "diary show": _show, "diary export": _export, "diary import": _import,
        "diary erase": _erase, "diary lab": _lab, "diary foundation": _foundation,
    }  # fmt: skip
    with opened(given) as (store, name):
        return work[given.command.name](given, store, name)


def _begin(given: "Given", store: "DiaryStore", name: str) -> int:
    from magwise.answer import begin_course

    told = read_told(given)
    start = _date(given, "--start") or told.on
    course = begin_course(told.profile, start, knowledge=told.knowledge, on=told.on)
    event = new_event("course", course=course)
    keep(store, name, event)
    if given.has("--json"):
        write_json(event.to_dict())
        return 0
    voice = Voice(told.knowledge, told.profile.locale)
    page = open_page()
    said = {"date": course.start, "name": course.name, "mg": voice.mg(course.first)}
    page.text(voice.knowledge.say(voice.locale, "diary.say.begun", **said), style="bold")
    tell_move(page, voice, titrate(course, (), start, knowledge=told.knowledge, locale=voice.locale), "today", course)
    write(str(page))
    return 0


def _add(given: "Given", store: "DiaryStore", name: str) -> int:
    knowledge, today, faults = load_knowledge(), date_of(given), locale_of_faults(given)
    events = store.events(name)
    corrected = _find(given, "--correct", events, knowledge)
    withdrawn = _find(given, "--withdraw", events, knowledge)
    if withdrawn is not None:
        event = new_event("withdrawal", about=withdrawn.id)
    else:
        row = _row(given, today, corrected.entry if corrected else None)
        trial = trial_on(trials_of(events), str(row["date"]))
        if trial is not None and corrected is None and "--trial-day" not in given.values:
            planned = trial.planned(str(row["date"]))[str(row["date"])]
            row |= {"on": planned["on"], "washout": planned["washout"]}
        entry = read_entry(row, knowledge=knowledge, locale=faults, where="magwise diary add")
        if entry.date > today.isoformat():
            raise _refuse(knowledge, faults, "magwise diary add, date", "future", value=entry.date)
        if entry.dose is None and entry.taken == "taken":
            entry = _with_dose(entry, events, knowledge)
        event = (
            new_event("correction", about=corrected.id, entry=entry) if corrected else new_event("entry", entry=entry)
        )
    keep(store, name, event)
    if given.has("--json"):
        write_json(event.to_dict())
        return 0
    voice, page = Voice(knowledge, locale_of(given)), open_page()
    key = "withdrawn" if withdrawn else "corrected" if corrected else "added"
    day = event.entry.date if event.entry else ""
    page.text(knowledge.say(voice.locale, f"diary.say.{key}", date=day, id=event.id[:8]), style="bold")
    after = (*events, event)
    found = titrate_diary(after, today + timedelta(1), course_of=today, knowledge=knowledge, locale=voice.locale)
    running = trial_on(trials_of(after), today.isoformat())
    if found is not None:
        course, moved = found
        page.blank()
        if running is None or moved.today.way in MOVED:
            tell_move(page, voice, moved, "tomorrow", course)
    if running is not None:
        page.blank()
        page.text(knowledge.say(voice.locale, "diary.say.trial", name=printable(running.name)))
    write(str(page))
    return 0


def _row(given: "Given", today: date, before: Entry | None) -> dict[str, Any]:
    """The entry as it was typed; a correction keeps what is not typed anew."""
    row: dict[str, Any] = {name: getattr(before, name) for name in Entry.__struct_fields__} if before else {}
    row.setdefault("date", today.isoformat())
    for flag, field in FIELDS.items():
        if flag not in given.values:
            continue
        typed = given.values[flag]
        if flag in ("--effect", "--change"):
            row[field] = [part.strip() for part in typed.split(",") if part.strip()]
        elif flag in ("--outcome", "--stool"):
            row[field] = _number(typed)
        elif flag == "--trial-day":
            row["on"], row["washout"] = TRIAL_DAYS[typed]
        else:
            row[field] = typed
    return row


def _number(typed: str) -> float | str:
    """The number that was typed; what is none stays text, so that the entry names it."""
    try:
        number = float(typed.replace(",", "."))
    except ValueError:
        return typed
    return int(number) if number == int(number) else number


def _with_dose(entry: Entry, events: tuple[Event, ...], knowledge: Knowledge) -> Entry:
    """The entry with the dose of its day frozen into it."""
    import msgspec

    on = date.fromisoformat(entry.date)
    found = titrate_diary(events, on, course_of=on, knowledge=knowledge)
    if found is None:
        return entry
    course, move = found[0], found[1].today
    if not move.mg:
        return entry
    dose = Dose(
        name=course.name, mg=move.mg, units=move.units, unit=course.unit, form=course.form, label=course.label,
        knowledge_version=course.knowledge_version,
    )  # fmt: skip
    return msgspec.structs.replace(entry, dose=dose)


def _lab(given: "Given", store: "DiaryStore", name: str) -> int:
    """Write down one laboratory value, as on its sheet, and say what it says."""
    from magwise.followup.labs import DatedValue, read_labs
    from magwise.interfaces.cli.labs_page import tell_labs

    knowledge, faults = load_knowledge(), locale_of_faults(given)
    typed = dict(zip(("test", "value", "unit"), given.words, strict=False))
    ends = {key: given.values[f"--{key}"] for key in ("low", "high") if given.has(f"--{key}")}
    entry = _checked(given, {"lab": {**typed, **ends}}, knowledge, faults)
    event = new_event("entry", entry=entry)
    keep(store, name, event)
    if given.has("--json"):
        write_json(event.to_dict())
        return 0
    locale, page = locale_of(given), open_page()
    values = [DatedValue(entry.date, entry.lab)] if entry.lab is not None else []
    page.text(knowledge.say(locale, "diary.say.written_aside", date=entry.date, id=event.id[:8]), style="bold")
    tell_labs(page, Voice(knowledge, locale), read_labs(values, knowledge=knowledge, locale=locale))
    write(str(page))
    return 0


def _foundation(given: "Given", store: "DiaryStore", name: str) -> int:
    """Write down the foundation where something was given, and tell how each check went."""
    from magwise.followup.foundation import follow_foundation

    knowledge, faults = load_knowledge(), locale_of_faults(given)
    told: dict[str, Any] = {field: _number(given.values[flag]) for flag, field in BASICS.items() if given.has(flag)}
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
        raise _refuse(knowledge, faults, f"magwise {given.command.name}, date", "future", value=entry.date)
    return entry


def _find(given: "Given", flag: str, events: tuple[Event, ...], knowledge: Knowledge) -> Standing | None:
    """The entry whose id, or the only one whose beginning of an id, was given."""
    if flag not in given.values:
        return None
    typed = given.values[flag]
    found = [kept for kept in entries_of(events) if typed and kept.id.startswith(typed)]
    if len(found) != 1:
        raise _refuse(knowledge, locale_of_faults(given), f"magwise diary add {flag}", "id", value=show(typed))
    return found[0]


def _show(given: "Given", store: "DiaryStore", name: str) -> int:
    knowledge, today = load_knowledge(), date_of(given)
    month = _month(given, today)
    if given.values.get("--svg") == "-" and given.has("--json"):
        raise blame("magwise diary show", "two_outputs").mend("two_outputs")
    events = store.events(name)
    first, last = _date(given, "--from"), _date(given, "--to")
    entries = [
        kept
        for kept in entries_of(events)
        if (first is None or kept.entry.date >= first.isoformat())
        and (last is None or kept.entry.date <= last.isoformat())
        and (month is None or kept.entry.date[:7] == month.isoformat()[:7])
    ]
    locale = locale_of(given)
    course, moved = titrate_diary(events, today, course_of=today, knowledge=knowledge, locale=locale) or (None, None)
    running = trial_on(trials_of(events), today.isoformat())
    planned = running.planned(today.isoformat())[today.isoformat()] if running else None
    if given.has("--json"):
        told: dict[str, Any] = {
            "entries": [{"id": kept.id, **kept.entry.to_dict(), "versions": kept.versions} for kept in entries],
            "course": course.to_dict() if course else None,
            "titration": moved.to_dict() if moved else None,
            "trial": {"name": running.name, **planned} if running and planned else None,
        }
        if given.has("--history"):
            told["events"] = [event.to_dict() for event in events]
        write_json(told)
    elif given.values.get("--svg") != "-":
        voice, page = Voice(knowledge, locale), open_page()
        if running is not None and planned is not None:
            side = "trial_on" if planned["on"] else "trial_off"
            page.text(knowledge.say(locale, f"diary.say.{side}", name=printable(running.name)), style="bold")
        if course is not None and moved is not None and (planned is None or planned["on"]):
            tell_move(page, voice, moved, "today", course, trail=month is None)
        if given.has("--history"):
            tell_history(page, voice, events)
        elif month is not None:
            tell_month(page, voice, entries, month, today)
        else:
            tell_diary(page, voice, entries)
        write(str(page))
    if month is not None and "--svg" in given.values:
        _draw(given, entries, month, today, knowledge)
    return 0


def _month(given: "Given", today: date) -> date | None:
    """The first day of the month that was asked for; a picture is of this month where none was."""
    typed = given.values.get("--month")
    if typed is None:
        return today.replace(day=1) if "--svg" in given.values else None
    try:
        if len(typed) != len("2026-11"):
            raise ValueError
        return date.fromisoformat(f"{typed}-01")
    except ValueError:
        faults = locale_of_faults(given)
        raise _refuse(load_knowledge(), faults, "magwise diary show --month", "month", value=show(typed)) from None


def _draw(given: "Given", entries: list[Standing], first: date, today: date, knowledge: Knowledge) -> None:
    """Write the picture of a month."""
    from magwise.followup.month import month_of
    from magwise.followup.month_drawing import show_month

    locale, path = locale_of(given), given.values["--svg"]
    month = month_of(entries, first, knowledge=knowledge, locale=locale, today=today)
    write_file(path, (show_month(month, knowledge=knowledge, locale=locale).wide + "\n").encode())
    if path != "-" and not given.has("--json"):
        write(Voice(knowledge, locale).say("written", path=printable(path)) + "\n")


def _export(given: "Given", store: "DiaryStore", name: str) -> int:
    from magwise.followup.exchange import to_csv, to_day_csv, to_json

    knowledge, path = load_knowledge(), given.words[0]
    events = store.events(name)
    entries = entries_of(events)
    kind = given.values.get("--as") or ("csv" if path.lower().endswith(".csv") else "json")
    if path != "-" and "--as" not in given.values and not path.lower().endswith((".csv", ".json")):
        raise _refuse(knowledge, locale_of_faults(given), printable(path), "kind", value=show(path))
    made = to_json(events) if kind == "json" else to_csv(entries) if kind == "csv" else to_day_csv(days_of(entries))
    write_file(path, made.encode())
    if path != "-":
        count = len(events) if kind == "json" else len(entries)
        if given.has("--json"):
            write_json({"path": path, "count": count})
        else:
            write(knowledge.say(locale_of(given), "diary.say.exported", count=count, path=printable(path)) + "\n")
    return 0


def _import(given: "Given", store: "DiaryStore", name: str) -> int:
    knowledge, path, faults = load_knowledge(), given.words[0], locale_of_faults(given)
    events = tuple(_read_events(given, path, knowledge, faults))
    added = store.add(events, datetime.now(UTC), name)
    if added.clashing:
        values = {"count": len(added.clashing), "value": added.clashing[0][:12]}
        raise _refuse(knowledge, faults, place_of(path), "clash", **values)
    if given.has("--json"):
        write_json({"new": added.new, "same": added.same})
    else:
        write(knowledge.say(locale_of(given), "diary.say.imported", new=added.new, same=added.same) + "\n")
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


def _erase(given: "Given", store: "DiaryStore", name: str) -> int:
    if given.values.get("--yes") != name:
        raise blame("magwise diary erase --yes", "erase").mend("erase", name=show(name))
    count = store.erase(name)
    knowledge = load_knowledge()
    if given.has("--json"):
        write_json({"erased": count})
    else:
        write(knowledge.say(locale_of(given), "diary.say.erased", count=count, name=printable(name)) + "\n")
    return 0


def _date(given: "Given", flag: str) -> date | None:
    typed = given.values.get(flag)
    if typed is None:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise blame(f"magwise {given.command.name} {flag}", "date", word=show(typed)).mend("date") from None


def _refuse(knowledge: Knowledge, locale: str, where: str, key: str, **values: object) -> DiaryError:
    said = (knowledge.say(locale, f"diary.{part}.{key}", **values) for part in ("fault", "mend"))
    return DiaryError(where, *said)
