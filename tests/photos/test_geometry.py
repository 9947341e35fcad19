"""Rows from where the pieces stand; needs no extra."""

import math

import pytest

from magwise.photos.characters import Character, Line, other_readings
from magwise.photos.eye import Piece
from magwise.photos.lines import join_rows
from magwise.photos.straighten import lay_out

NAMES = ("Natrium", "Kalium", "Calcium", "Magnesium (uit citraat)", "Zink", "IJzer", "Koper")
AMOUNTS = ("11 mg", "22 mg", "33 mg", "200 mg", "5 mg", "6 mg", "7 mg")
PERCENTS = ("1%", "2%", "3%", "53%", "50%", "43%", "70%")


def line(text: str, sure: float = 0.99) -> Line:
    return Line(tuple(Character(letter, sure, place, place) for place, letter in enumerate(text)), None)


def piece(text: str, x: float, y: float, bow: float = 0.0, turn: float = 0.0, width: float = 14.0) -> Piece:
    """A piece of a panel that is bowed (depth of the bow in pixels over 1,000) and then turned (degrees)."""
    length, half = width * len(text), 18.0

    def put(px: float, py: float) -> tuple[float, float]:
        py -= bow * ((px - 500) / 500) ** 2
        angle = math.radians(turn)
        return px * math.cos(angle) - py * math.sin(angle), px * math.sin(angle) + py * math.cos(angle)

    (x0, y0), (x1, y1) = put(x, y), put(x + length, y)
    return Piece(((x0, y0 - half), (x1, y1 - half), (x1, y1 + half), (x0, y0 + half)), line(text))


def panel(bow: float, turn: float) -> list[Piece]:
    pieces = []
    for row, cells in enumerate(zip(NAMES, AMOUNTS, PERCENTS, strict=True)):
        for cell, x in zip(cells, (40.0, 700.0, 920.0), strict=True):
            pieces.append(piece(cell, x, 100.0 + 40 * row, bow, turn))
    return pieces


@pytest.mark.parametrize("turn", [-8.0, -3.0, 0.0, 4.0, 8.0])
@pytest.mark.parametrize("bow", [-45.0, 0.0, 30.0, 60.0])
def test_rows_of_a_turned_and_bowed_panel_are_found(bow: float, turn: float) -> None:
    expected = [" | ".join(cells) for cells in zip(NAMES, AMOUNTS, PERCENTS, strict=True)]
    assert join_rows(lay_out(panel(bow, turn))).text.splitlines() == expected


def test_the_order_of_the_pieces_does_not_matter() -> None:
    forth, back = panel(30.0, 3.0), panel(30.0, 3.0)[::-1]
    assert join_rows(lay_out(forth)).text == join_rows(lay_out(back)).text


def test_places_point_into_the_text() -> None:
    rows = join_rows(lay_out(panel(0.0, 2.0)))
    assert all(rows.text[place.start :].startswith(place.piece.line.text) for place in rows.places)


def test_a_sentence_that_runs_on_is_one_row_and_a_panel_row_is_not() -> None:
    pieces = [
        piece("Elke tablet bevat magnesium (als bisglycinaat) 200", 0.0, 0.0),
        piece("mg en vitamine B6", 0.0, 40.0),
        piece("Niet geschikt voor kinderen", 0.0, 80.0),
    ]
    text = join_rows(lay_out(pieces)).text
    assert "200 mg en vitamine B6\nNiet geschikt" in text


SIDE = (
    "Ingrediënten: magnesiumcitraat,", "vulstof (microkristallijne", "cellulose), kleurstof (E171)",
    "en geharde plantaardige olie.", "Neem elke dag twee tabletten",
)  # fmt: skip


@pytest.mark.parametrize("turn", [-5.0, 0.0, 5.0])
def test_a_block_of_sentences_beside_a_panel_is_read_after_it(turn: float) -> None:
    beside = [piece(text, 1100.0, 100.0 + 40 * row, 0.0, turn) for row, text in enumerate(SIDE)]
    lines = join_rows(lay_out(panel(0.0, turn) + beside)).text.splitlines()
    expected = [" | ".join(cells) for cells in zip(NAMES, AMOUNTS, PERCENTS, strict=True)]
    assert lines[: len(expected)] == expected
    assert " ".join(lines[len(expected) :]).split() == " ".join(SIDE).split()


def test_a_panel_with_long_names_in_its_second_column_stays_whole() -> None:
    pieces = []
    for row, (name, amount) in enumerate(zip(NAMES, AMOUNTS, strict=True)):
        pieces += [piece(amount, 40.0, 100.0 + 40 * row), piece(name, 300.0, 100.0 + 40 * row)]
    rows = join_rows(lay_out(pieces)).text.splitlines()
    assert rows == [f"{amount} | {name}" for name, amount in zip(NAMES, AMOUNTS, strict=True)]


def test_no_pieces_give_no_text() -> None:
    assert join_rows(lay_out([])).text == ""


def test_other_readings_follow_the_signal() -> None:
    alphabet = ["blank", "1", "7", "0", ".", " "]
    sure = {"1": 0.7, "7": 0.3}
    columns = [sure, {}, {"0": 1.0}, {}, {"0": 1.0}]
    signal = [[1.0 - sum(column.values()), *(column.get(letter, 0.0) for letter in alphabet[1:])] for column in columns]
    read = Line((Character("1", 0.7, 0, 0), Character("0", 1.0, 2, 2), Character("0", 1.0, 4, 4)), signal)
    found = other_readings(read, 0, 3, alphabet, "0123456789.,")
    assert [text for text, _ in found][:2] == ["100", "700"]
    assert found[0][1] == pytest.approx(0.7)
    assert found[1][1] == pytest.approx(0.3)


def test_a_faint_point_is_among_the_readings() -> None:
    alphabet = ["blank", "5", "6", ".", " "]
    signal = [[0.0, 1, 0, 0, 0], [0.8, 0, 0, 0.2, 0], [0.0, 0, 1, 0, 0]]
    read = Line((Character("5", 1.0, 0, 0), Character("6", 1.0, 2, 2)), signal)
    found = dict(other_readings(read, 0, 2, alphabet, "0123456789.,"))
    assert found["5.6"] == pytest.approx(0.2)
