"""The layouts that few people type, each edited in its own way or refused with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlog_cli.errors import CannotEdit
from backlog_cli.rules.change import Append, Change, Put, Unquoted
from backlog_cli.store.yaml.patch import apply_changes
from backlog_cli.store.yaml.source import read_source
from tests.pasting import can_be_pasted, pasted

if TYPE_CHECKING:
    from backlog_cli.rules.change import Intent


def one(*lines: str) -> str:
    return "jobs:\n  - job: 1\n" + "".join(f"    {line}\n" for line in lines)


def edited(text: str, intent: Intent) -> str:
    return apply_changes(read_source(text.encode(), "backlog.yaml"), [Change("1", (intent,), "did something")]).decode()


MERGED = "b: &b {%s: []}\nc: &c {x: 1}\njobs:\n- job: 1\n  <<: [*c, *b]\n"
LOG, NEXT = Append(("log",), "x"), {"a": "b"}
TOLD, CONTRACT = Put(("closing", "told"), "x"), Put(("closing", "contract"), "x")
USED = Put(("bought_for", 0, "used_date"), "x")

EDITS: tuple[tuple[str, Intent, str], ...] = (
    # What `<<` brings stays where it is; a key that it does not bring is added.
    (MERGED % "lo", LOG, (MERGED % "lo") + "  log: [x]\n"),
    ("jobs:\n- job: 1\n  <<: {x: 1}\n", LOG, "jobs:\n- job: 1\n  <<: {x: 1}\n  log: [x]\n"),
    ("jobs:\n- job: 1\n  <<: hello\n", LOG, "jobs:\n- job: 1\n  <<: hello\n  log: [x]\n"),
    ("a: &a {q: 1}\nb: &b {<<: *a}\njobs:\n- job: 1\n  <<: *b\n", LOG,
     "a: &a {q: 1}\nb: &b {<<: *a}\njobs:\n- job: 1\n  <<: *b\n  log: [x]\n"),
    # One text where a list may stand is its first entry.
    (one("interests: fishing"), Put(("interests", 0), "x"), one("interests: x")),
    # Nothing, between brackets.
    (one("closing: {told: }"), TOLD, one("closing: {told: x }")),
    (one("closing: {told}"), TOLD, one("closing: {told: x}")),
    (one("log: [{a: }, b]"), Put(("log", 0, "a"), "x"), one("log: [{a: x }, b]")),
    (one("x: {log: }"), Append(("x", "log"), NEXT), one("x: {log: [{a: b}] }")),
    (one("x: {log: [], a: {b: }}"), Put(("x", "a", "b"), "two\nlines"), one('x: {log: [], a: {b: "two\\nlines" }}')),
    (one("closing: {told: 1, internal: }"), CONTRACT, one("closing: {told: 1, internal: , contract: x}")),
    (one("closing: {told: 1, internal}"), CONTRACT, one("closing: {told: 1, internal, contract: x}")),
    (one('closing: {told: 1, "internal":}'), CONTRACT, one('closing: {told: 1, "internal":, contract: x}')),
    (one("closing: {told: 1, ? internal}"), CONTRACT, one("closing: {told: 1, ? internal, contract: x}")),
    (one("closing: {told: ~}"), CONTRACT, one("closing: {told: ~, contract: x}")),
    (one("closing: {told: ~ , }"), CONTRACT, one("closing: {told: ~ , contract: x, }")),
    (one("x: [a, ]"), Append(("x",), "x"), one("x: [a, x, ]")),
    # What stands alone becomes a list around itself.
    (one("log:", "  at: 1", "  text: x"), Append(("log",), NEXT), one("log:", "- at: 1", "  text: x", "- a: b")),
    (one("log:", "      at: 1"), Append(("log",), "b"), one("log:", "-     at: 1", "-     b")),
    (one("interests: |", "  a", "  b"), Append(("interests",), "c"), one("interests:", "  - |", "    a", "    b", "  - c")),
    (one("interests: a", "  b"), Append(("interests",), NEXT), one("interests: [a", "  b, {a: b}]")),
    (one("interests: &x a"), Append(("interests",), NEXT), one("interests: [&x a, {a: b}]")),
    # In brackets a comma is set off by quotes, elsewhere it needs none.
    (one("closing: {told: y}"), Put(("closing", "told"), "a, b"), one("closing: {told: 'a, b'}")),
    (one("notes: y"), Put(("notes",), "a, b"), one("notes: a, b")),
    # An entry whose dash stands alone, in a list of a job that is set in far.
    (one("log:", "  -", "    at: 1"), Append(("log",), NEXT), one("log:", "  -", "    at: 1", "  -", "    a: b")),
    (one("log:", "  -", "    at: 1"), LOG, one("log:", "  -", "    at: 1", "  - x")),
    (one("log:", "  -", "    x", "  -", "    y"), LOG, one("log:", "  -", "    x", "  -", "    y", "  - x")),
    (one("log:", "  -", "    at: 1", "  - x"), Append(("log",), NEXT),
     one("log:", "  -", "    at: 1", "  - x", "  -", "    a: b")),
    (one("log:", "  - {at: 1}", "  - {}", "  - x"), Append(("log",), NEXT),
     one("log:", "  - {at: 1}", "  - {}", "  - x", "  - {a: b}")),
    # A last line without an end goes on as the line before it ended.
    ("jobs:\n- job: 1\r\n  log:\r\n  - a", LOG, "jobs:\n- job: 1\r\n  log:\r\n  - a\r\n  - x"),
    ("jobs:\n- job: 1\r  log:\r  - a", LOG, "jobs:\n- job: 1\r  log:\r  - a\r  - x"),
    ("jobs: # x\r\n- job: 1\n  log:\n  - a", LOG, "jobs: # x\r\n- job: 1\n  log:\n  - a\n  - x"),
    ("jobs:\n   - job: 1\n", Append(("log",), NEXT), "jobs:\n   - job: 1\n     log:\n       - a: b\n"),
    ("jobs:\n    - job: 1\n", Append(("log",), NEXT), "jobs:\n    - job: 1\n      log:\n          - a: b\n"),
    ("jobs:\n      - job: 1\n", Append(("log",), NEXT), "jobs:\n      - job: 1\n        log:\n          - a: b\n"),
    ("jobs:\n- job: 1\n", Append(("log",), NEXT), "jobs:\n- job: 1\n  log:\n  - a: b\n"),
    # What looks like nothing, and nothing.
    (one("lot: ~"), Put(("lot",), "~"), one("lot: '~'")),
    (one("lot: '~'"), Put(("lot",), None), one("lot: null")),
    (one("lot: ~"), Put(("lot",), None), one("lot: ~")),
    # Short forms inside a list.
    (one("bought_for:", "  - yard"), USED, one("bought_for:", "  - text: yard", "    used_date: x")),
    (one("bought_for:", "  - |", "    yard"), USED,
     one("bought_for:", '  - {text: "yard\\n", used_date: x}')),
    ("jobs:\n- ? job\n  : 1\n- {job: 2}\n", Put(("lot",), "x"), "jobs:\n- ? job\n  : 1\n  lot: x\n- {job: 2}\n"),
    # A short form over several lines.
    (one("lender: Birch", "  Home"), Put(("lender", "status"), "x"), one("lender:", "  name: Birch Home", "  status: x")),
    ("jobs:\n- {job: 1, lender: Birch\n   Home}\n", Put(("lender", "status"), "x"),
     "jobs:\n- {job: 1, lender: {name: Birch Home, status: x}}\n"),
    (one("lender: >", "  Birch", "  Home"), Put(("lender", "status"), "x"),
     one("lender:", "  name: |", "    Birch Home", "  status: x")),
    # Texts of several lines.
    (one("notes: |", "  a", "  b"), Put(("notes",), "c\nd\n"), one("notes: |", "  c", "  d")),
    (one("notes: |2", "  a"), Put(("notes",), "c\nd\n"), one("notes: |", "  c", "  d")),
    (one("notes: |"), Put(("notes",), "c"), one("notes: c")),
    ("jobs:\n- job: 1\n  x: |\n    a\n- job: 2", Put(("x",), "1"), "jobs:\n- job: 1\n  x: '1'\n- job: 2"),
    # Keys and entries set apart by a question mark, and entries that are nothing.
    ("jobs:\n- job: 1\n  ? log\n  : - a\n    - b\n", LOG, "jobs:\n- job: 1\n  ? log\n  : - a\n    - b\n    - x\n"),
    (one("log:", "  -", "  - b"), Put(("log", 0, "a"), "x"), one("log:", "  - {a: x}", "  - b")),
    (one("lot: &a"), Put(("lot",), "x"), one("lot: &a x")),
    ("jobs:\r\n- job: 1\r\n  x: [a,\r\n   b]\r\n", Append(("x",), "c"), "jobs:\r\n- job: 1\r\n  x: [a,\r\n   b,\r\n   c]\r\n"),
)  # fmt: skip

REFUSALS: tuple[tuple[str, Intent, str], ...] = (
    ("b: &b {closing: {told: 1}}\njobs:\n- job: 1\n  <<: *b\n", TOLD, '"closing" comes from another place'),
    (MERGED % "log", LOG, '"log" comes from another place'),
    ("jobs:\n- job: 1\n  <<: {log: []}\n", LOG, '"log" comes from another place'),
    ("a: &a {log: []}\nb: &b {<<: *a}\njobs:\n- job: 1\n  <<: *b\n", LOG, '"log" comes from another place'),
    ("a: &a x\njobs:\n- job: 1\n  *a : 1\n", Put(("lot",), "x"), "one of the keys here is a star"),
    (one("log:"), Put(("log", 0, "x"), "x"), "there's nothing where entry 1 of a list belongs"),
    (one("interests: fishing"), Put(("interests", 1), "x"), "there's only one entry, and number 2 is needed"),
    (one("buyers: Kim"), Put(("buyers", 1, "phone"), "x"), "there's only one entry, and number 2 is needed"),
    (one("buyers: {name: Kim}"), Put(("buyers", 0), "x"), '"buyers" holds a mapping already'),
    (one("closing: {told: &a }"), TOLD, "no way of writing it leaves the rest as it is"),
    (one("log: {}"), LOG, '"log" holds a mapping where a list belongs'),
)  # fmt: skip


@pytest.mark.parametrize(("text", "intent", "after"), EDITS)
def test_a_layout_that_few_people_type_is_edited_in_its_own_way(text: str, intent: Intent, after: str) -> None:
    assert edited(text, intent) == after


@pytest.mark.parametrize(("text", "intent", "reason"), REFUSALS)
def test_what_cannot_be_told_apart_is_refused_with_the_reason(text: str, intent: Intent, reason: str) -> None:
    with pytest.raises(CannotEdit) as caught:
        edited(text, intent)
    assert f"this file's layout is one I cannot edit safely here - {reason}" in caught.value.message


@pytest.mark.parametrize("text", ["~\n", "--- ~\n", "null # x\n", "~\n...\n"])
def test_a_file_that_says_nothing_in_so_many_words_is_not_added_to(text: str) -> None:
    add = Change(None, (Append(("jobs",), {"job": "1"}),), "did something")
    with pytest.raises(CannotEdit, match="something in it that is not a backlog"):
        apply_changes(read_source(text.encode(), "backlog.yaml"), [add])


@pytest.mark.parametrize(
    ("text", "intent", "after"),
    [
        (one("closing:"), Append(("closing", "shifts"), {"to": "x"}), one("closing:", "  shifts:", "    - to: x")),
        (one("closing: ~"), Append(("closing", "shifts"), "x"), one("closing: {shifts: [x]}")),
        (one(), Append(("closing", "shifts"), "x"), one("closing:", "  shifts: [x]")),
    ],
)
def test_what_is_added_is_added_once(text: str, intent: Intent, after: str) -> None:
    made = edited(text, intent)
    assert made.count("x") == 1
    assert read_source(made.encode(), "f").data == read_source(after.encode(), "f").data


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("a\n\tb\n", ('notes: "a\\n\\tb\\n"',)),
        ("a\nb\n", ("notes: |", "  a", "  b")),
        ("a\nb", ("notes: |-", "  a", "  b")),
        ("a\nb \n", ('notes: "a\\nb \\n"',)),
        (" a\nb\n", ('notes: " a\\nb\\n"',)),
    ],
)
def test_lines_are_written_below_each_other_unless_a_blank_would_be_lost(value: str, lines: tuple[str, ...]) -> None:
    assert edited(one("notes: x"), Put(("notes",), value)) == one(*lines)


# Layouts at the edge of what can be told apart


@pytest.mark.parametrize(
    ("text", "intent", "after"),
    [
        (one("log: [ # keep me", "]"), Append(("log",), NEXT), one("log: [{a: b} # keep me", "]")),
        (one("log: [# keep me", "]"), Append(("log",), Unquoted("2026-01-01")), one("log: [2026-01-01 # keep me", "]")),
        (one("hold: {# keep me", "}"), Put(("hold", "a"), "v"), one("hold: {a: v # keep me", "}")),
        (one("closing: {told: # keep me", "}"), CONTRACT, one("closing: {told: , contract: x # keep me", "}")),
        (one("log: [a# b # keep me", "]"), LOG, one("log: [a# b, x # keep me", "]")),
        (one("log: ['a'# keep me", "]"), LOG, one("log: ['a', x # keep me", "]")),
        (one("log: ['a',# keep me", "]"), LOG, one("log: ['a', x, # keep me", "]")),
    ],
)
def test_a_comment_between_brackets_stays_and_stays_a_comment(text: str, intent: Intent, after: str) -> None:
    assert edited(text, intent) == after


@pytest.mark.parametrize("value", ["x", NEXT, ["x"]])
@pytest.mark.parametrize("brackets", ["{ # keep me\n    }", "[# keep me\n    ]"])
def test_brackets_that_hold_nothing_but_a_comment_are_not_written_over(brackets: str, value: object) -> None:
    with pytest.raises(CannotEdit, match="there's a comment between the brackets"):
        edited(one(f"hold: {brackets}"), Put(("hold",), value))


NO_WAY = "no way of writing it leaves the rest as it is"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        (one("? hold"), Put(("hold",), "x")),
        (one("? hold"), Put(("hold",), NEXT)),
        (one("x: [&z , b]"), Put(("x", 0), "v")),
        (one("x: &w", "  x: y"), Append(("x",), "two")),
        (one("x: [a: b]"), Put(("x", 0, "c"), "v")),
        (one("x: [a]"), Append(("x",), {"k" * 1100: "v"})),  # YAML's keys end after 1,024 characters
    ],
)
def test_where_no_way_of_writing_can_be_proved_the_lines_to_add_are_shown(text: str, intent: Intent) -> None:
    with pytest.raises(CannotEdit, match=NO_WAY) as caught:
        edited(text, intent)
    assert caught.value.unchanged
    assert can_be_pasted(caught.value.message) == ("k" * 1100 not in str(intent.value))
    if can_be_pasted(caught.value.message):
        after = read_source(pasted(text.encode(), caught.value.message), "backlog.yaml")
        assert not after.notes
        assert after.data != read_source(text.encode(), "backlog.yaml").data


def test_a_mapping_set_in_by_one_blank_stands_below_the_dash_of_its_list() -> None:
    after = one("log:", "-", " at: 1", "-", " a: b")
    assert edited(one("log:", " at: 1"), Append(("log",), NEXT)) == after
