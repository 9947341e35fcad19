"""The libraries of the extra «photo», brought in only when a photo is read."""

from importlib import import_module
from typing import Any

from magwise.errors import ExtraMissingError

EXTRA = "photo"
LIBRARIES = ("numpy", "cv2", "PIL.Image", "pillow_heif", "onnxruntime", "rapidocr", "zxingcpp")


def need(name: str) -> Any:
    """A library of the extra. Raises ExtraMissingError, with the command that installs it, where it is not there."""
    try:
        return import_module(name)
    except ImportError as error:
        raise ExtraMissingError(EXTRA, f"Reading a photo ({error.name or name})") from None


def is_installed() -> bool:
    """Whether photos can be read here; imports nothing, so that a page can ask before it shows the field."""
    from importlib.util import find_spec

    return all(find_spec(name.partition(".")[0]) is not None for name in LIBRARIES)
