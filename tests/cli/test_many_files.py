"""One verb over several files: a page an agent and a total, and the manager's page."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.cli.app import VERBS
from backlog_cli.errors import Exit, Interrupted
from backlog_cli.workflows.many_files import file_keys
from backlog_cli.workflows.read import BacklogSession

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., Any]

ROOT = Path(__file__).parents[2]
DAY = "2026-11-30"
HERON, MARSH, PINES = (f"team/{name}/backlog.yaml" for name in ("heron", "marsh", "pines"))


@pytest.fixture
def team(home: Path) -> Path:
    """Three agents' files, two of them by agents of one name whose homes bear the same numbers."""
    sources = {HERON: "sample_backlog.yaml", MARSH: "tests/data/honest_12.yaml", PINES: "tests/data/honest_25.yaml"}
    for name, source in sources.items():
        path = home / name
        path.parent.mkdir(parents=True)
        path.write_bytes((ROOT / source).read_bytes())
    return home / "team"


def facts(run: Run, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--json", today=DAY).out)
    return found


def test_due_is_a_page_an_agent_and_a_total(run: Run, team: Path) -> None:
    whole = run("--file", "team", "due", today=DAY)
    for name in (HERON, MARSH, PINES):
        page = run("--file", name, today=DAY).out.splitlines()
        assert page[0] in whole.out
    assert [line for line in whole.out.splitlines() if name_of(line)] == [
        f"RENATA VANCE  {HERON}",
        f"JENNA COLE  {MARSH}",
        f"JENNA COLE  {PINES}",
    ]
    assert whole.out.endswith("\nAll 3 files: 41 open homes, 13 red, 17 amber.\n")
    assert (whole.code, whole.err) == (0, "")
    assert run("--file", "team", today=DAY) == whole


def name_of(line: str) -> bool:
    return line.endswith("backlog.yaml")


@pytest.mark.parametrize(
    "words",
    [
        ("--file", HERON, "--file", MARSH, "list"),
        ("list", "--file", "team/heron", "-f", "team/marsh"),
        ("--file", "team/[hm]*/backlog.yaml", "list"),
        ("list", HERON, MARSH, HERON),
        ("list", "team/[hm]*/backlog.yaml"),
        ("list", "team/heron/", "team/marsh/"),
    ],
)
def test_files_are_named_by_options_words_folders_and_patterns(run: Run, team: Path, words: tuple[str, ...]) -> None:
    plain = run("list", "--file", HERON, "--file", MARSH, today=DAY).out
    assert plain.endswith("\nAll 2 files: 18 open homes, 9 red, 6 amber.\n")
    # The path is shown as it was typed or found.
    assert run(*words, today=DAY).out.replace("//", "/") == plain


@pytest.mark.parametrize("words", [("due",), ("report", "week"), ("report", "week", "--html")])
def test_a_folder_needs_no_slash_where_nothing_else_can_follow(run: Run, team: Path, words: tuple[str, ...]) -> None:
    assert run(*words, "team", today=DAY) == run("--file", "team", *words, today=DAY)


def test_a_folder_that_a_list_could_mean_as_a_term_is_one(run: Run, team: Path) -> None:
    answer = run("--file", HERON, "list", "team", today=DAY)
    assert "All" not in answer.out


@pytest.mark.parametrize("word", ["team", "team/", HERON])
def test_an_export_says_how_to_name_what_it_reads(run: Run, team: Path, word: str) -> None:
    answer = run("export", "csv", "all.csv", word, today=DAY)
    assert (answer.code, answer.out) == (2, "")
    assert f"{word} is something to read, and not a term. Name it with --file {word}" in " ".join(answer.err.split())


def test_the_variable_may_hold_several(run: Run, team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKLOG_FILE", os.pathsep.join((HERON, MARSH)))
    assert "All 2 files: 18 open homes" in run(today=DAY).out
    refused = run("undo", today=DAY)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == (
        f"backlog: undo works on one file, and you named 2. Name the one you mean:\n  --file {HERON}\n  --file {MARSH}\n"
        "Nothing was changed.\n"
    )


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS if verb.writes is True])
def test_no_verb_that_writes_takes_several(run: Run, team: Path, state_of: Callable[..., str], verb: str) -> None:
    before = state_of(team)
    words = {
        "add": ["9", "Kim"],
        "shift": ["2012", "fri"],
        "set": ["2012", "lot", "9"],
        "import": ["a.csv"],
        "cancel": ["2012", "x"],
    }
    job = {"log": ["2012", "hi"], "promise": ["2012", "fri", "x"], "stage": ["2012", "next"], "close": ["2012"]}
    answer = run("--file", "team", verb, *words.get(verb, job.get(verb, [])), today=DAY)
    assert answer.code == 2, answer
    assert "works on one file, and you named 3" in answer.err
    assert state_of(team) == before


