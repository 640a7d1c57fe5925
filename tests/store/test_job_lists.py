"""The list of homes under another word than `jobs`, and two lists of homes: all are read, and it is said."""

from __future__ import annotations

import pytest

from backlog_cli.errors import BadFile, CannotEdit
from backlog_cli.rules.change import Append, Change, Put
from backlog_cli.store.archive.transfer import job_blocks
from backlog_cli.store.load import load
from backlog_cli.store.yaml.patch import apply_changes

HOME = "  - job: A1\n    buyers: [Bo Li]\n    sold_date: 2026-01-24\n    stage: framing\n"
OTHER = HOME.replace("A1", "B2").replace("Bo Li", "Ko Ito")
NEW = Change(None, (Append(("jobs",), {"job": "C3", "buyers": ["Al Po"]}),), "added C3")
STAGE = Change("A1", (Put(("stage",), "drywall"),), "moved")
SPELLINGS = ("job", "Jobs", "JOBS", "homes", "Homes", "home", "house", "Houses", "jbos", "jobss", "clients", '"jobs "', "'Jobs'")


@pytest.mark.parametrize("key", SPELLINGS)
@pytest.mark.parametrize("above", ["", "settings: {agent: A}\n", "# hello\nversion: 1\n\n"])
def test_another_word_for_jobs_is_read_told_and_written_to(key: str, above: str) -> None:
    text = f"{above}{key}:\n{HOME}{OTHER}"
    loaded = load(text.encode(), "b.yaml")
    assert [job.job for job in loaded.backlog_file.jobs] == ["A1", "B2"]
    (problem,) = loaded.problems
    bare = key.strip("\"'")
    assert (problem.line, problem.is_error, problem.what) == (above.count("\n") + 1, False, f"`{bare}` is read as `jobs`")
    assert loaded.source.list_notices() == (f"`{bare}:` is read as `jobs:`. Write `jobs:` there.",)
    assert loaded.lines == {"A1": above.count("\n") + 2, "B2": above.count("\n") + 6}
    assert apply_changes(loaded.source, [STAGE]).decode() == text.replace("framing", "drywall", 1)
    added = apply_changes(loaded.source, [NEW]).decode()
    assert added.startswith(text)
    assert [job.job for job in load(added.encode(), "b.yaml").backlog_file.jobs] == ["A1", "B2", "C3"]


def test_an_empty_list_under_another_word_is_filled() -> None:
    loaded = load(b"Homes:\n", "b.yaml")
    assert apply_changes(loaded.source, [NEW]).decode().startswith("Homes:\n")


@pytest.mark.parametrize(("first", "second"), [("jobs", "homes"), ("homes", "jobs"), ("jobs", "jobs"), ("Jobs", "job")])
def test_two_lists_are_both_read_and_nothing_is_written(first: str, second: str) -> None:
    text = f"{first}:\n{HOME}settings: {{agent: A}}\n{second}:\n{OTHER.replace('framing', 'flying')}"
    loaded = load(text.encode(), "b.yaml")
    assert [job.job for job in loaded.backlog_file.jobs] == ["A1", "B2"]
    assert [found.label for found in loaded.damaged] == ["B2 Ito"]
    assert [problem.line for problem in loaded.errors] == [11]  # a place in the second list is found as well
    assert loaded.source.position(("jobs", 1, "stage")).line == 11
    assert loaded.source.job_lines(1) == (8, 11)
    (notice,) = loaded.source.list_notices()
    assert notice.startswith(f"b.yaml has 2 lists of homes, `{first}` on line 1 and `{second}` on line 7: all are read")
    for change in (NEW, STAGE, Change(None, (Put(("settings", "agent"), "B"),), "set")):
        with pytest.raises(CannotEdit, match="2 lists of homes"):
            apply_changes(loaded.source, [change])
    with pytest.raises(CannotEdit, match="2 lists of homes"):
        job_blocks(loaded.source, ["A1"])


@pytest.mark.parametrize("empty", ["jobs:\n", "jobs: []\n", "homes: []\n"])
def test_an_empty_list_beside_another_is_no_second_one(empty: str) -> None:
    for text in (f"{empty}Jobs:\n{HOME}", f"Jobs:\n{HOME}{empty}"):
        loaded = load(text.encode(), "b.yaml")
        assert loaded.source.jobs_key == "Jobs"
        assert apply_changes(loaded.source, [STAGE]).decode() == text.replace("framing", "drywall")


@pytest.mark.parametrize(
    "text", ["foo: bar\n", "pipelines:\n" + HOME, "job: HC-1\n", "home: {a: b}\n", "version: 1\nto do: [a]\n"]
)
def test_a_file_of_something_else_is_no_backlog(text: str) -> None:
    with pytest.raises(BadFile, match="this file has no list of homes"):
        load(text.encode(), "b.yaml")


@pytest.mark.parametrize(
    "text", ["", "# nothing yet\n", "settings: {agent: A}\n", "version: 1\n", "x_mine: 1\n", "jobs:\n", "away: []\n"]
)
def test_a_file_that_says_nothing_of_homes_is_an_empty_backlog(text: str) -> None:
    assert load(text.encode(), "b.yaml").backlog_file.jobs == ()


def test_a_key_that_is_not_a_list_of_homes_stays_unknown() -> None:
    loaded = load(f"jobs:\n{HOME}home: 12 Elm St\n".encode(), "b.yaml")
    assert ["unknown key" in problem.what for problem in loaded.problems] == [True]
