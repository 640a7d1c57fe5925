"""`check` on a file, and `check --fix`: what the file knows is filled in, all else asked for, in one write and one undo."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.cli.commands.cleanup import QUIT_ANSWERS
from backlog_cli.cli.field_values import field_path
from backlog_cli.rules.cleanup.findings import cleanup_findings
from backlog_cli.rules.cleanup.fixes import FixKind
from backlog_cli.store.load import load
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

CASES = Path(__file__).parents[2] / "data" / "cases"
ENTER, CTRL_C = "\r", "\x03"
UNTIDY = """\
jobs:
- job: "1"
  buyers: Kim Lee
  sold_date: 2026-02-01
  stage: framing
  stage_since: 2026-11-01
  start_date: 2026-10-01
  superintendent: Hal Moreno
  closing: 2027-03-01
  contact: {when: evenings}
  expectations: [cost, delay]
  promises: [{text: paint codes}]
  issues: [{text: outlet, wants: moved}]
  pin: {level: red, until: 2026-11-01}
- job: "2"
  buyers: Ana Ito
  sold_date: 2026-02-01
  stage: orientation
  stage_seen: 2026-11-22
  start_date: 2026-03-01
  superintendent: Hal Moreno
  closing: 2026-11-20
  contact: {channel: text, when: evenings}
  expectations: [cost, delay, contact, escalation]
"""


def jobs_in(path: Path) -> list[Any]:
    loaded = load(path.read_bytes(), path.name)
    assert loaded.errors == ()
    return list(loaded.backlog_file.jobs)


FIXED_HINT = "Nothing is written until the end"


def test_a_morning_of_grooming(home: Path, piped: Callable[..., Any], terminal: Callable[..., Any]) -> None:
    """DOMAIN 001-1f: each blank is asked for once, kind by kind; one write, one undo."""
    path = home / "backlog.yaml"
    path.write_text(UNTIDY, encoding="utf-8")
    page = terminal("check", "--fix", size=(80, 60))
    page.until(FIXED_HINT)
    page.until("The closing day has passed: 1 home\n2 Ito: closing Fri Nov 20 has passed and the home is still open\n")
    page.answer("On which day?", f"someday{ENTER}")
    page.until("someday")
    page.answer("On which day?", f"fri{ENTER}")
    page.until("Holds and pins that have ended: 1 home\n1 Lee: the pin ended Sun Nov 1")
    page.answer("Take it off? (y)", f"y{ENTER}")
    page.until("1 Lee: stage not looked at for 22 days\n  s seen today, still framing, n seen today, now dry-in\n")
    page.answer("Which?", f"x{ENTER}")
    page.answer('"x" isn\'t one of s, n', f"s{ENTER}")
    page.until('promise "paint codes" has no date')
    page.answer("Which day?", f"fri{ENTER}")
    page.until('1 Lee: issue "outlet": who fixes it is blank')
    page.answer("Who fixes it?", f"Hal Moreno{ENTER}")
    page.until("by when is blank")
    page.answer("By which day?", ENTER)
    page.until("how they like to be reached is blank\n  p prefer phone, t prefer text")
    page.answer("Which?", f"text{ENTER}")
    page.until("you haven't covered contact, escalation with them yet")
    page.answer("All of it was talked through? (y)", f"y{ENTER}")
    assert page.end() == 0
    text = page.text
    for words in (
        "promises.1.due is now Fri Nov 27 (in 4 days)",
        "1 Lee: seen today, still framing.",
        "2 Ito: it has closed.",
        "1 Lee: contact.channel is now",
    ):
        assert words in text
    assert page.lines[-1] == "7 fixed, 1 left: backlog check."
    lee, ito = jobs_in(path)
    assert (str(lee.stage_seen), str(lee.promises[0].due), lee.issues[0].owner) == ("2026-11-23", "2026-11-27", "Hal Moreno")
    assert (lee.pin.level, lee.contact.channel, lee.expectations) == (None, "text", ("cost", "delay", "contact", "escalation"))
    assert (ito.stage, str(ito.closing.closed_date)) == ("closed", "2026-11-20")
    assert piped("undo").code == 0
    assert path.read_text(encoding="utf-8") == UNTIDY


def test_q_ends_and_keeps_what_was_answered(home: Path, terminal: Callable[..., Any]) -> None:
    path = home / "backlog.yaml"
    path.write_text(UNTIDY, encoding="utf-8")
    page = terminal("check", "--fix", size=(80, 60))
    page.answer("On which day?", ENTER)
    page.answer("Take it off? (y)", f"y{ENTER}")
    page.answer("Which?", f"q{ENTER}")
    assert page.end() == 0
    assert page.lines[-1].startswith("1 fixed, ")
    assert jobs_in(path)[0].pin.level is None


def test_ctrl_c_changes_nothing(sample: Path, home: Path, terminal: Callable[..., Any]) -> None:
    path = home / "backlog.yaml"
    path.write_text(UNTIDY, encoding="utf-8")
    page = terminal("check", "--fix", size=(80, 60))
    page.answer("On which day?", f"fri{ENTER}")
    page.until("Take it off? (y)")
    time.sleep(0.3)  # Python hears a Ctrl-C only once it waits for a key
    page.type(CTRL_C)
    assert page.end() == 130
    assert path.read_text(encoding="utf-8") == UNTIDY


def test_one_kind_alone_is_asked_for_and_a_dry_run_shows_the_lines(home: Path, terminal: Callable[..., Any]) -> None:
    path = home / "backlog.yaml"
    path.write_text(UNTIDY, encoding="utf-8")
    page = terminal("check", "channel", "--fix", "--dry-run", size=(80, 60))
    page.answer("Which?", f"e{ENTER}")
    assert page.end() == 0
    assert "channel: email" in page.text
    assert "Nothing was written (--dry-run)." in page.text
    assert "On which day?" not in page.text
    assert path.read_text(encoding="utf-8") == UNTIDY


KNOWN = """\
jobs:
- {job: "1", buyers: Kim Lee, sold_date: 2026-11-20, stage: contract}
- job: "2"
  buyers: Ana Ito
  sold_date: 2026-02-01
  stage: closed
  stages: {closed: 2026-11-02}
