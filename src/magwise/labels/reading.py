"""One way from printed text to a judgement: tokens, amounts, names, servings, statements, and what is left of them."""

from decimal import Decimal

from msgspec import Struct

from magwise.labels.amounts import find_amounts
from magwise.labels.counts import DAY, MEASURES, Mention, settle_counts
from magwise.labels.evidence import is_only_told
from magwise.labels.forms import name_forms
from magwise.labels.gate import FOREIGN
from magwise.labels.judge import Judge
from magwise.labels.judgement import Judgement, rounded
from magwise.labels.lexicon import STEM, Lexicon, language_rank
from magwise.labels.normalise import Text, normalise
from magwise.labels.numbers import find_unexplained
from magwise.labels.order import set_others_aside
from magwise.labels.questions import asks_for_element, may_ask
from magwise.labels.readings import Statement, read_statements
from magwise.labels.reference import find_system, has_bare_percents, heads_percents, implied
from magwise.labels.roles import give_roles, match_brackets
from magwise.labels.rows import Row, make_rows
from magwise.labels.servings import directed_serving, find_servings
from magwise.labels.shares import set_shares
from magwise.labels.substances import OTHERS, Name, find_names
from magwise.labels.surroundings import GENERIC, Rival, leave_neighbours, set_aside
from magwise.labels.tokens import Token, tokenise

_NAME_REACH = 15
TYPED = 25  # words of what a person types of a label, at most
_READ = frozenset({"name", *OTHERS})
_TOLD = frozenset(
    ("reference", "advice", "limit", "question", "denied", "study", "food", "other_product", "dosage", "price", "pack")
)
_ELSEWHERE = frozenset({"food", "study", "advice", "limit", "reference", "other_product"})


class Reading(Struct, eq=False):
    """Everything that was read in one label.

    sections: what kinds of words it holds; names: the places of names; judge: None without an amount.
    """

    text: Text
    tokens: list[Token]
    sections: set[str]
    names: list[int]
    brackets: dict[int, int]
    mentions: list[Mention]
    statements: list[Statement]
    language: str | None
    judge: Judge | None
    judgement: Judgement


def read_text(text: str, lang: str | None, lexicon: Lexicon) -> Reading:
    """The reading of a text that is neither empty nor too long; lang: ISO 639-1, found out when None."""
    printed = normalise(text)
    tokens = tokenise(printed, lexicon)
    language = lang or find_language(tokens)
    settle_counts(tokens, lexicon.counts)
    tokens = find_names(find_amounts(tokens, lexicon, language), lexicon)
    sections = {token.section for token in tokens}
    mentions = find_servings(tokens)
    brackets: dict[int, int] = {}
    names: list[int] = []
    statements: list[Statement] = []
    rivals: list[Rival] = []
    unexplained: list[tuple[int, Mention | None]] = []
    repeated: list[Mention] = []
    asked = False
    if "name" in sections:
        if "anions" in sections:
            name_forms(tokens, lexicon)
        brackets = match_brackets(tokens)
        give_roles(tokens, brackets)
        keys, texts = {token.key for token in tokens}, {token.text for token in tokens}
        asked = may_ask(keys, texts, lexicon) and asks_for_element(tokens, lexicon)
        mentions = leave_neighbours(tokens, mentions, keys, texts)
        set_others_aside(tokens, brackets)
        rivals = set_aside(tokens, mentions, keys, lexicon)
        if "of_which" in sections:
            set_shares(tokens, mentions, lexicon)
        names = [place for place, token in enumerate(tokens) if token.section == "name"]
        statements = read_statements(tokens, names, mentions, brackets, lexicon)
        unexplained, repeated = find_unexplained(tokens, statements, mentions)
    judge, judgement = _judge(tokens, sections, statements, mentions, rivals, lexicon, language, asked)
    _tell_language(printed, tokens, language, judgement)
    if judgement.verdict == "ok" and judgement.serving is None and len({(m.count, m.unit) for m in repeated}) == 1:
        judgement.serving = repeated[0]
        judgement.findings = [found for found in judgement.findings if found[0] != "serving_unknown"]
        judgement.find("element_stated", mg=judgement.best)
    if judgement.verdict == "ok":
        _doubt_hearsay(tokens, statements, judgement)
    if judgement.masses and judgement.verdict in ("ok", "compound_only"):
        _weigh_serving(tokens, judgement, lexicon)
    if unexplained and judgement.verdict == "ok":
        _doubt(judgement, [(tokens[place].value or Decimal(0), serving) for place, serving in unexplained])
    return Reading(printed, tokens, sections, names, brackets, mentions, statements, language, judge, judgement)


