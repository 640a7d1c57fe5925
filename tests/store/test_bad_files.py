"""Files that something is wrong with: each is answered with the line, the column and the way to mend it, in plain words."""

from __future__ import annotations

import re
import runpy
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.errors import BadFile, Exit
from backlog_cli.store.load import LoadedFile, load
from backlog_cli.store.yaml.problems import format_problem
from tests.wording import DID_YOU_MEAN

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "homes.txt"  # not the usual name, so that no message can hide a library's name behind it
BAD_HOMES = runpy.run_path(str(Path(__file__).parent.parent / "data" / "bad_homes.py"))
GOOD: str = BAD_HOMES["GOOD"]
FILES, SETTINGS, JOBS, LEFT_OUT, KEPT = (BAD_HOMES[name] for name in ("FILES", "SETTINGS", "JOBS", "LEFT_OUT", "KEPT"))


# The file as a whole


@pytest.mark.parametrize("bad", FILES, ids=str)
def test_a_bad_file_is_refused_with_its_line_and_a_way_to_mend_it(bad: Any) -> None:
    with pytest.raises(BadFile) as caught:
        load(bad.text if isinstance(bad.text, bytes) else bad.text.encode(), NAME)
    message = caught.value.message
    assert caught.value.exit_code is Exit.FILE
    assert message.startswith(f"{NAME}:{bad.place}"), message
    for words in bad.said:
        assert words in message
    assert " - " in message or DID_YOU_MEAN in message
    _assert_plain(message)


# One word of it


@pytest.mark.parametrize("bad", SETTINGS, ids=str)
def test_a_bad_setting_has_its_default_and_takes_no_home_away(bad: Any) -> None:
    loaded = load(bad.text.encode(), NAME)
    (problem,) = _at(loaded, bad.place)
    shown = format_problem(problem, loaded.source.text, NAME)
    assert problem.is_error
    for words in bad.said:
        assert words in shown
    assert [(entry.section, entry.is_left_out) for entry in loaded.bad] == [("settings", False)]
    assert [job.job for job in loaded.backlog_file.jobs] == ["1001"]
    _assert_plain(shown)


@pytest.mark.parametrize("bad", JOBS, ids=str)
def test_a_bad_word_is_read_as_left_out_and_its_home_stays(bad: Any) -> None:
    loaded = load(bad.text.encode(), NAME)
    (problem,) = _at(loaded, bad.place)
    shown = format_problem(problem, loaded.source.text, NAME)
    assert problem.is_error
    for words in bad.said:
        assert words in shown
    assert problem.fix
    assert loaded.bad == ()
    assert [job.buyers[0].name for job in loaded.backlog_file.jobs] == ["Ada Good", "Bo Badd"]
    (good, unreadable) = loaded.unreadable
    assert good == ()
    assert [what.line for what in unreadable] == [problem.line]
    assert unreadable[0].cure == problem.fix
    assert [(entry.place, entry.lines) for entry in loaded.damaged] == [(1, (problem.line,))]
    _assert_plain(shown)


# One job


@pytest.mark.parametrize("bad", LEFT_OUT, ids=str)
def test_a_bad_job_is_left_out_with_its_line_and_a_way_to_mend_it_and_the_others_stay(bad: Any) -> None:
    assert isinstance(bad.text, str)
    loaded = load(bad.text.encode(), NAME)
    problem = _at(loaded, bad.place)[0]
    shown = format_problem(problem, loaded.source.text, NAME)
    assert problem.is_error
    for words in bad.said:
        assert words in shown
    assert problem.fix or DID_YOU_MEAN in shown
    assert 1 in [left_out.place for left_out in loaded.bad]
    assert problem.line in loaded.bad[-1].lines
    assert loaded.bad[-1].line == 6
    assert [job.job for job in loaded.backlog_file.jobs] == ["1001"]
    assert [left_out.place for left_out in loaded.bad] == [1]
    assert "left out" not in shown
    for other in loaded.problems:
        _assert_plain(format_problem(other, loaded.source.text, NAME))


