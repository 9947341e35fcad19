"""What is really in this bottle."""

from typing import TYPE_CHECKING

import msgspec

from magwise.errors import InputError
from magwise.interfaces.web.answers import first
from magwise.interfaces.web.forms import read_number
from magwise.interfaces.web.pages import show_number
from magwise.interfaces.web.sent import Fields
from magwise.interfaces.web.visit import Problem, Visit
from magwise.interfaces.work.pool import BUSY_FOR, BusyError, TooHeavyError
from magwise.labels.drawing import draw_label
from magwise.labels.label import Amount, Label
from magwise.labels.read import read_label
from magwise.photos.extra import is_installed
from magwise.photos.load import LARGEST_BYTES, check_photo
from magwise.photos.reading import PhotoReading
from magwise.store.keep import KeptLabel

if TYPE_CHECKING:
    from starlette.responses import Response

LONGEST = 20_000
MOST_PER_DAY = 100
LONGEST_BARCODE = 14
LIGHTER = 6  # a label is read so many times faster than names


def ask(visit: Visit) -> "Response":
    """The form. An example fills it when it is asked for by its number."""
    examples = visit.words("label.examples")
    wanted = visit.request.query_params.get("example", "")
    return _form(visit, {"label": [examples[wanted]]} if wanted in examples else {}, [])


def read(visit: Visit) -> "Response":
    """Keep what was typed and go to what it says."""
    typed = visit.typed()
    if visit.first("_lang"):
        return _form(visit, typed, [])
    if not visit.is_trusted:
        return _form(visit, typed, [], stale=True)
    if visit.is_busy:
        return _busy(visit, typed)
    if visit.photo is not None:
        return _read_photo(visit, typed, visit.photo)
    text, per_day = first(typed, "label"), first(typed, "per_day")
    problems = []
    if not text:
        problems.append(Problem("label", visit.say("error.label_empty")))
    elif len(text) > LONGEST:
        problems.append(Problem("label", visit.say("error.label_long")))
    elif not any(letter.isdigit() for letter in text):
        problems.append(Problem("label", visit.say("error.label_no_number")))
    number = read_number(per_day) if per_day else None
    if per_day and (number is None or number > MOST_PER_DAY):
        problems.append(Problem("per_day", visit.say("error.number", typed=per_day[:20])))
    if problems:
        return _form(visit, typed, problems)
    label_id = visit.fresh_id(KeptLabel)
    barcode = first(typed, "barcode")
    kept_barcode = barcode if barcode.isascii() and barcode.isdigit() and len(barcode) <= LONGEST_BARCODE else None
    visit.store.add_label(label_id, text, number, visit.locale, visit.now, kept_barcode)
    return visit.go(f"/label/{label_id}")


def _read_photo(visit: Visit, typed: Fields, photo: bytes) -> "Response":
    """The form again with what the photo says, to be checked: no verdict before a person has looked at it."""
    try:
        check_photo(photo, knowledge=visit.knowledge, locale=visit.locale)
        found = _hand_out(visit, photo)
    except InputError as error:
        status = 413 if len(photo) > LARGEST_BYTES else 422
        return _form(visit, typed, [Problem("photo", f"{error.what}. {error.mend}.")], status=status)
    except BusyError:
        return _busy(visit, typed)
    except TooHeavyError:
        return _form(visit, typed, [Problem("photo", visit.say("label.photo_heavy"))], status=422)
    if not found.text.strip():
        said = visit.knowledge.say(visit.locale, "photos.not_readable")
        return _form(visit, typed, [Problem("photo", said)], status=422)
    own = "" if first(typed, "label") == first(typed, "read") else first(typed, "label")
    text = "\n".join(part for part in (own, found.text) if part)  # what was typed before stays
    typed = {**typed, "label": [text], "read": [text], "barcode": [found.barcode or ""]}
    return _form(visit, typed, [], photo=found)


def _hand_out(visit: Visit, photo: bytes) -> PhotoReading:
    """What a worker reads on a photo. Raises InputError, BusyError, TooHeavyError."""
    done = visit.services.work.do(photo, task="photo", locale=visit.locale)
    if "input" in done.head:
        raise InputError(**done.head["input"])
    if "cannot" in done.head:
        raise TooHeavyError
    return msgspec.json.decode(done.body, type=PhotoReading)


def _busy(visit: Visit, typed: Fields) -> "Response":
    """The form again, with what was typed: other photos are being read."""
    response = _form(visit, typed, [Problem("photo", visit.say("label.photo_busy"))], status=503)
    response.headers["Retry-After"] = str(BUSY_FOR)
    return response


