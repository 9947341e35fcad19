"""The day plan as one inline SVG, drawn on the server: lanes, hatches and shapes, so that nothing hangs on colour.

Every bar carries `data-from` and `data-to`, every intake `data-dose`, so that a test can read the picture. Colours are
presentation attributes beside classes: a style sheet may replace them.
"""

import re
from xml.sax.saxutils import escape, quoteattr

from magwise.knowledge.load import Knowledge
from magwise.picture import (
    BRAND,
    FONT,
    HATCH,
    INK,
    LINE,
    NARROW,
    PAD,
    RIGHT,
    ROW,
    STOP,
    WIDE,
    cut,
    printed,
    text_width,
    wrap,
)
from magwise.schedule.day import MINUTES, DayPlan, DayRequest, clock, minutes_of
from magwise.schedule.explain import Words
from magwise.schedule.kinds import as_plan
from magwise.schedule.spans import Lane, Span, awake_spans, blocked_spans, list_lanes, list_notes
from magwise.schedule.tell import tell_mg

BAR = 16
HOUR_TALL = 24
HANG = 32
_FRAME = re.compile(r'width="(?P<width>\d+)" height="(?P<height>\d+)" aria-hidden')


def draw_day(
    plan: DayPlan,
    request: DayRequest,
    *,
    knowledge: Knowledge,
    locale: str = "nl",
    tall: bool = False,
    prefix: str = "day",
    title: str = "",
) -> str:
    """The plan as SVG. tall: time runs down, 24 px an hour, 320 wide (phones); else to the right, 640 wide.

    prefix: begins every id, so that several pictures may stand on one page. title: which days these are, above the
    picture. Names are escaped; text that would leave the picture is cut with an ellipsis (the table beside it holds it
    in full). Other kinds of day have pictures of their own: `draw_days`.
    """
    words = Words(knowledge, locale)
    picture = (_Tall if tall else _Wide)(plan, request, words, prefix, title)
    return picture.draw()


def draw_days(
    plan: DayPlan,
    request: DayRequest,
    *,
    knowledge: Knowledge,
    locale: str = "nl",
    tall: bool = False,
    prefix: str = "day",
) -> tuple[str, ...]:
    """A picture for each kind of day: the one on which every medicine is taken, then those of `other_days`.

    Each says above it which days these are, where there is more than one.
    """
    title = Words(knowledge, locale).say("draw.every") if plan.other_days else ""
    kinds = [(title, plan), *((other.text, as_plan(plan, other)) for other in plan.other_days)]
    return tuple(
        draw_day(
            kind, request, knowledge=knowledge, locale=locale, tall=tall, title=told,
            prefix=f"{prefix}-{number}" if number else prefix,
        )
        for number, (told, kind) in enumerate(kinds)
    )  # fmt: skip


def stack(pictures: tuple[str, ...]) -> str:
    """Pictures of one width as one, each below the one before: for a file, which holds a single picture."""
    if len(pictures) == 1:
        return pictures[0]
    frames = [_FRAME.search(picture) for picture in pictures]
    sizes = [(int(frame["width"]), int(frame["height"])) for frame in frames if frame]
    top, placed = 0, []
    for picture, (_, height) in zip(pictures, sizes, strict=True):
        placed.append(picture.replace("<svg ", f'<svg y="{top}" ', 1))
        top += height
    width = max(wide for wide, _ in sizes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mw-days" viewBox="0 0 {width} {top}" width="{width}" '
        f'height="{top}" aria-hidden="true" focusable="false" font-family="system-ui, sans-serif" '
        f'font-size="{FONT}">{"".join(placed)}</svg>'
    )


