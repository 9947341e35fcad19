"""Who takes many medicines: few flags, one for a medicine and what it asks, the most serious first."""

from collections import Counter
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magwise.answer import answer
from magwise.knowledge.records import LEVELS
from people.people import KNOWLEDGE
from people.polypharmacy import FEWEST, MOST, about_medicines, polypharmacy

ACTIONS = {
    "medicine_avoid": "avoid", "medicine_avoid_acid": "avoid", "medicine_consult_major": "consult",
    "medicine_consult": "consult", "medicine_space_consult": "space", "medicine_space": "space",
    "medicine_monitor": "monitor", "medicine_note": "note",
}  # fmt: skip
SERIOUSNESS = list(dict.fromkeys(ACTIONS.values()))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), doubled=st.booleans())
def test_one_flag_for_a_medicine_and_action_the_most_serious_first(seed: int, doubled: bool) -> None:
    profile = polypharmacy(seed)
    if doubled:  # the same tablets typed a second time are no second warning
        profile["medicines"] = [*profile["medicines"], *profile["medicines"]]
    advice = answer(profile, knowledge=KNOWLEDGE)
    asked = Counter((flag.about, ACTIONS.get(flag.rule, flag.rule)) for flag in about_medicines(advice))
    assert not [pair for pair, count in asked.items() if count > 1]
    levels = [LEVELS.index(flag.level) for flag in advice.flags]
    assert levels == sorted(levels)
    for level in LEVELS:
        actions = [ACTIONS[flag.rule] for flag in advice.flags if flag.level == level and flag.rule in ACTIONS]
        assert actions == sorted(actions, key=SERIOUSNESS.index) or level == "consult"


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_medicines_changes_no_warning(seed: int) -> None:
    profile = polypharmacy(seed)
    turned = {**profile, "medicines": profile["medicines"][::-1]}
    one, other = (answer(each, knowledge=KNOWLEDGE) for each in (profile, turned))
    assert {(flag.id, flag.level) for flag in one.flags} == {(flag.id, flag.level) for flag in other.flags}


def test_the_people_take_many_medicines_and_hear_less_than_one_thing_about_each() -> None:
    """`make bench` prints the mean of a thousand; this is its small version, with room for chance."""
    profiles = [polypharmacy(seed) for seed in range(150)]
    assert {len(profile["medicines"]) for profile in profiles} == set(range(FEWEST, MOST + 1))
    flags = [len(about_medicines(answer(profile, knowledge=KNOWLEDGE))) for profile in profiles]
    assert 1 < mean(flags) < mean(len(profile["medicines"]) for profile in profiles)
