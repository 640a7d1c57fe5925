"""Homes that ended long ago, in a file a year beside hers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from backlog_cli.errors import CannotEdit, FileLocked, NoFile
from backlog_cli.rules.home_key import HomeKey
from backlog_cli.store.archive import year_files as module
from backlog_cli.store.archive.year_files import (
    ArchiveWrite,
    TransferPlan,
    archive_path,
    archives_beside,
    archives_with_duplicates,
    plan_transfer,
    read_archives,
    read_archives_as_data,
    remove_from_archives,
    restore_archive,
    write_archives,
)
from backlog_cli.store.yaml.source import read_source

if TYPE_CHECKING:
    from pathlib import Path

HOME = "- {job: %s, buyers: [Kim Lee], sold_date: 2024-01-02, stage: closed}\n"


def test_only_files_named_after_hers_with_a_year_are_archives(tmp_path: Path) -> None:
    for name in (
        "backlog.yaml",
        "backlog-2024.yaml",
        "backlog-2023.yaml",
        "backlog-old.yaml",
        "other-2024.yaml",
        "backlog-2024.yml",
    ):
        (tmp_path / name).write_text("jobs: []\n")
    (tmp_path / "backlog-2022.yaml").mkdir()
    assert [path.name for path in archives_beside(tmp_path / "backlog.yaml")] == ["backlog-2023.yaml", "backlog-2024.yaml"]
    assert archive_path(tmp_path / "homes.yaml", 2025) == tmp_path / "homes-2025.yaml"


def test_a_file_in_a_folder_that_is_not_there_has_no_archives(tmp_path: Path) -> None:
    assert archives_beside(tmp_path / "gone" / "backlog.yaml") == ()


def test_archives_lie_beside_the_real_file_when_hers_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "sync").mkdir()
    (tmp_path / "sync" / "backlog.yaml").write_text("jobs: []\n")
    (tmp_path / "sync" / "backlog-2024.yaml").write_text("jobs:\n" + HOME % "1")
    (tmp_path / "backlog.yaml").symlink_to(tmp_path / "sync" / "backlog.yaml")
    assert [job.job for job in read_archives(tmp_path / "backlog.yaml").jobs] == ["1"]


def test_archived_homes_come_newest_year_first_and_each_number_once(tmp_path: Path) -> None:
    (tmp_path / "backlog-2023.yaml").write_text("jobs:\n" + HOME % "1" + HOME % "2")
    (tmp_path / "backlog-2024.yaml").write_text("jobs:\n" + HOME % "2" + HOME % "3")
    assert [job.job for job in read_archives(tmp_path / "backlog.yaml").jobs] == ["2", "3", "1"]
    assert [job.job for job in read_archives(tmp_path / "backlog.yaml", besides={HomeKey("3", date(2024, 1, 2))}).jobs] == [
        "2",
        "1",
    ]


def test_a_broken_archive_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "backlog-2023.yaml").write_text("jobs: [\n")
    (tmp_path / "backlog-2024.yaml").write_text("jobs:\n" + HOME % "3" + "- {job: 4, stage: closed}\n")
    found = read_archives(tmp_path / "backlog.yaml")
    assert [job.job for job in found.jobs] == ["3"]
    assert len(found.told) == 2
    assert found.told[0] == "1 home in backlog-2024.yaml cannot be read: backlog --file backlog-2024.yaml check says why"
    assert found.told[1].startswith("backlog-2023.yaml is left out: backlog-2023.yaml:")


def test_an_archive_that_is_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "backlog-2023.yaml").symlink_to(tmp_path / "nowhere")
    assert read_archives(tmp_path / "backlog.yaml").told[0].startswith("backlog-2023.yaml is left out: ")


# Moving homes


TWO = "jobs:\n" + HOME % "1" + HOME % "2"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"HOME": f"{tmp_path / 'user'}"}


def plan_of(path: Path, years: dict[str, int]) -> TransferPlan:
    return plan_transfer(path, read_source(path.read_bytes(), path.name), years)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "backlog.yaml"
    path.write_text(TWO)
    return path


def test_archives_that_are_too_much_together_are_left_out_the_oldest_first(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for year in (2022, 2023, 2024):
        file.with_name(f"backlog-{year}.yaml").write_text("jobs:\n" + HOME % year)
    size = file.with_name("backlog-2024.yaml").stat().st_size
    monkeypatch.setattr(module, "MAX_READ_BYTES", 2 * size)
    found = read_archives(file)
    assert [job.job for job in found.jobs] == ["2024", "2023"]
    assert found.told == ("backlog-2022.yaml and older archives are left out: together they are over 64 MiB.",)
    monkeypatch.setattr(module, "MAX_READ_BYTES", 3 * size)
    assert len(read_archives(file).jobs) == 3


def test_more_archives_than_anybody_has_are_not_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ARCHIVES", 1)
    file.with_name("backlog-2022.yaml").symlink_to(file.with_name("nowhere"))
    file.with_name("backlog-2024.yaml").write_text("jobs:\n" + HOME % "9")
    assert [path.name for path in archives_beside(file)] == ["backlog-2024.yaml"]
    with pytest.raises(NoFile, match="link"):  # no new archive lands behind a link that leads nowhere
        plan_of(file, {"1": 2022})


def test_a_move_makes_one_archive_and_adds_to_another(file: Path, environ: dict[str, str]) -> None:
    old = file.with_name("backlog-2023.yaml")
    old.write_text("jobs:\n" + HOME % "9")
    before = old.read_bytes()
    plan = plan_of(file, {"1": 2024, "2": 2023})
    assert plan.jobs == ("2", "1")
    assert plan.jobs_by_archive() == {"backlog-2023.yaml": ("2",), "backlog-2024.yaml": ("1",)}
    assert write_archives(plan, [], environ=environ) == []
    assert [job.job for job in read_archives(file).jobs] == ["1", "9", "2"]
    keys = {n: HomeKey(n, None) for n in "123"}
    assert archives_with_duplicates(file, keys) == {
        "1": "backlog-2024.yaml",
        "2": "backlog-2023.yaml",
    }
    for shelf in plan.shelves:
        assert restore_archive(shelf, environ=environ)
    assert old.read_bytes() == before
    assert not file.with_name("backlog-2024.yaml").exists()


def test_an_archive_that_changed_since_the_plan_stops_the_move_and_the_other_can_be_taken_back(
    file: Path, environ: dict[str, str]
) -> None:
    newer = file.with_name("backlog-2024.yaml")
    newer.write_text("jobs:\n" + HOME % "9")
    plan = plan_of(file, {"1": 2023, "2": 2024})
    newer.write_text("# hers\n")
    written: list[ArchiveWrite] = []
    with pytest.raises(FileLocked, match=r"backlog-2024.yaml was changed just now"):
        write_archives(plan, written, environ=environ)
    assert newer.read_text() == "# hers\n"
    assert [shelf.path.name for shelf in written] == ["backlog-2023.yaml"]
    assert restore_archive(written[0], environ=environ)
    assert not file.with_name("backlog-2023.yaml").exists()


def test_an_archive_somebody_has_edited_is_not_taken_back(file: Path, environ: dict[str, str]) -> None:
    file.with_name("backlog-2023.yaml").write_text("jobs:\n" + HOME % "9")
    plan = plan_of(file, {"1": 2024, "2": 2023})
    write_archives(plan, [], environ=environ)
    for shelf in plan.shelves:
        shelf.path.write_text("# hers\n")
        assert not restore_archive(shelf, environ=environ)
        assert shelf.path.read_text() == "# hers\n"
        shelf.path.unlink()
        assert not restore_archive(shelf, environ=environ)
        assert not shelf.path.exists()


def test_a_home_that_a_killed_move_left_in_both_files_only_leaves_the_one(file: Path) -> None:
    file.with_name("backlog-2024.yaml").write_text("jobs:\n" + HOME % "1")
    plan = plan_of(file, {"1": 2024})
    assert (plan.shelves, plan.halfway, plan.jobs) == ((), ("1",), ("1",))
    assert plan.after.decode() == "jobs:\n" + HOME % "2"


def test_a_home_that_says_something_else_in_an_archive_is_not_moved(file: Path) -> None:
    file.with_name("backlog-2022.yaml").write_text("jobs:\n" + (HOME % "1").replace("Kim", "Tim"))
    with pytest.raises(CannotEdit, match=r"job 1 is in backlog-2022.yaml too"):
        plan_of(file, {"1": 2024})


def test_homes_that_are_back_leave_the_archives(file: Path, environ: dict[str, str]) -> None:
    said = {"1": {"job": "1", "buyers": ["Kim Lee"], "sold_date": "2024-01-02", "stage": "closed"}}
    plan = plan_of(file, {"1": 2024})
    write_archives(plan, [], environ=environ)
    other = file.with_name("backlog-2023.yaml")
    other.write_text("jobs:\n" + HOME % "1" + HOME % "9")
    assert remove_from_archives(file, said, environ=environ) == (["backlog-2023.yaml", "backlog-2024.yaml"], [])
    assert not file.with_name("backlog-2024.yaml").exists()  # nothing but its head was left
    assert other.read_text() == "jobs:\n" + HOME % "9"
    other.write_text("jobs:\n" + (HOME % "1").replace("Kim", "Tim"))
    left, told = remove_from_archives(file, said, environ=environ)
    assert left == []
    assert told == ["job 1 is still in backlog-2023.yaml too; delete it there by hand."]
    other.write_text("jobs: [1\n")
    assert remove_from_archives(file, said, environ=environ)[0] == []


def test_sixty_four_mebibytes_are_read_as_it_is_said() -> None:
    assert module.MAX_READ_BYTES == 64 * 1024 * 1024


def test_the_words_of_archived_homes_come_with_the_file_they_stand_in(file: Path) -> None:
    file.with_name("backlog-2023.yaml").write_text("jobs:\n- {job: 9, price: 1_000}\n- text\n- {job: 8}\n")
    file.with_name("backlog-2024.yaml").write_text("jobs:\n- {job: 8, lot: 041}\n")
    file.with_name("backlog-2022.yaml").write_text("jobs: [\n")
    homes, told = read_archives_as_data(file, besides={HomeKey("7", None)})
    assert homes == (
        ({"job": "8", "lot": "041"}, "backlog-2024.yaml"),
        ({"job": "9", "price": "1_000"}, "backlog-2023.yaml"),
    )
    assert [sentence.startswith("backlog-2022.yaml is left out: ") for sentence in told] == [True]
    assert read_archives_as_data(file, besides={HomeKey("8", None), HomeKey("9", None)})[0] == ()


def test_an_archive_that_cannot_be_read_is_named_when_homes_are_to_leave_it(file: Path, environ: dict[str, str]) -> None:
    file.with_name("backlog-2023.yaml").write_text("jobs: [1\n")
    left, told = remove_from_archives(file, {"1": {"job": "1"}}, environ=environ)
    assert left == []
    assert [sentence.startswith("backlog-2023.yaml:") for sentence in told] == [True, False]
    assert told[1] == "what was moved may still be in an archive too; the next command will say so."


def test_sixty_years_are_read() -> None:
    assert module.MAX_ARCHIVES == 60


def test_a_folder_that_cannot_be_listed_is_told_where_a_home_may_stand_twice(
    file: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_archives(plan_of(file, {"1": 2024}), [], environ=environ)

    def refuse(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("os.scandir", refuse)
    assert archives_beside(file) == ()
    with pytest.raises(FileLocked, match=r"cannot be read: input/output error"):
        archives_with_duplicates(file, {"1": HomeKey("1", None)})
    left, told = remove_from_archives(file, {"1": {}}, environ=environ)
    assert (left, told) == ([], ["what was moved may still be in an archive too; the next command will say so."])
