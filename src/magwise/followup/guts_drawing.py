"""The simulated guts as one picture: loose days a person in twelve weeks, a bar for each way of dosing."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from magwise.followup.guts import Row
from magwise.picture import BRAND, FONT, INK, LINE, PAD, WIDE

LEFT, RIGHT, HIGH = 150, 90, 24
WAYS = {"target": "from the target", "ladder": "fixed ladder", "diary": "by the diary"}
FILLS = {
    "target": f'fill="none" stroke="{INK}" stroke-width="1.5"',
    "ladder": f'fill="{LINE}"',
    "diary": f'fill="{BRAND}"',
}


def draw_guts(groups: Sequence[tuple[str, Sequence[Row]]]) -> str:
    """One group of bars for each kind of person, as SVG, 640 wide. groups: a name and its rows, one per way."""
    most = max(row.loose for _, rows in groups for row in rows)
    scale = (WIDE - LEFT - RIGHT) / most if most else 0
    y, shapes = PAD, []
    for name, rows in groups:
        shapes.append(f'<text x="{PAD}" y="{y + FONT}" fill="{INK}" font-weight="bold">{escape(name)}</text>')
        y += HIGH
        for row in rows:
            wide = row.loose * scale
            shapes.append(f'<text x="{PAD}" y="{y + FONT}" fill="{INK}">{WAYS[row.way]}</text>')
            size = f'width="{wide:.1f}" height="14" data-loose="{row.loose:.2f}"'
            shapes.append(f'<rect x="{LEFT}" y="{y + 2}" {size} {FILLS[row.way]}/>')
            shapes.append(f'<text x="{LEFT + wide + 8:.1f}" y="{y + FONT}" fill="{INK}">{row.loose:.1f}</text>')
            y += HIGH
        y += PAD
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {y}" width="{WIDE}" height="{y}" '
        f'font-family="system-ui, sans-serif" font-size="{FONT}" role="img"><title>Loose days a person in twelve weeks'
        f"</title>{''.join(shapes)}</svg>"
    )
