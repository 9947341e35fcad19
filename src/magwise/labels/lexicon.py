"""The words of labels, made ready once for each knowledge base: terms by first word, compounds by name, settings."""

import re
from decimal import Decimal
from itertools import product
from string import punctuation
from typing import Any, NamedTuple

from magwise.chemistry.compounds import water_of
from magwise.errors import KnowledgeError
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import Form
from magwise.labels.label import Finding
from magwise.labels.normalise import fold

# Sections of the term files, the one that wins first where a word stands in two.
_SECTIONS = (
    "drugs", "magnesium", "substances", "brands", "anions", "b6", "manganese", "liquids", "nutrients", "mass", "units",
    "hydrates", "elemental", "salts_of", "fatty", "acids", "roles", "sections", "negations", "reference", "advice",
    "of_which", "serving", "directions", "as", "count", "connectors", "grades", "multiples", "fillers", "unit_words",
    "half", "kinds", "skin", "word",
)  # fmt: skip
_RANK = {section: rank for rank, section in enumerate(_SECTIONS)}
_SETTINGS = frozenset(
    (
        "weak",
        "free",
        "doubles",
        "vague",
        "exact_chelates",
        "excipients",
        "ceiling",
        "unnamed",
        "named",
        "water",
        "reference_mg",
        "stems",
        "tolerance",
        "tolerance_rules",
    )
)
_PIECE = re.compile(r"[^\W\d_][^\W_]*|\d+|[^\s\w-]")
_LANGUAGES = (
    "nl", "en", "de", "fr", "es", "it", "pl", "pt", "sv", "da", "nb", "fi", "cs", "sk", "hu", "ro", "hr", "sr", "bg",
    "ru", "el",
)  # fmt: skip
_MOST_WORDS = 100_000
# What a scanner makes of a letter, in the order in which it is repaired.
_MISREAD = (("rn", "m"), ("1", "l"), ("0", "o"), ("vv", "w"), ("q", "g"))
_GLUED_MASSES = frozenset({"mg", "mcg", "ug"})
_OPEN_FORMULA = Decimal("1.5")
STEM = "stem"  # the key of a word that begins as the metal's name does in a language we do not know
MASS = "mass "  # before the key of a unit that runs into the next number
_SHORTEST_STEM = 2
_METALS_SHORTER = 4
_SHORTEST_MISREAD = 6
_LONGEST_METAL = 11
_SHORTEST_BEFORE = 3  # letters before the piece in «kauwcapsules»
_SHORTEST_PIECE = 5
_PIECES = frozenset(
    {"tablet", "capsule", "softgel", "sachet", "ampoule", "lozenge", "chew", "gummy", "scoop", "capful", "tbsp", "tsp"}
)
_LONGEST_PIECE = 12
_SHORTEST_METAL = 7
_METAL_BEGINS = "magn"
_LONGEST_BEFORE = 8  # «gesamtmagnesium», «totaalmagnesium»
# What may stand in one word with the metal's name.
_IN_ONE_WORD = frozenset({"anions", "hydrates", "grades", "multiples", "magnesium", "salts_of", "fillers", "units",
                          "unit_words", "kinds", "skin"})  # fmt: skip


class Term(NamedTuple):
    """What a word or phrase means. rest: the words after the first; length counts all of them."""

    rest: tuple[str, ...]
    section: str
    key: str


class Piece(NamedTuple):
    """A part of a word that is written as one: section and key, as in a Term."""

    section: str
    key: str


class Word(NamedTuple):
    """What a word alone is. phrases: the longer terms it begins, by their second piece; votes: the languages it speaks
    for; odd: what stands around it decides (a symbol, a broken word, two columns that ran together); joins: what it
    joins, of LIST, WITH, OF, EITHER and STRENGTH.
    """

    section: str
    key: str
    pieces: tuple[Piece, ...]
    phrases: dict[str, list[Term]] | None
    votes: tuple[str, ...]
    odd: bool
    joins: int = 0