def test_both_open_homes_of_one_number_are_kept_and_both_lines_are_named() -> None:
    loaded = load((GOOD + "  - {job: 1001, buyers: Bo Badd, sold_date: 2026-04-01, stage: trim}\n").encode(), NAME)
    assert [job.sold_date for job in loaded.backlog_file.jobs] == [date(2026, 3, 10), date(2026, 4, 1)]
    assert loaded.bad == ()
    assert [[what.line for what in unreadable] for unreadable in loaded.unreadable] == [[2], [6]]
    assert [problem.what for problem in loaded.problems] == [
        'the job number "1001" is used by another open home too, on line 6',
        'the job number "1001" is used by another open home too, on line 2',
    ]


# What keeps the job: contradictions are errors, doubts are warnings


@pytest.mark.parametrize(("severity", "bad"), KEPT, ids=str)
def test_a_contradiction_or_a_doubt_is_told_and_leaves_nothing_out(severity: str, bad: Any) -> None:
    assert isinstance(bad.text, str)
    loaded = load(bad.text.encode(), NAME)
    (problem,) = _at(loaded, bad.place)
    shown = format_problem(problem, loaded.source.text, NAME)
    assert problem.severity == severity
    for words in bad.said:
        assert words in shown
    assert problem.fix or DID_YOU_MEAN in shown
    assert loaded.bad == ()
    assert len(loaded.problems) == 1
    _assert_plain(shown)


@pytest.mark.parametrize(
    ("section", "text", "place", "said"),
    [
        (
            "away",
            "away:\n  - {from: 2026-11-25, to: 2026-11-29}\n  - {from: soon, to: 2026-12-29}\n",
            "3:12",
            '"soon" is not a date',
        ),
        ("away", "away:\n  - {from: 2026-11-25, to: 2026-11-29}\n  - {from: 2026-12-25}\n", "3:5", "to is missing"),
        ("away", "away:\n  - {from: 2026-11-25, to: 2026-11-29}\n  - Christmas\n", "3:5", "away: [{from: 2026-11-25"),
    ],
)
def test_a_bad_entry_at_the_top_is_left_out_alone(section: str, text: str, place: str, said: str) -> None:
    loaded = load((text + GOOD).encode(), NAME)
    (problem,) = _at(loaded, place)
    assert said in format_problem(problem, loaded.source.text, NAME)
    assert [(left_out.section, left_out.place, left_out.label, left_out.line) for left_out in loaded.bad] == [
        (section, 1, f"{section} 2", 3)
    ]
    assert len(getattr(loaded.backlog_file, section)) == 1
    assert len(loaded.backlog_file.jobs) == 1


def test_all_problems_of_a_file_are_told_in_one_go_and_in_file_order() -> None:
    text = GOOD + (
        "  - {job: 1002, buyers: Bo Badd, sold_date: x, stage: y, lendr: z, log: [{at: w}]}\n"
        "  - {job: 1003, buyers: Cy, sold_date: 2026-01-01, stage: trim, closing: 2025-01-01}\n"
    )
    loaded = load(text.encode(), NAME)
    assert [(problem.line, problem.severity) for problem in loaded.problems] == [
        (6, "error"), (6, "error"), (6, "warning"), (6, "error"), (7, "error"),
    ]  # fmt: skip
    assert [damaged.lines for damaged in loaded.damaged] == [(6,)]
    assert [job.job for job in loaded.backlog_file.jobs] == ["1001", "1002", "1003"]
    assert [[what.text for what in unreadable] for unreadable in loaded.unreadable] == [
        [],
        ['at "w"', 'sold_date "x"', 'stage "y"'],
        [],
    ]


def test_a_file_with_a_thousand_mistakes_is_another_file() -> None:
    bad = "  - {job: b%d, buyers: Bo Badd, sold_date: soon, stage: trim}\n"
    loaded = load((GOOD + "".join(bad % n for n in range(1_000))).encode(), NAME)
    assert (len(loaded.backlog_file.jobs), len(loaded.damaged)) == (1_001, 1_000)
    with pytest.raises(BadFile) as caught:
        load((GOOD + "".join(bad % n for n in range(1_001))).encode(), NAME)
    assert caught.value.message.startswith(f"{NAME}:6:43: error: ")
    assert caught.value.message.endswith("and more than 960 others: is it the right file?")


