"""The path for «I notice nothing» and «it upsets my gut»: what is found of a person, and how it ends."""

import shlex

import pytest

from magwise.answer import answer
from magwise.interfaces.cli.arguments import find_command, read_arguments
from magwise.knowledge.load import load_knowledge

KNOWLEDGE = load_knowledge()
BASE = {"person": {"age": 40, "sex": "female"}, "goals": ["sleep"], "locale": "en"}
FAIR = {"form": "citrate", "mg_per_day": 200, "weeks": 8, "days_week": 7, "effect": "none", "bowel": "normal"}


def steps_of(current, **more):
    advice = answer({**BASE, **more, "current_magnesium": current}, knowledge=KNOWLEDGE)
    return {f"{step.path}.{step.step}": step for step in advice.troubleshooting}


def test_the_steps_stand_in_their_order():
    assert list(steps_of(FAIR)) == [
        "nothing.amount", "nothing.form", "nothing.time", "nothing.adherence", "nothing.basis", "nothing.stop",
    ]  # fmt: skip
    both = list(steps_of({**FAIR, "mg_per_day": 60, "bowel": "loose"}))
    assert both == [
        "gut.dose", "gut.form", "gut.split", "gut.trial", "gut.stop",
        "nothing.amount", "nothing.form", "nothing.time", "nothing.adherence", "nothing.basis", "nothing.stop",
    ]  # fmt: skip


def test_no_path_where_nothing_is_wrong():
    assert steps_of({**FAIR, "effect": "good"}) == {}
    assert steps_of({"form": "citrate"}) == {}


@pytest.mark.parametrize(
    ("label", "told", "found", "state"),
    [
        # 500 mg of a citrate is 30.5 to 81 mg of magnesium, whichever citrate it is.
        ("Magnesiumcitraat 500 mg per tablet", {"mg_per_day": 500}, "500 mg is the weight of the salt. Actual magnesium: 30 to 81 mg a day.", "mend"),
        ("Magnesium (citraat) 150 mg per tablet", {"servings_per_day": 2}, "The label gives 300 mg of actual magnesium a day.", "fine"),
        ("Magnesium (citraat) 150 mg per tablet", {"servings_per_day": 2, "mg_per_day": 100}, "The label gives 300 mg of actual magnesium a day. You wrote 100 mg. The label counts.", "fine"),
        ("Magnesium (citraat) 150 mg per tablet", {}, "The label gives 150 mg of actual magnesium per serving.", "open"),
        ("Magnesium (citraat) 150 mg per tablet", {"mg_per_day": 75}, "You wrote 75 mg a day. Was that the weight of the salt? Then it is 4 to 12 mg of actual magnesium.", "mend"),
        ("Multivitamine", {}, "This label does not say how much actual magnesium is in it.", "open"),
        ("Magnesiumolie voor op de huid, 100 mg per 10 sprays", {}, "This is for the skin. It counts for nothing.", "mend"),
    ],
)  # fmt: skip
def test_the_amount_is_that_of_the_label(label, told, found, state):
    step = steps_of({"label": label, "effect": "none", **told})["nothing.amount"]
    assert (step.found, step.state) == (found, state)
    assert bool(step.asks) == (state == "open" or found.startswith("You wrote"))


def test_a_label_that_may_lie_on_either_side_stays_open():
    step = steps_of({"label": "Magnesiumcitraat 1000 mg per tablet", "servings_per_day": 1, "effect": "none"})
    assert step["nothing.amount"].state == "open"
    assert step["nothing.amount"].found.endswith("60 to 162 mg of actual magnesium a day.")


def test_a_typed_amount_asks_whether_it_was_the_salt():
    step = steps_of({**FAIR, "form": "bisglycinate", "mg_per_day": 1000})["nothing.amount"]
    assert step.found.startswith("You wrote 1000 mg a day. Was that the weight of the salt? Then it is ")
    assert step.asks == ("current_magnesium.label", "current_magnesium.servings_per_day")


@pytest.mark.parametrize(("mg", "above"), [(249, False), (250, False), (251, True)])
def test_more_than_the_upper_level_is_said(mg, above):
    step = steps_of({**FAIR, "mg_per_day": mg, "bowel": "loose", "effect": "some"})["gut.dose"]
    assert ("more than the 250 mg" in step.found) == above


def test_the_form_of_the_label_counts_where_none_was_told():
    step = steps_of({"label": "Magnesium (als oxide) 400 mg per tablet", "servings_per_day": 1, "effect": "none"})
    assert step["nothing.form"].state == "mend"


def test_the_end_is_a_trial_of_what_the_person_wants_or_a_stop():
    mending = steps_of({**FAIR, "weeks": 2})
    assert mending["nothing.trial"].trial.outcome == "sleep"
    assert mending["nothing.trial"].trial.better == "high"
    complaint = answer(
        {"person": {"age": 40}, "complaints": ["headache"], "locale": "nl", "current_magnesium": {**FAIR, "weeks": 2}},
        knowledge=KNOWLEDGE,
    )
    idea = next(step.trial for step in complaint.troubleshooting if step.trial)
    assert (idea.outcome, idea.better) == ("hoofdpijn", "low")
    assert "nothing.trial" not in steps_of(FAIR)


def test_the_command_of_a_trial_can_be_run():
    words = shlex.split(steps_of({**FAIR, "weeks": 2})["nothing.trial"].trial.command)
    command, rest = find_command(words[1:])
    given = read_arguments(command, rest)
    assert (command.name, given.values["--outcome"], given.values["--better"]) == ("trial design", "sleep", "high")


def test_the_basis_names_what_to_mend():
    shaky = {"lifestyle": {"sleep_hours": 5, "coffee_cups": 6}}
    assert steps_of(FAIR, **shaky)["nothing.basis"].found == "To mend: sleep and coffee."
    assert steps_of(FAIR)["nothing.basis"].state == "open"
    assert steps_of(FAIR, foundation_ok=True)["nothing.basis"].state == "fine"


def test_urgent_says_nothing_but_the_alarm():
    assert steps_of({**FAIR, "bowel": "loose"}, red_flags=["chest_pain"]) == {}
