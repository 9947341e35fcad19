"""What is printed from a drawn product is read back as that product, or less, and not as something else under `ok`."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from magwise.knowledge.load import load_knowledge

sys.path.insert(0, str(Path(__file__).parent))
from printed import run
from printing.judge import judge
from printing.print import Print, Truth
from printing.printer import print_label
from printing.words import Words, languages

PRINTS = 2000
FLOORS = {"seen": 0.96, "unseen": 0.57}
WRONG = 0.014


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge()


def test_what_is_printed_is_read_back() -> None:
    tally, _ = run(range(1, 1 + PRINTS))
    counts = {half: tally["all", "all", half] for half in FLOORS}
    short = {half: counts[half]["right"] / counts[half].total() for half in FLOORS}
    assert {half: share for half, share in short.items() if share < FLOORS[half]} == {}
    assert sum(counts.values(), Counter())["wrong"] <= WRONG * PRINTS


def test_the_same_seed_prints_the_same_label(knowledge) -> None:
    assert [print_label(seed, knowledge) for seed in range(50)] == [print_label(seed, knowledge) for seed in range(50)]


def test_every_axis_takes_each_of_its_values(knowledge) -> None:
    values = Counter(pair for seed in range(PRINTS) for pair in print_label(seed, knowledge).axes.items())
    assert {axis for axis, _ in values} >= {
        "lang",
        "layout",
        "state",
        "order",
        "between",
        "rows",
        "cells",
        "unit",
        "glue",
        "empty",
    }
    assert min(values.values()) >= 3


def test_no_sentence_stands_in_both_halves() -> None:
    twice = {}
    for lang in languages()[0]:
        for name, entry in Words(lang, "seen").table.items():
            if isinstance(entry, dict) and "unseen" in entry and name != "milligram":
                same = [text for text in entry["seen"] if text in entry["unseen"]]
                twice |= {(lang, name): same} if same else {}
    assert not twice


TABLET = Print(
    "", "seen", {}, Truth(("ok",), (((2, "tablet"), 200.0), ((1, "tablet"), 100.0)), None, {"citrate": None})
)
READ = {
    "verdict": "ok",
    "serving": {"count": 2, "unit": "tablet"},
    "elemental_mg_per_serving": {"best": 200, "low": 200, "high": 200},
    "compounds": [{"form": "citrate", "compound_mg": None}],
}


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, "right"),
        ({"serving": None}, "less"),
        ({"serving": {"count": 1, "unit": "tablet"}}, "wrong"),
        ({"elemental_mg_per_serving": {"best": 190, "low": 190, "high": 190}}, "wrong"),
        ({"verdict": "ambiguous", "elemental_mg_per_serving": {"best": 190, "low": 190, "high": 190}}, "less"),
        ({"elemental_mg_per_serving": None}, "less"),
        ({"compounds": [{"form": "oxide", "compound_mg": None}]}, "less"),
    ],
)
def test_a_reading_is_right_less_or_wrong(change: dict, outcome: str) -> None:
    assert judge(TABLET, READ | change) == outcome


def test_a_number_where_none_is_stated_is_wrong() -> None:
    question = Print("", "seen", {}, Truth(("ambiguous", "compound_only")))
    assert judge(question, READ) == "wrong"
    assert judge(question, READ | {"verdict": "ambiguous", "elemental_mg_per_serving": None}) == "right"
