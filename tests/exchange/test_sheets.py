"""Tables out of files as real programs write them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from backlog_cli.errors import UsageError
from backlog_cli.exchange.sheets import parse_delimited, read_sheets, serial_day

if TYPE_CHECKING:
    from pathlib import Path

xlsxwriter = pytest.importorskip("xlsxwriter")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Job,Buyer\n1,Kim Lee\n", (("Job", "Buyer"), ("1", "Kim Lee"))),
        ('Job;Buyer\n1;"Lee, Kim"\n', (("Job", "Buyer"), ("1", "Lee, Kim"))),
        ("Job\tBuyer\n1\tLee, Kim\n", (("Job", "Buyer"), ("1", "Lee, Kim"))),
        ("sep=;\nJob;Note\n1;a,b,c\n", (("Job", "Note"), ("1", "a,b,c"))),
        ('Job,Note\n1,"two\nlines"\n', (("Job", "Note"), ("1", "two\nlines"))),
        ("Heron Creek\nJob|Buyer\n1|Kim\n2|Bo\n", (("Heron Creek",), ("Job", "Buyer"), ("1", "Kim"), ("2", "Bo"))),
        ("Job,Buyer\r\n 1 ,\r\n", (("Job", "Buyer"), ("1", None))),
    ],
)
def test_text_is_cut_where_its_own_program_cut_it(text: str, rows: tuple[object, ...]) -> None:
    assert parse_delimited(text) == rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_accents_live_in_every_encoding_of_excel(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "homes.csv"
    path.write_bytes("Job,Buyer\n1,Inés Peña\n".encode(encoding))
    assert read_sheets(path)[0].rows[1] == ("1", "Inés Peña")


def test_a_workbook_gives_days_whole_numbers_and_visible_sheets(tmp_path: Path) -> None:
    path = tmp_path / "tracker.xlsx"
    book = xlsxwriter.Workbook(str(path))
    homes, hidden = book.add_worksheet("Homes"), book.add_worksheet("old")
    hidden.hide()
    day = book.add_format({"num_format": "m/d/yy"})
    homes.merge_range(0, 0, 0, 3, "Heron Creek")
    homes.write_row(1, 0, ["Job", "Buyer", "Sold", "Price"])
    homes.write_row(2, 0, [1041, "Kim Lee"])
    homes.write_datetime(2, 2, datetime(2026, 3, 4), day)
    homes.write(2, 3, 425000.5)
    book.close()
    (sheet,) = read_sheets(path)
    assert sheet.rows == (
        ("Heron Creek", None, None, None),
        ("Job", "Buyer", "Sold", "Price"),
        (1041, "Kim Lee", date(2026, 3, 4), 425000.5),
    )


def test_a_number_of_excel_is_a_day_only_where_it_can_be_one() -> None:
    assert serial_day(46085) == date(2026, 3, 4)
    assert serial_day(41) is None


@pytest.mark.parametrize("name", ["homes.pdf", "homes", "homes.numbers"])
def test_what_is_no_spreadsheet_is_refused_with_the_way_out(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(UsageError, match=r"\.xlsx, \.ods or \.csv"):
        read_sheets(tmp_path / name)


def test_a_broken_workbook_is_refused_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "homes.xlsx").write_bytes(b"PK nonsense")
    with pytest.raises(UsageError, match="can't be opened"):
        read_sheets(tmp_path / "homes.xlsx")
