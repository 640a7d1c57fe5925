"""The schema beside the file, and the comment by which editors find it."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

from backlog_cli import __version__
from backlog_cli.errors import BacklogError, UsageError
from backlog_cli.store.file_contents import read_file
from backlog_cli.store.files import SCHEMA_NAME, atomic_write, create_file
from backlog_cli.store.schema.document import MADE_BY, file_schema
from backlog_cli.store.yaml.source import is_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# The comment names a file of the same folder: that works without a network, on every computer the folder is synced to, and
# wherever the folder is moved. (A path into the program or into a user's own folders would end with either.)
COMMENT = f"# yaml-language-server: $schema=./{SCHEMA_NAME}"
_ANY_COMMENT = re.compile(rb"^[ \t]*#[ \t]*yaml-language-server:[ \t]*\$schema=(\S+)", re.MULTILINE)
_BOM = b"\xef\xbb\xbf"


def schema_text() -> str:
    """Return the schema as the text of a file."""
    return json.dumps(file_schema(), ensure_ascii=False, indent=1) + "\n"


def write_schema(target: Path, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Write the schema to a file, over an older one of ours at most, and return warnings.

    Raise UsageError where something else is there, and FileLocked when the disk refuses.
    """
    if target.is_dir():
        raise UsageError(f"{target} is a folder; name a file in it.")
    data = schema_text().encode("utf-8")
    if not os.path.lexists(target):
        return create_file(target, data, environ=environ).warnings

    def replaced(before: bytes) -> bytes:
        if not _is_schema(before):
            raise UsageError(f"{target} is there already, and isn't a schema of this program. Name another file.")
        return data

    return atomic_write(target, replaced, environ=environ).warnings


def is_free_for_schema(target: Path) -> bool:
    """Return whether nothing but an older schema of ours is there."""
    if not os.path.lexists(target):
        return True
    try:
        return _is_schema(read_file(target))
    except BacklogError:
        return False


def is_older_schema(target: Path) -> bool:
    """Return whether a schema that an older version of this program made is there."""
    try:
        made_by = _schema_comment(read_file(target)) if target.is_file() else None
    except BacklogError:
        return False
    if made_by is None:
        return False
    version = re.match(r" ([0-9.]+):", made_by.removeprefix(MADE_BY))
    return version is None or _numbers(version[1]) < _numbers(__version__)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall("[0-9]+", version)))


def _is_schema(data: bytes) -> bool:
    return _schema_comment(data) is not None


def _schema_comment(data: bytes) -> str | None:
    """The comment by which a schema of this program says who made it; None for anything else."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    comment = found.get("$comment") if isinstance(found, dict) else None
    return comment if isinstance(comment, str) and comment.startswith(MADE_BY) else None


def schema_in_comment(data: bytes) -> str | None:
    """Return where the file's comment says that its schema is; None when it has no such comment."""
    found = _ANY_COMMENT.search(data.removeprefix(_BOM))
    return found[1].decode("utf-8", "replace") if found else None


def add_comment(data: bytes, name: str) -> bytes:
    """Return the file with the comment as its first line; as it is when it has one for our schema.

    Raise UsageError where the comment names another schema, and where the file is JSON, which has no comments.
    """
    there = schema_in_comment(data)
    if there is not None and there.removeprefix("./") != SCHEMA_NAME:
        raise UsageError(
            f"{name} names another schema already, {there}. Take that line out, or write ours there: backlog schema {there}"
        )
    if there is not None:
        return data
    bom = _BOM if data.startswith(_BOM) else b""
    body = data.removeprefix(_BOM)
    if is_json(body.decode("utf-8", "replace")):
        raise UsageError(f"{name} is JSON, which has no comments. Tell your editor by its settings: see docs/editors.md.")
    found = re.search(rb"\r\n|\n|\r", body)
    return bom + COMMENT.encode() + (found[0] if found else b"\n") + body
