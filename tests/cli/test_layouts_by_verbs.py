"""Every verb that writes, on every way to lay out a file by hand: its own lines differ and nothing else, or it refuses."""

from __future__ import annotations

import difflib
import importlib.util
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from backlog_cli.errors import CannotEdit
from backlog_cli.rules.change import Change, Put, Unquoted
from backlog_cli.store.load import load
from backlog_cli.store.yaml.patch import apply_changes
from backlog_cli.store.yaml.source import read_source
from tests.pasting import can_be_pasted, pasted
from tests.sampling import one_in
from tests.wording import is_unchanged_by

if TYPE_CHECKING:
    from collections.abc import Callable

VERBS = {
    "log": ("log", "1042", "he said: fine, no - yes"),
    "shift": ("shift", "1042", "+2w", "windows", "late", "--cause", "material"),
    "promise": ("promise", "1042", "fri", "paint codes"),
    "done": ("done", "1042", "1"),
    "stage": ("stage", "1042", "drywall"),
    "set": ("set", "1042", "lender.lock_expires", "2027-06-30"),
    "close": ("close", "1042"),
    "cancel": ("cancel", "1042", "rate", "--lesson", "no: next time"),
    "away": ("away", "fri", "--cover", "Dana: Reyes"),
    "add": ("add", "1050", "Ito", "Ko", "--sold", "today"),
}


