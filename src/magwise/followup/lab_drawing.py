"""Laboratory values over time: for each test its range as a band, its values as dots on a line, the days below.

The band is hatched and named, a value outside its range is a diamond with its number; colour says nothing of its own.
"""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

from magwise.followup.lab_report import LabPoint, LabReport, LabTrend
from magwise.knowledge.load import Knowledge
from magwise.picture import BRAND, FONT, INK, LINE, NARROW, PAD, ROW, STOP, WIDE, Canvas, Figure, text_width
from magwise.profiles.lab_number import Reading, say_reading
from magwise.result import plain_number

TALL = 120
MARGIN, ABOVE = 28, 14  # room beside the first and last dot, and above the highest, for its number
LABEL = 56


def show_labs(report: LabReport, *, knowledge: Knowledge, prefix: str = "labs") -> Figure:
    """The dated values as a figure. The caption tells every course in words; the rows are all values, newest first.

    prefix: begins every id of the pictures. Without two dated values of a test the pictures are empty texts.
    """
    narrow, wide = (
        draw_labs(report, knowledge=knowledge, prefix=f"{prefix}-{name}", width=width)
        for name, width in (("narrow", NARROW), ("wide", WIDE))
    )
    said = _Said(knowledge, report.locale)
    head = tuple(said(f"head.{key}") for key in ("date", "test", "value", "range", "standing"))
    rows = tuple(
        (
            value.date or said("undated"),
            value.name,
            said.words(value.reading, value.unit),
            span_words(value.low, value.high, knowledge, report.locale),
            said(f"standing.{value.standing}") if value.standing else "",
        )
        for value in report.values
    )
    return Figure(narrow, wide, " ".join(trend.text for trend in report.trends), head, rows)


def draw_labs(report: LabReport, *, knowledge: Knowledge, prefix: str = "labs", width: int = WIDE) -> str:
    """The pictures of `show_labs` alone, one under the other, as one SVG; empty where there is no course to draw."""
    if not report.trends:
        return ""
    canvas, said, top = Canvas(width, prefix), _Said(knowledge, report.locale), float(PAD)
    for trend in report.trends:
        top = _draw(trend, canvas, said, top) + PAD
    return canvas.finish(top, "labs")


def span_words(low: float | None, high: float | None, knowledge: Knowledge, locale: str) -> str:
    """A range in words: «0,7 tot 1»; one end where only one was given, nothing without a range."""
    said = _Said(knowledge, locale)
    if low is None and high is None:
        return ""
    if low is None or high is None:
        key, end = ("from", low) if high is None else ("to", high)
        return said(f"range.{key}", end=said.number(end or 0))
    return said("range.both", low=said.number(low), high=said.number(high))


class _Said:
    def __init__(self, knowledge: Knowledge, locale: str) -> None:
        self.knowledge, self.locale = knowledge, locale

    def __call__(self, key: str, **values: object) -> str:
        return self.knowledge.say(self.locale, f"labs.{key}", **values)

    def number(self, value: float) -> str:
        return str(plain_number(value, 2)).replace(".", self("decimal"))

    def words(self, reading: Reading, unit: str) -> str:
        return say_reading(reading, f"{self.number(reading.number)}\u00a0{unit}", self.knowledge, self.locale)


