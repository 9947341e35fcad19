"""Reading pictures back: everything inside the frame, every text one that the frame has room for."""

import re
from xml.etree import ElementTree

from magwise.picture import FONT, text_width

SVG = "{http://www.w3.org/2000/svg}"


def read(svg):
    """The picture as a tree; ids of patterns are its own and every fill that points at one finds it."""
    root = ElementTree.fromstring(svg)
    ids = [found.get("id") for found in root.iter() if found.get("id")]
    assert len(set(ids)) == len(ids)
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(ids)
    assert root.get("aria-hidden") == "true"
    assert "style=" not in svg
    return root


def texts(root):
    return [text.text for text in root.iter(f"{SVG}text")]


def marks(root, name):
    """Shapes of a class, in their order."""
    return [found for found in root.iter() if f"mw-{name}" in (found.get("class") or "").split()]


def assert_inside(root, spare=0.01):
    """No shape and no text leaves the frame, by the careful width of `text_width`."""
    width, height = (float(part) for part in root.get("viewBox").split()[2:])
    assert float(root.get("font-size")) >= 13
    for rect in (found for found in root.iter(f"{SVG}rect") if found.get("x") is not None):
        x, y, w, h = (float(rect.get(key)) for key in ("x", "y", "width", "height"))
        assert min(x, y) >= 0
        assert min(w, h) >= 0
        assert x + w <= width + spare
        assert y + h <= height + spare
    for text in root.iter(f"{SVG}text"):
        x, y = float(text.get("x")), float(text.get("y"))
        wide = text_width(text.text, bold=text.get("font-weight") == "bold")
        left = x - {"start": 0, "middle": wide / 2, "end": wide}[text.get("text-anchor")]
        assert left >= -spare, text.text
        assert left + wide <= width + spare, text.text
        assert FONT - 2 <= y <= height - 3, text.text
        assert not text.text.endswith("…"), text.text
    for disc in (found for found in root.iter(f"{SVG}circle") if float(found.get("cx")) != 3):
        x, y, r = (float(disc.get(key)) for key in ("cx", "cy", "r"))
        assert x - r >= 0
        assert x + r <= width
        assert y - r >= 0
        assert y + r <= height
    for path in root.iter(f"{SVG}path"):
        across = re.fullmatch(r"M(\S+) (\S+?)H(\S+)", path.get("d"))
        if across:
            x, y, over = map(float, across.groups())
            assert 0 <= min(x, over) <= max(x, over) <= width
            assert 0 <= y <= height
