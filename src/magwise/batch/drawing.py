"""The market as a picture: what 100 mg of elemental magnesium costs, in one lane for each verdict.

Shape stands for the group of the form, never colour alone. Every mark carries `data-id` and `data-cost` (or
`data-low` and `data-high`), so that a test can read the picture. The table beside it holds everything.
"""

import math
from collections.abc import Collection, Sequence
from xml.sax.saxutils import escape, quoteattr

from magwise.batch.catalogue import GROUPS, CatalogueRow, sort_catalogue
from magwise.batch.rows import Voice
from magwise.knowledge.load import Knowledge
from magwise.picture import BRAND, FONT, HATCH, INK, LINE, PAD, ROW, WIDE, cut, text_width, wrap

LANES = ("ok", "compound_only", "ambiguous", "inconsistent")
RIGHT, MARK, TICKS = 56, 7, 5
MOST_NUMBERED, MOST_LISTED = 99, 12


def draw_catalogue(
    rows: Sequence[CatalogueRow],
    *,
    knowledge: Knowledge,
    locale: str = "nl",
    own: Collection[str] = (),
    priced_on: str | None = None,
    prefix: str = "market",
) -> str:
    """The catalogue as SVG, 640 wide. A product is a number: its place in the sorted table beside the picture.

    own: ids that get a ring; priced_on: the date of the prices, as it is shown; prefix: begins every id of the SVG.
    One sure amount is a shape, an interval a bar from low to high. Without a price per 100 mg a product is listed.
    """
    return _Market(sort_catalogue(rows), Voice(knowledge, locale), frozenset(own), priced_on, prefix).draw()


def describe_catalogue(rows: Sequence[CatalogueRow], *, knowledge: Knowledge, locale: str = "nl") -> str:
    """The finding of the picture in one sentence, for its caption."""
    voice = Voice(knowledge, locale)
    for row in sort_catalogue(rows):
        if row.cost_per_100_mg is not None and row.cost_per_100_mg.best is not None:
            cost = tell_cost(row.cost_per_100_mg.best, voice)
            return voice.say("catalogue.caption", name=row.name, cost=cost)
    return voice.say("catalogue.caption_none")


def tell_cost(value: float, voice: Voice) -> str:
    """A price with two decimals, as the language writes it."""
    return f"{value:.2f}".replace(".", voice.say("decimal"))


