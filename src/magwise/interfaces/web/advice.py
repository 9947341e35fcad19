"""The advice: four faces, by decision. Only `advise` ever shows an amount or a time of magnesium."""

from typing import NamedTuple

import msgspec
from starlette.responses import Response

from magwise.advice.advice import Advice, AuthorityView, Flag, FormAdvice, Note, ProductFinding, Reason
from magwise.advice.dose import limit_words, record_of_limit
from magwise.advice.drawing import show_ladder
from magwise.advice.elsewhere_words import views_to_tell
from magwise.advice.limits import held_overrides
from magwise.advice.unknowns import group_unknowns
from magwise.answer import request_of
from magwise.interfaces.web.drawn_day import draw
from magwise.interfaces.web.sources import show_sources
from magwise.interfaces.web.visit import Visit
from magwise.knowledge.evidence import Backed, beside_texts, rest_on
from magwise.knowledge.records import LEVELS
from magwise.picture import Figure
from magwise.profiles.profile import Override
from magwise.profiles.read import read_profile
from magwise.schedule.calendar import to_ics
from magwise.schedule.drawing import draw_days, stack
from magwise.store.keep import KeptAdvice

SHOWN_ALTERNATIVES = 3
FACES = {"urgent": "advice_urgent.html", "consult_first": "advice_consult.html", "no_supplement": "advice_none.html"}


class FormGroup(NamedTuple):
    """Forms of one role: those shown in full, and the names of the rest."""

    role: str
    shown: tuple[FormAdvice, ...]
    rest: tuple[str, ...]


def show(visit: Visit) -> Response:
    """The advice as it was given, in either language."""
    return _show(visit, _find(visit))


def share(visit: Visit) -> Response:
    """To the link under which others may read this advice, and only read it."""
    kept = _find(visit)
    return visit.go(f"/shared/{visit.share(kept)}" if visit.is_trusted else f"/advice/{kept.id}")


def _show(visit: Visit, kept: KeptAdvice) -> Response:
    advice = _advice(kept, visit.locale)
    face = FACES.get(advice.decision, "advice_dose.html")
    visit.weigh(sum(len(entry["name"]) for entry in kept.profile.get("medicines", ())))
    request = request_of({**kept.profile, "locale": visit.locale}, knowledge=visit.knowledge)
    day = advice.day_plan
    told = advice.decision == "advise" or bool(day.windows)
    elsewhere = views_to_tell(advice.other_authorities, visit.knowledge) if advice.decision == "advise" else []
    emergency = visit.knowledge.say(visit.locale, f"advice.emergency_{advice.jurisdiction}")
    return visit.page(
        face,
        title=visit.say("advice.title"),
        advice=advice,
        kept=kept,
        flags={level: [flag for flag in advice.flags if flag.level == level] for level in LEVELS},
        emergency=emergency,
        soon_words=_soon(visit, advice, emergency),
        hope_words=_hope(visit, advice),
        day=draw(day, request, knowledge=visit.knowledge, locale=visit.locale) if told else None,
        ladder=_ladder(visit, kept, advice),
        ladder_rule=visit.knowledge.say(visit.locale, "advice.ladder.rule"),
        limit_by=limit_words(advice.dose.ceiling_by[0], visit.knowledge, visit.locale) if advice.dose else "",
        dose_choice=visit.knowledge.say(visit.locale, "advice.dose_choice"),
        magnesium=[item for item in day.items if item.kind == "magnesium"],
        limit_basis=rest_on(visit.knowledge, record_of_limit(advice.dose.ceiling_by[0])) if advice.dose else None,
        conflicts=beside_texts(day.conflicts, day.conflicts_by),
        ways=beside_texts(day.alternatives, day.alternatives_by),
        groups=group_forms(advice.forms),
        elsewhere=elsewhere,
        sources=show_sources(_cited(advice, elsewhere), visit.knowledge),
        renewed=advice.knowledge_version != visit.knowledge.version,
        given=kept.created.astimezone(),
        unknowns=group_unknowns(advice.unknowns),
        asked={unknown.field: page_of(unknown.field) for unknown in advice.unknowns},
        knowledge_version=advice.knowledge_version,
        is_shared="link" in visit.request.path_params,
    )  # fmt: skip


def _soon(visit: Visit, advice: Advice, number: str) -> str:
    """How soon to call or ask; empty for an advice without it, or one kept before that was said."""
    if advice.urgency is None:
        return ""
    return visit.knowledge.say(visit.locale, f"advice.urgency.lead.{advice.urgency}", number=number)


