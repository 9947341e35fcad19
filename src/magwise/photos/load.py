"""Bytes in, one upright picture out: judged by its content, never by its name."""

import warnings
from io import BytesIO
from typing import Any

from magwise.errors import InputError
from magwise.knowledge.load import Knowledge
from magwise.photos.extra import need

LARGEST_BYTES = 10_000_000
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 4_000
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


def load_photo(data: bytes, *, knowledge: Knowledge, locale: str = "nl") -> Any:
    """The picture as a plain RGB `PIL.Image`: turned as the camera says, without place, time or maker.

    At most 10 MB and 60 million pixels; a side above 4,000 pixels is made smaller. Raises InputError, in the reader's
    words, for what is no picture, is broken or is too large.
    """

    def refuse(key: str, **values: object) -> InputError:
        what, mend = (knowledge.say(locale, f"photos.{key}{part}", **values) for part in ("", "_mend"))
        return InputError(knowledge.say(locale, "photos.where"), what, mend)

    if len(data) > LARGEST_BYTES:
        raise refuse("too_large", mb=-(-len(data) // 1_000_000))
    kind = find_format(data)
    if kind is None:
        raise refuse("not_a_photo")
    images, turning = need("PIL.Image"), need("PIL.ImageOps")
    if kind == "HEIF":
        need("pillow_heif").register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", images.DecompressionBombWarning)
            opened = images.open(BytesIO(data), formats=[kind])
        with opened:
            # Checked before anything is unpacked.
            if opened.width * opened.height > MOST_PIXELS:
                raise refuse("too_many_pixels")
            opened.load()
            picture = turning.exif_transpose(opened)
    except InputError:
        raise
    except (images.DecompressionBombError, images.DecompressionBombWarning):
        raise refuse("too_many_pixels") from None
    except (OSError, ValueError, SyntaxError, RuntimeError):
        raise refuse("broken") from None
    return _plain(picture, images)


def _plain(picture: Any, images: Any) -> Any:
    """Only colours on white: no transparency, no hidden data."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        sheet = images.new("RGBA", picture.size, (255, 255, 255, 255))
        picture = images.alpha_composite(sheet, picture)
    picture = picture.convert("RGB")
    longest = max(picture.size)
    if longest > LONGEST_SIDE:
        width, height = (max(1, round(side * LONGEST_SIDE / longest)) for side in picture.size)
        picture = picture.resize((width, height), images.Resampling.LANCZOS)
    clean = images.new("RGB", picture.size)
    clean.paste(picture)
    return clean
