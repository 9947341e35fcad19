"""One page view: who asks, in which language, what was sent along, and how to answer."""

import re
import secrets
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from magwise.interfaces.web.pages import Pages, context_of
from magwise.interfaces.web.security import form_token, is_token, refused, takes_photo
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import LANGUAGES
from magwise.store.keep import Store

COOKIE = "magwise"
YEAR = 365 * 24 * 3600
MOST_FIELDS = 500
_UNSEEN = re.compile("[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\ud800-\\udfff]")

Fields = dict[str, list[str]]


class Services(NamedTuple):
    """What every page needs: the database, the knowledge base, the templates and the secret behind form tokens."""

    store: Store
    knowledge: Knowledge
    pages: Pages
    secret: str


class Problem(NamedTuple):
    """Something to mend on a form. field: the id of the input it is about; text: one sentence."""

    field: str
    text: str


class Visit:
    """One request, read. The cookie holds the language used last, a random mark and the draft under way, no more.

    photo: what was sent along as a picture; it is read and let go, never kept.
    """

    def __init__(self, request: Request, form: Fields, photo: bytes | None = None) -> None:
        self.request = request
        self.form = form
        self.photo = photo
        self.services: Services = request.app.state.services
        self.store: Store = self.services.store
        self.knowledge: Knowledge = self.services.knowledge
        cookie = read_cookie(request)
        self.seed = cookie.seed or secrets.token_hex(16)
        self.draft_id = cookie.draft
        self.locale = _locale(request, cookie.locale)
        self._known = bool(cookie.seed)

    @property
    def now(self) -> datetime:
        """The moment, in UTC."""
        return datetime.now(UTC)

    @property
    def is_trusted(self) -> bool:
        """Whether the form that was sent is ours; if not, its answers are shown again and one click is asked."""
        return self._known and is_token(self.services.secret, self.seed, self.first("_token"))

    @property
    def token(self) -> str:
        """The token for the forms of this page."""
        return form_token(self.services.secret, self.seed)

    def first(self, name: str) -> str:
        """The first value of a field, without blanks around it; empty when it was not sent."""
        return next(iter(self.form.get(name, ())), "").strip()

    def typed(self) -> Fields:
        """The answers, without the fields that steer the form."""
        return {name: values for name, values in self.form.items() if not name.startswith("_")}

    def say(self, key: str, **values: object) -> str:
        """A sentence of these pages."""
        return self.knowledge.say(self.locale, f"web.{key}", **values)

    def words(self, prefix: str) -> dict[str, str]:
        """The words below a key, in the order of the file: the options of a question."""
        start = f"web.{prefix}."
        wording = self.knowledge.wording[self.locale]
        return {key.removeprefix(start): text for key, text in wording.items() if key.startswith(start)}

    def page(self, template: str, *, title: str, status: int = 200, **context: Any) -> Response:
        """A page. title: what it is about, without anything personal."""
        problems: list[Problem] = context.setdefault("problems", [])
        if problems:
            title = self.say("frame.error_title", title=title)
        html = self.services.pages.render(template, **(context_of(self) | {"title": title} | context))
        return self._remember(Response(html, status, media_type="text/html"))

    def go(self, path: str) -> Response:
        """Elsewhere, with GET. path: after the language."""
        return self._remember(RedirectResponse(f"/{self.locale}{path}", 303))

    def missing(self) -> HTTPException:
        """What to raise for a page that does not exist."""
        return HTTPException(404)

    def _remember(self, response: Response) -> Response:
        value = ".".join((self.locale, self.seed, self.draft_id or ""))
        response.set_cookie(COOKIE, value, max_age=YEAR, httponly=True, samesite="lax")
        return response


class _Cookie(NamedTuple):
    locale: str | None
    seed: str | None
    draft: str | None


def read_cookie(request: Request) -> _Cookie:
    """What our cookie holds; anything that we did not write counts as absent."""
    locale, _, rest = request.cookies.get(COOKIE, "").partition(".")
    seed, _, draft = rest.partition(".")
    return _Cookie(
        locale if locale in LANGUAGES else None,
        seed if is_id(seed) else None,
        draft if is_id(draft) else None,
    )


def is_id(text: str) -> bool:
    """Whether this can be an id of ours: 128 bits in hexadecimal.

    >>> is_id("0" * 32), is_id("../x")
    (True, False)
    """
    return len(text) == 32 and all(letter in "0123456789abcdef" for letter in text)


def fresh_id() -> str:
    """A random id that nobody can guess."""
    return secrets.token_hex(16)


def preferred_locale(request: Request) -> str:
    """The language used last, else Dutch unless the browser asks for English and not for Dutch."""
    remembered = read_cookie(request).locale
    if remembered:
        return remembered
    asked = [
        part.split(";")[0].strip().casefold()[:2] for part in request.headers.get("accept-language", "").split(",")
    ]
    return "en" if "en" in asked and "nl" not in asked else "nl"


def _locale(request: Request, remembered: str | None) -> str:
    first = request.url.path.strip("/").partition("/")[0]
    return first if first in LANGUAGES else remembered or preferred_locale(request)


class Handler(Protocol):
    """A page: reads the visit, answers it."""

    def __call__(self, visit: Visit) -> Response:
        """The answer."""


def endpoint(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """A page as Starlette wants it: the form read first, then the handler in a thread of its own."""

    async def answer(request: Request) -> Response:
        status = refused(request)
        if status is not None:
            raise HTTPException(status)
        if request.path_params.get("lang", "nl") not in LANGUAGES:
            raise HTTPException(404)
        form: Fields = {}
        photo = None
        if request.method == "POST":
            files = 1 if takes_photo(request.url.path, request.headers) else 0
            async with request.form(max_files=files, max_fields=MOST_FIELDS) as sent:
                form = gather(sent)
                photo = await _photo(sent)
            if refused(request) is not None:
                raise HTTPException(413)
        return await run_in_threadpool(handler, Visit(request, form, photo))

    return answer


async def _photo(form: FormData) -> bytes | None:
    """The picture that was sent along; None for an empty field of a form, or without one."""
    for _, value in form.multi_items():
        if not isinstance(value, str):
            return await value.read() or None
    return None


def gather(form: FormData) -> Fields:
    """The texts of a form, by name, without characters that nobody types or sees."""
    fields: Fields = {}
    for name, value in _texts(form):
        fields.setdefault(name, []).append(clean(value))
    return fields


def clean(text: str) -> str:
    """A text without control characters; line breaks and tabs stay.

    >>> clean("Thyrax\\x1b 100\\n\\0mcg")
    'Thyrax 100\\nmcg'
    """
    return _UNSEEN.sub("", text)


def _texts(form: FormData) -> Iterator[tuple[str, str]]:
    for name, value in form.multi_items():
        if isinstance(value, str):
            yield name, value
