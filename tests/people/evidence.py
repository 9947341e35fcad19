"""No sentence of an advice without rule or record, source and grade.

python tests/people/evidence.py [--people N] [--first SEED]
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from magwise.answer import answer
from people.people import KNOWLEDGE, partial

GRADES = set("ABCDX")


def sentences(advice):
    """Where a text stands, the text, and its sources and grade."""
    notes = (("flags", advice.flags), ("stop_signals", advice.stop_signals), ("foundation", advice.foundation))
    for place, found in (*notes, ("troubleshooting", advice.troubleshooting)):
        for note in found:
            yield place, note.text, note.sources if note.rule in KNOWLEDGE.rules else (), note.grade
    for form in advice.forms:
        for reason in form.reasons:
            yield "reasons", reason.text, reason.sources if reason.rule in KNOWLEDGE.rules else (), reason.grade
        for trait in (form.traits.absorption, form.traits.gut, form.traits.goal_fit):
            yield "traits", trait.text, trait.sources, trait.grade
    for step in advice.dose.ladder if advice.dose else ():
        yield "because", step.because, step.sources, step.grade
    for view in advice.other_authorities:
        if view.topic != "upper_level":
            yield "other_authorities", view.text, view.sources, view.grade
    for product in advice.products:
        for finding in product.findings:
            yield "products", finding.text, finding.sources, finding.grade


def faults(advice):
    """The sentences that name no known source or grade."""
    return [
        (place, text)
        for place, text, sources, grade in sentences(advice)
        if not text or not sources or not set(sources) <= set(KNOWLEDGE.sources) or grade not in GRADES
    ]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    told = parser.parse_args()
    count = 0
    for seed in range(told.first, told.first + told.people):
        advice = answer(partial(seed, risky=0.1), knowledge=KNOWLEDGE)
        count += sum(1 for _ in sentences(advice))
        if found := faults(advice):
            print(f"seed {seed}: {found}")
            return 1
    print(f"{told.people} advices, {count} sentences: each with its record, source and grade")
    return 0


if __name__ == "__main__":
    sys.exit(main())
