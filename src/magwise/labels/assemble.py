"""A reading made into the Label of the public contract, with its sentences."""

from decimal import Decimal
from functools import lru_cache
from typing import Literal

from magwise.labels.counts import UNCOUNTED
from magwise.labels.judgement import Judgement
from magwise.labels.label import Amount, Compound, Finding, Label, Number, Reference, Serving
from magwise.labels.lexicon import Lexicon
from magwise.labels.numbers import roles_of
from magwise.labels.reading import Reading
from magwise.labels.readings import Statement
from magwise.labels.substances import Name
from magwise.labels.tokens import Token
from magwise.labels.tolerance import find_tolerance
from magwise.result import plain_number as exact_number

_UNREAD = frozenset({"word", "number", "mark", "connectors", "fillers", "count", "grades", "multiples"})
_MOST_FINDINGS = 1_000
_SENTENCE_ENDS = frozenset("\n.;:!?|")
_TITLE = 12  # tokens of a title
_ONE = Decimal(1)
# Labels print the same few numbers.
plain_number = lru_cache(maxsize=256)(exact_number)


def make_label(reading: Reading, lexicon: Lexicon, locale: str) -> Label:
    """The Label of a reading, its sentences in the language `locale`."""
    judgement, tokens = reading.judgement, reading.tokens
    serving = judgement.serving
    if serving is not None and serving.unit in UNCOUNTED:
        serving = None  # «per portion», «per day»: nobody says how much that is
    amount = per_unit = None
    if judgement.low is not None and judgement.high is not None and plain_number(judgement.low) > 0:
        amount = _amount(judgement, _ONE)
        per_unit = None if serving is None else _amount(judgement, serving.count)
    compounds = _compounds(reading, lexicon) if judgement.verdict != "no_magnesium" else ()
    reference = None
    if judgement.percent is not None:
        reference = Reference(
            system=judgement.system,
            percent=float(judgement.percent),
            base_mg=None if judgement.base is None else float(judgement.base),
            consistent=judgement.base is not None,
        )
    if judgement.verdict != "no_magnesium":
        for place in reading.names:
            name = tokens[place].name
            if isinstance(name, Name) and name.role == "excipient":
                judgement.find("excipient_not_counted")
                break
    tolerance = find_tolerance(reading, lexicon, locale)
    return Label(
        verdict=judgement.verdict,
        serving=None if serving is None else Serving(count=plain_number(serving.count), unit=serving.unit),
        elemental_mg_per_serving=amount,
        elemental_mg_per_unit=per_unit,
        compounds=compounds,
        reference=reference,
        findings=tuple([tell(lexicon, locale, key, values) for key, values in judgement.findings]),
        numbers=_numbers(reading),
        lang=reading.language,
        route=_route(tokens, reading.language) if "skin" in reading.sections else "oral",
        vitamin_b6_mg=_vitamin_b6(tokens) if "b6" in reading.sections else None,
        may_hold_magnesium=amount is None and (judgement.verdict != "no_magnesium" or _may_hold(reading.sections)),
        tolerance_low_mg=None if tolerance is None else tolerance.low_mg,
        tolerance_high_mg=None if tolerance is None else tolerance.high_mg,
        tolerance_text=None if tolerance is None else tolerance.text,
        next_step=tell(lexicon, locale, _next_step(judgement), {}).text,
    )


def _numbers(reading: Reading) -> tuple[Number, ...]:
    original, offsets = reading.text.original, reading.text.offsets
    numbers: list[Number] = []
    for token, role in roles_of(reading.tokens, reading.mentions):
        start, end = token.start, token.end
        if offsets is not None:
            start, end = offsets[start], offsets[end - 1] + 1
        numbers.append(Number(text=original[start:end], start=start, end=end, role=role))
    return tuple(numbers)


def _next_step(judgement: Judgement) -> str:
    if judgement.verdict != "ambiguous":
        return f"next_{judgement.verdict}"
    found = {finding for finding, _ in judgement.findings}
    for finding in ("two_products", "language_not_read"):
        if finding in found:
            return f"next_{finding}"
    return "next_ambiguous" if judgement.low is not None else "next_no_amount"


