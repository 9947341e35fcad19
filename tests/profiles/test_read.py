"""A mapping becomes a Profile, or one clear line says why not."""

import copy
import json
import re
import timeit
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magwise.errors import InputError, ProfileError
from magwise.knowledge.load import DATA, load_knowledge
from magwise.profiles import profile as records
from magwise.profiles.profile import Person, Profile
from magwise.profiles.read import ENTRIES, GROUPS, SEVERAL, read_profile
from magwise.profiles.text import parse_text
from magwise.profiles.values import MOST_TIMES
from profiles.conftest import BROKEN, GOOD
from profiles.strategies import any_mapping, anything, valid

EXPECTED = tomllib.loads((BROKEN / "expected.toml").read_text(encoding="utf-8"))
BASE = {"person": {"age": 42, "sex": "female"}, "goals": ["sleep"]}


def check_line(error: InputError) -> str:
    line = str(error)
    assert "\n" not in line
    assert len(line) < 400
    assert error.where
    assert error.what
    assert error.mend
    line.encode()
    return line


def check_words(line: str) -> str:
    assert not re.search(r"Traceback|Error\b|<class|object at|\{\{|\}\}|\?\.|\.\.", line), line
    return line


def refused(knowledge, locale=None, for_plan=False, **changes) -> str:
    with pytest.raises(ProfileError) as caught:
        read_profile({**BASE, **changes}, knowledge=knowledge, locale=locale, for_plan=for_plan)
    return check_words(check_line(caught.value))


# --- the files ---------------------------------------------------------------------------------------------------


def test_every_broken_file_is_expected():
    assert sorted(EXPECTED) == sorted(path.name for path in BROKEN.iterdir() if path.name != "expected.toml")
    assert len(EXPECTED) >= 60


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("locale", [None, "nl"])
def test_a_broken_profile_says_what_and_where(name, locale, knowledge):
    expected = EXPECTED[name]
    with pytest.raises(ProfileError) as caught:
        read_profile(
            parse_text((BROKEN / name).read_bytes(), where=name, knowledge=knowledge, locale=locale or "en"),
            knowledge=knowledge,
            where=name,
            locale=locale,
            for_plan=expected.get("plan", False),
        )
    line = check_words(check_line(caught.value))
    assert line.startswith(name)
    if locale is None:
        missing = [words for words in expected["says"] if words not in line]
        assert not missing, line


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_a_good_profile_is_read_and_stays_the_same(path, knowledge):
    plan = path.stem == "medicines_alone"
    profile = read_profile(parse_text(path.read_bytes()), knowledge=knowledge, for_plan=plan)
    again = read_profile(json.loads(json.dumps(profile.to_dict())), knowledge=knowledge, for_plan=plan)
    assert again == profile
    assert read_profile(profile, knowledge=knowledge, for_plan=plan) == profile


def test_the_good_profiles_exercise_every_field(knowledge):
    seen = set()
    for path in GOOD:
        for key, value in parse_text(path.read_bytes()).items():
            seen.add(key)
            for inner in value if isinstance(value, list) else [value]:
                if isinstance(inner, dict):
                    seen |= {f"{key}.{name}" for name in inner}
    assert set(knowledge.fields) <= seen


# --- the fields --------------------------------------------------------------------------------------------------


def test_fields_and_records_name_the_same(knowledge):
    named = {field.name for field in msgspec.structs.fields(Profile)}
    for path, record in {**GROUPS, **ENTRIES, **SEVERAL}.items():
        named |= {f"{path}.{field.name}" for field in msgspec.structs.fields(record)}
    assert set(knowledge.fields) == named


def test_options_are_those_of_the_records(knowledge):
    hints = {
        "person": records.Person,
        "gut": records.Gut,
        "lifestyle": records.Lifestyle,
        "overrides": records.Override,
    }
    hints["current_magnesium"] = records.CurrentMagnesium
    for path, question in knowledge.fields.items():
        group, _, leaf = path.partition(".")
        record = hints.get(group) if leaf else Profile
        if question.kind == "choice" and record is not None:
            literal = str(record.__annotations__[leaf or group])
            assert [*question.options] == re.findall(r"'(\w+)'", literal), path


def test_unsure_asks_for_every_condition_and_red_flag(knowledge):
    fields = knowledge.fields
    asked = {"pregnancy", *fields["conditions"].options, *fields["red_flags"].options}
    assert set(fields["unsure"].options) == asked
    assert len(fields["unsure"].options) == len(asked)


def test_every_mend_of_a_field_has_its_sentence(knowledge):
    for question in knowledge.fields.values():
        if question.mend:
            for locale in ("nl", "en"):
                blanks = {"low": 1, "high": 2, "unit": "x", "value": 3}
                assert knowledge.say(locale, question.mend, **blanks)


