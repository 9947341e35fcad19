"""Photos of labels, made from their text: printed as a panel, put on a jar, and photographed badly. Seeded.

`python tests/photos/render.py FOLDER [--count 12]` writes some, to look at.
"""

import argparse
import io
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

DEV = Path(__file__).parents[3] / "shared" / "labels" / "dev.jsonl"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")
FONTS = (
    "DejaVuSans", "DejaVuSerif", "DejaVuSansMono", "DejaVuSansCondensed", "DejaVuSans-Bold", "DejaVuSerifCondensed",
    "LiberationSans-Regular", "LiberationSans-Bold", "LiberationSerif-Regular", "LiberationSansNarrow-Regular",
    "LiberationSansNarrow-Bold", "LiberationSerif-Italic", "LiberationMono-Regular",
)  # fmt: skip
PAPERS = (
    ((20, 20, 20), (250, 250, 248)), ((30, 40, 90), (235, 240, 225)), ((250, 250, 250), (40, 80, 60)),
    ((60, 40, 20), (240, 225, 200)), ((245, 245, 245), (25, 25, 60)), ((90, 90, 95), (252, 252, 252)),
)  # fmt: skip
TABLE = (120, 100, 80)
ROW = re.compile(
    r"^(.*?\S)\s+((?:<\s?)?\d[\d.,  ]*\s?(?:mg|mcg|µg|μg|g|IU|IE|UI|mmol))(?:\s+(\(?[<]?\d+[.,]?\d*\s?%.*))?$"
)


class Shot(NamedTuple):
    """How a photo is taken. Lengths in pixels, angles in degrees, the rest as shares."""

    font: str
    size: int
    paper: int
    columns: bool
    turn: float
    quarter: int
    blur: float
    curve: float
    slant: float
    glare: float
    noise: float
    shade: float
    quality: int


def draw_shot(seed: int, *, quarters: float = 0.1, hard: bool = False) -> Shot:
    """A way of taking a photo, drawn from a seed. quarters: share that lies on its side or upside down.

    hard: print of 14 to 18 pixels, out of focus, in bad light, saved small: what a person should take again.
    """
    dice = random.Random(seed)
    if hard:
        return Shot(
            font=dice.choice(FONTS), size=dice.choice((14, 16, 18)), paper=dice.randrange(len(PAPERS)),
            columns=dice.random() < 0.6, turn=dice.uniform(-10, 10),
            quarter=dice.choice((90, 180, 270)) if dice.random() < quarters else 0,
            blur=dice.uniform(0.6, 1.3), curve=dice.choice((0, dice.uniform(0.05, 0.12))), slant=dice.uniform(0, 0.07),
            glare=dice.uniform(0.2, 0.7), noise=dice.uniform(3, 10), shade=dice.uniform(0.35, 1),
            quality=dice.choice((25, 35, 50)),
        )  # fmt: skip
    return Shot(
        font=dice.choice(FONTS), size=dice.choice((18, 20, 22, 26, 30)), paper=dice.randrange(len(PAPERS)),
        columns=dice.random() < 0.6, turn=dice.uniform(-7, 7),
        quarter=dice.choice((90, 180, 270)) if dice.random() < quarters else 0,
        blur=dice.uniform(0, 1.4), curve=dice.choice((0, 0, dice.uniform(0.02, 0.10))), slant=dice.uniform(0, 0.05),
        glare=dice.choice((0, dice.uniform(0.2, 0.55))), noise=dice.uniform(0, 10), shade=dice.uniform(0.6, 1),
        quality=dice.choice((40, 55, 75, 90)),
    )  # fmt: skip


def find_font(name: str) -> str | None:
    """The file of a font; None where it is not installed."""
    for folder in FONT_FOLDERS:
        for path in sorted(Path(folder).rglob(f"{name}.ttf")) if Path(folder).is_dir() else ():
            return str(path)
    return None


def print_panel(text: str, shot: Shot) -> Any:
    """The text as it is printed: long lines wrapped, amounts and percents in columns of their own."""
    from PIL import Image, ImageDraw, ImageFont

    path = find_font(shot.font) or find_font("DejaVuSans") or find_font("LiberationSans-Regular")
    font = ImageFont.truetype(path, shot.size) if path else ImageFont.load_default(shot.size)
    ink, paper = PAPERS[shot.paper]
    widest = 44 * shot.size * 0.55
    rows: list[list[str]] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"\s*[|\t]\s*", line)] if re.search(r"[|\t]", line) else [line]
        match = ROW.match(line) if len(cells) == 1 and shot.columns else None
        if match:
            cells = [match[1], match[2], match[3] or ""]
        if len(cells) == 1 or len(" ".join(cells)) > 90:
            rows += [[part] for part in _wrap(" ".join(cells), font, widest * 1.5)]
        else:
            head = _wrap(cells[0], font, widest)
            rows += [[part] for part in head[:-1]] + [[head[-1], *cells[1:]]]
    most = max(len(row) for row in rows)
    widths = [max([font.getlength(row[at]) for row in rows if len(row) > max(1, at)] or [0]) for at in range(most)]
    width = int(max(sum(widths) + 40 * most, *(font.getlength(row[0]) for row in rows if len(row) == 1), 60)) + 60
    step = shot.size * 1.5
    picture = Image.new("RGB", (width, int(step * len(rows)) + 60), paper)
    pen = ImageDraw.Draw(picture)
    for index, row in enumerate(rows):
        y = 30 + index * step
        pen.text((30, y), row[0], font=font, fill=ink)
        right = width - 30
        for at in range(len(row) - 1, 0, -1):
            pen.text((right, y), row[at], font=font, fill=ink, anchor="ra")
            right -= widths[at] + 40
    return picture


