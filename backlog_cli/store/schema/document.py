"""The JSON Schema of the file, made from its models: what is read without a warning, and a sentence for every key."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args, get_origin

from backlog_cli import __version__, model
from backlog_cli.fields import Field, fields_in, is_table
from backlog_cli.keys import KEY_SYNONYMS, OWN_PREFIX, SHORT_FORMS, key_names
from backlog_cli.model import FileBlock, ValueKind, WordKind
from backlog_cli.store.checks.sensitive_numbers import EXEMPT_KEYS, private_number_pattern
from backlog_cli.store.schema import patterns
from backlog_cli.store.schema.values import (
    NOTHING,
    JsonSchema,
    blank_definition,
    git_definition,
    stage_definition,
    text_definition,
    topic_definition,
    value_definitions,
    words_definition,
)

MADE_BY = "Made by `backlog schema`"
_COMMENT = f"{MADE_BY} {__version__}: what a file of homes sold and not closed yet may hold."
# What has to be in a block: `check` calls a home without the last two an error, too.
_REQUIRED: dict[type[FileBlock], tuple[str, ...]] = {
    model.Job: ("job", "buyers", "sold_date", "stage"),
    model.Buyer: ("name",),
    model.AwayEntry: ("from", "to"),
    model.StageRow: ("name",),
}
_OWN_STAGES = "stage_of_her_own"
_PLAIN_TEXT = "plain_text"
_BLANK = "blank"


def file_schema() -> JsonSchema:
    """Return the JSON Schema (draft 7) of the file.

    What needs two fields, two homes or a calendar is left to `check`, and so is a card number's check digit.
    """
    definitions = _value_definitions()
    schema = _block_schema(model.BacklogFile, "", definitions)
    properties = schema["properties"]
    properties["version"] |= {"anyOf": [{"enum": [model.FILE_VERSION]}, {"type": "string", "pattern": "^1$"}, _null()]}
    properties["jobs"]["anyOf"] = [{"type": "array", "items": _ref("Job")}, _null()]
    properties["away"]["anyOf"] = [
        {"type": "array", "items": _ref("AwayEntry")},
        _ref("AwayEntry"),
        {"type": "string", "maxLength": 0},
        NOTHING,
    ]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$comment": _COMMENT,
        **schema,
        "type": ["object", "null"],
        "if": _has_own_stages(),
        "else": _usual_stages(),
        "definitions": dict(sorted(definitions.items())),
    }


def _ref(name: str) -> JsonSchema:
    return {"$ref": f"#/definitions/{name}"}


def _null() -> JsonSchema:
    return {"not": {"type": ["string", "number", "boolean", "array", "object"]}}


def _value_definitions() -> dict[str, JsonSchema]:
    private = private_number_pattern()
    text = text_definition(private)
    return value_definitions() | {
        ValueKind.TEXT: text,
        _PLAIN_TEXT: text_definition(),
        ValueKind.NAME: text_definition(private, blank=False),
        _OWN_STAGES: text_definition(blank=False),
        ValueKind.STAGE: stage_definition(model.Settings().stage_names()),
        ValueKind.GIT: git_definition(),
        ValueKind.TOPIC: topic_definition(text),
        _BLANK: blank_definition(),
    }


# Blocks


def _block_schema(block: type[FileBlock], key: str, definitions: dict[str, JsonSchema]) -> JsonSchema:
    """The block under a key as an object; the blocks and the words inside it go into the definitions."""
    properties: dict[str, JsonSchema] = {}
    for field in fields_in(block).values():
        properties[field.name] = {"description": field.says, **_field_schema(field, definitions)}
    schema: JsonSchema = {
        "type": "object",
        "properties": properties,
        "patternProperties": {
            f"^{OWN_PREFIX}": {},
            **{_key_pattern(key, name): properties[name] for name in properties if _names_of(key, name)},
        },
        "additionalProperties": False,
    }
    if block is model.LogEntry:  # `- 2026-11-20: called about the slab`, of which YAML makes a key
        schema["patternProperties"][f"^(?=[0-9])(?:{patterns.MOMENT})$"] = {}
    required = [_requirement(key, name) for name in _REQUIRED.get(block, ())]
    return schema | ({"allOf": required} if required else {})


def _requirement(key: str, name: str) -> JsonSchema:
    usual = {"required": [name]}
    if not _names_of(key, name):
        return usual
    return {"anyOf": [usual, {"not": {"propertyNames": {"not": {"pattern": _key_pattern(key, name)}}}}]}


@cache
def _names_of(block: str, key: str) -> tuple[str, ...]:
    """Every name for a key of a block, as names are compared; none where a block has only names of its own."""
    return tuple(name for name, meant in key_names(block).items() if meant == key) if block in KEY_SYNONYMS else ()


@cache
def _key_pattern(block: str, key: str) -> str:
    """An expression for every other name of a key, and every other way to write it."""
    return f"^(?!{key}$){_any_name(block, key)[1:]}"


# Fields


def _field_schema(field: Field, definitions: dict[str, JsonSchema]) -> JsonSchema:
    if field.block is not None:
        return _block_field_schema(field, field.block, definitions)
    key = field.path[-1]
    if is_table(field):
        value = _ref(ValueKind.DAY if key == "stages" else ValueKind.COUNT)  # a row without a value is passed over
        return {"anyOf": [{"type": "object", "additionalProperties": value}, _ref(_BLANK)]}
    value = _kind_ref(_innermost(field.kind), key, definitions)
    return {"anyOf": [value, {"type": "array", "items": value}]} if field.is_list else {"allOf": [value]}


def _block_field_schema(field: Field, block: type[FileBlock], definitions: dict[str, JsonSchema]) -> JsonSchema:
    key, name = field.path[-1], block.__name__
    if name not in definitions:
        definitions[name] = {}
        definitions[name] = _block_schema(block, key, definitions)
    ways = [*_short_forms(block, key, definitions), _ref(name)]
    if not field.is_list:
        return {"anyOf": ways}
    entry = f"{name}_entry"
    definitions[entry] = {"anyOf": ways}
    entries: JsonSchema = {"type": "array", "items": _ref(entry)}
    if block is model.Buyer:
        entries["minItems"] = 1
    return {"anyOf": [entries, *ways, *([_ref(_BLANK)] if block is model.StageRow else [])]}


def _short_forms(block: type[FileBlock], key: str, definitions: dict[str, JsonSchema]) -> list[JsonSchema]:
    """What may replace a block: the value of its main key, or nothing."""
    if block is model.EscalationClause:
        return [_ref(ValueKind.FLAG)]
    if block is model.Closing:
        return [_ref(ValueKind.DAY)]  # one day for its contract, its forecast and what was told
    if block is model.StageRow:
        return [_ref(ValueKind.NAME)]
    if block in (model.Job, model.AwayEntry):
        return []
    main = SHORT_FORMS.get(block.short_form, ())
    if not main:
        return [blank_definition(f"Write it as {block.example}")]
    return [_kind_ref(_innermost(fields_in(block)[main[0]].kind), key, definitions)]


# Values


def _innermost(kind: Any) -> Any:
    """The kind of one value of a field, or of one item of its list."""
    if hasattr(kind, "__metadata__") and get_origin(get_args(kind)[0]) is not tuple:
        return kind
    return _innermost(get_args(kind)[0])


def _kind_ref(kind: Any, key: str, definitions: dict[str, JsonSchema]) -> JsonSchema:
    """The definition of a kind of value under a key."""
    found = next((mark for mark in kind.__metadata__ if isinstance(mark, ValueKind | WordKind)), None)
    if isinstance(found, WordKind):
        name = found.words.__name__ + "".join(f"_{word}" for word in found.only)
        definitions.setdefault(name, words_definition(found))
        return _ref(name)
    if found is None:
        raise LookupError(f"{key}: no kind of value is declared for it in model.py")
    if key == "sold_date":
        found = ValueKind.NEEDED_DAY
    if found is ValueKind.STAGE:
        return _ref(_OWN_STAGES)
    return _ref(_PLAIN_TEXT if found is ValueKind.TEXT and key in EXEMPT_KEYS else found)


# The stages: any name where the settings have stages of their own, else the usual ones


def _has_own_stages() -> JsonSchema:
    key = _any_name("settings", "stages")
    settings = {"type": "object", "patternProperties": {key: {"not": _ref(_BLANK)}}, "not": _lacks(key)}
    return {"required": ["settings"], "properties": {"settings": settings}}


def _lacks(key: str) -> JsonSchema:
    return {"propertyNames": {"not": {"pattern": key}}}


def _any_name(block: str, key: str) -> str:
    names = patterns.words_pattern(_names_of(block, key), gap=r"[\s_-]+")
    return rf"^[\s_-]*{names}[\s_-]*$"


def _usual_stages() -> JsonSchema:
    stage = _ref(ValueKind.STAGE)
    firm = {"anyOf": [{"enum": list(model.Settings().stage_names())}, _ref(_BLANK)]}
    job = {"properties": {"stage": stage}, "patternProperties": {_key_pattern("jobs", "stage"): stage}}
    settings = {"properties": {"firm_stage": firm}, "patternProperties": {_key_pattern("settings", "firm_stage"): firm}}
    return {"properties": {"jobs": {"items": job}, "settings": settings}}
