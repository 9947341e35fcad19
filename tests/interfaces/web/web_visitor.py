"""A browser without scripts: it follows forms as they stand on the page."""

import re
from html.parser import HTMLParser

import pytest

pytest.importorskip("starlette", reason="The web extra is not installed: pip install 'magwise[web]'")

from starlette.testclient import TestClient

from magwise.interfaces.web.app import make_app
from magwise.knowledge.load import load_knowledge

BASE = "http://127.0.0.1:8321"
HEALTHY = {
    "goal": {"goal": "sleep"},
    "you": {"age": "42", "sex": "female", "maternal": "none"},
    "alarm": {"red_flags": "none"},
    "health": {"conditions": "none"},
    "medicines": {"takes": "no"},
    "gut": {"sensitive": "no", "stool": "normal", "laxative": "no"},
    "now": {"takes": "no"},
    "day": {"wake": "7", "bed": "23.00", "meals": "7.30, 12.30 en 18 uur"},
}
THYRAX = {"takes": "yes", "rows": "1", "name-0": "Thyrax 100 mcg", "times-0": "7 uur"}


class Visitor:
    """One person with one browser."""

    def __init__(self, app, lang="nl"):
        self.client = TestClient(app, base_url=BASE, raise_server_exceptions=False)
        self.lang = lang
        self.page = self.client.get(f"/{lang}/")
        self.last_token = ""

    @property
    def token(self):
        found = re.search(r'name="_token" value="(\w+)"', self.page.text)
        self.last_token = found[1] if found else self.last_token
        return self.last_token

    @property
    def path(self):
        return self.page.url.path

    def get(self, path):
        self.last_token = self.token
        self.page = self.client.get(path)
        return self.page

    def post(self, path, **fields):
        self.page = self.client.post(path, data={"_token": self.token, **fields})
        return self.page

    def begin(self):
        self.post(f"/{self.lang}/check")
        self.draft = self.path.split("/")[3]
        return self.page

    def answer(self, page, **fields):
        return self.post(f"/{self.lang}/check/{self.draft}/{page}", **(fields or HEALTHY[page]))

    def advice(self, **changed):
        """Walk the whole check; `changed` holds other answers for some pages."""
        self.begin()
        for _ in range(12):
            page = self.path.rsplit("/", 1)[-1]
            if "/advice/" in self.path:
                return self.page
            if page == "review":
                self.answer("review", jurisdiction="EU")
            else:
                self.answer(page, **changed.get(page, HEALTHY[page]))
            assert self.page.status_code == 200, (page, text_of(self.page.text))
        raise AssertionError("the check does not end")


class _Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_data(self, data):
        self.found.append(data)


def text_of(html):
    """What can be read on a page."""
    parser = _Text()
    parser.feed(html)
    return " ".join(" ".join(parser.found).split())


@pytest.fixture(scope="session")
def knowledge():
    return load_knowledge()


@pytest.fixture
def database(tmp_path):
    return f"sqlite:///{tmp_path}/kept.sqlite"


@pytest.fixture
def app(database, knowledge):
    return make_app(database, knowledge)


@pytest.fixture
def visitor(app):
    return Visitor(app)


@pytest.fixture(params=["nl", "en"])
def anyone(app, request):
    return Visitor(app, request.param)
