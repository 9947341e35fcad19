"""Compile the knowledge base when a wheel is built, so that an installed Magwise starts fast."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileKnowledge(BuildHookInterface):  # type: ignore[type-arg]
    """Writes data/compiled beside the data files; an editable install keeps watching the files themselves."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects the files."""
        source = Path(self.root) / "src"
        sys.path.insert(0, str(source))
        from magwise.knowledge.load import compile_knowledge

        compile_knowledge(source / "magwise" / "knowledge" / "data", released=version != "editable")
