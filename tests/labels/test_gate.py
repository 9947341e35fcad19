"""The quick look holds back no text in which the reader would find magnesium."""

import csv
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magwise.knowledge.load import load_knowledge
from magwise.labels.lexicon import Lexicon
from magwise.labels.read import gate_of, lexicon_of, read_checked

KNOWLEDGE = load_knowledge()
LEXICON = lexicon_of(KNOWLEDGE)
GATE = gate_of(KNOWLEDGE)
LABELS = Path(__file__).parents[3] / "shared" / "labels"
WORDS = sorted(set(LEXICON.terms) | {piece for terms in LEXICON.terms.values() for t in terms for piece in t.rest})
MISREAD = (("m", "rn"), ("l", "1"), ("o", "0"), ("w", "vv"))
PIECE = st.one_of(
    st.sampled_from(WORDS),
    st.builds(lambda word, swap: word.replace(*swap), st.sampled_from(WORDS), st.sampled_from(MISREAD)),
    st.sampled_from(
        ("Mg", "MG", "mg", "200", "½", "(", ")", "-", "\n", ",", "magn", "rnagnesiurn", "MAGNÉSIUM", "Mægnesium", "œ")
    ),
    st.text("magnesiurvwMAGNÉß0l1-", max_size=11),
)
TEXT = st.lists(PIECE, min_size=1, max_size=12).map(" ".join)


def names(text: str) -> bool:
    return bool(read_checked(text, None, LEXICON).names)


@given(TEXT)
@settings(max_examples=1500, deadline=None)
def test_what_is_held_back_names_no_magnesium(text: str) -> None:
    if text.strip() and not GATE.opens(text):
        reading = read_checked(text, None, LEXICON)
        assert not reading.names
        assert reading.judgement.verdict == "no_magnesium"
        assert [key for key, _ in reading.judgement.findings] == ["no_magnesium_named"]


@given(st.lists(TEXT, max_size=8))
@settings(max_examples=200, deadline=None)
def test_many_at_once_are_judged_like_each(texts: list[str]) -> None:
    assert GATE.open_all(texts) == [GATE.opens(text) for text in texts]


def test_every_term_that_names_magnesium_opens_the_gate() -> None:
    for first, terms in LEXICON.terms.items():
        for term in terms:
            phrase = " ".join((first, *term.rest))
            assert GATE.opens(phrase) or not names(phrase), phrase


@pytest.mark.parametrize("swap", MISREAD, ids="".join)
def test_every_misread_term_that_names_magnesium_opens_it_too(swap: tuple[str, str]) -> None:
    for word in WORDS:
        for misread in (word.replace(*swap), word.replace(*swap, 1)):
            assert GATE.opens(misread) or not names(misread), misread


def test_a_new_word_for_magnesium_opens_it_too() -> None:
    from magwise.labels.gate import Gate

    lexicon = Lexicon(KNOWLEDGE)
    assert not GATE.opens("Hydrargan 200")
    lexicon._add("hydrargan", "magnesium", "plain")
    assert Gate(lexicon).opens("Hydrargan 200")


def test_a_text_with_a_nul_is_judged_by_itself() -> None:
    assert GATE.open_all(["zinc\0", "magnesium", "zinc"]) == [False, True, False]


@pytest.mark.skipif(not LABELS.exists(), reason="the shared labels (../shared/labels) are not here")
def test_real_texts_that_are_held_back_name_no_magnesium() -> None:
    for line in (LABELS / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        assert GATE.opens(json.loads(line)["text"])
    csv.field_size_limit(10**7)
    with gzip.open(LABELS / "bulk.csv.gz", "rt", encoding="utf-8") as file:
        texts = [row["text"] for place, row in enumerate(csv.DictReader(file)) if place % 20 == 0]
    held = [text for text, opened in zip(texts, GATE.open_all(texts), strict=True) if not opened]
    assert len(held) > len(texts) / 2
    assert not [text for text in held if names(text)]
