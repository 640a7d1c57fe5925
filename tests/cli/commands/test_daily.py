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


def test_anybody_may_take_part_in_a_talk(run: Callable[..., Any], sample: Path) -> None:  # case log-1
    answer = run("log", "okafor", "x", "--with", "chidi", "--with", "Sol Whitaker")
    assert answer.code == 0
    assert answer.out.startswith("HC-1041 Okafor lot 41: group text with Chidi and Sol Whitaker, today Mon Nov 23.\n")
    assert job_in(sample, "HC-1041").log[-1].with_ == ("Chidi Okafor", "Sol Whitaker")
    answer = run("log", "okafor", "they need the pay stubs", "--with", "lender")
    assert "HC-1041 Okafor lot 41: phone with Birchline Home Loans, today Mon Nov 23.\nNo buyer took part" in answer.out
    assert job_in(sample, "HC-1041").log[-1].kind == "internal"


@pytest.mark.parametrize(
    ("words", "is_asked"),
    [
        ("left voicemail", True),
        ("lvm", True),
        ("left her a message about the tile", True),
        ("no answer --phone", True),
        ("no answer --missed", False),
        ("left voicemail --voicemail", False),
        ("left the keys with Sol", False),
        ("talked about her voicemail", False),
        ("no answer yet from the lender --kind update", False),
    ],
)
def test_a_note_that_sounds_like_an_attempt_is_asked_about(
    run: Callable[..., Any], sample: Path, words: str, is_asked: bool
) -> None:
    answer = run("log", "okafor", *words.split())
    assert answer.code == 0
    assert ("If nobody answered: backlog undo" in answer.out) is is_asked


CHANNELS = [
    (("--phone",), "phone"),
    (("--text",), "text"),
    (("--email",), "email"),
    (("--video",), "video"),
    (("--visit",), "in-person"),
    (("--how", "portal"), "portal"),
    (("--phone", "--how", "phone"), "phone"),
    (("--video", "--video-link", "https://example.org/v"), "video"),
    ((), "group-text"),
]


@pytest.mark.parametrize(("switch", "how"), CHANNELS)
def test_a_switch_says_how_they_spoke(run: Callable[..., Any], sample: Path, switch: tuple[str, ...], how: str) -> None:
    answer = run("log", "okafor", "x", *switch)
    assert answer.code == 0
    assert f": {how.replace('-', ' ')} with Chidi and Amara, today" in answer.out
    assert job_in(sample, "HC-1041").log[-1].how == how


@pytest.mark.parametrize("link", ["https://example.org/v", "http://x.y", "www.example.org/v", "vimeo.com/123", "HTTPS://X.Y/Z"])
@pytest.mark.parametrize("form", ["--video {}", "--video={}"])
def test_a_link_behind_video_is_refused_with_the_option_for_links(
    run: Callable[..., Any], sample: Path, link: str, form: str
) -> None:
    before = sample.read_bytes()
    answer = run("log", "okafor", "showed the roof", *form.format(link).split())
    assert answer.code == 2
    assert f"--video-link {link}" in answer.err
    assert is_unchanged_by(answer.err)
    assert sample.read_bytes() == before


@pytest.mark.parametrize("words", ["--video we spoke of the roof", "--video and more", "--video 9 to 5.", "--video clip"])
def test_words_behind_video_are_the_note(run: Callable[..., Any], sample: Path, words: str) -> None:
    assert run("log", "okafor", *words.split()).code == 0
    assert job_in(sample, "HC-1041").log[-1].text == words.removeprefix("--video ")


@pytest.mark.parametrize(
    ("options", "agent", "by"),
    [
        (("--by", "Dana Reyes"), None, "Dana Reyes"),
        ((), "Dana Reyes", "Dana Reyes"),
        (("--by", "Kit"), "Dana Reyes", "Kit"),
        ((), "Renata Vance", None),
        ((), "renata vance", None),
        (("--by", "Renata Vance"), None, None),
        (("--by", " "), None, None),
        ((), "", None),
        ((), None, None),
    ],
)
def test_who_spoke_is_noted_unless_it_was_the_agent(
    run: Callable[..., Any],
    sample: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    agent: str | None,
    by: str | None,
) -> None:
    if agent is not None:
        monkeypatch.setenv("BACKLOG_AGENT", agent)
    answer = run("log", "okafor", "x", *options)
    assert answer.code == 0
    assert (", by " in answer.out) is (by is not None)
    assert job_in(sample, "HC-1041").log[-1].by == by


