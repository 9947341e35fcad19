"""What the tests of the follow-up share."""

import random

import pytest

from magwise.followup.design import design_trial
from magwise.followup.words import Words
from magwise.knowledge.load import load_knowledge


@pytest.fixture(scope="session")
def knowledge():
    return load_knowledge()


@pytest.fixture(scope="session")
def words(knowledge):
    return Words(knowledge, "en")


@pytest.fixture(scope="session")
def plan(knowledge):
    """Eight blocks of five and five days, two of each washed out."""
    return design_trial("sleep", 1, "2027-01-04", knowledge=knowledge, blocks=8, period_days=5, seed=11)


@pytest.fixture(scope="session")
def diary():
    """A diary for a plan: so much effect, so much noise, some outcomes missing."""

    def make(plan, effect=0.0, noise=1.0, seed=1, missing=0.0, level=5.0):
        source = random.Random(seed)
        rows = []
        for day in plan.days:
            outcome = level + effect * day.on + source.gauss(0, noise)
            outcome = min(plan.outcome.max, max(plan.outcome.min, outcome))
            rows.append({"date": day.date, "on": day.on, "outcome": None if source.random() < missing else outcome})
        return rows

    return make
