"""A month of the diary: the calendar, the strip of stools and the words say what was written down, and nothing else."""

import calendar
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn import SVG, assert_inside, marks, read, texts
from magwise.followup.diary import Standing
from magwise.followup.entry import CHANGES, EFFECTS, Entry, stool_of
from magwise.followup.month import month_of, month_strip
from magwise.followup.month_drawing import month_table, show_month
from magwise.followup.stool_shapes import SHAPES, draw_stool
from magwise.knowledge.load import load_knowledge

KNOWLEDGE = load_knowledge()
FIRST = date(2026, 11, 1)


def standing(*entries):
    return [Standing(f"e{number}", entry, 1) for number, entry in enumerate(entries)]


def month(entries, first=FIRST, **more):
    return month_of(entries, first, knowledge=KNOWLEDGE, **more)


@st.composite
def months(draw):
    first = draw(st.dates(date(2020, 1, 1), date(2040, 12, 31))).replace(day=1)
    last = calendar.monthrange(first.year, first.month)[1]
    entry = st.builds(
        Entry,
        date=st.integers(1, last).map(lambda day: first.replace(day=day).isoformat()),
        taken=st.sampled_from(("taken", "skipped", "unrecorded")),
        on=st.sampled_from((None, True, False)),
        washout=st.sampled_from((None, True)),
        outcome=st.sampled_from((None, 0.0, 6.5, 10.0, -12345.6)),
        bristol=st.sampled_from((None, 1, 2, 3, 4, 5, 6, 7)),
        effects=st.sampled_from(((), EFFECTS, ("chest_pain",))),
        change=st.sampled_from(((), CHANGES)),
    )
    return first, standing(*draw(st.lists(entry, max_size=50)))


@given(found=months(), locale=st.sampled_from(("nl", "en")))
@settings(max_examples=40, deadline=None)
def test_every_stool_is_drawn_once_and_a_gap_is_nothing(found, locale):
    first, entries = found
    told = month(entries, first, locale=locale)
    wanted = sorted({(kept.entry.date, str(kept.entry.bristol)) for kept in entries if kept.entry.bristol})
    figure = show_month(told, knowledge=KNOWLEDGE, locale=locale)
    for svg in (figure.narrow, figure.wide):
        root = read(svg)
        assert_inside(root)
        points = [text for text in root.iter(f"{SVG}text") if text.get("data-date")]
        assert sorted((point.get("data-date"), point.get("data-stool")) for point in points) == wanted
        assert all(point.text == point.get("data-stool") for point in points)
        said = " ".join(texts(root))
        assert all(KNOWLEDGE.say(locale, f"diary.shape.{level}") in said for level in range(1, 8))
        assert KNOWLEDGE.say(locale, "diary.stool.normal") in said
        low, high = (float(marks(root, "grey")[0].get(key)) for key in ("y", "height"))
        for point in points[: 16 if svg == figure.narrow else 99]:
            inside = low <= float(point.get("y")) - 5 <= low + high
            if point.get("data-date")[-2:] <= "16" or svg == figure.wide:
                assert inside == (stool_of(int(point.text)) == "normal")
    written = sorted({kept.entry.date for kept in entries})
    assert len(figure.rows) == len(written)


@given(found=months(), locale=st.sampled_from(("nl", "en")), width=st.integers(40, 100))
@settings(max_examples=40, deadline=None)
def test_the_calendar_is_a_table_of_weeks_from_monday(found, locale, width):
    first, entries = found
    told = month(entries, first, locale=locale)
    days = [cell.day for cell in told.cells]
    assert days == [first.replace(day=number) for number in range(1, len(days) + 1)]
    assert len(days) == calendar.monthrange(first.year, first.month)[1]
    for week in told.weeks:
        assert len(week) == 7
        assert all(cell is None or cell.day.weekday() == place for place, cell in enumerate(week))
    root = ElementTree.fromstring(month_table(told, knowledge=KNOWLEDGE, locale=locale, link=lambda day: f"/d?{day}&x"))
    assert [len(row) for row in root.iter("tr")] == [7] * (len(told.weeks) + 1)
    assert [link.get("href") for link in root.iter("a")] == [f"/d?{day}&x" for day in days]
    assert ["".join(link.find("span").itertext()) for link in root.iter("a")] == [cell.name for cell in told.cells]
    assert all(len(line) <= width for line in month_strip(told, knowledge=KNOWLEDGE, width=width) if "✓" in line[:5])