def _hope(visit: Visit, advice: Advice) -> str:
    """Does it help? In one line; empty beside an alarm, and where it was kept before that was said."""
    hope = advice.expectation
    if hope is None:
        return ""
    level = visit.knowledge.say(visit.locale, f"advice.expect.{hope.level}")
    return visit.knowledge.say(visit.locale, "advice.expect.line", level=level, text=hope.text)


def calendar(visit: Visit) -> Response:
    """The magnesium of the plan as a calendar file; there is none unless a dose was advised."""
    kept = _find(visit)
    advice = _advice(kept, visit.locale)
    if advice.decision != "advise" or advice.day_plan.status != "optimal":
        raise visit.missing()
    on = kept.created.astimezone().date()
    content = to_ics(advice.day_plan, on=on, knowledge=visit.knowledge, locale=visit.locale)
    headers = {"Content-Disposition": 'attachment; filename="plan.ics"'}
    return Response(content, media_type="text/calendar", headers=headers)


def picture(visit: Visit) -> Response:
    """The day as an SVG file."""
    kept = _find(visit)
    advice = _advice(kept, visit.locale)
    if advice.decision == "urgent":
        raise visit.missing()
    request = request_of({**kept.profile, "locale": visit.locale}, knowledge=visit.knowledge)
    svg = stack(draw_days(advice.day_plan, request, knowledge=visit.knowledge, locale=visit.locale))
    return Response(svg, media_type="image/svg+xml")


def _find(visit: Visit) -> KeptAdvice:
    """The advice of this address: of this browser, or behind a link that its owner made."""
    link = visit.request.path_params.get("link")
    if link is None:
        return visit.own(visit.store.find_advice(visit.request.path_params["id"]))
    kept = visit.store.find_advice(visit.shared(link))
    if kept is None:
        raise visit.missing()
    return kept


def _advice(kept: KeptAdvice, locale: str) -> Advice:
    return msgspec.convert(kept.advice[locale], Advice)


def _ladder(visit: Visit, kept: KeptAdvice, advice: Advice) -> Figure | None:
    """The steps of the dose; none without a dose."""
    if advice.dose is None:
        return None
    overrides: tuple[Override, ...] = ()
    if kept.profile.get("overrides"):
        profile = read_profile(kept.profile, knowledge=visit.knowledge)
        overrides = held_overrides(profile, kept.created.astimezone().date())
    return show_ladder(
        advice.dose,
        knowledge=visit.knowledge,
        locale=visit.locale,
        jurisdiction=advice.jurisdiction,
        overrides=overrides,
    )


def group_forms(forms: tuple[FormAdvice, ...]) -> list[FormGroup]:
    """The forms by role, in the order of the advice.

    In full: those to choose or to go on to, and the first alternatives that were studied for this goal.
    """
    groups = []
    for role in dict.fromkeys(form.role for form in forms):
        those = [form for form in forms if form.role == role]
        shown = those if role in ("first_choice", "next_step") else []
        if role == "alternative":
            shown = [form for form in those if form.traits.goal_fit.level > 1][:SHOWN_ALTERNATIVES]
        groups.append(FormGroup(role, tuple(shown), tuple(form.name for form in those if form not in shown)))
    return groups


def _cited(advice: Advice, elsewhere: list[AuthorityView]) -> list[str]:
    """Every source of what is shown, each once, in the order of the page."""
    found: list[str] = []
    day = advice.day_plan
    said: list[Flag | Reason | Backed | Note | ProductFinding | AuthorityView] = [*advice.flags]
    said += [advice.now] if advice.now else []
    said += [reason for form in advice.forms[:1] for reason in form.reasons]
    said += [*advice.stop_signals, *advice.foundation, *advice.troubleshooting]
    said += [finding for product in advice.products for finding in product.findings]
    said += [*day.items, *day.conflicts_by, *day.alternatives_by, *(advice.dose.ladder if advice.dose else ())]
    said += [*advice.unknowns, *advice.would_change, *([advice.expectation] if advice.expectation else ())]
    said += [view for view in advice.other_authorities if view.topic == "upper_level" and not view.same_advice]
    said += elsewhere
    for each in said:
        found += each.sources
    return list(dict.fromkeys(found))


def page_of(field: str) -> str:
    """The page of the check that asks for a field of the profile; empty when none does yet.

    >>> page_of("gut.stool"), page_of("labs.egfr")
    ('gut', '')
    """
    pages = {
        "person": "you", "goals": "goal", "complaints": "goal", "red_flags": "alarm", "conditions": "health",
        "medicines": "medicines", "gut": "gut", "wants_laxative_effect": "gut", "supplements": "now",
        "current_magnesium": "now", "products": "more/products",
    }  # fmt: skip
    return pages.get(field.partition(".")[0], "")
