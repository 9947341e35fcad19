"""The diary on a terminal: the dose of the day and why, the days, and everything that was ever written."""

from collections.abc import Iterable, Sequence
from datetime import date

from magwise.followup.course import Course
from magwise.followup.diary import Event, Standing
from magwise.followup.entry import Entry, stool_of
from magwise.followup.foundation import CheckTrail
from magwise.followup.month import month_of, month_strip, tell_effect
from magwise.followup.remark import Remark
from magwise.followup.titrate import Titration
from magwise.followup.today import Today
from magwise.interfaces.cli.layout import Page
from magwise.interfaces.cli.voice import Voice
from magwise.profiles.lab_number import say_number

SHORT = 8


def _say(voice: Voice, key: str, **values: object) -> str:
    return voice.knowledge.say(voice.locale, f"diary.{key}", **values)


def tell_today(page: Page, voice: Voice, today: Today, *, trail: bool = False) -> None:
    """What today brings: the dose and why, or that there is none, why, and what opens it again. Then what is asked."""
    titration, course = today.titration, today.course
    if today.closed_by or (today.lowered and today.taken == "taken"):
        tell_closed(page, voice, today)
        if trail and titration is not None and course is not None:
            tell_trail(page, voice, titration)
    elif titration is not None and course is not None:
        tell_move(page, voice, titration, "today", course)
        if trail:
            tell_trail(page, voice, titration)
    tell_rest(page, voice, today)


def tell_rest(page: Page, voice: Voice, today: Today) -> None:
    """What there is to mind of a new medicine, what must be asked, and what could not be used."""
    for flag in today.minds:
        page.item(voice.claim(flag.text, flag.grade, flag.sources), mark="!")
    tell_remarks(page, voice, today.asks, today.unused)


def tell_closed(page: Page, voice: Voice, today: Today) -> None:
    """That there is no magnesium today, or no more; the reasons with the day that they stand for, and what opens it."""
    page.text(_say(voice, "say.today_no_more" if today.taken == "taken" else "say.today_none"), style="bold")
    for closing in today.closed_by:
        told = voice.claim(closing.text, closing.grade, closing.sources)
        page.text(_say(voice, "say.closed_since", text=told, date=closing.since) if closing.since else told)
    if not today.closed_by and today.titration is not None:
        now = today.titration.today
        page.text(voice.claim(now.text, now.grade, now.sources))
    for opens in dict.fromkeys(closing.opens for closing in today.closed_by):
        page.text(opens, style="dim")


def tell_remarks(page: Page, voice: Voice, asks: Sequence[Remark], unused: Sequence[Remark]) -> None:
    """What must be asked, and what stands in the diary and could not be used."""
    for remark in asks:
        page.item(_say(voice, "say.ask", text=remark.text), mark="?")
    for remark in unused:
        page.text(_say(voice, "say.unused", text=remark.text), style="dim")


def tell_move(page: Page, voice: Voice, moved: Titration, when: str, course: Course) -> None:
    """The dose of a day with its reason and its limits. when: today or tomorrow."""
    today = moved.today
    if not today.mg:
        page.text(_say(voice, f"say.{when}_none"), style="bold")
    elif today.units is not None and when == "today":
        told = {"units": voice.units(today.units, course.unit), "mg": voice.mg(today.mg)}
        page.text(_say(voice, "say.today_units", **told), style="bold")
    else:
        page.text(_say(voice, f"say.{when}", mg=voice.mg(today.mg)), style="bold")
    page.text(voice.claim(today.text, today.grade, today.sources))
    high, target = moved.absolute_mg[1], moved.recommended_mg[1]
    limit = _say(voice, "say.never_above", high=voice.mg(high))
    if target < high:
        limit += " " + _say(voice, "say.above_target", target=voice.mg(target))
    page.text(limit, style="dim")


def tell_trail(page: Page, voice: Voice, moved: Titration) -> None:
    """Every move that led to the dose, where there is more than its start."""
    if len(moved.trail) > 1:
        page.heading(_say(voice, "say.moves"))
        rows = [(move.date, _say(voice, f"way.{move.way}"), voice.mg(move.mg), move.text) for move in moved.trail]
        page.table(rows, tuple(_say(voice, f"head.{key}") for key in ("date", "way", "dose", "why")), indent=2)


