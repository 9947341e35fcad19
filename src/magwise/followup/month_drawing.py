"""A month of a diary drawn: the stools of every day on a strip, and the calendar as a real table."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from magwise.followup.entry import BRISTOL, stool_of
from magwise.followup.month import Cell, Month
from magwise.followup.stool_shapes import SHAPES
from magwise.followup.stool_shapes import TALL as SHAPE_TALL
from magwise.followup.stool_shapes import WIDE as SHAPE_WIDE
from magwise.followup.words import Words
from magwise.picture import FONT, INK, LINE, NARROW, PAD, ROW, SOFT, WIDE, Canvas, Figure, text_width

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

STEP, GAP = 22, 16
SHAPE = 0.75
HALF = 16


def show_month(month: Month, *, knowledge: "Knowledge", locale: str = "nl", prefix: str = "month") -> Figure:
    """The strip of stools of a month as a figure; its rows are the days on which something was written down.

    Every stool is its own number, 1 to 7 from top to bottom; a day without one is an empty place, never zero.
    """
    strip = _Strip(month, Words(knowledge, locale))
    keys = ("diary.month.day", "diary.head.taken", "diary.month.outcome", "diary.head.stool", "diary.month.trial")
    heads = [knowledge.say(locale, key) for key in keys]
    return Figure(
        strip.draw(NARROW, f"{prefix}-narrow", HALF),
        strip.draw(WIDE, f"{prefix}-wide", len(month.cells)),
        month.caption,
        tuple(head[:1].upper() + head[1:] for head in heads),
        tuple(strip.row(cell) for cell in month.cells if cell.written),
    )


def month_table(
    month: Month, *, knowledge: "Knowledge", locale: str = "nl", link: Callable[[date], str] | None = None
) -> str:
    """The calendar as an HTML table. link: the address of a day; a day that is still to come has none.

    Each day has its whole name for who listens or has a phone, and a short form for the calendar.
    """
    words = Words(knowledge, locale)
    head = "".join(f'<th scope="col">{escape(words.say(f"week.{number}"))}</th>' for number in range(7))
    body = "".join(
        f"<tr>{''.join(_html(cell, words, link) if cell else '<td></td>' for cell in week)}</tr>"
        for week in month.weeks
    )
    return (
        f'<table class="month"><caption>{escape(month.title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _html(cell: Cell, words: Words, link: Callable[[date], str] | None) -> str:
    """A day of the table."""

    def say(key: str) -> str:
        return escape(words.knowledge.say(words.locale, f"diary.month.{key}"))

    short = [f"<b>{cell.day.day}</b>"]
    if cell.taken != "unrecorded":
        short.append(say(f"short_{cell.taken}"))
    if cell.outcome:
        short.append(escape(cell.outcome))
    if cell.stools:
        short.append(f"({', '.join(map(str, cell.stools))})")
    told = f'<span class="full">{escape(cell.name)}</span>'
    told += f'<span class="brief" aria-hidden="true">{" ".join(short)}</span>'
    if link is not None and not cell.to_come:
        told = f"<a href={quoteattr(link(cell.day))}>{told}</a>"
    if not cell.side:
        return f"<td>{told}</td>"
    return f'<td class="day-{cell.side}">{told}<span class="side" aria-hidden="true">{say(cell.side)}</span></td>'


class _Strip:
    def __init__(self, month: Month, words: Words) -> None:
        self.month, self.words = month, words
        levels = range(BRISTOL[0], BRISTOL[1] + 1)
        self.names = {level: self.say(f"stool.{stool_of(level)}") for level in levels}
        self.left = PAD + SHAPE_WIDE * SHAPE + 8
        self.margin = max(map(text_width, self.names.values())) + PAD

    def say(self, key: str) -> str:
        return self.words.knowledge.say(self.words.locale, f"diary.{key}")

    def row(self, cell: Cell) -> tuple[str, ...]:
        """A day as a row of the table."""
        taken = "" if cell.taken == "unrecorded" else self.say(f"taken.{cell.taken}")
        stools = ", ".join(f"{stool} {self.names[stool]}" for stool in cell.stools)
        side = self.say(f"month.{cell.side}") if cell.side else ""
        return self.words.day(cell.day), taken, cell.outcome, stools, side

    def draw(self, width: int, prefix: str, most: int) -> str:
        """The picture at one width, at most so many days beside one another."""
        canvas = Canvas(width, prefix)
        top: float = PAD
        cells = self.month.cells
        for start in range(0, len(cells), most):
            top = self.band(canvas, top, cells[start : start + most], most) + GAP
        told = [*(f"{level} {self.say(f'shape.{level}')}" for level in self.names), self.say("month.gap")]
        if width < WIDE:
            return canvas.finish(canvas.lines(top, told) + PAD, "month")
        # On paper a month takes half a page: the words stand in two columns.
        half = -(-len(told) // 2)
        feet = [canvas.lines(top, told[:half]), canvas.lines(top, told[half:], x=width / 2)]
        return canvas.finish(max(feet) + PAD, "month")

    def band(self, canvas: Canvas, top: float, cells: tuple[Cell, ...], most: int) -> float:
        """Some days in a row, with the shapes on the left and their words on the right."""
        right = canvas.width - self.margin
        step = (right - self.left) / most
        ordinary = [level for level, name in self.names.items() if name == self.say("stool.normal")]
        canvas.add(
            "rect", "grey", x=self.left, y=top + (ordinary[0] - 1) * STEP, width=step * len(cells),
            height=STEP * len(ordinary), fill=SOFT,
        )  # fmt: skip
        for level, name in self.names.items():
            middle = top + (level - 0.5) * STEP
            place = f"translate({PAD} {middle - SHAPE_TALL * SHAPE / 2:.1f}) scale({SHAPE})"
            canvas.shapes.append(f'<g transform="{place}" data-shape="{level}">{SHAPES[level]}</g>')
            if level in (1, 4, 6, 7):
                # One word for each of the four kinds; that of ordinary stands at the middle of its own.
                canvas.text(right + 6, middle + 5, name)
        base = top + STEP * len(self.names)
        canvas.add("path", "floor", d=f"M{self.left:.1f} {base:.1f}H{self.left + step * len(cells):.1f}", stroke=LINE)
        for number, cell in enumerate(cells):
            x = self.left + step * (number + 0.5)
            for stool in cell.stools:
                self.point(canvas, x, top + (stool - 0.5) * STEP, cell.day, stool)
            if cell.day.day == 1 or not cell.day.day % 5:
                canvas.add("path", "tick", d=f"M{x:.1f} {base:.1f}v4", stroke=LINE)
                canvas.text(x, base + FONT + 3, str(cell.day.day), anchor="middle")
        return base + ROW

    @staticmethod
    def point(canvas: Canvas, x: float, middle: float, day: date, stool: int) -> None:
        """The number itself."""
        canvas.shapes.append(
            f'<text x="{x:.2f}" y="{middle + 5:.2f}" text-anchor="middle" fill="{INK}" class="mw-ink" '
            f'font-weight="bold" data-date="{day.isoformat()}" data-stool="{stool}">{stool}</text>'
        )
