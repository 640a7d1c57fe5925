"""What every JSON document is made of: the envelope, and text in which nothing can act on a terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from backlog_cli.rules.backlog import FileNotes
from backlog_cli.views.escape import is_hidden
from backlog_cli.views.values import json_ready

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import FileNote
    from backlog_cli.views.data.shapes import Envelope, NoteFacts

SCHEMA_VERSION: Literal[1] = 1


def json_document(
    kind: str, facts: Mapping[str, object], *, today: date, notes: FileNotes | None = None, notices: Sequence[str] = ()
) -> str:
    """Return one JSON document: the envelope, then the facts; each entry of a list on a line of its own.

    Days are ISO dates, told periods and moments as the file writes them. Text is the file's own; characters that could
    act on a terminal or hide there are written as `\\uXXXX`, which reads back the same. `notes` is what there is to say of
    the file, `notices` what was said of its past; facts that have notices of their own come behind them.
    """
    return dump_document(document_facts(kind, facts, today=today, notes=notes, notices=notices))


def document_facts(
    kind: str, facts: Mapping[str, object], *, today: date, notes: FileNotes | None = None, notices: Sequence[str] = ()
) -> dict[str, object]:
    """Return what one document holds: the envelope, then the facts."""
    notes, own = notes or FileNotes(), facts.get("notices", ())
    assert isinstance(own, list | tuple)
    envelope: Envelope = {
        "schema_version": SCHEMA_VERSION,
        "kind": kind,
        "as_of": today,
        "bad": [note_facts(note) for note in notes.bad],
        "warnings": [note_facts(note) for note in notes.warnings],
        "notices": list(dict.fromkeys((*notices, *own))),
    }
    return {**envelope, **facts, "notices": envelope["notices"]}


def dump_document(whole: Mapping[str, object]) -> str:
    """Return a document as text."""
    body = ",\n".join(f"  {_dump_json(name)}: {_format_json(json_ready(value))}" for name, value in whole.items())
    return f"{{\n{body}\n}}\n"


def note_facts(note: FileNote) -> NoteFacts:
    """Return one thing to fix in the file, as scripts see it."""
    return {
        "line": note.line,
        "column": note.column,
        "job": note.job,
        "buyer": note.buyer,
        "what": note.what,
        "cure": note.cure,
        "is_left_out": note.is_left_out,
    }


def _format_json(value: object) -> str:
    if not isinstance(value, list) or not value:
        return _dump_json(value)
    return "[\n" + ",\n".join(f"    {_dump_json(entry)}" for entry in value) + "\n  ]"


def _dump_json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape_char(char) if ord(char) >= 0x7F and is_hidden(char) else char for char in text)


def _escape_char(char: str) -> str:
    code = ord(char)
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD7C0 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
