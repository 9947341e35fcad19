"""Lines never pass the width, whatever the text."""

from hypothesis import given
from hypothesis import strategies as st

from interfaces.cli.processes import width_of
from magwise.interfaces.cli.layout import Page, columns, wrap

TEXTS = st.text(st.characters(codec="utf-8"), max_size=120)
WIDTHS = st.integers(40, 80)


def lines_of(page: Page) -> list[str]:
    return str(page).split("\n")


@given(TEXTS, st.integers(2, 80))
def test_wrapped_lines_fit_and_lose_no_letter(text, width):
    lines = wrap(text, width)
    assert all(columns(line) <= width for line in lines)
    kept = [letter for letter in text if letter not in " \n\t"]
    assert len("".join(lines).replace(" ", "")) == len(kept)


@given(TEXTS)
def test_nothing_typed_commands_the_terminal(text):
    assert all(letter.isprintable() or letter == "\u00a0" for line in wrap(text, 80) for letter in line)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS), min_size=1, max_size=4), WIDTHS)
def test_tables_fit(rows, width):
    page = Page(width)
    page.table(rows, ("a", "b", "c", "d", "e"), indent=2)
    assert all(width_of(line) <= width for line in lines_of(page))


@given(TEXTS, st.lists(TEXTS, max_size=12), WIDTHS)
def test_boxes_are_whole(title, entries, width):
    page = Page(width)
    page.box(title, entries)
    framed = [line for line in lines_of(page) if line]
    assert {columns(line) for line in framed} == {width}
    assert all(line[0] in "┌│└" and line[-1] in "┐│┘" for line in framed)


def test_a_list_hangs_under_its_text():
    page = Page(40)
    page.item("one two three four five six seven eight nine ten")
    assert str(page) == "  • one two three four five six seven\n    eight nine ten\n"


def test_colour_changes_no_letter():
    plain, coloured = Page(80), Page(80, colour=True)
    for page in (plain, coloured):
        page.text("Begin", style="bold")
        page.box("Let op", ["een", "twee"], style="yellow")
    assert "\x1b[" not in str(plain)
    stripped = str(coloured)
    for code in ("\x1b[1m", "\x1b[33m", "\x1b[0m"):
        assert code in stripped
        stripped = stripped.replace(code, "")
    assert stripped == str(plain)
