"""The visitor of these tests. Its module lies beside this file, which pytest does not put on the path by itself."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from web_visitor import anyone, app, database, knowledge, visitor

__all__ = ["anyone", "app", "database", "knowledge", "visitor"]