class _Picture:
    """What both directions share: the list of shapes, and the shapes themselves."""

    width = WIDE

    def __init__(self, plan: DayPlan, request: DayRequest, words: Words, prefix: str, title: str) -> None:
        self.plan, self.request, self.words, self.prefix, self.title = plan, request, words, prefix, title
        self.notes = list_notes(request)
        self.lanes = list_lanes(plan)
        self.blocked = blocked_spans(plan)
        self.closed = any(lane.closed for lane in self.lanes)
        self.magnesium = [item for item in plan.items if item.kind == "magnesium"]
        self.meals = [minutes_of(item.time) for item in plan.items if item.kind == "meal"]
        self.shapes: list[str] = []

    def draw(self) -> str:
        """The whole picture."""
        height = self.compose()
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="mw-day" viewBox="0 0 {self.width} {height}" '
            f'width="{self.width}" height="{height}" aria-hidden="true" focusable="false" '
            f'font-family="system-ui, sans-serif" font-size="{FONT}">{self.patterns()}{"".join(self.shapes)}</svg>'
        )

    def compose(self) -> int:
        """Add all shapes and return the height."""
        raise NotImplementedError

    def patterns(self) -> str:
        """The two hatches, under ids of this picture."""
        single = f'<path d="M0 0V6" stroke="{HATCH}" stroke-width="3" class="mw-hatch"/>'
        double = f'<path d="M0 0V6M0 3H6" stroke="{STOP}" stroke-width="2" class="mw-stop"/>'
        frame = 'width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"'
        hatch, cross = (quoteattr(f"{self.prefix}-{name}") for name in ("hatch", "cross"))
        return (
            f"<defs><pattern id={hatch} {frame}>{single}</pattern><pattern id={cross} {frame}>{double}</pattern></defs>"
        )

    def text(
        self, x: float, y: float, words: str, *, room: float, anchor: str = "start", bold: bool = False, mark: int = 0
    ) -> None:
        """Words within so much room, kept inside the picture. mark: the number of the note that they begin."""
        shown = cut(printed(words), room, bold=bold)
        weight = ' font-weight="bold"' if bold else ""
        noted = f' data-note="{mark}"' if mark else ""
        place = f'x="{x:g}" y="{y:g}" text-anchor="{anchor}"{weight}{noted}'
        self.shapes.append(f'<text {place} fill="{INK}" class="mw-ink">{escape(shown)}</text>')

    def bar(self, box: tuple[float, float, float, float], span: Span, *, closed: bool, lane: str) -> None:
        """Closed hours. box: x, y, width, height."""
        x, y, width, height = box
        kind, colour = ("cross", STOP) if closed else ("hatch", HATCH)
        stop = "24:00" if span[1] == MINUTES else clock(span[1])
        self.shapes.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" '
            f'fill="url(#{escape(self.prefix)}-{kind})" stroke="{colour}" '
            f'stroke-width="1" class="mw-blocked mw-{kind}" data-lane={quoteattr(lane)} '
            f'data-from="{clock(span[0])}" data-to="{stop}"/>'
        )

    def legend(self, top: float) -> None:
        """What the hatch means."""
        self.shapes.append(
            f'<rect x="{PAD}" y="{top:g}" width="24" height="{BAR}" fill="url(#{escape(self.prefix)}-hatch)" '
            f'stroke="{HATCH}" class="mw-legend"/>'
        )
        self.text(PAD + 32, top + FONT - 1, self.words.say("draw.blocked"), room=self.width - 2 * PAD - 32)

    def medicine(self, x: float, y: float, time: int, lane: str) -> None:
        """A diamond."""
        self.shapes.append(
            f'<path d="M{x:g} {y - 8:g}L{x + 6:g} {y:g}L{x:g} {y + 8:g}L{x - 6:g} {y:g}Z" fill="{INK}" stroke="#fff" '
            f'class="mw-medicine" data-lane={quoteattr(lane)} data-time="{clock(time)}"/>'
        )

    def meal(self, x: float, y: float, time: int) -> None:
        """An empty box."""
        self.shapes.append(
            f'<rect x="{x - 6:g}" y="{y - 5:g}" width="12" height="10" fill="none" stroke="{INK}" stroke-width="2" '
            f'class="mw-meal" data-time="{clock(time)}"/>'
        )

    def dose(self, x: float, y: float, time: str, mg: float | None) -> None:
        """A disc."""
        amount = "" if mg is None else f"{mg:g}"
        self.shapes.append(
            f'<circle cx="{x:g}" cy="{y:g}" r="6" fill="{BRAND}" stroke="#fff" class="mw-dose" '
            f'data-dose="{amount}" data-time="{time}"/>'
        )

    def line(self, path: str, name: str, width: float = 1) -> None:
        """A thin line."""
        self.shapes.append(f'<path d="{path}" fill="none" stroke="{LINE}" stroke-width="{width:g}" class="mw-{name}"/>')

    def cross(self, x: float, y: float) -> None:
        """The sign of a conflict."""
        path = f"M{x - 7:g} {y - 7:g}L{x + 7:g} {y + 7:g}M{x + 7:g} {y - 7:g}L{x - 7:g} {y + 7:g}"
        self.shapes.append(f'<path d="{path}" stroke="{STOP}" stroke-width="3" class="mw-conflict"/>')

    def heading(self, top: int) -> int:
        """Which days these are; returns where the rest begins."""
        for part in wrap(self.title, self.width - 2 * PAD, bold=True) if self.title else ():
            self.text(PAD, top + FONT, part, room=self.width - 2 * PAD, bold=True)
            top += ROW
        return top

    def numbered(self, top: float) -> float:
        """The notes, each beside its number and under the one before; returns where they end."""
        room = self.width - 2 * PAD - HANG
        for note in self.notes:
            self.text(PAD, top + FONT, f"({note.number})", room=HANG, mark=note.number)
            for part in wrap(note.text, room):
                self.text(PAD + HANG, top + FONT, part, room=room)
                top += ROW
        return top

    def lane_title(self, lane: Lane) -> str:
        """«A ◆ Thyrax · 07:00», with the number of its note before the name."""
        times = " ".join(clock(time) for time in sorted(lane.doses))
        closed = f" · {self.words.say('draw.closed')}" if lane.closed else ""
        numbers = "".join(f"({note.number}) " for note in self.notes if note.name == lane.name)
        return f"{lane.letter} ◆ {numbers}{lane.name}" + (f" · {times}" if times else "") + closed

    def magnesium_title(self) -> str:
        """«● Magnesium», with the word for a conflict."""
        title = f"● {self.words.say('draw.magnesium')}"
        if self.plan.status == "infeasible":
            title += f": ✕ {self.words.say('draw.conflict')}"
        return title

    def awake_title(self) -> str:
        """«Wakker 07:00 – 23:00»."""
        wake, bed = clock(self.request.wake % MINUTES), clock(self.request.bed % MINUTES)
        return f"{self.words.say('draw.awake')} {wake} – {bed}"


