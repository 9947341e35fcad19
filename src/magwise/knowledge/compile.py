"""`python -m magwise.knowledge.compile`: write the compiled copy that makes the command line start fast."""

from magwise.knowledge.load import compile_knowledge

if __name__ == "__main__":
    print(compile_knowledge())
