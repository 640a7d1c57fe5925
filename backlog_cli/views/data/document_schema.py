"""The JSON Schema of each document, made from its shape."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import TypeAdapter
from typing_extensions import TypedDict, get_type_hints

from backlog_cli.views.data.document_kinds import DOCUMENTS, document_title
from backlog_cli.views.data.shapes import Envelope

_COMMENT = "Of the whole document: with --fields the entries of its list have those keys alone."
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def document_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of the documents of a kind, one of DOCUMENTS."""
    shape = DOCUMENTS[kind]
    keys = get_type_hints(Envelope, include_extras=True) | get_type_hints(shape, include_extras=True)
    whole = TypedDict("whole", keys | {"kind": Literal[kind]})  # type: ignore[misc]
    schema = _closed(TypeAdapter(whole).json_schema())
    return {"$schema": DIALECT, **schema, "title": kind, "description": document_title(kind), "$comment": _COMMENT}


def document_schema_text(kind: str) -> str:
    """Return the same as text."""
    return json.dumps(document_schema(kind), ensure_ascii=False, indent=1) + "\n"


def _closed(schema: Any) -> Any:
    """The schema with no key allowed that it doesn't name, and without titles that only repeat the keys."""
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    # Under these are names, not words of the schema: a key may well be called `title`.
    names = {word: {name: _closed(part) for name, part in schema[word].items()} for word in _NAMES if word in schema}
    words = {word: _closed(part) for word, part in schema.items() if word not in (*_NAMES, "title")}
    return {**words, **names, **({"additionalProperties": False} if "properties" in schema else {})}


_NAMES = ("properties", "$defs")
