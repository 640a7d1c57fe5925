"""Other copies of her file: seen whatever they're called, taken in by one word, taken back by one word."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

# What each sync program and file manager really calls the second copy of `backlog.yaml`.
NAMES = (
    "backlog (Dana's conflicted copy 2026-11-29).yaml",  # Dropbox
    "backlog (Case Conflict).yaml",  # Dropbox, upper and lower case
    "backlog-DANAS-PC.yaml",  # OneDrive
    "backlog 2.yaml",  # iCloud
    "backlog (1).yaml",  # Google Drive, a browser
    "backlog.sync-conflict-20261129-101500-ABCDEFG.yaml",  # Syncthing
    "backlog (conflicted copy 2026-11-29 101500).yaml",  # Nextcloud
    "backlog_conflict-20261129-101500.yaml",  # ownCloud
    "backlog (dana@example.com).yaml",  # Box Sync
    "backlog (Dana Reyes's conflict 2026-11-29).yaml",  # Box Drive
    "backlog-DESK-safeBackup-0001.yaml",  # OneDrive, older
    "Copy of backlog.yaml",  # Google Drive's menu
    "backlog - Copy.yaml",  # Windows
    "backlog copy.yaml",  # macOS
    "november.yml",  # her own
)
TODAY = "2026-11-30"
COLLEAGUE = b"""jobs:
- {job: HC-1041, buyers: [Chidi Okafor, Amara Okafor]}
- {job: HC-1037, buyers: [Sam Poe]}
- {job: HC-1029, buyers: [Al Moe]}
"""


class Pair:
    """Two machines: what the other one wrote since both had the same file lies beside ours as a copy."""

    def __init__(self, file: Path, run: Callable[..., Any], patch: pytest.MonkeyPatch) -> None:
        self.file, self._run, self._patch = file, run, patch
        self.base = file.read_bytes()

    def run(self, *words: str) -> Any:
        return self._run(*words, today=TODAY)

    def there(self, *commands: tuple[str, ...], name: str = "backlog 2.yaml") -> Path:
        """The copy that another machine makes of the base with these commands; its history stays on that machine."""
        other = self.file.parent / "there" / "backlog.yaml"
        other.parent.mkdir(exist_ok=True)
        other.write_bytes(self.base)
        with self._patch.context() as patch:
            patch.setenv("XDG_STATE_HOME", str(other.parent / "state"))
            for words in commands:
                answer = self.run(*words, "--file", str(other))
                assert answer.code == 0, answer
        place = self.file.with_name(name)
        place.write_bytes(other.read_bytes())
        shutil.rmtree(other.parent)
        return place

    def here(self, *commands: tuple[str, ...]) -> None:
        for words in commands:
            assert self.run(*words).code == 0

    def home(self, number: str) -> dict[str, Any]:
        data = yaml.load(self.file.read_text("utf-8"), Loader=yaml.BaseLoader)
        found: dict[str, Any] = next(home for home in data["jobs"] if home["job"] == number)
        return found

    def texts(self, number: str) -> list[str]:
        return [talk.get("text", "") if isinstance(talk, dict) else talk for talk in self.home(number)["log"]]

    def documents(self, *words: str) -> Any:
        return json.loads(self.run(*words, "--json").out)


@pytest.fixture
def pair(sample: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Pair:
    return Pair(sample, run, monkeypatch)


CALLED = ("log", "okafor", "called about the tile", "--phone")
TEXTED = ("log", "brandt", "texted about the survey", "--text")
PROMISED = ("promise", "okafor", "dec 4", "the tile samples")


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_is_seen_taken_in_and_taken_back_whatever_it_is_called(pair: Pair, name: str) -> None:
    pair.here(TEXTED)
    copy = pair.there(CALLED, PROMISED, name=name)
    before, theirs = pair.file.read_bytes(), copy.read_bytes()
    (notice,) = [line for line in pair.run("due").err.splitlines() if "copy of your file" in line]
    assert notice == f"backlog: {name} is another copy of your file and has things yours doesn't: backlog merge"
    answer = pair.run("merge", name)
    assert answer.code == 0
    assert f"Took in {name}: 1 conversation and 1 promise." in answer.out
    assert f"You can delete {name} now." in answer.out
    assert "called about the tile" in pair.texts("HC-1041")
    assert "texted about the survey" in pair.texts("HC-1037")
    assert copy.read_bytes() == theirs
    assert "copy of your file" not in pair.run("due").err
    assert "Nothing was changed." in pair.run("merge", name).out
    assert pair.run("undo").code == 0
    assert pair.file.read_bytes() == before
    assert "copy of your file" in pair.run("due").err
    assert pair.run("redo").code == 0
    assert "copy of your file" not in pair.run("due").err


def test_only_the_lines_of_what_came_in_differ(pair: Pair) -> None:
    pair.here(TEXTED)
    copy = pair.there(CALLED)
    before = pair.file.read_text("utf-8").splitlines()
    shown = pair.run("merge", copy.name, "--dry-run")
    assert pair.file.read_text("utf-8").splitlines() == before
    assert f"Would take in {copy.name}: " in shown.out
    assert shown.out.endswith("Nothing was written (--dry-run).\n")
    assert "You can delete" not in shown.out
    pair.here(("merge", copy.name))
    after = pair.file.read_text("utf-8").splitlines()
    assert [line for line in before if line not in after] == []
    added = [line for line in after if line not in before]
    assert added
    assert all(re.search(rf"^ +\d+ \+ *{re.escape(line.strip())}", shown.out, re.MULTILINE) for line in added)


def test_a_copy_that_both_changed_is_noted_until_she_settles_it(pair: Pair) -> None:
    pair.here(("set", "okafor", "closing.contract", "2027-04-09"))
    copy = pair.there(("set", "okafor", "closing.contract", "2027-04-02"), CALLED)
    answer = pair.run("merge", copy.name)
    assert answer.code == 0
    assert "two copies disagree on the closing date in the contract, Fri" in answer.out
    assert "called about the tile" in pair.texts("HC-1041")
    (noted,) = pair.home("HC-1041")["conflicts"]
    assert (noted["kept"], noted["other"], noted["at"], noted["from"]) == ("2027-04-09", "2027-04-02", TODAY, copy.name)
    reasons = pair.documents("due")["jobs"]
    assert any(duty["rule"] == "conflict" for home in reasons for duty in home["reasons"])
    assert pair.run("check").code == 1
    (unsettled,) = pair.documents("check")["conflicts"]
    assert unsettled["job"] == "HC-1041"
    assert pair.run("done", "okafor", str(unsettled["n"])).code == 0
    assert pair.home("HC-1041")["conflicts"][0]["settled"] == TODAY
    assert pair.documents("check")["conflicts"] == []
    assert "copy of your file" not in pair.run("due").err


def test_who_changed_a_value_is_known_from_the_history(pair: Pair) -> None:
    pair.here(TEXTED, ("set", "brandt", "lot", "99"))
    copy = pair.there(("set", "okafor", "lot", "77"))
    facts = pair.documents("merge", copy.name)["copies"]
    assert [(one["name"], one["has_base"], one["conflicts"]) for one in facts] == [(copy.name, True, [])]
    assert [(one["what"], one["text"], one["here"]) for one in facts[0]["taken"]] == [("lot", "77", "41")]
    assert (pair.home("HC-1041")["lot"], pair.home("HC-1037")["lot"]) == ("77", "99")


def test_without_a_history_it_only_adds_and_notes_the_rest(pair: Pair) -> None:
    copy = pair.there(("set", "okafor", "lot", "77"), CALLED)
    (facts,) = pair.documents("merge", copy.name)["copies"]
    assert facts["has_base"] is False
    assert {one["what"] for one in facts["taken"]} - {"lot"} == {"conversation"}
    (conflict,) = facts["conflicts"]
    assert (conflict["key"], {conflict["kept"], conflict["other"]}) == ("lot", {"41", "77"})
    assert pair.home("HC-1041")["lot"] == conflict["kept"]


def test_where_the_other_machine_won_the_own_text_lies_beside_as_the_copy(pair: Pair) -> None:
    """Here we wrote, then the sync program put their text in place and ours beside it: the base is what both began from."""
    theirs = pair.there(TEXTED, ("set", "brandt", "lot", "99"), name="theirs.txt")
    pair.here(CALLED, ("set", "okafor", "lot", "77"))
    ours = pair.file.with_name("backlog (Renata's conflicted copy 2026-11-30).yaml")
    ours.write_bytes(pair.file.read_bytes())
    pair.file.write_bytes(theirs.read_bytes())
    (facts,) = pair.documents("merge", ours.name)["copies"]
    assert (facts["has_base"], facts["conflicts"]) == (True, [])
    assert (pair.home("HC-1041")["lot"], pair.home("HC-1037")["lot"]) == ("77", "99")
    assert "called about the tile" in pair.texts("HC-1041")
    assert "texted about the survey" in pair.texts("HC-1037")
    assert "Nothing is lost" in pair.run("recover").out


def test_an_old_backup_brings_nothing_back(pair: Pair) -> None:
    backup = pair.file.with_name("backlog-old.yaml")
    pair.here(CALLED)
    backup.write_bytes(pair.file.read_bytes())
    pair.here(TEXTED, ("set", "okafor", "lot", "77"))
    before = pair.file.read_bytes()
    assert pair.run("due").err == ""
    answer = pair.run("merge", backup.name)
    assert answer.out.startswith(f"{backup.name} holds nothing that isn't in your file.")
    assert pair.file.read_bytes() == before
    assert "copy of your file" not in pair.run("due").err


def test_what_an_older_copy_never_had_is_not_taken_out(pair: Pair) -> None:
    """A copy from before the first command of the history lacks a home: that doesn't mean that somebody took it out."""
    text = pair.base.decode("utf-8")
    first = text.index("  - job: HC-1041")
    end = text.index("  - job: ", first + 9)
    old = pair.file.with_name("backlog - Copy.yaml")
    old.write_text(text[:first] + text[end:].replace("\n    lot: ", "\n    x_garage: left\n    lot: ", 1), encoding="utf-8")
    pair.here(TEXTED)
    homes = set(re.findall(r"- job: (\S+)", pair.file.read_text("utf-8")))
    assert pair.run("merge", old.name).code == 0
    assert set(re.findall(r"- job: (\S+)", pair.file.read_text("utf-8"))) == homes


