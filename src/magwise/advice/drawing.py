"""The ladder as columns: what is taken already, the step on it, and the lines that it stays under."""

from collections.abc import Sequence
from typing import NamedTuple

from magwise.advice.advice import Dose, Step
from magwise.advice.dose import limit_words
from magwise.knowledge.load import Knowledge
from magwise.picture import BRAND, FONT, HATCH, INK, LINE, NARROW, PAD, ROW, STOP, WIDE, Canvas, Figure, text_width
from magwise.profiles.profile import Override

HIGH, WIDEST = 180, 64
MOST_BAR = 40


class Limits(NamedTuple):
    """The lines of a ladder, in mg a day. authority: of the jurisdiction, where a practice set another limit."""

    ceiling: float
    authority: float | None
    override: Override | None

    @property
    def highest(self) -> float:
        """The top of the picture."""
        return max(self.ceiling, self.authority or 0, self.override.value if self.override else 0)


def show_ladder(
    dose: Dose,
    *,
    knowledge: Knowledge,
    locale: str = "nl",
    jurisdiction: str = "EU",
    overrides: Sequence[Override] = (),
    prefix: str = "ladder",
) -> Figure:
    """The steps of a dose as a figure, a column a week, in elemental mg a day.

    overrides: the limits that a practice set and that hold; the strictest gets a line of its own beside the
    authority's. prefix: begins every id of the pictures. The rows are week, magnesium, at a time, with the rest, room.
    """
    ladder = _Ladder(dose, knowledge, locale, jurisdiction, overrides)
    return Figure(
        ladder.draw(NARROW, f"{prefix}-narrow"),
        ladder.draw(WIDE, f"{prefix}-wide"),
        ladder.caption(),
        tuple(knowledge.say(locale, f"advice.ladder.{key}") for key in ("week", "per_day", "each", "in_all", "room")),
        tuple(ladder.row(step) for step in dose.ladder),
    )


def ladder_strip(dose: Dose, *, knowledge: Knowledge, locale: str = "nl", width: int = 80) -> list[str]:
    """The same in letters: a bar a week, ▒ what is taken already, █ the step, │ the ceiling; within `width` columns."""
    say = _Voice(knowledge, locale)
    leads = [f"{say('week')} {step.week}".lower() for step in dose.ladder]
    ends = [say.mg(step.mg_per_day) for step in dose.ladder]
    lead, end = max(map(len, leads)), max(map(len, ends))
    room = min(MOST_BAR, width - lead - end - 5)
    cells = [round(room * mg / dose.ceiling_mg) for mg in (dose.already_mg, dose.ceiling_mg)]
    lines = []
    for step, name, amount in zip(dose.ladder, leads, ends, strict=True):
        # The bar of a step is never longer than its share: rounding down keeps it left of the ceiling.
        top = int(room * (dose.already_mg + step.mg_per_day) / dose.ceiling_mg)
        bar = "▒" * min(cells[0], top) + "█" * max(top - cells[0], 0)
        lines.append(f"{name:<{lead}} {bar:<{cells[1]}}│ {amount}")
    marks = [say("strip_step")]
    if dose.already_mg:
        marks.append(say("strip_already", mg=say.mg(dose.already_mg)))
    marks.append(say("strip_ceiling", mg=say.mg(dose.ceiling_mg)))
    return [*lines, *marks]


class _Voice:
    """The wording of the ladder in one language."""

    def __init__(self, knowledge: Knowledge, locale: str) -> None:
        self.knowledge, self.locale = knowledge, locale

    def __call__(self, key: str, **values: object) -> str:
        return self.knowledge.say(self.locale, f"advice.ladder.{key}", **values)

    def number(self, value: float) -> str:
        """At most one decimal, with the sign of the language."""
        return f"{value:.1f}".removesuffix(".0").replace(".", self("decimal"))

    def mg(self, value: float) -> str:
        """«100 mg», kept on one line."""
        return f"{self.number(value)}\u00a0mg"


