"""Sources as a reader sees them."""

from typing import NamedTuple

from magwise.knowledge.load import Knowledge

POLICY = "POLICY"


class ShownSource(NamedTuple):
    """A publication. link: empty when there is none; is_choice: a choice of this project, not a publication."""

    id: str
    title: str
    detail: str
    link: str
    is_choice: bool


def show_sources(ids: list[str] | tuple[str, ...], knowledge: Knowledge) -> list[ShownSource]:
    """The sources with these ids, in their order; choices of the project last."""
    found = [_show(source, knowledge) for source in ids if source in knowledge.sources]
    return [source for source in found if not source.is_choice] + [source for source in found if source.is_choice]


def _show(source_id: str, knowledge: Knowledge) -> ShownSource:
    source = knowledge.sources[source_id]
    detail = ", ".join(part for part in (source.publisher, source.year) if part)
    return ShownSource(source.id, source.title, detail, link_of(source.locator), source_id == POLICY)


def link_of(locator: str | None) -> str:
    """The address of a publication: its DOI or its page; empty when neither is known.

    >>> link_of("10.1000/x1"), link_of("https://example.org/a"), link_of("printed"), link_of(None)
    ('https://doi.org/10.1000/x1', 'https://example.org/a', '', '')
    """
    text = (locator or "").strip()
    if text.startswith(("https://", "http://")):
        return text
    text = text.removeprefix("doi:").removeprefix("DOI:").strip()
    return f"https://doi.org/{text}" if text.startswith("10.") and "/" in text and " " not in text else ""