def take_out(text: str, words: str) -> str:
    """The text without the conversation of these words, as somebody takes it out by hand."""
    start = text.rindex("\n      - ", 0, text.index(words)) + 1
    below = re.compile(r"^ {0,6}\S", re.MULTILINE).search(text, text.index(words))
    assert below is not None
    return text[:start] + text[below.start() :]


@pytest.mark.parametrize("is_undone", [False, True])
def test_what_she_took_out_since_comes_back_and_is_said(pair: Pair, *, is_undone: bool) -> None:
    pair.here(CALLED, ("log", "okafor", "asked about the garage", "--text"))
    pair.base = pair.file.read_bytes()
    copy = pair.there(TEXTED)
    if is_undone:
        pair.here(("undo",))
    else:
        pair.file.write_text(take_out(pair.file.read_text("utf-8"), "asked about the garage"), "utf-8")
    assert "asked about the garage" not in pair.texts("HC-1041")
    answer = pair.run("merge", copy.name)
    assert answer.code == 0
    came = [line for line in answer.out.splitlines() if "which you had taken out" in line]
    assert ["asked about the garage" in line for line in came] == [True]
    assert pair.texts("HC-1041").count("asked about the garage") == 1
    assert "texted about the survey" in pair.texts("HC-1037")


@pytest.mark.parametrize("how", ["entry", "home"])
def test_what_the_other_machine_took_out_is_never_told_as_lost(pair: Pair, how: str) -> None:
    pair.here(CALLED, ("log", "okafor", "asked about the garage", "--text"))
    pair.base = pair.file.read_bytes()
    copy = pair.there(("cancel", "okafor", "another city"), TEXTED) if how == "home" else pair.there(TEXTED)
    text = copy.read_text("utf-8")
    if how == "home":
        start = text.index("  - job: HC-1041")
        copy.write_text(text[:start] + text[text.index("  - job: ", start + 9) :], "utf-8")
    else:
        copy.write_text(take_out(text, "asked about the garage"), "utf-8")
    assert pair.run("merge", copy.name).code == 0
    for words in (("due",), ("list",), ("log", "brandt", "more", "--text"), ("check",)):
        answer = pair.run(*words)
        assert "no longer in" not in answer.out + answer.err
    assert "Nothing is lost" in pair.run("recover").out


