"""`magwise label --file` for a file of products: a table, JSON Lines, a CSV report and a picture."""

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from magwise.batch.adapters import to_plain
from magwise.batch.catalogue import MOST_ROWS, REPORT, CatalogueRow, judge_catalogue, report_cells, sort_catalogue
from magwise.batch.drawing import describe_catalogue, draw_catalogue, tell_cost
from magwise.batch.reading import read_records
from magwise.batch.rows import Record
from magwise.batch.rows import Voice as BatchVoice
from magwise.cells import safe_cell
from magwise.interfaces.cli.answer import locale_of, locale_of_faults, open_page, to_json
from magwise.interfaces.cli.faults import blame, printable
from magwise.interfaces.cli.streams import note_input, write, write_file
from magwise.interfaces.cli.voice import Voice
from magwise.knowledge.load import load_knowledge

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given
    from magwise.interfaces.cli.layout import Page

FILES = ("--csv", "--svg")
UNNAMED = "unspecified"


def run_catalogue(given: "Given", path: str, lang: str | None) -> int:
    """Read every product of a file; with --json one line for each, in the order of the file.

    lang: the language of every label that does not name its own.
    """
    on_output = [flag for flag in FILES if given.values.get(flag) == "-"]
    if len(on_output) > 1 or (on_output and given.has("--json")):
        raise blame("magwise label", "two_outputs").mend("two_outputs")
    knowledge, locale = load_knowledge(), locale_of(given)
    faults = BatchVoice(knowledge, locale_of_faults(given))
    note_input(path)
    records: Iterable[Record] = read_records(path, faults, lacks_text)
    if lang is not None:
        records = (replace(record, values={"lang": lang, **to_plain(record.values)}) for record in records)
    wanted = [flag for flag in FILES if flag in given.values]
    rows: list[CatalogueRow] = []
    for judged in judge_catalogue(records, knowledge=knowledge, locale=locale):
        row = judged.row
        if given.has("--json"):
            head = {"id": row.id, "name": row.name}
            plain = row.to_dict()
            body = {"error": row.error} if judged.label is None else judged.label.to_dict()
            cost = {} if judged.label is None else {"cost_per_100_mg": plain["cost_per_100_mg"]}
            write(to_json({**head, **body, **cost}) + "\n")
        if wanted or not given.has("--json"):
            rows.append(row)
        if len(rows) > MOST_ROWS:
            raise faults.refuse(path, "many", most=MOST_ROWS)
    if not given.has("--json") and not on_output:
        page = open_page()
        _tell(page, Voice(knowledge, locale), BatchVoice(knowledge, locale), rows)
        write(str(page))
    for flag in wanted:
        target = given.values[flag]
        content = to_csv(rows) if flag == "--csv" else draw_catalogue(rows, knowledge=knowledge, locale=locale) + "\n"
        write_file(target, content.encode())
        if target != "-" and not given.has("--json"):
            write(Voice(knowledge, locale).say("written", path=printable(target)) + "\n")
    return 0


def lacks_text(names: set[str]) -> str | None:
    """What a header lacks before a catalogue can be read; None when nothing."""
    return None if names & {"text", "label", "ingredientRows"} or {"code", "product_name"} <= names else "text"


def to_csv(rows: list[CatalogueRow]) -> str:
    """The report as CSV, cheapest magnesium first; what shops wrote stays text in a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(REPORT)
    for row in sort_catalogue(rows):
        writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in report_cells(row)])
    return text.getvalue()


def _tell(page: "Page", voice: Voice, words: BatchVoice, rows: list[CatalogueRow]) -> None:
    ordered = sort_catalogue(rows)
    read = [row for row in ordered if row.error is None]
    if not read:
        page.text(words.say("catalogue.nothing"))
    else:
        page.text(describe_catalogue(rows, knowledge=words.knowledge, locale=words.locale), style="bold")
        page.text(words.say("catalogue.count", rows=len(read)))
        page.blank()
        head = ["", *(words.say(f"catalogue.{key}") for key in ("name", "verdict", "form", "per_unit", "cost"))]
        page.table(
            [_cells(place, row, voice, words) for place, row in enumerate(ordered, 1) if row.error is None], head
        )
    noted = [(place, row) for place, row in enumerate(ordered, 1) if row.findings and row.verdict != "ok"]
    if noted:
        page.heading(words.say("catalogue.findings"))
        for place, row in noted:
            said = " ".join(finding.text for finding in row.findings)
            page.item(words.say("catalogue.finding", name=row.name, findings=said), mark=f"{place}")
    lost = [row for row in ordered if row.error is not None]
    if lost:
        page.heading(words.say("catalogue.errors"))
        for row in lost:
            page.item(words.say("catalogue.error", number=row.number, error=row.error))


def _cells(place: int, row: CatalogueRow, voice: Voice, words: BatchVoice) -> list[str]:
    amount, cost = row.elemental_mg_per_unit or row.elemental_mg_per_serving, row.cost_per_100_mg
    if row.verdict == "inconsistent":
        amount = None  # numbers that clash are never shown as if one of them were right
    none = words.say("catalogue.no_price")
    mg = none if amount is None else voice.mg_between(amount.low, amount.high)
    if amount is not None and amount.best is not None:
        mg = voice.mg(amount.best)
    price = none
    if cost is not None:
        ends = {"low": tell_cost(cost.low, words), "high": tell_cost(cost.high, words)}
        price = words.say("catalogue.span", **ends) if cost.best is None else tell_cost(cost.best, words)
    forms = ", ".join(voice.family(form) for form in row.forms if form != UNNAMED)
    return [
        str(place), row.name, words.say(f"catalogue.lane.{row.verdict}"),
        forms or words.say("catalogue.unnamed"), mg, price,
    ]  # fmt: skip