def tell(lexicon: Lexicon, locale: str, key: str, values: dict[str, object]) -> Finding:
    """A finding in words; remembered, for labels repeat each other."""
    asked = (locale, key, *values.values())
    found = lexicon.findings.get(asked)
    if found is None:
        text = lexicon.knowledge.say(locale, f"labels.{key}", **shown(values, locale))
        found = Finding(id=key, text=text)
        if len(lexicon.findings) < _MOST_FINDINGS:
            lexicon.findings[asked] = found
    return found


def shown(values: dict[str, object], locale: str) -> dict[str, str]:
    """Numbers as people write them: one decimal at most, with the comma in Dutch."""
    shown: dict[str, str] = {}
    for name, value in values.items():
        text = str(plain_number(value, 1)) if isinstance(value, Decimal) else str(value)
        shown[name] = text.replace(".", ",") if locale == "nl" else text
    return shown


def _may_hold(sections: set[str]) -> bool:
    """Whether a text without magnesium is a multivitamin or the like, or one of which nothing was recognised."""
    return "kinds" in sections or sections <= _UNREAD


def _amount(judgement: Judgement, count: Decimal) -> Amount:
    assert judgement.low is not None
    assert judgement.high is not None
    best = None if judgement.best is None else plain_number(judgement.best / count)
    return Amount(best=best, low=plain_number(judgement.low / count), high=plain_number(judgement.high / count))


def _compounds(reading: Reading, lexicon: Lexicon) -> tuple[Compound, ...]:
    """The compounds in the order of the print, each once; the masses only where the label prints one per serving."""
    tokens, statements, judgement = reading.tokens, reading.statements, reading.judgement
    found: dict[str, Compound] = {}

    def add(family: str, mass: Decimal | None, hydrate: str | None) -> None:
        known = found.get(family)
        mg = None if mass is None else plain_number(mass)
        if known is None:
            found[family] = Compound(form=family, compound_mg=mg, hydrate=hydrate)
        elif (known.compound_mg is None and mg is not None) or (known.hydrate is None and hydrate is not None):
            found[family] = Compound(form=family, compound_mg=known.compound_mg or mg, hydrate=known.hydrate or hydrate)

    masses = judgement.masses
    parts = {statement.place: statement.forms for statement in statements if statement.forms}
    for roles in (("source", "form"), ("aside",)):
        for place in reading.names:
            name = tokens[place].name
            if not isinstance(name, Name) or name.role not in roles or id(name) in judgement.left_out:
                continue
            if name.substance is not None:
                add(name.substance.family, masses.get(id(name)), name.substance.hydrate)
            for part in parts.get(place, ()):
                add(part.family, part.mg, part.hydrate)
        if found or any(statement.columns for statement in statements):
            break
    if len(found) > 1:
        _drop_told(found, reading)
        _drop_contrasts(found, tokens, reading.names)
        _drop_said_twice(found, reading, lexicon)
    if judgement.verdict == "compound_only" and any(compound.compound_mg is not None for compound in found.values()):
        # «Active: magnesium citrate … 3.5 g magnesium oxide»: what was weighed is what is in it.
        found = {family: compound for family, compound in found.items() if compound.compound_mg is not None}
    if not found:
        return (Compound(form="unspecified"),)
    return tuple(found.values())


def _drop_told(found: dict[str, Compound], reading: Reading) -> None:
    """Takes out what only a sentence names, where the row of magnesium names its own compounds: sister products."""
    tokens = reading.tokens
    rows = [statement for statement in reading.statements if statement.columns]
    own = {part.family for statement in rows if statement.name.substance is None for part in statement.forms}
    if not own:
        return
    kept = own | {statement.name.family for statement in rows}
    listed = min((place for place, token in enumerate(tokens) if token.section == "sections"), default=len(tokens))
    first = min(statement.place for statement in rows)
    for place in reading.names:
        name = tokens[place].name
        if isinstance(name, Name) and name.family is not None and (place > listed or place > first or place < _TITLE):
            kept.add(name.family)
    for family in [family for family in found if family not in kept]:
        found.pop(family)


def _drop_contrasts(found: dict[str, Compound], tokens: list[Token], names: list[int]) -> None:
    """Takes out what is named only to be compared with: «better than other forms, such as oxide»."""
    compared: set[int] = set()
    for place, token in enumerate(tokens):
        if token.section == "word" and token.key == "contrast":
            end = place
            while end < len(tokens) and tokens[end].text not in _SENTENCE_ENDS:
                end += 1
            compared.update(range(place, end))
    if not compared:
        return
    told: set[str | None] = set()
    stated: set[str | None] = set()
    for place in names:
        name = tokens[place].name
        if isinstance(name, Name):
            (told if place in compared else stated).add(name.family)
    only = found.keys() & (told - stated)
    if len(only) < len(found):
        for family in only:
            found.pop(family)