def _layouts() -> tuple[Any, ...]:
    """The table of layouts that the edit engine is held against, so that there is one such table."""
    path = Path(__file__).parent.parent / "store" / "test_layouts.py"
    spec = importlib.util.spec_from_file_location("layouts_of_the_engine", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    found: tuple[Any, ...] = module.LAYOUTS
    return found


NEEDED = {"buyers": "Ann Lee", "sold_date": Unquoted("2026-03-10"), "stage": "framing"}


def made_whole(layout: Any) -> bytes:
    """The layout's bytes with the keys that a home has to have, put in by the engine where they are missing."""
    data: bytes = layout.text if isinstance(layout.text, bytes) else layout.text.encode("utf-8")
    source = read_source(data, "backlog.yaml")
    jobs = source.data.get("jobs")
    for job in jobs if isinstance(jobs, list) else ():
        missing = tuple(Put((key,), value) for key, value in NEEDED.items() if isinstance(job, dict) and not job.get(key))
        if missing and isinstance(job, dict) and isinstance(job.get("job"), str):
            try:
                data = apply_changes(read_source(data, "backlog.yaml"), [Change(str(job["job"]), missing, "")])
            except CannotEdit as refusal:
                data = pasted(data, refusal.message)
    return data


def read(data: bytes) -> Any:
    return load(data, "backlog.yaml")


def comments(data: bytes) -> list[str]:
    return sorted(re.findall(r"(?:^|\s)(#[^\r\n]*)", data.decode("utf-8-sig")))


def gone(before: bytes, after: bytes) -> list[str]:
    """The old lines that are no longer there, in order."""
    old, new = before.decode("utf-8-sig").splitlines(), after.decode("utf-8-sig").splitlines()
    return [line[2:] for line in difflib.ndiff(old, new) if line.startswith("- ")]


# The engine is held against every layout in `test_layouts.py`; a few meet the verbs too, all of them in the long search.
@one_in(12, "layout", _layouts(), ids=str)
def test_each_verb_changes_its_lines_or_refuses(run: Callable[..., Any], home: Path, layout: Any) -> None:
    path = home / "backlog.yaml"
    before = made_whole(layout)
    was = read(before)
    others = {job.job: job for job in was.backlog_file.jobs if job.job != "1042"}
    changed = 0
    for verb, words in VERBS.items():
        path.write_bytes(before)
        answer = run(*words)
        after = path.read_bytes()
        assert "this is a bug in backlog" not in answer.err, (verb, answer.err)
        if answer.code != 0:
            assert after == before, verb
            assert is_unchanged_by(answer.err), (verb, answer.err)
            continue
        changed += after != before
        now = read(after)
        assert len(now.bad) == len(was.bad), verb
        assert {job.job: job for job in now.backlog_file.jobs if job.job not in ("1042", "1050")} == others, verb
        assert len(gone(before, after)) <= 4, (verb, gone(before, after))
        assert [comment for comment in comments(before) if comment not in comments(after)] == [], verb
        assert (b"\r\n" in after) == (b"\r\n" in before), verb
    readable = any(job.job == "1042" for job in was.backlog_file.jobs)
    assert changed >= (3 if readable and not layout.refused else 0), changed


# What a refusal says is done by a program, to the letter; what the same command makes of the same homes in plain lines is the
# measure. A few layouts in each run, all of them and more verbs in the long search.
MORE_VERBS = {
    "a talk": ("log", "1042", "she said #1: no", "--how", "phone", "--with", "Ann Lee", "--next", "fri call: windows"),
    "a new number": ("set", "1042", "job", "2042"),
    "buyers": ("set", "1042", "contact.channel", "email"),
    "notes": ("set", "1042", "notes", "gate code: #12"),
    "issue": ("issue", "1042", "crack in the slab", "--wants", "a look: soon"),
    "ask": ("ask", "1042", "is the rate locked?"),
    "meet": ("meet", "1042", "2026-12-01", "10:00", "walk"),
    "lender": ("set", "1042", "lender.status", "approved"),
    "another move": ("shift", "1042", "2027-06-01", "crews", "--cause", "labor"),
    "promise of the builder": ("promise", "1042", "2026-12-04", "a plan: kitchen", "--needs", "Hal"),
    "next door": ("stage", "1043", "drywall"),
    "back": ("away", "nov 25", "nov 29", "--cover", "Dana"),
}
OFTEN_PASTED = ("a value of another home", "keys taken over from another mapping")


def plain_lines(data: bytes) -> bytes:
    """The same homes as a file that holds nothing strange: every key and entry on lines of its own."""
    return yaml.safe_dump(
        json.loads(json.dumps(read_source(data, "backlog.yaml").data)), sort_keys=False, allow_unicode=True
    ).encode()


def meaning(data: bytes) -> Any:
    """What a file says, texts without their outer blanks."""

    def bare(said: Any) -> Any:
        if isinstance(said, dict):
            return {key: bare(value) for key, value in said.items()}
        return [bare(one) for one in said] if isinstance(said, list) else said.strip() if isinstance(said, str) else said

    return bare(read_source(data, "backlog.yaml").data)


@pytest.mark.parametrize(
    "layout",
    [pytest.param(one, id=str(one), marks=[] if str(one) in OFTEN_PASTED else [pytest.mark.sweep]) for one in _layouts()],
)
def test_what_a_refusal_says_to_paste_means_what_was_asked(run: Callable[..., Any], home: Path, layout: Any) -> None:
    path = home / "backlog.yaml"
    before = made_whole(layout)
    is_often = str(layout) in OFTEN_PASTED
    done = 0
    for verb, words in (VERBS if is_often else VERBS | MORE_VERBS).items():
        path.write_bytes(before)
        answer = run(*words)
        assert "this is a bug in backlog" not in answer.err, (verb, answer.err)
        if answer.code != 3 or "cannot edit safely" not in answer.err:
            continue
        assert can_be_pasted(answer.err), (verb, answer.err)
        assert path.read_bytes() == before
        after = pasted(before, answer.err.replace("\r\n", "\n"))
        path.write_bytes(plain_lines(before))
        assert run(*words).code == 0, verb
        assert meaning(after) == meaning(path.read_bytes()), (verb, answer.err)
        assert len(read(after).bad) <= len(read(before).bad), verb
        done += 1
    assert done >= (1 if layout.refused else 0), done


def test_most_layouts_hold_a_home_that_can_be_read() -> None:
    readable = [layout for layout in _layouts() if any(job.job == "1042" for job in read(made_whole(layout)).backlog_file.jobs)]
    assert len(readable) >= 60
