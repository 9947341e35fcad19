"""Medicines as someone typed them → their substances and what they and magnesium ask of each other.

A text is read as a list of entries, each for itself (`entries`): what one entry says never changes another, but for a
denial that goes on («geen X of Y»). The reading of the whole is the union of its entries.
"""

import re
from typing import TYPE_CHECKING

from magwise.errors import InputError
from magwise.knowledge.vocabulary import Medicine, fold
from magwise.medicines.denials import Denied, Said, judge, settle
from magwise.medicines.entries import combinations, is_strange, split_entries
from magwise.medicines.implied import find_implied
from magwise.medicines.interactions import (
    SUBSTANCE_CODE,
    Taken,
    answer_row,
    answer_unknown,
    find_interactions,
    stacked_rows,
    strictness,
)
from magwise.medicines.ledger import tell_words
from magwise.medicines.names import (
    COMMA,
    ENDS,
    HARD,
    LINE,
    NEXT,
    STOP,
    Lists,
    Token,
    as_typed,
    is_thing,
    read_route,
    read_words,
    word_lists,
)
from magwise.medicines.plain import SENTENCE, mark_plain
from magwise.medicines.records import InteractionAnswer, Match, MedicineMatch
from magwise.medicines.search import Found, Search, folded_names, search_names
from magwise.medicines.when import NO_WHEN, read_when

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

LONGEST, MOST_ENTRIES = 20_000, 100
GROUP_SCORE = 0.5


def find_medicine(text: str, *, knowledge: "Knowledge", locale: str = "nl", route: str | None = None) -> MedicineMatch:
    """Recognise what was typed: one medicine with its strength, frequency and form, or a whole list.

    route: how it is given, where the person told that apart. `entries` holds each entry; the rest is their union,
    without what is not taken. A name that is nearly two medicines, or far from one, is not recognised: its candidates
    stand in `matches` and the general rule holds until someone chooses; a group («bloedverdunner») offers its usual
    members. A name that nobody knows has no matches and the same general rule; a denial, a food or a thing has no
    interaction at all. What may or may not be taken counts as taken, and is doubtful.
    Raises InputError for an empty text, for one of more than 20,000 characters or 100 entries and for what is no text.
    """
    entries = read_entries(text, knowledge=knowledge, locale=locale, route=route)
    if len(entries) == 1 and entries[0].taken != "no":
        return entries[0]._replace(typed=text, entries=entries)
    return _union(text, entries, knowledge, locale)


def read_entries(
    text: str, *, knowledge: "Knowledge", locale: str = "nl", route: str | None = None
) -> tuple[MedicineMatch, ...]:
    """The entries of a typed text, in its order; at least one. As `find_medicine` in all else."""
    if not isinstance(text, str):
        raise InputError(
            "medicine", f"this is no text but {type(text).__name__}", "Type the name of one medicine in quotes"
        )
    if not text.strip():
        raise InputError("medicine", "the text is empty", "Type the name of one medicine")
    if len(text) > LONGEST:
        raise InputError("medicine", f"{len(text)} characters are too many", f"Give at most {LONGEST} at a time")
    lists = word_lists(knowledge)
    tokens = read_words(text, lists, knowledge.medicine_names)
    if not tokens:
        return (_nothing(text, answer_unknown(text, (), knowledge, locale)),)
    tokens = mark_plain(tokens, lists, knowledge)
    parts = split_entries(text, tokens, lists, knowledge)
    if len(parts) > MOST_ENTRIES:
        raise InputError("medicine", f"{len(parts)} medicines are too many", f"Give at most {MOST_ENTRIES} at a time")
    ends = [*(part[0].start for part in parts[1:]), len(text)]
    found: list[MedicineMatch] = []
    said: list[Said] = []
    start = 0
    for part, end in zip(parts, ends, strict=True):
        before = said[-1].denied if said else None
        sep = _separator(part[0], lists) or (
            STOP if found and _ends_a_sentence(parts[len(found) - 1], said[-1]) else NEXT
        )
        entry, one = _read_entry(text, (start, end), part, sep, before, route, lists, knowledge, locale)
        found.append(entry)
        said.append(one)
        start = end
    told = _tell(text, parts, said, found, lists) if len(tokens) > 1 else settle(said)
    return tuple(_told(entry, denied) for entry, denied in zip(found, told, strict=True))


