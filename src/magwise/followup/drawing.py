"""The picture of a trial: the days with their periods, and the effect with its interval. Drawn on the server.

Side and washout are told by hatch, dots and words, never by colour alone. Every mark carries `data-…`, so that a test
can read the picture; the table beside it is `tell.result_table`. Colours are presentation attributes beside classes.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from magwise.followup import tell
from magwise.followup.analyse import TrialResult
from magwise.followup.design import Outcome
from magwise.followup.words import Words
from magwise.picture import (
    BRAND,
    FONT,
    INK,
    LINE,
    NARROW,
    PAD,
    PAPER,
    ROW,
    SOFT,
    WIDE,
    Anchor,
    Canvas,
    Figure,
    text_width,
)

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

TALL, SWATCH = 180, 24
MOST_TICKS = 7
SIDES = ("on", "off", "washout")


def show_trial(
    result: TrialResult,
    rows: Iterable[Mapping[str, Any]],
    *,
    knowledge: "Knowledge",
    locale: str = "nl",
    outcome: Outcome | None = None,
    prefix: str = "trial",
) -> Figure:
    """The trial as a figure: the days with their periods above, the effect with its interval below.

    rows: the days as they were analysed; outcome: its scale, where a plan fixed one; prefix: begins every id of the
    pictures. The caption is the verdict with its size; the rows of the table are every number of the result.
    """
    found = list(rows)
    words = Words(knowledge, locale)
    drawn = [
        draw_trial(
            result, found, knowledge=knowledge, locale=locale, outcome=outcome, prefix=f"{prefix}-{name}", width=width
        )
        for name, width in (("narrow", NARROW), ("wide", WIDE))
    ]
    head = (words.say("table.what"), words.say("table.number"))
    return Figure(drawn[0], drawn[1], tell.caption(result, words), head, tuple(tell.result_table(result, words)))


def draw_trial(
    result: TrialResult,
    rows: Iterable[Mapping[str, Any]],
    *,
    knowledge: "Knowledge",
    locale: str = "nl",
    outcome: Outcome | None = None,
    prefix: str = "trial",
    width: int = WIDE,
) -> str:
    """The picture of `show_trial` alone, as SVG of this width."""
    found = [(str(row["date"]), float(str(row["outcome"]).replace(",", "."))) for row in rows if _written(row)]
    return _Picture(result, sorted(found), Words(knowledge, locale), outcome, Canvas(width, prefix)).draw()


def _written(row: Mapping[str, Any]) -> bool:
    value = row.get("outcome")
    return value is not None and bool(str(value).strip())


class _Picture:
    def __init__(
        self, result: TrialResult, dots: list[tuple[str, float]], words: Words, outcome: Outcome | None, canvas: Canvas
    ) -> None:
        self.result, self.words, self.outcome, self.canvas = result, words, outcome, canvas
        self.first = date.fromisoformat(result.periods[0].from_)
        self.last = date.fromisoformat(result.periods[-1].to)
        self.dots = [(day, value) for day, value in dots if self.first <= date.fromisoformat(day) <= self.last]
        values = [value for _, value in self.dots] or [0.0]
        self.low, self.high = (outcome.min, outcome.max) if outcome else (min(values), max(values))
        if self.low == self.high:
            self.low, self.high = self.low - 1, self.high + 1
        sides = {self.side(period.on, period.washout) for period in result.periods}
        self.fills = {"off": "none"}
        for side, kind in (("on", "hatch"), ("washout", "grey")):
            if side in sides:
                self.fills[side] = canvas.pattern("hatch" if kind == "hatch" else "grey")
        self.top: float = PAD

    def draw(self) -> str:
        self.days()
        self.legend()
        if self.result.reason_id != "running" and self.result.effect is not None:
            self.effect()
        return self.canvas.finish(self.top + PAD, "trial")

    @property
    def room(self) -> float:
        """Pixels from the first day to the last."""
        return self.canvas.right - PAD

    def x(self, day: date) -> float:
        """Pixels from the left of the beginning of a day."""
        return PAD + self.room * (day - self.first).days / ((self.last - self.first).days + 1)

    def y(self, value: float) -> float:
        """Pixels from the top."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.base - 6 - (TALL - 12) * share

    def days(self) -> None:
        """The upper plot: backgrounds, dots and the mean of every period."""
        add = self.canvas.add
        self.words_at(PAD, self.top + FONT, self.end_word(self.high, "high_word"))
        self.top += ROW
        self.base = self.top + TALL
        for period in self.result.periods:
            start, end = (date.fromisoformat(day) for day in (period.from_, period.to))
            side = self.side(period.on, period.washout)
            left, right = self.x(start), self.x(end) + self.day_wide
            add(
                "rect", side, x=left, y=self.top, width=right - left, height=TALL, fill=self.fills[side],
                data_side=side, data_from=period.from_, data_to=period.to,
            )  # fmt: skip
        add("rect", "floor", x=PAD, y=self.top, width=self.room, height=TALL, fill="none", stroke=LINE)
        for day, value in self.dots:
            x = self.x(date.fromisoformat(day)) + self.day_wide / 2
            add(
                "circle", "point", cx=x, cy=self.y(value), r=2.5, fill=INK, stroke=PAPER, stroke_width=0.5,
                data_date=day, data_value=f"{value:g}",
            )  # fmt: skip
        for period in self.result.periods:
            if period.mean is not None and not period.washout:
                left = self.x(date.fromisoformat(period.from_))
                right = self.x(date.fromisoformat(period.to)) + self.day_wide
                y = self.y(period.mean)
                add(
                    "path", "mean", d=f"M{left:.1f} {y:.1f}H{right:.1f}", stroke=BRAND, stroke_width=4,
                    data_mean=f"{period.mean:g}",
                )  # fmt: skip
        self.top = self.base
        self.words_at(PAD, self.top + FONT, self.end_word(self.low, "low_word"))
        self.ticks()
        self.top += ROW + 4

    @property
    def day_wide(self) -> float:
        """Pixels of one day."""
        return self.room / ((self.last - self.first).days + 1)

    def end_word(self, value: float, key: str) -> str:
        """«10 goed»."""
        word = getattr(self.outcome, key) if self.outcome else ""
        return self.words.say("draw.end", number=self.words.number(value), word=word).strip()

    def ticks(self) -> None:
        """A few dates under the plot, below the word at its low end where there is no room beside it."""
        total = (self.last - self.first).days + 1
        step = max(1, -(-total // MOST_TICKS))
        below = self.canvas.width < WIDE
        edge = PAD if below else PAD + text_width(self.end_word(self.low, "low_word")) + 12
        foot = self.top + FONT + (ROW if below else 0)
        for number in range(0, total, step):
            day = date.fromordinal(self.first.toordinal() + number)
            x = self.x(day) + self.day_wide / 2
            self.canvas.add("path", "tick", d=f"M{x:.1f} {self.top:.1f}v4", stroke=LINE)
            said = f"{day.day} {self.words.month(day)}"
            half = text_width(said) / 2
            x = max(x, edge + half) if below and not number else x
            if x - half >= edge and x + half < self.canvas.width - PAD:
                self.words_at(x, foot, said, anchor="middle")
                edge = x + half + 6
        self.top += ROW if below else 0

    def legend(self) -> None:
        """What hatch, dots and bar mean, on as many lines as that takes."""
        x = float(PAD)
        present = [side for side in SIDES if any(self.side(one.on, one.washout) == side for one in self.result.periods)]
        for key in (*present, "mean"):
            said = self.words.say(f"draw.{key}")
            wide = SWATCH + 6 + text_width(said)
            if x + wide > self.canvas.width - PAD and x > PAD:
                x, self.top = float(PAD), self.top + ROW
            if key == "mean":
                self.canvas.add("path", "mean", d=f"M{x:.1f} {self.top + 7:.1f}h{SWATCH}", stroke=BRAND, stroke_width=4)
            else:
                self.swatch(x, self.fills[key])
            self.words_at(x + SWATCH + 6, self.top + FONT - 2, said)
            x += wide + 20
        self.top += ROW + 12

    def swatch(self, x: float, fill: str, name: str = "swatch") -> None:
        """A small box that shows a fill."""
        self.canvas.add("rect", name, x=x, y=self.top, width=SWATCH, height=14, fill=fill, stroke=LINE)

    @staticmethod
    def side(on: bool, washout: bool) -> str:
        return "washout" if washout else "on" if on else "off"

    def effect(self) -> None:
        """The lower plot: what is too small to matter in grey, the interval as a bar, the effect as a dot."""
        result, add = self.result, self.canvas.add
        assert result.effect is not None
        ends = [end for end in (result.low, result.high, result.effect) if end is not None]
        reach = 1.15 * max(abs(end) for end in (*ends, 1.5 * result.minimal_effect))
        half = self.room / 2
        middle = PAD + half

        def place(value: float) -> float:
            return middle + half * value / reach

        right = result.better == "high"
        said = self.words.say("draw.better_right" if right else "draw.better_left")
        anchor: Anchor = "end" if right else "start"
        self.words_at(self.canvas.right if right else PAD, self.top + FONT, said, anchor=anchor, bold=True)
        self.top += ROW
        self.words_at(middle, self.top + FONT, self.words.say("draw.zero"), anchor="middle")
        self.top += ROW + 4
        y = self.top + 16
        worth = result.minimal_effect
        add(
            "rect", "worth mw-grey", x=place(-worth), y=self.top, width=place(worth) - place(-worth), height=32,
            fill=SOFT, data_worth=f"{worth:g}",
        )  # fmt: skip
        add("path", "floor", d=f"M{PAD} {y}H{self.canvas.right}", stroke=LINE)
        add("path", "zero", d=f"M{middle:.1f} {self.top - 2}v36", stroke=INK, stroke_width=2)
        low = -reach if result.low is None else result.low
        high = reach if result.high is None else result.high
        data = {
            f"data_{name}": f"{end:g}" for name, end in (("low", result.low), ("high", result.high)) if end is not None
        }
        add("path", "interval", d=f"M{place(low):.1f} {y}H{place(high):.1f}", stroke=BRAND, stroke_width=6, **data)
        for end in (result.low, result.high):
            if end is not None:
                add("path", "interval", d=f"M{place(end):.1f} {y - 8}v16", stroke=BRAND, stroke_width=2)
        add(
            "circle", "effect", cx=place(result.effect), cy=y, r=7, fill=INK, stroke=PAPER, stroke_width=2,
            data_effect=f"{result.effect:g}",
        )  # fmt: skip
        self.top += 36
        self.end_numbers(place)
        self.swatch(PAD, SOFT, "grey")
        self.top = self.canvas.lines(self.top - 3, [self.words.say("draw.worth")], x=PAD + SWATCH + 6)

    def end_numbers(self, place: Callable[[float], float]) -> None:
        """The ends of the interval in numbers, each on the outer side of its end and inside the picture."""
        for value, anchor in ((self.result.low, "end"), (self.result.high, "start")):
            if value is None:
                continue
            said = self.words.number(value, 2)
            wide = text_width(said)
            left = place(value) - wide if anchor == "end" else place(value)
            left = min(max(left, 0), self.canvas.width - wide)
            self.words_at(left, self.top + FONT, said)
        self.top += ROW + 4

    def words_at(self, x: float, y: float, words: str, *, anchor: Anchor = "start", bold: bool = False) -> None:
        self.canvas.text(x, y, words, anchor=anchor, bold=bold)