def test_a_thousand_doubts_are_told_and_no_more() -> None:
    doubt = "  - {job: d%d, buyers: Bo Badd, sold_date: 2026-04-01, stage: trim, lendr: x}\n"
    loaded = load((GOOD + "".join(doubt % n for n in range(1_010))).encode(), NAME)
    assert (len(loaded.backlog_file.jobs), len(loaded.warnings)) == (1_011, 1_000)


def test_a_number_used_by_many_names_a_few_of_them() -> None:
    loaded = load((GOOD + "  - {job: 1001, buyers: Bo Badd, sold_date: 2026-04-01, stage: trim}\n" * 9).encode(), NAME)
    assert loaded.problems[0].what.endswith("too, on line 6, line 7, line 8, line 9, line 10 and 4 more")


def test_a_bad_file_tells_the_errors_of_its_jobs_too() -> None:
    with pytest.raises(BadFile) as caught:
        load(("version: two\n" + GOOD + "  - {job: 1002, buyers: Bo, sold_date: x, stage: trim}\n").encode(), NAME)
    heads = [line for line in caught.value.message.splitlines() if line.startswith(NAME)]
    assert [head.split(": ")[0] for head in heads] == [f"{NAME}:1:10", f"{NAME}:7:40"]


def test_stages_of_her_own_are_read_beside_a_setting_that_cannot_be() -> None:
    loaded = load(("settings: {pace: fast, stages: [slab]}\n" + GOOD.replace("framing", "slab")).encode(), NAME)
    assert [job.stage for job in loaded.backlog_file.jobs] == ["slab"]


def test_a_newer_file_is_refused_before_anything_else_is_judged() -> None:
    with pytest.raises(BadFile) as caught:
        load(("version: 2\nsettings: {pace: fast}\n" + GOOD).encode(), NAME)
    assert len(caught.value.message.splitlines()) == 3


def test_control_characters_in_a_message_are_made_visible() -> None:
    text = GOOD + '  - {job: "1\\e]0;x\\a", buyers: "Bo \\u202EBadd", sold_date: "\\e[2J", stage: "\\e[31m", "ke\\ey": 1}\n'
    loaded = load(text.encode(), NAME)
    shown = "\n".join(format_problem(problem, loaded.source.text, NAME) for problem in loaded.problems)
    assert "\\x1b" in shown
    assert not any(sign < " " and sign != "\n" for sign in shown)
    assert "\u202e" not in shown + loaded.damaged[0].label + loaded.damaged[0].buyer
    assert loaded.damaged[0].job.isprintable()
    assert all(what.text.isprintable() for what in loaded.unreadable[1])


def _at(loaded: LoadedFile, place: str) -> list:  # type: ignore[type-arg]
    found = [problem for problem in loaded.problems if f"{problem.line}:{problem.column}" == place]
    assert found, [format_problem(problem, loaded.source.text, NAME) for problem in loaded.problems]
    return found


def _assert_plain(message: str) -> None:
    """No sentence of a library, no address, no trace of the program reaches the agent."""
    assert not re.search(r"(?i)pydantic|pyyaml|libyaml|yaml\.|http|traceback|validation|value error|valueerror|refused", message)
    assert "None" not in message


GROUPS = ("MISTYPED", "FOREIGN", "MISPLACED", "BAD_DATES", "BAD_KEYS", "BAD_VALUES", "SETTINGS", "LEFT_OUT", "KEPT")


@pytest.mark.parametrize("group", GROUPS)
def test_what_is_said_of_a_bad_file_is_what_was_read_once(group: str, golden: Callable[[str, str], None]) -> None:
    pages = []
    for row in BAD_HOMES[group]:
        bad = row[1] if group == "KEPT" else row
        try:
            loaded = load(bad.text if isinstance(bad.text, bytes) else bad.text.encode(), NAME)
        except BadFile as refusal:
            said = [refusal.message]
        else:
            said = [format_problem(problem, loaded.source.text, NAME) for problem in loaded.problems]
            said += [f"left out: {left.label}, line {left.line}, {left.lines}, {left.job}" for left in loaded.bad]
        pages.append("\n".join([str(bad), *said, ""]))
    golden(f"bad_files/{group.lower()}", "\n".join(pages))


def test_every_bad_file_is_in_a_group() -> None:
    grouped = [bad for group in GROUPS for bad in BAD_HOMES[group]]
    assert grouped == [*FILES, *JOBS, *SETTINGS, *LEFT_OUT, *KEPT]
