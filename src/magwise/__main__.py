"""`python -m magwise` is the command `magwise`."""

import sys

from magwise.interfaces.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
