"""Homes that ended long ago, in a file a year beside hers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.store.archive import archive_for, archived, archived_jobs, archives_beside

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
    assert archive_for(tmp_path / "homes.yaml", 2025) == tmp_path / "homes-2025.yaml"


def test_a_file_in_a_folder_that_is_not_there_has_no_archives(tmp_path: Path) -> None:
    assert archives_beside(tmp_path / "gone" / "backlog.yaml") == ()


def test_archives_lie_beside_the_real_file_when_hers_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "sync").mkdir()
    (tmp_path / "sync" / "backlog.yaml").write_text("jobs: []\n")
    (tmp_path / "sync" / "backlog-2024.yaml").write_text("jobs:\n" + HOME % "1")
    (tmp_path / "backlog.yaml").symlink_to(tmp_path / "sync" / "backlog.yaml")
    assert [job.job for job in archived_jobs(tmp_path / "backlog.yaml")] == ["1"]


def test_archived_homes_come_newest_year_first_and_each_number_once(tmp_path: Path) -> None:
    (tmp_path / "backlog-2023.yaml").write_text("jobs:\n" + HOME % "1" + HOME % "2")
    (tmp_path / "backlog-2024.yaml").write_text("jobs:\n" + HOME % "2" + HOME % "3")
    assert [job.job for job in archived_jobs(tmp_path / "backlog.yaml")] == ["2", "3", "1"]
    assert [job.job for job in archived(tmp_path / "backlog.yaml", besides={"3"}).jobs] == ["2", "1"]


def test_a_broken_archive_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "backlog-2023.yaml").write_text("jobs: [\n")
    (tmp_path / "backlog-2024.yaml").write_text("jobs:\n" + HOME % "3" + "- {job: 4, stage: closed}\n")
    found = archived(tmp_path / "backlog.yaml")
    assert [job.job for job in found.jobs] == ["3"]
    assert len(found.told) == 2
    assert found.told[0] == "1 home in backlog-2024.yaml cannot be read: backlog --file backlog-2024.yaml check says why"
    assert found.told[1].startswith("backlog-2023.yaml is left out: backlog-2023.yaml:")


def test_an_archive_that_is_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "backlog-2023.yaml").symlink_to(tmp_path / "nowhere")
    assert archived(tmp_path / "backlog.yaml").told[0].startswith("backlog-2023.yaml is left out: ")
