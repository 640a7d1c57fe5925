"""`import`: a page first, then everything in one step; what is there already is never entered twice."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.store.load import load

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., Any]

ROOT = Path(__file__).parents[3]
SHEET = """\
Heron Creek backlog
as of 11/23/26

Job #,Buyer(s),Sold,Stage,Est. Close,Lender,Phone,Notes,Solar
1041,"Lee, Kim & Bo",3/14/26,framing,12/18/26,Birch,555-0141,dog bites,yes
1042,Ada Ray,6/20/26,drywall,1/29/27,Cash Co,555-0142,,
Total,2,,,,,,,
"""


@pytest.fixture
def sheet(home: Path) -> Path:
    """A tracker of two homes, as Excel saves one as text."""
    path = home / "tracker.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


def jobs_in(home: Path) -> dict[str, Any]:
    path = home / "backlog.yaml"
    return {job.job: job for job in load(path.read_bytes(), path.name).backlog_file.jobs}


def test_a_new_user_needs_one_command(home: Path, sheet: Path, run: Run) -> None:
    answer = run("import", "tracker.csv", "--yes")
    assert (answer.code, answer.err) == (0, "")
    jobs = jobs_in(home)
    assert [buyer.name for buyer in jobs["1041"].buyers] == ["Kim Lee", "Bo Lee"]
    assert str(jobs["1041"].closing.internal) == "2026-12-18"
    assert jobs["1041"].closing.contract is None and jobs["1041"].closing.told is None, "nothing is invented"
    assert jobs["1041"].notes == ("dog bites",)
    assert jobs["1041"].own == {"x_solar": "yes"}
    assert jobs["1042"].stage_since is None
    assert "2 new, 0 the same, 0 different" in answer.out
    assert "red" not in run().out.splitlines()[0], "no wall of red on the first morning"


def test_off_a_terminal_nothing_is_written_without_a_yes(home: Path, sheet: Path, run: Run) -> None:
    answer = run("import", "tracker.csv")
    assert answer.code == 2
    assert "New: 1041 Lee, 1042 Ray." in answer.out
    assert answer.err == "backlog: if that's right, run it again with --yes.\nNothing was changed.\n"
    assert not (home / "backlog.yaml").exists()


def test_a_dry_run_makes_no_file(home: Path, sheet: Path, run: Run) -> None:
    answer = run("import", "tracker.csv", "--yes", "--dry-run")
    assert (answer.code, "Nothing was written (--dry-run)." in answer.out) == (0, True)
    assert not (home / "backlog.yaml").exists()


def test_one_undo_takes_all_of_it_back(sample: Path, sheet: Path, run: Run) -> None:
    before = sample.read_bytes()
    assert run("import", "tracker.csv", "--yes").code == 0
    after = sample.read_bytes()
    assert after != before
    assert run("undo").code == 0
    assert sample.read_bytes() == before
    assert run("redo").code == 0
    assert sample.read_bytes() == after


def test_every_line_that_was_there_stays(sample: Path, sheet: Path, run: Run) -> None:
    before = sample.read_text(encoding="utf-8")
    run("import", "tracker.csv", "--yes")
    lines = iter(sample.read_text(encoding="utf-8").splitlines())
    assert all(line in lines for line in before.splitlines())


def test_a_second_import_finds_nothing(home: Path, sheet: Path, run: Run) -> None:
    run("import", "tracker.csv", "--yes")
    before = (home / "backlog.yaml").read_bytes()
    for more in ((), ("--yes",), ("--update", "--yes"), ("--update",), ("--strict",)):
        answer = run("import", "tracker.csv", *more)
        assert (answer.code, answer.err) == (0, "")
        assert "0 new, 2 the same, 0 different" in answer.out
        assert "Nothing to add. Nothing was changed." in answer.out
    assert (home / "backlog.yaml").read_bytes() == before


def test_what_differs_is_told_field_by_field_and_written_only_with_update(home: Path, sheet: Path, run: Run) -> None:
    run("import", "tracker.csv", "--yes")
    before = (home / "backlog.yaml").read_bytes()
    changed = SHEET.replace("12/18/26", "1/8/27").replace("drywall", "trim").replace("dog bites,yes", "gate code 12,no")
    sheet.write_text(changed.replace("555-0142", ""), encoding="utf-8")
    answer = run("import", "tracker.csv", "--yes")
    assert (
        'closing.internal 2027-01-08, here 2026-12-18; x_solar "no", here "yes"; notes "gate code 12", empty here' in answer.out
    )
    assert (home / "backlog.yaml").read_bytes() == before
    answer = run("import", "tracker.csv", "--update", "--yes")
    assert answer.code == 0
    jobs = jobs_in(home)
    assert (str(jobs["1041"].closing.internal), jobs["1042"].stage) == ("2027-01-08", "trim")
    assert jobs["1041"].notes == ("dog bites", "gate code 12")
    assert jobs["1042"].buyers[0].phone == "555-0142", "a cell that is blank now takes nothing away"
    assert "Updated 2 homes from tracker.csv." in answer.out
    run("undo")
    assert (home / "backlog.yaml").read_bytes() == before
    run("redo")
    assert "2 the same, 0 different" in run("import", "tracker.csv", "--update").out


def test_a_doubtful_cell_is_named_by_row_and_letter_and_never_guessed(home: Path, sheet: Path, run: Run) -> None:
    sheet.write_text(SHEET.replace("framing", "zorg").replace("1/29/27", "after Easter"), encoding="utf-8")
    answer = run("import", "tracker.csv", "--yes")
    assert 'row 5, D5 (Stage) "zorg": there\'s no stage "zorg".' in answer.out
    assert 'row 6, E6 (Est. Close) "after Easter":' in answer.out
    jobs = jobs_in(home)
    assert (jobs["1041"].stage, jobs["1042"].closing) == (None, None)


def test_strict_takes_nothing_as_long_as_a_cell_is_in_doubt(home: Path, sheet: Path, run: Run) -> None:
    sheet.write_text(SHEET.replace("framing", "zorg"), encoding="utf-8")
    answer = run("import", "tracker.csv", "--yes", "--strict")
    assert (answer.code, not (home / "backlog.yaml").exists()) == (2, True)
    assert answer.err.startswith("backlog: --strict: some cells aren't clear")


def test_a_column_of_her_own_wording_is_said_once_and_remembered(home: Path, sheet: Path, run: Run) -> None:
    sheet.write_text("Parcel ref,Signers,Sold\n1041,Kim Lee,3/14/26\n", encoding="utf-8")
    answer = run("import", "tracker.csv", "--yes")
    assert (answer.code, "no table of homes was found" in answer.err) == (2, True)
    answer = run("import", "tracker.csv", "--yes", "--map", "Parcel ref=job", "--map", "Signers=buyers")
    assert answer.code == 0
    sheet.write_text("Parcel ref,Signers,Sold\n1041,Kim Lee,3/14/26\n1042,Ada Ray,6/20/26\n", encoding="utf-8")
    answer = run("import", "tracker.csv", "--yes")
    assert "1 new, 1 the same, 0 different" in answer.out
    assert set(jobs_in(home)) == {"1041", "1042"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Solar", "write the heading, = and the field"),
        ("=job", "write the heading, = and the field"),
        ("Solar=", "write the heading, = and the field"),
        ("Solar=lender.zorg", "there's no field"),
        ("Zorg=notes", 'there is no column "zorg"'),
    ],
)
def test_a_mapping_that_means_nothing_is_refused(sheet: Path, run: Run, typed: str, said: str) -> None:
    answer = run("import", "tracker.csv", "--yes", "--map", typed)
    assert (answer.code, said in answer.err) == (2, True), answer.err


def test_a_column_can_be_left_out(home: Path, sheet: Path, run: Run) -> None:
    run("import", "tracker.csv", "--yes", "--map", "Solar=-", "--map", "Notes=contact.when")
    job = jobs_in(home)["1041"]
    assert (job.own, job.notes, job.contact.when) == ({}, (), "dog bites")


def test_json_says_what_the_page_says(sample: Path, sheet: Path, run: Run) -> None:
    sheet.write_text(SHEET.replace("framing", "zorg"), encoding="utf-8")
    answer = run("import", "tracker.csv", "--json")
    asked = json.loads(answer.out)
    assert (answer.code, asked["is_written"], [home["job"] for home in asked["new"]]) == (2, False, ["1041", "1042"])
    assert asked["doubtful"] == [
        {
            "sheet": "tracker",
            "row": 5,
            "cell": "D5",
            "heading": "Stage",
            "value": "zorg",
            "why": 'there\'s no stage "zorg"',
            "is_row": False,
        }
    ]
    answer = run("import", "tracker.csv", "--json", "--yes")
    assert (answer.code, json.loads(answer.out)["is_written"]) == (0, True)
    answer = run("import", "tracker.csv", "--json", "--yes")
    assert [home["row"] for home in json.loads(answer.out)["same"]] == [5, 6]


def test_a_number_of_another_family_is_no_match(sample: Path, sheet: Path, run: Run) -> None:
    run("import", "tracker.csv", "--yes")
    sheet.write_text("Job,Buyer,Sold\n1041,Zoe Park,5/5/26\n1042,Ada Rey,6/20/26\n", encoding="utf-8")
    answer = run("import", "tracker.csv", "--yes", "--update")
    assert "row 2" in answer.out and "1041 is Kim Lee and Bo Lee's in the file, sold 2026-03-14" in answer.out
    assert jobs_in(sample.parent)["1042"].buyers[0].name == "Ada Rey", "the same sale: a corrected name"


def test_a_cancelled_sale_leaves_its_number_to_the_next(sample: Path, sheet: Path, run: Run) -> None:
    run("import", "tracker.csv", "--yes")
    assert run("cancel", "1041", "rate").code == 0
    sheet.write_text("Job,Buyer,Sold\n1041,Zoe Park,11/5/26\n", encoding="utf-8")
    assert "1 new" in run("import", "tracker.csv", "--yes").out
    assert "1 the same" in run("import", "tracker.csv", "--yes").out


def test_numbers_that_must_not_be_kept_are_left_out(home: Path, sheet: Path, run: Run) -> None:
    sheet.write_text(SHEET.replace("dog bites", "SSN 123-45-6789"), encoding="utf-8")
    refused = run("import", "tracker.csv")
    assert refused.code == 2
    assert "some cells look like they hold a number that must never be kept" in refused.err
    assert not (home / "backlog.yaml").exists()
    answer = run("import", "tracker.csv", "--yes")
    assert answer.code == 0
    assert "this looks like a social-security number" in answer.out
    assert "123-45-6789" not in answer.out + (home / "backlog.yaml").read_text(encoding="utf-8")


def test_without_its_packages_the_line_to_install_them_is_told(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "tracker.xlsx").write_bytes(b"PK")
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    shutil.copy(ROOT / "sample_backlog.yaml", home / "backlog.yaml")
    for words in (("import", "tracker.xlsx"), ("export", "xlsx", "out.xlsx")):
        answer = run(*words)
        told = " ".join(answer.err.split())
        assert (answer.code, "csv" in told, "install 'python-calamine>=0.9' 'xlsxwriter>=3.3'" in told) == (2, True, True), told


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gone.csv", None, "gone.csv can't be read"),
        ("plan.pdf", b"%PDF", "isn't a spreadsheet that can be read"),
        ("empty.csv", b"", "no table of homes was found in empty.csv"),
        ("text.csv", b"dear all,\nsee you on Monday\n", "no table of homes was found"),
        ("broken.xlsx", b"PK..", "can't be opened as a spreadsheet"),
    ],
)
def test_what_is_no_tracker_is_refused_with_the_way_out(
    home: Path, run: Run, name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (home / name).write_bytes(content)
    answer = run("import", name, "--yes")
    assert (answer.code, said in answer.err, "Nothing was changed." in answer.err) == (2, True, True), answer.err
    assert not (home / "backlog.yaml").exists()


def test_cells_from_the_clipboard_come_in_by_a_pipe(home: Path, piped: Callable[..., Any]) -> None:
    cells = "Job\tBuyer\tSold\r\n1041\tKim Lee\t3/14/26\r\n"
    answer = piped("import", "-", "--yes", stdin=cells.encode())
    assert answer.code == 0, answer.err
    assert jobs_in(home)["1041"].buyers[0].name == "Kim Lee"
    again = piped("import", "-", stdin=cells.encode("utf-16"))
    assert (again.code, b"1 the same" in again.out) == (0, True)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_screen(home: Path, sheet: Path, run: Run, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    sheet.write_text(SHEET.replace("framing", "a stage of which nobody has heard before this very morning"), encoding="utf-8")
    assert max(map(len, run("import", "tracker.csv").out.splitlines())) <= width


UGLY = """\
WILLOW BEND - SOLD NOT CLOSED
Site,,Buyer info,,Home,,Dates,,Loan,,Misc,
Lot,Phase,Buyer(s),Cell,Plan / Elev,Stage,Told buyer,Est. Close,Lender,LO,Contingent?,Notes / next step
7,2,"Lee (Kim, Bo)",555-0141,Aspen B,MEP rough,March,Aug 2027,CASH,,Y,call wed
8,2,Ada Ray,555-0142,Birch C,Pre-con,Jan 29,1/29/27,Cornerstone,Pat,N,
"""


def test_a_heading_over_a_group_of_columns_is_no_part_of_theirs(home: Path, sheet: Path, run: Run) -> None:
    sheet.write_text(UGLY, encoding="utf-8")
    answer = run("import", "tracker.csv", "--yes")
    page = " ".join(answer.out.split())
    assert "Lot = lot, Buyer(s) = buyers, Cell = buyers.1.phone, Plan / Elev = plan, Stage = stage, Told buyer" in page
    assert "kept as your own: Phase = x_phase." in page
    lee, ray = jobs_in(home).values()
    assert [buyer.name for buyer in lee.buyers] == ["Kim Lee", "Bo Lee"]
    assert (lee.plan, lee.stage, lee.notes, lee.lender.name, lee.lender.product) == (
        "Aspen B",
        "rough-ins",
        ("call wed",),
        None,
        "cash",
    )
    assert (ray.stage, ray.lender.name, ray.lender.officer) == ("released", "Cornerstone", "Pat")


def test_what_a_cell_lacks_is_told(home: Path, sheet: Path, run: Run) -> None:
    sheet.write_text(UGLY, encoding="utf-8")
    page = " ".join(run("import", "tracker.csv").out.split())
    for said in (
        'G4 (Told buyer) "March": "March" has no year.',
        'H4 (Est. Close) "Aug 2027": "Aug 2027" is a whole month, and one day is needed here.',
        'K4 (Contingent?) "Y": contingent on what? row 5',
        'G5 (Told buyer) "Jan 29": "Jan 29" has no year.',
    ):
        assert said in page, page


def test_a_group_s_heading_is_kept_where_it_tells_columns_apart(home: Path, sheet: Path, run: Run) -> None:
    sheet.write_text("Buyer,,Lender,,,\nName,Phone,Name,Phone,Rate,Lot\nKim Lee,555-0141,Birch,555-0199,6,7\n", encoding="utf-8")
    page = " ".join(run("import", "tracker.csv").out.split())
    assert "Buyer Name = buyers, Buyer Phone = buyers.1.phone, Lender Name = lender.name, Lender Phone = lender.phone" in page


def test_a_workbook_of_twenty_five_homes_is_taken_over_in_one_command(home: Path, run: Run) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    made = xlsxwriter.Workbook(str(home / "Heron Creek.xlsx"))
    cells = made.add_worksheet()
    dated = made.add_format({"num_format": "m/d/yy"})
    cells.write_row(2, 0, ["Job #", "Lot", "Buyer", "Contract Date", "Stage", "Est. Close", "Last Contact"])
    for number in range(25):
        cells.write_row(3 + number, 0, [1040 + number, number + 1, f"Kim {'ABCDE'[number % 5]}{'aeiou'[number // 5]}son"])
        for column, day in ((3, datetime(2026, 5, 1 + number)), (5, datetime(2027, 3, 1 + number)), (6, datetime(2026, 11, 20))):
            cells.write_datetime(3 + number, column, day, dated)
        cells.write(3 + number, 4, "Slab")
    made.close()
    assert run("import", "Heron Creek.xlsx", "--yes").code == 0
    assert len(jobs_in(home)) == 25
    first = run().out.splitlines()[0]
    assert "25 open" in first and "red" not in first


def test_the_file_that_was_there_keeps_its_comments_and_shapes(home: Path, sheet: Path, run: Run) -> None:
    path = home / "backlog.yaml"
    text = (
        "# mine\nsettings: {agent: Renata}   # me\n\njobs:\n"
        "  - {job: '1041', buyers: Kim Lee, sold_date: 2026-03-14, closing: 2026-12-18, lender: Birch}  # call him Jim\n"
        "# the end\n"
    )
    path.write_text(text, encoding="utf-8")
    answer = run("import", "tracker.csv", "--yes", "--update")
    assert answer.code == 0, answer.err
    after = path.read_text(encoding="utf-8")
    assert "# mine\nsettings: {agent: Renata}   # me\n" in after
    assert "# call him Jim" in after and "# the end" in after
    assert "2 the same" in run("import", "tracker.csv", "--update").out


def test_an_archived_home_is_not_entered_again(sample: Path, sheet: Path, run: Run) -> None:
    sheet.write_text("Job,Buyer,Sold,Stage,Closed\n77,Zoe Park,3/1/24,closed,9/2/24\n", encoding="utf-8")
    assert run("import", "tracker.csv", "--yes").code == 0
    assert run("archive", "--yes").code in (0, 2)
    if "77" not in jobs_in(sample.parent):
        assert "1 the same" in run("import", "tracker.csv", "--yes", "--update").out


def test_a_field_that_she_names_goes_before_any_heading(home: Path, sheet: Path, run: Run) -> None:
    run("import", "tracker.csv", "--yes", "--map", "Solar=lender", "--map", "Lender=-")
    assert jobs_in(home)["1041"].lender.name == "yes"


@pytest.mark.parametrize(
    ("field", "path", "value"),
    [
        ("interests", ("interests",), ("yes",)),
        ("needed_by", None, None),
        ("deposits.1.paid", ("deposits", 0, "paid"), True),
        ("buyers.2.email", ("buyers", 1, "email"), "yes"),
        ("buyers.1.name", None, None),
        ("lender.officer", ("lender", "officer"), "yes"),
    ],
)
def test_a_column_can_be_any_value_of_a_home(
    home: Path, sheet: Path, run: Run, field: str, path: tuple[str | int, ...] | None, value: object
) -> None:
    answer = run("import", "tracker.csv", "--yes", "--map", f"Solar={field}")
    assert answer.code == 0, answer.err
    assert "is a bug" not in answer.err
    found: Any = jobs_in(home)["1041" if path else "1042"] if field != "buyers.1.name" else None
    for step in path or ():
        found = found[step] if isinstance(step, int) else getattr(found, step)
    assert path is None or found == value
    assert "0 different" in run("import", "tracker.csv", "--update").out


@pytest.mark.parametrize("field", ["log", "promises", "promises.1.text", "lender.papers", "stages", "x_solar"])
def test_a_cell_cannot_be_a_whole_block(sheet: Path, run: Run, field: str) -> None:
    answer = run("import", "tracker.csv", "--yes", "--map", f"Solar={field}")
    assert (answer.code, "Nothing was changed." in answer.err, "bug" in answer.err) == (2, True, False), answer.err


def test_homes_that_closed_long_ago_make_no_red_morning(home: Path, sheet: Path, run: Run) -> None:
    rows = (
        "1,Kim Lee,3/14/26,Closed,10/30/26\n2,Bo Ray,5/1/25,closed,1/3/26\n"
        "3,Ada Cole,3/1/26,closed,\n4,Zoe Park,3/1/26,cancelled,\n"
    )
    sheet.write_text(f"Job,Buyer,Sold,Stage,Closed\n{rows}", encoding="utf-8")
    assert run("import", "tracker.csv", "--yes").code == 0
    assert "red" not in run().out.splitlines()[0]