def tell_diary(page: Page, voice: Voice, entries: Sequence[Standing]) -> None:
    """The entries as they stand, one row each."""
    if not entries:
        page.blank()
        page.text(_say(voice, "say.empty"))
        return
    page.heading(_say(voice, "say.entries"))
    keys = ("date", "time", "taken", "dose", "outcome", "stool", "effects", "change", "note", "id")
    rows = [(*_cells(voice, kept.entry), kept.id[:SHORT]) for kept in entries]
    wanted = [place for place in range(len(keys)) if place == 0 or any(row[place] for row in rows)]
    head = tuple(_say(voice, f"head.{keys[place]}") for place in wanted)
    page.table([tuple(row[place] for place in wanted) for row in rows], head, indent=2)


def tell_month(page: Page, voice: Voice, entries: Sequence[Standing], first: date, today: date) -> None:
    """A month as a calendar in letters, with the finding."""
    month = month_of(entries, first, knowledge=voice.knowledge, locale=voice.locale, today=today)
    page.blank()
    for line in month_strip(month, knowledge=voice.knowledge, locale=voice.locale, width=page.width):
        page.raw(line)
    page.blank()
    page.text(month.caption)


def _cells(voice: Voice, entry: Entry) -> tuple[str, ...]:
    known = (tell_effect(effect, voice.knowledge, voice.locale) for effect in entry.effects)
    stool = "" if entry.bristol is None else f"{entry.bristol}"
    if entry.bristol is not None and stool_of(entry.bristol) != "normal":
        stool += f"\N{NO-BREAK SPACE}{_say(voice, f'stool.{stool_of(entry.bristol)}')}"
    return (
        entry.date,
        entry.time or "",
        "" if entry.taken == "unrecorded" else _say(voice, f"taken.{entry.taken}"),
        voice.mg(entry.dose.mg) if entry.dose else "",
        "" if entry.outcome is None else voice.number(entry.outcome),
        stool,
        ", ".join(known),
        ", ".join(voice.knowledge.say(voice.locale, f"trial.change.{change}") for change in entry.change),
        " · ".join(part for part in (entry.medicine, entry.note, _aside(voice, entry)) if part),
    )


def tell_foundation(page: Page, voice: Voice, trails: Sequence[CheckTrail]) -> None:
    """How each check of the foundation went, and what to do while it is not in order."""
    page.heading(_say(voice, "say.foundation"))
    if not trails:
        page.text(_say(voice, "say.no_foundation"))
    for trail in trails:
        name = f"{trail.name[:1].upper()}{trail.name[1:]}"
        page.item(f"{name}: {_say(voice, f'change.{trail.change}')}")
        rows = [(at.date, _say(voice, f"order.{'yes' if at.in_order else 'no'}"), at.found) for at in trail.points]
        page.table(rows, indent=4)
        if trail.text:
            page.text(voice.claim(trail.text, trail.grade, trail.sources), indent=4)


def _aside(voice: Voice, entry: Entry) -> str:
    """A laboratory value or the foundation of an entry, in a few words."""
    told = []
    if entry.seen:
        signs = ", ".join(tell_effect(sign, voice.knowledge, voice.locale) for sign in entry.seen)
        told.append(_say(voice, "say.seen_note", signs=signs))
    if entry.lab is not None:
        row = voice.knowledge.lab_tests[entry.lab.test]
        name = row.name_nl if voice.locale == "nl" else row.name_en
        told.append(
            f"{name} {say_number(entry.lab.value, voice.knowledge, voice.locale, 3)} {entry.lab.unit or ''}".strip()
        )
    if entry.foundation is not None:
        found = entry.foundation.to_dict()
        shown = {key: voice.number(value) if isinstance(value, float) else value for key, value in found.items()}
        told.append(", ".join(f"{key} {value}" for key, value in shown.items() if value is not None))
    return "; ".join(told)


def tell_history(page: Page, voice: Voice, events: Iterable[Event]) -> None:
    """Every event in the order of writing: nothing that was written is ever gone."""
    page.heading(_say(voice, "say.history"))
    rows = []
    for event in events:
        what = _say(voice, f"kind.{event.kind}")
        if event.entry is not None:
            said = " · ".join(cell for cell in _cells(voice, event.entry) if cell)
        elif event.course is not None:
            name = event.course.called(voice.knowledge, voice.locale)
            said = f"{event.course.start} · {name} · {voice.mg(event.course.begins)}"
        else:
            said = ""
        rows.append((event.recorded[:16].replace("T", " "), what, said, (event.about or event.id)[:SHORT]))
    if not rows:
        page.text(_say(voice, "say.empty"))
        return
    page.table(rows, tuple(_say(voice, f"head.{key}") for key in ("recorded", "kind", "note", "id")), indent=2)
