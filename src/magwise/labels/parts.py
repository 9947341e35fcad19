"""What the brackets of a name hold: the compounds of the element with their own masses, another metal, an amount."""

from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from magwise.labels.lexicon import Lexicon
from magwise.labels.lists import joins_list
from magwise.labels.substances import BRACKETS_OPEN, Name
from magwise.labels.tokens import Token

LONGEST_BRACKET = 80


class Part(Struct, frozen=True, gc=False):
    """A compound inside the brackets of a magnesium row, with its own mass where one is printed."""

    family: str
    hydrate: str | None
    name: Name
    mg: Decimal | None


def parts_behind(
    tokens: list[Token], at: int, pairs: dict[int, int], name: Name, taken: set[int], lexicon: Lexicon
) -> tuple[Part, ...]:
    """The compounds in the bracket behind an amount: «300 mg (citrate, malate)»."""
    place, total = at + 1, len(tokens)
    while place < total:
        token = tokens[place]
        if token.text in BRACKETS_OPEN:
            last = min(pairs.get(place, place), place + LONGEST_BRACKET, total)
            inside = tokens[place + 1 : last]
            if not any(token.section == "percent" for token in inside):
                return _parts_in(tokens, at, place + 1, last, name, taken, lexicon)
            place = last + 1
        elif token.section == "as":
            return tuple(_listed_anions(tokens, place + 1, lexicon))
        elif token.section in ("percent", "reference", "elemental") or token.text in (",", "%"):
            place += 1
        else:
            break
    return ()


def _parts_in(
    tokens: list[Token], at: int, start: int, end: int, name: Name, taken: set[int], lexicon: Lexicon
) -> tuple[Part, ...]:
    """The compounds in the bracket; with amounts of their own only where these are shares that add up to the whole."""
    shares = [place for place in range(start, end) if tokens[place].section == "quantity"]
    if shares:
        whole = sum((tokens[place].value or Decimal(0) for place in shares), Decimal(0))
        if whole != tokens[at].value or not any(token.section == "anions" for token in tokens[start:end]):
            return ()
        taken.update(shares)
    parts, _, _ = read_bracket(tokens, start, end, name, taken, lexicon)
    return tuple(replace(part, mg=None) for part in parts) if shares else tuple(parts)


def _listed_anions(tokens: list[Token], place: int, lexicon: Lexicon) -> list[Part]:
    """«200 mg, als citraat en malaat»: bare anions behind «als»; full names speak for themselves."""
    parts: list[Part] = []
    while place < len(tokens):
        token = tokens[place]
        if token.section == "anions":
            substance = lexicon.substance(token.key, None, frozenset())
            parts.append(Part(substance.family, None, Name(substance, "form"), None))
        elif not joins_list(token) and token.section not in ("fillers", "grades"):
            break
        place += 1
    return parts


def read_bracket(
    tokens: list[Token], start: int, end: int, owner: Name, taken: set[int], lexicon: Lexicon
) -> tuple[list[Part], bool, int | None]:
    """The parts inside brackets: compounds with their own mass, whether another metal stands there, a lone amount."""
    parts: list[Part] = []
    quantities = [at for at in range(start, end) if tokens[at].section == "quantity" and tokens[at].key != "?"]
    wrong = False
    if owner.substance is None:
        for at in range(start, end):
            token = tokens[at]
            if token.section == "name" and isinstance(token.name, Name) and token.name.role in ("source", "form"):
                inner = token.name
                if inner.substance is not None:
                    parts.append(_part(tokens, at, end, inner, taken))
                    inner.role = "form"
                elif inner.role == "source" and not _has_amount_near(tokens, at, start, end):
                    inner.role = "form"
            elif token.section == "anions":
                substance = lexicon.substance(token.key, None, frozenset(_grades_near(tokens, at, start, end)))
                parts.append(_part(tokens, at, end, Name(substance, "form"), taken))
            elif token.key == "manganese":
                wrong = True
                if token.kind:
                    substance = lexicon.substance(token.kind, None, frozenset())
                    parts.append(Part(substance.family, None, Name(substance, "form"), None))
        if len({part.family for part in parts}) == 1 and len(quantities) == 1 and parts[0].mg is None:
            parts = parts[:1]
            parts[0] = replace(parts[0], mg=tokens[quantities[0]].value or None)
            taken.add(quantities[0])
    elif owner.substance is not None and owner.substance.family in lexicon.weak:
        for token in tokens[start:end]:
            named = token.name
            if isinstance(named, Name) and named.family in lexicon.exact_chelates:
                # «Chelat aminokwasowy magnezu (diglicynian magnezu)»: the bracket says which chelate it is.
                owner.substance, named.role = named.substance, "form"
            elif token.section == "anions" and token.key in lexicon.exact_chelates:
                owner.substance = lexicon.substance(token.key, None, frozenset())
    elif owner.substance is not None:
        inside = {token.section for token in tokens[start:end]}
        if "negations" not in inside and any(token.key == "buffered" for token in tokens[start:end]):
            # «Magnesiumbisglycinaat (gebufferd met magnesiumoxide)»: the bracket says what is blended in.
            owner.substance = lexicon.substance(owner.substance.family, None, frozenset({"buffered"}))
        for token in tokens[start:end]:
            named = token.name
            if isinstance(named, Name) and named.substance is not None and named.family == owner.family:
                # «Magnesiummalat (Dimagnesiummalat)»: the same compound, said more exactly.
                owner.substance, named.role = named.substance, "form"
    lone = quantities[0] if quantities and quantities[0] not in taken and not parts else None
    return parts, wrong, lone


def _grades_near(tokens: list[Token], at: int, start: int, end: int) -> list[str]:
    return [tokens[near].key for near in (at - 1, at + 1) if start <= near < end and tokens[near].section == "grades"]


def _part(tokens: list[Token], at: int, end: int, name: Name, taken: set[int]) -> Part:
    """A compound in brackets with the mass that directly follows it."""
    assert name.substance is not None
    mg = None
    near = at + 1
    while near < end and (tokens[near].text in (";", ":", "-", "*") or tokens[near].section in ("fillers", "hydrates")):
        near += 1
    if near < end and tokens[near].section == "quantity" and tokens[near].key != "?" and near not in taken:
        mg = tokens[near].value or None
        taken.add(near)
    return Part(name.substance.family, name.substance.hydrate, name, mg)


def _has_amount_near(tokens: list[Token], at: int, start: int, end: int) -> bool:
    return any(
        start <= near < end and tokens[near].section == "quantity" for near in (at - 3, at - 2, at - 1, at + 1, at + 2)
    )