def _draw(trend: LabTrend, canvas: Canvas, said: _Said, top: float) -> float:
    """One test: title, plot, days. Returns where the next may begin."""
    title = said("draw.title", name=f"{trend.name[:1].upper()}{trend.name[1:]}", unit=trend.unit)
    top = canvas.lines(top, [title], bold=True)
    if any(point.standing is not None for point in trend.points):
        top = canvas.lines(top, [said("draw.legend")])
    top += ABOVE
    left, right = float(PAD + LABEL), float(canvas.right)
    days = [date.fromisoformat(point.date).toordinal() for point in trend.points]
    ends = [end for point in trend.points for end in (point.low, point.high) if end is not None]
    values = [point.value for point in trend.points] + ends
    lowest, highest = min(values), max(values)
    # Without a range to measure by, a few percent must not look like a fall.
    room = max((highest - lowest) * 0.1, highest * (0.02 if ends else 0.2), 0.01)
    lowest, highest = lowest - room, highest + room

    def x(day: int) -> float:
        share = 0.5 if days[0] == days[-1] else (day - days[0]) / (days[-1] - days[0])
        return left + MARGIN + (right - left - 2 * MARGIN) * share

    def y(value: float) -> float:
        return top + TALL * (1 - (value - lowest) / (highest - lowest))

    _band(trend, canvas, said, (left, right, top), [x(day) for day in days], y)
    canvas.add("rect", "frame", x=left, y=top, width=right - left, height=TALL, fill="none", stroke=LINE)
    course = "L".join(f"{x(day):.2f} {y(point.value):.2f}" for day, point in zip(days, trend.points, strict=True))
    canvas.add("path", "course", d=f"M{course}", fill="none", stroke=BRAND, stroke_width=2)
    taken = -1.0
    for day, point in zip(days, trend.points, strict=True):
        taken = _mark(point, canvas, said, (x(day), y(point.value)), taken)
    _days(trend, canvas, [x(day) for day in days], top + TALL)
    return top + TALL + ROW + 4


def _band(
    trend: LabTrend,
    canvas: Canvas,
    said: _Said,
    frame: tuple[float, float, float],
    xs: list[float],
    y: Callable[[float], float],
) -> None:
    """The range of each value, from halfway to the one before until halfway to the next; its ends named once."""
    left, right, top = frame
    edges = [left, *((one + two) / 2 for one, two in pairwise(xs)), right]
    for place, point in enumerate(trend.points):
        if point.low is None and point.high is None:
            continue
        upper = top if point.high is None else y(point.high)
        lower = top + TALL if point.low is None else y(point.low)
        canvas.add(
            "rect", "range", x=edges[place], y=upper, width=edges[place + 1] - edges[place], height=lower - upper,
            fill=canvas.pattern("grey"), data_low="" if point.low is None else f"{point.low:g}",
            data_high="" if point.high is None else f"{point.high:g}",
        )  # fmt: skip
    last = trend.points[-1]
    for end in (last.low, last.high):
        if end is not None:
            canvas.text(left - 6, y(end) + FONT / 3, said.number(end), anchor="end", room=LABEL)


def _mark(point: LabPoint, canvas: Canvas, said: _Said, at: tuple[float, float], taken: float) -> float:
    """A dot, or a diamond outside the range, with its number where there is room; returns how far that reaches."""
    x, y = at
    outside = point.standing in ("below", "above")
    told = {"data_date": point.date, "data_value": f"{point.value:g}", "data_standing": point.standing or ""}
    if outside:
        shape = f"M{x:.2f} {y - 6:.2f}l6 6l-6 6l-6 -6z"
        canvas.add("path", "outside", d=shape, fill=STOP, stroke="#ffffff", stroke_width=1, **told)
    else:
        canvas.add("circle", "value", cx=x, cy=y, r=4, fill=INK, stroke="#ffffff", stroke_width=1, **told)
    number = f"{point.sign or ''}{said.number(point.value)}"
    half = text_width(number) / 2
    if x - half <= taken:
        return taken
    canvas.text(x, y - 9, number, anchor="middle", bold=outside)
    return x + half + 2


def _days(trend: LabTrend, canvas: Canvas, xs: list[float], foot: float) -> None:
    """The days below the plot, as many as fit, the last one always."""
    reach = xs[-1] - text_width(trend.points[-1].date) / 2 - 6
    shown = []
    edge = 0.0
    for point, x in zip(trend.points[:-1], xs[:-1], strict=True):
        half = text_width(point.date) / 2
        begin = max(x - half, PAD)
        if begin >= edge and begin + 2 * half <= reach:
            shown.append((point.date, begin + half))
            edge = begin + 2 * half + 6
    last = trend.points[-1].date
    shown.append((last, min(xs[-1], canvas.width - text_width(last) / 2)))
    for text, x in shown:
        canvas.text(x, foot + FONT + 3, text, anchor="middle")
    for x in xs:
        canvas.add("path", "tick", d=f"M{x:.2f} {foot:.2f}v4", stroke=LINE)
