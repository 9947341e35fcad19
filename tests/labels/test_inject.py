"""One error in a label that is read right must not give a wrong amount with the verdict `ok`."""

import random
import sys
from pathlib import Path

from magwise.knowledge.load import load_knowledge
from magwise.labels.read import read_label

sys.path.insert(0, str(Path(__file__).parent))
from inject import errors_of, run, total

SHARE = 0.02
TEXT = "Per 2 tabletten: magnesiumbisglycinaat 1000 mg, waarvan 112,5 mg magnesium (30% RI)"


def test_errors_that_a_second_witness_shows_are_noticed() -> None:
    tallies = run(load_knowledge(), seed=20, rounds=1)
    everything = total(tallies)
    assert set(tallies) == {"unit", "decimal", "serving", "lookalike", "comma", "swapped"}
    assert everything.detectable > 200
    assert everything.false <= SHARE * everything.detectable


def test_the_witnesses_are_named() -> None:
    knowledge = load_knowledge()
    label = read_label(TEXT, knowledge=knowledge)
    errors = {error.kind: error for error in errors_of(TEXT, label, knowledge, random.Random(1))}
    assert errors["unit"].witnesses
    assert errors["comma"].text.endswith("waarvan 1125 mg magnesium (30% RI)")
    assert errors["comma"].witnesses == ("percent", "compound")
    assert errors["swapped"].text.startswith("Per 2 tabletten: magnesiumbisglycinaat 112,5 mg, waarvan 1000 mg")


def test_an_error_nobody_can_see_is_not_called_detectable() -> None:
    knowledge = load_knowledge()
    text = "Per 2 tabletten: magnesium 200 mg"
    label = read_label(text, knowledge=knowledge)
    errors = {error.kind: error for error in errors_of(text, label, knowledge, random.Random(1))}
    assert errors["serving"].witnesses == ()
    assert errors["decimal"].witnesses == ()