def _wrap(text: str, font: Any, widest: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > widest:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def photograph(text: str, seed: int, shot: Shot | None = None) -> bytes:
    """A JPEG of the text as a hasty hand takes it."""
    import cv2
    import numpy
    from PIL import Image

    shot = shot or draw_shot(seed)
    dice = random.Random(seed + 1)
    pixels = numpy.asarray(print_panel(text, shot)).astype("float32")
    height, width = pixels.shape[:2]
    if shot.curve:  # round a jar: the sides narrow and the lines bow
        across = numpy.linspace(-1, 1, width)
        source = (numpy.arcsin(across * 0.9) / numpy.arcsin(0.9) + 1) / 2 * (width - 1)
        bow = (1 - numpy.sqrt(1 - (across * 0.8) ** 2)) * min(height, 600) * shot.curve
        room = int(bow.max()) + 1
        pixels = cv2.copyMakeBorder(pixels, room, room, 0, 0, cv2.BORDER_CONSTANT, value=PAPERS[shot.paper][1])
        height += 2 * room
        down = numpy.arange(height, dtype="float32")[:, None] + bow[None].astype("float32") - bow.max() / 2
        side = numpy.broadcast_to(source.astype("float32"), (height, width))
        pixels = cv2.remap(
            pixels, side.copy(), down.astype("float32"), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
    edge = int(0.12 * max(width, height)) + 30
    canvas = cv2.copyMakeBorder(pixels, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=TABLE)
    high, wide = canvas.shape[:2]
    corners = numpy.array([[0, 0], [wide, 0], [wide, high], [0, high]], dtype="float32")
    moved = corners + numpy.array(
        [[dice.uniform(-1, 1) * shot.slant * wide, dice.uniform(-1, 1) * shot.slant * high] for _ in range(4)],
        dtype="float32",
    )
    canvas = cv2.warpPerspective(
        canvas, cv2.getPerspectiveTransform(corners, moved), (wide, high), flags=cv2.INTER_CUBIC, borderValue=TABLE
    )
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), shot.turn, 1.0)
    canvas = cv2.warpAffine(canvas, turn, (wide, high), flags=cv2.INTER_CUBIC, borderValue=TABLE)
    if shot.glare:
        spot = numpy.zeros((high, wide), dtype="float32")
        centre = (int(dice.uniform(0.2, 0.8) * wide), int(dice.uniform(0.2, 0.8) * high))
        cv2.ellipse(
            spot, centre, (max(20, wide // 5), max(15, high // 9)), dice.uniform(0, 180), 0, 360, shot.glare, -1
        )
        spot = cv2.GaussianBlur(spot, (0, 0), max(wide, high) / 25)[:, :, None]
        canvas = canvas * (1 - spot) + 255 * spot
    canvas = canvas * numpy.linspace(1, shot.shade, wide)[None, :, None]
    if shot.blur > 0.2:
        canvas = cv2.GaussianBlur(canvas, (0, 0), shot.blur)
    canvas = canvas + numpy.random.default_rng(seed).normal(0, shot.noise, (high, wide, 1))
    picture = Image.fromarray(canvas.clip(0, 255).astype("uint8"))
    if shot.quarter:
        picture = picture.rotate(-shot.quarter, expand=True)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=shot.quality)
    return out.getvalue()


def dev_records(most_lines: int = 25, longest: int = 900) -> Iterator[dict[str, Any]]:
    """The annotated labels that fit a photo: with a decided amount, short enough to be one panel."""
    for line in DEV.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        text = record["text"]
        decided = record["gold"]["verdict"] in ("ok", "compound_only") and record["origin"] != "photo"
        if decided and len(text) <= longest and text.count("\n") < most_lines:
            yield record


def main() -> None:
    """Write some photos, to look at."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=12)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for seed, record in enumerate(list(dev_records())[: options.count]):
        (options.folder / f"{seed:03}-{record['id']}.jpg").write_bytes(photograph(record["text"], seed))


if __name__ == "__main__":
    main()
