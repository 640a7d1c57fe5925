"""A home that is added below the last ones, of which alone the lines are read: the same to the byte as with the whole file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.workflows import write
from backlog_cli.workflows.single_job import NewJobWriter
from tests.sampling import one_in

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., Any]

ROOT = Path(__file__).parents[2]
HOME = "{dash}- job: A{n}\n{dash}  buyers: [Kim Lee]\n{dash}  sold_date: 2026-07-01\n{dash}  stage: framing\n"


def homes(count: int, dash: str = "  ", between: str = "") -> str:
    return between.join(HOME.format(n=n, dash=dash) for n in range(1, count + 1))


FRAMED = {
    "one home": "jobs:\n" + homes(1),
    "two homes": "jobs:\n" + homes(2),
    "blank lines between": "jobs:\n\n" + homes(5, between="\n"),
    "blank lines between the first ones": "jobs:\n" + homes(3, between="\n\n") + homes(2).replace("A", "B"),
    "dashes at the edge": "# mine\njobs:\n" + homes(5, dash=""),
    "something below": "jobs:\n" + homes(4) + "\n# days off\naway:\n  - {from: 2026-12-20, to: 2026-12-22}\n",
    "comments below": "settings: {agent: Ann}\njobs:\n" + homes(4) + "      # hers\n  # the end\n\n\n",
    "no line end": "jobs:\n" + homes(4).rstrip(),
    "a text of several lines": "jobs:\n" + homes(4) + "    notes: |\n      one\n\n      two\n\n",
    "braces": "jobs:\n" + homes(3) + "  - {job: B1, buyers: [Ann Ito], sold_date: 2026-10-01, stage: framing}\n",
    "a warning above": "jobs:\n" + homes(1) + "    lendr: typo\n" + homes(4).replace("A", "B"),
    "a warning in the last": "jobs:\n" + homes(4) + "    lendr: typo\n",
    "a byte order mark": "\ufeffjobs:\n" + homes(4),
    "homes": "homes:\n" + homes(4),
}  # fmt: skip
WHOLE = {
    "Windows lines": ("jobs:\n" + homes(4)).replace("\n", "\r\n"),
    "no home": "jobs:\n",
    "one line": "jobs: [{job: A1, buyers: [Kim Lee], sold_date: 2026-07-01, stage: framing}]\n",
    "an anchor": "jobs:\n"
    + homes(3).replace("stage: framing", "stage: &one framing", 1).replace("stage: framing", "stage: *one"),
    "a home that can't be read": "jobs:\n" + homes(3) + "  - {stage: framing}\n",
    "the number of an ended sale": "jobs:\n" + homes(3) + homes(1).replace("A1", "Z9").replace("framing", "cancelled"),
}
ADDS = (
    ("add", "Z9", "Bo Ray", "--sold", "2026-11-02", "--lot", "14", "--closing", "mar 19"),
    ("add", "Z9", "Bo Ray", "and", "Ana Ray", "--sold", "2026-11-02", "--stage", "closed", "--deposit", "earnest 8000 dec 1"),
    ("add", "A1", "Bo Ray", "--sold", "2026-11-02"),
    ("add", "Z9", "Bo Ray", "--sold", "2026-11-02", "--lot", "14", "--dry-run"),
    ("add", "Z9", "Bo Ray", "--sold", "2026-11-02", "--json"),
)
AFTER = (("due", "--json"), ("list", "--all", "--json"), ("check",), ("history",), ("undo",), ("list", "--all", "--json"))


def told(run: Run, path: Path, text: str, words: tuple[str, ...]) -> list[object]:
    """What the command and those behind it answer and leave, with a past and a cache that hold nothing else."""
    shutil.rmtree(path.parent.parent / "user", ignore_errors=True)
    path.write_bytes(text.encode())
    found: list[object] = []
    for command in (words, *AFTER):
        found += [command, run(*command), path.read_bytes()]
    return found


@one_in(3, ("name", "words"), [(name, words) for name in (*FRAMED, *WHOLE) for words in ADDS], ids=str)
def test_a_home_is_added_as_by_reading_the_whole_file(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, name: str, words: tuple[str, ...]
) -> None:
    text, path = (FRAMED | WHOLE)[name], home / "backlog.yaml"
    quick = told(run, path, text, words)
    monkeypatch.setattr(write, "_framed_writer", lambda *_: None)
    assert told(run, path, text, words) == quick


@pytest.mark.parametrize("name", [*FRAMED, *WHOLE])
def test_the_last_homes_alone_are_read(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    made: list[bool] = []

    def carry_out(self: NewJobWriter, *given: Any) -> Any:
        found = whole(self, *given)
        made.append(found is not None)
        return found

    whole = NewJobWriter.carry_out
    monkeypatch.setattr(NewJobWriter, "carry_out", carry_out)
    (home / "backlog.yaml").write_bytes((FRAMED | WHOLE)[name].encode())
    assert run(*ADDS[0]).code == 0
    assert made in ([[True]] if name in FRAMED else ([], [False]))
    if name in FRAMED:  # the cache knows the file as it is now
        monkeypatch.setattr("backlog_cli.workflows.read.read_and_save", None)
        assert '"Z9"' in run("list", "--json").out
