"""What the rules make of a case, before it is put in words: gate, form, product and the rungs of the dose."""

from decimal import Decimal
from typing import NamedTuple

from magwise.advice.advice import Decision
from magwise.advice.case import Case
from magwise.advice.decide import Decided, Limit, decide
from magwise.advice.dose import Room, Rung, climb, keep_within, room_of
from magwise.advice.engine import Engine
from magwise.advice.forms import Ranked, other_goals, rank_forms
from magwise.advice.products import Fit, best_product, judge_products


class Weighed(NamedTuple):
    """All that is decided of a case, without words.

    limits: lowest first; fits: products in the order given; rungs: empty without a dose.
    careful: the start is that of a sensitive gut; chosen: the product that the ladder is made of.
    """

    decided: Decided
    ranked: Ranked
    limits: tuple[Limit, ...]
    room: Room
    careful: bool
    fits: list[Fit]
    chosen: Fit | None
    decision: Decision
    rungs: list[Rung]

    @property
    def part(self) -> Decimal | None:
        """Elemental mg in the smallest piece of the chosen product; None without one."""
        return self.chosen.part if self.chosen else None


class Upshot(NamedTuple):
    """The part of an advice that two advices are compared by. All but the decision are None unless it is `advise`."""

    decision: Decision
    first_choice: str | None
    start_mg: Decimal | None
    target_mg: Decimal | None
    ceiling_mg: Decimal | None
    product: str | None


def weigh(case: Case, engine: Engine) -> Weighed:
    """Gate, form, products and rungs of a case, without a word."""
    decided = decide(case, engine)
    ranked = rank_forms(case.facts, engine.knowledge, other_goals(case, engine.knowledge))
    careful = decided.careful_start or case.facts["gut_sensitive"] is True
    return weigh_room(case, decided, ranked, decided.limits, careful, engine)


def weigh_room(
    case: Case, decided: Decided, ranked: Ranked, limits: tuple[Limit, ...], careful: bool, engine: Engine
) -> Weighed:
    """What is left of the decision, the products and the dose under these limits (lowest first).

    A risk that rules out a product gives no more: the ladder without one stays within what it would have given.
    """
    room = room_of(limits, case)
    fits = judge_products(case, ranked, room, engine, careful=careful)
    chosen = best_product(fits, ranked)
    decision = decided.decision
    if decision == "advise" and room.left < engine.masses["least_room"]:
        decision = "no_supplement"
    part = chosen.part if chosen else None
    rungs: list[Rung] = []
    if decision == "advise":
        manner = {"careful": careful, "no_step_up": decided.no_step_up}
        rungs = climb(room, engine, part, **manner)
        for fit in fits if chosen is None else ():
            if fit.held_back and fit.part is not None:
                rungs = keep_within(rungs, climb(room, engine, fit.part, **manner))
    return Weighed(decided, ranked, limits, room, careful, fits, chosen, decision, rungs)


def upshot_of(weighed: Weighed) -> Upshot:
    """What two advices are compared by: the decision and, with a dose, first choice, dose and product."""
    if not weighed.rungs:
        return Upshot(weighed.decision, None, None, None, None, None)
    product = weighed.chosen.product.entry.name if weighed.chosen else None
    start, target = weighed.rungs[0].mg, weighed.rungs[-1].mg
    return Upshot(weighed.decision, weighed.ranked.first, start, target, weighed.room.ceiling, product)
