"""The Excel file, read back by another program, and opened by LibreOffice where that is there."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from backlog_cli.dates.values import Moment
from backlog_cli.errors import UsageError
from backlog_cli.exchange.workbook import Spreadsheet, workbook_bytes

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("xlsxwriter")
calamine = pytest.importorskip("python_calamine")
STAGES = ("framing", "drywall", "closed", "cancelled")
HEADINGS = ("Job", "Lot", "Stage", "Sold", "Orientation", "Moves", "Level")
ROWS: tuple[tuple[object, ...], ...] = (
    ("HC-1041", "012", "framing", date(2026, 7, 18), Moment(date(2026, 12, 1), "10:30"), 3, "red"),
    ('=HYPERLINK("http://x","y")', None, "drywall", None, Moment(date(2026, 12, 4)), 0, "amber"),
    ("+1 555", "-2", "@SUM(A1)", date(2027, 1, 5), None, 1, "green"),
)
SHEET = Spreadsheet(HEADINGS, ROWS, STAGES, date(2026, 11, 23), 2, 6)


def part(data: bytes, name: str) -> str:
    return ZipFile(BytesIO(data)).read(name).decode()


def test_another_program_reads_back_the_same_facts() -> None:
    book = calamine.CalamineWorkbook.from_filelike(BytesIO(workbook_bytes(SHEET)))
    head, *rows = book.get_sheet_by_name("Backlog").to_python()
    assert tuple(head) == HEADINGS
    assert rows == [
        ["HC-1041", "012", "framing", date(2026, 7, 18), datetime(2026, 12, 1, 10, 30), 3.0, "red"],
        ['=HYPERLINK("http://x","y")', "", "drywall", "", date(2026, 12, 4), 0.0, "amber"],
        ["+1 555", "-2", "@SUM(A1)", date(2027, 1, 5), "", 1.0, "green"],
    ]


def test_nothing_in_it_is_a_formula_or_a_link() -> None:
    page = part(workbook_bytes(SHEET), "xl/worksheets/sheet1.xml")
    assert "<f>" not in page
    assert "hyperlink" not in page.lower()
    assert 'quotePrefix="1"' in part(workbook_bytes(SHEET), "xl/styles.xml")


def test_the_header_stays_and_filters_and_rows_have_the_color_of_their_level() -> None:
    page = part(workbook_bytes(SHEET), "xl/worksheets/sheet1.xml")
    assert '<autoFilter ref="A1:G4"/>' in page
    assert 'ySplit="1"' in page
    assert "$G2=&quot;red&quot;" in page or '$G2="red"' in page
    assert "Stages!$A$1:$A$4" in page


def test_the_same_table_is_the_same_file() -> None:
    assert workbook_bytes(SHEET) == workbook_bytes(SHEET)


def test_no_homes_and_no_stage_or_level_are_a_file_too() -> None:
    data = workbook_bytes(Spreadsheet(("Lot",), (), STAGES, date(2026, 11, 23)))
    assert calamine.CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python() == [["Lot"]]


def test_without_the_package_the_line_to_install_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(UsageError, match=r"install 'python-calamine>=0\.9' 'xlsxwriter>=3\.3'"):
        workbook_bytes(SHEET)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_libreoffice_opens_it_with_days_as_days(tmp_path: Path) -> None:
    (tmp_path / "homes.xlsx").write_bytes(workbook_bytes(SHEET))
    user = f"-env:UserInstallation=file://{tmp_path}/office"
    words = ["soffice", user, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), str(tmp_path / "homes.xlsx")]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    head, first, second, _ = csv.reader((tmp_path / "homes.csv").read_text(encoding="utf-8").splitlines())
    assert tuple(head) == HEADINGS
    assert first[:3] == ["HC-1041", "012", "framing"]
    assert "2026" in first[3] or first[3].endswith("26")
    assert second[0] == '=HYPERLINK("http://x","y")'
