"""The text of a profile: what YAML may say here, and what it may not."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magwise.errors import ProfileError
from magwise.profiles.text import LARGEST, parse_text
from profiles.strategies import anything

HUGE = {
    "10 MB of text": "a" * 10_000_000,
    "10 MB of a list": "a:\n" + "- b\n" * 2_500_000,
    "10 MB of bytes": b"a: " + b"b" * 10_000_000,
    "100,000 brackets": "a: " + "[" * 100_000,
    "100,000 closed brackets": "a: " + "[" * 100_000 + "]" * 100_000,
    "100,000 braces": '{"a": ' * 100_000,
    "100,000 JSON brackets": '{"a":' + "[" * 100_000 + "]" * 100_000 + "}",
    "100,000 dashes": "- " * 100_000,
    "100,000 question marks": "? " * 100_000,
    "half a million values": "a: [" + "1," * 499_000 + "1]",
    "half a million JSON values": '{"a": [' + "1," * 490_000 + "1]}",
    "100,000 names": "\n".join(f"k{number}: 1" for number in range(90_000)),
    "laughing aliases": "a: &a [x, x]\n" + "".join(f"l{n}: &b{n} [*a, *a]\n" for n in range(50)) + "end: *b49\n",
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 100,
    "UTF-16": "person: {age: 42}".encode("utf-16"),
    "Latin-1": "name: café".encode("latin-1"),
    "half a character": "a: \ud800",
    "many open quotes": '"' * 900_000,
    "many colons": "a: " + "b: " * 300_000,
}


@pytest.mark.parametrize("name", HUGE)
def test_hostile_text_is_refused_in_one_line(name):
    with pytest.raises(ProfileError) as caught:
        parse_text(HUGE[name], where="hostile.yaml")
    check_line(caught.value)
    assert caught.value.where.startswith("hostile.yaml")


def test_the_size_is_counted_in_bytes():
    parse_text("a: " + "b" * (LARGEST - 3))
    with pytest.raises(ProfileError, match=r"larger than 1000000 bytes"):
        parse_text("a: " + "b" * (LARGEST - 2))
    with pytest.raises(ProfileError, match=r"larger than 1000000 bytes"):
        parse_text("a: " + "é" * (LARGEST // 2))


@pytest.mark.parametrize("levels", [20, 21])
@pytest.mark.parametrize("opening", ["{a: ", '{"a": '])
def test_twenty_levels_are_the_most(levels, opening):
    text = opening * levels + "1" + "}" * levels
    if levels == 20:
        assert parse_text(text)
    else:
        with pytest.raises(ProfileError, match="20 levels"):
            parse_text(text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", None), ("~", None), ("null", None), ("true", True), ("False", False), ("42", 42), ("-3", -3), ("+7", 7),
        ("0", 0), ("68.5", 68.5), (".5", 0.5), ("4.2e+1", 42.0), ("1e3", 1000.0), ("'42'", "42"), ('"07:00"', "07:00"),
        ("no", "no"), ("NO", "NO"), ("yes", "yes"), ("on", "on"), ("012", "012"), ("0x1F", "0x1F"), ("1_000", "1_000"),
        ("68,5", "68,5"), ("2027-01-31", "2027-01-31"), ("7u30", "7u30"), ("1.2.3", "1.2.3"), ("<<", "<<"), ("=", "="),
        ("'7:00'", "7:00"), ("!", None),
    ],
)  # fmt: skip
def test_a_bare_word_means_one_thing(written, meant):
    if written == "!":
        with pytest.raises(ProfileError, match="without !"):
            parse_text(f"key: {written} x")
        return
    value = parse_text(f"key: {written}\n")["key"]
    assert value == meant
    assert type(value) is type(meant)


@pytest.mark.parametrize("written", ["7:00", "07:00", "12:30", "23:59:59"])
def test_a_bare_time_names_its_line_and_its_mend(written):
    with pytest.raises(ProfileError) as caught:
        parse_text(f"day:\n  wake: {written}\n", where="profile.yaml")
    hours, minutes = written.split(":")[:2]
    assert str(caught.value) == (
        f'profile.yaml, line 2: {written} has no quotes. Write the time in quotes: "{int(hours):02d}:{minutes}".'
    )


def test_json_and_yaml_give_the_same():
    plain = {"person": {"age": 42, "weight_kg": 68.5}, "goals": ["sleep"], "gut": {"sensitive": None}, "a": [True, "x"]}
    assert parse_text(json.dumps(plain)) == plain
    assert parse_text(json.dumps(plain, indent="\t")) == plain
    assert parse_text("\ufeff" + json.dumps(plain, ensure_ascii=False).replace(",", ",\n")) == plain
    assert parse_text('{"name": "\\ud83d\\udc8a \\/"}') == {"name": "💊 /"}


@pytest.mark.parametrize("text", ['{"a": 1234567890123456}', "a: 1234567890123456", '{"a": -1e400}', "a: 1e400"])
def test_a_number_nobody_can_mean_is_refused(text):
    with pytest.raises(ProfileError, match="no usable number"):
        parse_text(text)


@pytest.mark.parametrize("text", ['{"a": 123456789012345}', "a: 123456789012345"])
def test_a_large_number_is_still_a_number(text):
    assert parse_text(text) == {"a": 123456789012345}


@given(st.dictionaries(st.text(max_size=8), anything, max_size=4))
def test_any_json_object_is_read_as_json_reads_it_or_refused(plain):
    text = json.dumps(plain)
    try:
        found = parse_text(text)
    except ProfileError:
        assert re.search(r"NaN|Infinity|[0-9]{15}", text)
    else:
        assert found == plain


@given(
    st.text(max_size=200) | st.text(alphabet="ab:- \n[]{}\"'&*!|>%@`#,?~07.\t", max_size=60) | st.binary(max_size=100)
)
def test_any_text_is_a_mapping_or_one_clear_line(text):
    try:
        assert isinstance(parse_text(text, where="any.yaml"), dict)
    except ProfileError as error:
        check_line(error)


def check_line(error: ProfileError) -> None:
    line = str(error)
    assert "\n" not in line
    assert len(line) < 400
    assert error.where
    assert error.mend
    line.encode()


def test_the_line_speaks_dutch_too(knowledge):
    with pytest.raises(ProfileError) as caught:
        parse_text("day: {wake: 07:00}", where="profiel.yaml", knowledge=knowledge, locale="nl")
    assert str(caught.value) == (
        'profiel.yaml, regel 1: 07:00 heeft geen aanhalingstekens. Schrijf de tijd tussen aanhalingstekens: "07:00".'
    )
