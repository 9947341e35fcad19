"""Text in a cell of CSV that no spreadsheet takes for a formula, and back again without loss.

A cell that begins with = + - @ (wide forms too; blanks before them count for nothing), a tab or a line end gets an
apostrophe in front. So does one that begins with apostrophes and then one of these. Reading takes that one away. A
plain number stays as it is: a spreadsheet reads it as a number and nothing more.
"""

import re

_SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20\u2212"
_ENDS = "\t\r\n"
_FIRST = frozenset(f"'{_SIGNS}{_ENDS} \u00a0\ufeff\u200b")
_BLANK = " \t\r\n\u00a0\ufeff\u200b"
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?")


def safe_cell(text: str) -> str:
    """The text as a cell that stays text.

    >>> safe_cell("=1+1"), safe_cell("-1.5"), safe_cell("- slept"), safe_cell("'=1"), safe_cell("'s avonds")
    ("'=1+1", '-1.5', "'- slept", "''=1", "'s avonds")
    """
    return f"'{text}" if _is_formula(text) else text


def plain_text(cell: str) -> str:
    """The text that `safe_cell` made a cell of; any other cell as it stands.

    >>> plain_text("'=1+1"), plain_text("''=1"), plain_text("'s avonds"), plain_text("-1.5")
    ('=1+1', "'=1", "'s avonds", '-1.5')
    """
    return cell[1:] if cell[:1] == "'" and _is_formula(cell) else cell


def _is_formula(text: str) -> bool:
    if text[:1] not in _FIRST:
        return False
    core = text.lstrip("'")
    if core[:1] and core[0] in _ENDS:
        return True
    core = core.lstrip(_BLANK)
    return bool(core) and core[0] in _SIGNS and _NUMBER.fullmatch(core) is None
