"""The order of the check, computed anew from the answers on every request: no step can be jumped over."""

from typing import Any, NamedTuple

from magwise.interfaces.web.answers import Read, Reader
from magwise.interfaces.web.sent import Fields

PAGES = ("goal", "you", "alarm", "health", "medicines", "gut", "now", "day")
MORE = ("products",)
REVIEW = "review"
FIRST_FOR_ADVICE = ("goal", "you", "alarm")
JURISDICTIONS = ("EU", "US", "UK")


class Progress(NamedTuple):
    """How far a check is. pages: the pages of this check; reads: page → what it says, for those answered in full.

    open_page: the first page without a full answer; None when all have one. more: pages that may be skipped.
    """

    pages: tuple[str, ...]
    reads: dict[str, Read]
    open_page: str | None
    more: dict[str, Read]

    def may_show(self, page: str) -> bool:
        """Whether a page can be looked at: it is answered, or its turn has come."""
        if page == REVIEW:
            return self.open_page is None
        return page in self.pages and (page in self.reads or page == self.open_page)


def follow(answers: dict[str, Fields], reader: Reader) -> Progress:
    """How far these answers go."""
    reads: dict[str, Read] = {}
    open_page = None
    pages = tuple(page for page in PAGES if page != "day" or _asks_day(answers, reader))
    for page in pages:
        found = reader.read(page, answers[page]) if page in answers else None
        if found is not None and not found.problems:
            reads[page] = found
        elif open_page is None:
            open_page = page
    more = {
        page: found for page in MORE if page in answers and not (found := reader.read(page, answers[page])).problems
    }
    return Progress(pages, reads, open_page, more)


def _asks_day(answers: dict[str, Fields], reader: Reader) -> bool:
    """The day matters only beside a medicine that asks for hours."""
    if "medicines" not in answers:
        return False
    entries = reader.read("medicines", answers["medicines"]).part.get("medicines", [])
    return any(reader.needs_time(entry["name"]) for entry in entries)


def profile_of(progress: Progress, answers: dict[str, Fields], locale: str) -> dict[str, Any]:
    """The profile that the answers make, as `advise` takes it."""
    profile: dict[str, Any] = {"locale": locale}
    unsure: list[str] = []
    for page in progress.pages:
        if page in progress.reads:
            part = dict(progress.reads[page].part)
            unsure += part.pop("unsure", [])
            profile |= part
    for found in progress.more.values():
        profile |= found.part
    if unsure:
        profile["unsure"] = unsure
    told = answers.get(REVIEW, {}).get("jurisdiction", [""])[0]
    if told in JURISDICTIONS:
        profile["jurisdiction"] = told
    return profile