- {job: "3", buyers: Bo Fox, sold_date: 2026-11-20, stage: selections}
- {job: "4", buyers: Al Roe, sold_date: 2026-02-01, stage: cancelled, stage_since: 2026-11-03}
"""


def test_off_a_terminal_what_the_file_knows_is_filled_in_and_nothing_else(home: Path, run: Callable[..., Any]) -> None:
    path = home / "backlog.yaml"
    path.write_text(KNOWN, encoding="utf-8")
    left = len(json.loads(run("check", "--json").out)["grooming"]) - 3
    dry = run("check", "--fix", "--dry-run")
    assert (dry.code, path.read_text(encoding="utf-8")) == (0, KNOWN)
    assert "stage_since: 2026-11-20" in dry.out
    found = run("check", "--fix")
    assert found.code == 0
    assert "1 Lee: stage_since is now Fri Nov 20 (3 days ago)." in found.out
    assert "2 Ito: closing.closed_date is now Mon Nov 2 (21 days ago)." in found.out
    assert "4 Roe: cancelled.date is now Tue Nov 3 (20 days ago)." in found.out
    assert f"3 fixed, {left} left: backlog check." in found.out
    lee, ito, fox, roe = jobs_in(path)
    assert [str(lee.stage_since), str(ito.closing.closed_date), fox.stage_since, str(roe.cancelled.date)] == [
        "2026-11-20",
        "2026-11-02",
        None,
        "2026-11-03",
    ]
    again = run("check", "--fix")
    assert again.out.startswith(f"The file doesn't say what belongs there: {left} to answer at a terminal")
    assert run("undo").code == 0
    assert path.read_text(encoding="utf-8") == KNOWN


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("check", "--fix", "--json"), 0, '"kind": "check-fix"'),
        (("check", "--dry-run"), 2, "--dry-run goes with --fix"),
        (("check", "paint"), 2, "kind of clean-up"),
        (("check", "expectations"), 0, "LR-1052 Castellanos"),
        (("check", "expect", "--fix"), 0, "2 to answer at a terminal with backlog check --fix expectations"),
        (("check", "pin", "--fix"), 0, "Nothing to clean up."),
        (("check", "pin"), 0, "No problems in 9 jobs."),
    ],
)
def test_kinds_and_options_of_check(sample: Path, run: Callable[..., Any], words: tuple[str, ...], code: int, told: str) -> None:
    before = sample.read_bytes()
    found = run(*words)
    assert found.code == code
    assert told in found.out + found.err
    assert sample.read_bytes() == before


def test_check_names_what_is_still_on_an_old_date_and_exits_0(home: Path, run: Callable[..., Any]) -> None:
    """Case move-1."""
    (home / "backlog.yaml").write_bytes((CASES / "old-appointment.yaml").read_bytes())
    found = run("check")
    assert found.code == 0
    for words in (
        'appointment Fri Dec 4 14:00 "closing at title" is on an old closing date: backlog set HC-1029 appointments.1.at DATE',
        "home insurance starts Fri Dec 4, an old closing date: backlog set HC-1029 insurance_bound 2026-12-11",
        "utilities move Fri Dec 4, an old closing date: backlog set HC-1029 utilities_moved 2026-12-11",
        "RED: 3 of 8 live homes",
        "yours: 1 open (1 overdue)",
        "backlog check --fix expectations",
    ):
        assert words in found.out


def test_errors_come_before_warnings(home: Path, run: Callable[..., Any]) -> None:
    path = home / "backlog.yaml"
    path.write_text(UNTIDY.replace("superintendent: Hal", "superintendant: Hal", 1) + "  sold: yesterday\n", encoding="utf-8")
    path.write_text(UNTIDY.replace("pin:", "pinn:", 1).replace("closing: 2026-11-20", "closing: 2026-01-20"), encoding="utf-8")
    found = run("check")
    assert found.code == 1
    assert 0 <= found.out.index(": error:") < found.out.index(": warning:")


def test_a_home_in_the_file_and_in_an_archive_is_a_warning(sample: Path, run: Callable[..., Any]) -> None:
    archive = sample.with_name("backlog-2026.yaml")
    archive.write_text(
        "jobs:\n- {job: HC-1012, buyers: Paola Marchetti, sold_date: 2025-12-06, stage: closed}\n"
        "- {job: HC-1041, buyers: Somebody Else, sold_date: 2020-01-01, stage: cancelled}\n",
        encoding="utf-8",
    )
    found = run("check")
    assert found.code == 1
    assert "backlog.yaml: warning: job HC-1012 Marchetti is in backlog-2026.yaml too - take it out of one" in found.out
    assert "1 warning, 2 to clean up in 9 jobs." in found.out
    facts = json.loads(run("check", "--json").out)
    assert (facts["counts"]["warnings"], len(facts["doubles"]), [red["job"] for red in facts["reds"]][:1]) == (1, 1, ["HC-1037"])


def test_every_key_is_its_own_and_every_field_is_known(home: Path, today: date) -> None:
    path = home / "backlog.yaml"
    more = """\