@pytest.mark.parametrize(
    ("typed", "topics"),
    [
        ("windows", ("windows",)),
        ("rate", ("rate",)),
        ("paper", ("paperwork",)),
        ("con", ("con",)),  # construction or contingency
        ("Warranty,pool", ("warranty", "pool")),
        ("HOA", ("community",)),  # a word of the trade for one
        ("Pool", ("Pool",)),
    ],
)
def test_a_topic_may_be_any_word(run: Callable[..., Any], sample: Path, typed: str, topics: tuple[str, ...]) -> None:
    assert run("log", "okafor", "x", "--topic", typed).code == 0
    assert job_in(sample, "HC-1041").log[-1].topic == topics
    assert run("draft", "okafor", "written").code in (0, 2)


def test_each_date_that_was_told_and_each_that_is_still_untold_is_named(run: Callable[..., Any], sample: Path) -> None:
    run("shift", "brandt", "dec 21", "--what", "start")
    run("shift", "brandt", "dec 18", "--what", "orientation")
    answer = run("log", "brandt", "told her", "--told", "--phone")
    assert "Told: closing on Jan 15, 2027.\n" in answer.out
    assert "Not told yet: orientation Fri Dec 18 (backlog log . --told --what orientation).\n" in answer.out
    assert "Not told yet: start Mon Jun 8 → Mon Dec 21 (backlog log . --told --what start).\n" in answer.out
    refused = run("log", "brandt", "told her more", "--told")
    assert refused.code == 2
    assert "orientation and start are both untold; say which one you told them: --what orientation." in refused.err
    answer = run("log", "brandt", "told her more", "--told", "--what", "orientation")
    assert "Told: orientation Fri Dec 18.\n" in answer.out
    assert answer.out.count("Not told yet: ") == 1
    answer = run("log", "brandt", "and the start", "--told")
    assert "Told: start Mon Dec 21.\n" in answer.out
    assert "Still untold" not in answer.out
    closing = job_in(sample, "HC-1037").closing
    assert closing is not None
    assert all(shift.told_date for shift in closing.shifts)


def test_nothing_is_logged_before_the_sale_or_in_another_year_unasked(run: Callable[..., Any], sample: Path) -> None:
    before = sample.read_bytes()
    for at, why in (
        ("dec 4", "Fri Dec 4 2026 is in 11 days, and the last one was Thu Dec 4 2025: type the year. Try dec 4 2025, fri, -3d."),
        ("2026-07-17", "2026-07-17 is before HC-1041 Okafor was sold (2026-07-18): nothing can be logged before the sale."),
    ):
        answer = run("log", "okafor", "x", "--at", at)
        assert answer.code == 2
        assert answer.err.startswith(f"backlog: {why}\nTo run it again:\n  backlog ")
    assert sample.read_bytes() == before


# promise and done


def test_a_promise_counts_from_a_date_of_its_home(run: Callable[..., Any], sample: Path) -> None:  # case date-2
    answer = run("promise", "okafor", "2", "weeks", "before", "closing", "send", "checklist")
    assert answer.code == 0
    assert 'you promised "send checklist" by Fri Feb 26 2027 (in 95' in " ".join(answer.out.split())
    made = job_in(sample, "HC-1041").promises[-1]
    assert (str(made.due), made.text) == ("2027-02-26", "send checklist")
    assert "this home has no orientation date" in run("promise", "whitfield", "2w before orientation walk").err


def test_a_step_and_a_promise_of_a_talk_count_from_a_date_of_its_home_too(run: Callable[..., Any], sample: Path) -> None:
    words = ("log", "okafor", "x", "--next", "2w before closing call", "--promise", "by closing the keys")
    assert run(*words).code == 0
    home = job_in(sample, "HC-1041")
    assert home.log[-1].next is not None
    assert (str(home.log[-1].next.date), home.log[-1].next.what) == ("2027-02-26", "call")
    assert (str(home.promises[-1].due), home.promises[-1].text) == ("2027-03-12", "the keys")
    refused = run("log", "41,37", "rain", "--next", "2w before closing call")
    assert '"2w before closing" counts from a date of one home: type the date itself.' in refused.err


