"""Strange surroundings: no home, folders that cannot be written, odd clocks and zones, signals at any moment."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.sampling import one_in
from tests.wording import NOTHING_CHANGED, is_unchanged_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parent.parent.parent
TODAY = ("--today", "2026-11-23")
NOBODY = 65534
LOG = ("log", "1041", "walls are up")
AFTER = "text: walls are up"


@pytest.fixture
def file(home: Path) -> Path:
    """A file with one home, in the folder to work in."""
    path = home / "backlog.yaml"
    path.write_text("jobs:\n- {job: '1041', buyers: [Kim Lee], sold_date: 2026-11-01, stage: framing}\n")
    return path


def started(folder: Path, *words: str, today: tuple[str, ...] = TODAY, **surroundings: Any) -> subprocess.Popen[str]:
    """One command in an interpreter of its own."""
    usual = {"PATH": os.environ["PATH"], "HOME": str(folder.parent / "user"), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    environ = {name: value for name, value in (usual | surroundings.pop("environ", {})).items() if value is not None}
    return subprocess.Popen(
        [sys.executable, "-m", "backlog_cli", *today, *words],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        **surroundings,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Its code and what it said on both streams."""
    out, err = process.communicate(timeout=60)
    assert "backlog_cli" not in err  # no trace of ours; what Python says before it comes to us is its own
    return process.returncode, out, err


class Theirs:
    """A folder with a file where another user works, who owns only what was given."""

    def __init__(self, starter: Any, folder: Path) -> None:
        self.starter, self.work, self.user = starter, folder / "work", folder / "user"
        self.file = self.work / "backlog.yaml"
        folder.chmod(0o755)
        for place in (self.work, self.user):
            place.mkdir(mode=0o755)
        self.file.write_text("jobs:\n- {job: '1041', buyers: [Kim Lee], sold_date: 2026-11-01, stage: framing}\n")

    def give(self, *places: Path) -> None:
        """These are theirs."""
        for place in places:
            os.chown(place, NOBODY, NOBODY)

    def run(self, *words: str) -> tuple[int, str, str]:
        """One command of theirs: its code and what it said on both streams."""
        environ = self.starter.environ({"HOME": str(self.user), "BECOME_USER": str(NOBODY)})
        with Path(os.devnull).open("rb") as nothing, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            streams = [nothing.fileno(), out.fileno(), err.fileno()]
            process = self.starter.start([*TODAY, *words], streams, folder=self.work, environ=environ, fresh=False)
            while not process.has_ended():
                time.sleep(0.005)
            said = []
            for stream in (out, err):
                stream.seek(0)
                said.append(stream.read().decode())
        return process.code, said[0], said[1]


@pytest.fixture
def theirs(starter: Any) -> Iterator[Theirs]:
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    # Not below the folder of the tests: only its owner may enter that.
    with tempfile.TemporaryDirectory() as folder:
        yield Theirs(starter, Path(folder).resolve())


def test_without_a_home_it_writes_and_says_what_it_cannot_do(file: Path) -> None:
    code, out, err = ended(started(file.parent, *LOG, environ={"HOME": None}))
    assert (code, "Lee" in out) == (0, True)
    assert "cannot be taken back" in err
    assert AFTER in file.read_text()


def test_a_folder_that_cannot_be_written_keeps_the_file_and_is_named(theirs: Theirs) -> None:
    theirs.give(theirs.user)
    before = theirs.file.read_bytes()
    assert theirs.run("list")[0] == 0
    code, _, err = theirs.run(*LOG)
    assert code == 5
    assert "permission denied" in " ".join(err.split())
    assert is_unchanged_by(err)
    assert "backlog.yaml" in err
    assert theirs.file.read_bytes() == before
    assert [path.name for path in theirs.work.iterdir()] == ["backlog.yaml"]


def test_a_file_that_may_not_be_read_exits_5_and_says_why(theirs: Theirs) -> None:
    theirs.give(theirs.user, theirs.work)
    theirs.file.chmod(0o600)
    for words in (("list",), LOG):
        code, _, err = theirs.run(*words)
        assert code == 5
        assert "cannot be read: permission denied" in err


