"""Any day of commands, hand edits and kills: the file always says what a plain model says, and every comment lives."""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import re
from copy import deepcopy
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from backlog_cli.cli.app import run as run_words
from backlog_cli.store.load import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = """\
# my homes
jobs:
  # the sisters
  - job: A1
    lot: "1"
    buyers: [Kim Lee, Ana Lee]   # they call together
    sold_date: 2026-07-01
    stage: framing
    closing: 2027-03-19
    log:
      - at: 2026-11-01
        text: rain day

  - job: B2
    lot: "1"
    buyers: [Bo Ramos]
    sold_date: 2026-07-01
    stage: framing
    closing:
      contract: 2027-03-19   # signed
    log:
      - at: 2026-11-01
        text: rain day
    promises: []

  - job: C3
    buyers: [Cy Okafor]
    sold_date: 2026-09-01
    stage: contract

  # what nobody can read here stays as it is typed
  - job: D4
    buyer: Maeve O'Neill
    sold: 7/1/26
    stage: framing
    lot: "1"
    closing: {contract: 2027-02-30}
    log:
      - 2026-11-01 rain day
      - {at: 2026-11-02, how: pigeon, mood: meh, text: odd}
    promises:
      - {text: tiles, due: 2026-11-31, status: open}

  - sold_date: 2024-01-01
    job: A1   # sold before
    buyers: [Otto Vance]
    stage: cancelled
"""
ENDED = "A1@2024-01-01"
UNREADABLE = ("closing: {contract: 2027-02-30}", "- 2026-11-01 rain day", "how: pigeon, mood: meh", "due: 2026-11-31")
TODAY = "2026-11-23"
JOBS = st.sampled_from(["A1", "B2", "C3", "D4", "N1", "Z9"])
KILLS = st.integers(min_value=0, max_value=22)  # a write touches the disk some twenty times
STAGES = st.sampled_from(["framing", "drywall", "trim", "dry-in"])
PLACES = st.integers(min_value=0, max_value=400)
COUNT = itertools.count()
MARK = "\ufeff"

Homes = dict[str, dict[str, Any]]


def first_homes() -> Homes:
    new: dict[str, Any] = {"lot": None, "stage": "contract", "log": [], "promises": {}, "internal": None, "shifts": 0}
    old = new | {"lot": "1", "stage": "framing", "log": [("rain day", -1)]}
    odd = {"log": [("rain day", -1), ("odd", -2)], "promises": {"tiles": "open"}}
    homes = {"A1": old, "B2": old, "C3": new, "D4": old | odd, ENDED: new | {"stage": "cancelled"}}
    return deepcopy(homes)


def shown(homes: Homes) -> Homes:
    """The model as a file can show it: which of two equal words is which, it does not say."""
    return {job: facts | {"log": [text for text, _ in facts["log"]]} for job, facts in homes.items()}


def without(homes: Homes, before: Homes, after: Homes) -> Homes | None:
    """The model as if the command that made `after` of `before` had not been; None where something newer hangs on it."""
    gone, new = before.keys() - after.keys(), after.keys() - before.keys()
    if len(gone) == len(new) == 1:  # a home got another number
        (old,), (name,) = gone, new
        return (
            {old if job == name else job: facts for job, facts in homes.items()} if name in homes and old not in homes else None
        )
    if new:
        return (
            {job: facts for job, facts in homes.items() if job not in new}
            if all(homes.get(job) == after[job] for job in new)
            else None
        )
    result = deepcopy(homes)
    for job in before:
        for key, was in before[job].items():
            then = after[job][key]
            if was == then:
                continue
            now = result[job][key] if job in result else None
            if key == "log" and now is not None:
                ours = [entry for entry in then if entry not in was]
                if any(entry not in now for entry in ours):
                    return None
                result[job][key] = [entry for entry in now if entry not in ours]
            elif key == "promises" and now is not None:
                for text in then:
                    if was.get(text) != then[text]:
                        if now.get(text) != then[text]:
                            return None
                        now = {one: status for one, status in now.items() if one != text} | (
                            {text: was[text]} if text in was else {}
                        )
                result[job][key] = now
            elif now is None or now != then:
                return None
            else:
                result[job][key] = was
    return result


