"""`magwise label`: what one label says about magnesium."""

from typing import TYPE_CHECKING

from magwise.errors import InputError
from magwise.interfaces.cli.answer import locale_of, open_page, write_json
from magwise.interfaces.cli.faults import blame, printable
from magwise.interfaces.cli.streams import place_of, read_text, write
from magwise.interfaces.cli.voice import Voice
from magwise.knowledge.load import load_knowledge
from magwise.labels.read import read_label

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given
    from magwise.interfaces.cli.layout import Page
    from magwise.knowledge.load import Knowledge
    from magwise.labels.label import Amount, Label, Reference

LANGUAGE_CODE = 2
LONGEST_PATH = 250
CATALOGUES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet", ".pq")
SKIN, UNNAMED = "skin", "unspecified"


def run(given: "Given") -> int:
    """Read one label and show it; a file of products is a catalogue."""
    path = given.values.get("--file")
    many = path is not None and path.lower().removesuffix(".gz").endswith(CATALOGUES)
    if path is not None and many and not given.words and not given.has("--image"):
        from magwise.interfaces.cli.catalogue import run_catalogue

        _alone(given, ("--explain",), "many_labels", "one_file")
        return run_catalogue(given, path, _told_lang(given, load_knowledge()))
    _alone(given, ("--csv", "--svg"), "one_label", "catalogue")
    knowledge, locale = load_knowledge(), locale_of(given)
    if given.has("--image"):
        from magwise.interfaces.cli.label_photo import run_photo

        _alone(given, ("--explain",), "one_photo", "typed_label")
        return run_photo(given, _told_lang(given, knowledge), _tell)
    where, text = _text(given)
    lang = _told_lang(given, knowledge)
    explanation = None
    try:
        if given.has("--explain"):
            from magwise.labels.explain import explain_label, render_explanation

            explanation = explain_label(text, lang, knowledge=knowledge, locale=locale)
            label = explanation.label
        else:
            label = read_label(text, lang, knowledge=knowledge, locale=locale)
    except InputError as error:
        raise InputError(where or error.where, error.what, error.mend) from None
    comparison, second = None, None
    if given.has("--compare"):
        from magwise.labels.compare import compare_labels

        second = _second(given, lang, knowledge, locale)
        comparison = compare_labels(label, second, knowledge=knowledge, locale=locale)
    if given.has("--json"):
        told = label.to_dict()
        if comparison is not None and second is not None:
            told["compare"] = {"label": second.to_dict(), **comparison.to_dict()}
        if explanation is not None:
            told["explanation"] = {name: value for name, value in explanation.to_dict().items() if name != "label"}
        write_json(told)
        return 0
    page, voice = open_page(), Voice(knowledge, locale)
    if explanation is None:
        _tell(page, voice, label)
    else:
        page.text(_verdict(voice, label), style="bold")
        page.blank()
        for line in render_explanation(explanation, width=page.width).splitlines():
            page.raw(printable(line), "" if line.startswith(" ") else "bold")
    if comparison is not None and second is not None:
        page.blank()
        _tell(page, voice, second)
        page.heading(voice.say("label.compare"))
        page.text(comparison.text)
    write(str(page))
    return 0


def _second(given: "Given", lang: str | None, knowledge: "Knowledge", locale: str) -> "Label":
    """The label to compare with: typed, or in a file of that name."""
    from pathlib import Path

    typed = given.values["--compare"]
    where = "magwise label --compare"
    text = read_text(typed) if len(typed) < LONGEST_PATH and Path(typed).is_file() else typed
    if not text.strip():
        raise blame(where, "blank").mend("blank_label")
    try:
        return read_label(text, lang, knowledge=knowledge, locale=locale)
    except InputError as error:
        raise InputError(where, error.what, error.mend) from None


def _alone(given: "Given", flags: tuple[str, ...], fault: str, mend: str) -> None:
    """Refuse options that do not belong to what is read."""
    for flag in flags:
        if given.has(flag):
            raise blame(f"magwise label {flag}", fault).mend(mend)


def _told_lang(given: "Given", knowledge: "Knowledge") -> str | None:
    """The language of the print, as told; None when it was left out."""
    lang = given.values.get("--lang")
    known = sorted(name for name in knowledge.label_terms if len(name) == LANGUAGE_CODE)
    if lang is not None and lang not in known:
        fault = blame("magwise label --lang", "choice", word=lang[:20]).nearest(lang, known)
        raise fault.mend("choice", names=", ".join(known))
    return lang