def _drop_said_twice(found: dict[str, Compound], reading: Reading, lexicon: Lexicon) -> None:
    """Takes out what another compound of the label already says, less or more exactly."""
    tokens, statements = reading.tokens, reading.statements
    found.pop("unspecified", None)
    if len(found) > 1:
        found.pop("liposomal", None)
    exact = lexicon.exact_chelates.intersection(found)
    if exact and not any(_lists_chelate(statement, exact) for statement in statements):
        found.pop("amino_acid_chelate", None)
    if len(found) > 1 and "amino_acid_chelate" in found and not _prints_chelate(reading):
        found.pop("amino_acid_chelate")  # «een magnesiumchelaat» is said of the citrate that is named
    if "marine" in found and len(found) > 1 and not _is_named_marine(tokens, statements):
        found.pop("marine")
    if "bisglycinate_buffered" in found:
        found.pop("bisglycinate", None)
        oxide = any(part.family == "oxide" for statement in statements for part in statement.forms)
        if not oxide and _is_blend(tokens, reading.brackets):
            found.pop("oxide", None)
    if "sucrosomial" in found:
        found.pop("oxide", None)


def _lists_chelate(statement: Statement, exact: frozenset[str]) -> bool:
    """Whether one bracket names a bare chelate beside a more exact one: «(as amino acid chelate, aspartate)»."""
    families = {part.family for part in statement.forms}
    return "amino_acid_chelate" in families and not families.isdisjoint(exact)


def _prints_chelate(reading: Reading) -> bool:
    """Whether a row, its brackets or a list name a bare chelate, and not only a sentence."""
    named = {statement.name.family for statement in reading.statements if statement.columns}
    named.update(part.family for statement in reading.statements for part in statement.forms)
    return "amino_acid_chelate" in named or not any(
        _is_told(reading.tokens, place)
        for place in reading.names
        if isinstance(name := reading.tokens[place].name, Name) and name.family == "amino_acid_chelate"
    )


def _is_told(tokens: list[Token], place: int) -> bool:
    """Whether the name at this place stands in a sentence, and in no list of ingredients."""
    unknown = 0
    for step in (-1, 1):
        at = place + step
        while 0 <= at < len(tokens) and tokens[at].text not in _SENTENCE_ENDS:
            if tokens[at].section == "sections":
                return False
            unknown += tokens[at].section == "word" and len(tokens[at].text) > 1
            at += step
    return unknown > 1


def _is_named_marine(tokens: list[Token], statements: list[Statement]) -> bool:
    """Whether a magnesium row itself names the algae or the sea as its source."""
    return any(part.family == "marine" for statement in statements for part in statement.forms)


def _is_blend(tokens: list[Token], pairs: dict[int, int]) -> bool:
    """Whether a buffered compound explains its oxide, in brackets or as «gebufferd met magnesiumoxide»."""
    for place in range(2, len(tokens)):
        name, owner = tokens[place].name, tokens[place - 2].name
        if not (isinstance(name, Name) and isinstance(owner, Name)):
            continue
        if (name.family, name.role, owner.family) == ("oxide", "form", "bisglycinate_buffered"):
            return True
    for start, end in pairs.items():
        if start and isinstance(tokens[start - 1].name, Name):
            inside = [token.name for token in tokens[start:end] if isinstance(token.name, Name)]
            if any(name.family == "oxide" for name in inside):
                return True
    return False


def _route(tokens: list[Token], language: str | None) -> Literal["oral", "skin"]:
    for token in tokens:
        if token.section == "skin" and token.key in (language, "en", "nl", None):
            return "skin"
    return "oral"


def _vitamin_b6(tokens: list[Token]) -> float | None:
    for place, token in enumerate(tokens):
        if token.section != "b6":
            continue
        depth = 0
        for near in tokens[place + 1 : place + 14]:
            if near.text in "([":
                depth += 1
            elif near.text in ")]":
                depth -= 1
            elif near.section == "quantity" and depth <= 0:
                if near.key in ("mg", "ug", "g") and near.value is not None:
                    return plain_number(near.value)
                break
            elif (near.section in ("name", "nutrients") or near.text in ";\n,") and depth <= 0:
                break
    return None
