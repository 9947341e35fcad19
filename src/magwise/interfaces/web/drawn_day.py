"""A day plan for a page: both pictures, the sentence below them and the table."""

from typing import NamedTuple

from magwise.knowledge.load import Knowledge
from magwise.schedule.day import DayPlan, DayRequest
from magwise.schedule.drawing import draw_day
from magwise.schedule.tell import Row, caption, table_rows, tell_other_days


class DrawnDay(NamedTuple):
    """wide, tall: the picture as SVG; caption: the finding; rows: the table; others: other kinds of day."""

    wide: str
    tall: str
    caption: str
    rows: tuple[Row, ...]
    others: tuple[str, ...]


def draw(plan: DayPlan, request: DayRequest, *, knowledge: Knowledge, locale: str) -> DrawnDay:
    """The plan, ready for a page."""
    return DrawnDay(
        draw_day(plan, request, knowledge=knowledge, locale=locale, prefix="wide"),
        draw_day(plan, request, knowledge=knowledge, locale=locale, tall=True, prefix="tall"),
        caption(plan, request, knowledge=knowledge, locale=locale),
        table_rows(plan, knowledge=knowledge, locale=locale),
        tell_other_days(plan, knowledge=knowledge, locale=locale),
    )
