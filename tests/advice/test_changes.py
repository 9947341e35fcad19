"""What would change an advice is told exactly: as brute force on the profile itself says."""

from magwise.advice.moves import ORDER
from magwise.answer import answer
from magwise.knowledge.load import load_knowledge
from people.changes import compare, grid_size, on_grid
from people.people import partial

KNOWLEDGE = load_knowledge()


def changes(**told):
    return answer({"person": {"age": 42}, "locale": "en", **told}, knowledge=KNOWLEDGE).would_change


def test_it_equals_brute_force_on_the_coarse_grid():
    asked, paired, differing = compare(on_grid(number * 4421 % grid_size()) for number in range(60))
    assert differing == []
    assert asked == 60
    assert paired > 3


def test_it_equals_brute_force_on_people_by_chance():
    assert compare(partial(seed) for seed in range(60))[2] == []


def test_two_facts_where_one_does_not_do():
    found = changes(goals=["sleep"], conditions=["long_qt", "stoma"], labs={"egfr": 90})
    opening = [change for change in found if change.also]
    assert opening[0].field == "doctor_agreed"
    assert [part.field for part in opening[0].also] == ["doctor_agreed"]
    assert "a dose follows" in opening[0].then
    assert not [change for change in changes(goals=["sleep"], conditions=["stoma"], labs={"egfr": 90}) if change.also]


def test_what_one_can_do_comes_first_and_age_and_alarm_signs_never():
    found = changes(goals=["energy", "sleep"], gut={"stool": "normal", "sensitive": False}, labs={"egfr": 90})
    places = [ORDER.index(change.field) for change in found]
    assert places == sorted(places)
    assert found[0].field == "goals"
    assert not {change.field for change in found} & {"person.age", "person.sex", "red_flags", "medicines"}


def test_only_the_nearest_value_that_leads_there_is_told():
    kidneys = [change.to for change in changes(goals=["sleep"], labs={"egfr": 90}) if change.field == "labs.egfr"]
    assert kidneys == ["below 60"]


def test_stopping_a_supplement_may_give_room():
    found = changes(goals=["sleep"], supplements=[{"label": "Magnesium 225 mg per tablet", "servings_per_day": 1}])
    assert "supplements" in {change.field for change in found if "dose" in change.then}
