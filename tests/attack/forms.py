"""Forms that nobody fills in so: the fields of every page, spoiled, doubled, left out or sent in another way."""

import random
from urllib.parse import quote_from_bytes, urlencode

from attack.bodies import TEXTS, Sent

PAGES = ("goal", "you", "alarm", "health", "medicines", "gut", "now", "day", "review")
GOOD: dict[str, dict[str, str]] = {
    "goal": {"goal": "sleep", "also": "energy", "complaints": "muscle_cramps"},
    "you": {"age": "42", "sex": "female", "maternal": "none"},
    "alarm": {"red_flags": "none"},
    "health": {"conditions": "none", "unsure": "kidneys"},
    "medicines": {"takes": "yes", "rows": "2", "name-0": "Thyrax 100 mcg", "times-0": "7 uur", "name-1": "doxycycl", "pick-1": "other"},
    "gut": {"sensitive": "no", "stool": "normal", "laxative": "no"},
    "now": {"takes": "yes", "rows": "1", "label-0": "magnesium citraat 100 mg", "per_day-0": "2", "times-0": "8", "form": "citrate"},
    "day": {"wake": "7", "bed": "23.00", "meals": "7.30, 12.30 en 18 uur"},
    "review": {"jurisdiction": "EU"},
    "products": {"rows": "1", "name-0": "Potje", "label-0": "Per 2 tabletten: magnesium 200 mg", "price-0": "17,95", "servings-0": "45"},
    "label": {"label": "Per 2 tabletten: magnesium (citraat) 200 mg", "per_day": "2", "barcode": "8712345678901", "read": ""},
    "medicine": {"rows": "1", "name-0": "Thyrax", "times-0": "7:00, 19:00"},
}  # fmt: skip
DIGITS = "9" * 5_000
ACTIONS = (
    "",
    "add",
    "back",
    "remove-0",
    "remove-1",
    "remove-29",
    "remove-",
    "remove--1",
    f"remove-{DIGITS}",
    "remove-٣",
    "remove-1e3",
    "ADD",
    "\0",
)
NAMES = (
    "rows", "takes", f"name-{DIGITS}", "name-", "-", "name-0-0", "name-²", "times-30", "_token", "_lang", "_action", "", "photo", "label", "read",
    "goal", "red_flags", "pick-0", "varies-0", "movable-0", "label-0", "price-0", "servings-0", "per_day-0", "x" * 2_000,
)  # fmt: skip
VALUES = (
    *TEXTS, "yes", "no", "none", "unsure", "other", "42", "121", "²", "٤٢", "7 uur", "24:00", "99", "12,5", "1.000",
    " ".join(f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(1_440)), ", ".join(["07:00"] * 500), "0" * 400, "7:5", "１２:３０",
)  # fmt: skip
IDS = ("0" * 32, "f" * 32, "x", "..", "%2e%2e", "%00", "%ff", "é", "a" * 3_000, "'; DROP TABLE labels; --", "0" * 31)
KINDS = (
    "application/x-www-form-urlencoded; charset=utf-16", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=x; charset=klingon", "application/json", "text/plain", "",
)  # fmt: skip
PICTURES = (
    b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\xff" * 40, b"\xff\xd8\xff" + b"\0" * 99, b"RIFF\0\0\0\0WEBPVP8 ",
    b"\0\0\0\x18ftypheic" + b"\0" * 60,
)  # fmt: skip


def form_request(rng: random.Random, draft: str, token: str) -> Sent:
    """One request to a page, most often a filled-in form with its right token."""
    lang = rng.choice(("nl", "en"))
    page = rng.choice(list(GOOD))
    fields = _fields(rng, page)
    if rng.random() < 0.95:
        fields.append(("_token", token))
    draft = rng.choice(IDS) if rng.random() < 0.05 else draft
    path = {"label": "label", "medicine": "medicine", "products": f"check/{draft}/more/products"}.get(
        page, f"check/{draft}/{page}"
    )
    roll = rng.random()
    if roll < 0.08:
        return Sent("GET", f"/{lang}/{path}?{_query(rng)}", {}, b"")
    if roll < 0.12:
        wild = rng.choice(("label", "medicine", "advice", "check", "knowledge", "check/x/more", "nope"))
        return Sent(rng.choice(("GET", "POST", "PUT", "HEAD")), f"/{lang}/{wild}/{rng.choice(IDS)}", {}, b"")
    if roll < 0.2:
        return _multipart(rng, f"/{lang}/{path}", fields)
    content = urlencode(fields, encoding="utf-8", errors="surrogatepass").encode()
    if rng.random() < 0.05:
        content = content.replace(b"=", rng.choice((b"", b"==", b"=%", b"=%zz", b"=%ff%fe", b"&")), 1)
    kind = rng.choice(KINDS) if rng.random() < 0.05 else "application/x-www-form-urlencoded"
    return Sent("POST", f"/{lang}/{path}", {"content-type": kind}, content)


def _fields(rng: random.Random, page: str) -> list[tuple[str, str]]:
    fields = list(GOOD[page].items())
    for _ in range(rng.choice((0, 1, 1, 2, 4))):
        place = rng.randrange(len(fields) + 1)
        match rng.randrange(6):
            case 0 if fields and place < len(fields):
                del fields[place]
            case 1 if place < len(fields):
                fields.insert(place, fields[place])
            case 2:
                fields.insert(place, (rng.choice(NAMES), rng.choice(VALUES)))
            case 3:
                fields += [(f"name-{row}", rng.choice(("Thyrax", "paracetamol"))) for row in range(rng.choice((3, 35)))]
            case _ if place < len(fields):
                fields[place] = (fields[place][0], rng.choice(VALUES))
    if rng.random() < 0.35:
        fields.append(("_action", rng.choice(ACTIONS)))
    if rng.random() < 0.08:
        fields.append(("_lang", rng.choice(VALUES)))
    if rng.random() < 0.02:
        fields += [(f"f{number}", "x") for number in range(600)]
    return fields


def _query(rng: random.Random) -> str:
    name = rng.choice(("example", "locale", "x", "%00", "=", "&&"))
    return f"{name}={quote_from_bytes(rng.choice(VALUES)[:200].encode('utf-8', 'surrogatepass'))}"


def _multipart(rng: random.Random, path: str, fields: list[tuple[str, str]]) -> Sent:
    """A form in parts, with a picture that is none, whole or cut off."""
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="' + name[:200].encode("utf-8", "replace").replace(b'"', b"") + b'"\r\n\r\n'
        + value.encode("utf-8", "replace") for name, value in fields
    ]  # fmt: skip
    if rng.random() < 0.7:
        head = (
            b'--x\r\nContent-Disposition: form-data; name="photo"; filename="'
            + rng.choice((b"a.jpg", b"../a", b"\xff", b""))
            + b'"'
        )
        parts.append(head + b"\r\nContent-Type: image/jpeg\r\n\r\n" + rng.choice(PICTURES))
    content = b"\r\n".join(parts) + b"\r\n--x--\r\n"
    if rng.random() < 0.2:
        content = content[: rng.randrange(len(content))]
    return Sent("POST", path, {"content-type": "multipart/form-data; boundary=x"}, content)
