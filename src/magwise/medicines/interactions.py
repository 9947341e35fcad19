"""Which rows of the table of interactions hold for a medicine, and what they ask in words.

A row names substances by ATC code or a group by the beginning of its codes. Four kinds of rows are told apart by
their mechanism: the sum of magnesium from several products, intervals that stack up, the hours of a class for a
substance that has no row of its own, and the general rule for a name that nobody recognised.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from magwise.knowledge.vocabulary import ACID_NEUTRALISING, ALL_ORAL, ClassGate, Interaction, fold
from magwise.medicines.records import SYSTEMIC, InteractionAnswer

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

TOTAL, STACKED, CLASS, GENERAL = "additive dose", "stacked intervals", "class", "unknown"
KIDNEYS = "faster absorption; kidney risk"
SUBSTANCE_CODE = 7
ACTIONS = ("avoid", "consult", "space", "monitor", "note")
GATES = ("avoid", "consult", "monitor")
CLASS_GATE = ACTIONS.index("space") + 0.5
SEVERITIES = ("major", "moderate", "unknown", "minor")


class Taken(NamedTuple):
    """What is taken, as the rows look at it. called: its name for the reader; codes: ATC codes or groups."""

    called: str
    codes: tuple[str, ...]
    holds_magnesium: bool


@lru_cache(maxsize=2048)
def find_interactions(
    taken: tuple[Taken, ...], route: str, knowledge: "Knowledge", locale: str
) -> tuple[InteractionAnswer, ...]:
    """What magnesium and these substances of one entry ask of each other, strictest first.

    taken: the product itself first, then its parts. Empty where nothing is known to matter, and for what stays out of
    the gut and the blood (eye, ear, skin, inhaled, nasal). Past the gut (injected, rectal, vaginal, other) only the
    gates remain, and what burdens the kidneys; no hours.
    """
    if route not in SYSTEMIC:
        return ()
    found: dict[str, tuple[Interaction, str]] = {}
    own = {one.called: _own_rows(one, knowledge) for one in taken}
    said = [row for rows in own.values() for row in rows]
    for one in taken:
        rows = list(own[one.called])
        rows += [row for row in _group_rows(one, knowledge) if _adds_to(row, own[one.called], said)]
        rows += [row for row in knowledge.interactions.values() if row.mechanism == TOTAL and one.holds_magnesium]
        for row in rows:
            found.setdefault(row.id, (row, one.called))
    everything = tuple(code for one in taken for code in one.codes)
    for row in knowledge.interactions.values():
        if row.mechanism == STACKED and all(_touches(everything, code) for code in row.atc):
            found[row.id] = (row, taken[0].called)
    silent = {row.id for row, _ in found.values() if _is_silenced(row, [other for other, _ in found.values()])}
    answers = [answer_row(row, called, knowledge, locale) for row, called in found.values() if row.id not in silent]
    if route != "oral":
        gates = [answer for answer in answers if _is_gate(answer) or found[answer.id][0].mechanism == KIDNEYS]
        answers = [_past_the_gut(gate, *found[gate.id], knowledge, locale) for gate in gates]
    answers += [answer_class(gate, taken[0].called, locale) for gate in gates_of_classes(everything, knowledge)]
    return tuple(sorted(answers, key=strictness))


def stacked_rows(codes: tuple[str, ...], knowledge: "Knowledge") -> list[Interaction]:
    """Rows that ask something only of several substances together, where all of them are among these codes."""
    stacked = [row for row in knowledge.interactions.values() if row.mechanism == STACKED]
    return [row for row in stacked if all(_touches(codes, code) for code in row.atc)]


def gates_of_classes(codes: tuple[str, ...], knowledge: "Knowledge") -> list[ClassGate]:
    """What rules say of the classes that these codes belong to, whichever member it is."""
    return [gate for gate in knowledge.class_gates.values() if any(_touches(codes, prefix) for prefix in gate.atc)]


def answer_class(gate: ClassGate, called: str, locale: str) -> InteractionAnswer:
    """The gate of a class as an answer: ask first. Its id is the rule, no row of the table."""
    return InteractionAnswer(
        id=gate.id,
        action="consult",
        also_consult=False,
        hours_before=None,
        hours_after=None,
        severity="major",
        applies_to=ALL_ORAL,
        text=gate.text[locale].format(medicine=called),
        sources=gate.source,
        grade=gate.grade,
        lowers_ceiling=False,
        simplest_alternative="",
        of_class=True,
    )


def answer_row(row: Interaction, called: str, knowledge: "Knowledge", locale: str, lead: str = "") -> InteractionAnswer:
    """A row as an answer with its sentences. lead: the first sentence where the row's own does not fit."""

    def say(key: str, **values: object) -> str:
        return knowledge.say(locale, f"medicines.{key}", **values)

    acid = row.applies_to == ACID_NEUTRALISING
    slug = fold(row.mechanism).replace(" ", "_")
    sentences = [lead] if lead else []
    if not lead:
        special = f"do.{row.action}_{slug}"
        if row.action in ("avoid", "consult", "monitor", "note"):
            key = special if f"medicines.{special}" in knowledge.wording[locale] else f"do.{row.action}"
            sentences.append(say("do.avoid_acid" if acid and row.action == "avoid" else key, medicine=called))
        if row.action in ("space", "consult", "monitor"):
            sentences.extend(_distance(row, called, knowledge, locale))
        if row.also_consult:
            sentences.append(say("do.also_consult"))
    if row.mechanism != GENERAL:
        sentences.append(say(f"why.{slug}"))
    if acid and row.action != "note":
        sentences.append(say("do.acid_only"))
    if row.lowers_ceiling:
        sentences.append(say("do.lowers_ceiling"))
    if row.grade == "D" and row.hours_before is not None and row.action != "note" and not lead:
        sentences.append(say("do.design"))
    easier = ""
    if row.simplest_alternative:
        easier = say(f"alternative.{fold(row.simplest_alternative).replace(' ', '_')}")
        sentences.append(easier)
    return InteractionAnswer(
        id=row.id,
        action=row.action,
        also_consult=row.also_consult,
        hours_before=row.hours_before,
        hours_after=row.hours_after,
        severity=row.severity,
        applies_to=row.applies_to,
        text=" ".join(sentences),
        sources=row.source,
        grade=row.grade,
        lowers_ceiling=row.lowers_ceiling,
        simplest_alternative=easier,
    )


