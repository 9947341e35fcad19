"""How often and when: hours that were said, moments that the day tells, and questions for the rest."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.medicines.when import NO_WHEN, read_when, times_of

KNOWLEDGE = load_knowledge()
DAY = {"wake": "07:00", "morning": "07:00", "breakfast": "07:30", "midday": "12:30", "dinner": "18:30", "bed": "23:00"}


@pytest.mark.parametrize(
    ("text", "times", "unclear"),
    [
        ("Thyrax 07:30", ["07:30"], []),
        ("Thyrax 7.30 uur", ["07:30"], []),
        ("Thyrax 7u30", ["07:30"], []),
        ("Thyrax om half 8 's ochtends", ["07:30"], []),
        ("Thyrax half 8 's avonds", ["19:30"], []),
        ("Thyrax half 8", [], ["half 8"]),
        ("Thyrax at quarter past 7 am", ["07:15"], []),
        ("Thyrax 8 uur", [], ["8 uur"]),
        ("Thyrax 20 uur", ["20:00"], []),
        ("Thyrax 10 pm", ["22:00"], []),
        ("Thyrax 12 am", ["00:00"], []),
        ("Thyrax 0.5 mg", [], []),
        ("Thyrax 1.25 mg", [], []),
        ("Thyrax half 8 mg tablet", [], []),
        ("elke 8 uur", [], []),
        ("Thyrax 25:00", [], []),
    ],
)
def test_clock_times(text: str, times: list[str], unclear: list[str]) -> None:
    found = read_when(text, KNOWLEDGE)
    assert (list(found.times), list(found.unclear)) == (times, unclear)


@pytest.mark.parametrize(
    ("text", "per_day", "every_days", "as_needed"),
    [
        ("metformine 500 2 dd 1", 2, 1, False),
        ("metformine 2x daags", 2, 1, False),
        ("Xarelto 20 mg 1D1T", 1, 1, False),
        ("methotrexaat 10 mg 1W1T", None, 7, False),
        ("alendroninezuur 70 mg eens per week", None, 7, False),
        ("Humira 1x per 2 weken", None, 14, False),
        ("prednison om de dag", None, 2, False),
        ("prednisone every other day", None, 2, False),
        ("ibuprofen zo nodig", None, None, True),
        ("ibuprofen 400 mg prn", None, None, True),
        ("ibuprofen soms", None, None, False),
        ("ibuprofen", None, None, False),
    ],
)
def test_how_often(text: str, per_day: int | None, every_days: int | None, as_needed: bool) -> None:
    found = read_when(text, KNOWLEDGE)
    assert (found.per_day, found.every_days, found.as_needed) == (per_day, every_days, as_needed)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Thyrax bij het ontbijt", ("07:30",)),
        ("Thyrax 's ochtends bij het ontbijt", ("07:30",)),
        ("metformine 1-0-0-1", ("07:00", "23:00")),
        ("metformine 1-1-1", ()),  # the evening is no hour that anybody told
        ("Thyrax voor het slapengaan", ("23:00",)),
        ("Thyrax 's avonds", ()),
        ("metformine 2x daags bij het ontbijt", ()),
        ("alendroninezuur eens per week bij het opstaan", ()),
        ("Thyrax 06:45", ("06:45",)),
        ("Thyrax half 8 bij het ontbijt", ("07:30",)),
        ("Thyrax nuchter om 7 uur", ("07:00",)),
        ("Thyrax om 7 uur", ()),
        ("melatonine, om beter te slapen", ()),
        ("kinine for night cramps", ()),
        ("omeprazol om maagzuur te remmen", ()),
        ("Thyrax", ()),
    ],
)
def test_moments_become_hours_only_where_the_day_tells_them(text: str, times: tuple[str, ...]) -> None:
    found = read_when(text, KNOWLEDGE)
    assert times_of(found, DAY) == times
    assert times_of(found, {}) == found.times


def test_nothing_said_is_nothing() -> None:
    assert read_when("Thyrax", KNOWLEDGE) == NO_WHEN
    assert NO_WHEN.to_dict() == {}
