"""The picture of a trial: the days with their periods, and the effect with its interval. Drawn on the server.

Side and washout are told by hatch, dots and words, never by colour alone. Every mark carries `data-…`, so that a test
can read the picture; the table beside it is `tell.result_table`. Colours are presentation attributes beside classes.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from magwise.followup.analyse import TrialResult
from magwise.followup.design import Outcome
from magwise.followup.words import Words
from magwise.schedule.drawing import cut, text_width

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

INK, LINE, BRAND, GREY = "#1b1f24", "#6b7680", "#0b5c5e", "#d9dee2"
WIDTH, PAD, RIGHT = 640, 12, 32
FONT, ROW, TALL = 14, 20, 180
MOST_TICKS = 7


def draw_trial(
    result: TrialResult,
    rows: Iterable[Mapping[str, Any]],
    *,
    knowledge: "Knowledge",
    locale: str = "nl",
    outcome: Outcome | None = None,
    prefix: str = "trial",
) -> str:
    """The trial as SVG, 640 wide. rows: the days as they were analysed; outcome: its scale, where a plan fixed one.

    prefix: begins every id, so that several pictures may stand on one page.
    """
    found = [(str(row["date"]), float(str(row["outcome"]).replace(",", "."))) for row in rows if _written(row)]
    return _Picture(result, sorted(found), Words(knowledge, locale), outcome, prefix).draw()


def _written(row: Mapping[str, Any]) -> bool:
    value = row.get("outcome")
    return value is not None and bool(str(value).strip())


class _Picture:
    def __init__(
        self, result: TrialResult, dots: list[tuple[str, float]], words: Words, outcome: Outcome | None, prefix: str
    ) -> None:
        self.result, self.words, self.outcome, self.prefix = result, words, outcome, prefix
        self.first = date.fromisoformat(result.periods[0].from_)
        self.last = date.fromisoformat(result.periods[-1].to)
        self.dots = [(day, value) for day, value in dots if self.first <= date.fromisoformat(day) <= self.last]
        values = [value for _, value in self.dots] or [0.0]
        self.low, self.high = (outcome.min, outcome.max) if outcome else (min(values), max(values))
        if self.low == self.high:
            self.low, self.high = self.low - 1, self.high + 1
        self.shapes: list[str] = []
        self.top = PAD

    def draw(self) -> str:
        self.days()
        self.legend()
        if self.result.reason_id != "running" and self.result.effect is not None:
            self.effect()
        height = self.top + PAD
        hatch, dots = (quoteattr(f"{self.prefix}-{name}") for name in ("on", "washout"))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="mw-trial" viewBox="0 0 {WIDTH} {height}" '
            f'width="{WIDTH}" height="{height}" aria-hidden="true" focusable="false" '
            f'font-family="system-ui, sans-serif" font-size="{FONT}"><defs>'
            f'<pattern id={hatch} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            f'<path d="M0 0V7" stroke="{BRAND}" stroke-width="2" stroke-opacity="0.35" class="mw-hatch"/></pattern>'
            f'<pattern id={dots} width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" '
            f'fill="{GREY}"/><circle cx="2" cy="2" r="1" fill="{LINE}"/></pattern></defs>{"".join(self.shapes)}</svg>'
        )

    def x(self, day: date) -> float:
        """Pixels from the left of the beginning of a day."""
        share = (day - self.first).days / ((self.last - self.first).days + 1)
        return PAD + (WIDTH - PAD - RIGHT) * share

    def y(self, value: float) -> float:
        """Pixels from the top."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.base - 6 - (TALL - 12) * share

    def days(self) -> None:
        """The upper plot: backgrounds, dots and the mean of every period."""
        self.words_at(PAD, self.top + FONT, self.end_word(self.high, "high_word"))
        self.top += ROW
        self.base = self.top + TALL
        wide = self.x(self.last) - self.x(self.first) + self.day_wide
        self.shapes.append(
            f'<rect x="{PAD}" y="{self.top}" width="{wide:.1f}" height="{TALL}" fill="none" stroke="{LINE}"/>'
        )
        for period in self.result.periods:
            start, end = (date.fromisoformat(day) for day in (period.from_, period.to))
            left, right = self.x(start), self.x(end) + self.day_wide
            side = "washout" if period.washout else "on" if period.on else "off"
            fill = "none" if side == "off" else f"url(#{escape(self.prefix)}-{side})"
            self.shapes.append(
                f'<rect x="{left:.1f}" y="{self.top}" width="{right - left:.1f}" height="{TALL}" fill="{fill}" '
                f'class="mw-{side}" data-side="{side}" data-from="{period.from_}" data-to="{period.to}"/>'
            )
        for day, value in self.dots:
            x = self.x(date.fromisoformat(day)) + self.day_wide / 2
            self.shapes.append(
                f'<circle cx="{x:.1f}" cy="{self.y(value):.1f}" r="2.5" fill="{INK}" stroke="#fff" '
                f'stroke-width="0.5" class="mw-dot" data-date="{day}" data-value="{value:g}"/>'
            )
        for period in self.result.periods:
            if period.mean is not None and not period.washout:
                left = self.x(date.fromisoformat(period.from_))
                right = self.x(date.fromisoformat(period.to)) + self.day_wide
                y = self.y(period.mean)
                self.shapes.append(
                    f'<path d="M{left:.1f} {y:.1f}H{right:.1f}" stroke="{BRAND}" stroke-width="4" class="mw-mean" '
                    f'data-mean="{period.mean:g}"/>'
                )
        self.top = self.base
        self.ticks()
        self.words_at(PAD, self.top + FONT, self.end_word(self.low, "low_word"))
        self.top += ROW + 4

    @property
    def day_wide(self) -> float:
        """Pixels of one day."""
        return (WIDTH - PAD - RIGHT) / ((self.last - self.first).days + 1)

    def end_word(self, value: float, key: str) -> str:
        """«10 goed»."""
        word = getattr(self.outcome, key) if self.outcome else ""
        return self.words.say("draw.end", number=self.words.number(value), word=word).strip()

    def ticks(self) -> None:
        """A few dates under the plot, right of the word at its low end."""
        total = (self.last - self.first).days + 1
        step = max(1, -(-total // MOST_TICKS))
        edge = PAD + text_width(self.end_word(self.low, "low_word")) + 12
        for number in range(0, total, step):
            day = date.fromordinal(self.first.toordinal() + number)
            x = self.x(day) + self.day_wide / 2
            self.shapes.append(f'<path d="M{x:.1f} {self.top}v4" stroke="{LINE}"/>')
            said = f"{day.day} {self.words.month(day)}"
            if x - text_width(said) / 2 > edge and x + text_width(said) / 2 < WIDTH - PAD:
                self.words_at(x, self.top + FONT + 4, said, anchor="middle")
                edge = x + text_width(said) / 2 + 6

    def legend(self) -> None:
        """What hatch, dots and bar mean."""
        x = float(PAD)
        for side in ("on", "off", "washout"):
            if not any(self.side(period.on, period.washout) == side for period in self.result.periods):
                continue
            fill = "none" if side == "off" else f"url(#{escape(self.prefix)}-{side})"
            self.shapes.append(
                f'<rect x="{x:.1f}" y="{self.top}" width="24" height="14" fill="{fill}" stroke="{LINE}" '
                f'class="mw-legend"/>'
            )
            x = self.legend_word(x, f"draw.{side}")
        self.shapes.append(f'<path d="M{x:.1f} {self.top + 7}h24" stroke="{BRAND}" stroke-width="4"/>')
        self.legend_word(x, "draw.mean")
        self.top += ROW + 12

    def legend_word(self, x: float, key: str) -> float:
        said = self.words.say(key)
        self.words_at(x + 30, self.top + FONT - 2, said)
        return x + 50 + text_width(said)

    @staticmethod
    def side(on: bool, washout: bool) -> str:
        return "washout" if washout else "on" if on else "off"

    def effect(self) -> None:
        """The lower plot: what is too small to matter in grey, the interval as a bar, the effect as a dot."""
        result = self.result
        assert result.effect is not None
        ends = [end for end in (result.low, result.high, result.effect) if end is not None]
        reach = 1.15 * max(abs(end) for end in (*ends, 1.5 * result.minimal_effect))
        half = (WIDTH - PAD - RIGHT) / 2
        middle = PAD + half

        def place(value: float) -> float:
            return middle + half * value / reach

        right = result.better == "high"
        said = self.words.say("draw.better_right" if right else "draw.better_left")
        self.words_at(
            WIDTH - RIGHT if right else PAD, self.top + FONT, said, anchor="end" if right else "start", bold=True
        )
        self.words_at(middle, self.top + FONT, self.words.say("draw.zero"), anchor="middle")
        self.top += ROW + 4
        y = self.top + 16
        worth = result.minimal_effect
        self.shapes.append(
            f'<rect x="{place(-worth):.1f}" y="{self.top}" width="{place(worth) - place(-worth):.1f}" height="32" '
            f'fill="{GREY}" class="mw-worth" data-worth="{worth:g}"/>'
            f'<path d="M{PAD} {y}H{WIDTH - RIGHT}" stroke="{LINE}"/>'
            f'<path d="M{middle} {self.top - 2}v36" stroke="{INK}" stroke-width="2"/>'
        )
        low = -reach if result.low is None else result.low
        high = reach if result.high is None else result.high
        data = "".join(
            f' data-{name}="{end:g}"' for name, end in (("low", result.low), ("high", result.high)) if end is not None
        )
        self.shapes.append(
            f'<path d="M{place(low):.1f} {y}H{place(high):.1f}" stroke="{BRAND}" stroke-width="6" '
            f'class="mw-interval"{data}/>'
        )
        for end, value in (("low", result.low), ("high", result.high)):
            if value is not None:
                self.shapes.append(
                    f'<path d="M{place(value):.1f} {y - 8}v16" stroke="{BRAND}" stroke-width="2" class="mw-{end}"/>'
                )
        self.shapes.append(
            f'<circle cx="{place(result.effect):.1f}" cy="{y}" r="7" fill="{INK}" stroke="#fff" stroke-width="2" '
            f'class="mw-effect" data-effect="{result.effect:g}"/>'
        )
        self.top += 36
        for value, anchor in ((result.low, "end"), (result.high, "start")):
            if value is not None:
                self.words_at(place(value), self.top + FONT, self.words.number(value, 2), anchor=anchor)
        self.top += ROW + 4
        self.shapes.append(f'<rect x="{PAD}" y="{self.top}" width="24" height="14" fill="{GREY}" stroke="{LINE}"/>')
        self.words_at(PAD + 30, self.top + FONT - 2, self.words.say("draw.worth"))
        self.top += ROW

    def words_at(self, x: float, y: float, words: str, *, anchor: str = "start", bold: bool = False) -> None:
        weight = ' font-weight="bold"' if bold else ""
        shown = cut("".join(letter if letter.isprintable() else " " for letter in words), WIDTH - 2 * PAD, bold=bold)
        self.shapes.append(
            f'<text x="{x:.1f}" y="{y:.1f}" fill="{INK}" text-anchor="{anchor}" class="mw-ink"{weight}>'
            f"{escape(shown)}</text>"
        )
