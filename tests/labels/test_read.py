"""Any text gives a Label or one InputError, quickly and always the same."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magwise.errors import InputError
from magwise.knowledge.load import load_knowledge
from magwise.labels.label import Label
from magwise.labels.read import LONGEST_TEXT, read_label

WORDS = st.sampled_from(
    ["magnesium", "magnesiumcitraat", "oxide", "(", ")", "als", "as", "100 mg", "1.000", "mg", "%", "53", "RI", "per",
     "2", "tabletten", "capsule", "waarvan", "de", "dihydraat", "stearaat", "antiklontermiddel", "vrij van", "\n", ",",
     ".", "|", "-", "mmol", "10", "zink", "vitamine B6", "Serving size", "bevat", "½", "Mg", "/", "100 g", "=", "00"]
)  # fmt: skip

VERDICTS = ("ok", "compound_only", "ambiguous", "inconsistent", "no_magnesium")


def read(text: str, **options: str) -> Label:
    return read_label(text, knowledge=load_knowledge(), **options)  # type: ignore[arg-type]


def sound(label: Label) -> None:
    """What must hold of every reading."""
    amount = label.elemental_mg_per_serving
    if amount is not None:
        assert 0 < amount.low <= amount.high
        assert amount.best is None or amount.low <= amount.best <= amount.high
    if label.verdict == "ok":
        assert amount is not None
        assert amount.best is not None
        assert label.reference is None or label.reference.consistent
    if label.verdict == "no_magnesium":
        assert amount is None
        assert label.compounds == ()
    if label.serving is None or amount is None:
        assert label.elemental_mg_per_unit is None
    assert label.findings


@given(st.text(max_size=300))
def test_any_text_is_a_label_or_bad_input(text: str) -> None:
    if text.strip():
        sound(read(text))
    else:
        with pytest.raises(InputError):
            read(text)


@settings(max_examples=400)
@given(st.lists(WORDS, min_size=1, max_size=40).map(" ".join))
def test_any_order_of_label_words_is_sound(text: str) -> None:
    if text.strip():
        label = read(text)
        sound(label)
        assert label == read(text)


@given(st.integers(1, 400), st.integers(1, 6))
def test_per_unit_is_the_serving_shared_out(mg: int, count: int) -> None:
    label = read(f"Per {count} tabletten: magnesium (oxide) {mg} mg")
    assert label.verdict == "ok"
    assert label.elemental_mg_per_unit is not None
    assert label.elemental_mg_per_unit.best == pytest.approx(mg / count, abs=0.001)


@given(st.integers(50, 900))
def test_more_than_the_compound_holds_is_never_ok(element: int) -> None:
    label = read(f"Per tablet: magnesiumbisglycinaat 1000 mg, waarvan magnesium {element} mg")
    assert label.verdict == ("inconsistent" if element > 145 else "ok" if element >= 82 else "ambiguous")


@pytest.mark.parametrize("text", ["", "   \n\t", "x" * (LONGEST_TEXT + 1)])
def test_empty_and_endless_labels_are_bad_input(text: str) -> None:
    with pytest.raises(InputError, match="label"):
        read(text)


@pytest.mark.parametrize(
    "piece",
    ["Magnesium (as oxide) 100 mg 25%, Vitamin C 80 mg; calcium carbonate\n", "(", ")", "magnesium ", "1 ", "magnesium(",
     "per 1 ", "100 mg ", "1O", "1/", "1 or ", "magnesium citrate, ", "(magnesium 5 mg ", "mg", "di", "1", "- ",
     "serving size 1 tablet "],
)  # fmt: skip
def test_the_longest_text_gives_a_reading(piece: str) -> None:
    """How long that takes is measured by `make bench`; a pattern that backtracks would not come back at all."""
    text = (piece * (LONGEST_TEXT // len(piece) + 1))[:LONGEST_TEXT]
    assert read(text).verdict in VERDICTS


def test_language_is_found_and_can_be_given() -> None:
    assert read("1 Tablette enthält 100 mg Magnesium als Magnesiumcitrat").lang == "de"
    assert read("Per tablet: magnesium 100 mg, waarvan uit citraat").lang == "nl"
    assert read("Magnesiumcitrat 1.000 mg, davon 150 mg Magnesium", lang="de").lang == "de"


def test_the_thousands_mark_follows_the_language() -> None:
    assert [item.compound_mg for item in read("Per sachet: magnesiumcitraat 1.000 mg").compounds] == [1000]
    assert [item.compound_mg for item in read("Each sachet contains magnesium citrate 1,000 mg").compounds] == [1000]
    assert [item.compound_mg for item in read("Pour un comprimé : lactate de magnésium 470,000 mg").compounds] == [470]


@pytest.mark.parametrize(
    "text",
    ["Per tablet: magnesium 0 µg (80% RI)", "Magnesiumbisglycinaat 1000 mg per tablet (21% RI)",
     "Serving Size: 2 Tablets\nMagnesium (S. cerevisiae*; 00 mg) 40 mg 10% DV", "Magnesium 100 mg en 0 mmol",
     "Bevat per zakje 0,3 µg magnesium (80% RI)", "10 mmol\ncitrate de magnésium\n0,5 µg",
     "per 100 g | per sachet\nMagnesium aluminiumhydroxide, magnesiumhydroxide 200 mg, 200 mg| 2500 mg | 150 mg"],
)  # fmt: skip
def test_what_the_fuzzer_found_is_sound(text: str) -> None:
    sound(read(text))


@pytest.mark.parametrize(
    "piece",
    [
        "Magnesium 300 mg, for example: ",
        "10 mg magnesium + 5 mg zinc + ",
        "(magnesium 5 mg) ",
        "* 2 zzz\nmagnesium 9 mg\n",
    ],
)
def test_a_long_text_takes_no_longer_than_its_length(piece: str) -> None:
    took = []
    for size in (10_000, 40_000):
        text = piece * (size // len(piece))
        began = time.process_time()
        read_label(text, knowledge=load_knowledge())
        took.append(time.process_time() - began)
    assert took[1] < max(16 * took[0], 1.0)
