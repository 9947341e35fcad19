"""A medicine as someone typed it → its substances and what they and magnesium ask of each other."""

from functools import lru_cache
from typing import TYPE_CHECKING

from magwise.errors import InputError
from magwise.knowledge.vocabulary import Medicine, fold
from magwise.medicines.implied import find_implied
from magwise.medicines.interactions import SUBSTANCE_CODE, Taken, answer_unknown, find_interactions, strictness
from magwise.medicines.names import Lists, Token, is_thing, read_name, read_route, word_lists
from magwise.medicines.records import InteractionAnswer, Match, MedicineMatch
from magwise.medicines.search import Found, Search, folded_names, search_names

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

LONGEST = 500
GROUP_SCORE = 0.5


def find_medicine(text: str, *, knowledge: "Knowledge", locale: str = "nl") -> MedicineMatch:
    """Recognise one entry of a medicine list, with its strength, frequency and form, in Dutch or English.

    Returns every substance of the entry. A name that is nearly two medicines, or far from one, is not recognised:
    its candidates stand in `matches` and the general rule holds until someone chooses; a group («bloedverdunner»)
    offers its usual members. A name that nobody knows has no matches and the same general rule; a negation, a food or
    a thing has no interaction at all.
    Raises InputError for an empty text, for one beyond 500 characters and for what is no text.
    """
    if not isinstance(text, str):
        raise InputError("medicine", f"{text!r} is no text", "Type the name of one medicine in quotes")
    if not text.strip():
        raise InputError("medicine", "the text is empty", "Type the name of one medicine")
    if len(text) > LONGEST:
        raise InputError("medicine", f"{len(text)} characters are too many for one medicine", "Give one at a time")
    lists = word_lists(knowledge)
    names = knowledge.medicine_names
    typed = read_name(text, lists, names)
    if typed.negated:
        return _nothing(text, None)
    search = search_names(typed, lists, knowledge)
    route = read_route(search.loose, lists, names)
    found, groups = _without_groups(_products(search.found, route, knowledge))
    maybe, also = _without_groups(_products(search.doubtful, route, knowledge))
    groups += also
    if not found and not groups and _names_things(typed.tokens, search, lists):
        strange = any(_is_name_like(token, lists) for token in search.unread)
        return _nothing(text, answer_unknown(text, (), knowledge, locale) if strange else None)
    if not search.doubtful and not groups and (not found or _is_food(found, typed.tokens, search, lists)):
        return _nothing(text, None if found else answer_unknown(text, (), knowledge, locale))
    known = {row.name_en for row, _ in found}
    maybe = [(row, one) for row, one in [*maybe, *_members(groups, knowledge)] if row.name_en not in known]
    parts = {one.part for one in (*search.found, *search.doubtful)}
    missed = [token for token in search.unread if token.part not in parts and _is_name_like(token, lists)]
    recognised = not maybe and not missed
    products = _join([*found, *maybe], knowledge) if recognised else [*found, *maybe]
    chosen = route or _common_route([row for row, _ in products])
    taken = tuple(one for row, _ in _join(found, knowledge) for one in _taken(row, knowledge, locale))
    answers = find_interactions(taken, chosen, knowledge, locale) if taken else ()
    if not recognised:
        candidates = tuple(_offered(row, one, locale) for row, one in maybe)
        group = _called(groups[0][0], locale) if groups else ""
        general = answer_unknown(text, candidates, knowledge, locale, group)
        answers = tuple(sorted((*answers, *([general] if general else [])), key=strictness))
    matches = tuple(match for row, one in products for match in _matches(row, one, knowledge))
    rows = [row for row, _ in products]
    parted = [part for row in rows for part in (row.id, *row.components)]
    return MedicineMatch(
        typed=text,
        matches=matches,
        interaction=answers[0] if answers else None,
        interactions=answers,
        recognised=recognised,
        kind=("medicine" if any(row.kind == "medicine" for row in rows) else "supplement") if recognised else "none",
        route=chosen,
        ids=tuple(dict.fromkeys(parted)),
        holds_magnesium=_holds([knowledge.medicines[part] for part in dict.fromkeys(parted)]),
        magnesium_mg_per_unit=rows[0].magnesium_mg_per_unit if len(rows) == 1 else None,
        unread=tuple(token.word for token in search.unread),
        implies=find_implied(matches, recognised, chosen, knowledge, locale),
    )


Product = tuple[Medicine, Found]


def _nothing(text: str, answer: InteractionAnswer | None) -> MedicineMatch:
    answers = (answer,) if answer else ()
    return MedicineMatch(text, (), answer, answers, False, "none", "oral", (), "no", None, ())


def _products(found: tuple[Found, ...], route: str | None, knowledge: "Knowledge") -> list[Product]:
    """The row of each name, each once: of rows with one name the one that is taken as typed, else the first."""
    products: dict[str, Product] = {}
    for one in found:
        rows = [knowledge.medicines[row] for row in knowledge.medicine_names[one.name]]
        row = next((row for row in rows if row.route == route), rows[0])
        products.setdefault(row.id, (row, one))
    parts = {part for row, _ in products.values() if row.kind != "group" for part in row.components}
    told = [product for product in products.values() if product[0].id not in parts]
    return [product for product in told if not any(_is_class_of(product, other) for other in told)]


