"""The ladder: low start, weekly steps, never past the room that is left."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magwise.advice.dose import Room, climb, first_parts, split
from magwise.advice.engine import ready
from magwise.knowledge.load import load_knowledge

ENGINE = ready(load_knowledge())
masses = st.decimals(min_value=Decimal("0.5"), max_value=Decimal(600), places=1)


def rungs(ceiling, already=0, part=None, careful=False, no_step_up=False):
    room = Room(Decimal(ceiling), Decimal(already), "L001")
    part = None if part is None else Decimal(str(part))
    return [
        (float(rung.mg), rung.bound_by) for rung in climb(room, ENGINE, part, careful=careful, no_step_up=no_step_up)
    ]


def test_without_a_product_the_ladder_goes_100_150_200():
    assert rungs(250) == [(100, "start_low"), (150, "weekly_step"), (200, "target")]


def test_what_is_taken_already_binds_the_top():
    assert rungs(250, 57) == [(100, "start_low"), (150, "weekly_step"), (193, "L001")]


def test_little_room_binds_the_start():
    assert rungs(250, 200) == [(50, "L001")]


def test_a_sensitive_gut_starts_at_fifty():
    assert rungs(250, careful=True)[0] == (50, "start_low_sensitive")
    assert [mg for mg, _ in rungs(250, careful=True)] == [50, 100, 150, 200]


def test_loose_stools_stay_on_the_first_rung():
    assert rungs(250, careful=True, no_step_up=True) == [(50, "loose_no_step")]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (50, [100, 150, 200]),
        (60, [120, 180]),
        (80.8, [80.8, 161.6]),
        (120, [120]),
        (150, [150]),
        (200, [200]),
    ],
)
def test_a_product_is_climbed_in_its_own_parts(part, expected):
    assert [mg for mg, _ in rungs(250, part=part)] == expected


def test_the_nearer_number_of_parts_wins_and_a_tie_goes_down():
    assert first_parts(Decimal(80), Decimal(100), Decimal(200)) == 1
    assert first_parts(Decimal(60), Decimal(100), Decimal(200)) == 2
    assert first_parts(Decimal(40), Decimal(100), Decimal(200)) == 2
    assert first_parts(Decimal(201), Decimal(100), Decimal(200)) == 0


def test_an_intake_above_150_is_split_where_the_product_divides():
    assert split(Decimal(200), ENGINE, None) == (Decimal(100), Decimal(100))
    assert split(Decimal(150), ENGINE, None) == (Decimal(150),)
    assert split(Decimal(200), ENGINE, Decimal(50)) == (Decimal(100), Decimal(100))
    assert split(Decimal(180), ENGINE, Decimal(60)) == (Decimal(120), Decimal(60))
    assert split(Decimal(200), ENGINE, Decimal(200)) == (Decimal(200),)


@given(ceiling=masses, already=masses, part=st.none() | masses, careful=st.booleans(), loose=st.booleans())
def test_no_rung_ever_passes_the_room(ceiling, already, part, careful, loose):
    room = Room(ceiling, already, "L001")
    if room.left < 50 or (part is not None and part > min(room.left, Decimal(200))):
        return
    found = climb(room, ENGINE, part, careful=careful, no_step_up=loose)
    amounts = [rung.mg for rung in found]
    assert all(0 < mg <= min(room.left, Decimal(200)) for mg in amounts)
    assert amounts == sorted(set(amounts))
    if part is not None:
        assert all(mg % part == 0 for mg in amounts)
    for mg in amounts:
        intakes = split(mg, ENGINE, part)
        assert sum(intakes) == pytest.approx(mg)


@given(ceiling=masses, more=masses, part=st.none() | masses)
def test_more_taken_already_never_raises_the_dose(ceiling, more, part):
    less_room, room = Room(ceiling, more, "x"), Room(ceiling, Decimal(0), "x")
    if less_room.left < 50 or (part is not None and part > min(less_room.left, Decimal(200))):
        return
    with_more = climb(less_room, ENGINE, part, careful=False, no_step_up=False)
    without = climb(room, ENGINE, part, careful=False, no_step_up=False)
    assert with_more[-1].mg <= without[-1].mg
    assert with_more[0].mg <= without[0].mg
