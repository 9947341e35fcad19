"""Printed text in, one Label out."""

from decimal import Decimal
from functools import lru_cache
from typing import Literal

from magwise.errors import InputError
from magwise.knowledge.load import Knowledge
from magwise.labels.amounts import find_amounts
from magwise.labels.counts import Mention
from magwise.labels.judge import Judge
from magwise.labels.judgement import Judgement
from magwise.labels.label import Amount, Compound, Finding, Label, Reference, Serving
from magwise.labels.lexicon import Lexicon, language_rank
from magwise.labels.lists import name_lists
from magwise.labels.normalise import normalise
from magwise.labels.readings import Statement, read_statements
from magwise.labels.reference import find_system, has_bare_percents
from magwise.labels.roles import give_roles, match_brackets
from magwise.labels.rows import make_rows
from magwise.labels.servings import find_servings
from magwise.labels.substances import Name, find_names
from magwise.labels.tokens import Token, tokenise
from magwise.result import plain_number

LONGEST_TEXT = 100_000
_NAME_REACH = 15
_UNREAD = frozenset({"word", "number", "mark", "connectors", "fillers", "count", "grades", "multiples"})


@lru_cache(maxsize=4)
def lexicon_of(knowledge: Knowledge) -> Lexicon:
    """The words of labels for a knowledge base, made once."""
    return Lexicon(knowledge)


def read_label(text: str, lang: str | None = None, *, knowledge: Knowledge, locale: str = "nl") -> Label:
    """What one label says: how much elemental magnesium is in a serving, from which compounds, and how sure that is.

    text: as printed or scanned, at most 100,000 characters; lang: ISO 639-1 of the print, found out when left out;
    locale: language of the findings. Every text gives a Label; one that names no magnesium has the verdict
    `no_magnesium`. Raises InputError for an empty text or one that is too long.
    """
    if not isinstance(text, str) or not text.strip():
        raise InputError("label", "the label is empty", "Type what the label says, with the line that has «mg» in it")
    if len(text) > LONGEST_TEXT:
        raise InputError(
            "label", f"the label has {len(text)} characters", f"Give at most {LONGEST_TEXT}: only the panel matters"
        )
    lexicon = lexicon_of(knowledge)
    tokens = tokenise(normalise(text), lexicon)
    found = find_language(tokens, lexicon)
    language = lang or found
    tokens = find_names(find_amounts(tokens, lexicon, language), lexicon)
    name_lists(tokens, lexicon)
    give_roles(tokens, match_brackets(tokens))
    mentions = find_servings(tokens)
    statements = read_statements(tokens, mentions, lexicon)
    judgement = _judge(tokens, statements, mentions, lexicon, language)
    return _label(judgement, tokens, statements, mentions, lexicon, language, locale)


def find_language(tokens: list[Token], lexicon: Lexicon) -> str | None:
    """The language most of the small words belong to; None when there are none."""
    votes: dict[str, int] = {}
    words = lexicon.function_words
    for token in tokens:
        for language in words.get(token.text, ()):
            votes[language] = votes.get(language, 0) + 1
        if token.section in ("anions", "magnesium"):
            for ending, language in lexicon.endings:
                if token.text.endswith(ending):
                    votes[language] = votes.get(language, 0) + 1
    if not votes:
        return None
    return min(votes, key=lambda language: (-votes[language], language_rank(language)))


def _judge(
    tokens: list[Token], statements: list[Statement], mentions: list[Mention], lexicon: Lexicon, language: str | None
) -> Judgement:
    rows = make_rows(statements, mentions, tokens)
    system, named = find_system(tokens, language)
    judge = Judge(rows, lexicon, system, named, _strengths(tokens), has_bare_percents(tokens))
    if judge.elements or judge.compounds:
        result = judge.decide()
        if result.verdict == "compound_only" and not any(row.is_panel for row in judge.compounds):
            _lone_percent(tokens, result)
            if result.percent is not None and result.base is None:
                result.verdict = "ambiguous"
                result.system = "other"
        return result
    names = [token.name for token in tokens if isinstance(token.name, Name)]
    sources = [name for name in names if name.role in ("source", "form")]
    asides = [name for name in names if name.role == "aside"]
    result = Judgement("ambiguous", serving=_header(mentions), system=system)
    if sources or asides:
        if any(statement.bare_number for statement in statements):
            result.find("number_without_unit")
        elif any(statement.unclosed for statement in statements):
            result.find("amount_lost")
        else:
            result.find("no_amount")
        _lone_percent(tokens, result)
        return result
    result.verdict = "no_magnesium"
    result.find("excipient_not_counted" if any(name.role == "excipient" for name in names) else "no_magnesium_named")
    return result


def _strengths(tokens: list[Token]) -> list[Decimal]:
    """Masses in the name of a product, such as «48 mg/5 mg», that no other nutrient owns."""
    found: list[Decimal] = []
    for place, token in enumerate(tokens[:_NAME_REACH]):
        if token.text == "\n":
            break
        if token.section == "quantity" and token.key == "mg" and token.value is not None:
            if place and tokens[place - 1].section in ("nutrients", "manganese"):
                continue
            found.append(token.value)
    return found


def _lone_percent(tokens: list[Token], result: Judgement) -> None:
    """«4 capsules supply 100 % of the IDR»: a percent without an amount."""
    for place, token in enumerate(tokens):
        if token.section == "percent" and any(near.section == "reference" for near in tokens[place + 1 : place + 5]):
            if sum(1 for other in tokens if other.section == "percent") == 1 and result.percent is None:
                result.percent = token.value
                result.find("reference_unknown", percent=token.value)
            return


