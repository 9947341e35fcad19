"""Spoil the safety rules, their facts and the envelope, one thing at a time, and see that a test or the proof notices.

Run: make mutants, or python tests/mutation/run.py [rules|envelope] [EVERY]: only each so-many-th mutant.
Ends with status 1 when fewer than 98 in a hundred are noticed. Survivors are listed; those that change nothing are
named in EQUIVALENT with the reason.
"""

import os
import sys
import time
from itertools import product
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from advice import test_envelope, test_envelope_edges, test_envelope_now
from knowledge.mutants import notices
from magwise.errors import MagwiseError
from magwise.knowledge.load import load_knowledge
from magwise.proof.prove import prove
from mutation import envelope, rules

KNOWLEDGE = load_knowledge()
WANTED = 0.98
PROOF = ("gates", "closed", "decision", "alive", "contradictions", "splits")
EQUIVALENT = {
    "pregnancy: ceiling dropped": "lifted_ceiling says the same wherever a dose can be given",
    "pregnancy: lifted_ceiling dropped": "ceiling says the same",
    "kidney_risks_caution: 0.5": "risks are whole: one is the first above a half as well",
    "medicine_space: all without part 1": "the same flag as medicine_space_consult, which is first and speaks",
    "medicine_space_consult: all without part 0": "only rows that ask for space ask for a word beside",
    "_hours, line 144: part 1 dropped": "the general rule has its hours in the table",
    "_is_barred, line 294: part 0 dropped": "no advice is given without an age",
    "now_refused: deleted": "only the envelope says it, and its tests hold that",
    "now_stop_high: not behind serum_magnesium_emergency": "such a value is severe as well, and that gate says the same",
    "now_stop_too_much: not behind fainting_with_palpitations": "fainting alone says the same",
    "now_stop_high: not behind serum_magnesium_severe_high": "what is severe lies above every range of a laboratory",
    "children, line 244: part 0 dropped": "no advice is given without an age",
    "maternal, line 235: part 1 dropped": "the fraction of L-threonate is in the table",
}


def judge_rule(number):
    """How a mutant of the knowledge was noticed; None where nothing noticed it."""
    _, near, make = SPOILED["rules"][number]
    try:
        mutant = make()
        if notices(tuple(case for rule in near for case in KNOWLEDGE.cases.get(rule, ())), mutant):
            return "its cases"
        if not prove(mutant, only=PROOF, workers=1).holds:
            return "the proof"
        if notices(tuple(case for cases in KNOWLEDGE.cases.values() for case in cases), mutant):
            return "another's case"
    except (MagwiseError, KeyError) as error:
        return f"refused ({type(error).__name__})"
    return None


def judge_envelope(number):
    """The same for a mutant of the envelope, by its tests: in a process of its own, which ends after it."""
    _, source = SPOILED["envelope"][number]
    try:
        envelope.put_in(source)
        for test, given in ENVELOPE_TESTS:
            test(**given)
    except AssertionError:
        return "its tests"
    except Exception as error:  # whatever a spoiled envelope stumbles over, it does not pass unseen
        return f"refused ({type(error).__name__})"
    return None


def _calls(module):
    """Every test of a module with each of its sets of arguments."""
    for name, test in vars(module).items():
        if name.startswith("test_"):
            marks = [mark.args for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
            for rows in product(*[_rows(names, values) for names, values in marks]):
                yield test, {key: value for row in rows for key, value in row.items()}


def _rows(names, values):
    keys = [key.strip() for key in names.split(",")] if isinstance(names, str) else list(names)
    for value in values:
        yield dict(zip(keys, value if len(keys) > 1 else (value,), strict=True))


SPOILED = {"rules": [], "envelope": []}  # filled before the processes are made, which share them
ENVELOPE_TESTS = [*_calls(test_envelope), *_calls(test_envelope_edges), *_calls(test_envelope_now)]


def _judge(task):
    room, number, name = task
    return name, (judge_rule if room == "rules" else judge_envelope)(number)


def main():
    rooms = [word for word in sys.argv[1:] if word in ("rules", "envelope")] or ["rules", "envelope"]
    every = next((int(word) for word in sys.argv[1:] if word.isdigit()), 1)
    if "rules" in rooms:
        SPOILED["rules"] += rules.spoiled(KNOWLEDGE)
    if "envelope" in rooms:
        SPOILED["envelope"] += envelope.spoiled()
    tasks = [(room, number, mutant[0]) for room in rooms for number, mutant in enumerate(SPOILED[room])][::every]
    for test, given in ENVELOPE_TESTS:
        test(**given)  # a test that fails by itself would notice everything
    start, noticed, survivors = time.perf_counter(), {}, []
    with get_context("fork").Pool(os.cpu_count() or 1, maxtasksperchild=1) as pool:
        for done, (name, how) in enumerate(pool.imap_unordered(_judge, tasks), start=1):
            if how is None:
                survivors.append(name)
            else:
                noticed[how] = noticed.get(how, 0) + 1
            if done % 50 == 0:
                print(f"{done} of {len(tasks)}", file=sys.stderr, flush=True)
    same = [name for name in survivors if name in EQUIVALENT]
    real = len(tasks) - len(same)
    share = (real - len(survivors) + len(same)) / real
    for name in sorted(survivors):
        print(f"survived: {name}: {EQUIVALENT.get(name, 'NOT NOTICED')}")
    told = ", ".join(f"{count} by {how}" for how, count in sorted(noticed.items()))
    print(f"{len(tasks)} mutants, {len(same)} change nothing, {share:.1%} of the others noticed: {told}")
    print(f"{time.perf_counter() - start:.0f} s")
    return int(share < WANTED)


if __name__ == "__main__":
    sys.exit(main())
