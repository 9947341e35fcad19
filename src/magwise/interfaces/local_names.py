"""The file with medicine names of one's own downloads: where it lies, and the knowledge base with it laid beside."""

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from magwise.errors import StoreError
from magwise.files import FileRefused, open_input
from magwise.knowledge.load import load_knowledge

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

FOLDER, FILE = "magwise", "medicine-names.tsv"


def default_path() -> str:
    """The file in the person's own folder for data (XDG_DATA_HOME)."""
    base = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(base, FOLDER, FILE)


def load_all() -> "Knowledge":
    """The knowledge base, with the names of one's own downloads where there are any.

    Raises StoreError for a file that was not written by `magwise medicine import`.
    """
    path = default_path()
    try:
        stat = os.stat(path)
    except OSError:
        return load_knowledge()
    return _laid_beside(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=2)
def _laid_beside(path: str, _changed: int, _size: int) -> "Knowledge":
    from magwise.medicines.local_names import from_text, lay_beside

    try:
        with open_input(path) as file:
            names = list(from_text(file.read().decode()))
    except (OSError, ValueError, FileRefused):
        raise StoreError(f"the medicine names in {path} cannot be read: import them again or remove it") from None
    return lay_beside(load_knowledge(), names)
