"""A number that may be another one takes the verdict down, unless the chemistry rules the other one out."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.label import Label
from magwise.labels.read import read_label
from magwise.photos.characters import Character, Line
from magwise.photos.doubt import deciding_numbers, find_numbers, weigh
from magwise.photos.eye import Piece
from magwise.photos.lines import Rows, join_rows
from magwise.photos.read import carry
from magwise.photos.straighten import lay_out

ALPHABET = ["blank", *sorted({*"0123456789.,%()*:=abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ "})]
KNOWLEDGE = load_knowledge()


def read(text: str) -> Label:
    return read_label(text, knowledge=KNOWLEDGE, locale="nl")


def seen(text: str, faint: dict[int, tuple[str, float]]) -> Line:
    """A line whose characters are sure, but for the places that may be something else."""
    characters, signal = [], []
    for place, letter in enumerate(text):
        other, chance = faint.get(place, ("", 0.0))
        row = [0.0] * len(ALPHABET)
        row[ALPHABET.index(letter)] = 1.0 - chance
        if other:
            row[ALPHABET.index(other)] = chance
        characters.append(Character(letter, 1.0 - chance, 2 * place, 2 * place))
        signal += [row, [1.0, *[0.0] * (len(ALPHABET) - 1)]]
    return Line(tuple(characters), signal)


def rows_of(lines: list[Line]) -> Rows:
    pieces = []
    for row, line in enumerate(lines):
        right, top = 14.0 * len(line.characters), 40.0 * row
        pieces.append(Piece(((0.0, top), (right, top), (right, top + 30), (0.0, top + 30)), line))
    return join_rows(lay_out(pieces))


def doubts_of(lines: list[Line]) -> tuple[Label, list[tuple[str, tuple[str, ...], bool]]]:
    rows = rows_of(lines)
    label = read(rows.text)
    numbers = deciding_numbers(rows, read, label)
    doubts = weigh(rows, numbers, {}, ALPHABET, read, label)
    lowered = carry(label, doubts, 0.99, KNOWLEDGE, "nl")
    return lowered, [(doubt.text, doubt.alternatives, doubt.decides) for doubt in doubts]


def test_a_first_digit_that_may_be_another_lowers_ok_and_is_named() -> None:
    line = "Per tablet: magnesium (als citraat) 100 mg"
    label, doubts = doubts_of([seen(line, {line.index("100"): ("7", 0.2)})])
    assert label.verdict == "ambiguous"
    assert doubts == [("100", ("700",), True)]
    assert [finding.text for finding in label.findings if finding.id == "photo_doubtful"] == [
        "Kijk na: staat hier 100 of 700?"
    ]
    assert label.elemental_mg_per_serving is not None
    assert label.elemental_mg_per_serving.best == 100


def test_the_percent_rules_the_other_reading_out() -> None:
    line = "Per tablet: magnesium (als citraat) 100 mg (27% RI)"
    label, doubts = doubts_of([seen(line, {line.index("100"): ("7", 0.2)})])
    assert label.verdict in ("ok", "ambiguous")
    assert all("700" not in alternatives for _, alternatives, _ in doubts)


def test_sure_numbers_leave_the_verdict_alone() -> None:
    label, doubts = doubts_of([seen("Per tablet: magnesium (als citraat) 100 mg", {})])
    assert label.verdict == "ok"
    assert doubts == []


def test_a_number_that_decides_nothing_raises_no_doubt() -> None:
    line = "Zink 15 mg"
    label, doubts = doubts_of([seen("Per tablet: magnesium (als citraat) 100 mg", {}), seen(line, {5: ("7", 0.4)})])
    assert label.verdict == "ok"
    assert doubts == []


def test_no_magnesium_on_a_photo_that_reads_badly_is_not_sure() -> None:
    rows = rows_of([seen("Vitamine C 80 mg per tablet", {})])
    label = read(rows.text)
    assert label.verdict == "no_magnesium"
    assert carry(label, [], 0.6, KNOWLEDGE, "nl").verdict == "ambiguous"
    assert carry(label, [], 0.99, KNOWLEDGE, "nl").verdict == "no_magnesium"


@pytest.mark.parametrize("text", ["1.234,5 mg", "56,25 mg", "100 mg", "1OO mg"])
def test_numbers_are_found_whole(text: str) -> None:
    rows = rows_of([seen(text, {})])
    assert [number.text for number in find_numbers(rows)] == [text.split(maxsplit=1)[0]]
