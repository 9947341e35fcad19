"""Throw label-like nonsense at the reader: `python tests/labels/fuzz.py [--seconds 180] [--seed 1] [--most 1000000]`.

Inputs are fragments of labels, put together and then mutated: letters dropped, doubled, swapped, replaced by
look-alikes, controls and other alphabets. Every input must give a sound Label; anything else is printed with its text.
"""

import argparse
import random
import sys
import time
import tomllib
from pathlib import Path

from magwise.knowledge.load import load_knowledge
from magwise.labels.explain import explain_label, render_explanation
from magwise.labels.label import Label
from magwise.labels.read import read_label

CASES = Path(__file__).parents[1] / "cases" / "labels"
FRAGMENTS = (
    "magnesium", "Magnesium (als magnesiumcitraat)", "citrate de magnésium", "ossido di magnesio", "Mg", "100 mg", "56,25 mg",
    "1.000", "1,000 mg", "0,5 g", "10 mmol", "20 mEq", "53%", "(53 % RI)", "24% DV", "per 2 tabletten", "Serving Size: 1 Scoop",
    "per 100 g", "pro Tagesdosis (2 Kapseln)", "waarvan", "providing", "dont", "davon", "als", "as", "(", ")", "[", "]", "|", "\n",
    ",", ".", ";", ":", "-", "/", "½", "=", "+", "*", "%", "en", "and", "-citraat", "stearaat", "vrij van", "zink 15 mg",
    "vitamine B6 1,4 mg", "antiklontermiddel:", "dihydraat", "·6H2O", "neem 1 tablet per dag", "20 druppels", "1O0 mg", "l50 mg",
    "magnesiumcarbo- nat", "1 Tablet2 Tablets", "mangaancitraat", "aluminiumhydroxide, magnesiumhydroxide 200 mg, 200 mg",
    "Mg++", "S. cerevisiae 800 mg", "elementair", "complex", "gebufferd", "magnesiumoxide", "bisglycinate", "tot", "or", "2", "1",
)  # fmt: skip
LETTERS = "0OolI1|5S8B.,;:()[]{}%/-+=*&mgµμ½ \t\n\u00a0\u200b\u202e\u0301éß®™İſǅ𝟙٣中😀\x00\ud7ff"
MOST_REPEATS = 40


def make_text(rng: random.Random, cases: list[str]) -> str:
    """One input."""
    if rng.random() < 0.4:
        text = rng.choice(cases)
    else:
        joint = rng.choice((" ", " ", "", "\n"))
        text = joint.join(rng.choice(FRAGMENTS) for _ in range(rng.randint(1, 14)))
    for _ in range(rng.choice((0, 1, 1, 2, 3, 6))):
        at = rng.randint(0, len(text))
        match rng.randint(0, 5):
            case 0:
                text = text[:at] + text[at + rng.randint(1, 4) :]
            case 1:
                text = text[:at] + rng.choice(LETTERS) + text[at:]
            case 2:
                text = text[:at] + rng.choice(LETTERS) + text[at + 1 :]
            case 3:
                end = min(len(text), at + rng.randint(1, 12))
                text = text[:at] + text[at:end] * rng.randint(1, MOST_REPEATS) + text[end:]
            case 4:
                text = text[at:] + text[:at]
            case _:
                text = text[:at] + rng.choice(FRAGMENTS) + text[at:]
    return text


def unsound(label: Label) -> str:
    """What is wrong with a Label; empty when nothing is."""
    amount = label.elemental_mg_per_serving
    if amount is not None and not 0 < amount.low <= amount.high:
        return "an interval upside down"
    if amount is not None and amount.best is not None and not amount.low <= amount.best <= amount.high:
        return "the best value outside its interval"
    if label.verdict == "ok" and (amount is None or amount.best is None):
        return "ok without an amount"
    if label.verdict == "ok" and label.reference is not None and not label.reference.consistent:
        return "ok against its percent"
    if label.verdict == "no_magnesium" and (amount is not None or label.compounds):
        return "an amount of no magnesium"
    return "" if label.findings else "no finding"


def main() -> int:
    """Run until the time or the number is used up; 1 when something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    knowledge = load_knowledge()
    cases = [
        case["text"] for path in sorted(CASES.glob("*/*.toml")) for case in tomllib.loads(path.read_text("utf-8")).values()
    ]  # fmt: skip
    rng = random.Random(options.seed)
    read_label("magnesium", knowledge=knowledge)
    begin = time.perf_counter()
    count = characters = faults = 0
    slowest, slowest_text = 0.0, ""
    while count < options.most and time.perf_counter() - begin < options.seconds:
        text = make_text(rng, cases)
        if not text.strip():
            continue
        count += 1
        characters += len(text)
        start = time.process_time()
        try:
            problem = unsound(read_label(text, knowledge=knowledge, locale="en"))
            if count % 20 == 0:
                render_explanation(explain_label(text, knowledge=knowledge, locale="nl"))
        except Exception as error:  # a fuzzer reports whatever comes
            problem = f"{type(error).__name__}: {error}"
        took = time.process_time() - start
        if took > slowest:
            slowest, slowest_text = took, text
        if problem:
            faults += 1
            print(f"FAULT {problem}: {text!r}")
    spent = time.perf_counter() - begin
    print(f"{count} inputs, {characters} characters, {spent:.0f} s, {faults} faults")
    print(f"slowest {1000 * slowest:.1f} ms for {len(slowest_text)} characters: {slowest_text[:120]!r}")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