def find_language(tokens: list[Token]) -> str | None:
    """The language most of the small words belong to; None when there are none."""
    votes: dict[str, int] = {}
    for token in [token for token in tokens if token.votes]:
        for language in token.votes:
            votes[language] = votes.get(language, 0) + 1
    if not votes:
        return None
    if len(votes) == 1:
        return next(iter(votes))
    return min(votes, key=lambda language: (-votes[language], language_rank(language)))


def _judge(
    tokens: list[Token],
    sections: set[str],
    statements: list[Statement],
    mentions: list[Mention],
    rivals: list[Rival],
    lexicon: Lexicon,
    language: str | None,
    asked: bool,
) -> tuple[Judge | None, Judgement]:
    rows = make_rows(statements, mentions, tokens)
    system, named = find_system(tokens if "reference" in sections else [], language)
    bare = bool([row for row in rows if row.amount.bare is not None]) and has_bare_percents(tokens)
    elements = [row for row in rows if row.statement.name.substance is None]
    composed = asked or ("sections" in sections and any(token.key == "composition" for token in tokens))
    headed = bare and heads_percents(tokens)
    strengths = _strengths(tokens) if rows and not elements else []
    titled = bool(strengths) and _is_titled(tokens, rows)
    judge = Judge(rows, lexicon, system, named, strengths, bare, composed, headed, titled)
    if judge.elements or judge.compounds:
        result = judge.decide()
        if result.verdict == "compound_only" and not any(row.is_panel for row in judge.compounds):
            _lone_percent(tokens, result)
            if result.percent is not None and result.base is None:
                result.verdict = "ambiguous"
                result.system = "other"
        return judge, result
    names = [token.name for token in tokens if isinstance(token.name, Name)] if "name" in sections else []
    sources = [name for name in names if name.role in ("source", "form")]
    asides = [name for name in names if name.role == "aside"]
    result = Judgement("ambiguous", serving=_header(mentions), system=system)
    if sources or asides:
        if rivals:
            result.span(rivals[0].low, rivals[0].high)
            result.find(rivals[0].finding, low=rivals[0].low, high=rivals[0].high)
        elif any(statement.bare_number for statement in statements):
            result.find("number_without_unit")
        elif any(statement.unclosed for statement in statements):
            result.find("amount_lost")
        else:
            result.find("no_amount")
        _tell_set_aside(tokens, result)
        told = any(token.section == "aside" and token.role in _ELSEWHERE for token in tokens)
        generic = any(token.kind == GENERIC for token in tokens)
        if generic or (told and result.serving is not None and result.serving.unit in MEASURES):
            result.serving = None  # the 100 g are those of a food, the capsule is anybody's
        _lone_percent(tokens, result)
        if named and not asked:
            _milligrams_of(tokens, result, lexicon)
        if result.serving is None and not generic and [key for key, _ in result.findings] == ["no_amount"]:
            result.serving = directed_serving(tokens)
        return None, result
    result.verdict = "no_magnesium"
    result.serving = result.serving or directed_serving(tokens)
    result.find("excipient_not_counted" if any(name.role == "excipient" for name in names) else "no_magnesium_named")
    return None, result


def _tell_language(text: Text, tokens: list[Token], language: str | None, result: Judgement) -> None:
    """A text in a language that we do not read says nothing for certain: neither an amount nor that there is none."""
    names = {token.key == STEM for token in tokens if token.section == "name"}
    stem = names == {True}
    script = language is None and not text.original.isascii() and FOREIGN.search(text.original) is not None
    if stem or (script and not any(token.section in _READ for token in tokens)):
        result.verdict = "ambiguous"
        result.findings = [found for found in result.findings if found[0] != "no_magnesium_named"]
        result.find("language_not_read")


