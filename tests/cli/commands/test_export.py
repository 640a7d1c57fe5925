"""The verb `export` from words to files: spreadsheets, a calendar, JSON, a table to paste; and who may read them."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.views.tracker import TRACKER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from backlog_cli.model import BacklogFile

calamine = pytest.importorskip("python_calamine")
icalendar = pytest.importorskip("icalendar")
OPEN_HOMES = ["HC-1041", "HC-1037", "HC-1029", "HC-1044", "LR-1052", "LR-1058", "LR-1049"]  # as the file has them


def rows_of(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def events_of(text: str) -> dict[str, Any]:
    return {str(event["SUMMARY"]): event for event in icalendar.Calendar.from_ical(text).walk("VEVENT")}


def facts(path: Path) -> dict[str, Any]:
    from backlog_cli.store.load import load

    file: BacklogFile = load(path.read_bytes(), path.name).backlog_file
    return {job.job: job for job in file.jobs}


# Spreadsheets


def test_a_spreadsheet_has_the_facts_of_the_file(sample: Path, run: Callable[..., Any]) -> None:
    assert run("export", "csv", "homes.csv").out == "7 homes in homes.csv.\n"
    assert run("export", "xlsx", "homes.xlsx").out == "7 homes in homes.xlsx.\n"
    rows = rows_of((sample.parent / "homes.csv").read_text(encoding="utf-8"))
    page = calamine.CalamineWorkbook.from_path(sample.parent / "homes.xlsx").get_sheet_by_name("Backlog").to_python()
    head, *cells = page
    assert [row["Job"] for row in rows] == [row[0] for row in cells] == OPEN_HOMES
    jobs = facts(sample)
    for row, other in zip(rows, cells, strict=True):
        job, sheet = jobs[row["Job"]], dict(zip(head, other, strict=True))
        assert row["Buyers"] == sheet["Buyers"] == "; ".join(buyer.name for buyer in job.buyers)
        assert row["Sold"] == str(sheet["Sold"]) == str(job.sold_date)
        assert sheet["Est. closing"] == job.closing.internal
        assert row["Told"] == str(sheet["Told"]) == str(job.closing.told)
        assert (row["Stage"], row["Lot"], row["Plan"]) == (sheet["Stage"], sheet["Lot"], sheet["Plan"])
        assert (row["Stage"], row["Lot"], row["Plan"]) == (job.stage, job.lot, job.plan)
        assert (row["Lender"], row["Loan type"]) == (job.lender.name or "", str(job.lender.product or ""))
    assert list(rows[0]) == [column.sheet_heading for column in TRACKER]


def test_both_spreadsheets_say_the_same(sample: Path, run: Callable[..., Any]) -> None:
    run("export", "csv", "homes.csv", "--all")
    run("export", "xlsx", "homes.xlsx", "--all")
    rows = [list(row.values()) for row in rows_of((sample.parent / "homes.csv").read_text(encoding="utf-8"))]
    page = calamine.CalamineWorkbook.from_path(sample.parent / "homes.xlsx").get_sheet_by_name("Backlog").to_python()
    as_text = [[f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else str(cell) for cell in row] for row in page[1:]]
    assert rows == as_text
    assert len(rows) == 9


def test_a_cell_that_looks_like_a_formula_is_text(sample: Path, run: Callable[..., Any]) -> None:
    text = sample.read_text(encoding="utf-8")
    sample.write_text(text.replace("plan: Alder B", "plan: '=1+2'").replace("118 Heron Creek Ln", "'@home'"), encoding="utf-8")
    row = rows_of(run("export", "csv").out)[0]
    assert (row["Plan"], row["Address"]) == ("'=1+2", "'@home")
    run("export", "xlsx", "a.xlsx", "--columns", "plan,address")
    assert calamine.CalamineWorkbook.from_path(sample.parent / "a.xlsx").get_sheet_by_index(0).to_python()[1] == ["=1+2", "@home"]


def test_terms_and_columns_choose(sample: Path, run: Callable[..., Any]) -> None:
    assert [row["Job"] for row in rows_of(run("export", "csv", "super:bea", "contingent").out)] == ["LR-1052"]
    found = run("export", "csv", "-", "okafor", "--columns", "job,lender.product,closing")
    assert found.out == '\ufeff"Job","Loan type","closing (info)"\n"HC-1041","fha","2027-03-12"\n'
    assert len(rows_of(run("export", "csv", "--all").out)) == 9


def test_a_table_to_paste(sample: Path, run: Callable[..., Any]) -> None:
    found = run("export", "md", "level:red", "--columns", "job,buyers")
    assert found.out.splitlines()[:3] == ["| Job | Buyers |", "| --- | --- |", "| HC-1037 | Ylva Brandt; Tom Brandt |"]


# A file that is there


def test_a_file_is_written_over_only_when_it_is_an_earlier_export(sample: Path, run: Callable[..., Any]) -> None:
    target = sample.parent / "homes.csv"
    target.write_text("hers", encoding="utf-8")
    refused = run("export", "csv", "homes.csv")
    assert (refused.code, "isn't an earlier export" in refused.err) == (2, True)
    assert target.read_text(encoding="utf-8") == "hers"
    assert run("export", "csv", "homes.csv", "--replace").code == 0
    assert run("export", "csv", "homes.csv").code == 0
    target.write_text(target.read_text(encoding="utf-8") + "edited", encoding="utf-8")
    assert "was changed since" in run("export", "csv", "homes.csv").err


def test_her_file_is_as_it_was(sample: Path, run: Callable[..., Any]) -> None:
    before = sample.read_bytes()
    link = sample.parent / "link.csv"
    link.symlink_to(sample)
    for words in (["csv"], ["ics"], ["json"], ["md"], ["csv", "a.csv"], ["xlsx", "a.xlsx"]):
        assert run("export", *words).code == 0
    assert "your backlog itself" in run("export", "csv", "link.csv", "--replace").err
    assert sample.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("pdf", "Try csv, xlsx, ics, json, md, site, jsonl or parquet"),
        ("csv homes", "backlog export csv - homes"),
        ("csv backlog.yaml", "name ends in .csv"),
        ("csv --updates", "--updates goes with ics"),
        ("ics --columns job", "ics has no columns"),
        ("csv --redact --private", "opposites"),
        ("csv --columns notes", "add --private"),
        ("csv --columns nonsense9", "no field"),
        ("csv plam:x", "name ends in .csv"),
        ("csv - plam:x", "Did you mean plan:?"),
    ],
)
def test_what_is_wrong_is_said_with_what_works(sample: Path, run: Callable[..., Any], words: str, says: str) -> None:
    found = run("export", *words.split())
    assert (found.code, found.out) == (2, "")
    assert says in found.err


# The calendar


def test_a_calendar_moves_what_moved_and_cancels_what_vanished_once(sample: Path, run: Callable[..., Any]) -> None:
    first = events_of(run("export", "ics").out)
    assert run("export", "ics").out == run("export", "ics").out
    assert run("shift", "41", "+2w", "rain").code == 0
    moved = events_of(run("export", "ics").out)
    name = "Closing: Okafor, lot 41 (HC-1041)"
    assert moved[name]["UID"] == first[name]["UID"]
    assert (int(first[name]["SEQUENCE"]), int(moved[name]["SEQUENCE"])) == (0, 1)
    assert moved[name]["DTSTART"].dt == date(2027, 3, 26)
    assert run("cancel", "41", "--reason", "rate").code == 0
    gone = events_of(run("export", "ics").out)
    assert (gone[name]["STATUS"], int(gone[name]["SEQUENCE"])) == ("CANCELLED", 2)
    assert name not in events_of(run("export", "ics").out)
    assert run("undo").code == 0
    back = events_of(run("export", "ics").out)[name]
    assert (back["UID"], back["STATUS"], int(back["SEQUENCE"])) == (first[name]["UID"], "CONFIRMED", 3)


def test_some_homes_alone_cancel_nothing_of_the_others(sample: Path, run: Callable[..., Any]) -> None:
    whole = run("export", "ics").out
    some = events_of(run("export", "ics", "super:bea").out)
    assert some
    assert all(event["STATUS"] == "CONFIRMED" and "LR-" in name for name, event in some.items())
    assert run("export", "ics").out == whole


def test_a_home_that_cannot_be_read_for_now_is_not_cancelled(sample: Path, run: Callable[..., Any]) -> None:
    whole = events_of(run("export", "ics").out)
    good = sample.read_text(encoding="utf-8")
    sample.write_text(
        good.replace("internal: 2027-03-12 ", "internal: 2027-13-12 ").replace("told: 2027-03\n", "\n"), encoding="utf-8"
    )
    broken = run("export", "ics")
    assert broken.code == 3
    assert all(event["STATUS"] == "CONFIRMED" for event in events_of(broken.out).values())
    sample.write_text(good, encoding="utf-8")
    again = events_of(run("export", "ics").out)
    assert {name: event["UID"] for name, event in again.items()} == {name: event["UID"] for name, event in whole.items()}


def test_the_calendar_of_others_moves_and_cancels_by_itself(sample: Path, run: Callable[..., Any]) -> None:
    run("export", "ics", "--redact")
    whole = run("export", "ics").out
    run("export", "ics", "--redact")
    assert run("export", "ics").out == whole
    run("cancel", "41", "--reason", "rate")
    for words in ([], ["--redact"]):
        assert run("export", "ics", *words).out.count("STATUS:CANCELLED") == 1
        assert run("export", "ics", *words).out.count("STATUS:CANCELLED") == 0


def test_the_days_of_updates_are_there_when_asked_for(sample: Path, run: Callable[..., Any]) -> None:
    assert not any(name.startswith("Update due") for name in events_of(run("export", "ics").out))
    assert sum(name.startswith("Update due") for name in events_of(run("export", "ics", "--updates").out)) == len(OPEN_HOMES)


KHAL = """
[calendars]
[[homes]]
path = {folder}/calendar
type = calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = homes
[sqlite]
path = {folder}/khal.db
"""


@pytest.mark.sweep
@pytest.mark.skipif(shutil.which("khal") is None, reason="khal is not installed here")
def test_a_real_calendar_moves_cancels_and_doubles_nothing(sample: Path, run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "calendar").mkdir()
    (tmp_path / "khal.conf").write_text(KHAL.format(folder=tmp_path), encoding="utf-8")

    def khal(*words: str) -> str:
        words = ("khal", "-c", str(tmp_path / "khal.conf"), *words)
        return subprocess.run(words, check=True, capture_output=True, text=True, timeout=60).stdout

    def taken_over() -> list[str]:
        assert run("export", "ics", "homes.ics").code == 0
        khal("import", "--batch", "-a", "homes", str(sample.parent / "homes.ics"))
        shown = khal("list", "--format", "{start-date} {status}{title}", "2026-10-01", "2027-12-31")
        return [" ".join(line.split()) for line in shown.splitlines() if "lot" in line]

    first = taken_over()
    assert len(first) == 9
    assert taken_over() == first
    run("shift", "41", "+2w", "rain")
    moved = taken_over()
    assert [line for line in moved if "lot 41" in line] == ["2027-03-26 CONFIRMED Closing: Okafor, lot 41 (HC-1041)"]
    assert len(moved) == 9
    run("cancel", "41", "--reason", "rate")
    gone = taken_over()
    assert [line for line in gone if "lot 41" in line] == ["2027-03-26 CANCELLED Closing: Okafor, lot 41 (HC-1041)"]
    assert len(gone) == 9


# Who may read it


SECRETS = ("bass fishing", "robotics", "room for his mother")


@pytest.mark.parametrize("kind", ["csv", "json", "md", "ics"])
def test_private_notes_leave_only_when_asked_for(sample: Path, run: Callable[..., Any], kind: str) -> None:
    assert not any(secret in run("export", kind, "--all").out for secret in SECRETS)


def test_a_private_conversation_leaves_without_its_words(sample: Path, run: Callable[..., Any]) -> None:
    assert run("log", "41", "she fears for her job", "--next", "fri talk about her job", "--private").code == 0
    for words in (["csv"], ["md"], ["json"], ["ics"], ["csv", "--redact"], ["json", "--redact"]):
        assert "her job" not in run("export", *words).out
    assert "she fears for her job" in run("export", "json", "--private").out


def test_for_scripts_the_whole_file_is_there(sample: Path, run: Callable[..., Any]) -> None:
    found = json.loads(run("export", "json", "--private").out)
    assert (found["schema_version"], found["kind"], found["as_of"]) == (1, "export", "2026-11-23")
    jobs = facts(sample)
    assert [home["job"] for home in found["jobs"]] == list(jobs)
    assert found["jobs"][0]["file"]["interests"] == ["bass fishing", "daughter's robotics club"]
    assert found["settings"]["agent"] == "Renata Vance"
    assert "interests" not in json.loads(run("export", "json").out)["jobs"][0]["file"]


@pytest.mark.parametrize("kind", ["csv", "json", "md", "ics"])
def test_redacted_nobody_is_named(sample: Path, run: Callable[..., Any], kind: str) -> None:
    found = run("export", kind, "--all", "--redact", *(["--updates"] if kind == "ics" else [])).out
    names = {part for job in facts(sample).values() for buyer in job.buyers for part in buyer.name.split() if len(part) > 2}
    phones = {buyer.phone for job in facts(sample).values() for buyer in job.buyers if buyer.phone}
    assert [word for word in sorted(names | phones) if word in found] == []
    assert "HC-1041" in found


def test_what_is_only_looked_at_on_the_screen_is_in_no_calendar(
    sample: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("export", "ics")
    run("cancel", "41", "--reason", "rate")
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdout.isatty", lambda: True)
        assert run("export", "ics").out.count("STATUS:CANCELLED") == 1
    assert run("export", "ics", "homes.ics").out == "8 dates, 1 cancelled in homes.ics.\n"
