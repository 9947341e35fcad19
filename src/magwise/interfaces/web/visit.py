"""One page view: who asks, in which language, what was sent along, and how to answer."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from magwise.interfaces.web import keys
from magwise.interfaces.web.pages import Pages, context_of, words_below
from magwise.interfaces.web.security import SAFE, comes_from_elsewhere, takes_photo
from magwise.interfaces.web.sent import Fields, NoFormError, Sent, read_form
from magwise.interfaces.work import rooms
from magwise.interfaces.work.pool import BusyError, Pool
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import LANGUAGES
from magwise.store.keep import Draft, KeptAdvice, KeptLabel, KeptMedicines, Store

if TYPE_CHECKING:
    from magwise.interfaces.web.answers import Reader

LIGHT = 300  # letters of names that are looked up within some ten milliseconds
SMALL_FORM = 20_000  # bytes; a larger one waits for its turn to be read

Kept = TypeVar("Kept", Draft, KeptAdvice, KeptLabel, KeptMedicines)
KINDS = {Draft: "draft", KeptAdvice: "advice", KeptLabel: "label", KeptMedicines: "medicines"}


class Services(NamedTuple):
    """What every page needs: the database, the knowledge base, the templates, workers for what takes long.

    secret: behind tokens, marks and ids, see `keys`. owned: since when what is kept belongs to the browser it was made
    in; what is older is read by its address, as it was when it was made.
    """

    store: Store
    knowledge: Knowledge
    pages: Pages
    work: Pool
    secret: str
    owned: datetime


class HeavyError(Exception):
    """A page turns out to take long: it is made again from the start, where such pages wait for their turn."""


class Problem(NamedTuple):
    """Something to mend on a form. field: the id of the input it is about; text: one sentence."""

    field: str
    text: str


class Visit:
    """One request, read. The cookie holds the language used last, a random mark and the draft under way, no more.

    photo: what was sent along as a picture; it is read and let go, never kept. is_busy: there is no room for it.
    is_heavy: this is where pages are made that take long.
    """

    def __init__(self, request: Request, form: Fields, photo: bytes | None = None) -> None:
        self.request = request
        self.form = form
        self.photo = photo
        self.is_busy = self.is_heavy = False
        self.reader: Reader | None = None
        self.services: Services = request.app.state.services
        self.store: Store = self.services.store
        self.knowledge: Knowledge = self.services.knowledge
        self.now = datetime.now(UTC)
        self._mark = read_cookie(request)
        self.seed = self._mark.seed if self._mark else keys.fresh_seed()
        self.draft_id = self._mark.draft if self._mark else None
        self.locale = _locale(request, self._mark)

    @property
    def _seconds(self) -> int:
        return int(self.now.timestamp())

    @property
    def is_trusted(self) -> bool:
        """Whether the form that was sent is ours; if not, its answers are shown again and one click is asked."""
        sent = self.first("_token")
        return self._mark is not None and keys.is_token(sent, self.services.secret, self.seed, self._seconds)

    @property
    def token(self) -> str:
        """The token for the forms of this page."""
        return keys.form_token(self.services.secret, self.seed, self._seconds)

    def fresh_id(self, kind: type[Kept]) -> str:
        """An id for something new that only this browser can read."""
        return keys.make_id(self.services.secret, KINDS[kind], self.seed)

    def own(self, kept: Kept | None) -> Kept:
        """What was found, when this browser made it; 404 for anybody else, as if it were not there."""
        if kept is None or not is_own(kept, self.services, self.seed):
            raise self.missing()
        return kept

    def share(self, kept: KeptAdvice) -> str:
        """The last part of a link that shows an advice to whoever is given it, for 30 days."""
        return keys.share(kept.id, self.services.secret, self._seconds)

    def shared(self, link: str) -> str:
        """The id of the advice behind such a link; 404 for one that is not ours or is too old."""
        found = keys.shared(link, self.services.secret, self._seconds)
        if found is None:
            raise self.missing()
        return found

    def weigh(self, letters: int) -> None:
        """Before so many letters of names are looked up, and before anything is kept that twice would be two."""
        if letters > LIGHT and not self.is_heavy:
            raise HeavyError

    def first(self, name: str) -> str:
        """The first value of a field, without blanks around it; empty when it was not sent."""
        return next(iter(self.form.get(name, ())), "").strip()

    def typed(self) -> Fields:
        """The answers, without the fields that steer the form."""
        return {name: values for name, values in self.form.items() if not name.startswith("_")}

    def say(self, key: str, **values: object) -> str:
        """A sentence of these pages."""
        return self.knowledge.say(self.locale, f"web.{key}", **values)

    def words(self, prefix: str) -> Mapping[str, str]:
        """The words below a key, in the order of the file: the options of a question."""
        return words_below(self.knowledge, self.locale, f"web.{prefix}.")

    def page(self, template: str, *, title: str, status: int = 200, remember: bool = True, **context: Any) -> Response:
        """A page. title: what it is about, without anything personal; remember: whether a cookie may come along."""
        problems: list[Problem] = context.setdefault("problems", [])
        if problems:
            title = self.say("frame.error_title", title=title)
        html = self.services.pages.render(template, **(context_of(self) | {"title": title} | context))
        response = Response(html, status, media_type="text/html")
        return self._remember(response) if remember else response

    def go(self, path: str) -> Response:
        """Elsewhere, with GET. path: after the language."""
        return self._remember(RedirectResponse(f"/{self.locale}{path}", 303))

    def missing(self) -> HTTPException:
        """What to raise for a page that does not exist."""
        return HTTPException(404)

    def _remember(self, response: Response) -> Response:
        """Set the cookie where there is something new to remember, and this browser asked for it itself."""
        mark = keys.Mark(
            self.locale, self.seed, self.draft_id, self._mark.made if self._mark else f"{self._seconds:08x}"
        )
        if mark != self._mark and self._may_remember():
            name, value = keys.cookie_name(self.services.secret), mark.write(self.services.secret)
            response.set_cookie(name, value, max_age=keys.MARK_AGE, httponly=True, samesite="lax")
        return response

    def _may_remember(self) -> bool:
        """Whether this request may change what the browser holds: a link or form of another site may not.

        A form that another site sends comes without our cookie. What went back would then take its place.
        """
        headers = self.request.headers
        if self._mark is None:
            return self.request.method in SAFE or not comes_from_elsewhere(headers)
        return self.is_trusted or (self.request.method in SAFE and not comes_from_elsewhere(headers))


def is_own(kept: Kept, services: Services, seed: str | None) -> bool:
    """Whether something was made by the browser with this mark, or before things belonged to a browser."""
    if kept.created < services.owned:
        return True
    return seed is not None and keys.opens(kept.id, services.secret, KINDS[type(kept)], seed)


def read_cookie(request: Request) -> keys.Mark | None:
    """What our cookie holds; anything that we did not write, or long ago, counts as absent."""
    secret = request.app.state.services.secret
    now = int(datetime.now(UTC).timestamp())
    return keys.read_mark(request.cookies.get(keys.cookie_name(secret), ""), secret, now, LANGUAGES)


def preferred_locale(request: Request) -> str:
    """The language used last, else Dutch unless the browser asks for English and not for Dutch."""
    remembered = read_cookie(request)
    if remembered:
        return remembered.locale
    asked = [
        part.split(";")[0].strip().casefold()[:2] for part in request.headers.get("accept-language", "").split(",")
    ]
    return "en" if "en" in asked and "nl" not in asked else "nl"


def _locale(request: Request, remembered: keys.Mark | None) -> str:
    first = request.url.path.strip("/").partition("/")[0]
    if first in LANGUAGES:
        return first
    return remembered.locale if remembered else preferred_locale(request)


class Handler(Protocol):
    """A page: reads the visit, answers it."""

    def __call__(self, visit: Visit) -> Response:
        """The answer."""


def endpoint(
    handlers: Mapping[str, Handler], *, keeps: Callable[[Visit], bool], does_without: bool = False
) -> Callable[[Request], Awaitable[Response]]:
    """A page as Starlette wants it: the form read first, then the handler of the method in a thread of its own.

    keeps: whether a visit asks the database. does_without: where all threads that ask it are taken, the page is made
    all the same, with `is_busy`.
    """

    async def answer(request: Request) -> Response:
        if request.path_params.get("lang", "nl") not in LANGUAGES:
            raise HTTPException(404)
        handler = handlers["POST" if request.method == "POST" else "GET"]
        sent = await _sent(request) if request.method == "POST" else Sent({})
        visit = Visit(request, sent.fields, sent.photo)
        photo = sent.photo
        room = rooms.long if photo is not None else rooms.keeping if keeps(visit) else rooms.short
        try:
            try:
                return await room(handler, visit)
            except HeavyError:
                visit.is_heavy = True
                return await rooms.heavy(handler, visit)
        except BusyError:
            if photo is None and not does_without:
                raise
            visit.is_busy = True
            return await rooms.short(handler, visit)

    return answer


async def _sent(request: Request) -> Sent:
    """The form that was sent."""
    kind, photo = request.headers.get("content-type", ""), takes_photo(request.url.path, request.headers)
    body = await request.body()
    read = partial(read_form, kind, body, takes_photo=photo)
    try:
        return read() if len(body) <= SMALL_FORM else await rooms.quick(read)
    except NoFormError:
        raise HTTPException(400) from None
