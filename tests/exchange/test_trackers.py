"""Trackers in the shapes that builders, title companies and agents really keep, each read right or asked about exactly."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from backlog_cli.exchange.cells import Surroundings
from backlog_cli.exchange.homes import read_homes
from backlog_cli.exchange.sheets import read_sheets
from backlog_cli.rules.changes.sheet_homes import new_entry
from backlog_cli.terms import CANCELLED, CLOSED, DEFAULT_STAGES, DateOrder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

xlsxwriter = pytest.importorskip("xlsxwriter")

STAGES = (*(stage.name for stage in DEFAULT_STAGES), CLOSED, CANCELLED)
AMONG = Surroundings(date(2026, 11, 23), STAGES, lambda _: None)


class Read(NamedTuple):
    """What was read: homes as the file would have them, and doubts as `cell: why`."""

    homes: list[dict[str, Any]]
    doubts: list[str]


def read(path: Path) -> Read:
    found = read_homes(read_sheets(path), AMONG, order=DateOrder.MDY)
    return Read([new_entry(home) for home in found.homes], [f"{doubt.cell}: {doubt.why}" for doubt in found.doubts])


def day(text: str) -> datetime:
    return datetime.fromisoformat(text)


class Merge(NamedTuple):
    """Cells that are one: from the first row and column to the last."""

    place: tuple[int, int, int, int]
    text: str


def book(path: Path, *sheets: Sequence[Any], merges: Sequence[Merge] = (), names: Sequence[str] = ()) -> Path:
    """A workbook as Excel writes it: days as numbers with a format."""
    made = xlsxwriter.Workbook(str(path))
    dated = made.add_format({"num_format": "m/d/yy"})
    for place, rows in enumerate(sheets):
        sheet = made.add_worksheet(names[place] if names else None)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    sheet.write_datetime(row, column, cell, dated)
                elif cell is not None:
                    sheet.write(row, column, cell)
        for merge in merges if place == 0 else ():
            sheet.merge_range(*merge.place, merge.text)
    made.close()
    return path


def text_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


# --- in the columns of real builders' trackers ---


def test_the_tracker_of_a_national_builder(tmp_path: Path) -> None:
    head = ["Job #", "Lot", "Block", "Phase", "Address", "Buyer", "Co-Buyer", "Buyer Phone", "Buyer Email", "Plan",
            "Elevation", "Sold Date", "Contract Date", "Start Date", "Stage", "% Complete", "Est. Close", "Told Date", "Lender",
            "Loan Officer", "Loan Type", "Rate Lock Exp", "Contingency", "Contingency Exp", "EMD", "Realtor",
            "Notes"]  # fmt: skip
    row = [2041, 12, 3, "2B", "118 Heron Creek Ln", "Chidi Okafor", "Amara Okafor", "(555) 010-0177", "chidi@example.com",
           "Alder", "B", day("2026-07-18"), day("2026-07-20"), day("2026-09-01"), "Frame", 0.45, day("2027-03-12"), "Mar 2027",
           "Birchline", "Bo Ray", "FHA", day("2027-03-20"), "Home sale", day("2026-12-15"), 8000,
           "Sol Whitaker", "Fire pit"]  # fmt: skip
    found = read(book(tmp_path / "a.xlsx", [head, row]))
    assert found.doubts == []
    assert found.homes == [
        {
            "job": "2041",
            "buyers": [{"name": "Chidi Okafor", "phone": "(555) 010-0177", "email": "chidi@example.com"}, "Amara Okafor"],
            "lot": "12",
            "block": "3",
            "address": "118 Heron Creek Ln",
            "plan": "Alder",
            "elevation": "B",
            "sold_date": "2026-07-18",
            "stage": "framing",
            "start_date": "2026-09-01",
            "closing": {"internal": "2027-03-12", "told": "2027-03"},
            "lender": {"name": "Birchline", "officer": "Bo Ray", "product": "fha", "lock_expires": "2027-03-20"},
            "deposits": [{"kind": "earnest", "amount": "8000"}],
            "contingencies": [{"kind": "home-to-sell", "expires": "2026-12-15"}],
            "realtor": "Sol Whitaker",
            "notes": "Fire pit",
            "x_phase": "2B",
            "x_contract_date": "2026-07-20",
            "x_percent_complete": "45%",
        }
    ]


def test_the_backlog_report_of_a_construction_office(tmp_path: Path) -> None:
    rows = [
        ["WEEKLY BACKLOG REPORT"],
        ["Printed 11/23/2026", None, None, None, None, "Page 1"],
        [],
        ["COMMUNITY", "HOMESITE", "PURCHASER", "RATIFIED", "CONSTRUCTION STAGE", "PROJECTED CLOSING", "SUPER"],
        ["Heron Creek", "0041", "GARCIA, LUIS", day("2026-05-02"), "DRYWALL", day("2027-01-15"), "Hal Moreno"],
        ["Heron Creek", "0042", "ITO, KEN & MAI", day("2026-06-11"), "INSULATION", day("2027-02-05"), "Hal Moreno"],
        ["Total", None, 2],
    ]
    found = read(book(tmp_path / "b.xlsx", rows))
    assert found.doubts == []
    assert [home["job"] for home in found.homes] == ["0041", "0042"]
    assert [home["buyers"] for home in found.homes] == [["LUIS GARCIA"], ["KEN ITO", "MAI ITO"]]
    assert found.homes[1]["stage"] == "pre-drywall"
    assert found.homes[1]["superintendent"] == "Hal Moreno"


def test_the_list_of_a_title_company(tmp_path: Path) -> None:
    text = (
        "File No\tProperty Address\tLot Number\tBuyer Name(s)\tLender Name\tLoan Status\tSettlement Date\n"
        "T-1\t4 Elm St\t7\tRay, Ada\tCash Co\tCTC\t12/4/2026\nT-2\t6 Elm St\t8\tBo Lee and Kim Lee\tBirch\tIn UW\t1/15/2027\n"
    )
    found = read(text_file(tmp_path / "c.tsv", text))
    assert found.doubts == []
    assert found.homes[0] == {
        "job": "7",
        "buyers": ["Ada Ray"],
        "lot": "7",
        "address": "4 Elm St",
        "closing": {"internal": "2026-12-04"},
        "lender": {"name": "Cash Co", "status": "ctc"},
        "x_file_no": "T-1",
    }
    assert found.homes[1]["lender"]["status"] == "applied"


def test_the_sheet_of_a_sales_manager_with_first_and_last_names(tmp_path: Path) -> None:
    text = (
        "Home Number,Buyer Last,Buyer First,Cell,E-mail,Floor Plan,Sales Price,Upgrades,Date Sold,COE,Buyer's Agent\n"
        'HC-9,Lee,Kim & Bo,555-0101; 555-0102,k@example.com,Birch,"$412,990.37","$18,200",7/4/26,4/30/27,Dana Cole\n'
    )
    (home,) = read(text_file(tmp_path / "d.csv", text)).homes
    assert home["buyers"] == [
        {"name": "Kim Lee", "phone": "555-0101", "email": "k@example.com"},
        {"name": "Bo Lee", "phone": "555-0102"},
    ]
    assert (home["price"], home["options_total"], home["realtor"]) == ("412990", "18200", "Dana Cole")


def test_the_tracker_of_a_loan_coordinator(tmp_path: Path) -> None:
    rows = [
        ["Job", "Borrower's", "Customer", "Mortgage Company", "LO", "Loan Program", "Status", "Lock Exp", "Est COE"],
        ["A1", None, "Kim Lee", "Birch", "Ann", "Conv", "Conditional approval", day("2027-01-05"), day("2026-12-30")],
        ["A2", None, "Ada Ray", "Birch", "Ann", "VA", "CTC", None, day("2026-12-18")],
    ]
    found = read(book(tmp_path / "e.xlsx", rows))
    assert [home["lender"].get("status") for home in found.homes] == ["conditional", "ctc"], "this status is the loan's"
    assert [home.get("stage") for home in found.homes] == [None, None]
    assert found.doubts == []


def test_the_log_of_a_community_agent(tmp_path: Path) -> None:
    text = (
        "Unit,Homeowner,Contract Date,Status,Last Contact,Next Step,Preferred Contact,Best Time,Comments,Remarks\n"
        "12,Kim Lee,6/1/26,Sold,11/20/26 called about tile,send swatches,text,evenings,Wants blue,Dog\n"
    )
    (home,) = read(text_file(tmp_path / "f.csv", text)).homes
    assert home["log"] == [{"at": "2026-11-20", "text": "called about tile"}]
    assert home["contact"] == {"channel": "text", "when": "evenings"}
    assert home["stage"] == "contract"
    assert home["notes"] == ["Next Step: send swatches", "Wants blue", "Dog"]


# --- where the homes are ---


def test_headings_over_two_rows_with_merged_groups(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Job", "Buyer", None, None, "Closing", None],
        [None, "Name", "Phone", "Email", "Contract", "Told"],
        [1041, "Kim Lee", "555-0101", "k@example.com", day("2027-03-19"), "Q1 2027"],
    ]
    merges = [Merge((0, 1, 0, 3), "Buyer"), Merge((0, 4, 0, 5), "Closing")]
    (home,) = read(book(tmp_path / "g.xlsx", rows, merges=merges)).homes
    assert home["closing"] == {"contract": "2027-03-19", "told": "2027-Q1"}
    assert home["buyers"] == [{"name": "Kim Lee", "phone": "555-0101", "email": "k@example.com"}]


def test_sections_by_community_with_totals_and_repeated_headings(tmp_path: Path) -> None:
    text = (
        "HERON CREEK,,\nJob,Buyer,Sold\n1,Kim Lee,5/2/26\n2,Bo Ray,5/3/26\nSubtotal,2,\n\n"
        "LARKSPUR,,\nJob,Buyer,Sold\n3,Ada Cole,5/4/26\nGrand Total,3,\n"
    )
    found = read(text_file(tmp_path / "h.csv", text))
    assert [(home["job"], home["community"]) for home in found.homes] == [
        ("1", "HERON CREEK"),
        ("2", "HERON CREEK"),
        ("3", "LARKSPUR"),
    ]
    assert found.doubts == []


def test_one_title_over_the_whole_sheet_is_no_community(tmp_path: Path) -> None:
    (home,) = read(text_file(tmp_path / "i.csv", "My backlog 2026,\nJob,Buyer\n1,Kim Lee\n")).homes
    assert "community" not in home


def test_two_tables_one_below_the_other(tmp_path: Path) -> None:
    rows = [
        ["Job", "Buyer", "Est Close"],
        [1, "Kim Lee", day("2027-01-08")],
        [],
        ["Lot", "Customer", "Closed"],
        [7, "Bo Ray", day("2026-10-02")],
    ]
    found = read(book(tmp_path / "j.xlsx", rows))
    assert [home["closing"] for home in found.homes] == [{"internal": "2027-01-08"}, {"closed_date": "2026-10-02"}]


def test_two_tables_side_by_side(tmp_path: Path) -> None:
    rows = [
        ["Job", "Buyer", "Est Close", None, "Job", "Buyer", "Est Close"],
        [1, "Kim Lee", day("2027-01-08"), None, 2, "Bo Ray", day("2027-02-08")],
        [3, "Ada Cole", day("2027-03-08"), None, None, None, None],
    ]
    found = read(book(tmp_path / "k.xlsx", rows))
    assert sorted((home["job"], home["closing"]["internal"]) for home in found.homes) == [
        ("1", "2027-01-08"),
        ("2", "2027-02-08"),
        ("3", "2027-03-08"),
    ]
    assert found.doubts == []


def test_an_empty_column_cuts_no_table_in_two(tmp_path: Path) -> None:
    rows = [["Job", "Buyer", None, "Lender", "Notes"], [1, "Kim Lee", None, "Birch", "dog"]]
    (home,) = read(book(tmp_path / "l.xlsx", rows)).homes
    assert (home["lender"], home["notes"]) == ("Birch", "dog")


def test_homes_on_several_sheets_and_a_sheet_of_something_else(tmp_path: Path) -> None:
    budget = [["Budget"], ["Rent", 100], ["Signs", 40]]
    sheets = ([["Job", "Buyer"], [1, "Kim Lee"]], budget, [["Job", "Buyer"], [2, "Bo Ray"]])
    found = read(book(tmp_path / "m.xlsx", *sheets, names=("Heron", "Budget", "Larkspur")))
    assert [home["job"] for home in found.homes] == ["1", "2"]


def test_a_community_merged_over_its_homes(tmp_path: Path) -> None:
    rows = [["Community", "Job", "Buyer"], [None, 1, "Kim Lee"], [None, 2, "Bo Ray"]]
    found = read(book(tmp_path / "n.xlsx", rows, merges=[Merge((1, 0, 2, 0), "Heron Creek")]))
    assert [home["community"] for home in found.homes] == ["Heron Creek", "Heron Creek"]


def test_a_row_count_is_no_job_number(tmp_path: Path) -> None:
    found = read(text_file(tmp_path / "o.csv", "#,Job #,Buyer\n1,HC-7,Kim Lee\n2,HC-8,Bo Ray\n"))
    assert [home["job"] for home in found.homes] == ["HC-7", "HC-8"]
    assert all("x_number" not in home for home in found.homes)
    found = read(text_file(tmp_path / "p.csv", "No.,Lot,Buyer\n1,41,Kim Lee\n2,42,Bo Ray\n"))
    assert [home["job"] for home in found.homes] == ["41", "42"]


def test_blank_rows_and_a_legend_below_are_no_homes(tmp_path: Path) -> None:
    text = "Job,Buyer,Stage\n\n1,Kim Lee,framing\n,,\n,,\n2,Bo Ray,trim\n,,\nAverage,,\nupdated by Ann 11/20,,\n"
    found = read(text_file(tmp_path / "q.csv", text))
    assert ([home["job"] for home in found.homes], found.doubts) == (["1", "2"], [])


# --- what the cells mean ---


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        pytest.param(("3/4/26", "3/24/26"), ("2026-03-04", "2026-03-24"), id="months first, as one cell shows"),
        pytest.param(("3/4/26", "24/3/26"), ("2026-04-03", "2026-03-24"), id="days first, as one cell shows"),
        pytest.param(("3/4/26", "5/6/26"), ("2026-03-04", "2026-05-06"), id="nothing shows: as the file has it"),
        pytest.param(("3.4.26", "5.6.2026"), ("2026-04-03", "2026-06-05"), id="dots are days first"),
        pytest.param(("2026-03-04", "Mar 5, 2026"), ("2026-03-04", "2026-03-05"), id="as it is written out"),
        pytest.param(("46085", "46086"), ("2026-03-04", "2026-03-05"), id="numbers of Excel in a text file"),
        pytest.param(("4-Mar-26", "2026-03-05 00:00:00"), ("2026-03-04", "2026-03-05"), id="as Excel and Python save them"),
    ],
)
def test_dates_are_read_in_the_order_the_column_shows(tmp_path: Path, cells: tuple[str, str], days: tuple[str, str]) -> None:
    rows = "".join(f'{number},Kim Lee,"{cell}"\n' for number, cell in enumerate(cells, 1))
    found = read(text_file(tmp_path / "r.csv", f"Job,Buyer,Sold\n{rows}"))
    assert (tuple(home["sold_date"] for home in found.homes), found.doubts) == (days, [])


def test_a_column_with_both_orders_is_asked_about(tmp_path: Path) -> None:
    found = read(text_file(tmp_path / "s.csv", "Job,Buyer,Sold\n1,Kim Lee,24/3/26\n2,Bo Ray,3/24/26\n3,Ada Ray,3/4/26\n"))
    assert [home.get("sold_date") for home in found.homes] == ["2026-03-24", "2026-03-24", None]
    assert found.doubts == ["C4: month or day first? This column has dates both ways"]


@pytest.mark.parametrize(
    ("heading", "cell", "why"),
    [
        ("Est. Close", "12/18", "has no year"),
        ("Est. Close", "end of Feb", "is not a date"),
        ("Est. Close", "Feb 2027", "is a whole month"),
        ("Sold", "3/4/27", "the day is still ahead"),
        ("Stage", "85% done", "there's no stage"),
        ("Loan Type", "hard money", "is not a loan product"),
        ("Price", "low 400s", "is not an amount in whole dollars"),
        ("Contingent", "Y", "contingent on what?"),
        ("Last Contact", "left vm", "is not a date"),
        ("Co-Buyer Phone", "555-0102", "there is no second buyer here"),
    ],
)
def test_what_is_not_certain_is_asked_about_by_cell(tmp_path: Path, heading: str, cell: str, why: str) -> None:
    found = read(text_file(tmp_path / "t.csv", f'Job,Buyer,{heading}\n1,Kim Lee,"{cell}"\n'))
    assert found.homes == [{"job": "1", "buyers": ["Kim Lee"]}]
    assert len(found.doubts) == 1 and found.doubts[0].startswith("C2: ") and why in found.doubts[0], found.doubts


@pytest.mark.parametrize("cell", ["TBD", "n/a", "-", "?", "", "  ", "none"])
def test_what_says_nothing_is_nothing(tmp_path: Path, cell: str) -> None:
    found = read(text_file(tmp_path / "u.csv", f"Job,Buyer,Est. Close,Stage,Contingency\n1,Kim Lee,{cell},{cell},{cell}\n"))
    assert found == Read([{"job": "1", "buyers": ["Kim Lee"]}], [])


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Kim Lee", ["Kim Lee"]),
        ("Lee, Kim", ["Kim Lee"]),
        ("Kim & Bo Lee", ["Kim Lee", "Bo Lee"]),
        ("Lee, Kim & Bo", ["Kim Lee", "Bo Lee"]),
        ("Kim Lee\nBo Ray", ["Kim Lee", "Bo Ray"]),
        ("Kim Lee / Bo Ray", ["Kim Lee", "Bo Ray"]),
        ("Kim Lee; Bo Ray", ["Kim Lee", "Bo Ray"]),
        ("The Lee Family Trust", ["The Lee Family Trust"]),
        ("Lee", ["Lee"]),
    ],
)
def test_buyers_in_one_cell(tmp_path: Path, cell: str, names: list[str]) -> None:
    found = read(text_file(tmp_path / "v.csv", f'Job,Buyer\n1,"{cell}"\n'))
    assert [home["buyers"] for home in found.homes] == [names]


@pytest.mark.parametrize("cell", ["SPEC", "Available", "Inventory home", "Model", "Unsold", "spec home"])
def test_a_home_that_nobody_bought_is_left_out(tmp_path: Path, cell: str) -> None:
    sheets = read_sheets(text_file(tmp_path / "w.csv", f"Job,Buyer,Stage\n1,{cell},framing\n2,Bo Ray,trim\n"))
    found = read_homes(sheets, AMONG, order=DateOrder.MDY)
    assert ([home.number for home in found.homes], found.doubts, found.unsold) == (["2"], (), (2,))


@pytest.mark.parametrize("cell", ["", "TBD", "?"])
def test_a_home_without_a_buyer_is_asked_about(tmp_path: Path, cell: str) -> None:
    found = read(text_file(tmp_path / "w.csv", f"Job,Buyer,Stage\n1,{cell},framing\n2,Bo Ray,trim\n"))
    assert ([home["job"] for home in found.homes], found.doubts) == (["2"], ["B2: no buyer"])


def test_a_lot_that_excel_made_a_date_of_is_asked_about(tmp_path: Path) -> None:
    found = read(book(tmp_path / "x.xlsx", [["Job", "Lot", "Buyer"], [1, day("2026-03-04"), "Kim Lee"]]))
    assert found.doubts == ["B2: the spreadsheet turned it into a date; enter it as text there"]


def test_a_table_without_numbers_and_lots_says_what_it_needs(tmp_path: Path) -> None:
    found = read(text_file(tmp_path / "y.csv", "Address,Buyer\n4 Elm St,Kim Lee\n"))
    assert found.homes == []
    assert found.doubts == ["row 2: no column of job numbers or lots was found here: name it, as in --map 'Unit=job'"]


def test_columns_are_known_by_what_they_hold(tmp_path: Path) -> None:
    text = (
        "Job,Buyer,Reach,Write to,Where\n1,Kim Lee,555-010-0101,k@example.com,framing\n"
        "2,Bo Ray,(555) 010-0102,b@example.com,trim\n"
    )
    found = read(text_file(tmp_path / "z.csv", text))
    assert found.homes[0] == {
        "job": "1",
        "buyers": [{"name": "Kim Lee", "phone": "555-010-0101", "email": "k@example.com"}],
        "stage": "framing",
    }


def test_two_deposits_in_two_columns(tmp_path: Path) -> None:
    text = "Job,Buyer,Earnest Money,Deposit,Deposit Due,Deposit Paid\n1,Kim Lee,$8k,5000,12/1/26,yes\n"
    (home,) = read(text_file(tmp_path / "aa.csv", text)).homes
    assert home["deposits"] == [
        {"kind": "earnest", "amount": "8000", "due": "2026-12-01", "paid": "true"},
        {"amount": "5000"},
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_european_export_with_semicolons(tmp_path: Path, encoding: str) -> None:
    text = "Job;Buyer;Sold;Est. Close\n1;Inés Peña;24.03.2026;05.02.2027\n"
    (home,) = read(text_file(tmp_path / "ab.csv", text, encoding)).homes
    assert home == {
        "job": "1",
        "buyers": ["Inés Peña"],
        "sold_date": "2026-03-24",
        "closing": {"internal": "2027-02-05"},
    }


def test_headings_in_capitals_with_line_breaks(tmp_path: Path) -> None:
    (home,) = read(
        book(tmp_path / "ac.xlsx", [["JOB\nNO.", "BUYER\nNAME", "EST.\nCLOSE"], ["A-1", "Kim Lee", day("2027-01-08")]])
    ).homes
    assert home == {"job": "A-1", "buyers": ["Kim Lee"], "closing": {"internal": "2027-01-08"}}


def test_the_names_of_the_file_are_headings_too(tmp_path: Path) -> None:
    text = (
        "job,buyers,sold_date,closing.internal,lender.officer,contact.channel,x_solar\n"
        "1,Kim Lee,2026-03-04,2027-01-08,Ann,text,yes\n"
    )
    (home,) = read(text_file(tmp_path / "ad.csv", text)).homes
    assert home == {
        "job": "1",
        "buyers": ["Kim Lee"],
        "sold_date": "2026-03-04",
        "closing": {"internal": "2027-01-08"},
        "lender": {"officer": "Ann"},
        "contact": "text",
        "x_solar": "yes",
    }


def test_appointments_with_their_time(tmp_path: Path) -> None:
    rows = [["Job", "Buyer", "Orientation", "Pre-Con"], [1, "Kim Lee", day("2026-12-01T10:00"), day("2026-11-30")]]
    (home,) = read(book(tmp_path / "ae.xlsx", rows)).homes
    assert (home["orientation_date"], home["precon_date"]) == ("2026-12-01 10:00", "2026-11-30")


ODS_CELL = '<table:table-cell office:value-type="{kind}"{value}><text:p>{text}</text:p></table:table-cell>'
ODS = """<?xml version="1.0"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>
<table:table table:name="Homes">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""


def test_a_file_of_libreoffice(tmp_path: Path) -> None:
    def row(*cells: tuple[str, str, str]) -> str:
        inside = "".join(ODS_CELL.format(kind=kind, value=value, text=text) for kind, value, text in cells)
        return f"<table:table-row>{inside}</table:table-row>"

    heads = row(*(("string", "", word) for word in ("Job", "Buyer", "Sold")))
    home = row(
        ("float", ' office:value="41"', "41"), ("string", "", "Kim Lee"), ("date", ' office:date-value="2026-03-04"', "3/4/26")
    )
    path = tmp_path / "homes.ods"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", ODS.format(rows=heads + home))
        made.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            "</manifest:manifest>",
        )
    assert read(path).homes == [{"job": "41", "buyers": ["Kim Lee"], "sold_date": "2026-03-04"}]
