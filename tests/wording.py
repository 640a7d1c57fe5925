"""Sentences that many tests look for, taken from the program once: a better sentence costs one edit, in `test_wording.py`."""

from __future__ import annotations

import re

from backlog_cli import errors
from backlog_cli.model import did_you_mean

NOTHING_CHANGED = errors.NOTHING_CHANGED.rstrip(".")
NOTHING_CHANGED_WITHIN = NOTHING_CHANGED[0].lower() + NOTHING_CHANGED[1:]  # behind a semicolon


DID_YOU_MEAN = re.sub('^; | "framing"[?]$', "", did_you_mean("framming", ["framing"]))


def is_unchanged_by(answer: str) -> bool:
    """Whether a line of that answer of a verb that writes says that her file is as it was."""
    return any(line.strip() == errors.NOTHING_CHANGED for line in answer.splitlines())
