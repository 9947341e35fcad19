"""Names of magnesium and its compounds in the print, and what surrounds them: brackets, negations, additive roles."""

from magwise.labels.lexicon import LIST, Lexicon, Substance
from magwise.labels.tokens import Token

BRACKETS_OPEN = frozenset("([{")
BRACKETS_CLOSE = frozenset(")]}")
# Sections that name another nutrient or a medicine.
OTHERS = frozenset({"nutrients", "manganese", "b6", "drugs", "liquids"})
_HANDED = frozenset({"l", "d", "dl"})  # the hand of a molecule
_NAMING = frozenset({"magnesium", "substances", "brands", "anions", "elemental"})
CONTEXT_FAMILIES = frozenset({"marine", "yeast", "food_concentrate", "trace_mineral_brine"})
_SALT_REACH = 5
_COMPOUND_REACH = 8
_SHORTEST_MISREAD = 6


class Name:
    """A name in the print. substance: None for the element itself.

    role: `source`, `excipient` (never counted), `form` (inside the brackets of a magnesium row), `aside` (another
    nutrient's source, or the list of other ingredients) or `denied` («free from …»).
    """

    __slots__ = ("role", "substance", "wrong_metal")

    def __init__(self, substance: Substance | None, role: str = "source") -> None:
        self.substance = substance
        self.role = role
        self.wrong_metal = False

    @property
    def family(self) -> str | None:
        """The family of the compound, None for the element."""
        return None if self.substance is None else self.substance.family


