"""The ladder as columns: what is taken already, the step on it, and the lines that it stays under."""

from xml.sax.saxutils import escape, quoteattr

from magwise.advice.advice import Dose
from magwise.knowledge.load import Knowledge

INK, LINE, BRAND, STOP = "#1b1f24", "#6b7680", "#0b5c5e", "#8f1414"
WIDTH, PAD, RIGHT = 320, 12, 32
FONT, ROW, HIGH = 14, 20, 180
GLYPH = 0.62 * FONT
WIDEST = 64


def draw_ladder(dose: Dose, *, knowledge: Knowledge, locale: str = "nl", prefix: str = "ladder") -> str:
    """The steps of a dose as SVG, a column a week, in elemental mg a day.

    The dotted block is what is taken already, the solid one the step; a full line is the ceiling, a dashed one the
    target on top of what is taken already. prefix: begins every id, so that several pictures may stand on one page.
    """
    scale = HIGH / dose.ceiling_mg
    target = dose.already_mg + dose.target_mg
    titles = [knowledge.say(locale, "web.picture.axis"), _say(knowledge, locale, "ceiling", dose.ceiling_mg)]
    if target < dose.ceiling_mg:
        titles.append(_say(knowledge, locale, "target", target))
    if dose.already_mg:
        titles.append(_say(knowledge, locale, "already", dose.already_mg))
    ceiling = PAD + len(titles) * ROW + 8
    floor = ceiling + HIGH
    shapes = [_text(PAD, PAD + number * ROW + FONT, title) for number, title in enumerate(titles)]
    room = (WIDTH - PAD - RIGHT) / len(dose.ladder)
    wide = min(room - 8, WIDEST)
    for number, step in enumerate(dose.ladder):
        x = PAD + room * number + (room - wide) / 2
        below, above = dose.already_mg * scale, step.mg_per_day * scale
        if below:
            shapes.append(
                f'<rect x="{x:.2f}" y="{floor - below:.2f}" width="{wide:.2f}" height="{below:.2f}" '
                f'fill="url(#{escape(prefix)}-already)" stroke="{INK}" class="mw-already" '
                f'data-mg="{dose.already_mg:g}"/>'
            )
        shapes.append(
            f'<rect x="{x:.2f}" y="{floor - below - above:.2f}" width="{wide:.2f}" height="{above:.2f}" fill="{BRAND}" '
            f'class="mw-step" data-dose="{step.mg_per_day:g}" data-week="{step.week}"/>'
        )
        amount = _number(step.mg_per_day, knowledge, locale)
        middle = x + wide / 2
        inside = above >= ROW and len(amount) * GLYPH <= wide
        shapes.append(
            _text(middle, floor - below - above + FONT + 2, amount, anchor="middle", bold=True, light=True)
            if inside
            else _text(middle, floor - below - above - 4, amount, anchor="middle", bold=True)
        )
        shapes.append(_text(middle, floor + ROW, f"{step.week}", anchor="middle"))
    shapes.append(_line(ceiling, STOP, 2, "ceiling", dose.ceiling_mg))
    if target < dose.ceiling_mg:
        shapes.append(_line(floor - target * scale, INK, 1.5, "target", target, dashed=True))
    shapes.append(_line(floor, LINE, 1, "floor", 0))
    shapes.append(_text(PAD, floor + 2 * ROW, knowledge.say(locale, "web.picture.weeks")))
    height = floor + 2 * ROW + PAD
    pattern = quoteattr(f"{prefix}-already")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mw-ladder" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" aria-hidden="true" focusable="false" font-family="system-ui, sans-serif" '
        f'font-size="{FONT}"><defs><pattern id={pattern} width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<circle cx="3" cy="3" r="1.5" fill="{INK}" class="mw-dot"/></pattern></defs>{"".join(shapes)}</svg>'
    )


def _say(knowledge: Knowledge, locale: str, key: str, mg: float) -> str:
    return knowledge.say(locale, f"web.picture.{key}", mg=_number(mg, knowledge, locale))


def _number(value: float, knowledge: Knowledge, locale: str) -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", knowledge.say(locale, "web.frame.decimal"))


def _line(y: float, colour: str, width: float, name: str, mg: float, *, dashed: bool = False) -> str:
    dashes = ' stroke-dasharray="6 4"' if dashed else ""
    return (
        f'<path d="M{PAD} {y:.2f}H{WIDTH - RIGHT}" fill="none" stroke="{colour}" stroke-width="{width:g}"{dashes} '
        f'class="mw-{name}" data-mg="{mg:g}"/>'
    )


def _text(x: float, y: float, words: str, *, anchor: str = "start", bold: bool = False, light: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    fill, name = ("#ffffff", "mw-light") if light else (INK, "mw-ink")
    most = int((WIDTH - 2 * PAD) / GLYPH)
    shown = words if len(words) <= most else words[: most - 1].rstrip() + "…"
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}" fill="{fill}" class="{name}"{weight}>'
        f"{escape(shown)}</text>"
    )
