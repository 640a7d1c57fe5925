"""The lines for cron, systemd, launchd and Task Scheduler, read by those programs themselves where they are installed."""

from __future__ import annotations

import json
import os
import plistlib
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_cli.errors import UsageError
from backlog_cli.exchange.schedulers import (
    MorningJob,
    crontab_line,
    launchd_plist,
    require_plain,
    schedule_text,
    systemd_service,
    systemd_timer,
    task_scheduler_line,
)

# A folder as people name them, and what each of these programs would make of it unquoted.
ODD = "My homes 100% $HOME 'now' \"new\"; #1 & <co> \\d"
WORDS = st.lists(
    st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1), min_size=1, max_size=4
)


def needs(program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")


def needs_dry_crontab() -> None:
    needs("crontab")
    told = subprocess.run(["crontab", "-h"], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if "dry run" not in told.stderr + told.stdout:
        pytest.skip("this crontab reads no table without installing it")


@pytest.fixture
def job(tmp_path: Path) -> MorningJob:
    """A program that prints the words it was started with, in a folder with an odd name."""
    folder = tmp_path / ODD
    folder.mkdir()
    program = folder / "backlog"
    program.write_text(f"#!{sys.executable}\nimport json, sys\nprint(json.dumps(sys.argv))\n")
    program.chmod(0o755)
    return MorningJob((str(program),), str(folder / "backlog.yaml"), str(folder / "site"), str(folder / "morning.txt"))


def test_cron_starts_the_program_with_just_these_words(job: MorningJob, tmp_path: Path) -> None:
    needs_dry_crontab()
    table = tmp_path / "crontab"
    for words in (job.due, job.site):
        line = crontab_line(words)
        table.write_text(f"MAILTO=you@example.com\n{line}\n", encoding="utf-8")
        read = subprocess.run(["crontab", "-n", table], capture_output=True, text=True, check=False)
        assert read.returncode == 0, read.stderr
        # As cron does it (crontab(5)): a bare % ends the command, \% is one of its signs; the rest is the shell's.
        command = re.split(r"(?<!\\)%", line.split(" ", 5)[5])[0].replace("\\%", "%")
        answer = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, env={"HOME": "/"}, check=True)
        assert json.loads(answer.stdout) == list(words)


def test_cron_refuses_what_is_no_line() -> None:
    needs_dry_crontab()
    read = subprocess.run(["crontab", "-n", "-"], input="0 7 * * 1-8 x\n", capture_output=True, text=True, check=False)
    assert read.returncode != 0


@given(words=WORDS)
def test_any_words_are_read_back_from_a_unit(words: list[str]) -> None:
    (start,) = [line for line in systemd_service(words).splitlines() if line.startswith("ExecStart=")]
    read = shlex.split(start.removeprefix("ExecStart=/usr/bin/env "))  # double quotes and backslashes mean the same there
    assert [word.replace("%%", "%").replace("$$", "$") for word in read] == words


def test_systemd_takes_the_units(job: MorningJob, tmp_path: Path) -> None:
    needs("systemd-analyze")
    (tmp_path / "backlog.service").write_text(systemd_service(job.due, job.site), encoding="utf-8")
    (tmp_path / "backlog.timer").write_text(systemd_timer(), encoding="utf-8")
    units = [str(tmp_path / f"backlog.{kind}") for kind in ("service", "timer")]
    command = ["systemd-analyze", "verify", "--man=no", *units]
    read = subprocess.run(command, capture_output=True, text=True, check=False)
    if "Failed to" in read.stderr and "manager" in read.stderr:
        pytest.skip("systemd-analyze can't start here")
    assert "backlog" not in read.stderr, read.stderr
    assert read.returncode == 0, read.stderr
    # It does look: a quote that stays open is told.
    (tmp_path / "backlog.service").write_text(systemd_service(("/a b",)).replace('b"', "b"), encoding="utf-8")
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_systemd_knows_the_days() -> None:
    needs("systemd-analyze")
    (when,) = [line.partition("=")[2] for line in systemd_timer().splitlines() if line.startswith("OnCalendar")]
    read = subprocess.run(["systemd-analyze", "calendar", when], capture_output=True, text=True, check=True)
    assert "Mon..Fri *-*-* 07:00:00" in read.stdout


def test_launchd_gets_the_very_words(job: MorningJob) -> None:
    read = plistlib.loads(launchd_plist(job.due, "/tmp/a & b.txt").encode())
    assert read["ProgramArguments"] == list(job.due)
    assert read["StandardOutPath"] == "/tmp/a & b.txt"
    assert [entry["Weekday"] for entry in read["StartCalendarInterval"]] == [1, 2, 3, 4, 5]


WINDOWS = MorningJob(("C:\\Ann's tools\\backlog.exe",), "C:\\Ann’s homes 100%\\backlog.yaml", "D:\\My site", "D:\\My site.txt")


def powershell_words(line: str, option: str) -> str:
    """What PowerShell makes of the quoted text behind an option."""
    found = re.search(rf"{option} '((?:[^'‘’‚‛]|['‘’‚‛]{{2}})*)'", line)
    assert found is not None, line
    return re.sub("(['‘’‚‛])\\1", r"\1", found[1])


def windows_words(arguments: str) -> list[str]:
    """What a Windows program makes of its command line, as long as no word holds a quote."""
    return [quoted or bare for quoted, bare in re.findall(r'"([^"]*)"|(\S+)', arguments)]


def test_task_scheduler_gets_the_very_words() -> None:
    line = task_scheduler_line(WINDOWS.site)
    assert powershell_words(line, "-Execute") == WINDOWS.program[0]
    assert windows_words(powershell_words(line, "-Argument")) == list(WINDOWS.site[1:])
    line = task_scheduler_line(WINDOWS.due, "D:\\My site.txt")
    assert powershell_words(line, "-Execute") == "powershell.exe"
    *_, script = windows_words(powershell_words(line, "-Argument"))
    quoted = re.findall(r"'((?:[^'‘’‚‛]|['‘’‚‛]{2})*)'", script)
    assert [re.sub("(['‘’‚‛])\\1", r"\1", word) for word in quoted] == [*WINDOWS.due, "D:\\My site.txt"]


@pytest.mark.parametrize(("platform", "first"), [("linux", "CRON"), ("darwin", "LAUNCHD"), ("win32", "TASK SCHEDULER")])
def test_her_own_system_comes_first(job: MorningJob, platform: str, first: str) -> None:
    text = schedule_text(job, platform=platform)
    titles = re.findall(r"^([A-Z ]{4,}) \(", text, re.MULTILINE)
    assert titles[0] == first
    assert set(titles) >= {"CRON", "SYSTEMD", "TASK SCHEDULER"}
    assert ("LAUNCHD" in titles) == (platform == "darwin")


def test_a_path_that_no_line_can_hold_is_refused() -> None:
    for sign in ("\n", "\t", "\x1b", "\u202e"):
        with pytest.raises(UsageError, match="can't be scheduled"):
            require_plain(MorningJob(("/bin/backlog",), f"/a{sign}b/backlog.yaml", "/site", "/morning.txt"))
    require_plain(MorningJob(("/bin/backlog",), os.fspath(Path("/Ünï ☀/backlog.yaml")), "/site", "/morning.txt"))
