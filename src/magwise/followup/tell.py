"""A trial and its verdict in words, the same on every door: sentences and tables."""

from datetime import date

from magwise.followup.analyse import TrialResult
from magwise.followup.chance import LEAST_BLOCKS, Alternative
from magwise.followup.design import TrialDesign, instruction
from magwise.followup.words import Words

Row = tuple[str, str]
SHORT_HASH = 12


def points(words: Words, value: float) -> str:
    """«0,8 punt», «2 punten», without a sign."""
    number = words.number(abs(value))
    one = number == "1" or (words.locale == "nl" and abs(value) < 1)
    return words.say("points_one").replace("1", number) if one else words.say("points", number=number)


def verdict_sentence(result: TrialResult, words: Words) -> str:
    """The verdict; where it is inconclusive, with what is lacking."""
    told = words.say(f"verdict.{result.verdict}")
    return f"{told} {result.reason}" if result.verdict == "inconclusive" else told


def size_sentence(result: TrialResult, words: Words) -> str:
    """«Gemiddeld 0,8 punt beter; het kan 0,2 tot 1,4 zijn.»; empty while the trial runs without a verdict."""
    if result.reason_id == "running":
        return ""
    if result.effect is None:
        return words.say("size.none")
    sign = 1 if result.better == "high" else -1
    side = 1 if sign * result.effect >= 0 else -1
    word = words.say("size.better_word" if side > 0 else "size.worse_word")
    size = points(words, result.effect)
    if result.low is None or result.high is None:
        return words.say("size.open", size=size, side=word)
    ends = sorted(sign * end * side for end in (result.low, result.high))
    low, high = (words.number(abs(end)) for end in ends)
    if ends[0] < 0:
        low, high = (
            words.say("size.worse_part" if (end < 0) == (side > 0) else "size.between", better=text, worse=text)
            for end, text in zip(ends, (low, high), strict=True)
        )
    return words.say("size.better" if side > 0 else "size.worse", size=size, low=low, high=high)


def caption(result: TrialResult, words: Words) -> str:
    """The finding in one or two sentences, for beside the picture."""
    told = verdict_sentence(result, words)
    return f"{told} {size_sentence(result, words)}".strip()


def notes(result: TrialResult, words: Words) -> list[str]:
    """What belongs to every verdict: what the trial cannot see, what is assumed, and that you knew."""
    found = []
    smallest = result.smallest_detectable_effect
    if result.verdict == "inconclusive" and smallest is not None and result.reason_id != "running":
        found.append(words.say("say.detectable", size=points(words, smallest)))
    found += result.assumptions
    if result.left_out.outside:
        found.append(words.say("say.outside", days=result.left_out.outside))
    if result.left_out.later:
        found.append(words.say("say.later", days=result.left_out.later))
    if result.first_verdict_on is not None and result.first_verdict_on < result.periods[-1].to:
        then, told = date.fromisoformat(result.first_verdict_on), words.say(f"verdict.{result.first_verdict}")
        key = "early" if result.first_verdict == result.verdict else "earlier"
        found.append(words.say(f"say.{key}", date=words.day(then), verdict=told))
    if result.method == "anytime" and result.plan_hash is not None:
        found.append(words.say("say.anytime"))
    return [*found, words.say("say.knew")]


def result_table(result: TrialResult, words: Words) -> list[Row]:
    """Every number of the result with its name: the table that belongs to the picture."""

    def say(key: str, **values: object) -> str:
        return words.say(f"table.{key}", **values)

    rows = [(say("on"), str(result.n_on)), (say("off"), str(result.n_off))]
    if result.completeness is not None:
        rows.append((say("completeness"), words.say("percent", percent=round(100 * result.completeness))))
    blocks = str(result.blocks) if result.planned_blocks is None else f"{result.blocks} / {result.planned_blocks}"
    rows.append((say("blocks"), blocks))
    left = result.left_out
    rows.append((say("left"), say("left_words", washout=left.washout, missing=left.missing, void=left.void)))
    if result.reason_id != "running" and result.effect is not None:
        rows.append((say("effect"), words.number(result.effect, 2)))
        rows.append((say("interval", level=round(100 * result.level)), _ends(words, result.low, result.high)))
        rows.append((say("p_value"), words.number(result.p_value, 3)))
        if result.smallest_detectable_effect is not None:
            rows.append((say("detectable"), words.number(result.smallest_detectable_effect, 2)))
    rows.append((say("worth"), words.number(result.minimal_effect, 2)))
    rows.append((say("method"), say(f"method_{result.method}")))
    rows.append((say("plan_hash"), result.plan_hash[:SHORT_HASH] if result.plan_hash else say("no_plan")))
    return rows


