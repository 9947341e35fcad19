"""Official downloads of medicine names, read as products: name, substances, ATC codes, form.

Only the columns that are needed are read, by their name; the files stay with the person who downloaded them. Which
register writes what stands in docs/how-to/medicine-names.md.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

CODE = re.compile(r"[A-Z]\d{2}[A-Z]{2}\d{2}")
CBG, BDPM, EMA, RXNORM, UNII = "cbg", "bdpm", "ema", "rxnorm", "unii"


class Product(NamedTuple):
    """A product of a register. atc: whole codes; substances: as written there; form: words that tell the route."""

    name: str
    substances: tuple[str, ...]
    atc: tuple[str, ...]
    form: str


class Register(NamedTuple):
    """How a register's file is read. encoding: of the file; beside: a second file it needs, by name."""

    read: Callable[[Iterable[str], Iterable[str]], Iterator[Product]]
    encoding: str
    beside: str


class DownloadError(ValueError):
    """A file that is not what its register writes. key and values: of the sentence that says so."""

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(key)


def _columns(header: list[str], needed: dict[str, tuple[str, ...]], optional: tuple[str, ...] = ()) -> dict[str, int]:
    """Places of columns by our name for them; needed: our name → the names a register has used for it."""
    places = {name.strip().strip("\ufeff").casefold(): place for place, name in enumerate(header)}
    found: dict[str, int] = {}
    for ours, theirs in needed.items():
        place = next((places[name.casefold()] for name in theirs if name.casefold() in places), None)
        if place is not None:
            found[ours] = place
        elif ours not in optional:
            raise DownloadError("column", name=theirs[0])
    return found


def _rows(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    whole = (line for line in lines if "\0" not in line)
    if separator == ",":
        yield from csv.reader(whole)
    else:  # a lone quote in a name is a quote
        yield from csv.reader(whole, delimiter=separator, quoting=csv.QUOTE_NONE)


def _cell(row: list[str], places: dict[str, int], name: str) -> str:
    place = places.get(name)
    return row[place].strip() if place is not None and place < len(row) else ""


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[;,/+]| - ", text) if part.strip())


def read_cbg(lines: Iterable[str], _: Iterable[str]) -> Iterator[Product]:
    """metadata.csv of the Dutch register: parted by bars, with the code before its name («H03AA01 - LEVOTHYROXINE»)."""
    rows = _rows(lines, "|")
    needed = {
        "name": ("PRODUCTNAAM",), "atc": ("ATC",), "substances": ("WERKZAMESTOFFEN",),
        "form": ("FARMACEUTISCHEVORM", "TOEDIENINGSWEG"),
    }  # fmt: skip
    places = _columns(next(rows, []), needed, ("form",))
    for row in rows:
        name = _cell(row, places, "name")
        if name:
            codes = tuple(CODE.findall(_cell(row, places, "atc")))
            yield Product(name, _parts(_cell(row, places, "substances")), codes, _cell(row, places, "form") or name)


def read_ema(lines: Iterable[str], _: Iterable[str]) -> Iterator[Product]:
    """The table of the European agency, saved as CSV; lines above its header are passed over."""
    header: list[str] = []
    places: dict[str, int] = {}
    needed = {
        "name": ("Medicine name", "Name of medicine", "Medicine Name"),
        "inn": ("International non-proprietary name (INN) / common name", "INN / common name", "Active substance"),
        "atc": ("ATC code (human)", "ATC code"),
        "kind": ("Category",),
    }
    for number, row in enumerate(_rows(lines, ",")):
        if not header:
            if any(cell.strip().strip("\ufeff").casefold() in ("medicine name", "name of medicine") for cell in row):
                header = row
                places = _columns(header, needed, ("kind", "atc"))
            elif number > 40:
                break
            continue
        name, kind = _cell(row, places, "name"), _cell(row, places, "kind")
        if name and kind.casefold() in ("human", ""):
            inn = _cell(row, places, "inn")
            yield Product(name, _parts(inn), tuple(CODE.findall(_cell(row, places, "atc"))), "")
    if not header:
        raise DownloadError("column", name="Medicine name")


def read_bdpm(lines: Iterable[str], beside: Iterable[str]) -> Iterator[Product]:
    """CIS_bdpm.txt of the French database, with the substances of CIS_COMPO_bdpm.txt; tabs, no header."""
    substances: dict[str, dict[str, None]] = {}
    for row in _rows(beside, "\t"):
        if len(row) > 3 and row[0].strip().isdigit():
            substances.setdefault(row[0].strip(), {})[row[3].strip()] = None
    seen = False
    for row in _rows(lines, "\t"):
        if len(row) < 4 or not row[0].strip().isdigit():
            continue
        seen = True
        yield Product(row[1].strip(), tuple(substances.get(row[0].strip(), ())), (), f"{row[2]} {row[3]}")
    if not seen:
        raise DownloadError("shape", name="CIS_bdpm.txt")


def read_rxnorm(lines: Iterable[str], beside: Iterable[str]) -> Iterator[Product]:
    """RXNCONSO.RRF with the trade names of RXNREL.RRF: brand → ingredients; codes come from its ATC rows."""
    names: dict[str, tuple[str, str]] = {}
    codes: dict[str, dict[str, None]] = {}
    for row in _rows(lines, "|"):
        if len(row) < 15:
            continue
        concept, source, kind, code, text = row[0], row[11], row[12], row[13], row[14]
        if source == "RXNORM" and kind in ("BN", "IN", "PIN"):
            names[concept] = (kind, text)
        elif source == "ATC" and CODE.fullmatch(code):
            codes.setdefault(concept, {})[code] = None
    if not names:
        raise DownloadError("shape", name="RXNCONSO.RRF")
    trade: dict[str, dict[str, None]] = {}
    for row in _rows(beside, "|"):
        if len(row) > 7 and row[7] in ("has_tradename", "tradename_of"):
            one, two = (row[4], row[0]) if row[7] == "has_tradename" else (row[0], row[4])
            for brand, ingredient in ((one, two), (two, one)):
                if names.get(brand, ("",))[0] == "BN" and names.get(ingredient, ("",))[0] in ("IN", "PIN"):
                    trade.setdefault(brand, {})[ingredient] = None
    for concept, (kind, text) in names.items():
        parts = trade.get(concept, {}) if kind == "BN" else {concept: None}
        atc = tuple(dict.fromkeys(code for part in parts for code in codes.get(part, ())))
        yield Product(text, tuple(names[part][1] for part in parts), atc, "")


def read_unii(lines: Iterable[str], _: Iterable[str]) -> Iterator[Product]:
    """UNII_Names.txt of the American agency: tabs, a name and the substance it stands for; brands and common names."""
    rows = _rows(lines, "\t")
    places = _columns(
        next(rows, []), {"name": ("Name",), "kind": ("TYPE",), "substance": ("Display Name", "PT", "Preferred Term")}
    )
    for row in rows:
        name, substance = _cell(row, places, "name"), _cell(row, places, "substance")
        if name and substance and _cell(row, places, "kind") in ("bn", "of", "cn"):
            yield Product(re.sub(r"\s*\[.*\]$", "", name), (substance,), (), "")


REGISTERS: dict[str, Register] = {
    CBG: Register(read_cbg, "utf-8", ""),
    BDPM: Register(read_bdpm, "cp1252", "CIS_COMPO_bdpm.txt"),
    EMA: Register(read_ema, "utf-8", ""),
    RXNORM: Register(read_rxnorm, "utf-8", "RXNREL.RRF"),
    UNII: Register(read_unii, "utf-8", ""),
}
