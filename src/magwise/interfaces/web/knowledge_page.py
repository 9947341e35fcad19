"""One rule or one interaction: what it says, how strong that is, and who says so."""

from typing import TYPE_CHECKING, NamedTuple

from magwise.interfaces.web.sources import ShownSource, show_sources
from magwise.interfaces.web.visit import Visit

if TYPE_CHECKING:
    from starlette.responses import Response


class Shown(NamedTuple):
    """What the page tells. places: source id → where in it; why: in English, the language of the sources."""

    id: str
    text: str
    why: str
    grade: str
    verified: str
    reviewed: str
    sources: list[ShownSource]
    places: dict[str, str]


def show(visit: Visit) -> "Response":
    """The page; 404 for an id that is neither a rule nor an interaction."""
    found = find(visit.request.path_params["id"], visit)
    if found is None:
        raise visit.missing()
    return visit.page("knowledge.html", title=visit.say("knowledge_page.title"), record=found)


def find(record_id: str, visit: Visit) -> Shown | None:
    """The rule or interaction with this id."""
    knowledge = visit.knowledge
    rule = knowledge.rules.get(record_id)
    if rule is not None:
        emergency = knowledge.say(visit.locale, "advice.emergency_EU")
        text = rule.text[visit.locale].format_map(_Blanks(emergency=emergency))
        places = {cite.source: cite.place for cite in rule.cites}
        sources = show_sources(rule.sources, knowledge)
        return Shown(
            rule.id, text, rule.why, rule.grade, rule.review.verified, rule.review.on.isoformat(), sources, places
        )
    row = knowledge.interaction_rows.get(record_id)
    if row is None:
        return None
    name = row.name_nl if visit.locale == "nl" else row.substance_inn
    text = visit.say("knowledge_page.interaction", name=name)
    if row.safe_medicine_before_h is not None or row.safe_medicine_after_h is not None:
        text = visit.say(
            "knowledge_page.hours",
            name=name,
            before=f"{row.safe_medicine_before_h or 0:g}",
            after=f"{row.safe_medicine_after_h or 0:g}",
        )
    sources = show_sources(row.source, knowledge)
    return Shown(
        row.id, text, row.basis_text or "", row.grade, row.verified, row.reviewed.isoformat(), sources,
        dict.fromkeys(row.source, row.place),
    )  # fmt: skip


class _Blanks(dict[str, str]):
    """Blanks that only a person's own case can fill show as dots."""

    def __missing__(self, key: str) -> str:
        return "…"
