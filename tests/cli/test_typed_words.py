"""A home whose words cannot all be read: on every page, from the cache too, with exit code 3, and open to every write."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = Path(__file__).parent.parent / "data" / "cases"
READING = ("list", "list --all", "due", "show 31", "find called", "report week", "calendar", "decide --all", "super")


def lay(home: Path, name: str) -> Path:
    path = home / "backlog.yaml"
    shutil.copy(CASES / f"{name}.yaml", path)
    return path


@pytest.mark.parametrize("words", READING)
def test_word_1_is_read_without_a_word(home: Path, run: Callable[..., Any], words: str) -> None:
    lay(home, "one-word")
    found = run(*words.split())
    assert (found.code, found.err) == (0, "")


@pytest.mark.parametrize("words", READING)
def test_word_1b_is_told_after_the_whole_page(home: Path, run: Callable[..., Any], words: str) -> None:
    lay(home, "one-word-b")
    found = run(*words.split())
    assert found.code == 3
    told = found.out + found.err
    assert 'closing "soonish" can\'t be read' in told
    assert "line 7" in told
    again = run(*words.split())  # from the cache
    assert again == found


def test_no_home_is_missing(home: Path, run: Callable[..., Any]) -> None:
    lay(home, "one-word-b")
    for _ in range(2):
        homes = json.loads(run("list", "--all", "--json").out)["jobs"]
        assert [found["job"] for found in homes] == ["31", "32"]


def test_check_lists_each_with_line_column_caret_and_cure(home: Path, run: Callable[..., Any]) -> None:
    lay(home, "one-word-b")
    found = run("check")
    assert found.code == 1
    assert 'backlog.yaml:11:43: error: job 31 Ito: log 1, mood: "meh" is not a mood - try ' in found.out
    assert " " * 42 + "^^^" in found.out


def test_lines_move_with_what_is_added_above(home: Path, run: Callable[..., Any]) -> None:
    path = lay(home, "one-word-b")
    run("list")
    path.write_text("# a line\n# and another\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert 'line 9: closing "soonish"' in run("list").err
    assert 'line 9: closing "soonish"' in run("list").err


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("set 31 plan Alder", "    plan: Alder\n"),
        ("set 31 lot 5", '    lot: "5"\n'),
        ("set 31 stage_since 2026-11-01", "    stage_since: 2026-11-01\n"),
        ("log 31 slab is in", "text: slab is in"),
        ("promise 31 fri photos", "photos"),
        ("stage 31 drywall", "    stage: drywall\n"),
        ("set 31 closing 2027-03-12", "    closing: 2027-03-12\n"),
    ],
)
def test_a_write_leaves_what_cannot_be_read_as_it_is(home: Path, run: Callable[..., Any], words: str, line: str) -> None:
    path = lay(home, "one-word-b")
    before = path.read_text(encoding="utf-8")
    run("list")  # into the cache
    found = run(*words.split())
    assert found.code == 0, found.err
    after = path.read_text(encoding="utf-8")
    assert line in after
    assert "mood: meh" in after
    gone = [text for text in before.splitlines() if text not in after]
    assert len(gone) <= 1
    fresh = run("list")
    for cached in (path.parent.parent / "user" / ".cache").rglob("*.jobs"):
        cached.unlink()
    assert run("list") == fresh


def test_a_write_that_cannot_be_read_is_refused_all_the_same(home: Path, run: Callable[..., Any]) -> None:
    path = lay(home, "one-word-b")
    before = path.read_bytes()
    found = run("set", "31", "price", "lots")
    assert found.code == 2
    assert "Nothing was changed." in found.err
    assert path.read_bytes() == before


def test_a_bad_setting_takes_no_home_off_the_page(home: Path, run: Callable[..., Any]) -> None:
    path = lay(home, "one-word")
    path.write_text("settings: {cadence_days: often}\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    found = run("list")
    assert found.code == 3
    assert "31" in found.out
    assert "settings: backlog.yaml line 1 cannot be read and is left out" in found.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("log 31 hi --how call", "how: phone"), ("log 31 hi --how sms", "how: text"), ("log 31 hi --mood ok", "mood: neutral"),
        ("log 31 hi --mood angry", "mood: upset"), ("log 31 hi --kind checkin", "kind: check-in"),
        ("log 31 hi --how facetime", "how: video"), ("log 31 hi --how visit", "how: in-person"),
        ("shift 31 2027-04-01 late --cause windows", "cause_kind: material"),
        ("cancel 31 gone --reason relo", "reason: relocation"),
        ("promise 31 2026-12-01 photos --by super", "by: builder"),
        ("issue 31 leak --wants fixed --severity urgent", "severity: high"),
        ("ask 31 which wall --of supt", "of: superintendent"), ("stage 31 sheetrock", "stage: drywall"),
    ],
)  # fmt: skip
def test_options_take_the_words_of_the_trade(home: Path, run: Callable[..., Any], words: str, said: str) -> None:
    path = lay(home, "one-word")
    found = run(*words.split())
    assert found.code == 0, found.err
    assert said in path.read_text(encoding="utf-8")


def test_help_shows_what_else_can_be_typed(home: Path, run: Callable[..., Any]) -> None:
    told = " ".join(run("log", "--help").out.split())
    for words in ("phone (call, called)", "text (sms, texted)", "neutral (ok, okay)"):
        assert words in told


def test_word_2_has_no_closing(home: Path, run: Callable[..., Any]) -> None:
    lay(home, "tbd")
    found = run("list")
    assert (found.code, found.err) == (0, "")
    assert json.loads(run("list", "--json").out)["jobs"][0]["lot"] is None


def test_word_3_exits_with_3_and_names_the_comma(home: Path, run: Callable[..., Any]) -> None:
    lay(home, "comma")
    found = run("due")
    assert found.code == 3
    assert "$8 " not in found.out
    assert 'write 8000, or "8,000" in quotes' in " ".join(run("check").out.split())


def test_notes_and_her_own_keys_are_found(home: Path, run: Callable[..., Any]) -> None:
    path = lay(home, "one-word")
    path.write_text(
        path.read_text(encoding="utf-8").replace('    lot: "3"\n', '    lot: "3"\n    note: loves oak\n    x_dog: Rufus\n'),
        encoding="utf-8",
    )
    assert "loves oak" in run("find", "oak").out
    assert "Rufus" in run("find", "rufus").out
    told = run("report", "handover", "--private").out
    assert "loves oak" in told
    assert "Rufus" in told
    assert "oak" not in run("report", "handover").out
    assert run("set", "31", "notes", "second", "dog").code == 0
    assert "    note: [loves oak, second dog]\n" in path.read_text(encoding="utf-8")


def test_a_conversation_in_one_line_without_a_day_is_a_warning(home: Path, run: Callable[..., Any]) -> None:
    path = lay(home, "one-word")
    path.write_text(
        path.read_text(encoding="utf-8").replace("    log:\n", "    log:\n      - called about it\n", 1), encoding="utf-8"
    )
    found = run("list")
    assert (found.code, found.err) == (0, "backlog: 1 warning: backlog check\n")