def test_every_sentence_is_used_and_has_the_same_blanks():
    words = {
        language: tomllib.loads((Path(DATA) / "wording" / language / "profiles.toml").read_text(encoding="utf-8"))
        for language in ("nl", "en")
    }
    flat = {
        language: {f"{part}.{key}": text for part, keys in found.items() for key, text in keys.items()}
        for language, found in words.items()
    }
    assert list(flat["nl"]) == list(flat["en"])
    for key, text in flat["en"].items():
        assert sorted(re.findall(r"\{(\w+)\}", text)) == sorted(re.findall(r"\{(\w+)\}", flat["nl"][key])), key
    folder = Path(DATA).parents[1] / "profiles"
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))
    code += (Path(DATA) / "fields.toml").read_text(encoding="utf-8")
    built = {f"mend.{ends}{unit}" for ends in ("between", "from") for unit in ("", "_unit")}
    built |= {key for key in flat["en"] if key.startswith("text.mend_") and f'"{key[5:]}")' in code}
    unused = [
        key for key in flat["en"] if f'"{key}"' not in code and f"profiles.{key}" not in code and key not in built
    ]
    assert not unused


# --- single rules ------------------------------------------------------------------------------------------------


def test_left_out_is_unknown_and_null_is_left_out(knowledge):
    bare = read_profile({"person": {"age": 30}, "complaints": ["headache"]}, knowledge=knowledge)
    assert bare == Profile(person=Person(age=30), complaints=("headache",))
    null = dict.fromkeys(knowledge.fields, None)
    nulls = {key: value for key, value in null.items() if "." not in key}
    full = {**nulls, "person": {"age": 30, "sex": None}, "complaints": ["headache"]}
    assert read_profile(full, knowledge=knowledge) == bare


def test_an_empty_list_is_an_answer_but_no_times_are_not(knowledge):
    told = read_profile(
        {**BASE, "medicines": [{"name": "Thyrax", "times": [], "days": []}], "conditions": [], "supplements": []},
        knowledge=knowledge,
    )
    assert told.medicines is not None
    assert told.medicines[0].times is None
    assert told.medicines[0].days is None
    assert (told.conditions, told.supplements, told.red_flags) == ((), (), None)


def test_plain_types(knowledge):
    told = read_profile(
        {
            "person": {"age": 42.0, "weight_kg": Decimal("68.5"), "height_cm": 170},
            "goals": ("sleep", "sleep", "energy"),
            "day": {"wake": " 7:05 ", "bed": "00:00"},
            "overrides": [
                {"limit": "ceiling_mg", "value": 300, "reason": "other", "until": date(2027, 1, 31), "by": "X"}
            ],
        },
        knowledge=knowledge,
    )
    assert told.person is not None
    assert (type(told.person.age), told.person.age) == (int, 42)
    assert (told.person.weight_kg, type(told.person.height_cm)) == (68.5, float)
    assert told.goals == ("sleep", "energy")
    assert (told.day.wake, told.day.bed) == ("07:05", "00:00")
    assert told.overrides[0].until == date(2027, 1, 31)
    assert told.to_dict()["overrides"][0]["until"] == "2027-01-31"


@pytest.mark.parametrize(
    "value", [True, float("nan"), float("inf"), "tachtig", "80-90", [80], {"x": 80}, 10**400, Decimal("NaN")]
)
def test_what_is_no_number(value, knowledge):
    line = refused(knowledge, labs={"egfr": value})
    assert "labs.egfr" in line
    assert "not likely" not in line


@pytest.mark.parametrize("path", ["labs.egfr", "labs.creatinine_umol_l", "labs.serum_magnesium_mmol_l", "person.age"])
def test_the_ends_of_a_range_are_inside(path, knowledge):
    group, leaf = path.split(".")
    question = knowledge.fields[path]
    assert question.low is not None
    assert question.high is not None
    base = {**BASE["person"]} if group == "person" else {}
    for value in (question.low, question.high):
        assert read_profile({**BASE, group: {**base, leaf: value}}, knowledge=knowledge)
    step = 1 if leaf == "age" else 0.005
    for value in (question.low - step, question.high + step):
        assert path in refused(knowledge, **{group: {**base, leaf: value}})


@pytest.mark.parametrize("value", [0.49, 0.5, 2.0, 2.07, 7.9])
def test_a_dangerous_serum_magnesium_is_a_fact(value, knowledge):
    told = read_profile({**BASE, "labs": {"serum_magnesium_mmol_l": value}}, knowledge=knowledge)
    assert told.labs.serum_magnesium_mmol_l == value