def test_several_copies_are_one_write_and_one_undo(pair: Pair) -> None:
    pair.here(TEXTED)
    before = pair.file.read_bytes()
    pair.there(CALLED, name="backlog 2.yaml")
    pair.there(PROMISED, ("log", "okafor", "the other one", "--phone"), name="backlog (1).yaml")
    (notice,) = [line for line in pair.run("due").err.splitlines() if "your file" in line]
    assert notice.startswith("backlog: backlog (1).yaml and backlog 2.yaml are other copies of your file and have things")
    answer = pair.run("merge")
    assert answer.code == 0
    assert {"called about the tile", "the other one"} <= set(pair.texts("HC-1041"))
    assert pair.home("HC-1041")["promises"][-1]["text"] == "the tile samples"
    assert "You can delete backlog (1).yaml and backlog 2.yaml now." in answer.out
    pair.here(("undo",))
    assert pair.file.read_bytes() == before


def test_a_copy_without_anything_new_is_said_once_by_check_alone(pair: Pair) -> None:
    pair.file.with_name("backlog 2.yaml").write_bytes(pair.base)
    pair.here(CALLED)
    assert "backlog 2.yaml" not in pair.run("due").err
    assert "It holds nothing that isn't in your file; you can delete it." in pair.run("check").out
    assert pair.run("merge").code == 2
    assert "Nothing was changed." in pair.run("merge").err
    answer = pair.run("merge", "backlog 2.yaml")
    assert (answer.code, answer.out.splitlines()) == (
        0,
        ["backlog 2.yaml holds nothing that isn't in your file.", "You can delete backlog 2.yaml now.", "Nothing was changed."],
    )


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (("ann.yaml",), "jobs:\n- {job: A-1, buyers: [Al Moe], sold_date: 2026-11-02, stage: framing}\n"),
        (("backlog (1).yaml",), "jobs:\n- {job: A-1, buyers: [Al Moe], sold_date: 2026-11-02, stage: framing}\n"),
        (("bo.yaml",), "jobs:\n- {job: HC-1041, buyers: [Sam Brandt], sold_date: 2026-07-18, stage: framing}\n"),
        (("ci.yml",), "jobs:\n  test: {steps: [HC-1041]}\n"),
        (("broken.yaml", "secret.yaml"), "HC-1041: [\n"),
        (("vault.yaml",), "a: !vault HC-1041\n"),
        (("backlog.yaml.bak", "backlog.txt"), None),
        (("backlog-2025.yaml",), None),
    ],
    ids=[
        "a colleague's",
        "a download of a colleague's",
        "one number",
        "another program's",
        "broken",
        "tags",
        "no YAML",
        "archive",
    ],
)
def test_other_files_in_the_folder_raise_no_alarm(pair: Pair, names: tuple[str, ...], text: str | None) -> None:
    for name in names:
        pair.file.with_name(name).write_bytes(pair.base if text is None else text.encode())
    assert pair.run("due").err == ""
    assert "another copy" not in pair.run("check").out


