"""Conditions over columns say what the interpreter says."""

import numpy as np
import pytest

from magwise.batch.columns import FLAGS, Column, numbers, read_columns, sets, words
from magwise.batch.table import first_true, look_up, ready_table
from magwise.knowledge.load import load_knowledge
from proof.equal import differing_rules

KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize("seed", [1, 2])
def test_every_rule_reads_alike_in_columns(seed):
    assert differing_rules(KNOWLEDGE, 2000, seed) == []


def test_unknown_is_neither_true_nor_false():
    columns = {
        "age": numbers([17, 18, None]),
        "stool": words(["loose", None, "normal"], ("normal", "loose")),
        "conditions": sets([["dialysis"], [], None], ("dialysis", "stoma")),
    }
    asked = (
        ({"field": "age", "below": 18}, [True, False, False], [False, True, False]),
        ({"field": "stool", "is": "loose"}, [True, False, False], [False, False, True]),
        ({"field": "conditions", "has": "dialysis"}, [True, False, False], [False, True, False]),
        ({"not": {"field": "age", "below": 18}}, [False, True, False], [True, False, False]),
        ({}, [True] * 3, [False] * 3),
    )
    for tree, holds, fails in asked:
        found = read_columns(tree, {}, columns)
        assert found.holds.tolist() == holds
        assert found.fails.tolist() == fails


TREES = (
    {"all": [{"field": "goal", "is": "sleep"}, {"field": "egfr", "below": 45}]},
    {"all": [{"field": "egfr", "above": 90}, {"not": {"field": "goal", "is": "sleep"}}]},
    {"all": [{"field": "myasthenia", "is": True}, {"field": "egfr", "at_least": 60}]},
    {},
)


@pytest.mark.parametrize("missing", [False, True])
def test_the_look_up_gives_what_the_conditions_give(missing):
    random = np.random.default_rng(3)
    egfr = random.choice([44, 44.999, 45, 60, 90, 90.001, 120], 5000)
    egfr[:: 7 if missing else 5000] = np.nan
    goals = ("sleep", "cognition")
    columns = {
        "goal": Column(random.integers(-1 if missing else 0, 2, 5000).astype(np.int8), goals),
        "egfr": Column(egfr),
        "myasthenia": Column(random.integers(-1 if missing else 0, 2, 5000).astype(np.int8), FLAGS),
    }
    table = ready_table(TREES, {}, {"goal": goals, "myasthenia": FLAGS})
    assert (look_up(table, columns) == first_true(TREES, {}, columns)).all()
    assert set(look_up(table, columns)) == {0, 1, 2, 3}


def test_a_table_takes_no_comparison_of_two_fields():
    with pytest.raises(ValueError, match="only words and numbers"):
        ready_table(({"field": "a", "above": {"field": "b"}}, {}), {}, {})
