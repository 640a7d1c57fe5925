"""Which comments a text has, and where one goes that another version had."""

from __future__ import annotations

from collections import Counter

import pytest

from backlog_cli.store.editing.comments import add_comments, comment_counts, comments
from backlog_cli.store.yaml.source import read_source

FILE = """\
# top
jobs:
  # the first
  - job: A1   # corner
    log: [{at: 2026-11-01, text: 'he said #1 # no'}]  # one line
    notes: |
      # no comment
      text
    # below
    lot: Lot#12 # twelve
  - job: B2
# the end"""
FOUND = ["# top", "# the first", "# corner", "# one line", "# below", "# twelve", "# the end"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_comments_are_told_from_words_that_look_like_one(newline: str) -> None:
    found = list(comments(read_source(FILE.replace("\n", newline).encode(), "x")))
    assert [comment.text for comment in found] == FOUND
    assert [comment.text for comment in found if comment.is_behind] == ["# corner", "# one line", "# twelve"]


@pytest.mark.parametrize("which", FOUND)
def test_a_comment_goes_above_what_it_was_at(which: str) -> None:
    side = read_source(FILE.encode(), "x")
    bare = FILE.replace(f"  {which}\n", "\n") if f"  {which}\n" in FILE else FILE.replace(which, "", 1)
    source = read_source(bare.encode(), "x")
    after = add_comments(source, side, Counter([which]))
    assert after.data == source.data
    assert comment_counts(after) == comment_counts(side)
    lines = [line.strip() for line in after.text.splitlines() if line.strip()]
    behind = {"# corner": "- job: A1", "# twelve": "lot: Lot#12", "# below": "lot: Lot#12 # twelve"}
    assert which not in behind or lines[lines.index(which) + 1] == behind[which]
