"""What a write did as one JSON document: the file read as it was and as it is, and what differs."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from backlog_cli.errors import BacklogError, BadFile
from backlog_cli.rules.changes.write_effect import FileState, WriteEffect, effect_of
from backlog_cli.rules.summary import quote_for_shell
from backlog_cli.views.data.envelope import json_document
from backlog_cli.views.data.write_data import write_facts
from backlog_cli.workflows.read import document_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from backlog_cli.workflows.read import BacklogSession, Document
    from backlog_cli.workflows.write import WriteResult


def write_document(
    session: BacklogSession, result: WriteResult, *, kind: str, file: str | None, facts: Mapping[str, object], today: date
) -> str:
    """Return the document of a write. `file` is the one that was named on the command line, `facts` what this verb alone says."""
    document, effect = _document_and_effect(session, result, today=today)
    undo = (
        None if result.undo is None else " ".join(("backlog", *(("--file", quote_for_shell(file)) if file else ()), result.undo))
    )
    told = write_facts(
        effect,
        document.backlog if document is not None else None,
        dry_run=result.diff is not None,
        file=str(session.path.absolute()),
        echo=result.lines,
        diff=result.diff,
        undo=undo if result.is_written else None,
        notices=(*session.notices, *result.warnings),
        today=today,
    )
    notes = None if document is None else document.loaded.notes
    return json_document(kind, {**told, **facts}, today=today, notes=notes)


def _document_and_effect(
    session: BacklogSession, result: WriteResult, *, today: date
) -> tuple[Document | None, WriteEffect | None]:
    """The file as it is after the write, and what the write did; None for what cannot be read or told."""
    name = session.path.name
    if result.texts is None:
        with suppress(BacklogError):  # there may be no file at all
            return document_of(session.data(), name), WriteEffect()
        return None, WriteEffect()
    before, after = (_document(text, name) for text in result.texts)
    if before is None or after is None:
        return after, None
    return after, effect_of(_state(before), _state(after), today=today)


def _document(text: bytes, name: str) -> Document | None:
    with suppress(BadFile):
        return document_of(text, name)
    return None


def _state(document: Document) -> FileState:
    backlog = document.backlog
    homes = dict(zip(document.loaded.places.values(), backlog.jobs, strict=True))
    return FileState(document.source.data, backlog, homes)