def _text(given: "Given") -> tuple[str, str]:
    """The label and where it stands; typed words are one label together."""
    where = f"magwise {given.command.name}"
    path = given.values.get("--file") or ("-" if given.words == ("-",) else None)
    if path is None:
        if not given.words:
            raise blame(where, "no_words").mend("words_or_file", words=given.command.words)
        return "", " ".join(given.words)
    if given.has("--file") and given.words:
        raise blame(where, "both").mend("both")
    text = read_text(path)
    if not text.strip():
        raise blame(place_of(path), "blank").mend("blank_label")
    return place_of(path) if path != "-" else "", text


def _tell(page: "Page", voice: Voice, label: "Label") -> None:
    sentences = [_verdict(voice, label)]
    if label.route == SKIN:
        sentences.insert(0, voice.say("label.skin"))
    page.text(sentences[0], style="bold")
    for sentence in sentences[1:]:
        page.text(sentence)
    if label.may_hold_magnesium:
        page.text(voice.say("label.may_hold"))
    rows = _rows(voice, label)
    if rows:
        page.blank()
        page.table(rows, indent=2)
    if label.findings:
        page.heading(voice.say("label.findings"))
        for finding in label.findings:
            page.item(finding.text)
        if label.tolerance_text is not None:
            page.item(label.tolerance_text)
    if label.next_step is not None:
        page.heading(voice.say("label.next"))
        page.text(label.next_step)
    for number, product in enumerate(label.products, start=1):
        page.heading(voice.say("label.product", number=str(number)))
        page.text(_verdict(voice, product), style="bold")
        page.table(_rows(voice, product), indent=2)
    if label.elemental_mg_per_serving is not None and label.verdict != "inconsistent":
        page.blank()
        page.text(voice.say("label.elemental"), style="dim")


def _verdict(voice: Voice, label: "Label") -> str:
    """The answer as one sentence."""
    serving, unit = label.elemental_mg_per_serving, label.elemental_mg_per_unit
    amount = unit or serving
    portion = voice.units(1, label.serving.unit) if label.serving and unit else ""
    if label.verdict == "ok":
        if amount is None:
            return voice.say("label.no_amount")
        return voice.say("label.ok", portion=portion or voice.say("label.a_serving"), mg=_shown(voice, amount))
    if label.verdict == "compound_only":
        if amount is None:
            return voice.say("label.compound_only_open")
        portion = portion or voice.say("label.in_serving")
        return voice.say("label.compound_only", portion=portion, mg=_shown(voice, amount))
    if label.verdict == "ambiguous":
        if any(finding.id.startswith("photo_") for finding in label.findings):
            return voice.say("label.photo_open")
        if serving is None or serving.low == serving.high:
            return voice.say("label.ambiguous_open")
        return voice.say("label.ambiguous", low=voice.mg(serving.low), high=voice.mg(serving.high))
    return voice.say(f"label.{label.verdict}")


def _rows(voice: Voice, label: "Label") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    serving, unit = label.elemental_mg_per_serving, label.elemental_mg_per_unit
    if label.verdict == "inconsistent":
        serving = unit = None  # the numbers that clash stand in the findings, never as if one of them were right
    if serving is not None:
        told = label.serving
        lead = (
            voice.say("label.serving_of", unit=voice.units(told.count, told.unit))
            if told
            else voice.say("label.serving")
        )
        rows.append((lead, _shown(voice, serving)))
    if unit is not None and label.serving is not None and label.serving.count != 1:
        rows.append((voice.say("label.unit"), _shown(voice, unit)))
    for compound in label.compounds:
        if compound.form == UNNAMED:
            continue
        name = voice.family(compound.form)
        if compound.compound_mg is not None:
            name = voice.say("label.form_mg", form=name, mg=voice.mg(compound.compound_mg))
        rows.append((voice.say("label.form"), name))
    # Where the numbers clash none of them is called right.
    if label.reference is not None and not (label.verdict == "inconsistent" and label.reference.consistent):
        rows.append((voice.say("label.reference"), _reference(voice, label.reference)))
    return rows


def _reference(voice: Voice, reference: "Reference") -> str:
    percent = voice.say("percent", percent=voice.number(reference.percent))
    if reference.base_mg is None:
        return voice.say("label.reference_unknown", percent=percent)
    key = "reference_fits" if reference.consistent else "reference_differs"
    return voice.say(f"label.{key}", percent=percent, base=voice.mg(reference.base_mg))


def _shown(voice: Voice, amount: "Amount") -> str:
    return voice.mg(amount.best) if amount.best is not None else voice.mg_between(amount.low, amount.high)
