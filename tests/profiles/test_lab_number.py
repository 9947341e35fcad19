"""Numbers as sheets print them: limits, marks, decimal signs; and the ends that a limit leaves open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magwise.knowledge.load import load_knowledge
from magwise.profiles.lab_number import (
    BOUNDS,
    Reading,
    least_of,
    mildest,
    most_of,
    read_typed,
    reading_of,
    say_number,
    strictest,
)

KNOWLEDGE = load_knowledge()
TESTS = KNOWLEDGE.lab_tests
numbers = st.decimals("0.01", "199.99", places=2).map(float)
readings = st.builds(
    Reading, numbers, st.sampled_from([None, "<", "<=", ">", ">="]), st.sampled_from([None, "low", "high", "star"])
)


@pytest.mark.parametrize(
    ("text", "number", "sign", "mark"),
    [
        (">90", 90, ">", None), ("> 90", 90, ">", None), ("≥60", 60, ">=", None), (">= 60", 60, ">=", None),
        ("=>60", 60, ">=", None), (">/=60", 60, ">=", None), ("0.78 #", 0.78, None, "star"), ("<0,5", 0.5, "<", None), ("< 0.5", 0.5, "<", None), ("≤ 0,5", 0.5, "<=", None),
        ("meer dan 90", 90, ">", None), ("more than 90", 90, ">", None), ("mehr als 90", 90, ">", None),
        ("Boven de 90", 90, ">", None), ("ten minste 60", 60, ">=", None), ("at least 60", 60, ">=", None),
        ("niet lager dan 60", 60, ">=", None), ("minder dan 0,5", 0.5, "<", None), ("unter 0,5", 0.5, "<", None),
        ("90 of meer", 90, ">=", None), ("90 or more", 90, ">=", None), ("0,5 oder weniger", 0.5, "<=", None),
        ("0.78 L", 0.78, None, "low"), ("0,78 (H)", 0.78, None, "high"), ("0.78*", 0.78, None, "star"),
        ("↓ 0,61", 0.61, None, "low"), ("0,61 ↓", 0.61, None, "low"), ("1,2 +", 1.2, None, "high"),
        ("1,2 hoog", 1.2, None, "high"), ("0.78 L *", 0.78, None, "low"), ("> 1,2 H", 1.2, ">", "high"),
        ("0.78 L H", 0.78, None, "star"), ("85", 85, None, None), ("85.", 85, None, None), ("\u00a085\u202f", 85, None, None),
    ],
)  # fmt: skip
def test_a_number_is_read_with_its_limit_and_mark(text, number, sign, mark):
    typed = read_typed(text, KNOWLEDGE)
    assert typed is not None
    assert (typed.reading, typed.rest) == (Reading(number, sign, mark), "")


@pytest.mark.parametrize(
    "text",
    ["", "abc", "-5", "ca. 90", "30 - 45", "30-45", "30 tot 45", "<5 of meer", "1.5.2", "> ", "L", "1 234", "veel"],
)
def test_what_is_no_number_stays_unread(text):
    assert read_typed(text, KNOWLEDGE) is None


@pytest.mark.parametrize(
    ("text", "number", "other"),
    [("1.234", 1.234, 1234), ("12,345", 12.345, 12345), ("1.234,5", 1234.5, 1234.5), ("0,785", 0.785, None), ("1,25", 1.25, None)],
)  # fmt: skip
def test_a_mark_for_thousands_carries_both_numbers(text, number, other):
    typed = read_typed(text, KNOWLEDGE)
    assert typed is not None
    assert (typed.reading.number, typed.thousands) == (number, other)


def test_what_follows_is_left_for_the_caller():
    typed = read_typed("0,78 mmol/l (0,70 - 1,05)", KNOWLEDGE)
    assert typed is not None
    assert (typed.reading, typed.rest) == (Reading(0.78), "mmol/l (0,70 - 1,05)")
    litre = read_typed("2 l", KNOWLEDGE)
    assert litre is not None
    assert litre.reading.mark is None


@given(readings)
def test_the_short_form_is_read_as_the_same_again(reading):
    short = reading.short()
    assert reading_of(short) == reading
    typed = read_typed(str(short), KNOWLEDGE)
    assert typed is not None
    assert typed.reading == reading


@given(readings, numbers)
def test_the_ends_hold_exactly_the_values_that_remain_possible(reading, value):
    low, high = reading.ends(0, 200)
    compare = {"<": value < reading.number, "<=": value <= reading.number, ">": value > reading.number,
               ">=": value >= reading.number, None: value == reading.number}  # fmt: skip
    assert (low <= value <= high) == compare[reading.sign]
    assert least_of(reading.short()) <= low
    assert most_of(reading.short()) >= high


@given(
    readings, st.sampled_from(["egfr", "creatinine", "serum_magnesium", "creatinine_clearance"]), st.floats(0.01, 0.99)
)
def test_the_strictest_number_is_an_end(reading, name, share):
    test = TESTS[name]
    number = float(test.low) + share * float(test.high - test.low)
    reading = reading._replace(number=number)
    low, high = reading.ends(float(test.low), float(test.high))
    strict, mild = strictest(reading.short(), test), mildest(reading.short(), test)
    assert any(strict == pytest.approx(end) for end in (low, high))
    assert any(mild == pytest.approx(end) for end in (low, high))
    if test.stricter == "low":
        assert strict <= mild
    if test.stricter == "high":
        assert strict >= mild


@pytest.mark.parametrize(
    ("value", "nl", "en"),
    [
        (">90", "meer dan 90", "more than 90"),
        ("<=0.5", "0,5 of minder", "0.5 or less"),
        ("0.78 L", "0,78 (laag, zegt je lab)", "0.78 (low, says your laboratory)"),
        (85.0, "85", "85"),
    ],
)
def test_a_number_in_words(value, nl, en):
    assert (say_number(value, KNOWLEDGE, "nl"), say_number(value, KNOWLEDGE, "en")) == (nl, en)


def test_every_word_for_a_limit_is_read():
    for row in KNOWLEDGE.lab_words.values():
        if row.role in ("bound", "bound_after"):
            text = f"{row.word} 60" if row.role == "bound" else f"60 {row.word}"
            typed = read_typed(text, KNOWLEDGE)
            assert typed is not None, text
            assert (typed.reading.sign, typed.rest) == (BOUNDS[row.means], ""), text
        if row.role == "mark":
            typed = read_typed(f"60 {row.word}", KNOWLEDGE)
            assert typed is not None, row.word
            assert (typed.reading.mark, typed.rest) == (row.means, ""), row.word