@pytest.mark.parametrize(
    ("words", "dates"),
    [
        ("shift okafor nov 20 rain", ("Fri Nov 20 2026", "Sat Nov 20 2027")),
        ("shift okafor feb 29 rain", ("Sun Feb 28 2027", "Mon Mar 1 2027", "Tue Feb 29 2028")),
        ("promise okafor nov20 x", ("Fri Nov 20 2026", "Sat Nov 20 2027")),
        ("meet okafor nov 20 10:00 x", ("Fri Nov 20 2026", "Sat Nov 20 2027")),
        ("log okafor x --next", ("Fri Nov 20 2026", "Sat Nov 20 2027")),
        ("log okafor x --promise", ("Fri Nov 20 2026", "Sat Nov 20 2027")),
        ("issue okafor leak --wants dry --due", ("Fri Nov 20 2026", "Sat Nov 20 2027")),
        ("cancel okafor rate --check-back", ("Fri Nov 20 2026", "Sat Nov 20 2027")),
        ("set okafor lender.lock_expires nov 20", ("Fri Nov 20 2026", "Sat Nov 20 2027")),
        ("shift okafor +2w rain --known", ("Mon Nov 30 2026", "Sun Nov 30 2025")),
        ("close okafor nov 30", ("Mon Nov 30 2026", "Sun Nov 30 2025")),
        ("done okafor 1 --at", ("Mon Nov 30 2026", "Sun Nov 30 2025")),
    ],
)
def test_no_verb_jumps_a_year_unasked(  # case date-1 and its kind
    run: Callable[..., Any], sample: Path, words: str, dates: tuple[str, ...]
) -> None:
    before = sample.read_bytes()
    typed = words.split()
    if typed[-1].startswith("--"):
        typed.append("nov 30" if typed[-1] in ("--known", "--at") else "nov 20 call" if typed[0] == "log" else "nov 20")
    answer = run(*typed)
    assert answer.code == 2
    for date in dates:
        assert date in answer.err
    assert is_unchanged_by(answer.err)
    assert sample.read_bytes() == before


def test_a_promise_kept_in_time_and_ticked_off_later_counts_as_kept(run: Callable[..., Any], sample: Path) -> None:  # done-1
    answer = run("done", "44", "photos", "--at", "nov20")
    assert answer.code == 0
    assert answer.out.splitlines()[:2] == [
        'HC-1044 Adeyemi-Clarke lot 44, checked off: keep your promise "rough-in photos", Fri Nov 20 (3 days ago).',
        "Kept on time.",
    ]
    kept = job_in(sample, "HC-1044").promises[0]
    assert (str(kept.done), kept.status) == ("2026-11-20", "kept")
    assert "Our promises: 1 of 1 kept on time" in run("report", "week").out


def test_a_promise_ticked_off_late_says_how_late(run: Callable[..., Any], sample: Path) -> None:
    answer = run("done", "44", "photos", "--at", "nov 21")
    assert "That's 1 day late: it was due Fri Nov 20.\n" in answer.out
    assert job_in(sample, "HC-1044").promises[0].status == "late"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("44", "photos", "--at", "fri the 20th of november 2027"), "this needs today or an earlier day"),
        (("44", "photos", "--at", "tomorrow"), "this needs today or an earlier day"),
        (("44", "photos", "--at", "2026-01-02"), "was sold"),
        (("44", "photos", "--at", "feb 30"), "there's no Feb 30"),
        (("44", "--at", "fri"), "add its number or some of its words"),
        (("--at", "fri"), "add its number or some of its words"),
    ],
)
def test_a_day_on_which_nothing_can_have_been_done_is_refused(
    run: Callable[..., Any], sample: Path, words: tuple[str, ...], why: str
) -> None:
    before = sample.read_bytes()
    answer = run("done", *words)
    assert answer.code == 2
    assert why in answer.err
    assert is_unchanged_by(answer.err)
    assert sample.read_bytes() == before


def test_issue_alone_lists_every_open_issue_by_its_day(run: Callable[..., Any], sample: Path) -> None:
    run("issue", "okafor", "door sticks", "--wants", "a new door")
    run("issue", "okafor", "crack", "--wants", "a fix", "--owner", "Bo Ray", "--due", "tomorrow")
    before = sample.read_bytes()
    assert run("issue").out.splitlines() == [
        "OPEN ISSUES",
        '  Tue Nov 24 (tomorrow): HC-1041 Okafor lot 41, issue 2 "crack", Bo Ray',
        '  Wed Nov 25 (in 2 days): HC-1044 Adeyemi-Clarke lot 44, issue 1 "kitchen outlets on wrong wall", Hal Moreno',
        '  no date: HC-1041 Okafor lot 41, issue 1 "door sticks", nobody owns it yet',
        "When one is fixed: backlog issue JOB N --resolved",
    ]
    assert sample.read_bytes() == before