@pytest.mark.parametrize("words", [("check", "--fix"), ("super", "--answers"), ("schema", "--install")])
def test_nor_does_a_reading_verb_that_is_told_to_write(run: Run, team: Path, words: tuple[str, ...]) -> None:
    assert "works on one file" in run("--file", "team", *words, today=DAY).err


def test_homes_whose_numbers_clash_bear_their_agent_and_are_typed_so(run: Run, team: Path) -> None:
    page = " ".join(run("--file", "team", "list", today=DAY).out.split())
    assert "marsh/HC-2012 Whitaker" in page
    assert "pines/HC-2012 Nakagawa" in page
    assert " HC-2060 Ramirez" in page  # that number is in one file alone
    assert "HC-2012 Nakagawa" in run("--file", "team", "show", "pines/2012", today=DAY).out
    assert "HC-2012 Nakagawa" in run("--file", "team", "show", "nakagawa", today=DAY).out
    assert run("--file", "team", "show", "Vance/1041", today=DAY).out == run("--file", HERON, "show", "1041", today=DAY).out
    assert "de la Cruz" in run("--file", "team", "show", "de", "la", "cruz", today=DAY).out
    assert "of HC-2012" in run("--file", "team", "report", "job", "pines/2012", today=DAY).out
    several = run("--file", "team", "show", "2012", today=DAY)
    assert (several.code, several.out) == (4, "")
    assert "type the agent and the number:\n  marsh/HC-2012 Whitaker lot 9" in several.err
    assert run("--file", "team", "show", "nobody", today=DAY).code == 4


def test_the_tables_have_a_column_for_the_agent(run: Run, team: Path) -> None:
    answer = run("--file", "team", "list", "--csv", today=DAY)
    rows = list(csv.reader(io.StringIO(answer.out)))
    assert rows[0][:2] == ["agent", "job"]
    assert {row[0] for row in rows[1:]} == {"Renata Vance", "Jenna Cole"}
    assert len(rows) == 42
    lines = run("--file", "team", "due", "--tsv", today=DAY).out.splitlines()
    assert sum(line.startswith("agent\t") for line in lines) == 1


def test_one_document_holds_that_of_each_file(run: Run, team: Path) -> None:
    whole = facts(run, "--file", "team", "list")
    assert whole["kind"] == "files"
    assert whole["totals"] == {"open": 41, "red": 13, "amber": 17}
    assert [(file["agent"], file["key"]) for file in whole["files"]] == [
        ("Renata Vance", "vance"),
        ("Jenna Cole", "marsh"),
        ("Jenna Cole", "pines"),
    ]
    assert whole["files"][0]["document"] == facts(run, "--file", HERON, "list")
    assert facts(run, "--file", "team", "find", "slab")["totals"] is None


def test_what_cannot_be_read_is_named_and_the_others_are_shown(run: Run, team: Path) -> None:
    (team / "garbage.yaml").write_bytes(b"jobs: [\xff\x00")
    (team / "bad.yaml").write_text("jobs:\n- job: 5\n  buyers: [Kim Lee]\n  stage: framing\n  sold: 2026-02-31\n")
    answer = run("--file", "team", "list", today=DAY)
    assert answer.code == 3
    assert answer.out.endswith("\nAll 4 files: 42 open homes, 13 red, 18 amber.\n")
    assert f"backlog: {Path('team/garbage.yaml')} is left out: garbage.yaml:1:8: error:" in answer.err
    assert f"backlog: {Path('team/bad.yaml')}: " in answer.err
    whole = facts(run, "--file", "team", "list")
    assert [file["file"] for file in whole["unread"]] == [str(Path("team/garbage.yaml"))]
    assert run("--file", "team", "show", "vance/1041", today=DAY).code == 3
    week = run("--file", "team", "report", today=DAY)
    assert week.code == 3
    assert "Not counted, because the file can't be read: team/garbage.yaml." in week.out
    nothing = run("--file", "team/garbage.yaml", "--file", "gone.yaml", "list", today=DAY)
    assert (nothing.code, nothing.out) == (3, "")
    assert nothing.err.count(" is left out: ") == 2
    assert run("--file", "team/garbage.yaml", "--file", "gone.yaml", "export", "csv", today=DAY).code == 3


