"""What the bench works with: made-up files that load as they stand, the same each time, and a table that says what was found."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

from backlog_cli.rules.due.ranking import ranked_verdicts
from backlog_cli.store.load import load
from backlog_cli.terms import Level
from tests.backlogs import backlog_of
from tests.bench import peers
from tests.bench.homes import TODAY, backlog, job_number
from tests.bench.rows import Findings, Row, grown, held_against
from tests.bench.stopwatch import Command, Cost, CouldNotRun, Runner, Stopwatch
from tests.bench.table import HEADS, cells, json_of, spelled, text_of

if TYPE_CHECKING:
    from pathlib import Path

on_posix = pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals on Windows")


@pytest.mark.parametrize(("homes", "conversations"), [(50, 12), (3, 60), (40, 1)])
def test_a_made_up_file_loads_without_a_problem(homes: int, conversations: int) -> None:
    loaded = load(backlog(homes, conversations).encode(), "backlog.yaml")
    assert loaded.problems == ()
    assert {len(job.log) for job in loaded.backlog_file.jobs} == {conversations}
    assert [job.job for job in loaded.backlog_file.jobs] == [job_number(place) for place in range(1, homes + 1)]


def test_a_made_up_file_has_homes_of_every_colour_and_the_measured_weight() -> None:
    text = backlog(50, 12)
    book = backlog_of(load(text.encode(), "backlog.yaml").backlog_file)
    levels = {verdict.level for verdict in ranked_verdicts(book, today=TODAY)}
    assert levels == {Level.RED, Level.AMBER, Level.GREEN}
    assert len(text.encode()) / 50 == pytest.approx(18_800_000 / 5_000, rel=0.02)


def test_the_same_seed_gives_the_same_file_and_another_seed_another() -> None:
    assert backlog(5, 3) == backlog(5, 3)
    assert backlog(5, 3) != backlog(5, 3, seed=7)
    assert peers.items(20) == peers.items(20) != peers.items(20, seed=7)


@pytest.mark.parametrize("peer", peers.PEERS, ids=[peer.name for peer in peers.PEERS])
def test_a_peer_gets_every_item_and_is_called_for_every_work(peer: peers.Peer, tmp_path: Path) -> None:
    calls = peer.lay(tmp_path, 30)
    laid = "".join(path.read_text() for path in sorted(tmp_path.rglob("*")) if path.is_file())
    names = [text.split()[-2] for _, text in peers.items(30)]
    assert laid.count("Okafor") == names.count("Okafor")
    assert set(peers.Work) - set(calls.words) <= {peers.Work.NOTE}


def test_a_peer_that_is_not_installed_is_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert peers.PEERS[0].found(None) is None
    program = tmp_path / "more" / "task"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert peers.PEERS[0].found(program.parent) == (None if os.name == "nt" else program)


def a_runner(name: str, *milliseconds: float, trouble: str = "") -> Runner:
    runner = Runner(name, lambda _: pytest.fail("is not to be run"), trouble=trouble)
    runner.costs += [Cost(cpu / 1000, 1.0, 1024, cpu / 10_000) for cpu in milliseconds]
    return runner


def test_a_ratio_is_taken_round_by_round() -> None:
    row = held_against(a_runner("pass", 10, 20, 40), a_runner("due", 50, 140, 120), 7)
    assert (row.floor_ms, row.ours_ms, row.holds) == (20.0, 120.0, True)
    assert row.value == pytest.approx(5)
    each = 80 / 4_950
    assert grown(a_runner("few", 10, 20, 40), a_runner("many", 50, 140, 120), each * 0.99).value == pytest.approx(each)
    assert grown(a_runner("few", 10, 20, 40), a_runner("many", 50, 140, 120), each * 0.99).holds is False


def test_a_row_is_spelled_as_it_was_found() -> None:
    row = held_against(a_runner("pass", 10), a_runner("log, warm", 1120), 11, timed=a_runner("", 37))
    assert cells(row) == ("log, warm", "1,120.0", "pass", "10.0", "112.00 x", "<= 11.00 x", "3.7", "NO")
    peak = Row("due, at its peak", "", value=212.4, unit="MiB", limit=250)
    assert cells(peak) == ("due, at its peak", "-", "-", "-", "212 MiB", "<= 250 MiB", "-", "yes")
    home = Row("log, 5,000 homes", "log, 50 homes", value=0.0312, unit="ms a home", limit=0.035)
    assert cells(home)[4:6] == ("0.031 ms a home", "<= 0.035 ms a home")
    silent = held_against(a_runner("pass", 10), a_runner("Tab", trouble="ended with 2: no such file"), 7)
    assert cells(silent)[-4:] == ("-", "<= 7.00 x", "-", "ended with 2: no such file")


def test_a_table_has_its_numbers_to_the_right() -> None:
    table = spelled(("WORK", "MS"), [("due", "9.5"), ("log, warm", "110.0")])
    assert table.splitlines() == ["WORK          MS", "due          9.5", "log, warm  110.0"]


def test_both_forms_say_what_was_left_out() -> None:
    found = Findings([Row("due", "pass", 10.0, 50.0, 5.0, limit=8)], skipped=["khal: not installed"], bare_ms=10.0)
    assert text_of(found, rounds=3).endswith("Left out:\n  khal: not installed\n")
    document = json.loads(json_of(found, rounds=3))
    assert (document["schema_version"], document["rounds"], document["left_out"]) == (1, 3, ["khal: not installed"])
    assert document["rows"][0]["holds"] is True
    assert len(cells(found.rows[0])) == len(HEADS)


@on_posix
def test_a_run_is_timed_at_a_terminal_and_in_a_pipe_and_a_failing_one_is_said(tmp_path: Path) -> None:
    def asked(program: str, *, is_terminal: bool = False) -> Command:
        return Command((sys.executable, "-I", "-c", program), tmp_path, {"PATH": os.defpath}, is_terminal)

    with Stopwatch(1, tell=print) as watch:
        size = "import os, sys; print(sys.stdout.isatty(), *(os.get_terminal_size() if sys.stdout.isatty() else ()))"
        assert watch.run(asked(size, is_terminal=True))[1] == "True 80 24\n"
        cost, shown = watch.run(asked(f"{size}\nsum(range(2_000_000))"))
        assert shown == "False\n"
        assert 0.005 < cost.cpu <= cost.wall + 0.05
        assert 4 * 1024**2 < cost.memory < 64 * 1024**2
        with pytest.raises(CouldNotRun, match="ended with 3: sorry"):
            watch.run(asked("print('sorry'); raise SystemExit(3)"))
        failing = Runner("a", lambda _: asked("raise SystemExit(1)"))
        good = Runner("b", lambda _: asked("pass"))
        watch.race([failing, good])
        assert (failing.trouble[:12], len(good.costs)) == ("ended with 1", 1)
