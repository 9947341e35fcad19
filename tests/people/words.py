"""Fewer and truer words: what people made by chance hear is filled in, told once, and true of them.

python tests/people/words.py [--people N] [--first SEED]

Looked at without asking the code that chooses the flags: their texts, their rules, and what the profile tells.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import mean
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from magwise.advice.advice import Advice
from magwise.answer import answer
from magwise.medicines.match import find_medicine
from people.people import KNOWLEDGE, partial, person
from people.polypharmacy import polypharmacy

Profile = dict[str, Any]
# Beside the first nothing of the second may be told: it asks for what is settled, or promises a dose that is refused.
NEVER_BESIDE = {
    "dialysis": ("kidney_unknown_one_risk", "kidney_unknown_two_risks", "egfr_reduced", "kidney_disease"),
    "acute_kidney_injury": ("kidney_unknown_one_risk", "kidney_unknown_two_risks", "dialysis"),
    "egfr_low": ("kidney_unknown_one_risk", "kidney_unknown_two_risks", "egfr_reduced"),
    "watery_stool": ("loose_stool",),
    "serum_magnesium_severe_low": ("serum_magnesium_low",),
    "serum_magnesium_severe_high": ("serum_magnesium_high", "hypermagnesaemia"),
    "serum_magnesium_emergency": ("serum_magnesium_severe_high", "serum_magnesium_high", "hypermagnesaemia"),
    "supplement_beside_avoided": ("supplement_beside_medicine",),
}
OF_A_DOSE = {"kidney_unknown_one_risk", "loose_stool", "label_tolerance"}
ILLNESSES = {  # words that name an illness, and the conditions of which one must have been told
    r"\bhiv\b|hepatitis": (),
    r"\bkanker|\bcancer|oncolog": (),
    r"transplant": ("transplant",),
}
AGES = {"older_age": (65, 200), "child_age": (4, 17), "toddler_age": (0, 3)}
ACID = re.compile(r"oxid|hydrox|carbon|trisilic|marine|zee|multi|rennie|sucrosom|buffer", re.IGNORECASE)
GENERAL = ("limits", "labs", "thresholds", "form_goals", "families", "forms")
# Magnesium itself (a trial, or the text of a magnesium product), and our own choices.
NOT_OF_MEDICINES = {"ZHANG2016", "MAGNASPARTATE", "EMC4841", "MGSO4_SMPC", "SUPREP", "POLICY"}
MEDICINE_SOURCES = {source for row in KNOWLEDGE.interaction_rows.values() for source in row.source} - {
    source for table in GENERAL for row in getattr(KNOWLEDGE, table).values() for source in row.source
}
MEDICINE_SOURCES -= NOT_OF_MEDICINES


def people(seed: int) -> Iterator[Profile]:
    """Two people for a seed: one with some answers left out, and one with many medicines or risks."""
    chance = Random(seed)
    locale = chance.choice(("nl", "en"))
    yield {**partial(seed, risky=chance.choice((0.1, 0.3))), "locale": locale}
    yield {**chance.choice((polypharmacy, person))(seed), "locale": locale}


def faults(profile: Profile, advice: Advice) -> Iterator[str]:
    """What is wrong with the words of an advice."""
    told = advice.to_dict()
    for text in _texts(told):
        if "{" in text or "}" in text:
            yield f"unfilled: {text}"
    yield from _twice(advice)
    yield from _idle(profile, advice)
    yield from _contradictions(profile, advice)
    if not profile.get("medicines") and not _minerals(profile) and not _other_products(profile):
        for source in sorted(set(_sources(told)) & MEDICINE_SOURCES):
            yield f"cites {source} without medicines"


def _twice(advice: Advice) -> Iterator[str]:
    """The same text twice, a substance with two flags, or what the expectation says said again as a flag."""
    for text, count in Counter(flag.text for flag in advice.flags).items():
        if count > 1:
            yield f"twice: {text}"
    known = [flag for flag in advice.flags if KNOWLEDGE.rules[flag.rule].kind == "interaction"]
    for about, count in Counter(flag.about for flag in known if flag.id != "unknown_medicine").items():
        if count > 1:
            yield f"{count} flags about {about}"
    said = {advice.expectation.rule, *advice.expectation.beside} if advice.expectation else set()
    yield from (f"{flag.rule} as a flag and in the expectation" for flag in advice.flags if flag.rule in said)


def _idle(profile: Profile, advice: Advice) -> Iterator[str]:
    """Flags that change nothing for this person."""
    asked = KNOWLEDGE.wording[advice.locale]["medicines.do.acid_only"]
    windows = {window.medicine for window in advice.day_plan.windows}
    counted = {entry.name for entry in advice.dose.already} if advice.dose else None
    for flag in advice.flags:
        rule = KNOWLEDGE.rules[flag.rule]
        if flag.rule in OF_A_DOSE and advice.dose is None:
            yield f"{flag.rule} without a dose"
        if asked in flag.text and "decision" not in rule.then and not _has_acid(profile, advice):
            yield f"about salts that nobody has: {flag.text}"
        if rule.kind == "interaction" and flag.level == "note" and flag.rule == "medicine_monitor":
            yield f"a minor thing to watch: {flag.text}"
        if flag.rule == "medicine_space" and asked not in flag.text and advice.decision == "advise" and not windows:
            yield f"hours that close nothing: {flag.text}"
        if flag.rule == "medicine_note" and counted is not None and not counted:
            yield f"a note that counts nothing: {flag.text}"
        if rule.kind == "expectation":
            yield f"no flag but an expectation: {flag.rule}"


def _contradictions(profile: Profile, advice: Advice) -> Iterator[str]:
    """Flags that deny each other or the person."""
    rules = {flag.rule for flag in advice.flags}
    for rule, others in NEVER_BESIDE.items():
        yield from (f"{rule} beside {other}" for other in others if rule in rules and other in rules)
    conditions = {*(profile.get("conditions") or ()), *(profile.get("unsure") or ())}
    for entry in profile.get("medicines") or ():  # what a medicine stands for is asked by name
        conditions |= {one.condition for one in find_medicine(entry["name"], knowledge=KNOWLEDGE).implies}
    for flag in advice.flags:
        for word, needed in ILLNESSES.items():
            if re.search(word, flag.text, re.IGNORECASE) and not conditions & set(needed):
                yield f"an illness that nobody told of: {flag.text}"
        low, high = AGES.get(flag.rule, (0, 200))
        if not low <= profile["person"]["age"] <= high:
            yield f"{flag.rule} at {profile['person']['age']}"
    avoided = {flag.about for flag in advice.flags if "medicine_avoid" in (flag.rule, *flag.merged)}
    for flag in advice.flags:
        if flag.rule == "supplement_beside_medicine" and any(name in flag.text for name in avoided):
            yield f"another hour beside what is to be avoided: {flag.text}"
    if "dialysis" in rules and any(unknown.field == "labs.egfr" for unknown in advice.unknowns):
        yield "an eGFR is asked for on dialysis"


def _other_products(profile: Profile) -> bool:
    """Whether something without magnesium was typed as a product: it is heard as what it is."""
    return any("magnes" not in entry["label"].casefold() for entry in profile.get("products") or ())


def _has_acid(profile: Profile, advice: Advice) -> bool:
    """Whether a salt that neutralises acid, or one of unknown form, is told of, taken, or first or next in the advice."""
    texts = [entry["label"] for name in ("products", "supplements") for entry in profile.get(name) or ()]
    texts += [entry["name"] for entry in profile.get("medicines") or ()]
    now = profile.get("current_magnesium") or []
    texts += [one.get("form") or one.get("label") or "multi" for one in (now if isinstance(now, list) else [now])]
    texts += [form.form for form in advice.forms if form.role in ("first_choice", "next_step")]
    holding = any(ACID.search(text) for text in texts)
    return holding or bool(advice.dose and advice.dose.already) or _counts_unknown(profile)


def _counts_unknown(profile: Profile) -> bool:
    """Whether a medicine that holds magnesium is taken: its salt may be one of those."""
    from magwise.medicines.match import find_medicine

    found = [find_medicine(item["name"], knowledge=KNOWLEDGE) for item in profile.get("medicines") or ()]
    return any(match.holds_magnesium != "no" for match in found)


def _minerals(profile: Profile) -> bool:
    """Whether a supplement is one that has rows of its own: zinc, iron, calcium."""
    return any(
        re.search("zin[ck]|ijzer|iron|calcium", item["label"], re.I) for item in profile.get("supplements") or ()
    )


def _texts(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    for part in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        yield from _texts(part)


def _sources(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        yield from told.get("sources") or ()
    for part in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        yield from _sources(part)


def main() -> int:
    """Walk the people and print what is wrong; 1 where anything is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    found: Counter[str] = Counter()
    flags: list[int] = []
    for seed in range(given.first, given.first + given.people // 2):
        for profile in people(seed):
            advice = answer(profile, knowledge=KNOWLEDGE)
            flags.append(len(advice.flags))
            for fault in set(faults(profile, advice)):
                found[fault] += 1
                if found[fault] == 1:
                    print(f"  seed {seed}: {fault}")
    print(
        f"{len(flags)} people: mean {mean(flags):.2f} flags, most {max(flags)}; {sum(found.values())} faults of {len(found)} sorts"
    )
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
