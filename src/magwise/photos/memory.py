"""What a photo took goes back to the system."""

import ctypes
from functools import lru_cache

_PIECE = 1 << 20  # bytes; what is larger is given back as soon as it is free
_THRESHOLD, _TRIM, _ARENAS = -3, -1, -8  # M_MMAP_THRESHOLD, M_TRIM_THRESHOLD and M_ARENA_MAX of malloc.h


@lru_cache(maxsize=2)
def give_back(piece: int = _PIECE, heaps: int = 0) -> None:
    """Let the C library give large pieces back at once: else one photo leaves hundreds of megabytes behind.

    piece: bytes from where one is large. heaps: how many there are at most, where threads would each have their own;
    0 leaves that as it is. For the whole process, once. Another C library has ways of its own and is left alone.
    """
    try:
        tune = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    tune(_THRESHOLD, piece)
    tune(_TRIM, piece)
    if heaps:
        tune(_ARENAS, heaps)
