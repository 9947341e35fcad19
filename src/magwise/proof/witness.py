"""Profiles that the solver found, run through the engine itself: the same outcome, and words in both languages."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
import z3

from magwise.advice.advice import Advice
from magwise.advice.case import Case
from magwise.advice.engine import Engine
from magwise.advice.limits import valid_overrides
from magwise.advice.now import judge_now
from magwise.advice.understand import understand
from magwise.advice.weigh import weigh
from magwise.answer import compose
from magwise.errors import MagwiseError
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import LANGUAGES
from magwise.profiles.read import read_profile
from magwise.proof.model import Model
from magwise.proof.profiles import Profile

ON = date(2026, 11, 26)  # a day before the end of every override in a generated profile
NEAR = Decimal("0.001")


class Outcome(NamedTuple):
    """What the rules alone make of a profile. ceiling_mg: only where a dose is advised, to a thousandth.

    do: with what is taken now, before any course that it may wait for; empty where nothing is taken.
    """

    decision: str
    ceiling_mg: Decimal | None
    first: str
    do: str = ""


def outcomes(model: Model, found: z3.ModelRef) -> Outcome:
    """What the terms say of the profile that a model of the solver describes."""

    def true_name(terms: dict[str, Any]) -> str:
        return next((name for name, term in terms.items() if z3.is_true(found.eval(term, model_completion=True))), "")

    decision = true_name(model.decisions)
    ceiling = found.eval(model.ceiling, model_completion=True).as_fraction()
    exact = Decimal(ceiling.numerator) / Decimal(ceiling.denominator)
    told = exact.quantize(NEAR) if decision == "advise" else None
    return Outcome(decision, told, true_name(model.outline.first), true_name(model.outline.do))


def outcomes_of(profile: Profile, engine: Engine) -> Outcome:
    """What the engine says of a profile, before the envelope is asked."""
    advice = composed(profile, engine)
    first = next((form.form for form in advice.forms if form.role == "first_choice"), "")
    if not first:
        first = _first_beside_an_alarm(profile, engine)
    ceiling = Decimal(str(advice.dose.ceiling_mg)).quantize(NEAR) if advice.dose else None
    case = understood(profile, engine)
    judged = judge_now(case, weigh(case, engine), engine)  # before any course that it may wait for
    return Outcome(advice.decision, ceiling, first, judged.do if judged else "")


def composed(profile: Profile, engine: Engine) -> Advice:
    """What the rules alone propose for a profile."""
    return compose(understood(profile, engine), engine)


def understood(profile: Profile, engine: Engine) -> Case:
    """The case of a profile, on a day on which its overrides hold."""
    told = read_profile(profile, knowledge=engine.knowledge)
    return understand(told, engine, valid_overrides(told, ON), ON)


def _first_beside_an_alarm(profile: Profile, engine: Engine) -> str:
    """The first choice that is withheld beside an alarm sign."""
    from magwise.advice.forms import rank_forms

    told = read_profile(profile, knowledge=engine.knowledge)
    return rank_forms(understand(told, engine).facts, engine.knowledge).first


def speak(profile: Profile, knowledge: Knowledge) -> list[str]:
    """What goes wrong in words when a profile is answered in each language; nothing where all is said."""
    from magwise.advice.engine import ready

    faults = []
    for language in LANGUAGES:
        try:
            advice = composed({**profile, "locale": language}, ready(knowledge))
        except (MagwiseError, KeyError, ValueError) as error:
            faults.append(f"{language}: {error}")
            continue
        empty = [path for path, text in _texts(msgspec.to_builtins(advice), "") if not text.strip() or "{" in text]
        faults += [f"{language}: {path} is empty or has a blank left" for path in empty]
    return faults


def _texts(value: Any, path: str) -> list[tuple[str, str]]:
    """Every sentence of an advice with its place."""
    if isinstance(value, dict):
        found = []
        for key, item in value.items():
            here = f"{path}.{key}".lstrip(".")
            if isinstance(item, str) and key in (
                "text",
                "why",
                "then",
                "to",
                "effect",
                "because",
                "about",
                "disclaimer",
            ):
                found.append((here, item))
            found += _texts(item, here)
        return found
    if isinstance(value, list):
        return [text for place, item in enumerate(value) for text in _texts(item, f"{path}.{place}")]
    return []
