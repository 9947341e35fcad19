"""The advice on a page, the answer first. Which parts a decision shows is written down in `FACES`."""

from datetime import date

from magwise.advice.advice import Advice, Flag, Flip, Note
from magwise.advice.elsewhere_words import views_to_tell
from magwise.advice.unknowns import group_unknowns
from magwise.interfaces.cli.day_page import tell_day
from magwise.interfaces.cli.dose_page import chosen_product, tell_ladder, tell_products
from magwise.interfaces.cli.form_page import tell_forms
from magwise.interfaces.cli.layout import Page
from magwise.interfaces.cli.path_page import tell_basics, tell_paths
from magwise.interfaces.cli.voice import POLICY, Voice
from magwise.schedule.day import DayRequest
from magwise.schedule.tell import table_rows

BOXES = {"urgent": "red", "consult": "yellow", "caution": "yellow"}
INFEASIBLE = "day_infeasible"
# What comes before any dose that is also advised.
BEFORE_ALL = ("stop", "lower", "keep", "wait")
# An urgent answer shows nothing but the alarm; one without a dose shows no magnesium anywhere.
FACES = {
    "urgent": ("boxes",),
    "consult_first": ("boxes", "troubleshooting", "products", "day", "foundation", "stop", "notes", "change"),
    "no_supplement": ("boxes", "troubleshooting", "foundation", "products", "day", "notes", "change"),
    "advise": (
        "boxes",
        "troubleshooting",
        "day",
        "ladder",
        "products",
        "stop",
        "forms",
        "foundation",
        "notes",
        "change",
    ),
}


def tell_advice(
    page: Page, voice: Voice, advice: Advice, request: DayRequest, on: date, *, every_form: bool = False
) -> None:
    """The whole advice, from the thing to do down to its sources."""
    page.text(_title(voice, advice), style="red" if advice.decision == "urgent" else "bold")
    if advice.now is not None:
        page.text(voice.claim(advice.now.text, advice.now.grade, advice.now.sources))
    _tell_soon(page, voice, advice)
    _tell_expectation(page, voice, advice)
    if advice.decision == "advise" and advice.stance in ("start", "switch", "lower"):
        _tell_answer(page, voice, advice)
    for part in FACES[advice.decision]:
        if part == "boxes":
            _tell_boxes(page, voice, advice.flags)
        elif part == "day":
            _tell_day(page, voice, advice, request)
        elif part == "ladder":
            tell_ladder(page, voice, advice)
        elif part == "products":
            tell_products(page, voice, advice)
        elif part == "forms":
            tell_forms(page, voice, advice.forms, every_form=every_form)
        elif part == "notes":
            _tell_flags(page, voice, advice.flags)
        elif part == "troubleshooting":
            tell_paths(page, voice, advice.troubleshooting)
        elif part == "foundation":
            tell_basics(page, voice, advice.foundation)
        elif part == "change":
            _tell_unknowns(page, voice, advice)
            _tell_changes(page, voice, advice)
            _tell_authorities(page, voice, advice, every_form=every_form)
        else:
            _tell_notes(page, voice, part, advice.stop_signals)
    _tell_end(page, voice, advice, on)


def _title(voice: Voice, advice: Advice) -> str:
    """The thing to do, in one sentence."""
    if advice.decision == "urgent":
        return _soon(voice, advice)
    if advice.stance == "stop" and advice.decision == "consult_first":
        return voice.say("title.stop_first")
    if advice.stance in BEFORE_ALL and advice.decision != "consult_first":
        asked = advice.now is not None and advice.now.do == "ask" and advice.stance == "wait"
        return voice.say("title.ask" if asked else f"title.{advice.stance}")
    if advice.decision != "advise" or advice.dose is None:
        return voice.say(f"title.{advice.decision}")
    return _plan(voice, advice, "switch" if advice.stance == "switch" else "advise")


def _plan(voice: Voice, advice: Advice, key: str) -> str:
    """The form, the first step and its moments, in the sentence of the titles with this key."""
    assert advice.dose is not None
    product = chosen_product(advice)
    form = voice.family(product.form) if product and product.form else advice.forms[0].name
    rows = table_rows(advice.day_plan, knowledge=voice.knowledge, locale=voice.locale)
    moments = [f"{row.when} ({row.time})" for row in rows if row.kind == "magnesium"]
    mg = voice.mg(advice.dose.start_mg)
    if not moments:
        return voice.say(f"title.{key}", form=form, mg=mg)
    return voice.say(f"title.{key}_when", form=form, mg=mg, when=voice.listed(moments))


def _soon(voice: Voice, advice: Advice) -> str:
    """How soon, as a sentence with the number to call."""
    number = voice.knowledge.say(voice.locale, f"advice.emergency_{advice.jurisdiction}")
    return voice.knowledge.say(voice.locale, f"advice.urgency.lead.{advice.urgency}", number=number)


def _tell_soon(page: Page, voice: Voice, advice: Advice) -> None:
    """How soon to ask, where that is not the title itself."""
    if advice.urgency is not None and advice.decision != "urgent":
        page.text(_soon(voice, advice))


def _tell_expectation(page: Page, voice: Voice, advice: Advice) -> None:
    """Does it help? In one line, before anything else."""
    hope = advice.expectation
    if hope is not None:
        level = voice.knowledge.say(voice.locale, f"advice.expect.{hope.level}")
        said = voice.knowledge.say(voice.locale, "advice.expect.line", level=level, text=hope.text)
        page.text(voice.claim(said, hope.grade, hope.sources))


