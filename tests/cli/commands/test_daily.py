"""Every writing verb from words to file: only the meant lines differ, the echo is true, refusals change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.store.load import load
from tests.wording import is_unchanged_by

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from backlog_cli import model


def job_in(path: Path, number: str) -> model.Job:
    loaded = load(path.read_bytes(), path.name)
    assert loaded.errors == ()
    return next(job for job in loaded.backlog_file.jobs if job.job == number)


def added_lines(path: Path, before: bytes) -> list[str]:
    """The lines a write added; every old line must still be there, in order, to the byte."""
    old, new = before.decode().splitlines(keepends=True), path.read_bytes().decode().splitlines(keepends=True)
    rest, added = iter(new), []
    for line in old:
        for found in rest:
            if found == line:
                break
            added.append(found)
        else:
            pytest.fail(f"this line is gone: {line!r}")
    return added + list(rest)


# log


def test_log_adds_one_entry_below_the_last_and_says_who_was_reached(run: Callable[..., Any], sample: Path) -> None:
    before = sample.read_bytes()
    answer = run("log", "okafor", "sent", "the", "roof", "picture", "--mood", "happy")
    assert answer.code == 0
    assert "HC-1041 Okafor lot 41: group-text with Chidi and Amara, today Mon Nov 23." in answer.out
    assert "Next update by Mon Nov 30." in answer.out
    assert "".join(added_lines(sample, before)) == (
        "      - at: 2026-11-23\n"
        "        with: [Chidi Okafor, Amara Okafor]\n"
        "        how: group-text\n"
        "        kind: update\n"
        "        outcome: sent\n"
        "        mood: happy\n"
        "        text: sent the roof picture\n"
    )


TRAPS = [
    "plain words",
    "call: 5pm #4",
    "- a dash first",
    "no",
    "12:30",
    "0012",
    "~",
    "it's \"quoted\" 'twice'",
    "[lot 5] [/b] :house: [red]",
    "{a: b}, *x &y !z %w @v `u`",
    "two\nlines",
    "  outer blanks  ",
    "a\n\n  indented\n\nend\n",
    "tab\there",
    "emoji 🏠 and ünïcödé and 家",
    "שלום",
    "ends with a backslash \\",
    "ends with a colon:",
    "\x1b[31mred\x07 \x9b and \x00 nothing",
    "next\x85line and \u2028 and \u2029",
    "--- ",
    "...",
    "a" * 5000,
    "word " * 1000,
    "= << >> =",
    "\ufeffbom inside",
]


@pytest.mark.parametrize("note", TRAPS, ids=[f"{n}" for n in range(len(TRAPS))])
def test_a_note_comes_back_from_the_file_as_it_was_typed(run: Callable[..., Any], sample: Path, note: str) -> None:
    before = sample.read_bytes()
    assert run("log", "1029", "--", note).code == 0
    assert job_in(sample, "HC-1029").log[-1].text == note.strip()
    assert len([line for line in added_lines(sample, before) if line.startswith("      - at:")]) == 1
    shown = run("show", "1029", "--json")
    assert shown.code == 0
    assert not any(ord(sign) < 32 and sign != "\n" for sign in shown.out)


def test_a_note_from_standard_input_keeps_its_lines(
    run: Callable[..., Any], sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"first\n  second: x\n")))
    assert run("log", "1029", "-").code == 0
    assert job_in(sample, "HC-1029").log[-1].text == "first\n  second: x"


def test_several_homes_are_one_write(run: Callable[..., Any], sample: Path) -> None:
    answer = run("log", "41,44,29", "rain", "day")
    assert answer.code == 0
    for number in ("HC-1041", "HC-1044", "HC-1029"):
        assert job_in(sample, number).log[-1].text == "rain day"


def test_several_homes_are_all_or_none(run: Callable[..., Any], sample: Path) -> None:
    before = sample.read_bytes()
    answer = run("log", "41,nobody,29", "rain", "day")
    assert answer.code == 4
    assert is_unchanged_by(answer.err)
    assert sample.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("log", "41"), 2),
        (("log", "41", "x", "--how", "fax"), 2),
        (("log", "41", "x", "--mood", "grumpy"), 2),
        (("log", "41", "x", "--told"), 2),
        (("log", "37", "x", "--told", "--missed"), 2),
        (("log", "37", "x", "--as", "day"), 2),
        (("log", "37", "x", "--next", "call him"), 2),
        (("log", "37", "x", "--next", "fri"), 2),
        (("log", "37", "x", "--at", "tomorrow"), 2),
        (("log", "37", "x", "--at", "next fri"), 2),
        (("log", "37", "x", "--with", "Bob"), 2),
        (("log", "nguyn", "x"), 4),
        (("log", "12", "x", "--unknown"), 2),
        (("shift", "41"), 2),
        (("shift", "41", "feb", "30", "permit"), 2),
        (("shift", "41", "permit"), 2),
        (("shift", "41", "next", "fri"), 2),
        (("shift", "41", "2027-03-12"), 2),
        (("shift", "41", "2025-01-01"), 2),
        (("shift", "41", "2036-01-01"), 2),
        (("shift", "41", "+2w", "--cause", "aliens"), 2),
        (("shift", "41", "+2w", "--what", "party"), 2),
        (("shift", "99", "+2w"), 4),
        (("promise", "41", "fri"), 2),
        (("promise", "41", "paint"), 2),
        (("promise", "41", "yesterday", "paint"), 2),
        (("done", "44", "9"), 2),
        (("done", "44", "roof"), 2),
        (("stage", "41", "roofing"), 2),
        (("set", "41", "lendr.name", "x"), 2),
        (("set", "41", "lender.lock_expires", "feb 30"), 2),
        (("set", "41", "stage", "roofing"), 2),
        (("set", "41", "price", "lots"), 2),
        (("set", "41", "contact.channel", "pigeon"), 2),
        (("set", "41"), 2),
        (("set", "41", "lender", "Birchline"), 2),
        (("set", "41", "lender", "none"), 2),
        (("set", "18", "deposits.9.paid", "today"), 2),
        (("set", "18", "deposits.0.paid", "today"), 2),
        (("add", "HC-1041", "Kim", "Lee", "--sold", "today"), 2),
        (("add", "hc-1041", "Kim", "Lee", "--sold", "today"), 2),
        (("add", "-5", "Kim", "Lee", "--sold", "today"), 2),
        (("add", "2450", "Kim", "Lee"), 2),
        (("add", "2450", "--sold", "today"), 2),
        (("add", "2450", "Kim", "--sold", "tomorrow"), 2),
        (("issue", "41", "leak"), 2),
        (("issue", "44", "7", "--resolved"), 2),
        (("issue", "44", "1"), 2),
        (("issue", "41", "leak", "--resolved"), 2),
        (("meet", "41", "fri", "walk"), 2),
        (("meet", "41", "fri", "10:00"), 2),
        (("ask", "41"), 2),
        (("ask", "41", "when", "--of", "mayor"), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_refusal_says_why_and_changes_nothing(run: Callable[..., Any], sample: Path, words: tuple[str, ...], code: int) -> None:
    before = sample.read_bytes()
    answer = run(*words)
    assert answer.code == code
    assert answer.out == ""
    assert answer.err.startswith("backlog: ")
    assert is_unchanged_by(answer.err)
    assert "mistake in backlog itself" not in answer.err
    assert sample.read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ("log", "41", "hello", "there"),
        ("shift", "41", "+2w", "rain"),
        ("promise", "41", "fri", "photos"),
        ("done", "44", "photos"),
        ("stage", "41", "next"),
        ("set", "41", "lender.lock_expires", "2027-05-01"),
        ("add", "2450", "Kim", "Lee", "--sold", "today"),
        ("issue", "41", "leak", "--wants", "dry"),
        ("ask", "41", "when"),
        ("meet", "41", "fri", "10:00", "walk"),
    ],
    ids=lambda words: words[0],
)
def test_a_dry_run_shows_the_lines_and_writes_nothing(run: Callable[..., Any], sample: Path, words: tuple[str, ...]) -> None:
    before = sample.read_bytes()
    dry = run(*words, "--dry-run")
    assert dry.code == 0
    assert "Nothing was written (--dry-run)." in dry.out
    assert sample.read_bytes() == before
    real = run(*words)
    assert real.code == 0
    for line in added_in(sample, before):
        assert line.strip() in dry.out


def added_in(path: Path, before: bytes) -> list[str]:
    import difflib

    new = path.read_bytes().decode().splitlines()
    return [line[2:] for line in difflib.ndiff(before.decode().splitlines(), new) if line.startswith("+ ")]


# shift


def test_shift_moves_the_forecast_keeps_the_old_date_and_names_what_breaks(run: Callable[..., Any], sample: Path) -> None:
    answer = run("shift", "whitfield", "+2w", "tile", "is", "late", "--cause", "material")
    assert answer.code == 0
    assert "closing Fri Dec 4 → Fri Dec 18 (+14 days, in 25 days)." in answer.out
    assert "rate lock ends Fri Dec 18, on the day of closing" in answer.out
    assert "they were told Dec 4: 14 days past it" in answer.out
    closing = job_in(sample, "HC-1029").closing
    assert closing is not None
    assert str(closing.internal) == "2026-12-18"
    assert str(closing.contract) == "2026-12-04"
    shift = closing.shifts[-1]
    assert (str(shift.from_), str(shift.to), str(shift.known_date), shift.told_date) == (
        "2026-12-04",
        "2026-12-18",
        "2026-11-23",
        None,
    )
    assert (shift.cause_kind, shift.cause) == ("material", "tile is late")
    level = run("list", "whitfield", "--json").out
    assert '"rule": "untold", "level": "amber", "day": "2026-11-23"' in level


def test_the_third_push_is_counted_and_the_history_told(run: Callable[..., Any], sample: Path) -> None:
    answer = run("shift", "37", "jan", "29", "inspection", "again", "--cause", "inspection")
    assert "4th move" in answer.out
    assert "Oct 30 → Nov 20 material → Dec 11 labor → Jan 15 inspection → Jan 29 inspection again" in answer.out


def test_a_short_closing_is_widened_by_its_first_shift(run: Callable[..., Any], home: Path) -> None:
    path = home / "backlog.yaml"
    facts = ("job: A-1", "buyers: Kim Lee", "sold_date: 2026-10-01", "stage: framing", "closing: 2027-03-19   # as signed")
    path.write_text("jobs:\n  - " + "\n    ".join(facts) + "\n")
    assert run("shift", "lee", "+1w", "rain").code == 0
    closing = job_in(path, "A-1").closing
    assert closing is not None
    assert str(closing.contract) == "2027-03-19"
    assert str(closing.internal) == "2027-03-26"
    assert closing.told is not None
    assert closing.told.text == "2027-03-19"
    assert "# as signed" in path.read_text()


def test_minus_three_days_is_a_date_and_no_option(run: Callable[..., Any], sample: Path) -> None:
    assert run("shift", "41", "-3d", "good", "weather").code == 0
    closing = job_in(sample, "HC-1041").closing
    assert closing is not None
    assert str(closing.internal) == "2027-03-09"


@pytest.mark.parametrize(
    ("what", "field"), [("orientation", "orientation_date"), ("precon", "precon_date"), ("start", "start_date")]
)
def test_other_dates_move_too(run: Callable[..., Any], sample: Path, what: str, field: str) -> None:
    assert run("shift", "41", "2027-02-01", "crew", "--what", what).code == 0
    job = job_in(sample, "HC-1041")
    assert str(getattr(job, field)) == "2027-02-01"
    assert job.closing is not None
    assert job.closing.shifts[-1].what == what


def test_a_closing_on_thanksgiving_is_taken_and_said(run: Callable[..., Any], sample: Path) -> None:
    answer = run("shift", "29", "nov", "26")
    assert answer.code == 0
    assert "closing falls on Thanksgiving" in answer.out


def test_told_closes_the_circle(run: Callable[..., Any], sample: Path) -> None:
    answer = run(
        "log", "brandt", "told", "her", "--how", "in-person", "--told", "--together", "weekly walk", "--plan-b", "storage"
    )
    assert answer.code == 0
    assert "Told: closing on" in answer.out
    closing = job_in(sample, "HC-1037").closing
    assert closing is not None
    assert closing.told is not None
    assert closing.told.text == "2027-01-15"
    shift = closing.shifts[-1]
    assert (str(shift.told_date), shift.told_how, shift.together, shift.plan_b) == (
        "2026-11-23",
        "in-person",
        "weekly walk",
        "storage",
    )
    assert "untold" not in run("list", "brandt", "--json").out


# promise, done, stage, issue, ask, meet, add, set


def test_a_promise_begins_its_list_above_the_log(run: Callable[..., Any], sample: Path) -> None:
    before = sample.read_bytes()
    assert run("promise", "41", "fri", "paint", "codes").code == 0
    assert [line.strip() for line in added_lines(sample, before)][:2] == ["promises:", "- text: paint codes"]
    promise = job_in(sample, "HC-1041").promises[0]
    assert (promise.text, promise.by, str(promise.due), str(promise.made)) == ("paint codes", "me", "2026-11-27", "2026-11-23")


def test_done_lists_and_ticks(run: Callable[..., Any], sample: Path) -> None:
    listed = run("done", "44")
    assert listed.code == 0
    assert '1  you promised "rough-in photos", Fri Nov 20 (3 days ago)' in listed.out
    assert run("done", "44", "1").code == 0
    promise = job_in(sample, "HC-1044").promises[0]
    assert (str(promise.done), promise.status) == ("2026-11-23", "late")


def test_a_stage_is_kept_with_its_day(run: Callable[..., Any], sample: Path) -> None:
    assert "framing → dry-in after 11 days" in run("stage", "41", "next").out
    job = job_in(sample, "HC-1041")
    assert (job.stage, str(job.stage_since), str(job.stage_seen)) == ("dry-in", "2026-11-23", "2026-11-23")
    assert {name: str(day) for name, day in job.stages.items()} == {"dry-in": "2026-11-23"}
    assert run("stage", "41").out.startswith("HC-1041 Okafor lot 41: dry-in, since Mon Nov 23")


def test_an_issue_lives_and_ends(run: Callable[..., Any], sample: Path) -> None:
    assert run("issue", "41", "leak", "in", "the", "roof", "--wants", "dry", "--severity", "high").code == 0
    assert run("issue", "41", "1", "--owner", "Hal", "--due", "fri").code == 0
    assert run("issue", "41", "1", "--reassured").code == 0
    assert run("issue", "41", "1", "--resolved").code == 0
    issue = job_in(sample, "HC-1041").issues[0]
    assert (issue.text, issue.wants, issue.owner, str(issue.due), str(issue.reassured_date), issue.status) == (
        "leak in the roof",
        "dry",
        "Hal",
        "2026-11-27",
        "2026-11-23",
        "resolved",
    )


def test_a_question_and_a_meeting(run: Callable[..., Any], sample: Path) -> None:
    assert "to ask Hal Moreno" in run("ask", "41", "when", "do", "trusses", "come?").out
    assert "Fri Nov 27 (in 4 days) at 17:30" in run("meet", "41", "fri", "5:30pm", "walk", "the", "frame", "--minutes", "30").out
    job = job_in(sample, "HC-1041")
    assert job.questions[0].ask == "when do trusses come?"
    assert (str(job.appointments[0].at), job.appointments[0].minutes) == ("2026-11-27 17:30", 30)


def test_a_home_is_added_at_the_end_as_the_others_are_kept(run: Callable[..., Any], sample: Path) -> None:
    before = sample.read_bytes()
    answer = run(
        "add", "2450", "Kim", "Lee", "and", "Ana", "O'Neil", "--lot", "012", "--sold", "nov21", "--closing", "2027-06-11"
    )
    assert answer.code == 0
    assert sample.read_bytes().startswith(before)
    job = job_in(sample, "2450")
    assert [buyer.name for buyer in job.buyers] == ["Kim Lee", "Ana O'Neil"]
    assert (job.lot, str(job.sold_date), job.stage) == ("012", "2026-11-21", "contract")
    assert run("show", ".").code == 0


def test_a_home_can_be_added_to_a_new_file(run: Callable[..., Any], home: Path) -> None:
    assert run("init").code == 0
    assert run("add", "1001", "Kim", "Lee", "--sold", "today").code == 0
    assert job_in(home / "backlog.yaml", "1001").buyers[0].name == "Kim Lee"
    assert run("init").code == 2
    assert "# My backlog" in (home / "backlog.yaml").read_text()


@pytest.mark.parametrize(
    ("field", "value", "path", "expected"),
    [
        ("lender.lock_expires", "jul 12", ("lender", "lock_expires"), "2027-07-12"),
        ("sold_date", "yesterday", ("sold_date",), "2026-11-22"),
        ("closing.told", "2027-q2", ("closing", "told"), "2027-Q2"),
        ("price", "$425,000", ("price",), "425000"),
        ("contact.local", "yes", ("contact", "local"), "True"),
        ("contact.channel", "em", ("contact", "channel"), "email"),
        ("lot", "012", ("lot",), "012"),
        ("community", "No", ("community",), "No"),
        ("interests", "chess, salsa", ("interests", -1), "salsa"),
        ("orientation_date", "dec 2 10:00", ("orientation_date",), "2026-12-02 10:00"),
        ("pin", "red", ("pin", "level"), "red"),
        ("snooze.until", "fri", ("snooze", "until"), "2026-11-27"),
        ("realtor.name", "none", ("realtor", "name"), "None"),
    ],
)
def test_set_understands_each_kind_of_field(
    run: Callable[..., Any], sample: Path, field: str, value: str, path: tuple[Any, ...], expected: str
) -> None:
    answer = run("set", "HC-1041", field, *value.split())
    assert answer.code == 0, answer.err
    found: Any = job_in(sample, "HC-1041")
    for part in path:
        found = found[part] if isinstance(part, int) else getattr(found, part)
    assert str(found) == expected


def test_set_reaches_into_lists_by_their_place(run: Callable[..., Any], sample: Path) -> None:
    assert run("set", "18", "deposits.2.paid", "today").code == 0
    assert str(job_in(sample, "LR-1058").deposits[1].paid) == "2026-11-23"


def test_own_keys_can_be_set(run: Callable[..., Any], sample: Path) -> None:
    assert run("set", "41", "x_gate_code", "0042").code == 0
    assert 'x_gate_code: "0042"' in sample.read_text() or "x_gate_code: '0042'" in sample.read_text()
    assert run("set", "41", "x_gate_code", "none").code == 0
    assert "x_gate_code: null\n" in sample.read_text()


# Bad jobs


def test_a_bad_job_is_left_alone_and_the_others_are_written(run: Callable[..., Any], sample: Path) -> None:
    text = sample.read_text(encoding="utf-8").replace("sold_date: 2026-01-24", "sold_date: 2026-13-24")
    sample.write_text(text, encoding="utf-8")
    for typed in ("37", "lot37", "1037", "brandt", "HC-1037"):
        refused = run("log", typed, "hello")
        assert refused.code == 3
        assert "backlog.yaml:" in refused.err
        assert is_unchanged_by(refused.err)
    assert run("log", "41", "hello").code == 0
    due = run("due", "--exit-code")
    assert due.code == 3
    assert "job HC-1037 Brandt is left out" in due.out
    assert "HC-1037" in run("due", "--json").err


def test_a_broken_file_is_never_written(run: Callable[..., Any], sample: Path) -> None:
    broken = sample.read_bytes() + b"  - job: [\n"
    sample.write_bytes(broken)
    for words in (("log", "41", "x"), ("add", "1", "A B", "--sold", "today"), ("due",), ("check",)):
        answer = run(*words)
        assert answer.code == 3
        assert "backlog.yaml:" in answer.err
    assert sample.read_bytes() == broken


def test_a_name_never_falls_to_another_home_because_the_meant_one_is_broken(run: Callable[..., Any], home: Path) -> None:
    path = home / "backlog.yaml"
    one = "  - {job: A-1, buyers: Anh Nguyen, sold_date: 2026-13-01, stage: framing}\n"
    path.write_text(f"jobs:\n{one}  - {{job: B-2, buyers: Bao Nguyen, sold_date: 2026-10-01, stage: framing}}\n")
    before = path.read_bytes()
    answer = run("log", "nguyen", "hello")
    assert answer.code == 4
    assert "A-1" in answer.err
    assert "B-2" in answer.err
    assert path.read_bytes() == before
    assert run("log", "B-2", "hello").code == 0


def test_between_two_open_homes_of_one_number_nothing_is_chosen(run: Callable[..., Any], home: Path) -> None:
    path = home / "backlog.yaml"
    home_line = "  - {job: A-1, buyers: Anh Nguyen, sold_date: 2026-10-01, stage: framing}\n"
    path.write_text(f"jobs:\n{home_line}{home_line}")
    answer = run("log", "A-1", "hello")
    assert answer.code == 4
    assert "A-1@2026-10-01 Nguyen" in answer.err
    assert "A-1@2026-10-01#2 Nguyen" in answer.err
    assert path.read_text() == f"jobs:\n{home_line}{home_line}"


def test_a_talk_inside_the_company_owes_the_buyers_nothing_in_writing(run: Callable[..., Any], sample: Path) -> None:
    answer = run("log", "41", "asked", "about", "trusses", "--kind", "internal", "--with", "Hal Moreno", "--how", "phone")
    assert answer.code == 0
    assert "An internal conversation isn't an update" in answer.out
    assert "in writing" not in answer.out


def test_a_new_home_stands_at_the_first_stage_of_her_own_table(run: Callable[..., Any], home: Path) -> None:
    path = home / "backlog.yaml"
    path.write_text("settings:\n  stages: [{name: signed, days: 5}, {name: built, days: 90}]\njobs: []\n")
    assert run("add", "A-1", "Kim", "Lee", "--sold", "today").code == 0
    assert job_in(path, "A-1").stage == "signed"