def _doubt_hearsay(tokens: list[Token], statements: list[Statement], result: Judgement) -> None:
    """An amount that stands only in a sentence, of which nobody knows what it speaks of, is no statement of content."""
    by_chemistry = any(found == "name_shows_element" for found, _ in result.findings)
    if by_chemistry or result.base is not None:
        return
    article = any(token.kind == GENERIC for token in tokens)
    if not article and not is_only_told(tokens, statements, result.best, result.serving):
        return
    result.verdict, result.serving = "ambiguous", None
    result.findings = [found for found in result.findings if found[0] not in ("element_stated", "serving_unknown")]
    result.find("only_told", mg=result.best)
    result.best = result.low = result.high = None


def _weigh_serving(tokens: list[Token], result: Judgement, lexicon: Lexicon) -> None:
    """«One scoop (2 g) holds 2.8 g of citrate»: what is in a serving weighs no more than the serving."""
    serving = result.serving
    if serving is None or serving.unit in MEASURES:
        return
    near = tokens[serving.place : serving.end + 2]
    weight = next((t.value for at, t in enumerate(near) if at and t.key == "g" and near[at - 1].text == "("), None)
    total = sum(result.masses.values(), Decimal(0))
    if weight and total > weight * lexicon.richer:
        result.verdict = "inconsistent"
        result.find("heavier_than_serving", compound=total, serving=weight)


def _doubt(result: Judgement, unexplained: list[tuple[Decimal, Mention | None]]) -> None:
    """An amount beside magnesium that nothing explains: which of the two holds is not said."""
    low, high = result.low or Decimal(0), result.high or Decimal(0)
    masses = [mass for mass, _ in unexplained]
    result.verdict = "ambiguous"
    result.findings = [found for found in result.findings if found[0] != "element_stated"]
    if all(mass == result.best for mass in masses):
        result.serving = None
        result.find("same_for_two_servings", mg=masses[0])
    else:
        result.find("two_amounts", low=min(low, *masses), high=max(high, *masses))
    result.span(min(low, *masses), max(high, *masses))


def _tell_set_aside(tokens: list[Token], result: Judgement) -> None:
    """Says of the amounts that state no content what they are."""
    for token in tokens:
        if token.section == "aside" and token.role in _TOLD and token.value is not None:
            result.find(f"set_aside_{token.role}", mg=token.value)


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


def _is_titled(tokens: list[Token], rows: list[Row]) -> bool:
    """Whether every amount stands below the first line."""
    line = next((token.start for token in tokens if token.text == "\n"), None)
    return line is not None and all(row.amount.start > line for row in rows)


def _lone_percent(tokens: list[Token], result: Judgement) -> None:
    """«4 capsules supply 100 % of the IDR»: a percent without an amount."""
    for place, token in enumerate(tokens):
        if token.section == "percent" and any(near.section == "reference" for near in tokens[place + 1 : place + 5]):
            if sum(1 for other in tokens if other.section == "percent") == 1 and result.percent is None:
                result.percent = token.value
                result.find("reference_unknown", percent=token.value)
            return


def _milligrams_of(tokens: list[Token], result: Judgement, lexicon: Lexicon) -> None:
    """«Magnesium 100 % RI»: a percent of the European reference alone is that part of it, where nothing else is named.

    Only in a text as short as what is typed of a label: in a longer one nobody knows whose percent it is.
    """
    short = len(tokens) <= TYPED and not any(token.section in ("quantity", "mass") for token in tokens)
    others = any(token.section in OTHERS for token in tokens)
    only = [key for key, _ in result.findings] == ["no_amount", "reference_unknown"]
    if result.system != "NRV" or result.percent is None or not short or others or not only:
        return
    base = lexicon.references["NRV"][0]
    result.findings, result.base = [], base
    result.span(*implied(result.percent, 0, base))
    result.find("percent_alone", percent=result.percent, mg=rounded(result.percent * base / 100), base=base)


def _header(mentions: list[Mention]) -> Mention | None:
    strong = [mention for mention in mentions if not mention.weak]
    strong = [mention for mention in strong if mention.unit != DAY] or strong
    kinds = {(mention.count, mention.unit) for mention in strong}
    return strong[0] if len(kinds) == 1 and not strong[0].several else None