def _tell(
    text: str, parts: list[tuple[Token, ...]], said: list[Said], found: list[MedicineMatch], lists: Lists
) -> list[Denied]:
    """What each entry says, once the others, the sentences and the columns of a table have been read."""
    from magwise.medicines.story import retell  # a single name, which most people type, needs none of this

    told = retell(parts, said, settle(said), lists)
    _doubt_what_stops_later(told, found, said)
    for place in _ended(text, parts, said, lists):
        if told[place].taken == "yes":
            told[place] = Denied("doubtful", "maybe", how="told")
    return told


def _doubt_what_stops_later(told: list[Denied], found: list[MedicineMatch], said: list[Said]) -> None:
    """«Ik slik X en Y. Met Y ben ik gestopt»: what is said to be taken first and stopped later is asked about."""
    for later, one in enumerate(told):
        if (one.taken, one.why) != ("no", "stopped") or one.how == "inherited":
            continue
        for before in range(later - 1, -1, -1):
            if said[before + 1].sep in (LINE, HARD):
                break
            same = not set(found[before].ids).isdisjoint(found[later].ids)
            if same and told[before].taken == "yes" and not said[before].dosed:
                told[before] = Denied("doubtful", "maybe", how="told")


def _ended(text: str, parts: list[tuple[Token, ...]], said: list[Said], lists: Lists) -> list[int]:
    """The entries that stand in a row of a table whose column of the end is filled."""
    from magwise.medicines.tables import ended_rows

    rows = ended_rows(text, lists)
    starts = [part[one.names[0]].start if one.names else -1 for part, one in zip(parts, said, strict=True)]
    return [entry for entry, at in enumerate(starts) if any(start <= at < end for start, end in rows)]


def _told(entry: MedicineMatch, denied: Denied) -> MedicineMatch:
    """An entry with whether it is taken; what is not taken asks nothing and stands for nothing."""
    if denied.taken == "no":
        return entry._replace(
            taken="no", denied=denied.why, interaction=None, interactions=(), implies=(), when=NO_WHEN
        )
    return entry._replace(taken=denied.taken, denied=denied.why)


def _union(text: str, entries: tuple[MedicineMatch, ...], knowledge: "Knowledge", locale: str) -> MedicineMatch:
    """A list as one answer: everything of every entry that is, or may be, taken."""
    taken = [entry for entry in entries if entry.taken != "no"]
    answers: dict[tuple[str, str], InteractionAnswer] = {}
    for entry in taken:
        for answer in entry.interactions:
            answers.setdefault((answer.id, answer.text), answer)
    for answer in _stacked(taken, knowledge, locale):
        answers.setdefault((answer.id, answer.text), answer)
    told = tuple(sorted(answers.values(), key=strictness))
    told_of = [entry for entry in entries if entry.matches or entry.taken != "no"]
    recognised = bool(told_of) and all(entry.recognised for entry in told_of)
    routes = list(dict.fromkeys(entry.route for entry in taken))
    ids = tuple(dict.fromkeys(row for entry in taken for row in entry.ids))
    kinds = {entry.kind for entry in taken}
    implies = {one.condition: one for entry in reversed(taken) for one in entry.implies}
    return MedicineMatch(
        typed=text,
        matches=tuple(match for entry in taken for match in entry.matches),
        interaction=told[0] if told else None,
        interactions=told,
        recognised=recognised,
        kind=next((kind for kind in ("medicine", "supplement") if kind in kinds), NOTHING) if recognised else NOTHING,
        route="oral" if "oral" in routes or not routes else routes[0],
        ids=ids,
        holds_magnesium=_holds([knowledge.medicines[row] for row in ids]),
        magnesium_mg_per_unit=None,
        unread=tuple(word for entry in taken for word in entry.unread),
        taken=_taken_of(entries),
        words=tuple(word for entry in entries for word in entry.words),
        entries=entries,
        implies=tuple(implies.values()),
    )


def _stacked(taken: list[MedicineMatch], knowledge: "Knowledge", locale: str) -> list[InteractionAnswer]:
    """What several entries ask only together: «levothyroxine, ijzer en calcium»."""
    codes = tuple(code for entry in taken if entry.route == ORAL for code in entry.codes)
    called = next((entry.typed for entry in taken if entry.recognised), "")
    return [answer_row(row, called, knowledge, locale) for row in stacked_rows(codes, knowledge)]


def _taken_of(entries: tuple[MedicineMatch, ...]) -> str:
    stances = {entry.taken for entry in entries}
    return next(stance for stance in ("yes", "doubtful", "no") if stance in stances)


