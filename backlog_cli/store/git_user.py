"""Whose name git writes into its history here."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SECONDS = 2  # git answers in a few thousandths of one


def git_user(folder: Path, environ: Mapping[str, str]) -> str | None:
    """Return `user.name` as git has it in a folder; None when it has none, there is no git, or it doesn't answer."""
    try:
        answer = subprocess.run(
            ["git", "-C", str(folder), "config", "user.name"],
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    name = answer.stdout.decode("utf-8", "replace").strip()
    return name if answer.returncode == 0 and name else None