class _Market:
    def __init__(
        self, rows: list[CatalogueRow], voice: Voice, own: frozenset[str], priced_on: str | None, prefix: str
    ) -> None:
        self.voice, self.own, self.priced_on, self.prefix = voice, own, priced_on, prefix
        self.numbers = {row.number: place for place, row in enumerate(rows, start=1)}
        read = [row for row in rows if row.error is None]
        self.priced = [row for row in read if row.cost_per_100_mg is not None]
        self.listed = [row for row in read if row.cost_per_100_mg is None and row.verdict != "inconsistent"]
        self.clashing = [row for row in read if row.verdict == "inconsistent"]
        highest = (row.cost_per_100_mg.high for row in self.priced if row.cost_per_100_mg)
        self.step, self.most = scale(max(highest, default=1))
        self.shapes: list[str] = []
        self.top = PAD

    def x(self, cost: float) -> float:
        return PAD + (WIDE - PAD - RIGHT) * cost / self.most

    def draw(self) -> str:
        for lane in LANES:
            self.lane(lane)
        self.axis()
        self.legend()
        if self.listed:
            self.text(self.voice.say("catalogue.listed"), bold=True)
            self.names(self.listed)
        said = self.voice.say("catalogue.priced_on", date=self.priced_on) if self.priced_on else ""
        self.text(said or self.voice.say("catalogue.priced_unknown"))
        height = self.top + PAD
        hatch = quoteattr(f"{self.prefix}-span")
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="mw-market" viewBox="0 0 {WIDE} {height}" '
            f'width="{WIDE}" height="{height}" aria-hidden="true" focusable="false" '
            f'font-family="system-ui, sans-serif" font-size="{FONT}"><defs><pattern id={hatch} width="7" height="7" '
            f'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V7" stroke="{HATCH}" '
            f'stroke-width="2" class="mw-hatch"/></pattern></defs>{"".join(self.shapes)}</svg>'
        )

    def lane(self, lane: str) -> None:
        """The heading of a lane, then its products on as many lines as they need without touching."""
        self.text(self.voice.say(f"catalogue.lane.{lane}"), bold=True)
        top, ends = self.top, list[float]()
        for row in (row for row in self.priced if row.verdict == lane):
            cost = row.cost_per_100_mg
            assert cost is not None
            number = str(self.numbers[row.number]) if len(self.priced) <= MOST_NUMBERED else ""
            sure = cost.best is not None and cost.low == cost.high
            low, high = (self.x(cost.low), self.x(cost.high))
            left, right = low - MARK - 5, high + 3 * MARK + 10 + text_width(number)
            place = next((place for place, end in enumerate(ends) if end <= left), len(ends))
            ends[place : place + 1] = [right]
            y = top + place * ROW + ROW // 2
            self.shapes.append(self.mark(row, low, y) if sure else self.bar(row, low, high, y))
            if number:
                self.words(high + (MARK + 4 if sure else 2 * MARK + 9), y + 5, number)
        self.top = top + max(1, len(ends)) * ROW
        if lane == "inconsistent" and self.clashing:
            self.top = top
            self.names(self.clashing)
        self.top += 4
        self.shapes.append(
            f'<path d="M{PAD} {self.top}H{WIDE - RIGHT}" stroke="{LINE}" stroke-width="1" class="mw-line"/>'
        )
        self.top += 4

    def mark(self, row: CatalogueRow, x: float, y: float) -> str:
        cost = row.cost_per_100_mg
        assert cost is not None
        data = f'data-id={quoteattr(row.id)} data-cost="{cost.best:g}"'
        ring = f'<circle cx="{x:.1f}" cy="{y}" r="{MARK + 4}" fill="none" stroke="{INK}" stroke-width="2"/>'
        return shape(row.group, x, y, data) + (ring if row.id in self.own else "")

    def bar(self, row: CatalogueRow, low: float, high: float, y: float) -> str:
        cost = row.cost_per_100_mg
        assert cost is not None
        ring = (
            f'<rect x="{low - 4:.1f}" y="{y - 10}" width="{high - low + 8:.1f}" height="20" rx="8" fill="none" '
            f'stroke="{INK}" stroke-width="2"/>'
            if row.id in self.own
            else ""
        )
        return (
            f'<rect x="{low:.1f}" y="{y - 6}" width="{max(high - low, 2):.1f}" height="12" '
            f'fill="url(#{escape(self.prefix)}-span)" stroke="{INK}" stroke-width="1" data-id={quoteattr(row.id)} '
            f'data-low="{cost.low:g}" data-high="{cost.high:g}"/>{shape(row.group, high + MARK + 4, y, "")}{ring}'
        )

    def axis(self) -> None:
        for tick in range(round(self.most / self.step) + 1):
            x = self.x(tick * self.step)
            self.shapes.append(
                f'<path d="M{x:.1f} {PAD}V{self.top + 4}" stroke="{LINE}" stroke-width="0.5" stroke-dasharray="2 4"/>'
            )
            said = tell_cost(tick * self.step, self.voice)
            self.words(x, self.top + FONT + 4, said, anchor="middle" if tick else "start")
        self.top += ROW + 2
        self.text(self.voice.say("catalogue.axis"))

    def legend(self) -> None:
        x = float(PAD)
        self.top += 4
        for group in GROUPS:
            words = self.voice.say(f"catalogue.group.{group}")
            if x + 2 * MARK + 8 + text_width(words) > WIDE - PAD:
                x, self.top = float(PAD), self.top + ROW
            self.shapes.append(shape(group, x + MARK, self.top + ROW // 2, ""))
            self.words(x + 2 * MARK + 6, self.top + FONT + 1, words)
            x += 2 * MARK + 22 + text_width(words)
        self.top += ROW + 4

    def names(self, rows: list[CatalogueRow]) -> None:
        room = WIDE - 2 * PAD
        said = [f"{self.numbers[row.number]} {cut(row.name, room / 2)}" for row in rows[:MOST_LISTED]]
        if len(rows) > MOST_LISTED:
            said.append(self.voice.say("catalogue.listed_more", count=len(rows) - MOST_LISTED))
        for line in wrap("; ".join(said), room):
            self.text(cut(line, room))

    def text(self, words: str, *, bold: bool = False) -> None:
        """A line of text below what is there."""
        self.words(PAD, self.top + FONT, words, bold=bold)
        self.top += ROW

    def words(self, x: float, y: float, words: str, *, bold: bool = False, anchor: str = "start") -> None:
        weight = ' font-weight="bold"' if bold else ""
        self.shapes.append(
            f'<text x="{x:.1f}" y="{y:.1f}" fill="{INK}" text-anchor="{anchor}" class="mw-ink"{weight}>'
            f"{escape(words)}</text>"
        )


def shape(group: str, x: float, y: float, data: str) -> str:
    """The mark of a group: disc, square, diamond or triangle."""
    look = f'fill="{BRAND}" stroke="{INK}" stroke-width="1" class="mw-{group}" {data}'.rstrip()
    if group == "organic":
        return f'<circle cx="{x:.1f}" cy="{y}" r="{MARK - 1}" {look}/>'
    if group == "inorganic":
        return (
            f'<rect x="{x - MARK + 1:.1f}" y="{y - MARK + 1}" width="{2 * MARK - 2}" height="{2 * MARK - 2}" {look}/>'
        )
    if group == "amino":
        return f'<path d="M{x:.1f} {y - MARK}l{MARK} {MARK}l-{MARK} {MARK}l-{MARK} -{MARK}Z" {look}/>'
    return f'<path d="M{x:.1f} {y - MARK}l{MARK} {2 * MARK - 1}h-{2 * MARK}Z" {look}/>'


def scale(most: float) -> tuple[float, float]:
    """A round step and the end of an axis from 0 that holds `most` in about five steps.

    >>> scale(1.3), scale(0.09), scale(40)
    ((0.5, 1.5), (0.02, 0.1), (10.0, 40.0))
    """
    rough = max(most, 0.01) / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    step = round(step, 6)
    return step, round(step * max(1, math.ceil(most / step - 1e-9)), 6)
