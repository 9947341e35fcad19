"""Records of others as rows of ours: our own columns, the NIH label database (DSLD) and Open Food Facts.

The mapping of fields is written down in docs/how-to/catalogue.md.
"""

from collections.abc import Iterator, Mapping, Set
from typing import Any

from magwise.batch.rows import LabelRow, ProfileRow, Record, Seen, Voice, id_of
from magwise.profiles.profile import Profile

FIELDS = frozenset(Profile.__struct_fields__)
MG_IN_G = 1000
_EMPTY: tuple[object, ...] = (None, "")
_ABSENT = ("", "not present", "none")
_DSLD, _OFF = "ingredientRows", ("code", "product_name")
Values = Mapping[str, Any]


def lacks_label_columns(names: set[str]) -> str | None:
    """What a header lacks before labels can be read; None when nothing."""
    if _is_off(names) or _DSLD in names:
        return None
    return ", ".join(name for name in ("id", "text") if name not in names) or None


def lacks_profile_columns(names: set[str]) -> str | None:
    """What a header lacks before profiles can be answered; None when nothing."""
    if "id" not in names:
        return "id"
    return None if len(names) > 1 else "profile"


def label_row(record: Record, voice: Voice, seen: Seen) -> LabelRow:
    """A record as a label to read; seen: the ids that went by."""
    values = to_plain(record.values)
    name, error = _identity(record, values, voice, seen)
    return LabelRow(name, None if error else values.get("text"), values.get("lang"), error)


def profile_row(record: Record, voice: Voice, seen: Seen) -> ProfileRow:
    """A record as a profile to answer: its `profile`, or all its columns but `id`; never one and lose the other."""
    name, error = _identity(record, record.values, voice, seen)
    if error:
        return ProfileRow(name, None, error)
    if "profile" in record.values:
        beside = [key for key, value in record.values.items() if key.split(".")[0] in FIELDS and value not in _EMPTY]
        if beside:
            return ProfileRow(name, None, voice.row("both", names=", ".join(beside)))
        return ProfileRow(name, record.values["profile"])
    return ProfileRow(name, {key: value for key, value in record.values.items() if key != "id"})


def _identity(record: Record, values: Values, voice: Voice, seen: Seen) -> tuple[str | None, str | None]:
    name = id_of(values.get("id"))
    if record.fault is not None:
        return name, voice.row(record.fault)
    if name is None:
        typed = values.get("id")
        return None, voice.row("no_id" if typed is None or (isinstance(typed, str) and not typed.strip()) else "bad_id")
    return name, None if seen.add(name) else voice.row("double_id")


def to_plain(values: Values) -> Values:
    """A record with our own columns: id, name, text, lang, price, servings.

    Known are our own (with `label` for `text`), DSLD labels and Open Food Facts products; others stay as they are.
    """
    if "text" in values:
        return values
    if isinstance(values.get(_DSLD), list):
        return from_dsld(values)
    if isinstance(values.get("label"), str):
        return {**values, "text": values["label"]}
    return from_off(values) if _is_off(values.keys()) else values


def _is_off(names: Set[str]) -> bool:
    return all(name in names for name in _OFF)


def from_dsld(label: Values) -> Values:
    """A label of the Dietary Supplement Label Database as the panel that it describes.

    label: what `/dsld/v9/label/{id}` gives. Amounts are those of the first serving size; servings per container count
    only where they are one plain number. There is no price in it.

    >>> row = {"name": "Magnesium", "forms": [{"prefix": "as", "name": "Magnesium Oxide"}],
    ...        "quantity": [{"servingSizeOrder": 1, "quantity": 200, "unit": "mg"}]}
    >>> sizes = [{"order": 1, "minQuantity": 2, "maxQuantity": 2, "unit": "Tablet(s)"}]
    >>> print(from_dsld({"id": 1, "fullName": "Mg", "servingSizes": sizes, "ingredientRows": [row]})["text"])
    Mg
    Supplement Facts
    Serving Size: 2 Tablets
    Magnesium (as Magnesium Oxide) 200 mg
    """
    sizes = sorted((size for size in _dicts(label.get("servingSizes"))), key=lambda size: _order(size.get("order")))
    name = _said(label.get("fullName"))
    lines = [" ".join(part for part in (_said(label.get("brandName")), name) if part), "Supplement Facts"]
    order = None
    if sizes:
        order = sizes[0].get("order")
        lines.append(f"Serving Size: {_count(sizes[0])} {_unit(sizes[0].get('unit'))}".rstrip())
    lines += _dsld_rows(label.get(_DSLD), order)
    other = label.get("otheringredients")
    listed = _dicts(other.get("ingredients")) if isinstance(other, Mapping) else []
    names = [said for entry in listed if (said := _said(entry.get("name")))]
    if names:
        lines.append("Other Ingredients: " + ", ".join(names))
    return {
        "id": label.get("id"),
        "name": name or None,
        "text": "\n".join(line for line in lines if line),
        "lang": "en",
        "price": label.get("price"),
        "servings": _number(label.get("servingsPerContainer")),
    }


