"""The kernel for labels: n rows in, n rows out, the same order. It knows neither files nor processes."""

import re
from collections.abc import Sequence
from typing import Any

from magwise.batch.rows import LabelRow, Voice, is_plain
from magwise.errors import InputError
from magwise.knowledge.load import Knowledge
from magwise.labels.label import Label
from magwise.labels.read import LONGEST_TEXT, gate_of, read_label

COLUMNS = (
    "id", "verdict", "elemental_mg_best", "elemental_mg_low", "elemental_mg_high", "serving_count", "serving_unit",
    "forms", "reference_system", "reference_percent", "findings", "error",
)  # fmt: skip
Columns = dict[str, list[Any]]
# A fault of our own on one text must not cost the other rows; it is told in `error` and never taken for an answer.
OWN_FAULTS = (
    ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError,
)  # fmt: skip
_READ = COLUMNS[1:-1]
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*", re.ASCII)


def label_columns(rows: Sequence[LabelRow], *, knowledge: Knowledge, locale: str = "en") -> Columns:
    """Read many labels: n labels in, n rows out, same order, one row per label even when nothing was read.

    Returns the columns of `COLUMNS`; amounts are elemental mg per serving. A row that cannot be read has its `id`, an
    `error` in words and None everywhere else (forms and findings too).

    >>> from magwise.knowledge.load import load_knowledge
    >>> rows = [LabelRow("a", "Magnesium (as citrate) 75 mg per tablet"), LabelRow("b", "")]
    >>> columns = label_columns(rows, knowledge=load_knowledge())
    >>> columns["elemental_mg_best"], columns["error"]
    ([75, None], [None, 'the text is empty. Give the text of the label.'])
    """
    voice = Voice(knowledge, locale)
    columns: Columns = {name: [None] * len(rows) for name in COLUMNS}
    columns["id"] = [row.id for row in rows]
    # Most texts of a catalogue name no magnesium: then that is all there is to read.
    looked = [place for place, row in enumerate(rows) if row.error is None and not row.lang and not _fault(row.text)]
    opened = gate_of(knowledge).open_all([rows[place].text for place in looked])
    closed = {place for place, is_open in zip(looked, opened, strict=True) if not is_open}
    for place, row in enumerate(rows):
        if place in closed and len(row.text) <= LONGEST_TEXT:
            columns["verdict"][place] = "no_magnesium"
            columns["forms"][place] = []
            columns["findings"][place] = ["no_magnesium_named"]
            continue
        label, error = read_row(row, voice)
        columns["error"][place] = error
        if label is not None:
            for name, value in zip(_READ, _values(label), strict=True):
                columns[name][place] = value
    return columns


def read_row(row: LabelRow, voice: Voice) -> tuple[Label | None, str | None]:
    """The label of a row, or what is wrong with the row."""
    if row.error is not None:
        return None, row.error
    fault = _fault(row.text)
    if fault is not None:
        return None, voice.row(fault)
    lang, fault = language_of(row.lang, voice.knowledge)
    if fault is not None:
        return None, voice.row(fault)
    try:
        return read_label(row.text, lang, knowledge=voice.knowledge, locale=voice.locale), None
    except InputError as error:
        return None, str(error)
    except OWN_FAULTS as error:
        return None, voice.row("own", kind=type(error).__name__)


def _fault(text: Any) -> str | None:
    if text is None:
        return "no_text"
    if not isinstance(text, str):
        return "not_text"
    if not text or text.isspace():
        return "empty"
    return None if is_plain(text) else "not_plain"


def language_of(value: Any, knowledge: Knowledge) -> tuple[str | None, str | None]:
    """The language of a row and what is wrong with it.

    A code such as «nl» or «nl-BE»; one that we have no words for, such as «ro» or «mul», is found out like none.
    """
    if value is None or value == "":
        return None, None
    match = _LANGUAGE.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    if match is None:
        return None, "language"
    return (match[1] if match[1] in knowledge.label_terms else None), None


def _values(label: Label) -> tuple[Any, ...]:
    amount, serving, reference = label.elemental_mg_per_serving, label.serving, label.reference
    return (
        label.verdict,
        amount.best if amount else None,
        amount.low if amount else None,
        amount.high if amount else None,
        serving.count if serving else None,
        serving.unit if serving else None,
        [compound.form for compound in label.compounds],
        reference.system if reference else None,
        reference.percent if reference else None,
        [finding.id for finding in label.findings],
    )
