"""Templates and what all of them share."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from magwise.followup.stool_shapes import draw_stool
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import LANGUAGES

if TYPE_CHECKING:
    from magwise.interfaces.web.visit import Visit

HERE = Path(__file__).parent
NARROW = "\N{NO-BREAK SPACE}"


class Pages:
    """The templates, escaped by default; a name that a page lacks is a fault, never an empty place."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters["svg"] = Markup
        self._environment.globals["stool"] = draw_stool

    def render(self, template: str, **context: Any) -> str:
        """The page as HTML."""
        return self._environment.get_template(template).render(**context)


@lru_cache(maxsize=512)
def words_below(knowledge: Knowledge, locale: str, start: str) -> Mapping[str, str]:
    """The words whose keys begin so, by the rest of their key, in the order of the file."""
    wording = knowledge.wording[locale]
    return MappingProxyType({key.removeprefix(start): text for key, text in wording.items() if key.startswith(start)})


def context_of(visit: "Visit") -> dict[str, Any]:
    """What every page gets: its words, its language, the way to the other one, and the frame's own facts."""
    knowledge: Knowledge = visit.knowledge
    locale = visit.locale
    other = next(language for language in LANGUAGES if language != locale)
    path = visit.request.url.path
    there = f"/{other}" + path[3:] if path[1:3] in LANGUAGES else f"/{other}/"
    return {
        "say": visit.say,
        "words": visit.words,
        "lang": locale,
        "other": other,
        "other_name": knowledge.say(other, "web.frame.own_name"),
        "other_path": there,
        "path": path,
        "home": f"/{locale}",
        "token": visit.token,
        "knowledge_version": knowledge.version,
        "num": lambda value: show_number(value, knowledge, locale),
        "mg": lambda value: show_mg(value, knowledge, locale),
        "form_id": None,
        "form_files": False,
        "stale": False,
        "fields": {},
        "candidates": {},
    }


def show_number(value: float | None, knowledge: Knowledge, locale: str) -> str:
    """A number as people write it: at most two decimals, with the decimal sign of the language; a dash for None."""
    if value is None:
        return "–"
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", knowledge.say(locale, "web.frame.decimal"))


def show_mg(value: float | None, knowledge: Knowledge, locale: str) -> str:
    """A mass with its unit, kept on one line."""
    return show_number(value, knowledge, locale) + f"{NARROW}mg"