def show(visit: Visit) -> "Response":
    """What a label says, with the text it was read from."""
    kept = visit.own(visit.store.find_label(visit.request.path_params["id"]))
    visit.weigh(len(kept.text) // LIGHTER)
    label = read_label(kept.text, knowledge=visit.knowledge, locale=visit.locale)
    per_day = kept.per_day
    typed: Fields = {"label": [kept.text]}
    if per_day is not None:
        typed["per_day"] = [show_number(per_day, visit.knowledge, visit.locale)]
    return visit.page(
        "label_result.html",
        title=visit.say("label.result_title"),
        verdict=tell_verdict(label, visit),
        label=label,
        picture=draw_label(label, knowledge=visit.knowledge, locale=visit.locale),
        rows=_rows(label, per_day, visit),
        barcode=kept.barcode,
        fields=typed,
        form_action=f"/{visit.locale}/label",
    )


def tell_verdict(label: Label, visit: Visit) -> str:
    """The answer in one sentence, by verdict."""
    amount, unit, count = label.elemental_mg_per_unit, label.serving.unit if label.serving else None, 1.0
    if amount is None:
        amount, count = label.elemental_mg_per_serving, label.serving.count if label.serving else 1.0
    if label.verdict in ("inconsistent", "no_magnesium") or amount is None:
        return visit.say(
            "verdict.unreadable" if label.verdict in ("ok", "compound_only") else f"verdict.{label.verdict}"
        )
    if label.verdict == "ambiguous":
        both = (label.elemental_mg_per_serving, label.elemental_mg_per_unit)
        wide = next((found for found in both if found is not None and found.low != found.high), None)
        if wide is None:
            return visit.say("verdict.ambiguous_same")
        return visit.say("verdict.ambiguous", low=_number(wide.low, visit), high=_number(wide.high, visit))
    about = label.verdict == "compound_only"
    told = _tell_amount(amount, visit, about=about)
    if about:
        mass = sum(compound.compound_mg or 0 for compound in label.compounds)
        serving = label.elemental_mg_per_serving or amount
        if mass:
            return visit.say(
                "verdict.compound_only", mass=_number(mass, visit), mg=_tell_amount(serving, visit, about=about)
            )
        return visit.say("verdict.derived", what=_tell_unit(count, unit, visit), mg=told)
    return visit.say("verdict.ok", what=_tell_unit(count, unit, visit), mg=told)


def _tell_amount(amount: Amount, visit: Visit, *, about: bool) -> str:
    """The best value, else from lowest to highest."""
    if amount.best is not None:
        return _number(amount.best, visit, about=about)
    ends = {"low": _number(amount.low, visit, about=about), "high": _number(amount.high, visit, about=about)}
    return visit.say("verdict.span", **ends)


def _tell_unit(count: float, unit: str | None, visit: Visit) -> str:
    """«1 tablet», «2 tablets»; «one serving» for a unit without a name of ours."""
    words = visit.words("unit")
    key = f"{unit}.{'one' if count == 1 else 'many'}"
    if key in words:
        return words[key].format(count=_number(count, visit))
    return visit.say("unit.serving.one" if count == 1 else "unit.serving.many", count=_number(count, visit))


def _number(value: float, visit: Visit, *, about: bool = False) -> str:
    """A mass for people: one decimal, none where it is derived anyway."""
    return show_number(round(value, 0 if about and value >= 10 else 1), visit.knowledge, visit.locale)


def _rows(label: Label, per_day: float | None, visit: Visit) -> list[tuple[str, str]]:
    """The table beside the picture; what the label cannot tell stays out."""
    rows = []
    if label.verdict in ("inconsistent", "no_magnesium"):
        return []
    for key, amount in (("unit", label.elemental_mg_per_unit), ("serving", label.elemental_mg_per_serving)):
        if amount is not None:
            rows.append((visit.say(f"label.per_{key}"), _mass(amount, label, visit)))
    amount = label.elemental_mg_per_serving
    if per_day is not None and amount is not None:
        total = Amount(
            best=None if amount.best is None else amount.best * per_day,
            low=amount.low * per_day,
            high=amount.high * per_day,
        )
        rows.append((visit.say("label.per_day_row"), _mass(total, label, visit)))
    if label.reference is not None:
        base = label.reference.base_mg
        told = f"{show_number(label.reference.percent, visit.knowledge, visit.locale)}\N{NO-BREAK SPACE}%"
        if base:
            told = visit.say("label.of_reference", percent=told, mg=_number(base, visit))
        rows.append((visit.say("label.reference"), told))
    return rows


def _mass(amount: Amount, label: Label, visit: Visit) -> str:
    told = _tell_amount(amount, visit, about=label.verdict == "compound_only")
    return f"{told}\N{NO-BREAK SPACE}mg"


def _doubts(photo: PhotoReading, visit: Visit) -> list[str]:
    """What to look at on the photo, a sentence each."""
    joined = visit.knowledge.say(visit.locale, "photos.or")
    told = []
    for doubt in photo.doubtful:
        readings = joined.join((doubt.text, *doubt.alternatives))
        key = "doubtful" if doubt.alternatives else "unclear"
        told.append(visit.knowledge.say(visit.locale, f"photos.{key}", readings=readings, reading=doubt.text))
    return told


def _form(
    visit: Visit,
    typed: Fields,
    problems: list[Problem],
    *,
    stale: bool = False,
    status: int | None = None,
    photo: PhotoReading | None = None,
) -> "Response":
    return visit.page(
        "label.html",
        title=visit.say("label.title"),
        status=status or (403 if stale else 422 if problems else 200),
        takes_photo=is_installed(),
        photo=photo,
        doubts=_doubts(photo, visit) if photo else [],
        form_files=True,
        problems=problems,
        stale=stale,
        fields=typed,
        examples=visit.words("label.examples"),
        form_id="question",
        form_action=f"/{visit.locale}/label",
    )