def test_a_day_is_told_in_words():
    entries = standing(
        Entry(date="2026-11-12", taken="taken", outcome=6.0, bristol=4, on=True),
        Entry(date="2026-11-12", outcome=8.0, bristol=6, effects=("cramps",)),
        Entry(date="2026-11-13", bristol=4, washout=True),
        Entry(date="2026-11-14", effects=("chest_pain",), change=("travel",)),
    )
    told = month(entries, outcome="slaap", today=date(2026, 11, 15))
    names = {cell.day.day: cell.name for cell in told.cells}
    assert names[12] == "do 12 nov, met, geslikt, slaap 7, ontlasting 4, 6, kramp"
    assert names[13] == "vr 13 nov, pauze, ontlasting 4"
    assert names[14] == "za 14 nov, Pijn of druk op de borst, op reis"
    assert names[11] == "wo 11 nov, niets opgeschreven"
    assert names[16] == "ma 16 nov"
    assert told.caption == "November 2026. Dagen opgeschreven: 3, geslikt: 1, dun of waterdun: 1."
    table = month_table(told, knowledge=KNOWLEDGE, link=lambda day: f"/{day}")
    assert table.count("<a ") == 15
    assert 'class="day-on"' in table
    assert ">pauze<" in table
    english = month(entries, locale="en", outcome="sleep")
    assert english.cells[11].name == "Thu 12 Nov, with, taken, sleep 7, stool 4, 6, cramps"


def test_the_letters_tell_the_same():
    entries = standing(
        Entry(date="2026-11-02", taken="taken", outcome=6.5, bristol=4, on=True),
        Entry(date="2026-11-03", taken="skipped", bristol=7, on=False),
    )
    lines = month_strip(month(entries, today=date(2026, 11, 20)), knowledge=KNOWLEDGE)
    assert "┃ 2✓ 6,5 4 │ 3–     7" in lines[3]
    assert "·47" + "·" * 27 in lines
    assert "┃ met" in lines
    narrow = month_strip(month(entries), knowledge=KNOWLEDGE, width=40)
    assert narrow[3].startswith("┃ 2✓4│ 3–7")


def test_nothing_written_down_is_an_empty_month():
    told = month([], date(2027, 2, 1))
    assert [len(week) for week in told.weeks] == [7] * 4
    assert told.caption == "Februari 2027. Dagen opgeschreven: 0, geslikt: 0, dun of waterdun: 0."
    figure = show_month(told, knowledge=KNOWLEDGE)
    assert "data-stool" not in figure.narrow + figure.wide
    assert figure.rows == ()


@pytest.mark.parametrize("bristol", range(1, 8))
def test_every_shape_is_its_own_and_stays_in_its_box(bristol):
    root = ElementTree.fromstring(draw_stool(bristol))
    assert root.get("aria-hidden") == "true"
    for one in (*root.iter("circle"), *root.iter("ellipse")):
        x, y = float(one.get("cx")), float(one.get("cy"))
        wide, tall = (float(one.get(key) or one.get("r")) for key in ("rx", "ry"))
        assert wide <= x <= 48 - wide
        assert tall <= y <= 24 - tall
    assert len(set(SHAPES.values())) == 7
    words = [KNOWLEDGE.say(locale, f"diary.shape.{bristol}") for locale in ("nl", "en")]
    assert not re.search(r"sausage|worst|nuts|noten|fluffy|snake|slang", " ".join(words))