def _is_class_of(product: Product, other: Product) -> bool:
    """Whether a name only says of what class the name beside it is: «maagbeschermer pantoprazol»."""
    (row, one), (member, named) = product, other
    if not row.atc or one.part != named.part or row.id == member.id:
        return False
    prefix = row.atc[0]
    return len(prefix) < SUBSTANCE_CODE and any(
        len(code) > len(prefix) and code.startswith(prefix) for code in member.atc[:1]
    )


def _without_groups(products: list[Product]) -> tuple[list[Product], list[Product]]:
    """What was named, and the groups that nothing beside them makes clear: «bloedverdunner apixaban» is apixaban."""
    named = [product for product in products if product[0].kind != "group"]
    told = {one.part for _, one in named}
    return named, [(row, one) for row, one in products if row.kind == "group" and one.part not in told]


def _members(groups: list[Product], knowledge: "Knowledge") -> list[Product]:
    """What a group may stand for, to be chosen from."""
    return [
        (knowledge.medicines[part], one._replace(how="group", score=GROUP_SCORE))
        for row, one in groups
        for part in row.components
    ]


def _join(products: list[Product], knowledge: "Knowledge") -> list[Product]:
    """Parts of a known combination as that combination: amoxicillin and clavulanic acid → J01CR02."""
    if len(products) < 2:
        return products
    joined = _combinations(knowledge).get(frozenset(row.id for row, _ in products))
    if joined is None:
        return products
    return [(knowledge.medicines[joined], products[0][1])]


@lru_cache(maxsize=4)
def _combinations(knowledge: "Knowledge") -> dict[frozenset[str], str]:
    found: dict[frozenset[str], str] = {}
    for row in knowledge.medicines.values():
        if len(row.components) > 1 and row.kind != "group":
            found.setdefault(frozenset(row.components), row.id)
    return found


def _matches(row: Medicine, one: Found, knowledge: "Knowledge") -> list[Match]:
    via = _via(row, one)
    parts = [knowledge.medicines[part] for part in row.components] or [row]
    return [
        Match(
            inn=part.name_en,
            atc=(*row.atc, *part.atc, "")[0],
            score=one.score,
            via=via,
            name=one.name,
            codes=tuple(dict.fromkeys((*row.atc, *part.atc))),
            id=part.id,
        )
        for part in parts
    ]


def _via(row: Medicine, one: Found) -> str:
    if one.how != "exact":
        return one.how
    if one.name in folded_names(row.name_en, row.name_nl):
        return "name"
    return "brand" if one.name in folded_names(*row.brands) else "synonym"


def _taken(row: Medicine, knowledge: "Knowledge", locale: str) -> list[Taken]:
    """The product itself, then its parts, as the rows of interactions look at them."""
    parts = [row, *(knowledge.medicines[part] for part in row.components)]
    return [Taken(_called(part, locale), part.atc, part.holds_magnesium != "no") for part in parts]


def _called(row: Medicine, locale: str) -> str:
    return row.name_nl if locale == "nl" else row.name_en


def _offered(row: Medicine, one: Found, locale: str) -> str:
    """A candidate as it is offered for choice: «Losec (omeprazol)»."""
    called = _called(row, locale)
    if one.how == "group":
        return called
    printed = next((name for name in (*row.brands, *row.synonyms) if fold(name) == one.name), called)
    return called if fold(printed) == fold(called) else f"{printed} ({called})"


def _common_route(rows: list[Medicine]) -> str:
    """How the entry is taken: by mouth as soon as one of its products is."""
    routes = [row.route for row in rows]
    return "oral" if "oral" in routes or not routes else routes[0]


def _holds(rows: list[Medicine]) -> str:
    held = {row.holds_magnesium for row in rows}
    return next((level for level in ("yes", "may") if level in held), "no")


def _is_food(found: list[Product], tokens: tuple[Token, ...], search: Search, lists: Lists) -> bool:
    """Whether a mineral only stands in for what is in a food or in the blood: «melk met calcium», «vitamine d tekort».

    A remark behind a joiner or a preposition changes nothing: «ijzer met sinaasappelsap» is iron.
    """
    if any(row.kind != "supplement" for row, _ in found):
        return False
    things = [token for token in search.unread if token.word in lists.not_medicines]
    if not things:
        return False
    if tokens[0].word in lists.not_medicines:
        return True
    links = {word for word in search.loose if word in lists.noise or word in lists.joiners}
    words = [token.word for token in tokens]
    return all(words[words.index(thing.word) - 1] not in links for thing in things)


def _names_things(tokens: tuple[Token, ...], search: Search, lists: Lists) -> bool:
    """Whether a food or a thing is named, as it stands or, where nothing comes near a medicine, as a compound."""
    if any(token.word in lists.not_medicines for token in tokens):
        return True
    return not search.doubtful and any(is_thing(token.word, lists) for token in search.unread)


def _is_name_like(token: Token, lists: Lists) -> bool:
    word = token.word
    if len(word) < 4 or token.aside:
        return False
    return not is_thing(word, lists) and word not in lists.salts and word not in lists.negations