def test_a_state_folder_that_cannot_be_written_stops_no_write(theirs: Theirs) -> None:
    theirs.give(theirs.work, theirs.file)
    for words in (LOG, ("promise", "1041", "fri", "paint chips")):
        code, out, err = theirs.run(*words)
        assert (code, "Lee" in out) == (0, True)
        assert "cannot be taken back" in err
    assert AFTER in theirs.file.read_text()
    assert sorted(path.name for path in theirs.work.iterdir()) == [".~backlog.yaml.lock", "backlog.yaml"]
    assert not list(theirs.user.iterdir())


def test_a_file_of_somebody_else_in_a_shared_folder_is_written_and_opened_to_nobody(theirs: Theirs) -> None:
    theirs.give(theirs.user, theirs.work)
    theirs.file.chmod(0o664)
    code, _, err = theirs.run(*LOG)
    assert code == 0, err
    assert "belonged to root; the owner could not be kept" in " ".join(err.split())
    assert theirs.file.stat().st_uid == NOBODY
    assert theirs.file.stat().st_mode & 0o777 == 0o644  # another group than before may only do what all may


def test_a_state_folder_that_is_a_file_stops_no_write(file: Path) -> None:
    user = file.parent.parent / "user"
    user.write_text("not a folder")
    code, _, err = ended(started(file.parent, *LOG))
    assert (code, "cannot be taken back" in err) == (0, True)
    assert AFTER in file.read_text()


def test_a_state_folder_that_vanished_is_made_again(file: Path) -> None:
    assert ended(started(file.parent, *LOG))[0] == 0
    shutil.rmtree(file.parent.parent / "user")
    code, _, err = ended(started(file.parent, "promise", "1041", "fri", "paint chips"))
    assert (code, err) == (0, "")
    assert ended(started(file.parent, "undo"))[0] == 0
    assert AFTER in file.read_text()
    assert "paint" not in file.read_text()


def test_another_home_for_the_same_file_is_no_danger(file: Path) -> None:
    homes = [{"HOME": str(file.parent.parent / name)} for name in ("one", "two")]
    several = [started(file.parent, "log", "1041", f"said {n} times", environ=homes[n % 2]) for n in range(4)]
    assert [ended(process)[0] for process in several] == [0] * 4
    assert [file.read_text().count(f"said {n} times") for n in range(4)] == [1] * 4


