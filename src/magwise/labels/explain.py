"""Why a label is read as it is: what stands where, what each number may mean, what ruled it out, what is left."""

from collections.abc import Iterator
from decimal import Decimal
from textwrap import wrap
from typing import Literal, NamedTuple

from magwise.knowledge.load import Knowledge
from magwise.labels.assemble import make_label, shown
from magwise.labels.judge import Judge
from magwise.labels.judgement import rounded
from magwise.labels.label import Label
from magwise.labels.lexicon import Lexicon
from magwise.labels.read import lexicon_of, read_checked
from magwise.labels.reading import Reading
from magwise.labels.reference import join
from magwise.labels.rows import Row
from magwise.labels.substances import Name
from magwise.labels.tokens import Token
from magwise.result import Result, plain_number

# Findings with which the judge took the number at a compound's name for the element.
_SHOW_ELEMENT = frozenset({"percent_shows_element", "name_used_for_element", "shares_of_the_element"})
_NARROWEST = 30

Kind = Literal["element", "compound", "serving", "additive"]


class Seen(Result, frozen=True, kw_only=True):
    """Something the label says. start, end: its place in the text as it was given; quote: those characters."""

    kind: Kind
    start: int
    end: int
    quote: str
    text: str


class Candidate(Result, frozen=True, kw_only=True):
    """One meaning of one printed number. low_mg, high_mg: the elemental magnesium it would give, None for a mixture.

    statement: which of the statements prints the number; kept: whether it stands; reason: what keeps or excludes it.
    """

    statement: int
    meaning: Literal["element", "compound"]
    low_mg: float | None
    high_mg: float | None
    text: str
    kept: bool
    reason: str


class Explanation(Result, frozen=True, kw_only=True):
    """The way from a label's text to its reading.

    headings: of the three parts (what it says, what it may mean, what is left), and marks: the words for a meaning that
    stays and one that is ruled out, in the language of the sentences;
    statements: what was found and where; candidates: the meanings considered; left: the conclusion; label: the result.
    """

    headings: tuple[str, str, str]
    marks: tuple[str, str]
    statements: tuple[Seen, ...]
    candidates: tuple[Candidate, ...]
    left: tuple[str, ...]
    label: Label


class _Telling(NamedTuple):
    """What every sentence needs."""

    lexicon: Lexicon
    locale: str

    def say(self, key: str, **values: object) -> str:
        return self.lexicon.knowledge.say(self.locale, f"labels.explain_{key}", **shown(values, self.locale))

    def unit(self, unit: str, count: Decimal) -> str:
        return self.say(f"unit_{unit}" if count <= 1 else f"units_{unit}")


def explain_label(text: str, lang: str | None = None, *, knowledge: Knowledge, locale: str = "nl") -> Explanation:
    """The explanation of one label; text, lang, locale and errors as for `read_label`, whose reading it shows."""
    lexicon = lexicon_of(knowledge)
    reading = read_checked(text, lang, lexicon)
    label = make_label(reading, lexicon, locale)
    telling = _Telling(lexicon, locale)
    rows = _rows(reading)
    statements = [_seen_row(row, reading, telling) for row in rows]
    candidates = [
        candidate
        for place, row in enumerate(rows)
        if reading.judge is not None
        for candidate in _candidates(place, row, reading.judge, reading, telling)
    ]
    statements += [seen for seen in _others(reading, telling) if seen.quote]
    left = [finding.text for finding in label.findings]
    left.insert(0, telling.say(f"verdict_{label.verdict}"))
    if label.tolerance_text is not None:
        left.append(label.tolerance_text)
    return Explanation(
        headings=(telling.say("says"), telling.say("may_mean"), telling.say("left")),
        marks=(telling.say("stays"), telling.say("out")),
        statements=tuple(statements),
        candidates=tuple(candidates),
        left=tuple(left),
        label=label,
    )


def render_explanation(explanation: Explanation, *, width: int = 80) -> str:
    """The explanation as plain text, no line longer than `width` (at least 30)."""
    width = max(width, _NARROWEST)
    lines: list[str] = []

    def block(first: str, text: str) -> None:
        lines.extend(wrap(text, width, initial_indent=first, subsequent_indent=" " * len(first)))

    says, may_mean, left = explanation.headings
    stays, out = explanation.marks
    lines.append(says)
    for number, seen in enumerate(explanation.statements, 1):
        block(f"  {number}. ", f"«{' '.join(seen.quote.split())}»: {seen.text}")
    if explanation.candidates:
        lines += ["", may_mean]
        mark = max(len(stays), len(out)) + 2
        for candidate in explanation.candidates:
            word = stays if candidate.kept else out
            block(f"  {f'{word}:':<{mark}}", f"({candidate.statement + 1}) {candidate.text} {candidate.reason}")
    lines += ["", left]
    for sentence in explanation.left:
        block("  ", sentence)
    return "\n".join(lines) + "\n"


def _rows(reading: Reading) -> list[Row]:
    """The rows that were weighed, in the order of the print."""
    if reading.judge is None:
        return []
    return sorted((*reading.judge.elements, *reading.judge.compounds), key=lambda row: (row.amount.start, row.column))


def _quote(reading: Reading, start: int, end: int) -> tuple[int, int, str]:
    """A span of the folded text as a place in the text that was given, and its characters there."""
    first, last = reading.text.origin(start), reading.text.origin(end - 1) + 1
    return first, last, reading.text.original[first:last]


