"""A label as a bar: the compound's mass, the magnesium in it solid, the rest hatched. Shapes and words, not colour."""

from typing import NamedTuple

from magwise.knowledge.load import Knowledge
from magwise.labels.label import Amount, Label
from magwise.picture import BRAND, INK, NARROW, PAD, Canvas

BAR = 26


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
    canvas = Canvas(NARROW, prefix)
    rest, perhaps = canvas.pattern("rest"), canvas.pattern("perhaps")
    top = float(PAD)
    widest = max(bar.whole for bar in bars)
    for bar in bars:
        top = canvas.lines(top, [bar.title], bold=True) + 2
        full = (canvas.right - PAD) * bar.whole / widest
        solid, most = (min(full * mg / bar.whole, full) if bar.whole else 0.0 for mg in (bar.part, bar.most))
        box = {"x": PAD, "y": top, "height": BAR}
        whole = f"{bar.whole:g}"
        canvas.add("rect", "whole", **box, width=full, fill=rest, stroke=INK, stroke_width=1, data_mg=whole)
        canvas.add("rect", "part", **box, width=solid, fill=BRAND, data_mg=f"{bar.part:g}")
        if most > solid:
            box |= {"x": PAD + solid, "width": most - solid}
            canvas.add("rect", "perhaps", **box, fill=perhaps, stroke=BRAND, data_mg=f"{bar.most:g}")
        top = canvas.lines(top + BAR + 4, [bar.rest] if bar.rest else []) + 8
    return canvas.finish(top, "label")


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