def find_names(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """The tokens with every name of magnesium or a compound of it joined to one token of section `name`."""
    joined: list[Token] = []
    place, total = 0, len(tokens)
    while place < total:
        token = tokens[place]
        section = token.section
        if section not in _NAMING:
            joined.append(token)
            place += 1
            continue
        if section == "magnesium":
            place = _magnesium(tokens, place, joined, lexicon)
            continue
        if section in ("substances", "brands"):
            following = tokens[place + 1].section if place + 1 < total else ""
            if section == "brands" and following == "magnesium" and tokens[place + 1].key == "symbol":
                # «Aquamin Mg 450 mg»: the symbol belongs to the trade name, and the mass to what it names.
                name = Name(lexicon.substance(token.key, None, frozenset()))
                _emit(joined, token, tokens[place + 1].end, name, lexicon)
                place += 2
                continue
            if section == "brands" and following in ("anions", "magnesium", "grades"):
                token.section = "fillers"
            elif section == "brands" or not is_own_name(token.text, token.key, lexicon):
                token.section = "anions"
            else:
                family, start = _anion_before(token, joined) if token.text.startswith("magn") else (None, token.start)
                if family is not None:
                    # «oxyde de magnésium marin»: the compound is named, the sea is only where it comes from.
                    token.key, token.start = family, start
                more: set[str] = set()
                _words_before(joined, token.key, more, token.start)
                hydrate, end, place = _words_after(tokens, place + 1, token.end, token.key, more, None)
                _emit(joined, token, end, Name(lexicon.substance(token.key, hydrate, frozenset(more))), lexicon)
                continue
        elif section == "anions" and joined:
            before = joined[-1]
            if before.section in OTHERS and token.start - before.end <= 1 and not _leads_to_metal(tokens, place):
                before.end = token.end
                before.kind = token.key
                place += 1
                continue
            if place + 2 < total and tokens[place + 1].section == "connectors" and tokens[place + 2].section in OTHERS:
                owner = tokens[place + 2]
                owner.start = token.start
                joined.append(owner)
                place += 3
                continue
        elif section == "elemental" and _stands_for_magnesium(token, tokens, place, joined):
            _emit(joined, token, token.end, Name(None), lexicon)
            place += 1
            continue
        joined.append(token)
        place += 1
    return joined


def _leads_to_metal(tokens: list[Token], place: int) -> bool:
    """«Vitamine B6 Oxyde de magnésium»: the anion belongs to the metal behind it."""
    near = tokens[place + 1 : place + 3]
    return len(near) == 2 and near[0].section == "connectors" and near[1].section == "magnesium"


def _stands_for_magnesium(token: Token, tokens: list[Token], place: int, joined: list[Token]) -> bool:
    """«Magnesium oxide 400 mg (241.3 mg elemental)»: the word alone, behind an amount that follows a compound."""
    if len(joined) < 3 or joined[-1].section != "quantity" or not token.text.startswith("element"):
        return False
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if after is not None and after.text not in BRACKETS_CLOSE and after.text not in ("\n", ",", ";", "."):
        return False
    if joined[-2].text not in BRACKETS_OPEN and joined[-2].text != "=" and joined[-2].section != "of_which":
        return False
    before = [near for near in joined[-_COMPOUND_REACH:-2] if near.section in OTHERS or near.section == "name"]
    last = before[-1].name if before else None
    return isinstance(last, Name) and last.substance is not None


def is_own_name(word: str, key: str, lexicon: Lexicon) -> bool:
    """Whether the term that begins with this word names magnesium by itself: the sea or algae alone do not."""
    if key not in CONTEXT_FAMILIES or "magnes" in word:
        return True
    return any("magnes" in piece for term in lexicon.terms.get(word, ()) if term.key == key for piece in term.rest)


def _emit(joined: list[Token], token: Token, end: int, name: Name, lexicon: Lexicon) -> None:
    if name.family in lexicon.excipients:
        name.role = "excipient"
    token.section, token.end, token.name = "name", end, name
    joined.append(token)


def _magnesium(tokens: list[Token], place: int, joined: list[Token], lexicon: Lexicon) -> int:
    """Joins the metal's name at this place with the words that make it a compound; returns the next place."""
    token = tokens[place]
    total = len(tokens)
    if _is_denied(tokens, place, lexicon):
        token.section = "word"
        joined.append(token)
        return place + 1
    grades: set[str] = set()
    family: str | None = None
    hydrate: str | None = None
    salts = False
    for piece in token.pieces:
        if piece.section == "anions":
            family = piece.key if family is None else f"{family}_{piece.key}"
        elif piece.section in ("grades", "multiples"):
            grades.add(piece.key)
        elif piece.section == "hydrates":
            hydrate = piece.key
        elif piece.section == "salts_of":
            salts = True
    start, end, following = token.start, token.end, place + 1
    if family is None and not salts:
        family, start = _anion_before(token, joined)
        if family is None or family == "amino_acid_chelate":
            closer, closer_end, closer_following = _anion_after(tokens, place, grades, lexicon)
            if closer is not None:
                family, end, following = closer, closer_end, closer_following
    if joined and joined[-1].section == "salts_of":
        salts, start = True, joined.pop().start
    elif family is None and following < total and tokens[following].section == "salts_of":
        salts, following = True, following + 1
    if salts:
        for near in tokens[following : following + _SALT_REACH]:
            if near.section in ("fatty", "acids"):
                family = "fatty_acid_salts" if near.section == "fatty" else near.key
                break
            if near.section == "mark" and near.text in ",;)":
                break
        if family is None and len(joined) > 0 and joined[-1].section == "fatty":
            family = "fatty_acid_salts"
    family, start = _words_before(joined, family, grades, start)
    hydrate_before = joined[-1].key if joined and joined[-1].section == "hydrates" else None
    if family is None and _is_complex(token, tokens, following):
        family = "unspecified"
    if family is not None:
        double, double_end, double_following = _double(tokens, following, family, lexicon)
        if double is not None:
            family, end, following = double, double_end, double_following
        hydrate, end, following = _words_after(tokens, following, end, family, grades, hydrate)
    drug = (joined and joined[-1].section == "drugs") or (
        len(joined) > 1 and joined[-1].text == "-" and joined[-2].section == "drugs"
    )
    if drug or (following < total and tokens[following].section == "drugs"):
        family = "drug_salt"
    if family is None and "liposomal" in grades:
        family = "liposomal"
    if family is None and "marine" in grades:
        family = "marine"
    if start < token.start and family is not None and not any(piece.section == "anions" for piece in token.pieces):
        token.kind = "metal last"
    token.start = start
    substance = None
    if family is not None:
        substance = lexicon.substance(family, hydrate or hydrate_before, frozenset(grades))
    _emit(joined, token, end, Name(substance), lexicon)
    return following


def _is_denied(tokens: list[Token], place: int, lexicon: Lexicon) -> bool:
    """«magnesiumvrij», «magnesium-free»: the word says that there is none."""
    token = tokens[place]
    if token.pieces:
        return token.pieces[-1].section == "free"
    near = tokens[place + 1 : place + 3]
    return len(near) == 2 and near[0].text == "-" and near[1].text in lexicon.free and near[1].start == token.end + 1


def _anion_after(tokens: list[Token], place: int, grades: set[str], lexicon: Lexicon) -> tuple[str | None, int, int]:
    """«magnesium citrate», «Mag. oxide», «magnésium (lactate de)», «MAGNESIO, LACTATO DE»."""
    total = len(tokens)
    at = place + 1
    found: set[str] = set()
    pieces = tokens[place].pieces
    bound = bool(pieces) and any(piece.key == "bis" for piece in pieces)
    allowed = "-(" if bound else "-." if tokens[place].text == "mag" else "-"
    for _ in range(4):
        if at >= total:
            return None, 0, 0
        near = tokens[at]
        if near.section == "word" and at == place + 1 and len(near.text) >= _SHORTEST_MISREAD:
            mended = lexicon.near_anion(near.text)
            if mended is not None:
                return mended, near.end, at + 1
        if near.section == "anions" and bound and tokens[at - 1].text == "(":
            closed = at + 1 < total and tokens[at + 1].text == ")"
            return near.key, tokens[at + closed].end, at + 1 + closed
        if near.section == "anions":
            grades |= found
            return near.key, near.end, at + 1
        if near.section in ("grades", "multiples"):
            found.add(near.key)
        elif near.text in _HANDED and at + 1 < total and tokens[at + 1].text == "-":
            pass  # «magnesium L-ascorbate»
        elif near.text == "\n":
            if tokens[at - 1].text == "\n":
                break
        elif near.text not in allowed or (near.text == "-" and _opens_list(tokens, at)):
            break
        at += 1
    at = place + 1
    if at + 2 < total and tokens[at].text in ("(", ","):
        near = tokens[at + 1]
        if near.section == "anions" and tokens[at + 2].section == "connectors":
            after = tokens[at + 3] if at + 3 < total else None
            closed = after is not None and after.text == ")"
            if closed or (tokens[at].text == "," and (after is None or after.section in ("units", "mark", "quantity"))):
                last = at + 3 if closed else at + 2
                return near.key, tokens[last].end, last + 1
    if found & {"marine", "liposomal"} and at < total and tokens[at].section == "grades":
        grades |= found
        return None, 0, 0
    return None, 0, 0


def _opens_list(tokens: list[Token], at: int) -> bool:
    """«elemental magnesium — citrate, malate, taurate»: whether a dash between blanks heads a list of forms."""
    near = tokens[at - 1 : at + 4]
    if len(near) < 5 or near[1].start == near[0].end or near[2].start == near[1].end:
        return False
    return near[2].section == near[4].section == "anions" and (near[3].text in ",/&+" or near[3].joins & LIST > 0)


def _anion_before(token: Token, joined: list[Token]) -> tuple[str | None, int]:
    """«citrate de magnésium», «cytrynian magnezu», «carbonato magnésico», «citrate de tri-magnésium»."""
    if not joined:
        return None, token.start
    last = joined[-1]
    if last.text == "-" and len(joined) > 1 and joined[-2].section == "anions" and last.start == joined[-2].end:
        anion = joined[-2]
        del joined[-2:]
        return anion.key, anion.start
    if last.section == "anions" and (token.key in ("genitive", "adjective") or last.key == "amino_acid_chelate"):
        joined.pop()
        return last.key, last.start
    back = 1
    while back <= 3 and len(joined) > back and joined[-back].section in ("grades", "multiples", "connectors"):
        if back == 1 and _is_graded_anion(joined):
            anion, grade = joined[-3], joined[-2]
            del joined[-3:]
            joined.append(grade)
            return anion.key, anion.start
        if joined[-back].section == "connectors" and joined[-back - 1].section == "anions":
            anion = joined[-back - 1]
            del joined[-back - 1 :]
            return anion.key, anion.start
        back += 1
    return None, token.start


def _is_graded_anion(joined: list[Token]) -> bool:
    """«glycérophosphate acide de magnésium»: an anion, its grade, and what joins them to the metal."""
    if len(joined) < 3 or joined[-1].section != "connectors" or joined[-3].section != "anions":
        return False
    return joined[-2].section in ("grades", "multiples", "hydrates")


def _words_before(joined: list[Token], family: str | None, grades: set[str], start: int) -> tuple[str | None, int]:
    """«gebufferd magnesiumbisglycinaat», «leichtes Magnesiumoxid», «Tri-Magnesiumdicitrat», «chelated magnesium»."""
    for _ in range(3):
        if not joined:
            break
        last = joined[-1]
        if last.section in ("grades", "multiples"):
            grades.add(last.key)
            start = joined.pop().start
        elif len(joined) > 1 and joined[-2].section in ("multiples", "grades") and last.text in ("-", grades and ","):
            joined.pop()
        else:
            break
    return family, start


def _words_after(
    tokens: list[Token], place: int, end: int, family: str, grades: set[str], hydrate: str | None
) -> tuple[str | None, int, int]:
    """Hydrate and grade behind a compound: «dihydraté», «(heptahydraat)», «·6H2O», «, light», «complex»."""
    total = len(tokens)
    for _ in range(8):
        if place >= total:
            break
        near = tokens[place]
        after = tokens[place + 1] if place + 1 < total else None
        if near.section == "hydrates":
            hydrate = near.key
        elif near.section in ("grades", "multiples") and near.key != "acid":
            grades.add(near.key)
        elif near.section == "number" and after is not None and after.text in ("h2o", "h20"):
            hydrate = _hydrate_name(near)
            place += 1
            end = after.end
        elif near.section == "anions" and near.key == "amino_acid_chelate" and family != near.key:
            pass
        elif near.text == "-" and after is not None and after.key == "amino_acid_chelate" and family != after.key:
            place += 1
            continue
        elif near.text in ("-", "\u00b7", "(", ",", "x") and after is not None and _is_refinement(tokens, place + 1):
            if near.text == "(":
                if place + 2 < total and tokens[place + 2].text == ")" and after.section in ("hydrates", "grades"):
                    if after.section == "hydrates":
                        hydrate = after.key
                    else:
                        grades.add(after.key)
                    end, place = tokens[place + 2].end, place + 3
                    continue
                break
            if near.text == "," and after.section != "grades":
                break
            place += 1
            continue
        else:
            break
        end = tokens[place].end
        place += 1
    return hydrate, end, place


def _is_complex(token: Token, tokens: list[Token], place: int) -> bool:
    """«Magnesiumcomplex», «magnesium complex»: a mixture whose number may be anything."""
    if token.pieces and any(piece.section == "grades" and piece.key == "complex" for piece in token.pieces):
        return True
    if place + 1 < len(tokens) and tokens[place].text == "-" and tokens[place].start == token.end:
        place += 1  # «Mg-Komplex»
    return place < len(tokens) and tokens[place].section == "grades" and tokens[place].key == "complex"


def _double(tokens: list[Token], place: int, family: str, lexicon: Lexicon) -> tuple[str | None, int, int]:
    """«magnesiumcitraat-malaat»: two anions that make a substance of their own."""
    at = place
    if at < len(tokens) and tokens[at].text == "-":
        at += 1
    if at >= len(tokens) or tokens[at].section != "anions":
        return None, 0, 0
    return lexicon.double(family, tokens[at].key), tokens[at].end, at + 1


def _is_refinement(tokens: list[Token], place: int) -> bool:
    near = tokens[place]
    if near.section in ("hydrates", "grades"):
        return True
    return near.section == "number" and place + 1 < len(tokens) and tokens[place + 1].text in ("h2o", "h20")


_WATERS = (
    "anhydrous", "monohydrate", "dihydrate", "trihydrate", "tetrahydrate", "pentahydrate", "hexahydrate",
    "heptahydrate", "octahydrate", "nonahydrate",
)  # fmt: skip


def _hydrate_name(number: Token) -> str | None:
    count = int(number.value or 0)
    return _WATERS[count] if 0 <= count < len(_WATERS) else None