def _dsld_rows(rows: Any, order: Any) -> Iterator[str]:
    """The lines of the panel, with the rows below a row behind it."""
    for row in _dicts(rows):
        line = _said(row.get("name"))
        forms = [form for form in _dicts(row.get("forms")) if _said(form.get("name"))]
        if forms and "(" not in line:
            said = ", ".join(f"{_said(form.get('prefix'))} {_said(form.get('name'))}".strip() for form in forms)
            line += f" ({said})"
        amounts: list[Values] = _dicts(row.get("quantity"))
        fits = (entry for entry in amounts if order is None or entry.get("servingSizeOrder") in (order, None))
        amount: Values = next(fits, {})
        unit, number = _unit(amount.get("unit")), _number(amount.get("quantity"))
        if number is not None and unit.lower() not in ("np", ""):
            operator = _said(amount.get("operator"))
            line += f" {operator if operator != '=' else ''}{number:g} {unit}"
            percents = (_number(group.get("percent")) for group in _dicts(amount.get("dailyValueTargetGroup")))
            percent = next((found for found in percents if found is not None), None)
            line += f" {percent:g}% DV" if percent is not None else ""
        yield line
        yield from _dsld_rows(row.get("nestedRows"), order)


def from_off(product: Values) -> Values:
    """A product of Open Food Facts as the text that its pack shows.

    product: an object of the JSON Lines export, or a row of the CSV export. Magnesium stands as it was typed
    (`magnesium_value` with its unit, per `nutrition_data_per`), else in grams per serving or per 100 g.

    >>> product = {"code": "1", "product_name": "Mg", "serving_size": "1 tablet", "nutrition_data_per": "serving",
    ...            "nutriments": {"magnesium_value": 100, "magnesium_unit": "mg"}}
    >>> print(from_off(product)["text"])
    Mg
    Per 1 tablet: Magnesium 100 mg
    """
    lang = _said(product.get("lang") or product.get("lc")).lower()
    first = [_said(product.get(key)) for key in (f"product_name_{lang}", "product_name")]
    name = next((said for said in first if said), "")
    ingredients = next(
        (said for key in (f"ingredients_text_{lang}", "ingredients_text") if (said := _said(product.get(key)))), ""
    )
    serving = _said(product.get("serving_size"))
    inner = product.get("nutriments")
    facts: Values = inner if isinstance(inner, Mapping) else product
    lines = [
        ", ".join(said for said in (name, _said(product.get("brands")), _said(product.get("quantity"))) if said),
        _off_magnesium(facts, serving, _said(product.get("nutrition_data_per"))),
        ingredients,
    ]
    return {
        "id": product.get("code"),
        "name": name or None,
        "text": "\n".join(line for line in lines if line),
        "lang": lang or None,
        "price": product.get("price"),
        "servings": product.get("servings"),
    }


def _off_magnesium(facts: Values, serving: str, per: str) -> str:
    typed, unit = _number(facts.get("magnesium_value")), _said(facts.get("magnesium_unit"))
    portion = {"100g": "100 g", "serving": serving}.get(per, "")
    if typed is not None and unit.lower() in ("mg", "g", "µg", "mcg") and portion:
        return f"Per {portion}: Magnesium {typed:g} {unit}"
    for key, portion in (("magnesium_serving", serving), ("magnesium_100g", "100 g")):
        grams = _number(facts.get(key))
        if grams is not None and portion:
            return f"Per {portion}: Magnesium {grams * MG_IN_G:.6g} mg"
    return ""


def _dicts(value: Any) -> list[Values]:
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []


def _said(value: Any) -> str:
    """Text that says something; «Not Present» and the like say nothing."""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return "" if text.lower() in _ABSENT else text


def _number(value: Any) -> float | None:
    """A number, also when it is written as text; None for anything else.

    >>> _number("30"), _number(1.5), _number("about 30"), _number(True), _number("nan")
    (30.0, 1.5, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < float("inf") else None


def _order(value: Any) -> float:
    number = _number(value)
    return number if number is not None else float("inf")


def _count(size: Values) -> str:
    low, high = _number(size.get("minQuantity")), _number(size.get("maxQuantity"))
    shown = [f"{number:g}" for number in (low, high) if number is not None]
    return " - ".join(dict.fromkeys(shown))


def _unit(value: Any) -> str:
    """«Capsule(s)» as «Capsules»."""
    return _said(value).replace("(s)", "s").replace("(es)", "es")
