"""A hundred supplements and medicines: what is worked out for one is not worked out again for every pair."""

from collections import Counter

import pytest

from bounds import at_most
from magwise.advice import changes, day
from magwise.answer import answer
from people.people import KNOWLEDGE

PERSON = {"person": {"age": 42}, "goals": ["sleep"]}
TIMES = [f"{hour:02d}:00" for hour in range(24)]
GATES = ("tacrolimus", "ciclosporine", "dolutegravir", "cisplatine")


@pytest.fixture
def calls(monkeypatch):
    """How often functions of a module were called."""
    count = Counter()

    def watch(module, name):
        real = getattr(module, name)

        def counted(*arguments, **named):
            count[name] += 1
            return real(*arguments, **named)

        monkeypatch.setattr(module, name, counted)
        return count

    return watch


@pytest.mark.parametrize("mg", [2, 2.02, 57])
def test_a_hundred_supplements_are_each_looked_at_once(calls, mg):
    count = calls(changes, "from_supplement")
    labels = [f"multi {place} magnesium (citraat) {mg} mg per tablet" for place in range(100)]
    with at_most(30):
        advice = answer({**PERSON, "supplements": [{"label": label} for label in labels]}, knowledge=KNOWLEDGE)
    assert count["from_supplement"] <= 200
    assert advice.decision in ("no_supplement", "advise")


def test_a_hundred_gates_beside_a_hundred_supplements(calls):
    count = calls(changes, "end_of")
    medicines = [{"name": f"{GATES[place % 4]} {place} mg", "times": ["07:00"]} for place in range(100)]
    supplements = [{"label": f"multi {place} magnesium (citraat) 2 mg per tablet"} for place in range(100)]
    with at_most(30):
        advice = answer({**PERSON, "medicines": medicines, "supplements": supplements}, knowledge=KNOWLEDGE)
    assert count["end_of"] < 1_000  # not one for each of 20,000 pairs that cannot open the gates
    assert advice.decision == "consult_first"


def test_one_agreement_that_covers_several_entries_still_opens():
    """What was left out could not open; an agreement to the same substance under another name is still found."""
    medicines = [{"name": "tacrolimus", "times": ["07:00"]}, {"name": "Tacrolimus 1 mg", "times": ["19:00"]}]
    told = {**PERSON, "medicines": medicines, "labs": {"egfr": 90}}
    advice = answer(told, knowledge=KNOWLEDGE)
    assert advice.decision == "consult_first"
    opening = [change.to for change in advice.would_change if "doctor_agreed" in change.field]
    assert opening
    for name in ("tacrolimus", "Tacrolimus 1 mg"):
        assert answer({**told, "doctor_agreed": [name]}, knowledge=KNOWLEDGE).decision == "advise"


def test_blocked_hours_are_read_once(calls):
    count = calls(day, "minutes_of")
    supplements = [{"label": f"ijzer {place} 14 mg", "times": TIMES} for place in range(100)]
    with at_most(30):
        answer({**PERSON, "supplements": supplements}, knowledge=KNOWLEDGE)
    assert count["minutes_of"] < 100_000
