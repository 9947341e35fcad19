"""Folding: Latin letters go by a table, all others one by one, and both ways say the same."""

from hypothesis import given, settings
from hypothesis import strategies as st

from magwise.knowledge.load import load_knowledge
from magwise.labels.normalise import fold, normalise
from magwise.labels.read import gate_of

GATE = gate_of(load_knowledge())
# A character that no table of Latin letters holds and that folds to itself.
BEYOND = "\n\u2022"
LATIN = "".join(map(chr, range(256)))
TEXT = st.one_of(
    st.text(LATIN, max_size=40),
    st.text("0159OoIl|SB.,mg %B6\n", max_size=16),
    st.lists(
        st.sampled_from(("Magnésium", "MAGNÉSIO", "1OO mg", "l50 mg", "½", "bitterz0ut", "Mg", "mg²", "æ")), max_size=6
    ).map(" ".join),
)


@given(TEXT)
@settings(max_examples=1000, deadline=None)
def test_a_text_of_latin_letters_is_folded_like_any_other(text):
    assert normalise(text).folded + BEYOND == normalise(text + BEYOND).folded
    assert GATE.opens(text) == GATE.opens(text + BEYOND)


def test_every_latin_letter_folds_to_one():
    assert all(len(fold(letter)) == 1 for letter in LATIN)
    assert normalise(LATIN).folded == fold(LATIN)


def test_a_place_in_the_folded_text_leads_back_to_the_print():
    text = normalise("ﬁne Magnésium\u2003100 mg")
    assert text.folded[: len("fine magnesium")] == "fine magnesium"
    assert text.original[text.origin(text.folded.index("magnesium"))] == "M"
