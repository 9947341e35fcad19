"""What a photo took goes back to the system."""

import ctypes
from functools import lru_cache

_PIECE = 1 << 20  # bytes; what is larger is given back as soon as it is free
_THRESHOLD, _TRIM = -3, -1  # M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of malloc.h


@lru_cache(maxsize=1)
def give_back() -> None:
    """Let the C library give large pieces back at once: else one photo leaves hundreds of megabytes behind.

    For the whole process, once. Another C library has ways of its own and is left alone.
    """
    try:
        tune = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    tune(_THRESHOLD, _PIECE)
    tune(_TRIM, _PIECE)
