"""Who did it, by every way to say so: --by, BACKLOG_AGENT and git's user, in the file, the journal and on the pages."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.commands.test_daily import job_in
from tests.wording import is_unchanged_by

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from backlog_cli import model

    Run = Callable[..., Any]

JOB = "HC-1041"
ENTRIES: dict[str, tuple[tuple[str, ...], Callable[[model.Job], str | None]]] = {
    "shift": (("+2w", "windows late"), lambda job: job.closing.shifts[-1].by if job.closing else ""),
    "promise": (("fri", "paint codes"), lambda job: job.promises[-1].noted_by),
    "issue": (("crack", "--wants", "a look"), lambda job: job.issues[-1].noted_by),
    "ask": (("is it wired?",), lambda job: job.questions[-1].by),
    "meet": (("dec 1", "10:00", "frame walk"), lambda job: job.appointments[-1].by),
    "set": (("deposits.new", "options", "4000", "dec", "20"), lambda job: job.deposits[-1].by),
    "log": (("slab is dry",), lambda job: job.log[-1].by),
}


@pytest.mark.parametrize("verb", ENTRIES)
def test_an_entry_says_who_made_it(run: Run, sample: Path, verb: str) -> None:
    words, who = ENTRIES[verb]
    answer = run(verb, JOB, *words, "--by", "dana")
    assert answer.code == 0
    assert "by Dana Reyes" in answer.out
    assert who(job_in(sample, JOB)) == "Dana Reyes"
    assert f"Dana Reyes, {JOB}: " in run("history").out


@pytest.mark.parametrize("verb", ENTRIES)
def test_the_agents_own_entries_bear_no_name(run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    words, who = ENTRIES[verb]
    monkeypatch.setenv("BACKLOG_AGENT", "renata")
    answer = run(verb, JOB, *words)
    assert answer.code == 0
    assert "Renata" not in answer.out
    assert who(job_in(sample, JOB)) is None
    assert "enata" not in run("history").out


@pytest.mark.parametrize(
    "words", [("stage", JOB, "next"), ("done", JOB, "1"), ("away", "dec 20", "dec 24"), ("set", JOB, "lot", "4")]
)
@pytest.mark.usefixtures("sample")
def test_what_has_no_place_for_a_name_has_it_in_the_history(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("BACKLOG_AGENT", "Dana")
    assert "Noted by Dana Reyes." in run(*words).out
    (entry,) = json.loads(run("history", "--json").out)["entries"]
    assert entry["by"] == "Dana Reyes"
    assert run("undo").code == 0
    assert [found["by"] for found in json.loads(run("history", "--json").out)["entries"]] == ["Dana Reyes"] * 2


@pytest.mark.parametrize(
    ("typed", "by", "noted_by"), [("Dana", "me", "Dana Reyes"), ("builder", "builder", None), ("me", "me", None)]
)
def test_somebody_promises_for_the_agent(run: Run, sample: Path, typed: str, by: str, noted_by: str | None) -> None:
    assert run("promise", JOB, "fri", "paint codes", "--by", typed).code == 0
    made = job_in(sample, JOB).promises[-1]
    assert (made.by, made.noted_by) == (by, noted_by)


@pytest.mark.parametrize("typed", ["biulder", "Buidler", "lendr"])
def test_a_slip_of_the_keys_is_nobodys_promise(run: Run, sample: Path, typed: str) -> None:
    before = sample.read_bytes()
    answer = run("promise", JOB, "fri", "paint codes", "--by", typed)
    assert answer.code == 2
    assert "Did you mean" in answer.err
    assert sample.read_bytes() == before


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("None", '--by: "None" isn\'t a name.'),
        ("123-45-6789", "isn't a name"),
        ("Dana 123-45-6789", "must not be kept"),
        ("Da\x1b[31mna", "can't be seen"),
        ("D" * 500, "500 characters"),
        ("Chidi Okafor", "Chidi Okafor is one of the buyers: --with says who took part"),
    ],
)
def test_what_is_no_name_behind_by_is_refused(run: Run, sample: Path, typed: str, why: str) -> None:
    before = sample.read_bytes()
    answer = run("log", JOB, "x", "--by", typed)
    assert answer.code == 2
    assert why in answer.err
    assert is_unchanged_by(answer.err)
    assert sample.read_bytes() == before


@pytest.mark.parametrize("named", ["None", "Da\x1b[31mna", "D" * 500, "Dana 123-45-6789", "2026"])
def test_what_is_no_name_in_the_environment_is_told_and_left_out(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv("BACKLOG_AGENT", named)
    answer = run("ask", JOB, "is it wired?")
    assert answer.code == 0
    assert "BACKLOG_AGENT is ignored: " in answer.err
    assert job_in(sample, JOB).questions[-1].by is None
    assert "BACKLOG_AGENT" not in run("due").err


def test_a_name_of_two_lines_in_the_environment_is_one_line(run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKLOG_AGENT", "Kit\nLee\n")
    run("ask", JOB, "is it wired?")
    assert job_in(sample, JOB).questions[-1].by == "Kit Lee"


# git's user


def as_git_user(folder: Path, name: str) -> None:
    if shutil.which("git") is None:
        pytest.skip("git isn't installed")
    for words in (["init", "-q"], ["config", "user.name", name]):
        subprocess.run(["git", "-C", str(folder), *words], check=True)


@pytest.mark.parametrize(
    ("user", "by"),
    [
        ("Dana Reyes", "Dana Reyes"),
        ("dana", "Dana Reyes"),  # who covers
        ("Kit Lee", "Kit Lee"),
        ("klee", None),  # a login name
        ("Renata Vance", None),
        ("renata", None),
        ("Renata Q. Vance", None),
        ("Kit\u202eLee", None),
    ],
)
def test_in_a_repository_git_knows_who_writes(run: Run, sample: Path, user: str, by: str | None) -> None:
    as_git_user(sample.parent, user)
    assert run("ask", JOB, "is it wired?").code == 0
    assert job_in(sample, JOB).questions[-1].by == by


def test_what_is_said_here_goes_before_git(run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_git_user(sample.parent, "Kit Lee")
    monkeypatch.setenv("BACKLOG_AGENT", "Ola Berg")
    run("ask", JOB, "one", "--by", "Dana")
    run("ask", JOB, "two")
    run("ask", JOB, "three", "--by", "me")
    assert [found.by for found in job_in(sample, JOB).questions[-3:]] == ["Dana Reyes", "Ola Berg", None]


def test_nothing_is_guessed_where_the_file_names_no_agent(run: Run, sample: Path) -> None:
    as_git_user(sample.parent, "Kit Lee")
    sample.write_bytes(sample.read_bytes().replace(b"  agent: Renata Vance\n", b""))
    assert run("ask", JOB, "is it wired?").code == 0
    assert job_in(sample, JOB).questions[-1].by is None


@pytest.mark.usefixtures("sample")
def test_a_write_of_the_agents_own_loads_nothing_for_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    modules = ("backlog_cli.workflows.writer", "backlog_cli.rules.writers", "backlog_cli.store.git.program")
    for name in modules:
        monkeypatch.delitem(sys.modules, name, raising=False)
    assert run("log", JOB, "slab is dry").code == 0
    assert not sys.modules.keys() & {*modules}


# On the pages


def test_a_cover_is_named_on_the_first_day_back_and_in_the_report(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKLOG_AGENT", "Dana")
    run("log", "sorensen", "slab is dry", "--phone", today="2026-11-26")
    run("issue", "sorensen", "crack", "--wants", "a look", today="2026-11-27")
    monkeypatch.delenv("BACKLOG_AGENT")
    back = run("away", "--back", today="2026-11-30")
    assert "Nov 26, Dana Reyes: update (phone): slab is dry" in back.out
    assert "Nov 27, Dana Reyes: issue opened: crack" in back.out
    facts = json.loads(run("away", "--back", "--json", today="2026-11-30").out)
    assert [one["by"] for one in facts["happened"] if one["job"] == "LR-1049"] == ["Dana Reyes", "Dana Reyes"]
    assert "Updates this week: " in run("report", "week", today="2026-11-30").out
    counts = json.loads(run("report", "week", "--json", today="2026-11-30").out)["updates_by"]
    assert {"by": "Dana Reyes", "updates": 1} in counts
    assert "by Dana Reyes" in run("report", "job", "sorensen", today="2026-11-30").out
    assert "noted by Dana Reyes" in run("show", "sorensen", today="2026-11-30").out
    assert "noted by Dana Reyes" in run("issue", today="2026-11-30").out


@pytest.mark.usefixtures("sample")
def test_a_covers_call_is_the_update_that_was_owed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def owes() -> bool:
        owed = json.loads(run("due", "--owed", "--json", today="2026-11-26").out)["owed"]
        return any(one["job"] == "LR-1049" and one["day"] <= "2026-11-26" for one in owed)

    assert owes()
    monkeypatch.setenv("BACKLOG_AGENT", "Dana")
    run("log", "LR-1049", "slab is dry", "--phone", today="2026-11-26")
    assert not owes()
    assert "Sorensen (phone by Dana)" in run("due", today="2026-11-26").out
    assert "Dana's call on Thu Nov 26 isn't in writing yet" in run("show", "LR-1049", today="2026-11-28").out


@pytest.mark.usefixtures("sample")
def test_whoever_sends_a_text_signs_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("draft", JOB).out.rstrip().endswith("Renata Vance")
    monkeypatch.setenv("BACKLOG_AGENT", "Dana")
    run("log", JOB, "slab is dry", "--phone")
    text = run("draft", JOB, "written").out
    assert "Thanks for the call today." in text
    assert text.rstrip().endswith("Dana Reyes")
    monkeypatch.delenv("BACKLOG_AGENT")
    assert "Thanks for talking with Dana today." in run("draft", JOB, "written").out