class _Wide(_Picture):
    """Time from left to right, midnight to midnight; each lane has its title above it."""

    def compose(self) -> int:
        room = self.width - 2 * PAD
        top = self.heading(PAD)
        for lane in self.lanes:
            self.text(PAD, top + FONT, self.lane_title(lane), room=room)
            self.lane(lane.spans, top + ROW, closed=lane.closed, name=lane.letter)
            for time in lane.doses:
                self.medicine(self.x(time), top + ROW + BAR / 2, time, lane.letter)
            top += ROW + BAR + 6
        if self.meals:
            meals = " ".join(clock(time) for time in self.meals)
            self.text(PAD, top + FONT, f"▭ {self.words.say('draw.meals')} · {meals}", room=room)
            self.lane((), top + ROW, closed=False, name="meals")
            for time in self.meals:
                self.meal(self.x(time), top + ROW + BAR / 2, time)
            top += ROW + BAR + 6
        self.text(PAD, top + FONT, self.magnesium_title(), room=room, bold=True)
        top = self.doses(top + ROW)
        self.text(PAD, top + FONT, self.awake_title(), room=room)
        for start, stop in awake_spans(self.request):
            self.line(f"M{self.x(start):g} {top + ROW:g}H{self.x(stop):g}", "awake", 3)
        top += ROW + 4
        for hour in range(0, 25, 3):
            x = self.x(hour * 60)
            self.line(f"M{x:g} {top:g}V{top + 5:g}", "tick")
            self.text(x, top + 5 + FONT, f"{hour:02d}", room=40, anchor="middle")
        top += 5 + FONT + 10
        self.legend(top)
        return int(self.numbered(top + BAR + PAD / 2) + PAD)

    def x(self, minutes: int) -> float:
        """Pixels from the left; a quarter of the pad is left for half a marker at midnight."""
        return round(PAD + (self.width - PAD - RIGHT) * minutes / MINUTES, 2)

    def lane(self, spans: "tuple[Span, ...] | list[Span]", top: float, *, closed: bool, name: str) -> None:
        self.line(f"M{self.x(0):g} {top + BAR / 2:g}H{self.x(MINUTES):g}", "lane")
        for span in spans:
            x = self.x(span[0])
            self.bar((x, top, round(self.x(span[1]) - x, 2), BAR), span, closed=closed, lane=name)

    def doses(self, top: int) -> int:
        """The magnesium lane with its amounts above; amounts that would touch stand in rows of their own."""
        ends: list[float] = []
        placed: list[tuple[float, int, str]] = []
        for item in sorted(self.magnesium, key=lambda item: item.time):
            label = " ".join(part for part in (item.time, tell_mg(self.words, item)) if part)
            half = text_width(label, bold=True) / 2
            x = min(max(self.x(minutes_of(item.time)), PAD + half), self.width - PAD - half)
            row = next((number for number, end in enumerate(ends) if end + 6 <= x - half), len(ends))
            ends[row : row + 1] = [x + half]
            placed.append((x, row, label))
        for x, row, label in placed:
            self.text(x, top + (len(ends) - row) * ROW - 6, label, room=self.width, anchor="middle", bold=True)
        top += len(ends) * ROW
        self.lane(self.blocked, top, closed=self.closed, name="magnesium")
        for item in self.magnesium:
            self.dose(self.x(minutes_of(item.time)), top + BAR / 2, item.time, item.mg)
        if self.plan.status == "infeasible":
            self.cross(self.x(MINUTES) + RIGHT / 2, top + BAR / 2)
        return top + BAR + 6


