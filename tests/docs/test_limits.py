"""The page of limits holds the figures of the code."""

from pathlib import Path

from magwise import dates
from magwise.batch import reading
from magwise.followup import design, lab_table, rows
from magwise.interfaces import limits
from magwise.labels import read as labels
from magwise.medicines import match
from magwise.profiles import agree, strict_yaml, text, values
from magwise.strict_json import LIMITS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "limits.md").read_text(encoding="utf-8")
FIGURES = {
    "a body of REST": (text.LARGEST,),
    "JSON: levels": (LIMITS.depth, LIMITS.values, LIMITS.digits),
    "a profile: levels": (strict_yaml.DEEPEST, strict_yaml.MOST_VALUES, strict_yaml.MOST_DIGITS),
    "a line of a batch": (reading.LONGEST_LINE, reading.LARGEST_JSON, reading.DEEPEST),
    "medicines in one call": (limits.MOST_TEXTS, limits.MOST_LETTERS),
    "one text of medicines": (match.LONGEST, match.MOST_ENTRIES),
    "entries of one list": (values.MOST_ENTRIES,),
    "times a day": (values.MOST_TIMES,),
    "all labels": (agree.LONGEST_LABELS,),
    "one label": (labels.LONGEST_TEXT, values.LONGEST_TEXT),
    "days of a trial": (rows.MOST_ROWS,),
    "length of a trial": (design.LONGEST_DAYS,),
    "laboratory values": (lab_table.MOST_VALUES,),
}


def test_the_page_has_the_figures_of_the_code():
    lines = {line.split("|")[1].strip(): line for line in PAGE.splitlines() if line.startswith("| ")}
    for begin, figures in FIGURES.items():
        line = next(line for name, line in lines.items() if name.startswith(begin))
        for figure in figures:
            assert f"{figure:,}" in line, (begin, figure)
    assert f"{dates.FIRST} to {dates.LAST}" in PAGE