def test_ask_alone_lists_every_open_question(run: Callable[..., Any], sample: Path) -> None:
    assert run("ask").out == "No open questions. To note one: backlog ask JOB what you want to know\n"
    run("ask", "okafor", "when do the windows come?")
    assert run("ask").out.splitlines() == [
        "OPEN QUESTIONS",
        '  HC-1041 Okafor lot 41: "when do the windows come?" (the superintendent), asked Mon Nov 23',
        "When one is answered: backlog done JOB, then its number.",
    ]


def test_promise_alone_lists_every_open_promise_both_ways(run: Callable[..., Any], sample: Path) -> None:
    run("promise", "okafor", "fri", "paint codes")
    run("promise", "brandt", "dec 1", "inspection report", "--by", "builder", "--needs", "the county")
    run("promise", "whitfield", "nov 24", "their W-2s", "--by", "buyer")
    before = sample.read_bytes()
    answer = run("promise")
    assert answer.code == 0
    assert answer.out.splitlines() == [
        "YOU PROMISED",
        '  Fri Nov 20 (3 days ago): HC-1044 Adeyemi-Clarke lot 44: "rough-in photos"',
        '  Fri Nov 27 (in 4 days): HC-1041 Okafor lot 41: "paint codes"',
        "OTHERS PROMISED",
        '  Tue Nov 24 (tomorrow): HC-1029 Whitfield lot 29, the buyer: "their W-2s"',
        '  Tue Dec 1 (in 8 days): HC-1037 Brandt lot 37, the builder: "inspection report", needs the county',
        "When one is done: backlog done JOB, then its number.",
    ]
    assert run("promise", "okafor").out.splitlines()[:2] == [
        "YOU PROMISED",
        '  Fri Nov 27 (in 4 days): HC-1041 Okafor lot 41: "paint codes"',
    ]
    assert run("promise", "sorensen").out == "No open promises.\n"
    assert sample.read_bytes() == before


def test_done_alone_lists_what_is_open_over_all_homes_with_the_numbers_that_it_takes(
    run: Callable[..., Any], sample: Path
) -> None:
    before = sample.read_bytes()
    listed = run("done").out
    assert listed.endswith("To check one off: backlog done JOB N\n")
    for number in ("HC-1044", "LR-1058"):
        alone = run("done", number).out
        assert alone in listed
    assert "Sorensen" not in listed  # nothing is open there
    assert sample.read_bytes() == before
    told = run("done", "HC-1044", "2").out
    assert told.startswith("HC-1044 Adeyemi-Clarke lot 44, checked off: answer their email about the rate.")


def test_log_adds_one_entry_below_the_last_and_says_who_was_reached(run: Callable[..., Any], sample: Path) -> None:
    before = sample.read_bytes()
    answer = run("log", "okafor", "sent", "the", "roof", "picture", "--mood", "happy")
    assert answer.code == 0
    assert "HC-1041 Okafor lot 41: group text with Chidi and Amara, today Mon Nov 23." in answer.out
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
        (("log", "37", "x", "--with", "brandt"), 2),
        (("log", "37", "x", "--at", "dec 4"), 2),
        (("log", "37", "x", "--at", "jan 3"), 2),
        (("log", "37", "x", "--at", "2026-01-23"), 2),
        (("log", "37", "x", "--phone", "--text"), 2),
        (("log", "37", "x", "--phone", "--how", "email"), 2),
        (("log", "37", "x", "--video", "https://example.org/v"), 2),
        (("log", "37", "x", "--what", "closing"), 2),
        (("log", "37", "x", "--told", "--what", "start"), 2),
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
        (("stage", "41", "gutters"), 2),
        (("set", "41", "lendr.name", "x"), 2),
        (("set", "41", "lender.lock_expires", "feb 30"), 2),
        (("set", "41", "stage", "gutters"), 2),
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
    assert '1  keep your promise "rough-in photos", Fri Nov 20 (3 days ago)' in listed.out
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
    assert "question for Hal Moreno" in run("ask", "41", "when", "do", "trusses", "come?").out
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
    text = sample.read_text(encoding="utf-8").replace("      - name: Ylva Brandt\n", "").replace("      - Tom Brandt\n", "")
    sample.write_text(text, encoding="utf-8")
    for typed in ("37", "lot37", "1037", "HC-1037"):
        refused = run("log", typed, "hello")
        assert refused.code == 3
        assert "backlog.yaml:" in refused.err
        assert is_unchanged_by(refused.err)
    assert run("log", "41", "hello").code == 0
    due = run("due", "--exit-code")
    assert due.code == 3
    assert "job HC-1037 is left out" in due.out
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
