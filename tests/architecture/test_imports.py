"""`import magwise` stays light, and the medicine path lighter still."""

import subprocess
import sys

import pytest

from magwise.knowledge.load import compile_knowledge

HEAVY = (
    "starlette", "uvicorn", "jinja2", "sqlalchemy", "alembic", "pyarrow", "polars", "pyspark", "numpy", "scipy", "PIL",
    "cv2", "onnxruntime", "z3", "ortools", "icalendar", "molmass", "yaml", "rapidfuzz", "msgspec", "argparse",
)  # fmt: skip


def loaded_after(code: str) -> set[str]:
    program = f"import sys\n{code}\nprint(' '.join(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_import_loads_nothing_heavy():
    assert not loaded_after("import magwise") & set(HEAVY)


def test_a_known_medicine_needs_no_library():
    compile_knowledge()
    code = "import magwise; magwise.find_medicine('thyrax')"
    assert not loaded_after(code) & (set(HEAVY) | {"dataclasses", "inspect"})


@pytest.mark.parametrize("heavy", ["starlette", "sqlalchemy", "numpy", "scipy", "icalendar", "uvicorn"])
def test_an_advice_needs_neither_web_nor_numbers(heavy):
    code = "import magwise; magwise.advise({'person': {'age': 40}, 'goals': ['sleep']})"
    assert heavy not in loaded_after(code)