def _read_entry(
    text: str,
    span: tuple[int, int],
    tokens: tuple[Token, ...],
    sep: str,
    before: Denied | None,
    route: str | None,
    lists: Lists,
    knowledge: "Knowledge",
    locale: str,
) -> tuple[MedicineMatch, Said]:
    """One entry with its words and when it is taken, if it is; then what it says of that itself."""
    typed = as_typed(text, tokens)
    search = search_names(typed, lists, knowledge)
    found = _recognise(_shown(text, span), typed.tokens, search, route, lists, knowledge, locale)
    names = [place for place, token in enumerate(tokens) if token.start in search.named]
    if not names and not found.recognised and found.interaction is not None:
        names = [place for place, token in enumerate(tokens) if is_strange(token, lists)]
    words, dosed = tell_words(text, span, tokens, search.named, lists)
    denied = judge(tokens, names, dosed, sep, before, lists)
    entry = found._replace(words=words, when=read_when(text[span[0] : span[1]], knowledge))
    joined = [token.word for token in tokens[names[0] : names[-1]]] if names else []
    closes = sep in ("and", "or") or any(word in lists.hard_joiners or word in lists.either for word in joined)
    ends_all = any(token.word in lists.everything for token in tokens)
    return entry, Said(denied, sep, dosed, tuple(names), closes, ends_all)


def _ends_a_sentence(tokens: tuple[Token, ...], said: Said) -> bool:
    """Whether a sentence ends among the words behind the last name of an entry."""
    return any(token.gap == STOP for token in tokens[max(said.names, default=0) + 1 :])


def _separator(token: Token, lists: Lists) -> str:
    """What parts an entry from the one before, as denials see it."""
    if token.gap in ENDS and token.gap != COMMA:
        return token.gap
    if token.word in lists.either:
        return "or"
    return "and" if token.word in lists.hard_joiners else token.gap


def _shown(text: str, span: tuple[int, int]) -> str:
    """An entry as it is shown back: without the separator behind it and the bullet before it."""
    return _NUMBERED.sub("", text[span[0] : span[1]].strip(EDGES)) or text.strip()


_NUMBERED = re.compile(r"\A\d{1,3}[.)]\s+")
EDGES = " \t\r\n,;|•·●▪◦‣*+&/\\–—-"


def _recognise(
    text: str,
    tokens: tuple[Token, ...],
    search: Search,
    route: str | None,
    lists: Lists,
    knowledge: "Knowledge",
    locale: str,
) -> MedicineMatch:
    """What the names of one entry stand for, and what they and magnesium ask of each other."""
    told = _told_route(tokens, search, lists, knowledge) if route is None else (route, route)
    found, groups = _without_groups(_products(search.found, told, knowledge))
    maybe, also = _without_groups(_products(search.doubtful, told, knowledge))
    groups += also
    if not found and not groups and not search.doubtful and _is_remark(tokens, search, lists):
        return _nothing(text, None)
    if not found and not groups and _names_things(tokens, search, lists):
        strange = any(_is_name_like(token, lists) for token in search.unread)
        return _nothing(text, answer_unknown(text, (), knowledge, locale) if strange else None)
    if not search.doubtful and not groups and (not found or _is_food(found, tokens, search, lists)):
        if found:
            return _nothing(text, None)
        unread = tuple(token.word for token in search.unread)
        general = answer_unknown(text, (), knowledge, locale)
        return _nothing(text, general)._replace(route=told[0] or ORAL, unread=unread)
    known = {row.name_en for row, _ in found}
    maybe = [(row, one) for row, one in [*maybe, *_members(groups, knowledge)] if row.name_en not in known]
    recognised = not maybe
    products = _join([*found, *maybe], knowledge) if recognised else [*found, *maybe]
    chosen = _common_route([_route_of(row, told, knowledge) for row, _ in products])
    taken = tuple(one for row, _ in _join(found, knowledge) for one in _taken(row, knowledge, locale))
    if not taken and len(maybe) == 1 and maybe[0][1].how == "typo":
        taken = tuple(_taken(maybe[0][0], knowledge, locale))  # what it nearly is asks its hours too, until it is told
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
        kind=("medicine" if any(row.kind == "medicine" for row in rows) else "supplement") if recognised else NOTHING,
        route=chosen,
        ids=tuple(dict.fromkeys(parted)),
        holds_magnesium=_holds([knowledge.medicines[part] for part in dict.fromkeys(parted)]),
        magnesium_mg_per_unit=rows[0].magnesium_mg_per_unit if len(rows) == 1 else None,
        unread=tuple(token.word for token in search.unread),
        implies=find_implied(matches, recognised, chosen, knowledge, locale),
    )


