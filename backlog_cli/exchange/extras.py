"""The line that installs what an extra needs, as this program was installed itself."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DISTRIBUTION = "backlog-cli"
EXCEL_PACKAGES = ("python-calamine>=0.9", "xlsxwriter>=3.3")
MCP_PACKAGES = ("mcp>=2,<3",)
ANALYTICS_PACKAGES = ("duckdb>=2,<3",)


def install_line(words: Sequence[str]) -> str:
    """Return the line that installs these packages beside this program: by pipx, uv or pip."""
    prefix = Path(sys.prefix)
    if "pipx" in prefix.parts:
        return shlex.join(["pipx", "inject", DISTRIBUTION, *words])
    if (prefix / "uv-receipt.toml").exists():
        return shlex.join(["uv", "pip", "install", "--python", sys.executable, *words])
    return shlex.join([sys.executable, "-m", "pip", "install", *words])