@one_in(
    4,
    ("environ", "words"),
    [
        ({"LC_ALL": "C", "LANG": None}, "über die Küche"),
        ({"LC_ALL": "C", "LANG": None, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "about the kitchen"),
        ({"PYTHONIOENCODING": "ascii"}, "über die Küche"),
        ({"PYTHONIOENCODING": "cp437"}, "über die Küche ✓"),
    ],
    ids=["C", "C and nothing else", "ascii", "cp437"],
)
def test_whatever_the_screen_can_show_every_text_stays_whole(file: Path, environ: dict[str, str | None], words: str) -> None:
    file.write_text("jobs:\n- {job: '1041', buyers: [José Ñandú], sold_date: 2026-11-01, stage: framing}\n", encoding="utf-8")
    process = started(file.parent, "log", "1041", words, environ=environ, errors="replace")
    code, _, err = ended(process)
    assert (code, err) == (0, "")
    text = file.read_text(encoding="utf-8")
    assert words in text
    assert "José Ñandú" in text


@pytest.mark.parametrize(
    "zone",
    ["Pacific/Kiritimati", *(pytest.param(zone, marks=pytest.mark.sweep) for zone in ("Etc/GMT+12", "no/such/zone", ""))],
)
def test_today_is_the_date_on_the_wall(file: Path, zone: str) -> None:
    wall = subprocess.run(
        ["date", "+%F"], env={"TZ": zone, "PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True
    )
    code, _, _ = ended(started(file.parent, *LOG, today=(), environ={"TZ": zone}))
    assert code == 0
    later = subprocess.run(
        ["date", "+%F"], env={"TZ": zone, "PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True
    )
    assert any(f"at: {day.stdout.strip()}" in file.read_text() for day in (wall, later))


@pytest.mark.parametrize("day", ["2000-01-01", "2038-01-20", "2028-02-29", "2100-12-31"])
def test_a_day_far_off_is_a_day_like_any_other(file: Path, day: str, run: Callable[..., Any]) -> None:
    for words in (("due", "--all"), ("list",), ("show", "1041"), ("check",)):
        answer = run(*words, today=day)
        assert answer.code in (0, 1), answer
        assert "mistake in backlog" not in answer.err


def interrupted(file: Path, number: signal.Signals, after: float) -> str:
    """A log that gets this signal so many seconds after its start; who ended it: "itself", "our answer", "the signal", "Python".

    Until our first line has run Python answers Ctrl-C by itself, and what it says holds no line of ours.
    """
    before = file.read_bytes()
    process = started(file.parent, *LOG)
    time.sleep(after)
    process.send_signal(number)
    code, out, err = ended(process)
    is_in = AFTER in file.read_text()
    assert is_in or file.read_bytes() == before
    told = (number, after, code, out, err)
    assert "backlog_cli" not in err, told
    assert is_in == (code == 0), told
    if is_in:
        who = "itself"
        assert "Lee" in out, told
    elif code == 130:
        who = "our answer"
        assert (out, err) == ("", f"\nbacklog: stopped.\n{NOTHING_CHANGED}.\n"), told
    elif code == -number:
        who = "the signal"
        assert "stopped" not in err, told
    else:
        who = "Python"
        assert (number, code, "KeyboardInterrupt" in err) == (signal.SIGINT, 1, True), told
    assert not [path for path in file.parent.iterdir() if path.name.endswith(".tmp")], told
    file.write_bytes(before)
    shutil.rmtree(file.parent.parent / "user", ignore_errors=True)
    return who


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_at_any_moment_leaves_old_or_new_and_says_which(file: Path, number: signal.Signals) -> None:
    interrupted(file, number, random.Random(number).uniform(0.1, 0.5))


@pytest.mark.sweep
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_at_a_hundred_moments_leave_old_or_new_and_say_which(
    file: Path, number: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    start = time.monotonic()
    assert ended(started(file.parent, *LOG, "--dry-run"))[0] == 0
    usual = time.monotonic() - start
    ends = Counter(interrupted(file, number, usual * n / 90) for n in range(100))
    with capsys.disabled():
        os.write(2, f"\n{number.name} at 100 moments: {dict(ends)}, 0 tracebacks of ours, 0 temp files\n".encode())
    # Ctrl-C is answered by us nearly everywhere; the others have to be only while there is something to put in order.
    assert number != signal.SIGINT or ends["our answer"] > ends["Python"] + ends["the signal"]


def test_what_the_caller_had_ignored_stays_ignored(file: Path) -> None:
    line = f'trap "" HUP INT TERM; echo ready; exec {sys.executable} -m backlog_cli --today 2026-11-23 log 1041 walls are up'
    environ = {"PATH": os.environ["PATH"], "HOME": str(file.parent.parent / "user"), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(["sh", "-c", line], cwd=file.parent, env=environ, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        while process.poll() is None:
            for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
                process.send_signal(number)
            time.sleep(0.01)
    assert process.returncode == 0
    assert AFTER in file.read_text()


def test_a_journal_that_cannot_be_read_is_said_and_nothing_is_guessed(theirs: Theirs) -> None:
    theirs.give(theirs.user, theirs.work, theirs.file)
    assert theirs.run(*LOG)[0] == 0
    lines = next(theirs.user.rglob("lines.jsonl"))
    os.chown(lines, 0, 0)
    before = theirs.file.read_bytes()
    for words in (("undo",), ("redo",), ("recover",), ("history",)):
        code, _, err = theirs.run(*words)
        assert code == 5
        assert "cannot be read: it belongs to somebody else" in err
    assert theirs.file.read_bytes() == before
    theirs.file.write_bytes(before + b"# by hand\n")
    code, _, err = theirs.run("promise", "1041", "fri", "paint chips")
    assert (code, "cannot be taken back" in err) == (0, True)


# Another user, for real (SAFETY 21 and 22).


def planted(theirs: Theirs) -> Path:
    """A state folder that root made for them, with what a command of root's left in it; they may read all of it."""
    root = theirs.work.parent / "root"
    root.mkdir()
    state = theirs.user / ".local/state/backlog"
    environ = {"HOME": str(root), "XDG_STATE_HOME": str(state.parent), "XDG_CACHE_HOME": str(theirs.user / ".cache")}
    code, _, err = ended(started(theirs.work, *LOG, environ=environ))
    assert (code, err) == (0, "")
    code, _, err = ended(started(theirs.work, "show", "1041", environ=environ))
    assert (code, err) == (0, "")
    for place in (theirs.user, *theirs.user.rglob("*")):
        place.chmod(0o755 if place.is_dir() else 0o644)
    return state


def seen(folder: Path) -> list[tuple[Path, float, bytes]]:
    """Every file below a folder."""
    return [(path, path.stat().st_mtime, path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()]


def test_what_another_user_put_into_the_state_folder_is_not_believed(theirs: Theirs) -> None:
    state = planted(theirs)
    theirs.give(theirs.work, theirs.file, theirs.user, theirs.user / ".local", state.parent)
    before = seen(theirs.user)
    assert theirs.run("show", ".")[0] == 4  # root's last job is none of theirs
    assert theirs.run("undo")[0] == 2
    code, _, err = theirs.run("log", "1041", "roof is on")
    assert code == 0
    assert "cannot be taken back" in err
    assert "text: roof is on" in theirs.file.read_text()
    code, out, _ = theirs.run("where", "--json")
    told = {trouble["what"] for trouble in json.loads(out)["troubles"]}
    assert f"{state} isn't used: it belongs to somebody else" in told
    assert seen(theirs.user) == before


def test_files_that_another_user_put_into_a_folder_of_theirs_are_not_believed(theirs: Theirs) -> None:
    state = planted(theirs)
    cache = theirs.user / ".cache/backlog"
    # The folders are theirs, and so is the file; what is in the folders is root's, and says what root wrote.
    folders = [place for place in (theirs.user, *theirs.user.rglob("*")) if place.is_dir()]
    theirs.give(theirs.work, theirs.file, *folders)
    before = seen(theirs.user)
    assert theirs.run("show", ".")[0] == 4
    assert theirs.run("undo")[0] == 5
    code, _, err = theirs.run("log", "1041", "roof is on")
    assert (code, "cannot be taken back" in err) == (0, True)
    code, out, _ = theirs.run("where", "--json")
    told = " ".join(trouble["what"] for trouble in json.loads(out)["troubles"])
    for place in (*state.glob("*.lock"), state / "last.json", *state.glob("*/lines.jsonl"), *state.glob("*/head")):
        assert f"{place} isn't used: it belongs to somebody else" in told
    assert "The cache isn't used" in told
    assert cache.exists()
    assert [entry for entry in seen(theirs.user) if entry[0].stat().st_uid == 0] == before


def test_what_another_user_does_in_a_folder_that_all_may_write_to_reaches_no_file(theirs: Theirs) -> None:
    state = planted(theirs)
    theirs.give(theirs.user)
    hers = theirs.work / "letter.txt"
    hers.write_text("hers")
    for place in (theirs.user, *theirs.user.rglob("*")):
        os.chown(place, 0, 0)
        if place.is_dir():
            place.chmod(0o777)
    plant = 'hers=$1; shift; for place; do rm -f "$place" && ln -s "$hers" "$place" || exit 1; done'
    places = [path for path in theirs.user.rglob("*") if path.is_file()]
    subprocess.run(["/bin/sh", "-c", plant, "sh", str(hers), *map(str, places)], user=NOBODY, check=True)
    environ = {"HOME": str(theirs.user), "XDG_STATE_HOME": str(state.parent)}
    for words in (("log", "1041", "roof is on"), ("due",), ("show", "1041"), ("undo",), ("recover",)):
        code, _, err = ended(started(theirs.work, *words, environ=environ))
        assert code in (0, 2), err
    assert hers.read_text() == "hers"
    assert all(place.is_symlink() for place in places)


def test_a_backlog_of_another_user_in_a_folder_above_is_not_taken(theirs: Theirs) -> None:
    below = theirs.work / "below"
    below.mkdir()
    theirs.give(theirs.user, below)
    theirs.work.chmod(0o777)
    theirs.file.chmod(0o666)
    theirs.work = below
    before = theirs.file.read_bytes()
    assert theirs.run("list")[0] == 3
    assert theirs.run(*LOG)[0] == 3
    out = theirs.run("where", "--json")[1]
    assert f"{theirs.file} is somebody else's and isn't used" in json.loads(out)["why"]
    assert theirs.file.read_bytes() == before
    theirs.give(theirs.file)
    assert theirs.run("list")[0] == 0
