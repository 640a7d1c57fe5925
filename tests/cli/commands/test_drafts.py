"""The verbs that prepare what buyers read, from typed words to printed text."""

from __future__ import annotations

import base64
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.wording import DID_YOU_MEAN

if TYPE_CHECKING:
    from collections.abc import Callable


def test_decide_tells_a_script_every_choice(run: Callable[..., Any], sample: Path) -> None:
    answer = run("decide", "nakamura", "--json", "--fields", "item,decide_by,level")
    found = json.loads(answer.out)
    assert (found["kind"], found["job"]) == ("decide", "LR-1058")
    assert found["target"] == {"day": "2027-08-13", "basis": "closing"}
    assert found["choices"][0] == {"item": "structural options", "decide_by": "2026-11-19", "level": "red"}
    assert answer.code == 0


def test_decide_over_all_homes_looks_as_far_as_asked(run: Callable[..., Any], sample: Path) -> None:
    near = json.loads(run("decide", "--all", "--ahead", "9", "--json").out)["choices"]
    far = json.loads(run("decide", "--all", "--ahead", "60", "--json").out)["choices"]
    assert 0 < len(near) < len(far)
    days = [choice["decide_by"] for choice in far]
    assert days == sorted(days)
    page = run("decide", "--all", "--ahead", "9").out.splitlines()
    assert page[0] == "Decisions due in the next 9 days, all homes"
    assert page[1] == " ! Thu Nov 19      LR-1058 Nakamura lot 18 structural options, 4 days late"
    assert page[-1] == f"{len(near)} choices in 2 homes"


def test_decide_as_a_text_names_no_day_but_the_last_one_to_choose(run: Callable[..., Any], sample: Path) -> None:
    text = run("decide", "nakamura", "--text").out
    assert "By Wednesday, December 2: kitchen layout" in text
    assert "December 7" not in text  # the order
    assert "August 13" not in text  # the forecast
    assert "\x1b" not in text


WRONG = [
    (["decide"], 2, "name a home"),
    (["decide", "41", "--all"], 2, "not both"),
    (["decide", "--all", "--text"], 2, "one household"),
    (["decide", "--all", "--ahead", "999"], 2, "--ahead takes"),
    (["decide", "41", "--fields", "item"], 2, "--json"),
    (["decide", "41", "--json", "--fields", "prize"], 2, "The fields are"),
    (["decide", "marchetti", "--text"], 2, "nothing to choose"),
    (["decide", "nobody"], 4, "no job goes by"),
]


@pytest.mark.parametrize(("words", "code", "why"), WRONG, ids=[" ".join(words) for words, _, _ in WRONG])
def test_what_cannot_be_meant_is_refused(run: Callable[..., Any], sample: Path, words: list[str], code: int, why: str) -> None:
    answer = run(*words)
    assert (answer.code, answer.out) == (code, "")
    assert why in answer.err


def test_a_home_that_cannot_be_read_is_said_after_the_rest(run: Callable[..., Any], sample: Path) -> None:
    sample.write_text(sample.read_text(encoding="utf-8").replace("sold_date: 2026-07-18", "sold_date: soon"), encoding="utf-8")
    answer = run("decide", "--all")
    assert answer.code == 3
    assert "LR-1058" in answer.out
    assert "HC-1041" in answer.err


# draft.


def test_a_pipe_gets_the_text_alone_and_stderr_the_rest(run: Callable[..., Any], sample: Path) -> None:
    before = sample.read_bytes()
    answer = run("draft", "brandt")
    assert answer.code == 0
    assert answer.out.startswith("Hi Ylva and Tom,\n\nI have some news")
    assert "555-0137" not in answer.out
    assert "to fill in: how you get through it together, plan B" in answer.err
    assert "once sent: backlog log HC-1037 told them --told --how in-person --together" in answer.err
    assert sample.read_bytes() == before


def test_the_kind_may_be_named_by_its_beginning(run: Callable[..., Any], sample: Path) -> None:
    assert json.loads(run("draft", "brandt", "w", "--json").out)["draft"] == "written"
    assert json.loads(run("draft", "okafor", "ch", "--json").out)["draft"] == "check-in"
    assert json.loads(run("draft", "okafor", "--json").out)["draft"] == "update"


def test_a_draft_for_a_script_is_one_document(run: Callable[..., Any], sample: Path) -> None:
    found = json.loads(run("draft", "whitfield", "--json").out)
    assert (found["kind"], found["job"], found["channel"]) == ("draft", "HC-1029", "email")
    assert found["to"] == ["Grace Whitfield", "Owen Whitfield"]
    assert found["text"].startswith("Hi Grace and Owen,")
    assert found["template"] is None