@pytest.mark.parametrize("value", ["24:00", "25:00", "7.00", "7", "07:00:00", "7 uur", "٠٧:٠٠", "-1:00", "12:60", ""])
def test_what_is_no_time(value, knowledge):
    assert "day.wake" in refused(knowledge, day={"wake": value})


def test_clinically_possible_profiles_are_not_refused(knowledge):
    for changes in (
        {"conditions": ["dialysis"], "labs": {"egfr": 75}},
        {"conditions": ["hypermagnesaemia"], "labs": {"serum_magnesium_mmol_l": 0.8}},
        {"person": {"age": 50, "sex": "female", "pregnant": True}},
        {"person": {"age": 30, "sex": "male", "pregnant": False}},
        {"person": {"age": 30, "pregnant": True, "breastfeeding": True}, "unsure": ["pregnancy"]},
        {"gut": {"stool": "hard"}, "red_flags": ["persistent_diarrhoea"], "complaints": ["diarrhoea", "constipation"]},
        {"labs": {"egfr": 90, "creatinine_umol_l": 300}},
        {"medicines": [{"name": "Thyrax", "times": ["07:00", "07:00"]}, {"name": "Thyrax", "times": ["07:00"]}]},
        {"day": {"wake": "22:00", "bed": "06:00"}},
        {"wants_laxative_effect": True, "gut": {"stool": "watery"}},
    ):
        assert read_profile({**BASE, **changes}, knowledge=knowledge)


@pytest.mark.parametrize(("jurisdiction", "most"), [("EU", 350), ("US", 350), ("UK", 400)])
def test_a_practice_sets_at_most_what_the_limits_allow(jurisdiction, most, knowledge):
    def override(value):
        entry = {"limit": "ceiling_mg", "value": value, "reason": "client_wish", "until": "2027-01-31", "by": "X"}
        return {"jurisdiction": jurisdiction, "overrides": [entry]}

    assert read_profile({**BASE, **override(most)}, knowledge=knowledge)
    assert f"{most} mg" in refused(knowledge, **override(most + 1))


def test_medicines_alone_are_enough_for_a_plan(knowledge):
    medicines = {"medicines": [{"name": "Thyrax", "times": ["07:00"]}]}
    assert read_profile(medicines, knowledge=knowledge, for_plan=True).person is None
    with pytest.raises(ProfileError, match=r"person\.age"):
        read_profile(medicines, knowledge=knowledge)
    with pytest.raises(ProfileError, match=r"person\.age"):
        read_profile({**medicines, "goals": ["sleep"]}, knowledge=knowledge, for_plan=True)
    assert read_profile({"person": {"age": 40}, **medicines}, knowledge=knowledge, for_plan=True).person


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Thyrax 100 mcg", "Thyrax 100 mcg"), ("THYRAX  100 MCG", "Thyrax 100 mcg"), ("thyrax", "Thyrax 100 mcg"),
        ("Digoxine 0,125 mg na het eten", "Digoxine"), ("Multi", "Multi: magnesium 57 mg"), ("Calm", "Calm"),
        ("magnesium bisglycinate", "magnesium bisglycinate"),
    ],
)  # fmt: skip
def test_what_was_taken_is_found_in_its_own_list(typed, meant, knowledge):
    told = read_profile(
        {
            **BASE,
            "medicines": [{"name": "Thyrax 100 mcg"}, {"name": "Digoxine"}],
            "supplements": [{"label": "Multi: magnesium 57 mg"}],
            "products": [{"name": "Calm", "label": "Magnesium 100 mg per tablet"}],
            "taken": [{"name": typed, "time": "08:40"}],
        },
        knowledge=knowledge,
    )
    assert told.taken[0].name == meant


@pytest.mark.parametrize("typed", ["Thyrax 50 mcg", "ibuprofen", "25", "25mcg", "mcg", "magnesium", "…"])
def test_a_guess_about_what_was_taken_is_refused(typed, knowledge):
    medicines = [{"name": "Thyrax 25 mcg"}, {"name": "Digoxine 100 mg"}, {"name": "Euthyrox 25mcg"}]
    changes = {"medicines": medicines, "supplements": [{"label": "Multi: magnesium 57 mg"}]}
    line = refused(knowledge, **changes, taken=[{"name": typed, "time": "08:40"}])
    assert "taken[0].name" in line


def test_two_that_fit_are_one_too_many(knowledge):
    medicines = [{"name": "Thyrax 100 mcg"}, {"name": "Thyrax 25 mcg"}]
    assert "Thyrax 25 mcg" in refused(knowledge, medicines=medicines, taken=[{"name": "Thyrax", "time": "08:40"}])