def _tell_answer(page: Page, voice: Voice, advice: Advice) -> None:
    """What stands right under the title: the plan, where the title told another thing; units and the first reason."""
    if advice.stance == "lower":
        page.text(_plan(voice, advice, "then"))
    product = chosen_product(advice)
    if product is not None and product.units_per_day is not None:
        page.text(voice.say("advise.units", units=voice.units(product.units_per_day, product.unit), name=product.name))


def _tell_boxes(page: Page, voice: Voice, flags: tuple[Flag, ...]) -> None:
    """One box for each level that asks something; what is only good to know comes lower."""
    for level, style in BOXES.items():
        told = [_flag(voice, flag) for flag in flags if flag.level == level]
        if not told:
            continue
        title = voice.say(
            f"advise.box_{level}_one" if level == "caution" and len(told) == 1 else f"advise.box_{level}",
            **({"count": len(told)} if level == "caution" and len(told) > 1 else {}),
        )
        page.box(title, told, style=style)


def _flag(voice: Voice, flag: Flag) -> str:
    about = f"{flag.about[:1].upper()}{flag.about[1:]}"
    return voice.say("advise.about", about=about, text=voice.claim(flag.text, flag.grade, flag.sources))


def _tell_flags(page: Page, voice: Voice, flags: tuple[Flag, ...]) -> None:
    notes = [flag for flag in flags if flag.level == "note"]
    if notes:
        page.heading(voice.say("advise.notes"))
        for flag in notes:
            page.item(_flag(voice, flag))


def _tell_notes(page: Page, voice: Voice, part: str, notes: tuple[Note, ...]) -> None:
    if notes:
        page.heading(voice.say(f"advise.{part}"))
        for note in notes:
            page.item(voice.claim(note.text, note.grade, note.sources))


def _tell_day(page: Page, voice: Voice, advice: Advice, request: DayRequest) -> None:
    """The day, or without a dose the hours that are closed."""
    if advice.decision != "advise" and not advice.day_plan.windows:
        return
    planned = any(item.kind == "magnesium" for item in advice.day_plan.items)
    key = {"keep": "day_restart", "wait": "day_not_waiting"}.get(advice.stance or "", "day") if planned else "day"
    page.heading(voice.say(f"advise.{key}" if advice.decision == "advise" else "advise.hours"))
    told = any(flag.id == INFEASIBLE for flag in advice.flags)
    tell_day(page, voice, advice.day_plan, request, conflicts=not told)


def _tell_unknowns(page: Page, voice: Voice, advice: Advice) -> None:
    """What was not known, once for each effect, with the fields to fill in."""
    if advice.unknowns:
        page.heading(voice.say("advise.unknowns"))
    for effect, fields, by in group_unknowns(advice.unknowns):
        told = voice.claim(effect, by.grade, by.sources)
        page.item(f"{told} {voice.say('advise.unknown_fields', fields=', '.join(fields))}")


def _tell_changes(page: Page, voice: Voice, advice: Advice) -> None:
    if advice.would_change:
        page.heading(voice.say("advise.would_change"))
    for change in advice.would_change:
        told = [(change.field, change.to), *((part.field, part.to) for part in change.also)]
        parts = [voice.say("advise.change_part", field=field, to=to) for field, to in told]
        said = voice.say("advise.change", parts=voice.say("advise.change_and").join(parts), then=change.then)
        page.item(voice.claim(said, change.grade, change.sources))


def _tell_authorities(page: Page, voice: Voice, advice: Advice, *, every_form: bool) -> None:
    """Authorities with another limit, and sources with other hours, limits or judgements, where that matters here."""
    if advice.decision != "advise":
        return
    differing = [view for view in advice.other_authorities if view.topic == "upper_level" and not view.same_advice]
    if differing:
        page.heading(voice.say("advise.authorities"))
    for view in differing:
        turns = ", ".join(_turn(voice, flip) for flip in view.flips)
        said = voice.say("advise.authority", name=view.name, mg=voice.mg(view.ceiling_mg), turns=turns)
        page.item(voice.claim(said, view.grade, view.sources))
    others = views_to_tell(advice.other_authorities, voice.knowledge, every_form=every_form)
    if others:
        page.heading(voice.say("advise.elsewhere"))
    for view in others:
        voice.cited |= dict.fromkeys(view.sources)
        page.item(view.text if view.topic == "grade" else voice.claim(view.text, view.grade, view.sources))


def _turn(voice: Voice, flip: Flip) -> str:
    """What becomes other, and at which upper limit."""
    key = "advise.turn_at" if flip.including else "advise.turn_past"
    return voice.say(key, what=voice.say(f"advise.turn.{flip.key}"), mg=voice.mg(flip.at_mg or 0))


def _tell_end(page: Page, voice: Voice, advice: Advice, on: date) -> None:
    """Sources in short, the version of the knowledge, and what this is not."""
    if voice.cited:
        page.heading(voice.say("advise.sources"))
        page.text("; ".join(_source(voice, source) for source in voice.cited) + ".", style="dim")
        page.text(voice.say("advise.sources_more"), style="dim")
    page.blank()
    version, jurisdiction = advice.knowledge_version, advice.jurisdiction
    page.text(voice.say("advise.version", version=version, on=on.isoformat(), jurisdiction=jurisdiction), style="dim")
    page.text(advice.disclaimer)


def _source(voice: Voice, source: str) -> str:
    """A source in a few words; a choice of ours is never called a guideline."""
    if source == POLICY:
        return voice.say("advise.source_choice", id=source)
    found = voice.knowledge.sources[source]
    told = ", ".join(part for part in (found.publisher or found.title, found.year) if part)
    return f"{source} ({told})"