def test_a_copy_of_another_file_is_named_and_left_out(run: Run, team: Path) -> None:
    copy = team / "heron" / "backlog (Renata's conflicted copy 2026-11-29).yaml"
    copy.write_text((team / "heron/backlog.yaml").read_text("utf-8").replace("framing", "drywall"), "utf-8")
    answer = run("--file", "team/heron/backlog*.yaml", "--file", MARSH, "list", today=DAY)
    assert answer.out.endswith("\nAll 2 files: 18 open homes, 9 red, 6 amber.\n")
    assert answer.err == f"backlog: {copy.relative_to(team.parent)} has the homes of {HERON} again and is left out.\n"
    assert answer.code == 0


@pytest.mark.parametrize(
    ("files", "keys"),
    [
        ([("a.yaml", "Renata Vance"), ("b.yaml", "Jo O'Neil")], ["vance", "oneil"]),
        ([("a.yaml", "Renata Vance"), ("b.yaml", "Bob Vance")], ["renata-vance", "bob-vance"]),
        ([("heron/backlog.yaml", "Jenna Cole"), ("Tall Pines/backlog.yaml", "Jenna Cole")], ["heron", "tall-pines"]),
        ([("x/heron.yaml", "Jenna Cole"), ("y/heron.yaml", "Jenna Cole")], ["heron", "heron-2"]),
        ([("a.yaml", "!!"), ("b.yaml", "")], ["a", "b"]),
    ],
)
def test_each_file_has_a_short_word_of_its_own(files: list[tuple[str, str]], keys: list[str]) -> None:
    assert file_keys([(Path(path), agent) for path, agent in files]) == keys


# The manager's page.


def test_the_managers_page_adds_up_what_each_agents_week_says(run: Run, team: Path) -> None:
    page = facts(run, "report", "week", "team/")
    assert page["kind"] == "report-team"
    for agent in page["agents"]:
        name = {"vance": HERON, "marsh": MARSH, "pines": PINES}[agent["key"]]
        week = facts(run, "--file", name, "report", "week")
        counts = week["counts"]
        assert (agent["open"], len(agent["red"]), agent["amber"]) == (counts["open"], counts["red"], counts["amber"])
        assert (agent["updates"], agent["up_to_date"]) == (week["updates"], week["up_to_date"])
        assert agent["causes"] == week["causes"]
        assert agent["closings"] == {row["month"]: row["homes_to_close"] for row in week["months"] if row["homes_to_close"]}
        closed = {row["month"]: row["homes_closed"] for row in week["months"] if row["homes_closed"]}
        assert {month: count for month, count in agent["closed"].items() if month in closed} == closed
        assert agent["overdue"] == counts["overdue_closings"]
    total = page["totals"]
    assert total["red"] == sum(len(agent["red"]) for agent in page["agents"])
    assert total["updates"]["of"] == sum(agent["updates"]["of"] for agent in page["agents"])
    assert total["silent"] == len([home for agent in page["agents"] for home in agent["silent"]]) == 7


