"""Bytes in, one upright picture out: judged by its content, never by its name."""

import warnings
from io import BytesIO
from typing import Any

from magwise.errors import InputError
from magwise.knowledge.load import Knowledge
from magwise.photos.extra import need

LARGEST_BYTES = 10_000_000
LONGEST_SIDE = 2_800
# A picture is unpacked before it is made smaller, and each format takes its own memory for a pixel. So many fit in some
# 130 MB. A JPEG is made smaller while it is unpacked, unless it comes in many passes.
MOST_PIXELS = {
    "JPEG": 60_000_000, "PASSES": 12_000_000, "PNG": 14_000_000, "ALPHA": 9_000_000, "HEIF": 14_000_000,
    "WEBP": 8_000_000,
}  # fmt: skip
MOST_PASSES = 30
LONGEST_SHAPE = 12  # how many times longer than wide; a strip of paper is, a label hardly ever
_BEGIN_OF_PASS = b"\xff\xda"
_ORIENTATION = 0x0112
_TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}  # what the tag says → how Pillow turns the picture upright
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"heif"})


def find_format(data: bytes) -> str | None:
    """The format of a picture by its first bytes: JPEG, PNG, WEBP or HEIF; None for anything else.

    >>> find_format(b"GIF89a"), find_format(bytes.fromhex("89504e470d0a1a0a"))
    (None, 'PNG')
    """
    if data[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return "HEIF"
    return None


def check_photo(data: bytes, *, knowledge: Knowledge, locale: str = "nl") -> str:
    """The format of a picture that may be opened, by its first bytes and size alone.

    Raises InputError, in the reader's words, for what is no picture or more than 10 MB.
    """
    if len(data) > LARGEST_BYTES:
        raise refusal("too_large", knowledge, locale, mb=-(-len(data) // 1_000_000))
    kind = find_format(data)
    if kind is None:
        raise refusal("not_a_photo", knowledge, locale)
    return kind


def refusal(key: str, knowledge: Knowledge, locale: str, **values: object) -> InputError:
    """Why a photo is not read, and what to do, by the key of the sentence."""
    what, mend = (knowledge.say(locale, f"photos.{key}{part}", **values) for part in ("", "_mend"))
    return InputError(knowledge.say(locale, "photos.where"), what, mend)


def load_photo(data: bytes, *, knowledge: Knowledge, locale: str = "nl") -> Any:
    """The picture as a plain RGB `PIL.Image`: turned as the camera says, without place, time or maker.

    At most 10 MB and as many pixels as MOST_PIXELS says, seen in its head before anything is unpacked; a side above
    2,800 pixels is made smaller. Raises InputError, in the reader's words, for what is no picture, is broken or is too
    large.
    """
    kind = check_photo(data, knowledge=knowledge, locale=locale)
    images = need("PIL.Image")
    if kind == "HEIF":
        need("pillow_heif").register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", images.DecompressionBombWarning)  # our own limits are lower
            opened = images.open(BytesIO(data), formats=[kind])
        _check_head(opened, data, kind, knowledge, locale)
        picture = _unpack(opened)
        del opened  # it holds the picture as large as it was
        return _plain(picture, images)
    except InputError:
        raise
    except images.DecompressionBombError:
        raise refusal("too_many_pixels", knowledge, locale, most=MOST_PIXELS[kind] // 1_000_000) from None
    except (OSError, ValueError, SyntaxError, RuntimeError):
        raise refusal("broken", knowledge, locale) from None


def _check_head(opened: Any, data: bytes, kind: str, knowledge: Knowledge, locale: str) -> None:
    """Refuse what would take too much to unpack."""
    passes = kind == "JPEG" and bool(opened.info.get("progressive"))
    if passes and data.count(_BEGIN_OF_PASS) > MOST_PASSES:
        raise refusal("broken", knowledge, locale)
    most = MOST_PIXELS["PASSES" if passes else kind]
    if kind == "PNG" and _is_sheer(opened):
        most = MOST_PIXELS["ALPHA"]
    if opened.width * opened.height > most:
        raise refusal("too_many_pixels", knowledge, locale, most=most // 1_000_000)
    if max(opened.size) > LONGEST_SHAPE * min(opened.size):
        raise refusal("odd_shape", knowledge, locale, width=opened.width, height=opened.height)


def _is_sheer(picture: Any) -> bool:
    """Whether one can see through it."""
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def _unpack(opened: Any) -> Any:
    """The picture, made smaller as early as can be, and turned as its camera says."""
    turn = opened.getexif().get(_ORIENTATION, 1)
    longest = max(opened.size)
    size = tuple(max(1, round(side * min(1.0, LONGEST_SIDE / longest))) for side in opened.size)
    opened.draft(None, size)
    opened.load()
    picture = opened
    del opened
    if picture.mode in ("1", "P", "PA"):  # colours by number cannot be mixed
        picture = picture.convert("L" if picture.mode == "1" else "RGBA" if _is_sheer(picture) else "RGB")
    if max(picture.size) > LONGEST_SIDE:
        picture = picture.resize(size, need("PIL.Image").Resampling.LANCZOS)
    how = _TURNS.get(turn)
    return picture if how is None else picture.transpose(how)


def _plain(picture: Any, images: Any) -> Any:
    """Only colours on white: no transparency, no hidden data."""
    if _is_sheer(picture):
        picture = picture.convert("RGBA")
        sheet = images.new("RGBA", picture.size, (255, 255, 255, 255))
        picture = images.alpha_composite(sheet, picture)
    if picture.mode != "RGB":
        picture = picture.convert("RGB")
    clean = images.new("RGB", picture.size)
    clean.paste(picture)
    return clean
