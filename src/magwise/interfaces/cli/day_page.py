"""A day plan on a page: the picture as a strip, then what to take when and why."""

from magwise.interfaces.cli.layout import Page
from magwise.interfaces.cli.voice import Voice
from magwise.knowledge.evidence import beside_texts
from magwise.schedule.day import DayPlan, DayRequest
from magwise.schedule.kinds import as_plan
from magwise.schedule.spans import list_notes
from magwise.schedule.strip import strip
from magwise.schedule.tell import caption, table_rows, tell_free_hours, tell_other_days


def tell_day(page: Page, voice: Voice, plan: DayPlan, request: DayRequest, *, conflicts: bool = True) -> None:
    """The strip and the table of a day, or what cannot all hold and what is possible then.

    conflicts: False where they were told already.
    """
    knowledge, locale = voice.knowledge, voice.locale
    page.text(caption(plan, request, knowledge=knowledge, locale=locale))
    page.blank()
    _draw(page, voice, plan, request)
    for note in list_notes(request):
        page.text(f"({note.number}) {note.name}: {note.text}")
    if plan.conflicts and conflicts:
        clash = [
            voice.claim(text, by.grade, by.sources) for text, by in beside_texts(plan.conflicts, plan.conflicts_by)
        ]
        page.box(voice.say("advise.conflicts"), [voice.say("advise.conflicts_lead"), *clash], numbered=False)
    if plan.alternatives:
        page.heading(voice.say("advise.alternatives"))
        for way, by in beside_texts(plan.alternatives, plan.alternatives_by):
            page.item(voice.claim(way, by.grade, by.sources))
    if plan.items:
        tell_items(page, voice, plan)
    for other, told in zip(plan.other_days, tell_other_days(plan, knowledge=knowledge, locale=locale), strict=True):
        page.blank()
        page.text(told)
        page.blank()
        _draw(page, voice, as_plan(plan, other), request)
        tell_items(page, voice, as_plan(plan, other))
    if plan.windows:
        page.blank()
        page.text(tell_free_hours(plan, request, knowledge=knowledge, locale=locale))


def _draw(page: Page, voice: Voice, plan: DayPlan, request: DayRequest) -> None:
    for line in strip(plan, request, knowledge=voice.knowledge, locale=voice.locale, width=page.width).splitlines():
        page.raw(line)


def tell_items(page: Page, voice: Voice, plan: DayPlan) -> None:
    """The table of a day: when, what, how much and why then."""
    rows = table_rows(plan, knowledge=voice.knowledge, locale=voice.locale)
    much = any(row.amount for row in rows)
    head = [voice.say(f"plan.{key}") for key in ("time", "moment", "what", *(["much"] if much else []), "why")]
    page.blank()
    page.table(
        [
            (
                row.time,
                row.when,
                row.name,
                *([row.amount.replace(" ", "\u00a0")] if much else []),
                voice.claim(row.why, row.grade, row.sources),
            )
            for row in rows
        ],
        head,
    )