- job: "3"
  buyers: Lu Fox
  sold_date: 2026-01-01
  stage: trim
  stage_since: 2027-01-01
  closing: {shifts: [{from: 2026-05-01, to: 2026-05-09}], closed_date: 2026-05-01}
  deposits: [{kind: earnest}]
  lender: {product: cash, status: applied}
  contingencies: [{kind: financing, status: open}]
  hold: {what: weather, until: 2026-01-02}
  pin: red
  escalation: {told_date: 2026-01-02}
  cancelled: {reason: rate}
- {job: "4", buyers: A B, sold_date: 2026-01-01, stage: closed, deposits: [{kind: earnest}]}
- {job: "5", buyers: A B, sold_date: 2026-01-01, stage: cancelled}
- {job: "6", buyers: A B, sold_date: 2026-01-01, stage: released, start_date: 2026-02-01}
"""
    path.write_text(UNTIDY + more, encoding="utf-8")
    loaded = load(path.read_bytes(), path.name)
    tidy = cleanup_findings(backlog_of(loaded.backlog_file, [1] * len(loaded.backlog_file.jobs), [], 0), today=today)
    assert sum(bool(found.mends) for found in tidy) > 20
    for found in tidy:
        keys = [mend.key for mend in found.mends]
        assert len(set(keys)) == len(keys)
        assert not set(keys) & set(QUIT_ANSWERS)
        for mend in found.mends:
            assert mend.way is not FixKind.SET or field_path(mend.field)
            assert mend.asks or mend.words


def test_what_is_on_an_old_date_is_set_to_the_new_one_with_one_key(home: Path, terminal: Callable[..., Any]) -> None:
    path = home / "backlog.yaml"
    path.write_bytes((CASES / "old-appointment.yaml").read_bytes())
    page = terminal("check", "old-date", "--fix", size=(80, 60))
    page.until('"closing at title" is on')
    page.answer("Which day and time now?", f"dec 11 14:00{ENTER}")
    page.until("n set it to the new date, Fri Dec 11")
    page.answer("Which?", f"n{ENTER}")
    page.until("utilities move Fri Dec 4, an old closing date")
    page.answer("Which?", f"n{ENTER}")
    assert page.end() == 0
    whitfield = next(job for job in jobs_in(path) if job.job == "HC-1029")
    assert str(whitfield.appointments[0].at) == "2026-12-11 14:00"
    assert (str(whitfield.insurance_bound), str(whitfield.utilities_moved)) == ("2026-12-11", "2026-12-11")
