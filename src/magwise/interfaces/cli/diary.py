"""`magwise diary`: write down what was taken and how it went, see the dose that follows, take it all along."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from magwise.dates import read_day
from magwise.followup.diary import Event, Standing, entries_of
from magwise.followup.entry import Dose, Entry, read_entry
from magwise.followup.known import alarms_of
from magwise.followup.running import MOVED, trial_on, trials_of
from magwise.followup.today import Today, today_of
from magwise.interfaces.cli.answer import locale_of, locale_of_faults, open_page, write_json
from magwise.interfaces.cli.diary_asides import add_foundation, add_lab
from magwise.interfaces.cli.diary_files import export_diary, import_diary
from magwise.interfaces.cli.diary_page import (
    tell_diary,
    tell_history,
    tell_month,
    tell_move,
    tell_rest,
    tell_today,
)
from magwise.interfaces.cli.faults import blame, printable, show
from magwise.interfaces.cli.kept_diary import keep, new_event, number_of, opened, refuse, warn_if_behind
from magwise.interfaces.cli.profile import date_of, read_date, read_told
from magwise.interfaces.cli.streams import write, write_file
from magwise.interfaces.cli.voice import Voice
from magwise.knowledge.load import Knowledge, load_knowledge

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given
    from magwise.interfaces.cli.layout import Page
    from magwise.store.diary import DiaryStore

FIELDS = {
    "--date": "date", "--time": "time", "--taken": "taken", "--outcome": "outcome", "--stool": "bristol",
    "--effect": "effects", "--benefit": "benefit", "--note": "note",
    "--change": "change", "--medicine": "medicine", "--trial-day": "on",
}  # fmt: skip
TRIAL_DAYS = {"on": (True, None), "off": (False, None), "washout": (None, True)}


def run(given: "Given") -> int:
    """Do what the second word says."""
    work = {
        "diary begin": _begin, "diary add": _add, "diary show": _show, "diary export": export_diary,
        "diary import": import_diary, "diary erase": _erase, "diary lab": add_lab, "diary foundation": add_foundation,
        "diary seen": _seen,
    }  # fmt: skip
    with opened(given) as (store, name):
        return work[given.command.name](given, store, name)


def _begin(given: "Given", store: "DiaryStore", name: str) -> int:
    from magwise.answer import begin_course

    told = read_told(given)
    start = read_date(given, "--start") or told.on
    events = store.events(name)
    course = begin_course(told.profile, start, knowledge=told.knowledge, on=told.on, events=events)
    event = new_event("course", course=course, profile=told.profile)
    keep(store, name, event)
    if given.has("--json"):
        write_json(event.to_dict())
        return 0
    voice = Voice(told.knowledge, told.profile.locale)
    page = open_page()
    said = {"date": course.start, "name": course.called(told.knowledge, voice.locale), "mg": voice.mg(course.begins)}
    page.text(voice.knowledge.say(voice.locale, "diary.say.begun", **said), style="bold")
    first = max(start, told.on)
    tell_today(page, voice, today_of((*events, event), first, knowledge=told.knowledge, locale=voice.locale))
    write(str(page))
    return 0


def _add(given: "Given", store: "DiaryStore", name: str) -> int:
    knowledge, today, faults = load_knowledge(), date_of(given), locale_of_faults(given)
    events = store.events(name)
    warn_if_behind(given, events)
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
        if entry.date > today.isoformat() and (corrected is None or entry.date != corrected.entry.date):
            raise refuse(knowledge, faults, "magwise diary add, date", "future", value=entry.date)
        if entry.dose is None and entry.taken == "taken":
            entry = _with_dose(entry, events, knowledge)
        event = (
            new_event("correction", about=corrected.id, entry=entry) if corrected else new_event("entry", entry=entry)
        )
    keep(store, name, event)
    after = (*events, event)
    found = today_of(after, today, knowledge=knowledge, locale=locale_of(given))
    if given.has("--json"):
        write_json({**event.to_dict(), "today": found.to_public()})
        return 0
    voice, page = Voice(knowledge, locale_of(given)), open_page()
    key = "withdrawn" if withdrawn else "corrected" if corrected else "added"
    day = event.entry.date if event.entry else ""
    page.text(knowledge.say(voice.locale, f"diary.say.{key}", date=day, id=event.id[:8]), style="bold")
    _answer(page, voice, after, found, today)
    write(str(page))
    return 0


def _answer(page: "Page", voice: Voice, events: tuple[Event, ...], now: Today, today: date) -> None:
    """What an entry changes: today first, where it closed or lowered the dose, else tomorrow."""
    running = trial_on(trials_of(events), today.isoformat())
    page.blank()
    if now.closed_by or now.lowered:
        tell_today(page, voice, now)
    else:
        following = today_of(
            events, today + timedelta(1), course_of=today, knowledge=voice.knowledge, locale=voice.locale
        )
        moved = following.titration
        if following.course is not None and moved is not None and (running is None or moved.today.way in MOVED):
            tell_move(page, voice, moved, "tomorrow", following.course)
        tell_rest(page, voice, now)
    if running is not None:
        page.blank()
        page.text(voice.knowledge.say(voice.locale, "diary.say.trial", name=printable(running.name)))


def _seen(given: "Given", store: "DiaryStore", name: str) -> int:
    """Write down that a doctor looked at alarm signs and agreed; each must stand open by then."""
    knowledge, today, faults = load_knowledge(), date_of(given), locale_of_faults(given)
    events = store.events(name)
    signs = [part.strip() for part in given.words[0].split(",") if part.strip()]
    row = {"date": given.values.get("--date", today.isoformat()), "seen": signs}
    entry = read_entry(row, knowledge=knowledge, locale=faults, where="magwise diary seen")
    if entry.date > today.isoformat():
        raise refuse(knowledge, faults, "magwise diary seen, date", "future", value=entry.date)
    event = new_event("entry", entry=entry)
    before, after = alarms_of(entries_of(events)), alarms_of(entries_of((*events, event)))
    answered = {alarm.sign for alarm in before} - {alarm.sign for alarm in after}
    missed = next((sign for sign in entry.seen if sign not in answered), None)
    if missed is not None:
        names = ", ".join(f"{alarm.sign} ({alarm.date})" for alarm in before) or "–"
        raise refuse(knowledge, faults, "magwise diary seen", "no_alarm", value=missed, names=names)
    keep(store, name, event)
    found = today_of((*events, event), today, knowledge=knowledge, locale=locale_of(given))
    if given.has("--json"):
        write_json({**event.to_dict(), "today": found.to_public()})
        return 0
    voice, page = Voice(knowledge, locale_of(given)), open_page()
    page.text(knowledge.say(voice.locale, "diary.say.seen", date=entry.date, id=event.id[:8]), style="bold")
    page.blank()
    tell_today(page, voice, found)
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
            row[field] = number_of(typed)
        elif flag == "--trial-day":
            row["on"], row["washout"] = TRIAL_DAYS[typed]
        else:
            row[field] = typed
    return row


def _with_dose(entry: Entry, events: tuple[Event, ...], knowledge: Knowledge) -> Entry:
    """The entry with the dose of its day frozen into it."""
    import msgspec

    found = today_of(events, date.fromisoformat(entry.date), knowledge=knowledge)
    course, now = found.course, found.titration
    if course is None or now is None or not now.today.mg:
        return entry
    dose = Dose(
        name=course.name, mg=now.today.mg, units=now.today.units, unit=course.unit, form=course.form,
        label=course.label, knowledge_version=course.knowledge_version,
    )  # fmt: skip
    return msgspec.structs.replace(entry, dose=dose)


def _find(given: "Given", flag: str, events: tuple[Event, ...], knowledge: Knowledge) -> Standing | None:
    """The entry whose id, or the only one whose beginning of an id, was given."""
    if flag not in given.values:
        return None
    typed = given.values[flag]
    found = [kept for kept in entries_of(events) if typed and kept.id.startswith(typed)]
    if len(found) != 1:
        raise refuse(knowledge, locale_of_faults(given), f"magwise diary add {flag}", "id", value=show(typed))
    return found[0]


def _show(given: "Given", store: "DiaryStore", name: str) -> int:
    knowledge, today = load_knowledge(), date_of(given)
    month = _month(given, today)
    if given.values.get("--svg") == "-" and given.has("--json"):
        raise blame("magwise diary show", "two_outputs").mend("two_outputs")
    events = store.events(name)
    first, last = read_date(given, "--from"), read_date(given, "--to")
    entries = [
        kept
        for kept in entries_of(events)
        if (first is None or kept.entry.date >= first.isoformat())
        and (last is None or kept.entry.date <= last.isoformat())
        and (month is None or kept.entry.date[:7] == month.isoformat()[:7])
    ]
    locale = locale_of(given)
    now = today_of(events, today, knowledge=knowledge, locale=locale)
    running = trial_on(trials_of(events), today.isoformat())
    planned = running.planned(today.isoformat())[today.isoformat()] if running else None
    if given.has("--json"):
        told: dict[str, Any] = {
            "entries": [{"id": kept.id, **kept.entry.to_dict(), "versions": kept.versions} for kept in entries],
            "course": now.course.to_dict() if now.course else None,
            "titration": now.titration.to_dict() if now.titration else None,
            "trial": {"name": running.name, **planned} if running and planned else None,
            **now.to_public(),
        }
        if given.has("--history"):
            told["events"] = [event.to_dict() for event in events]
        write_json(told)
    elif given.values.get("--svg") != "-":
        voice, page = Voice(knowledge, locale), open_page()
        if running is not None and planned is not None and not now.closed_by:
            side = "trial_on" if planned["on"] else "trial_off"
            page.text(knowledge.say(locale, f"diary.say.{side}", name=printable(running.name)), style="bold")
        if now.closed_by or planned is None or planned["on"]:
            tell_today(page, voice, now, trail=month is None)
        else:
            tell_rest(page, voice, now)
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
    found = read_day(f"{typed}-01")
    if found is None:
        faults = locale_of_faults(given)
        raise refuse(load_knowledge(), faults, "magwise diary show --month", "month", value=show(typed))
    return found


def _draw(given: "Given", entries: list[Standing], first: date, today: date, knowledge: Knowledge) -> None:
    """Write the picture of a month."""
    from magwise.followup.month import month_of
    from magwise.followup.month_drawing import show_month

    locale, path = locale_of(given), given.values["--svg"]
    month = month_of(entries, first, knowledge=knowledge, locale=locale, today=today)
    write_file(path, (show_month(month, knowledge=knowledge, locale=locale).wide + "\n").encode())
    if path != "-" and not given.has("--json"):
        write(Voice(knowledge, locale).say("written", path=printable(path)) + "\n")


def _erase(given: "Given", store: "DiaryStore", name: str) -> int:
    if given.values.get("--yes") != name:
        raise blame("magwise diary erase --yes", "erase").mend("erase", name=show(name))
    erased = store.erase(name)
    knowledge, locale = load_knowledge(), locale_of(given)
    if given.has("--json"):
        write_json({"erased": erased.rows, "left": erased.left})
        return 0
    write(knowledge.say(locale, "diary.say.erased", count=erased.rows, name=printable(name)) + "\n")
    if erased.left is not None:
        write(knowledge.say(locale, f"store.left.{erased.left}", path=printable(store.place)) + "\n")
    return 0