def test_a_mail_file_is_made_once_and_never_over_another(run: Callable[..., Any], sample: Path) -> None:
    first = run("draft", "okafor", "--eml", "okafor.eml")
    assert (first.code, sample.parent.joinpath("okafor.eml").read_bytes().count(b"X-Unsent: 1")) == (0, 1)
    assert "nothing was sent" in first.out
    again = run("draft", "okafor", "--eml", "okafor.eml")
    assert again.code == 2
    assert "already exists" in again.err
    assert run("draft", "okafor", "--eml", "okafor.eml/deeper").code == 5


def test_a_mail_for_standard_output(run: Callable[..., Any], sample: Path) -> None:
    out = run("draft", "okafor", "--eml", "-").out
    assert out.startswith("X-Unsent: 1\nSubject: Your home this week\n")
    assert "\r" not in out


def test_a_link(run: Callable[..., Any], sample: Path) -> None:
    answer = run("draft", "okafor", "--mailto")
    assert answer.out.startswith("mailto:?subject=Your%20home%20this%20week&body=Hi%20Chidi%20and%20Amara%2C%0D%0A")
    assert "no mail address for Chidi Okafor and Amara Okafor" in answer.err


def test_without_a_clipboard_that_is_said(run: Callable[..., Any], sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSH_CONNECTION", "far away")
    answer = run("draft", "okafor", "--copy")
    assert (answer.code, answer.out) == (2, "")
    assert "no clipboard" in answer.err


def test_her_own_template_beside_the_file(run: Callable[..., Any], sample: Path) -> None:
    folder = sample.parent / "backlog-drafts"
    folder.mkdir()
    (folder / "update.txt").write_text("Dear {names}!\n\n{closing}\n", encoding="utf-8")
    assert run("draft", "okafor").out == "Dear Chidi and Amara!\n\nWe still plan to close in March 2027.\n"
    assert json.loads(run("draft", "okafor", "--json").out)["template"] == "backlog-drafts/update.txt"
    (folder / "update.txt").write_text("Dear {names},\n\n{closng}\n", encoding="utf-8")
    answer = run("draft", "okafor")
    assert (answer.code, answer.out) == (3, "")
    assert f"backlog-drafts/update.txt:3: there is no {{closng}}; {DID_YOU_MEAN} {{closing}}?" in answer.err


CASES = Path(__file__).parents[2] / "data" / "cases"


def test_a_closing_that_drifts_inside_what_was_told_is_no_news(run: Callable[..., Any], home: Path) -> None:
    answer = run("--today", "2026-11-18", "-f", str(CASES / "drift.yaml"), "draft", "1", "bad-news")
    assert (answer.code, answer.out) == (2, "")
    assert (
        "there's nothing to tell: closing Jun 14 is still within what they were told, between April and June 2027." in answer.err
    )


def test_a_closing_that_moves_up_is_no_delay(run: Callable[..., Any], home: Path) -> None:
    answer = run("--today", "2026-11-18", "-f", str(CASES / "earlier.yaml"), "draft", "1", "bad-news")
    assert answer.code == 0
    assert "I have news about your closing: it's moving up from March 2027 to February 2027." in answer.out
    assert not any(word in answer.out for word in ("crew", "sorry", "[", "moving back"))
    assert "once sent: backlog log 1 told them --told\n" in answer.err


def test_a_note_about_them_never_reaches_them(run: Callable[..., Any], sample: Path) -> None:
    for kind in ("update", "non-update", "check-in"):
        answer = run("draft", "brandt", kind)
        assert "hospital" not in answer.out
        note = (
            'left out: a reason they bought ("ten minutes from her hospital shift"), since it\'s a note about them, not to them'
        )
        assert note in answer.err


WRONG_DRAFTS = [
    (["draft", "marchetti", "update"], 2, "this home has closed; say hello instead: backlog draft HC-1012 check-in"),
    (["draft", "poole", "update"], 2, "this sale was cancelled; say hello instead"),
    (["draft", "okafor", "reassure"], 2, "nothing to reassure them about"),
    (["draft"], 2, "JOB is missing"),
    (["draft", "okafor", "love-letter"], 2, "there's no draft"),
    (["draft", "okafor", "--copy", "--mailto"], 2, "choose one"),
    (["draft", "okafor", "bad-news"], 2, "no date has moved"),
    (["draft", "whitfield", "confirm"], 2, "nothing agreed to confirm"),
    (["draft", "nobody"], 4, "no job goes by"),
]


@pytest.mark.parametrize(("words", "code", "why"), WRONG_DRAFTS, ids=[" ".join(words) for words, _, _ in WRONG_DRAFTS])
def test_a_draft_that_cannot_be_is_refused(run: Callable[..., Any], sample: Path, words: list[str], code: int, why: str) -> None:
    answer = run(*words)
    assert (answer.code, answer.out) == (code, "")
    assert why in answer.err


# Local tips.

TIPS = """\
local_items:
  - title: Saturday market on Main Street
    kind: food
  - Mill Pond trail   # short form
jobs:
  - {job: "1", buyers: Kim Lee, sold_date: 2026-06-01, stage: permitting}
  - {job: "2", buyers: Bo Li, sold_date: 2026-06-01, stage: permitting}
"""


@pytest.fixture
def tips(home: Path) -> Path:
    """A file with two local tips and two homes."""
    path = home / "backlog.yaml"
    path.write_text(TIPS, encoding="utf-8")
    return path


def test_a_tip_is_marked_as_used_by_log_and_by_nothing_else(run: Callable[..., Any], tips: Path) -> None:
    assert "Saturday market" in run("draft", "1").out
    assert "Saturday market" in run("draft", "1").out
    assert tips.read_text(encoding="utf-8") == TIPS
    assert 'Tip passed on: "Saturday market on Main Street".' in run("log", "1,2", "a tip", "--local-item", "saturday").out
    text = tips.read_text(encoding="utf-8")
    assert text.count("local_item: Saturday market on Main Street") == 2
    assert "used:\n      - job: '1'\n        date: 2026-11-23\n      - job: '2'\n        date: 2026-11-23\n" in text
    assert "Mill Pond trail" in run("draft", "1").out
    run("log", "1", "another", "--local-item", "mill pond trail")
    assert "A local tip" not in run("draft", "1").out
    assert run("undo").code == run("undo").code == 0
    assert tips.read_text(encoding="utf-8") == TIPS


def test_a_tip_that_is_on_no_list_is_logged_as_typed(run: Callable[..., Any], tips: Path) -> None:
    run("log", "1", "--local-item", "the new bakery")
    text = tips.read_text(encoding="utf-8")
    assert "local_item: the new bakery" in text
    assert "used:" not in text


def test_a_tip_lost_to_an_older_copy_comes_back(run: Callable[..., Any], tips: Path) -> None:
    run("log", "1", "a tip", "--local-item", "saturday")
    after = tips.read_text(encoding="utf-8")
    tips.write_text(TIPS, encoding="utf-8")
    run("due")
    assert run("recover").code == 0
    assert tips.read_text(encoding="utf-8") == after


@pytest.mark.skipif(os.name == "nt", reason="a script of this kind does not run on Windows")
def test_the_systems_own_clipboard_takes_the_text(run: Callable[..., Any], sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = sample.parent / "xclip"
    tool.write_text('#!/bin/sh\ncat > "$(dirname "$0")/taken"\n', encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{sample.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":0")
    for name in ("SSH_CONNECTION", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    answer = run("draft", "okafor", "--copy")
    assert (answer.code, answer.out) == (0, "The update for HC-1041 is on the clipboard; nothing was sent.\n")
    assert (sample.parent / "taken").read_text(encoding="utf-8").startswith("Hi Chidi and Amara,\n")
    tool.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    assert run("draft", "okafor", "--copy").code == 2


at_a_terminal = pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals on Windows")


@at_a_terminal
def test_a_terminal_takes_the_text_onto_its_clipboard(terminal: Callable[..., Any], sample: Path) -> None:
    shown = terminal("draft", "okafor", "update", "--copy")
    assert shown.end() == 0
    found = re.search(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", shown.text)
    assert found
    text = base64.b64decode(found[1]).decode()
    assert text.startswith("Hi Chidi and Amara,\n\nHere's where things are with your home.")
    assert "nothing was sent" in shown.text


@at_a_terminal
@pytest.mark.parametrize("term", ["dumb", "xterm"])
def test_a_terminal_shows_what_is_for_her_above_the_text(terminal: Callable[..., Any], sample: Path, term: str) -> None:
    shown = terminal("draft", "brandt", size=(60, 40), environ={"TERM": term, "NO_COLOR": "1"})
    assert shown.end() == 0
    text = "\n".join(shown.lines)
    assert text.index("to fill in") < text.index("Hi Ylva and Tom,")
    assert "\x1b" not in shown.text
    assert ("→" in text) is (term == "xterm")
