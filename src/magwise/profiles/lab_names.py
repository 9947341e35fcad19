"""Names of laboratory tests as sheets print them: «S-Kreatinin», «eGFR (MDRD)», «24h urine magnesium», «Mg (ery)».

A name is read by its words (lab_words.csv): what was measured, in what, and gathered how. A word that plays no part
there makes the name unknown: «Magnesium im Vollblut» is no serum magnesium.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache

from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import LabTest
from magwise.knowledge.vocabulary import fold

MOST_WORDS = 4
SHORTEST_PART = 3
LONGEST_NAME = 100
JOINED = {"day_urine": "day", "spot_urine": "spot"}  # words that say urine and how it was gathered in one
SPREAD = ("analyte", "specimen", "collection")
# Of two words for what was measured the first of these is meant: «eGFR (creatinine)», «creatinine clearance (MDRD)».
LEADING = ("clearance", "egfr", "femg")


def named_tests(typed: str, knowledge: Knowledge) -> tuple[LabTest, ...]:
    """The tests that a name may stand for, the likeliest first; its unit decides between them. None: not known."""
    named = _exact(knowledge).get(fold(typed[:LONGEST_NAME]))
    if named is not None:
        return (knowledge.lab_tests[named],)
    told = _parts(fold(typed[:LONGEST_NAME]), knowledge)
    if told is None or not told["analyte"]:
        return ()
    leading = [analyte for analyte in LEADING if analyte in told["analyte"]]
    if len(told["analyte"]) > 1 and not leading:
        return ()
    analyte = leading[0] if leading else next(iter(told["analyte"]))
    found = [test for test in knowledge.lab_tests.values() if test.analyte == analyte]
    for part in ("specimen", "collection"):
        wanted = told[part]
        if len(wanted) > 1:
            return ()
        if wanted and any(getattr(test, part) for test in found):
            found = [test for test in found if getattr(test, part) in wanted]
    if told["collection"] and not told["specimen"]:
        found = [test for test in found if test.specimen != "serum"]
    if told["specimen"] == {"urine"} and not told["collection"]:
        found.sort(key=lambda test: test.collection != "spot")
    return tuple(found)


def nearest_tests(typed: str, knowledge: Knowledge) -> list[str]:
    """Ids of the tests that a name may be meant for: the nearest one, else all of them."""
    names = {fold(row.word): row for row in knowledge.lab_words.values() if row.role == "analyte" and row.means}
    near = get_close_matches(fold(typed[:LONGEST_NAME]), [*names, *_exact(knowledge)], n=1, cutoff=0.7)
    if not near:
        return list(knowledge.lab_tests)
    if near[0] in _exact(knowledge):
        return [_exact(knowledge)[near[0]]]
    return [test.id for test in knowledge.lab_tests.values() if test.analyte == names[near[0]].means]


@lru_cache(maxsize=8)
def _exact(knowledge: Knowledge) -> dict[str, str]:
    rows = knowledge.lab_tests.values()
    told = {fold(name.replace("_", " ")): row.id for row in rows for name in (row.id, row.name_nl, row.name_en)}
    fields = {row.field.removeprefix("labs."): row.id for row in rows if row.field}
    return {**told, **{fold(name.replace("_", " ")): test for name, test in fields.items()}}


@lru_cache(maxsize=8)
def _vocabulary(knowledge: Knowledge) -> dict[str, tuple[tuple[str, str], ...]]:
    """Folded word → what it says: pairs of part and meaning; none for a word that says nothing about the test."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in knowledge.lab_words.values():
        if row.role in SPREAD:
            found[fold(row.word)] = ((row.role, row.means or ""),)
        elif row.role in JOINED:
            found[fold(row.word)] = (("specimen", "urine"), ("collection", JOINED[row.role]))
        elif row.role == "filler":
            found.setdefault(fold(row.word), ())
    return found


def _parts(name: str, knowledge: Knowledge) -> dict[str, set[str]] | None:
    """What a folded name says, by part; None where one of its words is not known."""
    words, known = name.split(), _vocabulary(knowledge)
    told: dict[str, set[str]] = {part: set() for part in SPREAD}
    place = 0
    while place < len(words):
        for length in range(min(MOST_WORDS, len(words) - place), 0, -1):
            said = known.get(" ".join(words[place : place + length]))
            if said is not None:
                break
        else:
            length, said = 1, next(_joined(words[place], known), None)
        if said is None:
            return None
        for part, meaning in said:
            told[part].add(meaning)
        place += length
    return told


def _joined(word: str, known: dict[str, tuple[tuple[str, str], ...]]) -> Iterator[tuple[tuple[str, str], ...]]:
    """What a word says that is two or three known words written as one: «serumkreatinine», «urinmagnesium»."""
    for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        first = known.get(word[:cut])
        if first:
            rest = known.get(word[cut:])
            for said in (rest,) if rest else _joined(word[cut:], known):
                yield (*first, *said)
