"""What other authorities would make of an advice, and at which ceiling exactly it becomes another."""

from decimal import Decimal
from functools import lru_cache

from magwise.advice.advice import AuthorityView, Flip
from magwise.advice.case import Case
from magwise.advice.decide import Limit
from magwise.advice.engine import Engine
from magwise.advice.weigh import Upshot, Weighed, upshot_of, weigh_room
from magwise.knowledge.load import Knowledge
from magwise.result import plain_number

COMPARED = ("decision", "start_mg", "target_mg", "product")


def compare_authorities(case: Case, weighed: Weighed, engine: Engine) -> tuple[AuthorityView, ...]:
    """What the advice would be under the upper level of each other authority; every other limit stays.

    Equal to asking the engine again with that level as the one of the jurisdiction (and no override of a practice).
    """
    knowledge = engine.knowledge
    ours = {row.limit for row in knowledge.authorities.values() if row.jurisdiction == case.profile.jurisdiction}
    own = [limit for limit in weighed.limits if limit.by not in ours and limit.by != "override"]
    flips: dict[float, tuple[Flip, ...]] = {}
    views = []
    for authority_id, limit in _foreign_limits(knowledge, case.profile.jurisdiction):
        theirs = min([limit, *own]).mg
        if theirs not in flips:
            flips[theirs] = _flips(case, weighed, theirs, engine)
        views.append(_view(knowledge, authority_id, flips[theirs], case.locale))
    return tuple(views)


def _flips(case: Case, weighed: Weighed, theirs: float, engine: Engine) -> tuple[Flip, ...]:
    """Where the compared keys become other on the way from our ceiling to theirs; none where the advice is the same."""
    ours = float(weighed.room.ceiling)
    if weighed.decided.decision != "advise" or theirs == ours or _roomy(min(ours, theirs), weighed, engine):
        return ()
    mine, there = upshot_of(weighed), _upshot(case, weighed, theirs, engine)
    open_keys = [key for key in COMPARED if getattr(mine, key) != getattr(there, key)]
    found: dict[str, tuple[float, bool]] = {}
    before = ours
    for point in _turns(weighed, ours, theirs, engine) if open_keys else ():
        for mg, at, including in (((before + point) / 2, before, False), (point, point, True)):
            then = _upshot(case, weighed, mg, engine)
            for key in open_keys:
                if key not in found and getattr(then, key) != getattr(mine, key):
                    found[key] = (at, including)
        if len(found) == len(open_keys):
            break
        before = point
    return tuple(
        Flip(
            key=key,
            at_mg=plain_number(found[key][0]),
            including=found[key][1],
            ours=_shown(getattr(mine, key)),
            theirs=_shown(getattr(there, key)),
        )
        for key in open_keys
    )


def _roomy(ceiling: float, weighed: Weighed, engine: Engine) -> bool:
    """Whether so much is left that no ceiling above this one can show in the dose."""
    most = max(engine.masses["start_max"], engine.masses["target"], engine.masses["least_room"])
    return Decimal(str(ceiling)) - weighed.room.already >= most


def _upshot(case: Case, weighed: Weighed, ceiling: float, engine: Engine) -> Upshot:
    limits = (Limit(ceiling, "authority"),)
    return upshot_of(weigh_room(case, weighed.decided, weighed.ranked, limits, weighed.careful, engine))


def _turns(weighed: Weighed, ours: float, theirs: float, engine: Engine) -> list[float]:
    """The ceilings at which a dose may turn, walking from ours to theirs: between two of them nothing jumps."""
    names = ("least_room", "sensitive_start", "start", "start_max", "target")
    lefts = {float(engine.masses[name]) for name in names}
    top = max(lefts)
    for fit in weighed.fits:
        if fit.part:
            part = float(fit.part)
            lefts |= {part * count for count in range(1, int(top / part) + 1)}
    low, high = sorted((ours, theirs))
    already = float(weighed.room.already)
    points = sorted({already + left for left in lefts if low < already + left < high} | {theirs})
    return points if theirs > ours else points[::-1]


def _shown(value: Decimal | str | None) -> str | float | None:
    return plain_number(value) if isinstance(value, Decimal) else value


@lru_cache(maxsize=16)
def _foreign_limits(knowledge: Knowledge, jurisdiction: str) -> tuple[tuple[str, Limit], ...]:
    """The upper level of every authority that does not set ours."""
    rows = knowledge.authorities.values()
    ours = {row.limit for row in rows if row.jurisdiction == jurisdiction}
    levels = [(row.id, row.limit, knowledge.limits[row.limit].value) for row in rows if row.limit not in ours]
    return tuple((row_id, Limit(float(value), by)) for row_id, by, value in levels if value is not None)


@lru_cache(maxsize=1024)
def _view(knowledge: Knowledge, authority_id: str, flips: tuple[Flip, ...], locale: str) -> AuthorityView:
    authority = knowledge.authorities[authority_id]
    value = knowledge.limits[authority.limit].value
    assert value is not None
    return AuthorityView(
        authority=authority.id,
        name=authority.name_nl if locale == "nl" else authority.name_en,
        ceiling_mg=plain_number(value),
        same_advice=not flips,
        differs=tuple(flip.key for flip in flips),
        flips=flips,
        sources=authority.source,
        grade=authority.grade,
        fact=authority.limit,
    )
