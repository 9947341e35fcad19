"""The six moments of a day, defined in one place, and the words for a time.

A place is a number of minutes after waking, so that a night worker's day runs on without a break.
"""

from typing import NamedTuple

from magwise.schedule.day import MINUTES, DayRequest, When

WHENS: tuple[When, ...] = ("wake", "breakfast", "midday", "afternoon", "evening", "bed")
_NAMING = WHENS[:-1]
AFTER_WAKING = 30
BEFORE_BED = 60
BED_WORD = 90
WITH_MEAL = 30


class Moments(NamedTuple):
    """Where the six moments lie. length: minutes awake; meals: those eaten while awake, in order."""

    length: int
    meals: tuple[int, ...]
    places: dict[When, int]


def find_moments(request: DayRequest) -> Moments:
    """The six moments of this day, in minutes after waking.

    wake: waking. breakfast: the first meal, when it lies in the first half of the day, or else half an hour after
    waking. evening: the last meal, when it lies in the second half, or else three quarters of the day. midday: the
    meal nearest to halfway between these two, or halfway itself. afternoon: halfway between midday and evening.
    bed: an hour before bedtime.
    """
    length = (request.bed - request.wake) % MINUTES
    meals = tuple(
        sorted({place for place in ((meal - request.wake) % MINUTES for meal in request.meals) if place <= length})
    )
    breakfast = meals[0] if meals and 2 * meals[0] <= length else min(AFTER_WAKING, length)
    evening = meals[-1] if meals and 2 * meals[-1] > length else max(breakfast, length * 3 // 4)
    middle = (breakfast + evening) // 2
    between = [meal for meal in meals if breakfast < meal < evening]
    midday = min(between, key=lambda meal: (abs(meal - middle), meal)) if between else middle
    places: dict[When, int] = {
        "wake": 0,
        "breakfast": breakfast,
        "midday": midday,
        "afternoon": (midday + evening) // 2,
        "evening": evening,
        "bed": max(0, length - BEFORE_BED),
    }
    return Moments(length, meals, places)


def wished_place(moments: Moments, moment: When, with_food: bool) -> int:
    """Where an intake is wished; with food it is the meal nearest to that moment, where any meal is known."""
    place = moments.places[moment]
    if with_food and moments.meals:
        return min(moments.meals, key=lambda meal: (abs(meal - place), meal))
    return place


def meal_distance(moments: Moments, place: int) -> int:
    """Minutes to the nearest meal; 0 where no meal is known."""
    return min((abs(meal - place) for meal in moments.meals), default=0)


def when_word(moments: Moments, place: int) -> When:
    """The moment that names a time: `bed` in the last hour and a half, else the nearest of the other five.

    In the night it is `bed` until halfway to waking, then `wake`.
    """
    length = moments.length
    if place > length:
        return "bed" if place - length <= MINUTES - place else "wake"
    if place >= length - BED_WORD and 2 * place > length:
        return "bed"
    distances = [abs(moments.places[when] - place) for when in _NAMING]
    return _NAMING[distances.index(min(distances))]


def part_of_day(when: When, minutes: int) -> str:
    """The word for a time in a sentence: `wake`, `bed`, or the part of the clock's day, which holds for night workers.

    >>> part_of_day("midday", 120), part_of_day("evening", 1110), part_of_day("bed", 1320)
    ('night', 'evening', 'bed')
    """
    if when in ("wake", "bed"):
        return when
    return ("night", "morning", "afternoon", "evening")[minutes % MINUTES // 360]
