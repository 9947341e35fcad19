"""The language of the library: what is asked for, else what the profile says, else Dutch."""

import pytest

import magwise

WOMAN = {"person": {"age": 42}, "goals": ["sleep"]}
THYRAX = {"medicines": [{"name": "Thyrax", "times": ["07:00"]}]}
DOORS = {
    "find_medicine": lambda **more: magwise.find_medicine("Thyrax", **more).interaction.text,
    "read_label": lambda **more: magwise.read_label("Magnesium oxide 500 mg", **more).findings[0].text,
    "read_labs": lambda **more: magwise.read_labs([{"test": "magnesium", "value": 0.9, "unit": "mmol/L"}], **more).boundary,
    "advise": lambda **more: magwise.advise(WOMAN, **more).disclaimer,
    "ask": lambda **more: magwise.ask(WOMAN, **more).question.text,
    "plan_day": lambda **more: magwise.plan_day(THYRAX, **more).objective,
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_dutch_unless_another_language_is_asked_for(door):
    say = DOORS[door]
    dutch, english = say(locale="nl"), say(locale="en")
    assert dutch != english
    assert say() == dutch


def test_what_is_asked_for_goes_before_the_profile():
    english = {**WOMAN, "locale": "en"}
    assert magwise.advise(english).locale == "en"
    assert magwise.advise(english, locale="nl").locale == "nl"
    assert magwise.advise(WOMAN).locale == "nl"


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("locale", ["fr", "", "\ud800", 3, ["nl"]])
def test_a_language_that_is_not_spoken_is_refused_in_one_line(door, locale):
    say = DOORS[door]
    with pytest.raises(magwise.InputError, match="locale"):
        say(locale=locale)
