"""The proof holds for the knowledge that ships, and what it rests on is held equal to the engine."""

from decimal import Decimal
from fractions import Fraction

import pytest
import z3

from magwise.advice import dose as code
from magwise.advice.dose import Room
from magwise.advice.engine import ready
from magwise.interfaces.cli.commands import CHECKS as TYPED
from magwise.knowledge.load import load_knowledge
from magwise.proof.kinds import list_kinds
from magwise.proof.prove import CHECKS, prove
from magwise.proof.symbolic import Unknown, walk
from proof.equal import differing_people
from proof.grid import CHUNK, Grid, size_of_grid, stretches

KNOWLEDGE = load_knowledge()
QUICK = ("gates", "closed", "decision", "first_choice", "alive", "contradictions", "words", "splits")


@pytest.mark.parametrize("check", QUICK)
def test_a_promise_holds_for_every_profile(check):
    proof = prove(KNOWLEDGE, only=(check,), workers=1)
    assert proof.holds, proof.to_dict()["checks"]


def test_the_command_offers_every_check():
    assert TYPED == CHECKS


def test_the_solver_says_what_the_engine_says():
    assert list(differing_people(KNOWLEDGE, 40, seed=500)) == []


def test_what_is_proven_holds_on_the_grid():
    low = size_of_grid() // 3
    assert list(Grid(KNOWLEDGE, low, low + CHUNK // 8).broken()) == []


def test_the_whole_grid_is_large_and_is_walked_whole():
    assert size_of_grid() >= 10_000_000
    found = sum(high - low for low, high in stretches(size_of_grid()))
    assert found >= size_of_grid()


def test_every_medicine_is_of_a_kind():
    names = {name for kind in list_kinds(KNOWLEDGE) for name in kind.names}
    assert {"raltegravir", "ibuprofen", "Qzxwvk 500"} & names
    assert any(kind.mg for kind in list_kinds(KNOWLEDGE))


@pytest.mark.parametrize("part", ["12.5", "30", "50", "74.5", "120", "200"])
@pytest.mark.parametrize("left", ["50", "99.9", "150", "200", "350"])
def test_a_ladder_counted_in_parts_is_the_ladder_in_mg(part, left):
    """What lets the proof set the part to 1: multiply every amount alike, and the ladder is multiplied alike."""
    engine, part = ready(KNOWLEDGE), Decimal(part)
    scaled = engine._replace(masses={name: mg / part for name, mg in engine.masses.items()})
    for careful in (False, True):
        in_mg = code.climb(Room(Decimal(left), Decimal(0), "x"), engine, part, careful=careful, no_step_up=False)
        room = Room(Decimal(left) / part, Decimal(0), "x")
        in_parts = code.climb(room, scaled, Decimal(1), careful=careful, no_step_up=False)
        assert [rung.mg for rung in in_mg] == [rung.mg * part for rung in in_parts]


def test_every_way_through_a_program_is_walked():
    amount = z3.Real("amount")

    def program():
        value = Unknown(amount)
        return "low" if value < 3 else "high" if value % 2 == 0 else "odd"

    found = {path.result for path in walk([amount >= 0, amount <= 9], program)}
    assert found == {"low", "high", "odd"}


def test_a_claim_about_whole_numbers_is_settled_by_whole_numbers():
    amount = z3.Real("amount")
    (path,) = walk([amount >= 1, amount < 2], lambda: Unknown(amount) // 1)
    assert path.case_of(path.result.term != 1) is None
    assert Fraction(str(path.case_of(path.result.term == 1).eval(amount, model_completion=True))) < 2