def answer_unknown(
    typed: str, candidates: tuple[str, ...], knowledge: "Knowledge", locale: str, group: str = ""
) -> InteractionAnswer | None:
    """The general rule, for a name that was not recognised or may be one of several candidates.

    group: what kind of medicine was named, where the candidates are its usual members.
    """
    row = next((row for row in knowledge.interactions.values() if row.mechanism == GENERAL), None)
    if row is None:
        return None
    hours = max(row.hours_before or 0, row.hours_after or 0)
    before = say_hours(hours, knowledge, locale)
    if candidates:
        *first, last = candidates
        named = f"{', '.join(first)} {knowledge.say(locale, 'medicines.list.or')} {last}" if first else last
        key = "medicines.do.group" if group else "medicines.do.doubtful"
        lead = knowledge.say(locale, key, candidates=named, before=before, group=group)
    else:
        lead = knowledge.say(locale, "medicines.do.unknown", typed=" ".join(typed.split()), before=before)
    return answer_row(row, typed, knowledge, locale, lead)


def say_hours(hours: float, knowledge: "Knowledge", locale: str) -> str:
    """«4 uur», «1 hour»."""
    return knowledge.say(locale, "medicines.hours.one" if hours == 1 else "medicines.hours.many", n=f"{hours:g}")


def with_hours(
    answers: tuple[InteractionAnswer, ...], hours: Mapping[str, tuple[float, float]]
) -> tuple[InteractionAnswer, ...]:
    """The answers with other hours, by row, strictest first again; what asks for no hours keeps asking for none."""
    if not hours:
        return answers
    told = [
        answer._replace(hours_before=hours[answer.id][0], hours_after=hours[answer.id][1])
        if answer.id in hours and answer.hours_before is not None
        else answer
        for answer in answers
    ]
    return tuple(sorted(told, key=strictness))


def strictness(answer: InteractionAnswer) -> tuple[float, bool, int, float, float, str]:
    """The order of answers: action, then (for space) a word with the doctor, then severity, then hours.

    The gate of a class comes behind the rows that say what the substance itself asks, before what only asks to watch.
    """
    before, after = answer.hours_before or 0, answer.hours_after or 0
    severity = SEVERITIES.index(answer.severity)
    action = CLASS_GATE if answer.of_class else ACTIONS.index(answer.action)
    return (action, not answer.also_consult, severity, -max(before, after), -before - after, answer.id)


def _distance(row: Interaction, called: str, knowledge: "Knowledge", locale: str) -> list[str]:
    if row.hours_before is None or row.hours_after is None:
        return []
    before, after = (say_hours(hours, knowledge, locale) for hours in (row.hours_before, row.hours_after))
    key = "medicines.do.both" if row.hours_before == row.hours_after else "medicines.do.space"
    return [knowledge.say(locale, key, medicine=called, before=before, after=after)]


def _own_rows(one: Taken, knowledge: "Knowledge") -> list[Interaction]:
    return [
        row
        for row in knowledge.interactions.values()
        if row.mechanism not in (TOTAL, STACKED)
        and any(len(code) == SUBSTANCE_CODE and code in one.codes for code in row.atc)
    ]


def _group_rows(one: Taken, knowledge: "Knowledge") -> list[Interaction]:
    return [
        row
        for row in knowledge.interactions.values()
        if row.mechanism not in (TOTAL, STACKED)
        and any(len(code) < SUBSTANCE_CODE and _touches(one.codes, code) for code in row.atc)
    ]


def _adds_to(row: Interaction, own: list[Interaction], said: list[Interaction]) -> bool:
    """Whether the row of a group says more than a substance's own rows.

    A class speaks only where there is none, also not for a combination of which a member of it is a part (`said`: the
    own rows of the whole entry).
    """
    if row.mechanism == CLASS:
        return not own and not any(code.startswith(row.atc) for mine in said for code in mine.atc)
    same = any(mine.mechanism == row.mechanism and mine.action == row.action for mine in own)
    return not own or (row.action != "note" and not same)


def _is_silenced(row: Interaction, rows: list[Interaction]) -> bool:
    """Whether a note with hours stands beside a row of the same substance that asks for hours."""
    if row.action != "note" or row.hours_before is None:
        return False
    return any(
        other.action != "note" and other.hours_before is not None and not set(row.atc).isdisjoint(other.atc)
        for other in rows
    )


def _touches(codes: tuple[str, ...], beginning: str) -> bool:
    return any(code.startswith(beginning) for code in codes)


def _is_gate(answer: InteractionAnswer) -> bool:
    return answer.action in GATES or answer.also_consult


def _past_the_gut(
    answer: InteractionAnswer, row: Interaction, called: str, knowledge: "Knowledge", locale: str
) -> InteractionAnswer:
    """What is left of an answer when the medicine does not pass through the gut: the gate, without hours."""
    action = answer.action if answer.action in (*GATES, "note") else "consult"
    bare = row._replace(action=action, also_consult=False, hours_before=None, hours_after=None)
    return answer_row(bare, called, knowledge, locale)
