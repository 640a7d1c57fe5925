"""The sample is valid, kept as an agent would keep it, and shows every level; it says what DOMAIN.md's data says."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.due.ranking import ranked_verdicts
from backlog_cli.store.load import load
from backlog_cli.terms import Level
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLE = Path(__file__).parent.parent / "sample_backlog.yaml"
PRINTED = Path(__file__).parent / "data" / "domain_section7.yaml"

# job, colour, quadrant, rules among the reasons (level and day where DOMAIN.md names them)
EXPECTED: list[tuple[str, str, str | None, dict[str, tuple[str, str | None]]]] = [
    (
        "HC-1037",
        "red",
        "do-now",
        {
            "untold": ("red", "2026-11-21"),
            "rate-lock": ("red", "2026-12-31"),
            "needed-by": ("red", "2026-12-31"),
            "mood": ("red", "2026-11-18"),
            "written": ("amber", "2026-11-18"),
            "pushes": ("green", None),
        },
    ),
    ("HC-1029", "red", "do-now", {"orientation": ("red", "2026-11-20"), "ctc": ("amber", "2026-11-27")}),
    (
        "LR-1058",
        "red",
        "do-now",
        {
            "decision": ("red", "2026-11-19"),
            "deposit": ("amber", "2026-11-24"),
            "loan-application": ("amber", "2026-11-16"),
        },
    ),
    (
        "HC-1044",
        "red",
        "do-now",
        {
            "promise": ("red", "2026-11-20"),
            "inbound": ("red", "2026-11-22"),
            "issue": ("amber", "2026-11-25"),
            "escalation-untold": ("green", None),
        },
    ),
    (
        "LR-1052",
        "amber",
        "do-now",
        {
            "update": ("amber", "2026-11-21"),
            "contingency": ("amber", "2026-11-30"),
            "loan-application": ("amber", "2026-10-12"),
            "mood": ("amber", "2026-11-15"),
        },
    ),
    ("HC-1012", "amber", "protect", {"care": ("amber", "2026-11-25")}),
    ("HC-1041", "green", "routine", {"away": ("green", "2026-11-26"), "credit-papers": ("green", None)}),
    ("LR-1049", "green", "routine", {"away": ("green", "2026-11-26")}),
    ("HC-1033", "archived", None, {}),
]


@pytest.fixture(params=[SAMPLE, PRINTED], ids=["sample_backlog.yaml", "as printed"])
def listed(request: pytest.FixtureRequest, run: Callable[..., Any]) -> dict[str, Any]:
    answer = run("list", "--all", "--json", "--file", str(request.param))
    assert answer.code == 0
    return {job["job"]: job for job in json.loads(answer.out)["jobs"]}


@pytest.fixture(params=[SAMPLE, PRINTED], ids=["sample_backlog.yaml", "as printed"])
def due(request: pytest.FixtureRequest, run: Callable[..., Any]) -> dict[str, Any]:
    answer = run("due", "--json", "--file", str(request.param))
    assert answer.code == 0
    found: dict[str, Any] = json.loads(answer.out)
    return found


@pytest.mark.parametrize(("job", "level", "quadrant", "rules"), EXPECTED, ids=[row[0] for row in EXPECTED])
def test_each_home_has_its_colour_quadrant_and_reasons(
    listed: dict[str, Any], job: str, level: str, quadrant: str | None, rules: dict[str, tuple[str, str | None]]
) -> None:
    found = listed[job]
    assert (found["level"], found["quadrant"]) == (level, quadrant)
    reasons = {reason["rule"]: (reason["level"], reason["day"]) for reason in found["reasons"]}
    for rule, (its_level, its_day) in rules.items():
        assert reasons[rule][0] == its_level, rule
        assert its_day is None or reasons[rule][1] == its_day, rule


def test_every_home_is_listed_and_only_one_is_the_frog(listed: dict[str, Any]) -> None:
    assert sorted(listed) == sorted(row[0] for row in EXPECTED)
    assert [job for job, found in listed.items() if found["frog"]] == ["HC-1037"]


def test_due_holds_every_live_home_with_the_same_verdicts(due: dict[str, Any], listed: dict[str, Any]) -> None:
    assert {job["job"] for job in due["jobs"]} == {row[0] for row in EXPECTED} - {"HC-1033"}
    for job in due["jobs"]:
        assert job["level"] == listed[job["job"]]["level"]


def test_the_page_around_the_homes(due: dict[str, Any]) -> None:
    assert due["frog"] == "HC-1037"
    assert set(due["focus"]) == {"LR-1052", "LR-1058", "HC-1044", "HC-1029"}
    assert due["protect"]["job"] == "HC-1012"
    assert due["too_many_red"].startswith("4 of 8")
    assert [duty["day"] for duty in due["away_untold"]] == ["2026-11-24"]


def test_the_texts_say_what_the_table_says(listed: dict[str, Any]) -> None:
    def texts(job: str) -> str:
        return "\n".join(reason["text"] for reason in listed[job]["reasons"])

    assert "they haven't been told" in texts("HC-1037")
    assert "they think closing" not in texts("HC-1037")  # the untold move says it
    assert "3 times" in texts("HC-1037")
    assert "no plan yet" in "\n".join(reason["next"] for reason in listed["HC-1037"]["reasons"])
    assert "11 days" in texts("HC-1029")
    assert "4 days late" in texts("LR-1058")
    assert "tomorrow" in texts("LR-1058")
    assert "14 days after the sale" in texts("LR-1058")
    assert "unanswered for 2 days" in texts("HC-1044")
    assert "not reassured for 5 days" in texts("HC-1044")
    assert "9 days" in texts("LR-1052")
    assert "voicemail" in texts("LR-1052")
    assert "in 7 days" in texts("LR-1052")
    assert "49 days" in texts("LR-1052")
    assert "194 days old" in texts("HC-1041")


def test_five_updates_move_to_the_cover(listed: dict[str, Any]) -> None:
    moved = {job for job, found in listed.items() for reason in found["reasons"] if reason["rule"] == "away"}
    assert moved == {"HC-1041", "HC-1029", "LR-1058", "HC-1044", "LR-1049"}


@pytest.mark.parametrize("path", [SAMPLE, PRINTED], ids=["sample_backlog.yaml", "as printed"])
def test_both_load_without_a_single_problem(path: Path) -> None:
    loaded = load(path.read_bytes(), path.name)
    assert loaded.problems == ()
    assert len(loaded.backlog_file.jobs) == 9


def test_the_sample_shows_every_level_and_says_the_same_on_any_day() -> None:
    books = [backlog_of(load(path.read_bytes(), path.name).backlog_file) for path in (SAMPLE, PRINTED)]
    for day in (date(2026, 11, 1), date(2026, 11, 23), date(2026, 12, 24), date(2027, 4, 1)):
        levels = [{verdict.job: verdict.level for verdict in ranked_verdicts(book, today=day, archived=True)} for book in books]
        assert levels[0] == levels[1]
    assert set({v.level for v in ranked_verdicts(books[0], today=date(2026, 11, 23), archived=True)}) == set(Level)


def test_the_sample_reads_top_to_bottom() -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) <= 80
    assert text.count("#") > 15
    assert "text: |" in text
