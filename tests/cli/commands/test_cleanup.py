"""`check --fix` at a real terminal: a key and Enter puts a thing right, each with an undo of its own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from backlog_cli.cli.commands.cleanup import QUIT_ANSWERS
from backlog_cli.cli.field_values import field_path
from backlog_cli.rules.cleanup.findings import FixKind, cleanup_findings
from backlog_cli.rules.summarize import backlog_of
from backlog_cli.store.load import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

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


def test_a_morning_of_grooming(home: Path, piped: Callable[..., Any], terminal: Callable[..., Any]) -> None:
    """DOMAIN 001-1f: what needs cleaning up is fixed with one key each, or skipped."""
    path = home / "backlog.yaml"
    path.write_text(UNTIDY, encoding="utf-8")
    page = terminal("check", "--fix", size=(80, 60))
    page.until("1 Lee: stage not looked at for 22 days\n  s  seen today, still framing\n  n  seen today, now dry-in\n")
    page.answer("Key? ", f"x{ENTER}")
    page.answer('"x" is not one of s, n', f"S{ENTER}")
    page.until("seen today, still framing after 22 days")
    page.until('promise "paint codes" without a day')
    page.answer("Key? ", f"d{ENTER}")
    page.answer("Which day?", f"someday{ENTER}")
    page.answer("Key? ", f"d{ENTER}")
    page.answer("Which day?", f"fri{ENTER}")
    page.until("promises.1.due is now Fri Nov 27 (in 4 days)")
    page.until('issue "outlet" without owner, due')
    page.answer("Key? ", f"o{ENTER}")
    page.answer("Who puts it right?", f"Hal Moreno{ENTER}")
    page.until('issue "outlet" without due')
    page.answer("Key? ", ENTER)
    page.until("the pin ended Sun Nov 1")
    page.answer("Key? ", f"o{ENTER}")
    page.until("how they like to be reached is blank")
    page.answer("Key? ", f"t{ENTER}")
    page.until("you haven't covered contact, escalation with them yet")
    page.answer("Key? ", f"t{ENTER}")
    page.until("2 Ito: closing Fri Nov 20 has passed and the home is still open")
    page.answer("Key? ", f"c{ENTER}")
    page.answer("On which day?", f"fri{ENTER}")
    page.until("closed Fri Nov 20")
    assert page.end() == 0
    assert page.lines[-1] == "7 fixed, 1 left: backlog check."
    lee, ito = jobs_in(path)
    assert (str(lee.stage_seen), str(lee.promises[0].due), lee.issues[0].owner) == ("2026-11-23", "2026-11-27", "Hal Moreno")
    assert (lee.pin.level, lee.contact.channel, lee.expectations) == (None, "text", ("cost", "delay", "contact", "escalation"))
    assert (ito.stage, str(ito.closing.closed_date)) == ("closed", "2026-11-20")
    for _ in range(7):
        assert piped("undo").code == 0
    assert path.read_text(encoding="utf-8") == UNTIDY


def test_q_ends_and_ctrl_c_too(sample: Path, terminal: Callable[..., Any]) -> None:
    before = sample.read_bytes()
    page = terminal("check", "--fix")
    page.answer("Key? ", f"q{ENTER}")
    assert page.end() == 0
    assert "0 fixed, " in page.lines[-1]
    page = terminal("check", "--fix")
    page.until("Key? ")
    time.sleep(0.3)  # Python hears a Ctrl-C only once it waits for a key
    page.type(CTRL_C)
    assert page.end() == 130
    assert sample.read_bytes() == before


def test_off_a_terminal_it_says_what_to_type(sample: Path, run: Callable[..., Any]) -> None:
    found = run("check", "--fix")
    assert (found.code, found.out) == (0, run("check").out)
    assert "backlog stage LR-1058 selections" in found.out
    assert found.err == "backlog: --fix asks at a terminal only; each line below ends with what to type instead.\n"
    assert run("check", "--fix", "--json").code == 2


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
