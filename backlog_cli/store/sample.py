"""The sample homes that come with the program."""

from __future__ import annotations

from pathlib import Path

from backlog_cli.errors import NoFile

SAMPLE_NAME = "sample_backlog.yaml"


def sample_text() -> str:
    """The sample's text, from beside the installed program or from the checkout it runs in. Raise NoFile."""
    package = Path(__file__).parent.parent
    for folder in (package, package.parent):
        if (folder / SAMPLE_NAME).is_file():
            return (folder / SAMPLE_NAME).read_text(encoding="utf-8")
    raise NoFile(f"{SAMPLE_NAME} did not come with this installation; `backlog init` makes an empty file.")