class _Ladder:
    def __init__(
        self, dose: Dose, knowledge: Knowledge, locale: str, jurisdiction: str, overrides: Sequence[Override]
    ) -> None:
        self.dose, self.knowledge, self.locale = dose, knowledge, locale
        self.say = _Voice(knowledge, locale)
        self.target = dose.already_mg + dose.target_mg
        set_by = min(overrides, key=lambda one: one.value) if overrides and "override" in dose.ceiling_by else None
        self.limits = Limits(dose.ceiling_mg, self._authority(jurisdiction) if set_by else None, set_by)

    def _authority(self, jurisdiction: str) -> float:
        rows = self.knowledge.authorities.values()
        limit = next(row.limit for row in rows if row.jurisdiction == jurisdiction)
        return float(self.knowledge.limits[limit].value or 0)

    def caption(self) -> str:
        """The finding: where to begin, where to go, and what it stays within."""
        dose, key = self.dose, "caption" if self.dose.start_mg != self.dose.target_mg else "caption_flat"
        amounts = {"start": dose.start_mg, "target": dose.target_mg, "ceiling": dose.ceiling_mg}
        return self.say(key, **{name: self.say.mg(mg) for name, mg in amounts.items()})

    def row(self, step: Step) -> tuple[str, ...]:
        """A step as a row of the table."""
        dose = self.dose
        return (
            str(step.week),
            self.say.mg(step.mg_per_day),
            " + ".join(self.say.number(part) for part in step.split_mg),
            self.say.mg(step.mg_per_day + dose.already_mg),
            self.say.mg(dose.ceiling_mg - dose.already_mg - step.mg_per_day),
        )

    def draw(self, width: int, prefix: str) -> str:
        """The picture at one width."""
        canvas = Canvas(width, prefix)
        dots = canvas.pattern("dots") if self.dose.already_mg else ""
        ceiling = canvas.lines(PAD, self.legend()) + ROW
        floor = ceiling + HIGH
        scale = HIGH / self.limits.highest
        self.columns(canvas, floor, scale, dots)
        self.rule(canvas, floor - self.dose.ceiling_mg * scale, STOP, 2, "ceiling", self.dose.ceiling_mg)
        if self.target < self.dose.ceiling_mg:
            self.rule(canvas, floor - self.target * scale, INK, 1.5, "target", self.target, "7 4")
        for name, mg, dashes in (
            ("authority", self.limits.authority, "2 3"),
            ("override", self._practice(), "9 3 2 3"),
        ):
            if mg is not None and mg != self.dose.ceiling_mg:
                self.rule(canvas, floor - mg * scale, HATCH, 2, name, mg, dashes)
        self.rule(canvas, floor, LINE, 1, "floor", 0)
        last = self.dose.ladder[-1]
        canvas.text(PAD, floor + 2 * ROW - 5, self.say("weeks"))
        below = [f"▲ {last.because}", self.say("rule")]
        return canvas.finish(canvas.lines(floor + 2 * ROW, below) + PAD, "ladder")

    def _practice(self) -> float | None:
        return self.limits.override.value if self.limits.override else None

    def legend(self) -> list[str]:
        """What the lines and the dots mean, one text each."""
        dose, say, limits = self.dose, self.say, self.limits
        by = dose.ceiling_by[0] if dose.ceiling_by else ""
        who = limit_words(by, self.knowledge, self.locale) if by and by != "override" else ""
        if limits.override and limits.override.value == dose.ceiling_mg:
            ceiling = self._of_practice("—", limits.override)
        else:
            ceiling = say("line", mg=say.mg(dose.ceiling_mg), who=who).strip()
        found = [say("axis"), ceiling]
        if limits.override:
            if limits.override.value != dose.ceiling_mg:
                found.append(self._of_practice("─·", limits.override))
            if limits.authority is not None and limits.authority != dose.ceiling_mg:
                found.append(say("authority", mg=say.mg(limits.authority)))
        if self.target < dose.ceiling_mg:
            found.append(say("target", mg=say.mg(self.target)))
        return [*found, *(say("already", name=item.name, mg=say.mg(item.mg)) for item in dose.already)]

    def _of_practice(self, mark: str, override: Override) -> str:
        until = override.until.isoformat()
        return self.say("override", mark=mark, name=override.by, until=until, mg=self.say.mg(override.value))

    def columns(self, canvas: Canvas, floor: float, scale: float, dots: str) -> None:
        """A column a week: a dotted block for each source that is taken already, and on it the step."""
        steps = self.dose.ladder
        room = (canvas.right - PAD) / len(steps)
        wide = min(room - 8, WIDEST)
        amounts = [self.say.number(step.mg_per_day) for step in steps]
        every = -(-max(text_width(amount, bold=True) for amount in amounts) // room)
        for number, (step, amount) in enumerate(zip(steps, amounts, strict=True)):
            x, middle = PAD + room * number + (room - wide) / 2, PAD + room * (number + 0.5)
            below = self.dose.already_mg * scale
            if below:
                self.already(canvas, x, wide, floor, scale, dots)
            high = step.mg_per_day * scale
            top = floor - below - high
            canvas.add(
                "rect", "step", x=x, y=top, width=wide, height=high, fill=BRAND, data_dose=f"{step.mg_per_day:g}",
                data_week=step.week,
            )  # fmt: skip
            if not number % every or step is steps[-1]:
                inside = high >= ROW and text_width(amount, bold=True) <= wide
                foot = top + FONT + 2 if inside else top - 4
                canvas.text(middle, foot, amount, anchor="middle", bold=True, light=inside)
            canvas.text(middle, floor + ROW - 3, f"{step.week}", anchor="middle")
        canvas.text(PAD + room * (len(steps) - 0.5), floor + 2 * ROW - 5, "▲", anchor="middle")

    def already(self, canvas: Canvas, x: float, wide: float, floor: float, scale: float, dots: str) -> None:
        """The dotted block, with a line between its sources."""
        below = self.dose.already_mg * scale
        canvas.add(
            "rect", "already", x=x, y=floor - below, width=wide, height=below, fill=dots, stroke=INK,
            data_mg=f"{self.dose.already_mg:g}",
        )  # fmt: skip
        reached = 0.0
        for item in self.dose.already[:-1]:
            reached += item.mg
            canvas.add(
                "path", "source", d=f"M{x:.2f} {floor - reached * scale:.2f}h{wide:.2f}", stroke=INK, stroke_width=1
            )

    @staticmethod
    def rule(
        canvas: Canvas, y: float, colour: str, width: float, name: str, mg: float, dashes: str | None = None
    ) -> None:
        """A line across the picture."""
        canvas.add(
            "path", name, d=f"M{PAD} {y:.2f}H{canvas.right}", fill="none", stroke=colour, stroke_width=width,
            stroke_dasharray=dashes, data_mg=f"{mg:g}",
        )  # fmt: skip