def test_a_home_that_was_handed_over_makes_no_copy(pair: Pair) -> None:
    others = "".join(f"- {{job: B-{n}, buyers: [Al Moe], stage: framing}}\n" for n in range(9))
    text = f"jobs:\n- {{job: HC-1041, buyers: [Chidi Okafor], stage: framing}}\n{others}"
    pair.file.with_name("dana.yaml").write_text(text)
    assert pair.run("due").err == ""


def test_a_folder_with_a_file_for_each_agent_is_quiet(pair: Pair, sample: Path) -> None:
    data = Path(__file__).parents[2] / "data"
    for n in (12, 25, 45):
        sample.with_name(f"agent{n}.yaml").write_bytes((data / f"honest_{n}.yaml").read_bytes())
        own = sample.parent / str(n)
        own.mkdir()
        (own / "backlog.yaml").write_bytes(pair.base)
    assert pair.run("due").err == ""


def test_the_files_beside_are_read_once_and_not_at_all_without_any(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    from backlog_cli.store import file_contents

    read: list[str] = []
    real = file_contents.read_file

    def counted(path: Path) -> bytes:
        read.append(path.name)
        return real(path)

    monkeypatch.setattr(file_contents, "read_file", counted)
    pair.run("due")
    assert set(read) <= {"backlog.yaml"}
    pair.file.with_name("ann.yaml").write_text("jobs: [{job: A-1, buyers: [Al Moe]}]\n")
    pair.there(CALLED)
    read.clear()
    pair.run("due")
    assert {"ann.yaml", "backlog 2.yaml"} <= set(read)
    read.clear()
    assert "backlog 2.yaml" in pair.run("due").err
    assert set(read) <= {"backlog.yaml"}


@pytest.mark.parametrize(
    ("make", "code", "says"),
    [
        (str, 3, "there's no file backlog 9.yaml."),
        (lambda path: path.write_bytes(b"jobs: [\n"), 3, "backlog 9.yaml can't be read as a backlog: 2:1: error:"),
        (lambda path: path.write_bytes(b"\0" * 99), 3, "backlog 9.yaml can't be read as a backlog"),
        (lambda path: path.write_bytes(b"\xff\xfea"), 3, "UTF-16"),
        (lambda path: path.write_bytes(b""), 3, "holds no homes"),
        (lambda path: path.write_bytes(b"settings: {agent: x}\n"), 3, "holds no homes"),
        (lambda path: path.write_bytes(b"a: b\n"), 3, "can't be read as a backlog"),
        (lambda path: path.mkdir(), 3, "is a folder"),
        (os.mkfifo, 3, "is a pipe"),
        (lambda path: path.symlink_to("nowhere"), 3, "there's no file backlog 9.yaml."),
        (lambda path: path.symlink_to(path.name), 3, "leads back to itself"),
        (lambda path: path.symlink_to("backlog.yaml"), 2, "is your file itself"),
        (
            lambda path: path.write_bytes(b"jobs: [{job: HC-1041, buyers: [Sam Poe]}]\n"),
            2,
            "has other buyers under your job numbers",
        ),
        (
            lambda path: path.write_bytes(COLLEAGUE),
            2,
            "has other buyers under your job numbers",
        ),
    ],
    ids=[
        "none",
        "broken",
        "zeros",
        "UTF-16",
        "empty",
        "settings",
        "another",
        "folder",
        "pipe",
        "dangling",
        "loop",
        "itself",
        "other",
        "colleague",
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such things in a folder")
def test_what_cannot_be_taken_in_is_named_and_nothing_of_the_others_is(
    pair: Pair, make: Callable[[Path], object], code: int, says: str
) -> None:
    make(pair.file.with_name("backlog 9.yaml"))
    pair.there(CALLED)
    answer = pair.run("merge", "backlog 2.yaml", "backlog 9.yaml")
    assert (answer.code, answer.out) == (code, "")
    assert says in answer.err
    assert "Nothing was changed." in answer.err
    assert pair.file.read_bytes() == pair.base


def test_a_huge_file_is_refused_before_it_is_read(pair: Pair) -> None:
    with pair.file.with_name("backlog 9.yaml").open("wb") as hole:
        hole.truncate(2**30)
    answer = pair.run("merge", "backlog 9.yaml")
    assert (answer.code, "1024 MiB" in answer.err) == (3, True)
    assert pair.run("due").err == ""


def test_all_that_cannot_be_taken_in_is_named_at_once(pair: Pair) -> None:
    answer = pair.run("merge", "a.yaml", "backlog.yaml", "b.yaml")
    assert all(words in answer.err for words in ("no file a.yaml", "no file b.yaml", "backlog.yaml is your file itself"))


@pytest.mark.parametrize(
    "data", [b"jobs: [\n", b"\xff\xfe", b"\0" * 99, b"[" * 60_000], ids=["broken", "UTF-16", "zeros", "deep"]
)
def test_a_copy_that_cannot_be_read_is_said_in_a_line(pair: Pair, data: bytes) -> None:
    pair.file.with_name("backlog (1).yaml").write_bytes(data)
    says = "backlog: backlog (1).yaml looks like another copy of your file, but it can't be read: backlog check\n"
    assert pair.run("due").err == says
    (copy,) = pair.documents("check")["copies"]
    assert "\n" not in copy["problem"]
    answer = pair.run("merge")
    assert (answer.code, answer.err) == (2, f"{says}Nothing was changed.\n")


def test_the_copies_are_named_wherever_the_file_is_called_from(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pair.there(CALLED)
    monkeypatch.chdir(tmp_path)
    assert "is another copy" in pair.run("due", "--file", str(pair.file)).err
    assert pair.run("merge", "backlog 2.yaml", "--file", str(pair.file)).code == 0
    assert "called about the tile" in pair.texts("HC-1041")


def test_notices_reach_scripts(pair: Pair) -> None:
    pair.there(CALLED)
    notice = pair.documents("due")["notices"][0]
    assert notice == "backlog 2.yaml is another copy of your file and has things yours doesn't: backlog merge"


def test_the_settings_that_two_copies_disagree_on_are_said_by_due_and_check(pair: Pair) -> None:
    pair.file.write_text(
        "conflicts: [{key: settings.cadence_days, kept: 7, other: 5, at: 2026-11-29}]\n" + pair.base.decode("utf-8"),
        encoding="utf-8",
    )
    says = "two copies disagree on the cadence days in your settings, 7 (in your file) or 5"
    for _ in range(2):  # from the file, then from the cache
        assert says in pair.run("due").err
    assert f"backlog.yaml: warning: {says}" in pair.run("check").out
    (found,) = pair.documents("check")["conflicts"]
    assert (found["job"], found["n"]) == (None, None)
    pair.file.write_text(pair.file.read_text("utf-8").replace("11-29}", "11-29, settled: 2026-11-30}"), encoding="utf-8")
    assert says not in pair.run("due").err


def test_a_state_folder_that_tells_tales_is_not_believed(pair: Pair, tmp_path: Path) -> None:
    copy = pair.there(CALLED)
    state = tmp_path / "user" / ".local" / "state" / "backlog" / "copies.json"
    pair.run("due")
    for tale in (b"[]", b"{", b'{"%s": 7}' % os.fsencode(copy), b'{"%s": [1, 2, "other", 3]}' % os.fsencode(copy)):
        state.write_bytes(tale)
        assert "another copy" in pair.run("due").err
    state.unlink()
    state.symlink_to(tmp_path / "elsewhere")
    assert "another copy" in pair.run("due").err
    assert not (tmp_path / "elsewhere").exists()


# Two machines at work, whatever they do


def some_commands(draw: random.Random, who: str, count: int) -> list[tuple[str, ...]]:
    """Commands that no other machine has the like of; here and there two that set the same value for different homes."""
    homes = {"a": ("okafor", "whitfield"), "b": ("brandt", "castellanos"), "both": ("okafor", "brandt", "nakamura")}[who]
    made: list[tuple[str, ...]] = []
    for n in range(count):
        home = draw.choice(homes)
        made.append(
            draw.choice(
                [
                    ("log", home, f"{who} called {n}", "--phone", "--at", draw.choice(["nov 29", "today"])),
                    ("log", home, f"{who} texted {n}", "--text"),
                    ("promise", home, "dec 9", f"{who} promised {n}"),
                    ("ask", home, f"{who} asked {n}"),
                    ("set", home, "contact.when", f"{who} says {n}"),
                    ("set", home, "notes", f"{who} noted {n}"),
                    ("issue", home, f"{who} found a crack {n}", "--wants", "a look"),
                ]
            )
        )
    return made


def work_apart(pair: Pair, seed: int) -> None:
    """Both work on, one text is laid beside the other, and what comes of it says all that either wrote, once."""
    draw = random.Random(seed)
    pair.here(*some_commands(draw, "both", draw.randrange(4)))
    if draw.random() < 0.3:  # somebody's editor
        pair.file.write_text(pair.file.read_text("utf-8").replace("Hal Moreno", "Hal G. Moreno", 1), encoding="utf-8")
    pair.base = pair.file.read_bytes()
    ours, theirs = some_commands(draw, "a", draw.randrange(1, 5)), some_commands(draw, "b", draw.randrange(1, 5))
    copy = pair.there(*theirs)
    pair.here(*ours)
    if draw.random() < 0.3:
        pair.file.write_text(pair.file.read_text("utf-8").replace("# what Hal thinks", "# what Hal says", 1), encoding="utf-8")
    before = pair.file.read_bytes()
    (facts,) = pair.documents("merge", copy.name)["copies"]
    assert (facts["has_base"], facts["conflicts"]) == (True, []), (seed, ours, theirs, facts)
    text = pair.file.read_text("utf-8")
    last = {(words[1], words[2]): words[3] for words in (*ours, *theirs) if words[0] == "set" and words[2] == "contact.when"}
    written = [next(word for word in words if word[:2] in ("a ", "b ")) for words in (*ours, *theirs) if words[0] != "set"]
    for said in [*written, *last.values()]:
        assert len(re.findall(rf"{re.escape(said)}\b", text)) == 1, (seed, said, ours, theirs)
    pair.here(("undo",))
    assert pair.file.read_bytes() == before


@pytest.mark.parametrize("seed", range(5))
def test_two_machines_lose_nothing(pair: Pair, seed: int) -> None:
    work_apart(pair, seed)


@pytest.mark.sweep
@pytest.mark.parametrize("seed", range(5, 150))
def test_two_machines_lose_nothing_whatever_they_do(pair: Pair, seed: int) -> None:
    work_apart(pair, seed)
