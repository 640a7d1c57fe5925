"""Which column is what, in trackers as builders and agents keep them."""

from __future__ import annotations

import pytest

from backlog_cli.exchange.columns import HEADINGS, KEYWORDS, find_sections, fold_heading
from backlog_cli.exchange.sheets import Sheet, parse_delimited


def fields(text: str) -> list[dict[str, str]]:
    """What a tab-separated table says, home by home, by our fields."""
    found = []
    for section in find_sections(Sheet("t", parse_delimited(text))):
        for _, row in section.rows:
            home = {
                column.field or f"x {column.heading}": str(row[column.place])
                for column in section.columns
                if column.place < len(row) and row[column.place] is not None
            }
            found.append(home | ({"community": section.title} if section.title else {}))
    return found


def test_no_heading_is_claimed_by_two_fields() -> None:
    words = [word for names in HEADINGS.values() for word in names.split(", ")]
    assert len(words) == len(set(words)) == len(KEYWORDS)
    assert all(fold_heading(word) == word for word in words)


@pytest.mark.parametrize(
    ("text", "homes"),
    [
        pytest.param(
            "Job #\tBuyer(s)\tSold\n1\tKim Lee\t3/4/26", [{"job": "1", "buyers": "Kim Lee", "sold_date": "3/4/26"}], id="plain"
        ),
        pytest.param(
            "Heron Creek backlog\nas of 11/30\n\nLot No.\tCustomer Name\tEst. Close\n7\tKim\t5/1\n",
            [{"lot": "7", "buyers": "Kim", "closing.internal": "5/1", "community": "Heron Creek backlog"}],
            id="header below a title",
        ),
        pytest.param(
            "Job\tBuyer\tLender\t\tClosing\t\n\t\tName\tPhone\tContract\tTold\n1\tKim\tBirch\t555\t5/1\t5/9",
            [
                {
                    "job": "1",
                    "buyers": "Kim",
                    "lender.name": "Birch",
                    "lender.phone": "555",
                    "closing.contract": "5/1",
                    "closing.told": "5/9",
                }
            ],
            id="two header rows",
        ),
        pytest.param(
            "HERON CREEK\nJob\tBuyer\n1\tKim\n2\tBo\nTotal\t2\nLARKSPUR\nJob\tBuyer\n3\tAda\n\nGrand Total\t3",
            [
                {"job": "1", "buyers": "Kim", "community": "HERON CREEK"},
                {"job": "2", "buyers": "Bo", "community": "HERON CREEK"},
                {"job": "3", "buyers": "Ada", "community": "LARKSPUR"},
            ],
            id="sections with totals",
        ),
        pytest.param(
            "Job\tBuyer\tSolar\n1\tKim\tyes", [{"job": "1", "buyers": "Kim", "x Solar": "yes"}], id="a column of her own"
        ),
        pytest.param(
            "Buyer Last\tBuyer First\tLot\nLee\tKim\t4",
            [{"buyers.last": "Lee", "buyers.first": "Kim", "lot": "4"}],
            id="names in two",
        ),
        pytest.param("what a day\nnothing here\n1\t2\t3", [], id="no header"),
    ],
)
def test_homes_are_found_where_the_table_has_them(text: str, homes: list[dict[str, str]]) -> None:
    assert fields(text) == homes


def test_rows_bear_the_numbers_of_the_spreadsheet() -> None:
    (section,) = find_sections(Sheet("t", parse_delimited("\n\nJob\tBuyer\n\n1\tKim\n")))
    assert [number for number, _ in section.rows] == [5]


def test_her_own_mapping_beats_the_table() -> None:
    (section,) = find_sections(Sheet("t", parse_delimited("Job\tBuyer\tStatus\n1\tKim\tctc")), {"status": "lender.status"})
    assert section.columns[2].field == "lender.status"
