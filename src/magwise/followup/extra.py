"""numpy, the library of the extra «trial». Only modules that calculate with it import this one.

Raises ExtraMissingError, with the command that installs it, where it is not there.
"""

from magwise.errors import ExtraMissingError

try:
    import numpy as np
    from numpy.typing import NDArray
except ImportError:
    raise ExtraMissingError("trial", "A trial") from None

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Bits = NDArray[np.uint8]

__all__ = ["Bits", "Flags", "Floats", "np"]
