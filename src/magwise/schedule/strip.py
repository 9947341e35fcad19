"""The day plan as a strip for the terminal: an hour ruler, a line per medicine, meals, magnesium, hours awake."""

import unicodedata

from magwise.errors import InputError
from magwise.knowledge.load import Knowledge
from magwise.schedule.day import MINUTES, DayPlan, DayRequest, minutes_of
from magwise.schedule.explain import Words
from magwise.schedule.spans import Span, awake_spans, blocked_spans, list_lanes, list_notes
from magwise.schedule.tell import tell_mg

NARROWEST = 40
_LABEL = 14
_MARKS = {
    False: {"medicine": "◆", "magnesium": "●", "meal": "▭", "blocked": "▒", "awake": "─"},
    True: {"medicine": "*", "magnesium": "O", "meal": "=", "blocked": "#", "awake": "-"},
}


def strip(
    plan: DayPlan,
    request: DayRequest,
    *,
    knowledge: Knowledge,
    locale: str = "nl",
    width: int = 80,
    ascii_only: bool = False,
) -> str:
    """The plan in lines of at most `width` columns, midnight to midnight; no trailing blanks, no colour.

    ascii_only: marks and letters that every terminal shows. Raises InputError when it is narrower than 40 columns.
    """
    if width < NARROWEST:
        raise InputError("width", f"{width} columns are too few", f"Give {NARROWEST} or more")
    words = Words(knowledge, locale)
    marks = _MARKS[ascii_only]
    cells = (width - _LABEL - 1) // 24 * 24
    if cells == 0:
        cells = 24
    label = width - cells - 1
    step = MINUTES // cells

    def row(title: str, spans: "list[Span] | tuple[Span, ...]", fill: str, moments: list[int], mark: str) -> str:
        line = [" "] * cells
        for start, stop in spans:
            for cell in range(start // step, -(-stop // step)):
                line[cell] = fill
        for moment in moments:
            line[moment // step] = mark
        return (_fit(title, label) + " " + "".join(line)).rstrip()

    every = 3 if cells >= 48 else 6
    ruler = "".join(f"{hour:02d}".ljust(every * cells // 24) for hour in range(0, 24, every))
    lines = [(_fit(words.say("strip.hours"), label) + " " + ruler).rstrip()]
    numbers = {note.name: f"({note.number}) " for note in list_notes(request)}
    lines += [
        row(numbers.get(lane.name, "") + lane.name, lane.spans, marks["blocked"], list(lane.doses), marks["medicine"])
        for lane in list_lanes(plan)
    ]
    meals = [minutes_of(item.time) for item in plan.items if item.kind == "meal"]
    if meals:
        lines.append(row(words.say("draw.meals"), (), " ", meals, marks["meal"]))
    doses = [item for item in plan.items if item.kind == "magnesium"]
    times = [minutes_of(item.time) for item in doses]
    lines.append(row(words.say("draw.magnesium"), blocked_spans(plan), marks["blocked"], times, marks["magnesium"]))
    lines.append(row(words.say("draw.awake"), awake_spans(request), marks["awake"], [], " "))
    lines.append("")
    lines += [_fit(f"{marks['magnesium']} {item.time}  {tell_mg(words, item)}  {item.name}", width) for item in doses]
    if plan.status == "infeasible":
        lines.append(_fit(f"x {words.say('draw.conflict')}", width))
    lines += _wrap(words.say("strip.legend", **marks), width)
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    return _plain(text) if ascii_only else text


def _columns(text: str) -> int:
    """How many columns a terminal gives a text: wide letters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def _fit(text: str, room: int) -> str:
    """A text of exactly so many columns: padded, or cut with a dot."""
    text = "".join(letter if letter.isprintable() or letter == "\u00a0" else " " for letter in text)
    if _columns(text) > room:
        while text and _columns(text) > room - 1:
            text = text[:-1]
        text += "."
    return text + " " * (room - _columns(text))


def _wrap(legend: str, width: int) -> list[str]:
    """The entries of the legend, parted by two blanks, over as many lines as they need."""
    lines = [""]
    for entry in legend.split("  "):
        longer = f"{lines[-1]}  {entry}" if lines[-1] else entry
        if _columns(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(entry)
    return lines


def _plain(text: str) -> str:
    """Letters without accents; a letter that has no plain form becomes a question mark."""
    folded = unicodedata.normalize("NFKD", text.replace("…", ".").replace("’", "'").replace("–", "-"))
    kept = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return kept.encode("ascii", "replace").decode("ascii")
