"""A fuzzer that is led by what the code covers, on the reader of labels. Run with `make fuzz`.

`python tests/labels/fuzz_guided.py [-runs=200000] [-max_len=4000] [CORPUS]`: the flags are libFuzzer's.
"""

import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory


def main() -> None:
    """Begin with the labels of our own cases; an exception or an unsound label ends the run with the input kept."""
    import atheris

    sys.path.insert(0, str(Path(__file__).parent))
    with atheris.instrument_imports(include=["magwise.labels", "magwise.quantities"]):
        from magwise.knowledge.load import load_knowledge
        from magwise.labels.read import read_label

    from fuzz import CASES, unsound

    knowledge = load_knowledge()

    def try_one(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        if text.strip():
            problem = unsound(read_label(text, knowledge=knowledge, locale="en"))
            if problem:
                raise AssertionError(problem)

    with TemporaryDirectory() as folder:
        for path in sorted(CASES.glob("*/*.toml")):
            for number, case in enumerate(tomllib.loads(path.read_text("utf-8")).values()):
                (Path(folder) / f"{path.parent.name}-{path.stem}-{number}").write_text(case["text"], "utf-8")
        atheris.Setup([*sys.argv, folder], try_one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
