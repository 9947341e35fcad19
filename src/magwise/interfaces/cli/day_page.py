"""A day plan on a page: the picture as a strip, then what to take when and why."""

from magwise.interfaces.cli.layout import Page
from magwise.interfaces.cli.voice import Voice
from magwise.schedule.day import DayPlan, DayRequest
from magwise.schedule.strip import strip
from magwise.schedule.tell import caption, table_rows, tell_free_hours, tell_other_days


def tell_day(page: Page, voice: Voice, plan: DayPlan, request: DayRequest, *, conflicts: bool = True) -> None:
    """The strip and the table of a day, or what cannot all hold and what is possible then.

    conflicts: False where they were told already.
    """
    knowledge, locale = voice.knowledge, voice.locale
    page.text(caption(plan, request, knowledge=knowledge, locale=locale))
    page.blank()
    for line in strip(plan, request, knowledge=knowledge, locale=locale, width=page.width).splitlines():
        page.raw(line)
    if plan.conflicts and conflicts:
        page.box(voice.say("advise.conflicts"), [voice.say("advise.conflicts_lead"), *plan.conflicts], numbered=False)
    if plan.alternatives:
        page.heading(voice.say("advise.alternatives"))
        for way in plan.alternatives:
            page.item(way)
    if plan.items:
        tell_items(page, voice, plan)
    for told in tell_other_days(plan, knowledge=knowledge, locale=locale):
        page.item(told)
    if plan.windows:
        page.blank()
        page.text(tell_free_hours(plan, request, knowledge=knowledge, locale=locale))


def tell_items(page: Page, voice: Voice, plan: DayPlan) -> None:
    """The table of a day: when, what, how much and why then."""
    rows = table_rows(plan, knowledge=voice.knowledge, locale=voice.locale)
    much = any(row.amount for row in rows)
    head = [voice.say(f"plan.{key}") for key in ("time", "moment", "what", *(["much"] if much else []), "why")]
    page.blank()
    page.table(
        [
            (row.time, row.when, row.name, *([row.amount.replace(" ", "\u00a0")] if much else []), row.why)
            for row in rows
        ],
        head,
    )