def _seen_row(row: Row, reading: Reading, telling: _Telling) -> Seen:
    token = reading.tokens[row.statement.place]
    start, end, quote = _quote(reading, min(token.start, row.amount.start), max(token.end, row.amount.end))
    assert reading.judge is not None
    is_element = any(row is element for element in reading.judge.elements)
    values: dict[str, object] = {"mg": row.mg, "form": _form(row.statement.name, telling)}
    serving = row.serving
    if serving is not None:
        values["per"] = telling.say("per", count=serving.count, unit=telling.unit(serving.unit, serving.count))
    else:
        values["per"] = telling.say("per_unknown")
    kind: Kind = "element" if is_element else "compound"
    return Seen(kind=kind, start=start, end=end, quote=quote, text=telling.say(f"row_{kind}", **values))


def _form(name: Name, telling: _Telling) -> str:
    family = name.family
    known = telling.lexicon.knowledge.families.get(family) if family is not None else None
    if known is None:
        return telling.say("unnamed_form")
    return known.name_nl if telling.locale == "nl" else known.name_en


def _candidates(place: int, row: Row, judge: Judge, reading: Reading, telling: _Telling) -> Iterator[Candidate]:
    """The number as the element, and as the compound or compounds that stand at it."""
    names = _compounds_of(row)
    shares = [judge.shares(name) for name in names]
    lows = [low for low, _ in shares if low is not None]
    highs = [high for _, high in shares if high is not None]
    low = row.mg * min(lows) if lows and len(lows) == len(names) else None
    high = row.mg * max(highs) if highs and len(highs) == len(names) else None
    element_stays, compound_stays = _standing(row, judge, reading)
    yield Candidate(
        statement=place,
        meaning="element",
        low_mg=plain_number(row.mg),
        high_mg=plain_number(row.mg),
        text=telling.say("as_element", mg=row.mg),
        kept=element_stays,
        reason=_reason("element", element_stays, row, judge, reading, telling),
    )
    if names:
        form = ", ".join(dict.fromkeys(_form(name, telling) for name in names))
        if low is None or high is None:
            text = telling.say("as_mixture", mg=row.mg, form=form)
        else:
            exact = "_exact" if rounded(low) == rounded(high) else ""
            text = telling.say(f"as_compound{exact}", mg=row.mg, form=form, low=rounded(low), high=rounded(high))
        yield Candidate(
            statement=place,
            meaning="compound",
            low_mg=None if low is None else plain_number(low),
            high_mg=None if high is None else plain_number(high),
            text=text,
            kept=compound_stays,
            reason=_reason("compound", compound_stays, row, judge, reading, telling),
        )


def _compounds_of(row: Row) -> list[Name]:
    names = [row.statement.name, *(part.name for part in row.statement.forms)]
    return [name for name in names if name.substance is not None]


def _standing(row: Row, judge: Judge, reading: Reading) -> tuple[bool, bool]:
    """Whether the judgement left the element and the compound as the meaning of a number."""
    judgement = reading.judgement
    if judgement.verdict == "inconsistent":
        return False, False
    if any(row is element for element in judge.elements):
        return True, False
    found = {finding for finding, _ in judgement.findings}
    if "salt_or_element" in found:
        return True, True
    is_element = bool(found & _SHOW_ELEMENT)
    return is_element, not is_element


def _reason(
    meaning: Literal["element", "compound"], kept: bool, row: Row, judge: Judge, reading: Reading, telling: _Telling
) -> str:
    """What keeps or excludes a meaning: the percent first, then the masses, then the words of the label."""
    amount = row.amount
    percent = amount.percent
    side = "in" if kept else "out"
    if percent is not None:
        base = join(row.mg, percent, amount.decimals, judge.bases)
        if base is not None and (meaning == "element" or not kept):
            return telling.say(f"percent_{meaning}_{side}", percent=percent, base=base, mg=row.mg)
        if base is None and meaning == "element" and not kept:
            return telling.say("percent_contradicts", percent=percent, mg=row.mg)
    if meaning == "element" and not kept:
        capacity = _capacity(row, judge)
        if capacity is not None and row.mg > capacity * judge.richer:
            return telling.say("too_much", mg=row.mg, most=rounded(capacity))
    if any(row is element for element in judge.elements):
        if meaning == "element" and not kept:
            return telling.say("words_beaten")
        return telling.say("words_element_in" if meaning == "element" else "words_element_out")
    if reading.judgement.verdict == "inconsistent":
        return telling.say("words_beaten")
    return telling.say(f"words_{'compound' if meaning == 'compound' else 'name'}_{side}")


def _capacity(row: Row, judge: Judge) -> Decimal | None:
    """The most magnesium that the printed masses of compounds in the same serving can hold."""
    masses = [(other.statement.name, other.mg) for other in judge.compounds if other is not row]
    masses += [(part.name, part.mg) for part in row.statement.forms if part.mg is not None]
    total = Decimal(0)
    for name, mass in masses:
        share = judge.shares(name)[1]
        if share is None:
            return None
        total += mass * share
    return total if masses else None


def _others(reading: Reading, telling: _Telling) -> Iterator[Seen]:
    """Servings, and additives that are never counted."""
    for mention in reading.mentions:
        first, last = reading.tokens[mention.place], reading.tokens[mention.end - 1]
        start, end, quote = _quote(reading, first.start, last.end)
        unit = telling.unit(mention.unit, mention.count)
        text = telling.say("several_servings" if mention.several else "serving", count=mention.count, unit=unit)
        yield Seen(kind="serving", start=start, end=end, quote=quote.strip(), text=text)
    for token in reading.tokens:
        if _is_additive(token):
            start, end, quote = _quote(reading, token.start, token.end)
            yield Seen(kind="additive", start=start, end=end, quote=quote, text=telling.say("additive"))


def _is_additive(token: Token) -> bool:
    return token.section == "name" and isinstance(token.name, Name) and token.name.role == "excipient"
