"""A label as a bar: the compound's mass, the magnesium in it solid, the rest hatched. Shapes and words, not colour."""

from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from magwise.knowledge.load import Knowledge
from magwise.labels.label import Amount, Label

INK, LINE, BRAND, HATCH = "#1b1f24", "#6b7680", "#0b5c5e", "#a3420b"
WIDTH, PAD, RIGHT = 320, 12, 32
FONT, ROW, BAR = 14, 20, 26
GLYPH = 0.62 * FONT


class _Bar(NamedTuple):
    """One reading. part: surely magnesium, mg; most: perhaps; whole: what the full bar stands for; title: above it."""

    title: str
    part: float
    most: float
    whole: float
    rest: str


def draw_label(label: Label, *, knowledge: Knowledge, locale: str = "nl", prefix: str = "label") -> str:
    """The label as SVG; empty where there is nothing to draw (no magnesium, or numbers that cannot all be right).

    A compound's mass gives a bar of that mass; without one the bar is the reference intake. Two readings give two bars.
    prefix: begins every id, so that several pictures may stand on one page.
    """
    bars = _bars(label, knowledge, locale)
    if not bars:
        return ""
    shapes: list[str] = []
    top = PAD
    widest = max(bar.whole for bar in bars)
    for bar in bars:
        shapes.append(_text(PAD, top + FONT, bar.title, bold=True))
        top += ROW + 2
        full = (WIDTH - PAD - RIGHT) * bar.whole / widest
        solid, perhaps = (min(full * mg / bar.whole, full) if bar.whole else 0 for mg in (bar.part, bar.most))
        shapes.append(
            f'<rect x="{PAD}" y="{top}" width="{full:.2f}" height="{BAR}" fill="url(#{escape(prefix)}-rest)" '
            f'stroke="{INK}" stroke-width="1" class="mw-whole" data-mg="{bar.whole:g}"/>'
            f'<rect x="{PAD}" y="{top}" width="{solid:.2f}" height="{BAR}" fill="{BRAND}" class="mw-part" '
            f'data-mg="{bar.part:g}"/>'
        )
        if perhaps > solid:
            shapes.append(
                f'<rect x="{PAD + solid:.2f}" y="{top}" width="{perhaps - solid:.2f}" height="{BAR}" '
                f'fill="url(#{escape(prefix)}-perhaps)" stroke="{BRAND}" class="mw-perhaps" data-mg="{bar.most:g}"/>'
            )
        top += BAR + 4
        for line in _wrap(bar.rest):
            shapes.append(_text(PAD, top + FONT, line))
            top += ROW
        top += 8
    pattern, perhaps_id = quoteattr(f"{prefix}-rest"), quoteattr(f"{prefix}-perhaps")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mw-label" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" '
        f'height="{top}" aria-hidden="true" focusable="false" font-family="system-ui, sans-serif" font-size="{FONT}">'
        f'<defs><pattern id={pattern} width="7" height="7" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0 0V7" stroke="{HATCH}" stroke-width="2" class="mw-hatch"/>'
        f'</pattern><pattern id={perhaps_id} width="5" height="5" patternUnits="userSpaceOnUse">'
        f'<rect width="5" height="5" fill="#ffffff" class="mw-paper"/><circle cx="2.5" cy="2.5" r="1.6" fill="{BRAND}" '
        f'class="mw-part"/></pattern></defs>{"".join(shapes)}</svg>'
    )


def _bars(label: Label, knowledge: Knowledge, locale: str) -> list[_Bar]:
    amount = label.elemental_mg_per_serving
    if amount is None or label.verdict in ("inconsistent", "no_magnesium"):
        return []
    weighed = [compound for compound in label.compounds if compound.compound_mg]
    mass = sum(compound.compound_mg or 0 for compound in weighed) if weighed else None
    names = [_family(compound.form, knowledge, locale) for compound in weighed]
    readings = _readings(amount, label.verdict == "ambiguous")
    bars = []
    for number, (part, most) in enumerate(readings, start=1):
        about = "about" if label.verdict == "compound_only" and part == most else "exactly"
        title = knowledge.say(locale, f"web.picture.label_{about}", mg=_span(part, most, knowledge, locale))
        if len(readings) > 1:
            title = knowledge.say(locale, "web.picture.reading", number=number, title=title)
        if mass and mass >= most:
            rest = knowledge.say(
                locale, "web.picture.label_rest", mass=_number(mass, knowledge, locale), names=", ".join(names)
            )
            bars.append(_Bar(title, part, most, mass, rest))
        elif label.reference and label.reference.base_mg:
            base = label.reference.base_mg
            rest = knowledge.say(locale, "web.picture.label_reference", mg=_number(base, knowledge, locale))
            bars.append(_Bar(title, part, most, max(base, most), rest))
        else:
            bars.append(_Bar(title, part, most, amount.high, ""))
    return bars


def _readings(amount: Amount, ambiguous: bool) -> list[tuple[float, float]]:
    """Lowest and highest magnesium of each reading."""
    if ambiguous and amount.low != amount.high:
        return [(amount.low, amount.low), (amount.high, amount.high)]
    if amount.best is not None:
        return [(amount.best, amount.best)]
    return [(amount.low, amount.high)]


def _span(low: float, high: float, knowledge: Knowledge, locale: str) -> str:
    if low == high:
        return _number(low, knowledge, locale)
    ends = {"low": _number(low, knowledge, locale), "high": _number(high, knowledge, locale)}
    return knowledge.say(locale, "web.verdict.span", **ends)


def _family(form: str, knowledge: Knowledge, locale: str) -> str:
    family = knowledge.families.get(form)
    if family is None:
        return knowledge.say(locale, "web.picture.compound")
    return family.name_nl if locale == "nl" else family.name_en


def _number(value: float, knowledge: Knowledge, locale: str) -> str:
    text = f"{value:.0f}" if value >= 10 else f"{value:.1f}".removesuffix(".0")
    return text.replace(".", knowledge.say(locale, "web.frame.decimal"))


def _text(x: float, y: float, words: str, *, bold: bool = False) -> str:
    most = int((WIDTH - 2 * PAD) / GLYPH)
    shown = words if len(words) <= most else words[: most - 1].rstrip() + "…"
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}" fill="{INK}" class="mw-ink"{weight}>{escape(shown)}</text>'


def _wrap(words: str) -> list[str]:
    most = int((WIDTH - 2 * PAD) / GLYPH)
    lines: list[str] = []
    for word in words.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