NOTHING, ORAL = "none", "oral"
Told = tuple[str | None, str | None]  # a route beyond doubt, and one by a part of the body or a tool


def _told_route(tokens: tuple[Token, ...], search: Search, lists: Lists, knowledge: "Knowledge") -> Told:
    """The routes that the words of an entry tell; a part of the body in a remark («voor mijn huid») tells none."""
    loose = [token for token in tokens if token.start not in search.named]
    words = [token.word for token in loose if token.word not in lists.places or not token.aside or token.depth]
    return read_route(words, lists, knowledge.medicine_names)


def _route_of(row: Medicine, told: Told, knowledge: "Knowledge") -> str:
    """How a product is given: as told where it may be given so, else as it usually is."""
    sure, place = told
    if sure is not None and (sure == ORAL or _may_be(row, sure, knowledge)):
        return row.route if sure == ORAL and row.route not in MOUTHED else sure
    if place is not None and (row.route == place or (place == INJECTED and _may_be(row, place, knowledge))):
        return place
    return row.route


DOSED = ("form", "strength", "frequency", "route", "reason")
INJECTED = "injected"
MOUTHED = (ORAL, INJECTED)  # a tablet of what is usually injected is swallowed; «tablet» does not turn a cream into one


def _may_be(row: Medicine, route: str, knowledge: "Knowledge") -> bool:
    """Whether a medicine is given by this route at all (medicine_routes.csv); one without a code may be."""
    codes = knowledge.route_codes.get(route, ())
    return row.route == route or not row.atc or any(code.startswith(codes) for code in row.atc)


Product = tuple[Medicine, Found]


def _nothing(text: str, answer: InteractionAnswer | None) -> MedicineMatch:
    answers = (answer,) if answer else ()
    return MedicineMatch(text, (), answer, answers, False, NOTHING, ORAL, (), "no", None, ())


def _products(found: tuple[Found, ...], told: Told, knowledge: "Knowledge") -> list[Product]:
    """The row of each name, each once: of rows with one name the one that is taken as typed, else the first."""
    products: dict[str, Product] = {}
    for one in found:
        rows = [knowledge.medicines[row] for row in knowledge.medicine_names[one.name]]
        row = next((row for route in told if route for row in rows if row.route == route), rows[0])
        products.setdefault(row.id, (row, one))
    parts = {part for row, _ in products.values() if row.kind != "group" for part in row.components}
    whole = [product for product in products.values() if product[0].id not in parts]
    return [product for product in whole if not any(_is_class_of(product, other) for other in whole)]


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
    joined = combinations(knowledge).get(frozenset(row.id for row, _ in products))
    if joined is None:
        return products
    return [(knowledge.medicines[joined], products[0][1])]


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


def _common_route(routes: list[str]) -> str:
    """How the entry is taken: by mouth as soon as one of its products is."""
    return ORAL if ORAL in routes or not routes else routes[0]


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
    return all(_is_told_of(thing, tokens, search, lists) for thing in things)


def _is_told_of(thing: Token, tokens: tuple[Token, ...], search: Search, lists: Lists) -> bool:
    """Whether nothing parts a thing from the name before it: no preposition, no joiner, no words that set it aside."""
    place = next(place for place, token in enumerate(tokens) if token.start == thing.start)
    last = max((before for before in range(place) if tokens[before].start in search.named), default=-1)
    between = [token.word for token in tokens[last + 1 : place]]
    parted = any(word in lists.openers or word in lists.joiners for word in between)
    return not parted and not (between and between[-1] in lists.noise)


def _is_remark(tokens: tuple[Token, ...], search: Search, lists: Lists) -> bool:
    """Whether an entry is a sentence that names nothing: every word of it is understood, and none tells of a dose."""
    if search.unread or any(lists.roles.get(token.word) in DOSED for token in tokens):
        return False
    return any(token.plain for token in tokens) or sum(not token.word.isdigit() for token in tokens) > SENTENCE


def _names_things(tokens: tuple[Token, ...], search: Search, lists: Lists) -> bool:
    """Whether a food or a thing is named, as it stands or, where nothing comes near a medicine, as a compound."""
    if any(token.word in lists.not_medicines for token in tokens):
        return True
    return not search.doubtful and any(is_thing(token.word, lists) for token in search.unread)


def _is_name_like(token: Token, lists: Lists) -> bool:
    return not token.aside and is_strange(token, lists)
