"""Run the command line inside this process: fast, with what it wrote."""

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from magwise.interfaces.cli.main import main


class Done(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def cli(capsys, monkeypatch, tmp_path) -> Callable[..., Done]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "nobody"))

    def call(*words: object, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        status = main([str(word) for word in words])
        told = capsys.readouterr()
        return Done(status, told.out, told.err)

    return call


@pytest.fixture
def profile(tmp_path) -> Path:
    path = tmp_path / "me.yaml"
    path.write_text(
        "person: {age: 42, sex: female}\n"
        "goals: [sleep]\n"
        'medicines: [{name: "Thyrax 100 mcg", times: ["07:00"]}]\n'
        'supplements: [{label: "Multi: magnesium (oxide) 57 mg", servings_per_day: 1, times: ["08:00"]}]\n'
        'products: [{name: "Potje", label: "Per 2 tabletten: magnesium (bisglycinaat) 200 mg", price: 18, servings: 45}]\n',
        encoding="utf-8",
    )
    return path
