"""A group («chemo») is asked about; what all of its members share holds until someone answers."""

import pytest

from magwise.advice.advice import Advice
from magwise.answer import answer
from magwise.knowledge.load import load_knowledge

KNOWLEDGE = load_knowledge()


def advise(name: str) -> Advice:
    person = {"age": 44, "sex": "female"}
    medicines = [{"name": name, "times": ["08:00"]}]
    return answer({"person": person, "goals": ["sleep"], "medicines": medicines}, knowledge=KNOWLEDGE)


@pytest.mark.parametrize("name", ["chemo", "hiv-remmers", "transplantatiemedicijn"])
def test_a_gate_that_all_members_share_holds(name: str) -> None:
    found = advise(name)
    assert found.decision == "consult_first"
    assert "unknown_medicine" in {flag.id for flag in found.flags}
    assert any(flag.id.startswith(name.replace("-", "_")) for flag in found.flags)


def test_a_gate_of_some_members_does_not() -> None:
    found = advise("afweeronderdrukker")
    assert found.decision == "advise"
    assert [flag.id for flag in found.flags] == ["unknown_medicine"]


def test_a_water_pill_is_a_risk_for_the_kidneys_whichever_it_is() -> None:
    assert "kidney_unknown_one_risk" in {flag.id for flag in advise("plaspil").flags}
    assert "kidney_unknown_one_risk" not in {flag.id for flag in advise("bloeddrukpil").flags}


def test_hours_are_the_widest_of_the_members() -> None:
    (window,) = advise("schildklierpil").day_plan.windows
    assert (window.from_, window.to) == ("04:00", "12:00")
