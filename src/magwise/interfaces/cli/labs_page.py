"""Laboratory values on a terminal: each with its range, what it says, and what to look at again; then their course."""

from magwise.errors import InputError
from magwise.followup.lab_drawing import span_words
from magwise.followup.lab_report import LabFinding, LabReport
from magwise.interfaces.cli.layout import Page
from magwise.interfaces.cli.voice import Voice
from magwise.profiles.lab_number import Reading, reading_of, say_reading


def tell_labs(page: Page, voice: Voice, report: LabReport) -> None:
    """Every value, newest first, and the course of each test."""
    if not report.values:
        page.text(_say(voice, "empty"))
        return
    for value in report.values:
        _tell(page, voice, value)
    if report.unread:
        page.heading(_say(voice, "unread"))
        for one in report.unread:
            page.item(str(InputError(one.where, one.what, one.mend)), mark="?")
    if report.trends:
        page.heading(_say(voice, "course"))
        for trend in report.trends:
            page.item(trend.text)
            shown = [
                (point.date, _words(voice, Reading(point.value, point.sign)), _standing(voice, point.standing))
                for point in trend.points
            ]
            page.table(shown, indent=4)
    if report.asks:
        page.blank()
        page.text(_say(voice, "asks", fields=", ".join(report.asks)))
    page.blank()
    page.text(report.boundary, style="dim")


def _tell(page: Page, voice: Voice, value: LabFinding) -> None:
    number = _words(voice, value.reading, value.unit)
    title = _say(voice, "value", name=f"{value.name[:1].upper()}{value.name[1:]}", value=number)
    page.heading(f"{title} ({value.date})" if value.date else title)
    if value.typed_unit not in (None, value.unit):
        typed = _words(voice, reading_of(value.typed_value or 0), value.typed_unit or "")
        page.text(_say(voice, "typed", typed=typed), indent=2, style="dim")
    if value.derived_from:
        names = voice.listed([_name(voice, test) for test in value.derived_from])
        page.text(_say(voice, "derived", names=names), indent=2, style="dim")
    span = span_words(value.low, value.high, voice.knowledge, voice.locale)
    if span:
        page.text(_say(voice, "own" if value.own_range else "usual", range=span), indent=2, style="dim")
    if value.question:
        page.item(value.question, mark="?")
    for said in value.says:
        page.item(voice.claim(said.text, said.grade, said.sources))


def _words(voice: Voice, reading: Reading, unit: str = "") -> str:
    number = voice.number(reading.number)
    shown = f"{number}\N{NO-BREAK SPACE}{unit}" if unit else number
    return say_reading(reading, shown, voice.knowledge, voice.locale)


def _name(voice: Voice, test: str) -> str:
    row = voice.knowledge.lab_tests[test]
    return row.name_nl if voice.locale == "nl" else row.name_en


def _standing(voice: Voice, standing: str | None) -> str:
    return _say(voice, f"standing.{standing}") if standing else ""


def _say(voice: Voice, key: str, **values: object) -> str:
    return voice.knowledge.say(voice.locale, f"labs.{key}", **values)
