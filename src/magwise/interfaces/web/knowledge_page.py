"""One record behind a sentence: what it says, how strong that is, and who says so."""

from typing import TYPE_CHECKING, NamedTuple

from magwise.interfaces.web.sources import ShownSource, show_sources
from magwise.interfaces.web.visit import Visit
from magwise.knowledge.describe import rows_of, title_of
from magwise.knowledge.evidence import TABLES
from magwise.knowledge.telling import tell_rule

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
    """The page; 404 for an id that is no rule and no row that a sentence rests on."""
    found = find(visit.request.path_params["id"], visit)
    if found is None:
        raise visit.missing()
    return visit.page("knowledge.html", title=visit.say("knowledge_page.title"), record=found)


def find(record_id: str, visit: Visit) -> Shown | None:
    """The rule, the interaction or the other row with this id."""
    knowledge = visit.knowledge
    rule = knowledge.rules.get(record_id)
    if rule is not None:
        text = tell_rule(rule, knowledge, visit.locale)
        places = {cite.source: cite.place for cite in rule.cites}
        sources = show_sources(rule.sources, knowledge)
        return Shown(
            rule.id, text, rule.why, rule.grade, rule.review.verified, rule.review.on.isoformat(), sources, places
        )
    row = knowledge.interaction_rows.get(record_id)
    if row is None:
        return _find_row(record_id, visit)
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


def _find_row(record_id: str, visit: Visit) -> Shown | None:
    """A limit, a threshold, a laboratory test or a form for a goal."""
    for table in TABLES:
        row = rows_of(visit.knowledge, table).get(record_id)
        if row is not None:
            text = getattr(row, f"text_{visit.locale}", "") or title_of(table, row, visit.knowledge, visit.locale)
            sources = show_sources(row.source, visit.knowledge)
            return Shown(
                row.id, text, "", row.grade, row.verified, row.reviewed.isoformat(), sources,
                dict.fromkeys(row.source, row.place),
            )  # fmt: skip
    return None