UNKNOWN = Word("word", "", (), None, (), False)
MARK = UNKNOWN._replace(section="mark")
# What small words join, as bits: «citrate and malate», «with», «of», «either … or», and the word «strength».
LIST, WITH, OF, EITHER, STRENGTH, RANGE = 1, 2, 4, 8, 16, 32
_JOINS = {"list": LIST, "with": WITH, "of": OF, "either": EITHER, "strength": STRENGTH, "range": RANGE}


class Tolerance(NamedTuple):
    """What the law lets a product hold behind a printed amount, mg; high is None where it sets no upper end."""

    low_mg: float
    high_mg: float | None
    text: str


class Substance(NamedTuple):
    """A compound as a label names it. forms: the rows it may be; empty for a mixture, which is never computed."""

    family: str
    low: Decimal | None
    high: Decimal | None
    hydrate: str | None
    open_ended: bool


class Lexicon:
    """Words, compounds and settings of one knowledge base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.terms: dict[str, list[Term]] = {}
        self.function_words: dict[str, list[str]] = {}
        self.endings: list[tuple[str, str]] = []
        self.settings: dict[str, tuple[str, ...]] = {}
        self.counts: dict[str, str] = {}
        self.context: dict[str, set[str]] = {}
        self._joins: dict[str, int] = {}
        self._pieces: dict[str, Piece] = {}
        self._near: dict[str, str | None] = {}
        self.findings: dict[tuple[object, ...], Finding] = {}
        self.tolerances: dict[tuple[object, ...], Tolerance] = {}
        self._numbers: dict[str, Decimal] = {}
        self.words: dict[str, Word] = dict.fromkeys((*punctuation, "\n"), MARK)
        self._substances: dict[tuple[str, str | None, frozenset[str]], Substance] = {}
        self._rows: dict[str, list[Form]] = {}
        for form in knowledge.forms.values():
            self._rows.setdefault(form.family, []).append(form)
        for language in sorted(knowledge.label_terms, key=language_rank):
            for name, words in knowledge.label_terms[language].items():
                self._read(language, name, words)
        self._read_form_names()
        self.how_much = frozenset(word for word, kinds in self.context.items() if "how_much" in kinds)
        for found in self.terms.values():
            found.sort(key=lambda term: (-len(term.rest), _RANK[term.section]))
        self._metals = frozenset(
            first[:_METALS_SHORTER]
            for first, terms in self.terms.items()
            if any(not term.rest and term.section in ("nutrients", "manganese") for term in terms)
        )
        self._metal_names = tuple(
            (first, term.key)
            for first, terms in self.terms.items()
            for term in terms
            if term.section == "magnesium" and not term.rest and len(first) >= _SHORTEST_METAL
        )
        self._hydrates = {
            int(values[0]): name.split(".")[1] for name, values in self.settings.items() if name.startswith("water.")
        }
        self.stems = tuple(fold(word) for word in self.settings["stems.words"])
        self.excipients = frozenset(self.settings["excipients.forms"])
        self.vague = frozenset(self.settings["vague.forms"])
        self.weak = frozenset(self.settings["weak.forms"])
        self.free = frozenset(self.settings["free.words"])
        self._doubles = {
            frozenset(values): name.split(".")[1]
            for name, values in self.settings.items()
            if name.startswith("doubles.")
        }
        self.exact_chelates = frozenset(self.settings["exact_chelates.forms"])
        richest = self._rows[self.settings["ceiling.mixture"][0]]
        self.richest = max(row.mg_mass_fraction or Decimal(0) for row in richest)
        chelates = self._rows[self.settings["ceiling.chelate"][0]]
        self.richest_chelate = max(row.mg_mass_fraction or Decimal(0) for row in chelates)
        self.equal = self.number("tolerance.equal")
        self.richer = 1 + self.number("tolerance.richer")
        self.poorer = 1 - self.number("tolerance.poorer")
        self.poorest = self.number("tolerance.poorest")
        self.least_mg = self.number("tolerance.least_mg")
        self.most_mg = self.number("tolerance.most_mg")
        self.thousands_below_mg = self.number("tolerance.thousands_below_mg")
        self.richest_blend = self.number("tolerance.blend")
        self.natural = frozenset(self.settings["tolerance_rules.natural"])
        self.references = {
            name.split(".")[1]: tuple(Decimal(value) for value in values)
            for name, values in self.settings.items()
            if name.startswith("reference_mg.")
        }

    def ceiling_of(self, family: str) -> Decimal:
        """The largest share to believe where the formula is open: its richest known salt with half as much again."""
        known = [row.mg_mass_fraction for row in self._rows.get(family, ()) if row.mg_mass_fraction is not None]
        return min(max(known) * _OPEN_FORMULA, self.richest) if known else self.richest

    def number(self, name: str) -> Decimal:
        """A setting that is one number."""
        found = self._numbers.get(name)
        if found is None:
            found = self._numbers[name] = Decimal(self.settings[name][0])
        return found

    def _read(self, language: str, name: str, words: Any) -> None:
        section, _, key = name.partition(".")
        words = [words] if isinstance(words, str) else words
        if section == "language":
            if key == "endings":
                self.endings += [(word, language) for word in words]
                return
            for word in words:
                self.function_words.setdefault(fold(word), []).append(language)
        elif section == "context":
            # Words that name nothing of a label, but tell what a number near them is about.
            for word in words:
                self.context.setdefault(fold(word).strip(), set()).add(key)
                self._add(word, "word", key)
        elif section == "joins":
            for word in map(fold, words):
                self._joins[word] = self._joins.get(word, 0) | _JOINS[key]
        elif section in _SETTINGS:
            self.settings[name] = tuple(words)
            if section == "free":
                for word in words:
                    self._pieces.setdefault(fold(word), Piece(section, key))
        elif section in _RANK:
            if section == "count":
                self.counts.update(dict.fromkeys(map(fold, words), key))
            for word in words:
                self._add(word, section, language if section in ("skin", "kinds") else key)
        else:
            raise KnowledgeError([f"label_terms/{language}.toml: the section «{section}» is not known"])

    def _read_form_names(self) -> None:
        """Names and trade names from the table of forms that name the substance as a whole."""
        for form in self.knowledge.forms.values():
            for name in (form.name_en, form.name_nl, *form.synonyms):
                pieces = _PIECE.findall(fold(name))
                metal = any(piece.startswith("magnesi") for piece in pieces)
                plain = any(piece in self._pieces and self._pieces[piece].section == "anions" for piece in pieces)
                if metal and not plain and len(pieces) > 1 and not any(piece in "(),/" for piece in pieces):
                    row = form.id if len(self._rows[form.family]) > 1 and water_of(form) else form.family
                    self._add(name, "substances", row)

    def _add(self, phrase: str, section: str, key: str) -> None:
        pieces = _PIECE.findall(fold(phrase))
        if not pieces:
            return
        first, rest = pieces[0], tuple(pieces[1:])
        known = self.terms.setdefault(first, [])
        if not any(term.rest == rest and _RANK[term.section] <= _RANK[section] for term in known):
            known[:] = [term for term in known if term.rest != rest]
            known.append(Term(rest, section, key))
        if not rest and section in _IN_ONE_WORD:
            self._pieces.setdefault(first, Piece(section, key))

    def read_word(self, word: str) -> Word:
        """What a word is by itself, from its first letter on; remembered. Numbers and marks are no words."""
        found = self.words.get(word)
        if found is None:
            found = self._word(word)
            if len(self.words) < _MOST_WORDS:
                self.words[word] = found
        return found

    def _word(self, word: str) -> Word:
        plain: Term | None = None
        phrases: dict[str, list[Term]] = {}
        for term in self.terms.get(word, ()):
            if term.rest:
                phrases.setdefault(term.rest[0], []).append(term)
            elif plain is None:
                plain = term
        section, key = ("word", "") if plain is None else (plain.section, plain.key)
        pieces: tuple[Piece, ...] = ()
        odd = word == "mg"
        if plain is None:
            pieces = self.split_word(word)
            if pieces:
                section, key = pieces[0] if len(pieces) == 1 else ("magnesium", "compound")
            if "magn" in word and (not pieces or pieces[-1].key == "unspecified"):
                odd = True
            elif section == "word" and self._piece_at_end(word) is not None:
                section, key = "units", self._piece_at_end(word) or ""
            elif section == "word" and word[-1].isdigit():
                stem = word.rstrip("0123456789")
                unit = next((term for term in self.terms.get(stem, ()) if not term.rest), None)
                if unit is not None and unit.section == "units" and len(stem) > _SHORTEST_STEM:
                    odd, key = True, unit.key
                elif unit is not None and unit.section == "mass" and stem in _GLUED_MASSES:
                    odd, key = True, f"{MASS}{unit.key}"
        votes = [*self.function_words.get(word, ())]
        if section in ("anions", "magnesium"):
            votes += [language for ending, language in self.endings if word.endswith(ending)]
        joins = self._joins.get(word, 0)
        if section == "word" and not (key or pieces or phrases or votes or odd or joins):
            return UNKNOWN
        return Word(section, key, pieces, phrases or None, tuple(votes), odd, joins)

    def _piece_at_end(self, word: str) -> str | None:
        """The piece that a word written as one ends with: «kauwcapsules», «Weichkapseln»; None for no such word."""
        if word in self.counts or not word.isalpha():
            return None
        for length in range(min(len(word) - _SHORTEST_BEFORE, _LONGEST_PIECE), _SHORTEST_PIECE - 1, -1):
            for term in self.terms.get(word[-length:], ()):
                if term.section == "units" and not term.rest and term.key in _PIECES:
                    return term.key
        return None

    def is_family(self, name: str) -> bool:
        """Whether the table of forms has a family or a row of this name."""
        return name in self._rows or name in self.knowledge.forms

    def double(self, one: str, two: str) -> str | None:
        """The substance that two anions side by side make: «citrate malate», «lysinate glycinate»; None for none."""
        known = self._doubles.get(frozenset((one, two)))
        return known or (f"{one}_{two}" if self.is_family(f"{one}_{two}") else None)

    def near_anion(self, word: str) -> str | None:
        """The one anion that differs from a misread word by a single letter; None when there is none or several."""
        if word in self._near:
            return self._near[word]
        from rapidfuzz.distance import Levenshtein

        close = {
            piece.key
            for name, piece in self._pieces.items()
            if piece.section == "anions"
            and len(name) >= _SHORTEST_MISREAD
            and abs(len(name) - len(word)) <= 1
            and Levenshtein.distance(name, word, score_cutoff=1) <= 1
        }
        found = close.pop() if len(close) == 1 else None
        if len(self._near) < _MOST_WORDS:
            self._near[word] = found
        return found

    def split_word(self, word: str) -> tuple[Piece, ...]:
        """The parts of a word that holds the metal's name, such as «trimagnesiumdicitraat»; empty when it does not.

        A word that starts with another metal («zinkcitraat») is one piece of the section `nutrients`.
        """
        if len(word) > 60:
            return ()
        repaired = _repair(word)
        for spelling in (word,) if repaired == word else (word, repaired):
            place = spelling.find("magnesi")
            if 0 <= place <= _LONGEST_BEFORE:
                end = place + 9 if spelling.startswith("magnesium", place) else place + 8
                before = self._parts(spelling[:place]) if place else ()
                after = self._parts(spelling[end:]) if len(spelling) > end else ()
                if before is not None and after is not None:
                    return (*before, Piece("magnesium", "plain"), *after)
            if spelling != word and spelling in self.terms:
                whole = [term for term in self.terms[spelling] if not term.rest]
                if whole:
                    return (Piece(whole[0].section, whole[0].key),)
            if _looks_like_magnesium(spelling):
                return (Piece("magnesium", "plain"),)
        if word.startswith("magnesium") and len(word) <= _LONGEST_METAL:
            return (Piece("magnesium", "plain"),)
        if word.startswith("magnesi") and len(word) > _LONGEST_METAL:
            # An ending we do not know: some compound of magnesium, of which nothing is computed.
            return (Piece("magnesium", "plain"), Piece("anions", "unspecified"))
        near = self._near_metal(repaired)
        if near is not None:
            return (near,)
        if word.startswith(self.stems):
            return (Piece("magnesium", STEM),)
        if word[:_METALS_SHORTER] not in self._metals:
            return ()
        for length in range(len(word) - 1, _METALS_SHORTER - 1, -1):
            for term in self.terms.get(word[:length], ()):
                if not term.rest and term.section in ("nutrients", "manganese"):
                    return (Piece(term.section, term.key),)
        return ()

    def _near_metal(self, word: str) -> Piece | None:
        """The metal's name in a language we read, with one letter misread: «magneslo» is «magnesio»."""
        if not word.startswith(_METAL_BEGINS) or not _SHORTEST_METAL <= len(word) <= _LONGEST_METAL:
            return None
        from rapidfuzz.distance import Levenshtein

        for name, key in self._metal_names:
            if len(name) == len(word) and Levenshtein.distance(name, word, score_cutoff=1) <= 1:
                return Piece("magnesium", key)
        return None

    def _parts(self, rest: str) -> tuple[Piece, ...] | None:
        """The rest of a word as known pieces from left to right, the longest first; None when something is left."""
        if not rest:
            return ()
        for length in range(len(rest), 1, -1):
            piece = self._pieces.get(rest[:length])
            if piece is not None:
                following = self._parts(rest[length:])
                if following is not None:
                    return (piece, *following)
        return None

    def substance(self, key: str, hydrate: str | None, grades: frozenset[str]) -> Substance:
        """The compound behind a family or row, with what the label adds: hydrate, light, basic, tri-, complex.

        Shares are None for a mixture.
        """
        asked = (key, hydrate, grades)
        found = self._substances.get(asked)
        if found is None:
            found = self._substances[asked] = self._substance(key, hydrate, grades)
        return found

    def _substance(self, key: str, hydrate: str | None, grades: frozenset[str]) -> Substance:
        row = self.knowledge.forms.get(key)
        family = row.family if row is not None else key
        if "buffered" in grades and f"{family}_buffered" in self._rows:
            return Substance(f"{family}_buffered", None, None, hydrate, True)
        if "liposomal" in grades:
            return Substance(family, None, None, "liposomal", True)
        rows = self._rows.get(family, [])
        if hydrate is None and row is not None and row.id != family:
            hydrate = self._hydrates.get(water_of(row) or -1)
        chosen = [row] if row is not None and row.id != family else []
        for grade in sorted(grades):
            ids = self.settings.get(f"named.{grade}.{family}")
            if ids and not chosen:
                chosen = [form for form in rows if form.id in ids]
        if hydrate is not None and not (chosen and chosen[0] is row):
            water = int(self.settings.get(f"water.{hydrate}", ("-1",))[0])
            chosen = [form for form in chosen or rows if water_of(form) == water] or chosen
        if not chosen:
            ids = self.settings.get(f"unnamed.{family}")
            chosen = [form for form in rows if ids is None or form.id in ids]
            if any(form.mg_mass_fraction is not None for form in chosen):
                chosen = [form for form in chosen if form.mg_mass_fraction is not None]
        fractions = [form.mg_mass_fraction for form in chosen]
        known = [fraction for fraction in fractions if fraction is not None]
        mixed = not known or len(known) != len(fractions)
        open_ended = mixed or "complex" in grades or "buffered" in grades
        if mixed:
            return Substance(family, None, None, hydrate, True)
        return Substance(family, min(known), max(known), hydrate, open_ended)


def language_rank(language: str) -> tuple[int, str]:
    """The order in which languages are read and, where the votes are equal, chosen."""
    return (_LANGUAGES.index(language) if language in _LANGUAGES else -1, language)


def _repair(word: str) -> str:
    """A word as it was before a scanner misread it: «rn» for m, digits for letters."""
    for misread, letter in _MISREAD:
        if misread in word:
            word = word.replace(misread, letter)
    return word


def misreadings(word: str) -> set[str]:
    """A word in every spelling that is repaired to it, itself among them.

    >>> sorted(misreadings("zout"))
    ['z0ut', 'zout']
    """
    choices = [(letter, *(misread for misread, meant in _MISREAD if meant == letter)) for letter in word]
    return {"".join(spelling) for spelling in product(*choices)}


def _looks_like_magnesium(word: str) -> bool:
    """Whether the word is the metal's name with one or two letters misread."""
    if not 8 <= len(word) <= 10 or not word.endswith(("sium", "slum", "sium", "sum", "siu")):
        return False
    return word.endswith("nesium") or word.startswith(("magn", "rnagn", "wagn"))
