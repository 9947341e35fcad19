"""Debian's Chromium, scripts off, against a real server: what a person at home gets."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import date
from pathlib import Path

import pytest

from magwise.followup.analyse import analyse_trial
from magwise.followup.design import design_trial
from magwise.followup.diary import Standing
from magwise.followup.drawing import show_trial
from magwise.followup.entry import Entry
from magwise.followup.month import month_of
from magwise.followup.month_drawing import month_table, show_month
from magwise.knowledge.load import load_knowledge

CHROMIUM = Path("/usr/bin/chromium")
MISSING = "Chromium is not installed: apt-get install chromium"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
pytestmark = pytest.mark.browser
SRC = Path(__file__).parents[3] / "src"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The app as `make run` starts it: its own process, a free port, a new database. Gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    database = tmp_path_factory.mktemp("web") / "kept.sqlite"
    code = f"from magwise.interfaces.web.serve import run; run('127.0.0.1', {port}, 'sqlite:///{database}')"
    environment = {**os.environ, "PYTHONPATH": str(SRC)}
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment)
    try:
        line = process.stdout.readline()
        assert line == f"Magwise: http://127.0.0.1:{port}/\n"
        base = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 20
        while True:
            with contextlib.suppress(OSError):
                if urllib.request.urlopen(f"{base}/healthz", timeout=5).status == 200:
                    break
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.05)
        yield base
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        pytest.skip(MISSING)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        pytest.skip(MISSING)
    with sync_playwright() as tool:
        started = tool.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def open_page(browser, server):
    """Open a page of our own at a width. Requests to any other place fail the test."""
    contexts, strange = [], []

    def start(width=390, **more):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=False, base_url=server, **more
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: strange.append(request.url) if not request.url.startswith(server) else None)
        return page

    yield start
    for context in contexts:
        context.close()
    assert strange == []


def overflow(page):
    """What lies beyond the right edge; Playwright asks this although the page itself may run no scripts."""
    return page.evaluate(
        """() => {
            const wide = document.documentElement.clientWidth
            if (document.documentElement.scrollWidth <= wide) return []
            const past = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > wide + 1)
            return past.map(e => e.outerHTML.slice(0, 120))
        }"""
    )


def press(page, name):
    """Press a button and wait for the page that it leads to: what is counted on a page does not wait by itself."""
    page.get_by_role("button", name=name, exact=True).last.click()
    page.wait_for_load_state("load")


def walk_check(page):
    """J3: from the start to the advice, as a healthy person with a thyroid tablet."""
    seen = [page.url]
    page.goto("/nl/")
    press(page, "Begin met de check")
    seen.append(page.url)
    page.get_by_label("Beter slapen").first.check()
    press(page, "Verder")
    seen.append(page.url)
    page.get_by_label("Hoe oud ben je?").fill("42")
    page.get_by_label("Vrouw", exact=True).check()
    page.get_by_label("Geen van beide").check()
    page.keyboard.press("Enter")
    page.wait_for_url("**/alarm")
    page.get_by_label("Geen van deze").check()
    press(page, "Verder")
    page.get_by_label("Geen van deze").check()
    press(page, "Verder")
    page.get_by_label("Ja, deze").check()
    page.get_by_label("Naam van het medicijn").fill("Thyrax 100 mcg")
    page.get_by_label("Hoe laat slik je dit?").fill("7 uur")
    press(page, "Verder")
    page.get_by_label("Nee", exact=True).first.check()
    page.get_by_label("Gewoon").check()
    page.get_by_label("Nee", exact=True).last.check()
    press(page, "Verder")
    page.get_by_label("Niets", exact=True).check()
    press(page, "Verder")
    page.get_by_label("Hoe laat sta je op?").fill("7")
    page.get_by_label("Hoe laat ga je slapen?").fill("23.00")
    press(page, "Verder")
    seen.append(page.url)
    press(page, "Maak mijn advies")
    page.wait_for_url("**/advice/**")
    return [*seen, page.url]


def test_from_the_start_to_the_advice(open_page):
    page = open_page()
    seen = walk_check(page)
    assert "/advice/" in seen[-1]
    assert page.locator("h1").inner_text().startswith("Begin met")
    drawn = page.locator("svg.mw-day")
    assert [picture.is_visible() for picture in drawn.all()] == [False, True]
    assert len(drawn.nth(1).screenshot()) > 3000
    page.set_viewport_size({"width": 1000, "height": 800})
    assert [picture.is_visible() for picture in drawn.all()] == [True, False]
    assert [picture.is_visible() for picture in page.locator("svg.mw-ladder").all()] == [True, False]


def test_the_label_page(open_page):
    page = open_page()
    page.goto("/nl/label")
    page.get_by_label("De tekst van het etiket").fill("Per 2 tabletten: magnesium (bisglycinaat) 200 mg")
    press(page, "Lees dit etiket")
    assert page.locator("h1").inner_text() == "1 tablet: 100 mg echt magnesium."
    page.get_by_role("link", name="English").click()
    assert page.locator("h1").inner_text() == "1 tablet: 100 mg of actual magnesium."


def test_an_example_is_two_clicks_away(open_page):
    page = open_page()
    page.goto("/en/")
    press(page, "Open the example")
    press(page, "Make my advice")
    assert page.locator("h1").inner_text().startswith("Start with")


def test_the_first_tab_is_the_skip_link(open_page):
    page = open_page()
    for path in ("/nl/", "/en/label", "/nl/medicine"):
        page.goto(path)
        page.keyboard.press("Tab")
        assert page.locator(".skip:focus").count() == 1
        assert page.locator(".skip:focus").bounding_box()["y"] >= 0
        page.keyboard.press("Enter")
        assert page.url.endswith("#main")


def test_after_an_error_the_focus_is_on_the_summary(open_page):
    page = open_page()
    page.goto("/nl/label")
    press(page, "Lees dit etiket")
    assert page.title().startswith("Fout: ")
    assert page.locator("#problems:focus").count() == 1
    page.locator("#problems a").click()
    assert page.locator("#label:target").count() == 1


def test_the_language_button_keeps_a_half_typed_field(open_page):
    page = open_page()
    page.goto("/nl/label")
    page.get_by_label("De tekst van het etiket").fill("Magnesi")
    press(page, "English")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_label("The text of the label").input_value() == "Magnesi"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_runs_off_a_narrow_screen(open_page, scheme):
    page = open_page(width=320, color_scheme=scheme)
    walk_check(page)
    advice = page.url
    draft = page.get_by_role("link", name="Wijzig je antwoorden").get_attribute("href").rsplit("/", 1)[0]
    pages = ("goal", "you", "alarm", "health", "medicines", "gut", "now", "day", "review")
    paths = [advice, "/nl/", "/nl/label", "/nl/medicine", *(f"{draft}/{name}" for name in pages)]
    for path in [*paths, "/nl/label?example=compound", "/nl/knowledge/medicine_space", "/nl/nowhere"]:
        page.goto(path)
        assert overflow(page) == [], path


def look_at_pictures(page):
    """No text leaves its picture, and every text is at least 13 pixels tall on the screen."""
    found = page.locator("figure svg:visible")
    found.first.wait_for()  # the page may still be on its way: `all` does not wait
    pictures = found.all()
    for picture in pictures:
        frame = picture.bounding_box()
        shrunk = frame["width"] / int(picture.get_attribute("width"))
        assert float(picture.get_attribute("font-size")) * shrunk >= 13
        for text in picture.locator("text").all():
            box = text.bounding_box()
            assert box["x"] >= frame["x"] - 1
            assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1, text.text_content()
            assert box["y"] >= frame["y"] - 1
            assert box["y"] + box["height"] <= frame["y"] + frame["height"] + 1, text.text_content()


@pytest.mark.parametrize("width", [320, 1280])
def test_text_stays_inside_the_pictures_and_can_be_read(open_page, width):
    page = open_page(width=width)
    walk_check(page)
    look_at_pictures(page)
    page.goto("/nl/label?example=compound")
    press(page, "Lees dit etiket")
    look_at_pictures(page)


def trial_figure(knowledge):
    plan = design_trial("slaap", 1, "2027-01-04", knowledge=knowledge, blocks=8, period_days=5, seed=11)
    rows = [{"date": day.date, "on": day.on, "outcome": 5 + day.on + place % 3} for place, day in enumerate(plan.days)]
    found = analyse_trial(rows, None, plan, knowledge=knowledge, locale="nl")
    return show_trial(found, rows, knowledge=knowledge, outcome=plan.outcome), ""


def month_figure(knowledge):
    """A month in which everything is written down, as long as it gets."""
    entries = [
        Standing(f"{day}", Entry(
            date=f"2026-08-{day:02d}", taken="skipped", outcome=7.5, bristol=1 + day % 7, on=bool(day % 2),
            washout=day % 3 == 0 or None, effects=("shortness_of_breath",), change=("coffee",),
        ), 1)
        for day in range(1, 32)
    ]  # fmt: skip
    told = month_of(entries, date(2026, 8, 1), knowledge=knowledge, outcome="slaap")
    table = month_table(told, knowledge=knowledge, link=lambda day: f"/nl/diary/{day}")
    return show_month(told, knowledge=knowledge), table


@pytest.mark.parametrize("made", [trial_figure, month_figure])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_figure_can_be_read_on_every_screen_and_on_paper(open_page, width, scheme, made):
    figure, table = made(load_knowledge())
    page = open_page(width=width, color_scheme=scheme)
    page.goto("/nl/")
    page.evaluate(
        "html => { document.querySelector('main').innerHTML = html }",
        f'{table}<figure><div class="across">{figure.wide}</div><div class="down">{figure.narrow}</div></figure>',
    )
    look_at_pictures(page)
    assert overflow(page) == []
    drawn = page.locator("figure svg:visible")
    assert drawn.count() == 1
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    fills = page.evaluate("[...document.querySelectorAll('figure text')].map(text => getComputedStyle(text).fill)")
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")
    assert set(fills) == {"rgb(27, 31, 36)" if scheme == "light" else "rgb(242, 244, 245)"}
    for link in page.locator(".month a").all():
        assert link.bounding_box()["height"] >= 44
    page.emulate_media(media="print")
    assert page.locator("figure .across svg").is_visible()
    assert not page.locator("figure .down svg").is_visible()
    if table:
        # A full month of six weeks with its strip takes half an A4: 1,123 pixels, at 96 an inch.
        page.set_viewport_size({"width": 696, "height": 1024})
        tall = sum(page.locator(name).bounding_box()["height"] for name in (".month", "figure svg.mw-month:visible"))
        assert tall <= 1123 / 2
