"""A key or an entry taken out of the text: its own lines go, everybody else's stay."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backlog_cli.errors import BadFile, CannotEdit
from backlog_cli.rules.change import Change, Remove
from backlog_cli.store.yaml.patch import apply_changes
from backlog_cli.store.yaml.source import read_source
from tests.store.test_edit_properties import Scribe, some_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from backlog_cli.rules.change import Path

FILE = """\
jobs:
  # the first
  - job: A1
    lot: "1"   # corner
    # about the log
    log:
      # one
      - {at: 2026-11-01, text: rain}   # wet
      # two
      - at: 2026-11-02
        text: |
          two
          lines

      - at: 2026-11-03
    notes: [a, b, c]
    pin: {level: red, until: 2026-12-01}
  - lot: "2"
    job: B2
"""


@pytest.mark.parametrize(
    ("job", "path", "gone"),
    [
        ("A1", ("lot",), '    lot: "1"   # corner\n'),
        ("A1", ("log", 0), "      - {at: 2026-11-01, text: rain}   # wet\n"),
        ("A1", ("log", 1), "      - at: 2026-11-02\n        text: |\n          two\n          lines\n"),
        ("A1", ("log", 2), "      - at: 2026-11-03\n"),
        ("A1", ("log", 1, "text"), "        text: |\n          two\n          lines\n"),
        ("A1", ("log", 1, "at"), "at: 2026-11-02\n        "),
        ("A1", ("log", 0, "at"), "at: 2026-11-01, "),
        ("A1", ("log", 0, "text"), ", text: rain"),
        ("A1", ("notes", 0), "a, "),
        ("A1", ("notes", 2), ", c"),
        ("A1", ("notes",), "    notes: [a, b, c]\n"),
        ("A1", ("pin", "until"), ", until: 2026-12-01"),
        ("B2", ("lot",), 'lot: "2"\n    '),
        (None, ("jobs", 1), '  - lot: "2"\n    job: B2\n'),
    ],
)
def test_only_what_goes_goes(job: str | None, path: Path, gone: str) -> None:
    assert FILE.count(gone) == 1
    for newline in ("\n", "\r\n"):
        before = FILE.replace("\n", newline)
        after = apply_changes(read_source(before.encode(), "x"), [Change(job, (Remove(path, None),), "")])
        assert after.decode() == before.replace(gone.replace("\n", newline), "")


def test_a_list_whose_last_entry_goes_stays_empty() -> None:
    before = "jobs:\n  - job: A1\n    log:\n      - {text: rain}\n    lot: 1\n"
    after = apply_changes(read_source(before.encode(), "x"), [Change("A1", (Remove(("log", 0), None),), "")])
    assert after.decode() == "jobs:\n  - job: A1\n    log: []\n    lot: 1\n"


@pytest.mark.parametrize("path", [("log", 7), ("lender",), ("lender", "name"), ("lot", "x"), ("log", 2, "at")])
def test_what_is_not_there_or_is_all_there_is_refused(path: Path) -> None:
    with pytest.raises(CannotEdit):
        apply_changes(read_source(FILE.encode(), "x"), [Change("A1", (Remove(path, None),), "")])


def paths_below(value: object, path: Path = ()) -> Iterator[Path]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inner:
        yield (*path, step)
        yield from paths_below(one, (*path, step))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_any_layout_says_the_rest_afterwards_or_is_left_alone(random: Random) -> None:
    try:
        source = read_source(Scribe(random).file(some_file(random)).encode(), "x")
    except BadFile:
        return
    if any(note.is_error for note in source.notes):
        return
    wanted: Any = copy.deepcopy(source.data)
    (home, *_) = wanted["jobs"]
    path = random.choice([path for path in paths_below(home) if path != ("job",)])
    holder: Any = home
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    try:
        after = apply_changes(source, [Change("HC-0", (Remove(path, None),), "")])
    except CannotEdit:
        return
    assert read_source(after, "x").data == wanted
