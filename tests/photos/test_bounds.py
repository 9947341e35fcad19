"""The worst pictures: refused by their head, or read within 300 MB; nothing of a photo is held afterwards."""

import io
import random
import subprocess
import sys

import pytest

from magwise.errors import InputError
from magwise.knowledge.load import load_knowledge
from magwise.photos.extra import is_installed, need
from magwise.photos.load import LONGEST_SHAPE, LONGEST_SIDE, MOST_PIXELS, load_photo

pytestmark = pytest.mark.skipif(not is_installed(), reason="the extra «photo» is not installed")
KNOWLEDGE = load_knowledge()
MOST_MB = 300
READ = """
import sys, time
from magwise.errors import InputError
from magwise.knowledge.load import load_knowledge
from magwise.photos.read import read_photo
knowledge = load_knowledge()
def rest(name):
    return next(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith(name))
for path in sys.argv[1:]:
    began = time.process_time()
    try:
        said = read_photo(open(path, "rb").read(), knowledge=knowledge).text[:20]
    except InputError as error:
        said = error.what
    said = said.replace("\\n", " ")
    print(rest("VmHWM"), rest("VmRSS"), time.process_time() - began, said, sep="|")
"""


def saved(picture, kind, **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def plain(width, height, mode="RGB"):
    return need("PIL.Image").new(mode, (width, height))


def told(picture, kind, **options):
    with pytest.raises(InputError) as refused:
        load_photo(saved(picture, kind, **options), knowledge=KNOWLEDGE)
    return refused.value.what


def test_an_odd_shape_is_refused_by_its_head():
    assert "vreemde vorm (2001 bij 166" in told(plain(2001, 166), "PNG")
    assert "vreemde vorm" in told(plain(10, 10 * LONGEST_SHAPE + 1), "PNG")
    assert "vreemde vorm" in told(plain(1_000_000, 1, "1"), "PNG")
    assert load_photo(saved(plain(10 * LONGEST_SHAPE, 10), "PNG"), knowledge=KNOWLEDGE).size == (120, 10)


@pytest.mark.parametrize(
    ("kind", "limit", "mode", "options"),
    [
        ("PNG", "PNG", "1", {}), ("PNG", "PNG", "L", {}), ("PNG", "ALPHA", "LA", {}),
        ("JPEG", "PASSES", "L", {"progressive": True}), ("WEBP", "WEBP", "RGB", {"lossless": True, "method": 0}),
    ],
)  # fmt: skip
def test_each_format_has_its_own_number_of_pixels(kind, limit, mode, options):
    side = int(MOST_PIXELS[limit] ** 0.5)
    most = f"meer dan {MOST_PIXELS[limit] // 1_000_000} miljoen"
    assert most in told(plain(side, side + 9, mode), kind, **options)
    loaded = load_photo(saved(plain(side, side, mode), kind, **options), knowledge=KNOWLEDGE)
    assert max(loaded.size) <= LONGEST_SIDE
    assert loaded.mode == "RGB"


def test_a_large_jpeg_is_made_smaller_while_it_is_unpacked():
    loaded = load_photo(saved(plain(8_000, 7_000, "L"), "JPEG"), knowledge=KNOWLEDGE)
    assert loaded.size == (LONGEST_SIDE, LONGEST_SIDE * 7 // 8)


def test_a_jpeg_of_very_many_passes_is_refused():
    data = saved(plain(600, 400), "JPEG", progressive=True)
    begin = data.index(b"\xff\xda")
    end = data.rindex(b"\xff\xd9")
    one = data[begin : data.index(b"\xff", begin + 2)]
    with pytest.raises(InputError, match="beschadigd"):
        load_photo(data[:end] + one * 40 + data[end:], knowledge=KNOWLEDGE)


@pytest.mark.parametrize("turn", range(1, 9))
def test_every_way_a_camera_may_be_held_is_followed(turn):
    images = need("PIL.Image")
    upright = images.new("RGB", (40, 24), (255, 255, 255))
    upright.paste((200, 0, 0), (0, 0, 10, 8))
    upright.paste((0, 0, 200), (30, 16, 40, 24))
    held = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[turn]  # the opposite of what the tag asks for
    exif = images.Exif()
    exif[0x0112] = turn
    taken = upright if held is None else upright.transpose(held)
    loaded = load_photo(saved(taken, "PNG", exif=exif), knowledge=KNOWLEDGE)
    assert loaded.size == upright.size
    assert loaded.tobytes() == upright.tobytes()


def page(width, height, size, seed=4):
    """A page full of words."""

    fonts, dice = need("PIL.ImageFont"), random.Random(seed)
    font = fonts.load_default(size)
    sheet = need("PIL.Image").new("L", (width, height), 255)
    draw = need("PIL.ImageDraw").Draw(sheet)
    for top in range(4, height - size, int(size * 1.4)):
        left = 4
        while left < width:
            word = dice.choice(("magnesium", "citraat", "mg", "200", "tablet", "per", "12,5", "zink"))
            draw.text((left, top), word, fill=0, font=font)
            left += int(draw.textlength(word, font=font)) + size * dice.choice((1, 3))
    return sheet


def test_the_worst_pictures_stay_within_their_memory_and_leave_none_behind(tmp_path):
    from photos.render import draw_shot, photograph

    panel = "Per 2 tabletten\nMagnesium (citraat) | 150 mg | 40%"
    shot = photograph(panel, 3, draw_shot(3)._replace(quarter=0))
    large = need("PIL.Image").open(io.BytesIO(shot))
    noise = need("PIL.Image").effect_noise((4_000, 3_000), 60)
    bodies = {
        "a.jpg": (shot, "Per 2 tabletten"),
        "one-bit.png": (saved(plain(7_600, 7_700, "1"), "PNG"), "te groot (meer dan 14"),
        "wide.png": (saved(plain(14_000_000, 1, "1"), "PNG"), "vreemde vorm"),
        "dense.png": (saved(page(3_600, 3_600, 40), "PNG"), "te veel tekst"),
        "lines.png": (saved(page(12_000, 1_100, 30), "PNG"), ""),
        "noise.jpg": (saved(noise, "JPEG", quality=60), ""),
        "large.jpg": (saved(large.resize((6_000, 6_000 * large.height // large.width)), "JPEG"), "Per 2 tabletten"),
        "b.jpg": (shot, "Per 2 tabletten"),
    }
    for name, (data, _) in bodies.items():
        (tmp_path / name).write_bytes(data)
    paths = [str(tmp_path / name) for name in bodies]
    done = subprocess.run([sys.executable, "-c", READ, *paths], capture_output=True, text=True, check=True)
    print(done.stdout)
    lines = [line.split("|") for line in done.stdout.splitlines()]
    assert len(lines) == len(bodies)
    for (name, (_, said)), (peak, _held, seconds, heard) in zip(bodies.items(), lines, strict=True):
        assert int(peak) < MOST_MB, name
        assert said in heard, name
        if name in ("one-bit.png", "wide.png"):
            assert float(seconds) < 0.5, name
    assert int(lines[-1][1]) - int(lines[0][1]) < 30  # MB held after all of them, beside after the first
