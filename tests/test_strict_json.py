"""One reader of JSON for every door: what has two meanings, or costs without bound, is refused with its line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bounds import at_most
from magwise.knowledge.load import load_knowledge
from magwise.strict_json import JsonFault, Limits, read_json

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**19), 10**19)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


@given(plain, st.booleans(), st.sampled_from([None, 1]))
def test_good_json_is_read_as_it_stands(value, ascii_only, indent):
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert read_json(text) == value
    assert read_json(text.encode()) == value


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ('{"a": 1,\n "b": {"c": 1, "c": 2}}', "twice", 2),
        ('{"a": 1,\n"\\u0061": 2}', "twice", 2),
        ('[{"a": 1}, {"a": 1},\n{"a": 1,\n"x": "a", "a": []}]', "twice", 3),
        ('{"a":\n"\\ud800"}', "half", 2),
        ('{\n"\\uDFFF\\uD800": 1}', "half", 2),
        ('{"a": "\ud800"}', "half", 1),
        ('{"a":\nNaN}', "number", 2),
        ('{"a": -Infinity}', "number", 1),
        ('{"a":\n\n1e999}', "number", 3),
        ("[" + "1" * 21 + "]", "digits", 1),
        ("[\n1." + "1" * 50 + "]", "digits", 2),
        ("[" + "1" * 50_000 + "]", "digits", 1),
        ("\n".join("[" * 21) + "]" * 21, "deep", 21),
        ("[" * 200_000, "deep", 1),
        ("[" + "1," * 200_001 + "1]", "many", None),
        ('{"a": [}', "syntax", 1),
        ('{"a": 1}\n{"b": 1}', "syntax", 2),
        ("{'a': 1}", "syntax", 1),
        ('{"a": "\x01"}', "syntax", 1),
        ("", "blank", None),
        (" " * 1_000_001, "large", None),
        (b'{"a": "\xff"}', "utf8", 1),
        ('{"a": 1}'.encode("utf-16"), "utf8", 1),
        ('{"a": 1}'.encode("utf-32-le"), "syntax", 1),
    ],
)
def test_what_is_refused_and_where(text, key, line):
    with pytest.raises(JsonFault) as found:
        read_json(text)
    assert (found.value.key, found.value.line) == (key, line)
    for locale in ("nl", "en"):
        said = str(found.value.to_error("x", lambda name, at=locale, **v: load_knowledge().say(at, name, **v)))
        assert said.startswith("x")
        assert said.isprintable()
        assert len(said) < 200


def test_a_pair_of_halves_is_one_character():
    assert read_json('"\\ud83d\\ude00"') == "\U0001f600"
    assert read_json(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


def test_limits_are_those_asked_for():
    assert read_json("[[1]]", Limits(depth=2)) == [[1]]
    with pytest.raises(JsonFault):
        read_json("[[[1]]]", Limits(depth=2))
    assert read_json("123", Limits(digits=3)) == 123
    with pytest.raises(JsonFault):
        read_json("-1234", Limits(digits=3))


@pytest.mark.parametrize(
    "text",
    [
        "{" + ",".join(f'"k{number}": 1' for number in range(60_000)) + ', "k59999": 2}',
        '["' + "\\n" * 480_000 + '", NaN]',
        '{"a": 1, "a": "' + "\\" * 400_000,
        "[" + "{}," * 99_000 + "1e999]",
    ],
)
def test_finding_a_fault_takes_no_longer_than_reading(text):
    with at_most(20), pytest.raises(JsonFault):
        read_json(text)