def other_ways(result: TrialResult, words: Words) -> list[Row]:
    """The verdict counted in other ways: by intention, per protocol, and with a longer washout."""
    if result.reason_id == "running" or result.effect is None:
        return []

    def told(effect: float | None, low: float | None, high: float | None) -> str:
        if effect is None:
            return words.say("table.none")
        return f"{words.number(effect, 2)} ({_ends(words, low, high)})"

    rows = [(words.say("table.as_planned"), told(result.effect, result.low, result.high))]
    kept, left = result.per_protocol, result.left_out
    if kept is None:
        rows.append((words.say("table.protocol"), words.say("table.protocol_none")))
    else:
        days = words.say(
            "table.protocol_days", on=kept.n_on, off=kept.n_off, skipped=left.skipped, unrecorded=left.unrecorded
        )
        rows.append((words.say("table.protocol"), f"{told(kept.effect, kept.low, kept.high)}; {days}"))
    for one in result.carry_over:
        rows.append((words.say("table.carry", days=one.washout_days), told(one.effect, one.low, one.high)))
    return rows


def _ends(words: Words, low: float | None, high: float | None) -> str:
    ends = (
        words.say("open_low") if low is None else words.number(low, 2),
        words.say("open_high") if high is None else words.number(high, 2),
    )
    return words.say("between", low=ends[0], high=ends[1])


def lead_sentences(design: TrialDesign, words: Words) -> list[str]:
    """What this trial is: blocks, dates, washout, and what it must bring."""

    def say(key: str, **values: object) -> str:
        return words.say(f"design.{key}", **values)

    start, end = (date.fromisoformat(day) for day in (design.start, design.stopping.last_day))
    period, washout = design.period_days, design.washout.days
    told = [
        say("lead", blocks=design.blocks, days=2 * period, period=period),
        say("dates", start=words.day(start), end=f"{words.day(end)} {end.year}", total=len(design.days)),
        say("worth", size=points(words, design.minimal_effect)),
    ]
    if washout:
        told.append(say("washout_one") if washout == 1 else say("washout", days=washout))
        told += [say("washout_why"), say("washout_stores")]
    return told


def reach_sentences(design: TrialDesign, words: Words) -> list[str]:
    """Whether a verdict is within reach, in words; for an unknown spread the chances stand in `chance_table`."""
    if design.blocks < LEAST_BLOCKS:
        return [words.say("design.no_verdict", need=LEAST_BLOCKS)]
    if design.baseline_sd is None:
        return [words.say("design.chance_unknown")]
    chance = design.chance[0]
    key = "hopeless" if not design.within_reach else "fair" if chance.works < 0.8 else "within"
    return [
        words.say(f"design.{key}"),
        words.say("design.chance_own", works=round(100 * chance.works)),
        words.say("design.chance_quiet", quiet=round(100 * chance.no_effect)),
    ]


def chance_table(design: TrialDesign, words: Words) -> tuple[list[str], list[list[str]]]:
    """The chance of a verdict for several spreads: a head and rows; no rows where the spread is known."""
    head = [words.say(f"design.chance_{key}") for key in ("spread", "works", "none")]
    if design.baseline_sd is not None or design.blocks < LEAST_BLOCKS:
        return head, []
    return head, [
        [points(words, one.baseline_sd), *(words.say("of_100", count=round(100 * share)) for share in shares)]
        for one in design.chance
        for shares in ((one.works, one.no_effect),)
    ]


def alternative_rows(design: TrialDesign, words: Words) -> list[Row]:
    """What would help, with the chance that it gives."""

    def told(one: Alternative) -> str:
        return words.say(
            f"alternative.{one.change}",
            blocks=one.blocks,
            days=one.days,
            period=one.period_days,
            sd=words.number(one.baseline_sd, 2),
            effect=points(words, one.minimal_effect),
        )

    works = [words.say("alternative.works", works=round(100 * one.works)) for one in design.alternatives]
    return [(told(one), share) for one, share in zip(design.alternatives, works, strict=True)]


def rule_sentences(design: TrialDesign, words: Words) -> list[str]:
    """The rules that were fixed beforehand: looking, stopping, and what happens when something else changes."""
    last = date.fromisoformat(design.stopping.last_day)
    told = [words.say("design.look"), words.say("design.last", date=f"{words.day(last)} {last.year}")]
    for then in ("void_day", "void_block", "end"):
        names = [words.say(f"change.{one.change}") for one in design.changes if one.then == then]
        line = words.say(f"design.{then}", names=", ".join(names))
        told += [line[:1].upper() + line[1:]] if names else []
    return told


def seal_sentences(design: TrialDesign, words: Words) -> list[str]:
    """The seals, so that anybody can check later that nothing was changed."""
    return [
        words.say("design.sealed"),
        words.say("design.hash", hash=design.plan_hash),
        words.say("design.order", hash=design.order_hash),
    ]


def today_sentences(design: TrialDesign, on: date, words: Words) -> list[str]:
    """Only what to do on this day: the rest of the order stays sealed."""
    found = instruction(design, on)
    if found is None:
        first, last = date.fromisoformat(design.start), date.fromisoformat(design.stopping.last_day)
        key, day = ("before", first) if on < first else ("after", last)
        return [words.say(f"today.{key}", date=f"{words.day(day)} {day.year}")]
    number, today = found
    told = [words.say("today.on" if today.on else "today.off")]
    told.append(words.say("today.day", day=number, total=len(design.days)))
    return [*told, words.say("today.washout")] if today.washout else told
