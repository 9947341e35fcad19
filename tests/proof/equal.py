"""Hold the readers of a condition equal, on as many generated cases as asked. Run: make equal, or
python tests/proof/equal.py [COLUMNS [SOLVER [GRID]]] with how many cases each comparison gets.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from decimal import Decimal

import numpy as np
import z3

from magwise.advice.engine import ready
from magwise.batch.columns import read_columns
from magwise.knowledge.conditions import compile_condition
from magwise.knowledge.load import load_knowledge
from magwise.proof.model import make_model
from magwise.proof.space import make_space, valid
from magwise.proof.witness import NEAR, Outcome, outcomes_of
from proof.facts import columns_of, rows_of
from proof.grid import compare_grid
from proof.people import person

CHUNK = 50_000


def differing_rules(knowledge, size, seed):
    """Ids of the rules that the interpreter and the columns answer differently on some of n generated cases."""
    columns = columns_of(knowledge, size, seed)
    rules = [rule for rule in knowledge.rules.values() if rule.when]
    tests = [compile_condition(rule.when, knowledge.thresholds) for rule in rules]
    codes = {None: 0, True: 1, False: 2}
    told = np.empty((len(rules), size), dtype=np.int8)
    for place, row in enumerate(rows_of(columns)):
        for number, test in enumerate(tests):
            told[number, place] = codes[test(row)]
    different = []
    for number, rule in enumerate(rules):
        holds, fails = read_columns(rule.when, knowledge.thresholds, columns)
        if (holds & fails).any() or not (told[number] == np.where(holds, 1, np.where(fails, 2, 0))).all():
            different.append(rule.id)
    return different


def compare_columns(knowledge, total):
    start, done = time.perf_counter(), 0
    while done < total:
        size = min(CHUNK, total - done)
        different = differing_rules(knowledge, size, seed=done)
        if different:
            return f"interpreter and columns differ on {', '.join(different)}"
        done += size
    print(f"interpreter = columns on {done:,} cases, every rule with a condition ({time.perf_counter() - start:.0f} s)")
    return None


def differing_people(knowledge, size, seed):
    """Profiles for which the terms and the engine differ in decision, ceiling, first choice or what is said of now."""
    engine = ready(knowledge)
    space = make_space(engine)
    model = make_model(space)
    decisions, forms = list(model.decisions), list(model.outline.first)
    does = {**model.outline.do, "": z3.Not(z3.Or(list(model.outline.do.values())))}
    says = z3.Function("says", *[z3.IntSort()] * 3, z3.RealSort(), z3.BoolSort(), z3.BoolSort())
    term = says(
        _place_of(list(model.decisions.values())),
        _place_of(list(model.outline.first.values())),
        _place_of(list(does.values())),
        model.ceiling,
        z3.And(valid(space)),
    )
    for number in range(size):
        profile, pairs = person(space, seed + number)
        decision, form, do, ceiling, is_valid = z3.simplify(z3.substitute(term, *pairs)).children()
        exact = ceiling.as_fraction()
        told = decisions[decision.as_long()]
        mg = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(NEAR) if told == "advise" else None
        found, real = Outcome(told, mg, forms[form.as_long()], list(does)[do.as_long()]), outcomes_of(profile, engine)
        if found != real or not z3.is_true(is_valid):
            yield profile, found, real


def _place_of(terms):
    """Which of these terms holds; a number that no name has where none or several do."""
    return z3.Sum([z3.If(term, place, 0) for place, term in enumerate(terms)]) + z3.If(
        z3.PbEq([(term, 1) for term in terms], 1), 0, 1000
    )


def compare_solver(knowledge, total):
    start = time.perf_counter()
    for profile, found, real in differing_people(knowledge, total, seed=1):
        return f"solver {found} and engine {real} differ on {profile}"
    print(f"solver = engine on {total:,} whole profiles ({time.perf_counter() - start:.0f} s)")
    return None


def main():
    sizes = [int(word) for word in sys.argv[1:]] + [1_000_000, 10_000, 10_000_000][len(sys.argv) - 1 :]
    knowledge = load_knowledge()
    faults = [
        compare_columns(knowledge, sizes[0]),
        compare_solver(knowledge, sizes[1]),
        compare_grid(knowledge, sizes[2]),
    ]
    for fault in filter(None, faults):
        print(fault, file=sys.stderr)
    return int(any(faults))


if __name__ == "__main__":
    sys.exit(main())
