"""Every kind of JSON document, of verbs that read and of verbs that write, with its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.views.data.shapes import READ_DOCUMENTS
from backlog_cli.views.data.write_shapes import WRITE_DOCUMENTS, WRITING

if TYPE_CHECKING:
    from collections.abc import Mapping

DOCUMENTS: Mapping[str, type] = dict(sorted({**READ_DOCUMENTS, **WRITE_DOCUMENTS}.items()))


def document_title(kind: str) -> str:
    """Return in one line what a document of a kind is."""
    command = WRITING.get(kind)
    return f"`{command}`: what it wrote, and what that means." if command else DOCUMENTS[kind].__doc__ or ""
