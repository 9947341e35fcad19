"""The exact test and its interval against counting by hand, on data and on published numbers."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magwise.followup import fixed

blocks = st.lists(
    st.tuples(st.floats(-5, 5).map(lambda x: round(x, 2)), st.sampled_from([0.5, 1.0, 1.5])), min_size=1, max_size=7
)


def count_by_hand(differences, weights, effect):
    """The share of all sign patterns whose sum is at least the one found: the definition, spelled out."""
    sums = [
        sum(w * sign * (d - effect) for d, w, sign in zip(differences, weights, signs, strict=True))
        for signs in product((1, -1), repeat=len(differences))
    ]
    return sum(total >= sums[0] - 1e-9 for total in sums) / len(sums)


@given(blocks, st.floats(-3, 3).map(lambda x: round(x, 1) + 0.05))
def test_the_share_is_that_of_counting_by_hand(found, effect):
    differences, weights = (list(side) for side in zip(*found, strict=True))
    ours = fixed.one_sided_p(np.array([differences]), np.array([weights]), effect)[0]
    assert ours == pytest.approx(count_by_hand(differences, weights, effect))


@given(st.lists(st.floats(-5, 5).map(lambda x: round(x, 2)), min_size=6, max_size=8))
@settings(max_examples=40)
def test_the_interval_holds_just_the_effects_that_are_not_refused(differences):
    d = np.array([differences])
    w = np.ones_like(d)
    low, high = (float(end[0]) for end in fixed.interval(d, w))
    for inside, effect in ((True, low + 0.003), (False, low - 0.003), (True, high - 0.003), (False, high + 0.003)):
        if high - low < 0.01:
            continue
        refused = min(count_by_hand(differences, w[0], effect), count_by_hand([-x for x in differences], w[0], -effect))
        assert (refused > 0.025) == inside


@given(st.lists(st.floats(-5, 5).map(lambda x: round(x, 1)), min_size=6, max_size=9))
def test_p_and_interval_agree_about_zero(differences):
    d = np.array([differences])
    low, high = fixed.interval(d, np.ones_like(d))
    p = fixed.two_sided_p(d, np.ones_like(d))[0]
    assert (p <= 0.05) == bool(low[0] > 1e-9 or high[0] < -1e-9)


def test_fewer_than_six_blocks_give_no_bound():
    d = np.array([[5.0, 6.0, 7.0, 5.0, 6.0]])
    low, high = fixed.interval(d, np.ones_like(d))
    assert (low[0], high[0]) == (-np.inf, np.inf)
    assert fixed.two_sided_p(d, np.ones_like(d))[0] == pytest.approx(2 / 32)


def test_a_block_without_data_is_as_if_it_were_not_there():
    full = np.array([[1.0, 2.0, -0.5, 1.5, 2.5, 0.7, 1.1]])
    gap = np.insert(full, 3, 99.0, axis=1)
    weights = np.where(gap == 99, 0.0, 1.0)
    assert fixed.one_sided_p(gap, weights) == pytest.approx(fixed.one_sided_p(full, np.ones_like(full)))
    assert fixed.interval(gap, weights)[0][0] == fixed.interval(full, np.ones_like(full))[0][0]


def test_fishers_count_of_darwins_maize():
    """Fisher 1935, The Design of Experiments, section 21: 863 of 32,768; both sides 1,726 (Odiase, Ogbonmwan 2007)."""
    maize = np.array([[49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48.0]])
    one = np.ones_like(maize)
    assert fixed.one_sided_p(maize, one)[0] == pytest.approx(863 / 32768)
    assert fixed.two_sided_p(maize, one)[0] == pytest.approx(1726 / 32768)
    low, high = fixed.interval(maize, one)
    assert low[0] < 0 < high[0]


def test_many_blocks_are_drawn_and_come_close():
    """Above sixteen blocks 100,000 orders are drawn; seventeen blocks can still be counted in full."""
    random = np.random.default_rng(3)
    d = random.normal(0.5, 1, (1, 17))
    w = np.ones_like(d)
    drawn = fixed.one_sided_p(d, w)[0]
    whole = np.array(list(product((0.0, 1.0), repeat=17)))[1:]
    exact = (1 + ((whole @ d[0]) <= 1e-12).sum()) / 2**17
    assert drawn == pytest.approx(exact, abs=0.002)
    assert fixed.flips(17).shape == (fixed.DRAWS, 17)
