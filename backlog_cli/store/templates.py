"""The agent's own words for a draft: one plain text file a kind, in a folder beside the backlog."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backlog_cli.errors import BadFile
from backlog_cli.store.file_contents import read_file

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATES_FOLDER = "backlog-drafts"
MAX_BYTES = 64 * 1024


def own_template(backlog_file: Path, kind: str) -> tuple[str, str] | None:
    """The name and the text of `backlog-drafts/KIND.txt` beside the backlog; None when there is none.

    Raise BadFile when it is not plain text of a sensible size.
    """
    path = backlog_file.parent / TEMPLATES_FOLDER / f"{kind}.txt"
    if not os.path.lexists(path):
        return None
    name = f"{TEMPLATES_FOLDER}/{path.name}"
    data = read_file(path)
    if len(data) > MAX_BYTES:
        raise BadFile(f"{name} is too long for a letter; at most 64 KiB are read.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile(f"{name} is not UTF-8 text; save it as plain text in UTF-8.") from None
    if "\x00" in text:
        raise BadFile(f"{name} holds NUL characters; save it as plain text.")
    return name, text