def _header(mentions: list[Mention]) -> Mention | None:
    strong = [mention for mention in mentions if not mention.weak]
    kinds = {(mention.count, mention.unit) for mention in strong}
    return strong[0] if len(kinds) == 1 and not strong[0].several else None


def _label(
    judgement: Judgement,
    tokens: list[Token],
    statements: list[Statement],
    mentions: list[Mention],
    lexicon: Lexicon,
    language: str | None,
    locale: str,
) -> Label:
    serving = judgement.serving
    amount = per_unit = None
    if judgement.low is not None and judgement.high is not None:
        amount = _amount(judgement, Decimal(1))
        per_unit = None if serving is None else _amount(judgement, serving.count)
    compounds = _compounds(tokens, statements, judgement, lexicon) if judgement.verdict != "no_magnesium" else ()
    reference = None
    if judgement.percent is not None:
        reference = Reference(
            system=judgement.system,
            percent=float(judgement.percent),
            base_mg=None if judgement.base is None else float(judgement.base),
            consistent=judgement.base is not None,
        )
    for token in tokens:
        if isinstance(token.name, Name) and token.name.role == "excipient" and judgement.verdict != "no_magnesium":
            judgement.find("excipient_not_counted")
            break
    say = lexicon.knowledge.say
    findings = tuple(
        Finding(id=key, text=say(locale, f"labels.{key}", **_shown(values, locale)))
        for key, values in judgement.findings
    )
    return Label(
        verdict=judgement.verdict,
        serving=None if serving is None else Serving(count=plain_number(serving.count), unit=serving.unit),
        elemental_mg_per_serving=amount,
        elemental_mg_per_unit=per_unit,
        compounds=compounds,
        reference=reference,
        findings=findings,
        lang=language,
        route=_route(tokens, language),
        vitamin_b6_mg=_vitamin_b6(tokens),
        may_hold_magnesium=amount is None and (judgement.verdict != "no_magnesium" or _may_hold(tokens)),
    )


def _may_hold(tokens: list[Token]) -> bool:
    """Whether a text without magnesium is a multivitamin or the like, or one of which nothing was recognised."""
    sections = {token.section for token in tokens}
    return "kinds" in sections or sections <= _UNREAD


def _shown(values: dict[str, object], locale: str) -> dict[str, str]:
    """Numbers as people write them: one decimal at most, with the comma in Dutch."""
    shown: dict[str, str] = {}
    for name, value in values.items():
        text = str(plain_number(value, 1)) if isinstance(value, Decimal) else str(value)
        shown[name] = text.replace(".", ",") if locale == "nl" else text
    return shown


def _amount(judgement: Judgement, count: Decimal) -> Amount:
    assert judgement.low is not None
    assert judgement.high is not None
    best = None if judgement.best is None else plain_number(judgement.best / count)
    return Amount(best=best, low=plain_number(judgement.low / count), high=plain_number(judgement.high / count))


def _compounds(
    tokens: list[Token], statements: list[Statement], judgement: Judgement, lexicon: Lexicon
) -> tuple[Compound, ...]:
    """The compounds in the order of the print, each once; the masses only where the label prints one per serving."""
    found: dict[str, Compound] = {}

    def add(family: str, mass: Decimal | None, hydrate: str | None) -> None:
        known = found.get(family)
        mg = None if mass is None else plain_number(mass)
        if known is None:
            found[family] = Compound(form=family, compound_mg=mg, hydrate=hydrate)
        elif (known.compound_mg is None and mg is not None) or (known.hydrate is None and hydrate is not None):
            found[family] = Compound(form=family, compound_mg=known.compound_mg or mg, hydrate=known.hydrate or hydrate)

    masses = judgement.masses
    parts = {statement.place: statement.forms for statement in statements}
    for roles in (("source", "form"), ("aside",)):
        for place, token in enumerate(tokens):
            name = token.name
            if token.section != "name" or not isinstance(name, Name) or name.role not in roles:
                continue
            if name.substance is not None:
                add(name.substance.family, masses.get(id(name)), name.substance.hydrate)
            for part in parts.get(place, ()):
                add(part.family, part.mg, part.hydrate)
        if found or any(statement.columns for statement in statements):
            break
    if len(found) > 1:
        found.pop("unspecified", None)
    exact = [family for family in found if family in lexicon.exact_chelates]
    if exact:
        found.pop("amino_acid_chelate", None)
    if "marine" in found and len(found) > 1 and not _is_named_marine(tokens, statements):
        found.pop("marine")
    if "bisglycinate_buffered" in found:
        found.pop("bisglycinate", None)
        if any(part.family == "oxide" for forms in parts.values() for part in forms) is False and _is_blend(tokens):
            found.pop("oxide", None)
    if "sucrosomial" in found and "oxide" in found:
        found.pop("oxide")
    if judgement.verdict == "compound_only" and any(compound.compound_mg is not None for compound in found.values()):
        # «Active: magnesium citrate … 3.5 g magnesium oxide»: what was weighed is what is in it.
        found = {family: compound for family, compound in found.items() if compound.compound_mg is not None}
    if not found:
        return (Compound(form="unspecified"),)
    return tuple(found.values())


def _is_named_marine(tokens: list[Token], statements: list[Statement]) -> bool:
    """Whether a magnesium row itself names the algae or the sea as its source."""
    return any(part.family == "marine" for statement in statements for part in statement.forms)


def _is_blend(tokens: list[Token]) -> bool:
    """Whether a buffered compound explains its oxide in brackets."""
    pairs = match_brackets(tokens)
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