def homes_in(path: Path) -> Homes:
    """The same facts as the model shows, read from the file."""
    loaded = load(path.read_bytes(), path.name)
    assert loaded.bad == ()
    data: Any = loaded.source.data
    return {_name(job): _facts(job) for job in data["jobs"]}


def _name(job: Any) -> str:
    return ENDED if job["sold_date"] == "2024-01-01" else job["job"]


def _facts(job: Any) -> dict[str, Any]:
    closing = job.get("closing")
    moved = closing if isinstance(closing, dict) else {}
    return {
        "lot": job.get("lot"),
        "stage": job["stage"],
        "log": [entry.partition(" ")[2] if isinstance(entry, str) else entry["text"] for entry in job.get("log") or ()],
        "promises": {promise["text"]: promise["status"] for promise in job.get("promises") or ()},
        "internal": moved.get("internal"),
        "shifts": len(moved.get("shifts") or ()),
    }


class Killed(BaseException):
    """The process is no more: nothing it would still do reaches the disk."""


@contextlib.contextmanager
def killed_at(step: int) -> Iterator[None]:
    """Inside, the call that would be the `step`th to touch the disk and all after it do not happen."""
    left = itertools.count(step, -1)
    names = ("write", "fsync", "replace", "unlink", "link", "mkdir", "utime")
    real = {name: getattr(os, name) for name in (*names, "open")}

    def dying(name: str) -> Any:
        def call(*words: Any, **more: Any) -> Any:
            if name == "open" and (words[0] == os.devnull or not words[1] & (os.O_CREAT | os.O_WRONLY | os.O_RDWR)):
                return real[name](*words, **more)
            if next(left) <= 0:
                raise Killed
            return real[name](*words, **more)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in real:
            patch.setattr(os, name, dying(name))
        yield


