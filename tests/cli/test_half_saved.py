"""A file that somebody is saving in place is read when the save is done: by every reading, before a lock is ever taken."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.store import file_contents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WAYS = ("open", "reopened")
VERBS = (
    ("due",),
    ("list", "--json"),
    ("show", "1042"),
    ("check",),
    ("draft", "1042"),
    ("find", "slab"),
    ("report", "week"),
    ("history", "1042"),
)


def saving(path: Path, whole: bytes, way: str) -> Iterator[None]:
    """Save a text in place in two parts, cut in the middle of a line: in one go, or closed and opened again in between."""
    cut = whole.rindex(b"- at:") + 6
    descriptor = os.open(path, os.O_WRONLY | os.O_TRUNC)
    os.write(descriptor, whole[:cut] + b"[")
    if way == "reopened":
        os.close(descriptor)
    yield
    if way == "reopened":
        descriptor = os.open(path, os.O_WRONLY)
    os.pwrite(descriptor, whole[cut:], cut)
    os.close(descriptor)
    yield


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_a_save_that_is_half_done_is_waited_for_before_anything_is_read(
    run: Callable[..., Any], sample: Path, monkeypatch: pytest.MonkeyPatch, way: str, words: tuple[str, ...]
) -> None:
    whole = sample.read_bytes()
    expected = run(*words)
    for name in ("REOPEN_SECONDS", "SAVE_TIMEOUT"):  # a busy machine takes a while to get there; nobody really waits
        monkeypatch.setattr(file_contents, name, 60.0)
    steps = saving(sample, whole, way)
    next(steps)
    with sample.open("rb") as half:
        if way == "open" and file_contents.is_open_for_writing(half.fileno()) is None:
            pytest.skip("THIS DISK GRANTS NO LEASES, SO WHO WRITES IS NOT KNOWN")

    def pause(_: float) -> None:
        next(steps, None)

    monkeypatch.setattr(time, "sleep", pause)
    assert run(*words) == expected
    assert next(steps, "done") == "done"
    assert sample.read_bytes() == whole


def test_what_is_saved_while_it_is_read_is_read_again(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.utime(sample, (1, 1))
    whole, real = sample.read_bytes() + b"# more\n", os.read

    def read(descriptor: int, size: int) -> bytes:
        found = real(descriptor, size // 2 if size > 1 else size)
        if sample.read_bytes() != whole:
            sample.write_bytes(whole)
        return found

    monkeypatch.setattr(os, "read", read)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    assert file_contents.read_file(sample) == whole
