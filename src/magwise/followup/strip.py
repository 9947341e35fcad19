"""The verdict as a few lines of text: the mean of every period as a column, and the effect on a line around 0."""

from magwise.followup.analyse import Period, TrialResult
from magwise.followup.words import Words

COLUMNS = "▁▂▃▄▅▆▇█"
LEAST_WIDTH = 40


def strip(result: TrialResult, words: Words, width: int = 80) -> str:
    """The columns and, where there is an effect to show, the line; at most `width` letters wide, at least 40."""
    width = max(width, LEAST_WIDTH)
    lines = _columns(result, words, width)
    if result.reason_id != "running" and result.effect is not None:
        lines += ["", *_effect_line(result, words, width)]
    return "\n".join(lines) + "\n"


def _columns(result: TrialResult, words: Words, width: int) -> list[str]:
    """Two rows, one for each side; what does not fit on the left is left out."""
    periods = [period for period in result.periods if not period.washout and period.mean is not None]
    names = [words.say("draw.on"), words.say("draw.off")]
    lead = max(len(name) for name in names) + 2
    periods = periods[-((width - lead) // 2) :]
    if not periods:
        return []
    means = [period.mean for period in periods if period.mean is not None]
    low, high = min(means), max(means)

    def column(period: Period) -> str:
        share = 0.5 if high == low or period.mean is None else (period.mean - low) / (high - low)
        return COLUMNS[round(share * (len(COLUMNS) - 1))]

    return [
        f"{name:<{lead}}" + " ".join(column(period) if period.on == on else " " for period in periods).rstrip()
        for name, on in zip(names, (True, False), strict=True)
    ]


def _effect_line(result: TrialResult, words: Words, width: int) -> list[str]:
    """«─────░░░┼░░░──[───●───]──»: 0 in the middle, what is too small to matter hatched, the interval in brackets."""
    assert result.effect is not None
    sign = 1 if result.better == "high" else -1
    effect = sign * result.effect
    ends = [None if end is None else sign * end for end in (result.low, result.high)]
    low, high = ends if sign > 0 else ends[::-1]
    reach = 1.15 * max(abs(end) for end in (effect, low, high, 1.5 * result.minimal_effect) if end is not None)
    room = width - 4
    middle = room // 2

    def place(value: float) -> int:
        return min(room - 1, max(0, middle + round(value / reach * middle)))

    line = ["─"] * room
    for spot in range(place(-result.minimal_effect), place(result.minimal_effect) + 1):
        line[spot] = "░"
    line[middle] = "┼"
    for spot in range(0 if low is None else place(low), room if high is None else place(high) + 1):
        line[spot] = "═"
    if low is not None:
        line[place(low)] = "["
    if high is not None:
        line[place(high)] = "]"
    line[place(effect)] = "●"
    worse, zero, better = (words.say(f"size.{key}_word") for key in ("worse", "none", "better"))
    head = [" "] * room
    for start, text in ((0, f"← {worse}"), (middle - len(zero) // 2, zero), (room - len(better) - 2, f"{better} →")):
        head[start : start + len(text)] = text
    return ["  " + "".join(head).rstrip(), "  " + "".join(line), "  " + f"░ = {words.say('draw.worth')}"]