class Day(RuleBasedStateMachine):
    """One file and one model of it."""

    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.place = self.folder / str(next(COUNT))
        (self.place / "work").mkdir(parents=True)
        os.environ["HOME"] = str(self.place / "user")
        self.path = self.place / "work" / "backlog.yaml"
        self.path.write_bytes(FILE.encode())
        self.homes = first_homes()
        self.done: list[Homes] = []  # the model before each command that stands
        self.undone: list[Homes] = []  # the model after each command that was taken back
        self.own: dict[str, str] = {}  # what was written by hand
        self.comments = {"# my homes", "# the sisters", "# they call together", "# signed", "# sold before"}
        self.is_by_hand = False
        self.words = itertools.count()

    def run(self, *words: str) -> int:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run_words(["--file", str(self.path), "--today", TODAY, *words])
        note(f"{words} -> {code} {err.getvalue()!r}")
        assert "no longer in" not in err.getvalue()
        return code

    def command(self, words: tuple[str, ...], after: Homes | None, kill: int | None) -> None:
        """One command that makes the model `after`; None for one that has to refuse."""
        before = self.path.read_bytes()
        with killed_at(kill) if kill is not None else contextlib.nullcontext():
            code = self.run(*words)
        if after is None:
            assert code != 0 or self.path.read_bytes() == before
        if kill is None and after is not None:
            assert code == 0
        if self.path.read_bytes() == before:
            assert after is None or kill is not None or after == self.homes
            return
        assert after is not None
        self.done.append(self.homes)
        self.undone.clear()
        self.homes = after

    def changed(self, job: str, **facts: Any) -> Homes | None:
        return self.homes | {job: self.homes[job] | facts} if job in self.homes else None

    # Commands

    @rule(job=JOBS, is_usual=st.booleans(), kill=st.none() | KILLS)
    def log(self, job: str, is_usual: bool, kill: int | None) -> None:
        text = "rain day" if is_usual else f"talk {next(self.words)}"
        entry = text, next(self.words)
        self.command(("log", job, text), self.changed(job, log=[*self.homes.get(job, {}).get("log", ()), entry]), kill)

    @rule(kill=st.none() | KILLS)
    def log_all(self, kill: int | None) -> None:
        entry = "rain day", next(self.words)
        live = [job for job in self.homes if job != ENDED]
        after = self.homes | {job: self.homes[job] | {"log": [*self.homes[job]["log"], entry]} for job in live}
        self.command(("log", ",".join(live), "rain day"), after, kill)

    @rule(job=JOBS, weeks=st.integers(1, 9))
    def shift(self, job: str, weeks: int) -> None:
        facts = self.homes.get(job)
        if facts is None or job not in ("A1", "B2"):
            return
        day = date.fromisoformat(facts["internal"] or "2027-03-19") + timedelta(weeks=weeks)
        after = self.changed(job, internal=day.isoformat(), shifts=facts["shifts"] + 1)
        self.command(("shift", job, f"+{weeks}w", "rain"), after, None)

    @rule(job=JOBS, kill=st.none() | KILLS)
    def promise(self, job: str, kill: int | None) -> None:
        text = f"word{next(self.words):03}"
        promises = self.homes.get(job, {}).get("promises", {}) | {text: "open"}
        self.command(("promise", job, "fri", text), self.changed(job, promises=promises), kill)

    @rule(job=JOBS, place=PLACES)
    def tick(self, job: str, place: int) -> None:
        promises = self.homes.get(job, {}).get("promises", {})
        still_open = [text for text, status in promises.items() if status == "open"]
        if still_open:
            text = still_open[place % len(still_open)]
            self.command(("done", job, text), self.changed(job, promises=promises | {text: "kept"}), None)

    @rule()
    def add(self) -> None:
        new: dict[str, Any] = {"lot": None, "stage": "contract", "log": [], "promises": {}, "internal": None, "shifts": 0}
        after = None if "N1" in self.homes else self.homes | {"N1": new}
        self.command(("add", "N1", "Kit Moe", "--sold", "today"), after, None)

    @rule(job=JOBS, stage=STAGES)
    def stage(self, job: str, stage: str) -> None:
        self.command(("stage", job, stage), self.changed(job, stage=stage), None)

    @rule(job=JOBS, lot=st.sampled_from(["1", "2", "7b"]))
    def set_lot(self, job: str, lot: str) -> None:
        self.command(("set", job, "lot", lot), self.changed(job, lot=lot), None)

    @rule(word=st.sampled_from(["undo", "undo", "undo", "redo"]), kill=st.none() | st.none() | KILLS)
    def back(self, word: str, kill: int | None) -> None:
        source, target = (self.done, self.undone) if word == "undo" else (self.undone, self.done)
        before = self.path.read_bytes()
        with killed_at(kill) if kill is not None else contextlib.nullcontext():
            code = self.run(word)
        if self.path.read_bytes() == before:
            # Only where the lines have been changed by hand, or the command died, or there was none, may it refuse.
            assert kill is not None or (code == 3 and self.is_by_hand) or (code == 2 and not source)
            return
        assert source
        target.append(self.homes)
        self.homes = source.pop()

    @rule(job=st.sampled_from(["C3", "Z9"]), kill=st.none() | KILLS)
    def renumber(self, job: str, kill: int | None) -> None:
        other = "Z9" if job == "C3" else "C3"
        after = {other if name == job else name: facts for name, facts in self.homes.items()} if job in self.homes else None
        self.command(("set", job, "job", other), after, kill)

    @rule(place=PLACES, kill=st.none() | st.none() | KILLS)
    def back_alone(self, place: int, kill: int | None) -> None:
        """One command that is not the newest; those on which something newer hangs are left to another test."""
        if len(self.done) < 2:
            return
        at = place % (len(self.done) - 1)
        number = len(self.done) - at
        command = self.done[at], self.done[at + 1]
        newer = [without(homes, *command) for homes in (*self.done[at + 1 :], self.homes)]
        if None in newer:
            return
        before = self.path.read_bytes()
        with killed_at(kill) if kill is not None else contextlib.nullcontext():
            code = self.run("undo", str(number))
        if self.path.read_bytes() == before:
            assert kill is not None or code == 3
            return
        self.undone.append(self.homes)
        self.done = [*self.done[:at], *filter(None, newer[:-1])]
        self.homes = newer[-1] or {}

    # By hand

    def by_hand(self, text: str) -> None:
        """An editor saves: another file in the place of the old one."""
        other = self.path.with_name("other.yaml")
        other.write_bytes((MARK + text.replace(MARK, "") if MARK in text else text).encode())
        other.replace(self.path)
        self.is_by_hand = True

    def edit(self, words: str, after: Homes | None = None) -> None:
        """`backlog edit` with `sed` for an editor; `after` is what it makes of the model, None for nothing."""
        os.environ["EDITOR"] = f"sed -i {words}"
        before = self.path.read_bytes()
        assert self.run("edit") == 0
        if after is not None and self.path.read_bytes() != before:
            self.done.append(self.homes)
            self.homes = after
            self.undone.clear()

    def lines(self) -> list[str]:
        return self.path.read_bytes().decode().splitlines(keepends=True)

    @rule(place=PLACES)
    def comment(self, place: int) -> None:
        lines = self.lines()
        comment = f"# c{next(self.words):03}"
        end = "\r\n" if "\r\n" in lines[0] else "\n"
        lines.insert(place % (len(lines) + 1), comment + end)
        self.comments.add(comment)
        self.by_hand("".join(line if line.endswith("\n") else line + end for line in lines))

    @rule(place=PLACES)
    def comment_removed(self, place: int) -> None:
        own = sorted(comment for comment in self.comments if comment.startswith("# c0"))
        if own:
            gone = own[place % len(own)]
            self.comments.discard(gone)
            self.by_hand("".join(line for line in self.lines() if line.strip() != gone))

    @rule(place=PLACES)
    def order(self, place: int) -> None:
        head, *jobs = re.split(r"(?m)^(?=  - job:)", self.path.read_bytes().decode())
        jobs = [job if job.endswith("\n") else f"{job}\n" for job in jobs]
        at = place % len(jobs)
        self.by_hand("".join([head, *jobs[at:], *jobs[:at]]))

    @rule(place=PLACES)
    def quotes(self, place: int) -> None:
        lines = self.lines()
        at = place % len(lines)
        lines[at] = re.sub(r"^( +(?:- )?(?:text|stage|job): )([a-zA-Z0-9 -]*[a-zA-Z0-9-])( *\r?\n)$", r'\1"\2"\3', lines[at])
        self.by_hand("".join(lines))

    @rule(place=PLACES, line=st.sampled_from(["", "   ", "#"]))
    def blank(self, place: int, line: str) -> None:
        lines = self.lines()
        end = "\r\n" if "\r\n" in lines[0] else "\n"
        lines.insert(place % (len(lines) + 1), line + end)
        self.by_hand("".join(one if one.endswith("\n") else one + end for one in lines))

    @rule(place=PLACES)
    def trailing_blanks(self, place: int) -> None:
        lines = self.lines()
        at = place % len(lines)
        lines[at] = re.sub(r"(\r?\n)$", r"   \1", lines[at])
        self.by_hand("".join(lines))

    @rule()
    def mark(self) -> None:
        text = self.path.read_bytes().decode()
        self.by_hand(text.replace(MARK, "") if MARK in text else MARK + text)

    @rule()
    def last_line_end(self) -> None:
        self.by_hand(self.path.read_bytes().decode().rstrip("\r\n"))

    @rule(stage=STAGES)
    def edited(self, stage: str) -> None:
        after = {job: facts | {"stage": stage} if facts["stage"] == "drywall" else facts for job, facts in self.homes.items()}
        self.edit(f"""'s/stage: "*drywall"*/stage: {stage}/'""", after)

    @rule(kill=st.none() | KILLS)
    def broken_and_mended(self, kill: int | None) -> None:
        good = self.path.read_bytes()
        end = b"" if good.endswith(b"\n") else b"\n"
        broken = good + end + b"\t- broken\n"
        self.path.write_bytes(broken)
        for words in (("log", "A1", "x"), ("undo",), ("redo",), ("recover",), ("list",)):
            assert self.run(*words) == 3
            assert self.path.read_bytes() == broken
        with killed_at(kill) if kill is not None else contextlib.nullcontext():
            os.environ["EDITOR"] = "sed -i '$d'"
            code = self.run("edit")
        if self.path.read_bytes() == broken:
            assert kill is not None
            assert self.run("edit") == 0
        else:
            assert code == 0 or kill is not None
        assert self.path.read_bytes() == good + end
        self.undone.clear()
        self.is_by_hand = self.is_by_hand or bool(end)

    @rule()
    def line_ends(self) -> None:
        text = self.path.read_bytes().decode()
        self.by_hand(text.replace("\r\n", "\n") if "\r\n" in text else text.replace("\n", "\r\n"))

    @rule(job=st.sampled_from(["A1", "B2", "D4", "N1"]))
    def own_key(self, job: str) -> None:
        text = self.path.read_bytes().decode()
        # By then other lines may stand between the number and the key that was written below it.
        text = re.sub(rf"(?m)^    x_own: {self.own[job]} *\r?\n", "", text) if job in self.own else text
        found = re.search(rf'(?m)^  - job: "?{job}"?[ ]*\r?\n', text)
        if found is not None:
            value = str(next(self.words))
            end = "\r\n" if found[0].endswith("\r\n") else "\n"
            self.own[job] = value
            self.by_hand(text[: found.end()] + f"    x_own: {value}{end}" + text[found.end() :])

    # Always

    @invariant()
    def the_file_says_what_the_model_says(self) -> None:
        assert homes_in(self.path) == shown(self.homes)

    @invariant()
    def what_nobody_can_read_lives(self) -> None:
        text = self.path.read_bytes().decode()
        assert [words for words in UNREADABLE if text.count(words) != 1] == []

    @invariant()
    def all_comments_live(self) -> None:
        text = self.path.read_bytes().decode()
        assert [comment for comment in self.comments if text.count(comment) != 1] == []

    @invariant()
    def what_was_written_by_hand_lives(self) -> None:
        data: Any = load(self.path.read_bytes(), "backlog.yaml").source.data
        assert {_name(job): job["x_own"] for job in data["jobs"] if "x_own" in job} == self.own

    @precondition(lambda self: not self.is_by_hand)
    @rule()
    def all_undone_and_redone(self) -> None:
        if len(self.done) > 6:
            return
        whole = self.path.read_bytes()
        count = len(self.done)
        for _ in range(count):
            assert self.run("undo") == 0
        assert self.path.read_bytes() == FILE.encode()
        assert self.run("undo") == 2
        for _ in range(count):
            assert self.run("redo") == 0
        assert self.path.read_bytes() == whole

    def teardown(self) -> None:
        if not self.is_by_hand:
            for _ in self.done:
                assert self.run("undo") == 0
            assert self.path.read_bytes() == FILE.encode()


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example]
PHASES = [Phase.explicit, Phase.generate, Phase.shrink]


def checked(folder: Path, *, days: int, steps: int, seed: int) -> None:
    """Try that many days of that many steps; the same ones for a seed every time."""

    class Here(Day):
        pass

    Here.folder = folder
    wanted = settings(
        max_examples=days,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=QUIET,
        phases=PHASES,
    )
    run_state_machine_as_test(hypothesis.seed(seed)(Here), settings=wanted)


def test_any_day_of_commands_hand_edits_and_kills_keeps_file_and_model_together(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked(tmp_path / "days", days=4, steps=18, seed=0)


@pytest.mark.sweep
@pytest.mark.parametrize("seed", range(1, 7))
def test_hundreds_of_days_keep_file_and_model_together(home: Path, tmp_path: Path, seed: int) -> None:
    checked(tmp_path / "days", days=7, steps=40, seed=seed)
