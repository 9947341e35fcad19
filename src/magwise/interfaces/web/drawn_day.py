"""A day plan for a page: both pictures, the sentence below them, the notes and the table; so for every kind of day."""

from typing import NamedTuple

from magwise.knowledge.load import Knowledge
from magwise.schedule.day import DayPlan, DayRequest
from magwise.schedule.drawing import draw_days
from magwise.schedule.kinds import as_plan
from magwise.schedule.spans import Note, list_notes
from magwise.schedule.tell import Row, caption, table_rows, tell_other_days


class OtherDrawn(NamedTuple):
    """Another kind of day. wide, tall: the picture as SVG; caption: which days, and when; rows: the table."""

    wide: str
    tall: str
    caption: str
    rows: tuple[Row, ...]


class DrawnDay(NamedTuple):
    """wide, tall: the picture as SVG; caption: the finding; rows: the table; notes: numbered, as in the picture."""

    wide: str
    tall: str
    caption: str
    rows: tuple[Row, ...]
    notes: tuple[Note, ...]
    others: tuple[OtherDrawn, ...]


def draw(plan: DayPlan, request: DayRequest, *, knowledge: Knowledge, locale: str) -> DrawnDay:
    """The plan, ready for a page."""
    wide = draw_days(plan, request, knowledge=knowledge, locale=locale, prefix="wide")
    tall = draw_days(plan, request, knowledge=knowledge, locale=locale, tall=True, prefix="tall")
    told = tell_other_days(plan, knowledge=knowledge, locale=locale)
    rows = (table_rows(as_plan(plan, other), knowledge=knowledge, locale=locale) for other in plan.other_days)
    return DrawnDay(
        wide[0],
        tall[0],
        caption(plan, request, knowledge=knowledge, locale=locale),
        table_rows(plan, knowledge=knowledge, locale=locale),
        list_notes(request),
        tuple(OtherDrawn(*each) for each in zip(wide[1:], tall[1:], told, rows, strict=True)),
    )
