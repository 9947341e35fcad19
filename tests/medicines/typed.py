"""The four laws of reading, on made-up texts: `python tests/medicines/typed.py [--texts N] [--seed S]`.

composition: the reading of a joined text is the union of the readings of its parts, for every order and separator;
padding: harmless words never remove an interaction, a gate or an hour; coverage: the roles cover all that was typed;
door: medicine field, supplement field, product field and one list give the same gates and hours. Prints a table.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from typing import NamedTuple

from magwise.advice.engine import ready
from magwise.advice.understand import understand
from magwise.knowledge.load import Knowledge, load_knowledge
from magwise.knowledge.vocabulary import Medicine
from magwise.medicines.interactions import STACKED
from magwise.medicines.match import find_medicine
from magwise.medicines.names import is_noise, word_lists
from magwise.medicines.records import MedicineMatch
from magwise.profiles.profile import MedicineEntry, Person, ProductEntry, Profile, SupplementEntry

ROLES = {
    "name", "strength", "form", "route", "frequency", "time", "maker", "reason", "negation", "filler", "unknown",
}  # fmt: skip
STRONG = ["\n", "\r\n", "; ", "\t", "\n- ", "\n• ", " | ", "\n\n", ";"]
SOFT = [", ", " en ", " and ", " + ", " & ", " / ", " plus ", ",", " ,", ". "]
STRENGTHS = [
    "", " 5 mg", " 20 mg", " 0,5 mg", " 100 mcg", " 1.25 mg", " 500", " 75 µg", " 10mg", " 2 x 250 mg", " 50/12,5 mg", " 1000 IE",
]  # fmt: skip
HOW_OFTEN = [
    "", " 1x daags", " 2 dd 1", " 1-0-0-1", " once daily", " twice a day", " 1D1T", " bd", " 's avonds", " in the morning",
    " zo nodig", " 1 tablet per dag", " at bedtime", " 3x per week", " om de dag", " every other day",
]  # fmt: skip
FORMS = ["", " tablet", " tabletten", " capsules", " retard", " tabs", " MR", " Sandoz", " Teva B.V.", " (filmomhuld)"]
# Words around a medicine that say nothing of it; written for this test, not taken from our own lists.
BEFORE = [
    "ik slik ", "elke dag ", "I take ", "van de dokter kreeg ik ", "I have been on ", "mijn man gebruikt ", "al jaren ",
    "for years now ", "op recept: ", "prescribed: ", "medicatie: ", "1) ", "2. ", "- ", "* ", "nog steeds ", "verder nog ",
    "every morning I swallow ", "sinds vorig jaar ", "my wife uses ", "ook ", "plus my ", "en dan nog ", "huidige medicijnen: ",
]  # fmt: skip
AFTER = [
    " voor mijn huid", " voor mijn ogen", " tegen de pijn", " for my skin", " for my eyes", " because of my chest", " dat werkt prima",
    " it works well", " volgens de huisarts", " as my GP advised", " met een slok water", " with some water", " (al heel lang)",
    " (for many years)", " sinds de operatie", " after the surgery", " voor het slapen", " nuchter", " on an empty stomach",
    ", werkt goed", ", no problems", " via de apotheek", " from the pharmacy", " tegen hoge bloeddruk", " for my nose and throat",
    " wegens klachten aan mijn neus", " niet vergeten!", " never forget it", " en dat bevalt goed", " since March", " dank u",
    " thanks", ", daar word ik wel moe van", " (doosje van 30 stuks)", " uit de pillendoos", " die kleine witte", " the small white ones",
]  # fmt: skip
NONSENSE = [
    "brofilactine",
    "xanterol",
    "quimazepril",
    "dolvistatine",
    "zertufamab",
    "plinoxetine",
    "gorbatril",
    "nebrilol",
]


class Part(NamedTuple):
    """A text that names one product, and how it is read by itself."""

    text: str
    match: MedicineMatch


class Result(NamedTuple):
    """How often a law was asked and kept, and the first texts that broke it."""

    asked: Counter[str]
    broken: Counter[str]
    shown: dict[str, list[str]]


@lru_cache(maxsize=1)
def pool(knowledge: Knowledge) -> list[tuple[str, Medicine]]:
    """Names that stand for one product beyond doubt when read alone."""
    lists = word_lists(knowledge)
    found = []
    for row in knowledge.medicines.values():
        if row.kind == "group":
            continue
        for name in dict.fromkeys((row.name_nl, row.name_en, *row.brands)):
            if any(is_noise(word, lists) for word in name.casefold().split()) or "," in name or "/" in name:
                continue
            found.append((name, row))
    return found


def draw(rng: random.Random, knowledge: Knowledge, *, binding: bool = False) -> Part:
    """A medicine as someone may type it. binding: one that asks something of magnesium."""
    names = pool(knowledge)
    while True:
        name, _ = rng.choice(names)
        text = f"{name}{rng.choice(STRENGTHS)}{rng.choice(FORMS)}{rng.choice(HOW_OFTEN)}"
        match = find_medicine(text, knowledge=knowledge)
        if not match.recognised or len(match.entries) != 1 or match.taken != "yes":
            continue
        if not binding or any(answer.action != "note" for answer in match.interactions):
            return Part(text, match)


def asks(match: MedicineMatch, knowledge: Knowledge) -> set[tuple[str, str]]:
    """What is asked of magnesium: rows and actions, without the rows that several medicines only have together."""
    stacked = {row.id for row in knowledge.interactions.values() if row.mechanism == STACKED}
    return {(answer.id, answer.action) for answer in match.interactions if answer.id not in stacked}


def composition(rng: random.Random, knowledge: Knowledge) -> tuple[str, str]:
    """A joined text, and what is wrong with its reading (empty: nothing)."""
    parts = [draw(rng, knowledge, binding=rng.random() < 0.6) for _ in range(rng.randint(2, 7))]
    strong = rng.random() < 0.5
    separators = [rng.choice(STRONG if strong else SOFT) for _ in parts[1:]]
    text = parts[0].text + "".join(sep + part.text for sep, part in zip(separators, parts[1:], strict=True))
    found = find_medicine(text, knowledge=knowledge)
    wanted = set().union(*(asks(part.match, knowledge) for part in parts))
    if wanted - asks(found, knowledge):
        return text, f"lost {sorted(wanted - asks(found, knowledge))}"
    codes = {code for part in parts for code in part.match.codes}
    told = {code for entry in found.entries for code in entry.codes}
    if codes - told:
        return text, f"lost the codes {sorted(codes - told)}"
    if strong and len(found.entries) != len(parts):
        return text, f"{len(found.entries)} entries of {len(parts)}"
    if strong and asks(found, knowledge) != wanted:
        return text, f"added {sorted(asks(found, knowledge) - wanted)}"
    if not found.recognised:
        return text, "not recognised"
    return text, ""


def padding(rng: random.Random, knowledge: Knowledge) -> tuple[str, str]:
    """A medicine among harmless words, and what they took away."""
    part = draw(rng, knowledge, binding=True)
    text = part.text
    if rng.random() < 0.7:
        text = rng.choice(BEFORE) + text
    for _ in range(rng.randint(0, 2)):
        text += rng.choice(AFTER)
    if rng.random() < 0.2:
        text = text.upper() if rng.random() < 0.5 else text.lower()
    found = find_medicine(text, knowledge=knowledge)
    lost = asks(part.match, knowledge) - asks(found, knowledge)
    if lost:
        return text, f"lost {sorted(lost)}"
    told = {code for entry in found.entries for code in entry.codes}
    if set(part.match.codes) - told:
        return text, f"lost the codes {sorted(set(part.match.codes) - told)}"
    if any(entry.taken == "no" for entry in found.entries):
        return text, "denied"
    return text, "" if found.recognised else f"not recognised: {[e.typed for e in found.entries if not e.recognised]}"


def coverage(rng: random.Random, knowledge: Knowledge) -> tuple[str, str]:
    """A text of anything, and what of it has no role; a name that nobody knows must be named as such."""
    pieces = [
        rng.choice(BEFORE), draw(rng, knowledge).text, rng.choice(AFTER), rng.choice(STRONG), rng.choice(NONSENSE),
        rng.choice(STRENGTHS), rng.choice(STRONG + SOFT), draw(rng, knowledge).text, rng.choice(HOW_OFTEN),
    ]  # fmt: skip
    text = "".join(pieces)
    found = find_medicine(text, knowledge=knowledge)
    words = [word for entry in found.entries for word in entry.words]
    if "".join(word.text for word in words) != "".join(text.split()):
        return text, f"read {' '.join(word.text for word in words)}"
    if any(word.role not in ROLES for word in words):
        return text, "an unknown role"
    strange = [entry.typed for entry in found.entries if not entry.recognised]
    if not any(pieces[4] in typed for typed in strange):
        return text, f"«{pieces[4]}» is not named as unknown"
    if found.recognised or not all(entry.recognised for entry in found.entries if pieces[4] not in entry.typed):
        return text, "more or less than one entry is unknown"
    return text, ""


def door(rng: random.Random, knowledge: Knowledge) -> tuple[str, str]:
    """One medicine typed in three fields, and where its gates and hours differ."""
    part = draw(rng, knowledge, binding=True)
    text = part.text
    if len(text) > 100:
        return text, ""
    engine = ready(knowledge)
    base = {"person": Person(age=40), "goals": ("general",), "locale": "en"}
    fields: dict[str, Profile] = {
        "medicines": Profile(**base, medicines=(MedicineEntry(name=text),)),
        "supplements": Profile(**base, supplements=(SupplementEntry(label=text),)),
    }
    if part.match.kind == "medicine" and part.match.holds_magnesium == "no":
        fields["products"] = Profile(**base, products=(ProductEntry(name=text, label=text),))
    told = {}
    for name, profile in fields.items():
        case = understand(profile, engine)
        heard = (*case.medicines, *case.minerals)
        told[name] = (
            {
                (answer.id, answer.action)
                for item in heard
                for _, answer in item.facts
                if answer and answer.action != "note"
            },
            frozenset().union(*(item.classes for item in heard)) if heard else frozenset(),
        )
    first = told["medicines"]
    for name, other in told.items():
        if other != first:
            return text, f"{name}: {sorted(first[0] ^ other[0])} {sorted(first[1] ^ other[1])}"
    return text, ""


LAWS = {"composition": composition, "padding": padding, "coverage": coverage, "door": door}
SHARES = {"composition": 0.4, "padding": 0.4, "coverage": 0.15, "door": 0.05}


def run(texts: int, seed: int, most_shown: int = 5) -> Result:
    """Ask every law of so many texts in all, drawn with this seed."""
    knowledge, rng = load_knowledge(), random.Random(seed)
    asked: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    shown: dict[str, list[str]] = {name: [] for name in LAWS}
    for name, law in LAWS.items():
        for _ in range(max(1, round(texts * SHARES[name]))):
            text, wrong = law(rng, knowledge)
            asked[name] += 1
            if wrong:
                broken[name] += 1
                if len(shown[name]) < most_shown:
                    shown[name].append(f"{text!r}: {wrong}")
    return Result(asked, broken, shown)


def table(results: list[Result]) -> Iterator[str]:
    """The table of all results, a line a law."""
    for name in LAWS:
        asked = sum(result.asked[name] for result in results)
        broken = sum(result.broken[name] for result in results)
        yield f"  {name:<12} {asked:>9,} texts  {broken:>6,} broken  {100 * (1 - broken / asked):8.4f} % kept"


def main() -> int:
    """Print the table; 1 where a law was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--shown", type=int, default=5)
    given = parser.parse_args()
    chunks = max(given.workers, min(50, given.texts // 2000 or 1))
    results: list[Result] = []
    with ProcessPoolExecutor(given.workers) as executor:
        jobs = [executor.submit(run, given.texts // chunks, given.seed * 1000 + k, given.shown) for k in range(chunks)]
        for number, job in enumerate(jobs, start=1):
            results.append(job.result())
            if sys.stderr.isatty():
                print(f"\r  {number} of {chunks}", end="", file=sys.stderr)
    print(*table(results), sep="\n")
    for name in LAWS:
        for line in [line for result in results for line in result.shown[name]][: given.shown * 4]:
            print(f"    {name}: {line}")
    return int(any(result.broken.total() for result in results))


if __name__ == "__main__":
    sys.exit(main())