def test_the_managers_page_is_the_same_text_in_the_terminal(
    run: Run, team: Path, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    golden("many_files/team_week", run("report", "week", HERON, MARSH, PINES, today=DAY).out)
    golden("many_files/list_80", run("list", "closing:jan", HERON, MARSH, PINES, today=DAY).out)
    monkeypatch.setenv("COLUMNS", "60")
    golden("many_files/due_60", run("due", HERON, MARSH, today=DAY).out)


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("words", [("due",), ("list",), ("walk",), ("calendar",), ("due", "--owed")])
def test_no_line_is_wider_than_the_screen(
    run: Run, team: Path, monkeypatch: pytest.MonkeyPatch, width: int, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    (team / "garbage.yaml").write_text("jobs: [")
    answer = run("--file", "team", *words, today=DAY)
    assert [line for line in (answer.out + answer.err).splitlines() if len(line) > width] == []


def test_nothing_private_is_on_the_managers_page(run: Run, team: Path) -> None:
    text = (team / "heron/backlog.yaml").read_text("utf-8")
    (team / "heron/backlog.yaml").write_text(text.replace("video of second floor", "SECRETLY $12,345"), "utf-8")
    for form in ((), ("--html",), ("--json",)):
        assert "12,345" not in run("report", "week", "team/", *form, today=DAY).out


def test_archived_homes_count_for_closings_and_slips(run: Run, team: Path) -> None:
    before = facts(run, "report", "week", HERON, MARSH)["agents"]
    assert sum(agent["closed"].get("2026-02", 0) for agent in before) == 0
    (team / "marsh/backlog-2026.yaml").write_text(
        "jobs:\n- job: OLD-1\n  buyers: [Kim Lee]\n  sold: 2025-06-01\n  stage: closed\n  closing:\n    contract: 2026-02-01\n"
        "    closed_date: 2026-02-20\n    shifts:\n    - {from: 2026-02-01, to: 2026-02-20, known_date: 2026-01-10, "
        "cause_kind: weather}\n"
    )
    (team / "marsh/backlog-2019.yaml").write_text("not: [read")
    after = run("report", "week", HERON, MARSH, "--json", today=DAY)
    assert (after.code, after.err) == (0, "")
    agents = json.loads(after.out)["agents"]
    assert sum(agent["closed"].get("2026-02", 0) for agent in agents) == 1
    assert sum(agent["slips"] for agent in agents) == sum(agent["slips"] for agent in before) + 1


@pytest.mark.parametrize(
    "words", [("list", "--html"), ("due", "--html"), ("report", "timeline", "--html"), ("report", "week", "--html")]
)
def test_a_page_of_several_files_is_one_page(run: Run, team: Path, words: tuple[str, ...]) -> None:
    page = run(*words, "--file", "team", today=DAY).out
    assert page.count("<!doctype html>") == page.count("<main>") == page.count("</style>") == 1
    assert "Castellanos" in page
    assert "Jenna Cole" in page


# Exports.


def test_an_export_of_several_files_is_one_table(run: Run, team: Path, home: Path) -> None:
    answer = run("--file", "team", "export", "csv", "all.csv", today=DAY)
    assert (answer.code, answer.out) == (0, "41 homes of 3 files in all.csv.\n")
    rows = list(csv.reader(io.StringIO((home / "all.csv").read_text("utf-8-sig"))))
    assert rows[0][:2] == ["Agent (info)", "Job"]
    one = list(csv.reader(io.StringIO(run("--file", MARSH, "export", "csv", today=DAY).out.removeprefix("\ufeff"))))
    assert [row[1:] for row in rows if row[0] == "Jenna Cole"][: len(one) - 1] == one[1:]
    assert run("--file", "team", "export", "csv", "all.csv", today=DAY).code == 0  # an earlier export is written over
    pasted = run("--file", "team", "export", "md", today=DAY).out
    assert pasted.startswith("| Agent | Job |")
    document = json.loads(run("--file", "team", "export", "json", today=DAY).out)
    assert [len(file["document"]["jobs"]) for file in document["files"]] == [9, 12, 25]
    assert document["files"][1]["document"] == json.loads(run("--file", MARSH, "export", "json", today=DAY).out)


def test_a_calendar_of_several_files_holds_every_date_once(run: Run, team: Path) -> None:
    text = run("--file", "team", "export", "ics", today=DAY).out
    uids = [line for line in text.splitlines() if line.startswith("UID:")]
    assert len(uids) == len(set(uids)) > 40
    assert text.count("BEGIN:VCALENDAR") == 1


def test_pages_for_a_phone_are_of_one_file(run: Run, team: Path) -> None:
    answer = run("--file", "team", "export", "site", "pages", today=DAY)
    assert (answer.code, answer.out) == (2, "")
    assert "export works on one file, and you named 3" in answer.err


@pytest.mark.parametrize("words", [("due",), ("list",), ("check",), ("report", "week"), ("export", "jsonl", "lake")])
@pytest.mark.parametrize("stop", [KeyboardInterrupt, Interrupted])
def test_a_verb_over_several_files_stops_at_ctrl_c(
    run: Run, team: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], stop: type[BaseException]
) -> None:
    read: list[str] = []

    def data(session: BacklogSession) -> bytes:
        name = session.path.parent.name
        read.append(name)
        if name == "marsh":
            raise stop
        return whole(session)

    whole = BacklogSession.data
    monkeypatch.setattr(BacklogSession, "data", data)
    answer = run("--file", "team", *words, today=DAY)
    assert (answer.code, "stopped" in answer.err) == (Exit.INTERRUPTED, True)
    assert "pines" not in read
