"""The events of a text with their places: every node where it stands, whichever parser has read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from backlog_cli.store.yaml.events import event_table, iter_events, skip_blanks, span_of

if TYPE_CHECKING:
    from collections.abc import Callable

BOTH = pytest.mark.parametrize("is_pure", [False, True], ids=["quick", "pure"])

TEXT = """\
# top
settings: &s {agent: "Renata Vance", days_off: [ 2026-12-24, '', ~ ] }   # mine
x_one: &empty
x_two: &word  label
*empty : star
jobs:
  # first
  - job: 1041
    buyers:
    - Ann
    -   name: Bo
        phone: '555'   # home
    note: &n |
      a

      b


    kept: |+
      c

    folded: >-
      d
      e
    twice: one
    twice: two
  -
    job: 1042
    <<: *s
    log: []
    away: {}
    more: [a, {b: c,
      d: e}]
    ? old
    : - - x
      - null
  - plain text
    over lines
  -
# end
"""


@BOTH
def test_every_node_stands_where_it_is_said_to(is_pure: bool, golden: Callable[[str, str], None]) -> None:
    stream = event_table(TEXT, is_pure=is_pure)
    rows = []
    for node, sign in enumerate(stream.signs):
        if sign[0] == "end":
            continue
        start, end = stream.token_start(node), stream.content_end(node)
        far = stream.content_end(node, with_blank_lines=True)
        traits = [
            *(word for word in ("empty", "flow", "scalar") if getattr(stream, f"is_{word}")(node)),
            *([f"blank lines up to {far}"] if far != end else []),
        ]
        shown = TEXT[start:end].replace("\n", "\\n")
        rows.append(
            f"{node:3} {sign} {stream.styles[node]!r} {start}-{end} up to {stream.next_node(node)}: {' '.join(traits)}\n  {shown}"
        )
        if sign[0] == "map":
            rows.append(f"  pairs {list(stream.pairs(node))}")
        if sign[0] == "list":
            rows.append(f"  items {stream.items(node)}")
    golden("stream", "\n".join(rows) + "\n")


@BOTH
@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        (("settings", "agent"), '"Renata Vance"', "agent"),
        (("x_one",), "", "x_one"),
        (("x_two",), "label", "x_two"),
        (("jobs",), "job", "jobs"),
        (("jobs", 0, "buyers", 1, "phone"), "'555'", "phone"),
        (("jobs", 0, "buyers", 1), "name", "name"),
        (("jobs", 0, "buyers", 2, "phone"), "Ann", "buyers"),
        (("jobs", 0, "twice"), "one", "twice"),
        (("jobs", 1, "agent"), "*s", "<<"),
        (("jobs", 1, "log", 0), "[]", "log"),
        (("jobs", 1, "more", 1, "b"), "c", "b"),
        (("jobs", 1, "old", 0, 0), "x", "x"),
        (("jobs", 2, "deeper"), "plain text\n    over lines", "plain text\n    over lines"),
        (("nowhere",), "settings", "settings"),
        (("jobs", "job"), "job", "jobs"),
    ],
)
def test_a_path_leads_to_its_value_and_to_its_key(path: tuple[str | int, ...], value: str, key: str, is_pure: bool) -> None:
    stream = event_table(TEXT, is_pure=is_pure)
    start, end = span_of(stream, 0, path)
    assert TEXT[start:end] == value
    start, end = span_of(stream, 0, path, key=True)
    assert TEXT[start:end] == key


@BOTH
def test_the_events_one_by_one_are_those_of_the_whole(is_pure: bool) -> None:
    stream = event_table(TEXT, is_pure=is_pure)
    found = list(iter_events(TEXT, is_pure=is_pure))
    assert [sign for sign, _ in found] == stream.signs
    assert [event.start_mark.index for _, event in found] == stream.starts
    assert stream.values_of(0, "nowhere") == []
    assert len(stream.values_of(stream.items(stream.values_of(0, "jobs")[0][1])[0], "twice")) == 2


@BOTH
@pytest.mark.parametrize("text", ["", "# one\n", "---\n...\n", "--- a\n"])
def test_a_text_has_one_document_or_none(text: str, is_pure: bool) -> None:
    assert len(event_table(text, is_pure=is_pure).signs) == len(list(iter_events(text, is_pure=is_pure))) <= 1
    for second in ("--- b\n", "---\n# two\n"):
        whole = "--- a\n" + text + second if not text.endswith("...\n") else text + second
        with pytest.raises(yaml.YAMLError, match="a second document"):
            event_table(whole, is_pure=is_pure)


@pytest.mark.parametrize(
    ("text", "at", "found"),
    [
        ("a  b", 1, 3),
        ("a b", 2, 2),
        (" \t\r\n\x85\u2028\u2029 # c\n # d\r#e\r\nx", 0, 21),
        ("# c", 0, 3),
        ("# c\x85x", 0, 4),
        ("\xa0x", 0, 0),
        ("x", 1, 1),
    ],
)
def test_blanks_and_comments_are_skipped(text: str, at: int, found: int) -> None:
    assert skip_blanks(text, at) == found