class _Tall(_Picture):
    """Time from top to bottom, 24 px an hour; the lanes are columns under a letter, explained above."""

    width = NARROW
    axis = 34
    amount = 96

    def compose(self) -> int:
        room = self.width - 2 * PAD
        top = self.heading(PAD)
        titles = [self.lane_title(lane) for lane in self.lanes]
        titles += [f"▭ {self.words.say('draw.meals')}"] if self.meals else []
        titles += [self.magnesium_title(), self.awake_title()]
        for title in titles:
            for part in wrap(title, room):
                self.text(PAD, top + FONT, part, room=room)
                top += ROW
        self.legend(top)
        top += 2 * ROW
        self.top = top + ROW
        for hour in range(0, 25, 3):
            y = self.y(hour * 60)
            self.text(PAD, y + 5, f"{hour:02d}", room=self.axis)
            self.line(f"M{PAD + self.axis - 8:g} {y:g}h5", "tick")
        for start, stop in awake_spans(self.request):
            self.line(f"M{PAD + self.axis:g} {self.y(start):g}V{self.y(stop):g}", "awake", 3)
        columns = len(self.lanes) + 1
        left = PAD + self.axis + 4
        step = (self.width - RIGHT - self.amount - left) / columns
        for number, lane in enumerate(self.lanes):
            middle = left + step * (number + 0.5)
            if step >= text_width(lane.letter, bold=True):
                self.text(middle, top + FONT - 4, lane.letter, room=step, anchor="middle", bold=True)
            self.column(middle, step, lane.spans, closed=lane.closed, name=lane.letter)
            for time in lane.doses:
                self.medicine(middle, self.y(time), time, lane.letter)
        for time in self.meals:
            self.meal(left + step * (columns - 0.5), self.y(time), time)
        self.doses(self.width - RIGHT - self.amount + 8)
        return int(self.numbered(self.y(MINUTES) + ROW))

    def y(self, minutes: int) -> float:
        """Pixels from the top."""
        return round(self.top + HOUR_TALL * minutes / 60, 2)

    def column(
        self, middle: float, step: float, spans: "tuple[Span, ...] | list[Span]", *, closed: bool, name: str
    ) -> None:
        self.line(f"M{middle:g} {self.y(0):g}V{self.y(MINUTES):g}", "lane")
        wide = round(max(1.0, min(BAR, step - 4)), 2)
        for span in spans:
            y = self.y(span[0])
            self.bar(
                (round(middle - wide / 2, 2), y, wide, round(self.y(span[1]) - y, 2)), span, closed=closed, lane=name
            )

    def doses(self, middle: float) -> None:
        """The magnesium column with its amounts to the right, pushed down where they would touch."""
        self.column(middle, BAR + 4, self.blocked, closed=self.closed, name="magnesium")
        free = 0.0
        for item in sorted(self.magnesium, key=lambda item: item.time):
            y = self.y(minutes_of(item.time))
            self.dose(middle, y, item.time, item.mg)
            free = max(free, y + 5)
            self.text(middle + 12, min(free, self.y(MINUTES) + ROW - 4), tell_mg(self.words, item), room=104, bold=True)
            free += FONT + 2
        if self.plan.status == "infeasible":
            self.cross(middle, self.top - 12)