def test_the_first_fault_of_the_document_counts(knowledge):
    first = {"goals": ["slep"], "labs": {"egfr": 850}, "person": {"age": "42"}}
    names = list(first)
    for turn in range(3):
        order = names[turn:] + names[:turn]
        with pytest.raises(ProfileError) as caught:
            read_profile({name: first[name] for name in order}, knowledge=knowledge)
        assert f"profile, {order[0]}" in str(caught.value)


def test_the_language_of_a_line(knowledge):
    wrong = {"labs": {"egfr": 850}}
    assert "is not likely" in refused(knowledge, **wrong)
    assert "niet waarschijnlijk" in refused(knowledge, **wrong, locale="nl")
    with pytest.raises(ProfileError, match="niet waarschijnlijk"):
        read_profile({**BASE, **wrong, "locale": "nl"}, knowledge=knowledge)
    with pytest.raises(ProfileError, match="not likely"):
        read_profile({**BASE, **wrong, "locale": "nl"}, knowledge=knowledge, locale="en")


def test_a_character_that_cannot_be_shown_is_refused(knowledge):
    with pytest.raises(ProfileError, match="half a character"):
        parse_text('{"name": "half \\ud83d"}')
    for value in ("half \ud83d", "bell \x07", "null \0"):
        assert "medicines[0].name" in refused(knowledge, medicines=[{"name": value}])
        assert "goals[0]" in refused(knowledge, goals=[value])
        refused(knowledge, **{value: 1})


@pytest.mark.parametrize("data", [None, [], "person", 42, True, [("person", 1)]])
def test_what_is_no_mapping(data, knowledge):
    with pytest.raises(ProfileError) as caught:
        read_profile(data, knowledge=knowledge)
    check_line(caught.value)


def test_a_profile_made_by_hand_is_checked_too(knowledge):
    with pytest.raises(ProfileError, match=r"person\.age"):
        read_profile(Profile(person=Person(age=420), goals=("sleep",)), knowledge=knowledge)


def test_the_mapping_is_left_as_it_was(knowledge):
    data = parse_text(GOOD[0].read_bytes())
    before = copy.deepcopy(data)
    read_profile(data, knowledge=knowledge)
    assert data == before


def test_reading_is_quick(knowledge):
    data = parse_text((BROKEN.parents[1] / "profiles" / "young_sleeper.yaml").read_bytes())
    rounds = 200
    best = min(timeit.repeat(lambda: read_profile(data, knowledge=knowledge), number=rounds, repeat=5)) / rounds
    assert best < 250e-6  # 60 µs is the aim; a busy machine gets four times as long


# --- properties --------------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(any_mapping(), st.booleans())
def test_any_mapping_is_a_profile_or_one_clear_line(data, for_plan):
    knowledge = load_knowledge()
    try:
        profile = read_profile(data, knowledge=knowledge, for_plan=for_plan)
    except ProfileError as error:
        check_line(error)
    else:
        assert read_profile(profile.to_dict(), knowledge=knowledge, for_plan=for_plan) == profile


@settings(max_examples=150, deadline=None)
@given(valid())
def test_a_valid_profile_survives_the_way_round(data):
    knowledge = load_knowledge()
    profile = read_profile(data, knowledge=knowledge)
    assert read_profile(profile.to_dict(), knowledge=knowledge) == profile
    assert read_profile(parse_text(json.dumps(profile.to_dict())), knowledge=knowledge) == profile


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_one_wrong_value_anywhere_never_breaks_the_reader(data):
    knowledge = load_knowledge()
    source = data.draw(st.sampled_from(GOOD))
    profile = parse_text(source.read_bytes())
    holder, key = data.draw(st.sampled_from(list(places(profile))))
    holder[key] = data.draw(anything)
    try:
        read_profile(profile, knowledge=knowledge, for_plan=True)
    except ProfileError as error:
        check_line(error)


def places(node):
    """Every place in a plain tree that a value can be put."""
    for key, value in list(node.items()) if isinstance(node, dict) else list(enumerate(node)):
        yield node, key
        if isinstance(value, dict | list):
            yield from places(value)


def test_times_as_said_count_towards_the_same_most(knowledge):
    def told(times):
        medicines = [{"name": "Thyrax", "times": times}]
        return read_profile({"medicines": medicines}, knowledge=knowledge, for_plan=True)

    many = [f"{hour}.{half} uur" for hour in range(7, 20) for half in ("00", "30")]
    found = told(many[:MOST_TIMES])
    assert len(found.medicines[0].times) == MOST_TIMES
    with pytest.raises(ProfileError, match=f"{MOST_TIMES + 1}"):
        told(many[: MOST_TIMES + 1])
