"""Seven shapes of stool, drawn by ourselves: the published chart and its wording are protected.

1 and 2 are hard, 3 to 5 ordinary, 6 loose, 7 watery (contract). The words are `diary.shape.1` to `7`.
"""

from magwise.picture import INK, PAPER

WIDE, TALL = 48, 24
_BODY = f'fill="{INK}" class="mw-ink"'
_LINE = f'fill="none" stroke="{INK}" stroke-width="2" stroke-linecap="round" class="mw-stroke"'
_CRACK = f'fill="none" stroke="{PAPER}" stroke-width="1.5" class="mw-crack"'


def _discs(*discs: tuple[float, float, float]) -> str:
    return "".join(f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" {_BODY}/>' for x, y, r in discs)


SHAPES = {
    1: _discs((6, 14, 4), (16, 10, 4), (25, 15, 4), (34, 9, 4), (42, 15, 4)),
    2: _discs((9, 13, 6), (18, 11, 7), (28, 13, 7), (38, 12, 6)),
    3: f'<rect x="4" y="5" width="40" height="14" rx="7" {_BODY}/>'
    f'<path d="M13 5l2 5M23 19l-2-5M31 5l-1 6M37 19l1-5" {_CRACK}/>',
    4: f'<path d="M4 15C10 5 17 8 24 9S36 5 42 8Q46 12 42 16 35 20 24 18T8 20Q3 20 4 15Z" {_BODY}/>',
    5: f'<ellipse cx="9" cy="14" rx="7" ry="5" {_BODY}/><ellipse cx="25" cy="10" rx="7" ry="5" {_BODY}/>'
    f'<ellipse cx="40" cy="15" rx="7" ry="5" {_BODY}/>',
    6: f'<path d="M4 16q3-8 9-4 4-7 10-2 6-5 10 1 6-3 11 5-3 5-10 3-6 4-12 1-9 3-18-4z" {_BODY}/>',
    7: f'<path d="M3 8q5-4 10 0t10 0 10 0 11 0M3 14q5-4 10 0t10 0 10 0 11 0M3 20q5-4 10 0t10 0 10 0 11 0" {_LINE}/>',
}


def draw_stool(bristol: int) -> str:
    """One shape as a small SVG, 48 by 24. bristol: 1 to 7."""
    return (
        f'<svg class="stool" viewBox="0 0 {WIDE} {TALL}" width="{WIDE}" height="{TALL}" aria-hidden="true" '
        f'focusable="false">{SHAPES[bristol]}</svg>'
    )
