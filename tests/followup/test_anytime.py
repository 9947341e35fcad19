"""The e-process: one on average over the coins, whatever the data; the sequence is what it has not refused."""

import math
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magwise.followup import anytime

gaps = st.lists(st.floats(-8, 8), min_size=1, max_size=6)


@given(gaps, st.floats(0.1, 5), st.floats(-2, 2))
def test_it_is_one_on_average_over_the_coins(sizes, spread, effect):
    """For any untreated data and any true effect: the mean of the last value over all orders is exactly 1."""
    ways = np.array(list(product((1.0, -1.0), repeat=len(sizes))))
    differences = effect + ways * np.array(sizes)
    wealth = np.exp(anytime.log_wealth(differences, np.ones_like(ways), np.full_like(ways, spread), effect)[:, -1])
    assert wealth.mean() == pytest.approx(1, rel=1e-9)


@given(gaps)
def test_it_passes_forty_in_at_most_one_order_of_forty(sizes):
    """Ville's inequality, counted over all orders and all looks."""
    ways = np.array(list(product((1.0, -1.0), repeat=len(sizes))))
    wealth = anytime.log_wealth(ways * np.array(sizes), np.ones_like(ways), np.ones_like(ways))
    assert (wealth.max(axis=1) >= math.log(40)).mean() <= 1 / 40


@given(st.lists(st.floats(-3, 3), min_size=6, max_size=9))
@settings(max_examples=30)
def test_it_falls_as_the_effect_rises_and_the_bound_is_where_it_crosses(differences):
    d = np.array([differences])
    one = np.ones_like(d)
    tops = [anytime.log_wealth(d, one, one, effect).max() for effect in np.linspace(-9, 9, 30)]
    assert all(before >= after - 1e-12 for before, after in pairwise(tops))
    low, high = anytime.bounds(d, one, one)
    assert low <= high
    if math.isfinite(low):
        assert anytime.log_wealth(d, one, one, low - 1e-6).max() >= math.log(40) - 1e-9
        assert anytime.log_wealth(d, one, one, low + 1e-6).max() <= math.log(40) + 1e-9


def test_five_blocks_can_never_be_enough():
    d = np.full((1, 5), 100.0)
    one = np.ones_like(d)
    assert anytime.bounds(d, one, one) == (-math.inf, math.inf)
    assert math.isfinite(anytime.bounds(np.full((1, 6), 100.0), np.ones((1, 6)), np.ones((1, 6)))[0])


def test_a_bound_once_reached_stays():
    random = np.random.default_rng(5)
    d = random.normal(1.5, 1, (1, 14))
    one = np.ones_like(d)
    lows = [anytime.low_bound(d[:, :k], one[:, :k], one[:, :k]) for k in range(1, 15)]
    assert all(before <= after + 1e-9 for before, after in pairwise(lows))


def test_p_and_bound_agree_about_zero():
    random = np.random.default_rng(6)
    for _ in range(50):
        d = random.normal(0.8, 1, (1, 10))
        one = np.ones_like(d)
        low, high = anytime.bounds(d, one, one)
        assert (anytime.anytime_p(d, one, one) <= 0.05) == (low > 0 or high < 0)
