"""Arrow and Parquet: the extra `batch`. Only here the library is imported."""

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from magwise.errors import ExtraMissingError

if TYPE_CHECKING:
    import pyarrow

EXTRA = "batch"
_LISTS = {"forms", "findings", "flags"}
_NUMBERS = {
    "elemental_mg_best", "elemental_mg_low", "elemental_mg_high", "serving_count", "reference_percent", "start_mg",
    "ceiling_mg", "already_mg",
}  # fmt: skip


def load_arrow() -> Any:
    """The library pyarrow. Raises ExtraMissingError, with the command that installs it, when it is not there."""
    try:
        import pyarrow
    except ModuleNotFoundError:
        raise ExtraMissingError(EXTRA, "Parquet") from None
    return pyarrow


def require_arrow() -> None:
    """Raises ExtraMissingError when the library pyarrow is not there; does not load it."""
    if find_spec("pyarrow") is None:
        raise ExtraMissingError(EXTRA, "Parquet")


def schema_of(columns: tuple[str, ...]) -> "pyarrow.Schema":
    """The types of result columns: text, numbers (double) and lists of text; every one may be null."""
    arrow = load_arrow()

    def kind(name: str) -> Any:
        if name in _LISTS:
            return arrow.list_(arrow.string())
        return arrow.float64() if name in _NUMBERS else arrow.string()

    return arrow.schema([(name, kind(name)) for name in columns])


def to_batch(columns: dict[str, list[Any]]) -> "pyarrow.RecordBatch":
    """Result columns as one Arrow record batch."""
    arrow = load_arrow()
    return arrow.RecordBatch.from_pydict(columns, schema=schema_of(tuple(columns)))
