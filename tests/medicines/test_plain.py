"""Everyday words around a name are no medicines; one with a strength, or alone, stays unknown."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.medicines.match import find_medicine

KNOWLEDGE = load_knowledge()


def entries(text):
    return find_medicine(text, knowledge=KNOWLEDGE).entries


@pytest.mark.parametrize(
    "text",
    [
        "My neighbour finally sold her house and moved abroad",
        "De buurvrouw heeft gisteren de hele straat geveegd",
        "Eindelijk weer goed geslapen vannacht",
        "It really is not easy to remember everything",
    ],
)
def test_a_sentence_without_a_name_is_no_medicine(text):
    (entry,) = entries(text)
    assert (entry.matches, entry.interactions, entry.kind) == ((), (), "none")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Every morning I water the garden and then swallow my Thyrax", ["levothyroxine"]),
        ("omeprazol 20 mg, daarna ga ik wandelen, doxycycline 100 mg", ["omeprazole", "doxycycline"]),
        ("Thyrax; the pharmacist was very friendly; lisinopril", ["levothyroxine", "lisinopril"]),
    ],
)
def test_a_sentence_between_names_adds_no_entry_that_asks(text, named):
    found = entries(text)
    assert [match.inn for entry in found for match in entry.matches] == named
    assert all(entry.recognised or not entry.interactions for entry in found)


@pytest.mark.parametrize(
    "text", ["restore", "vital balance", "restore 500 mg", "Thyrax, restore 500 mg", "brofilactine"]
)
def test_what_may_be_a_brand_stays_unknown(text):
    found = entries(text)
    assert any(not entry.recognised and entry.interaction is not None for entry in found)


def test_a_strange_word_in_a_sentence_stays_unknown():
    (entry,) = entries("Ik slik al jaren een middel dat plinoxetine heet")
    assert not entry.recognised
    assert entry.interaction is not None


def test_no_everyday_word_is_a_name():
    assert not [word for word in KNOWLEDGE.often | KNOWLEDGE.seldom if word in KNOWLEDGE.medicine_names]
    assert not KNOWLEDGE.often & KNOWLEDGE.seldom
