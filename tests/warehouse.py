"""The questions of docs/sharing.md: asked of DuckDB, of Spark, and of the program's own reports."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PAGE = Path(__file__).parent.parent / "docs" / "sharing.md"
Answer = list[tuple[Any, ...]]


def _blocks() -> tuple[str, str, str]:
    duckdb_views, spark_views, questions = re.findall(r"^```sql\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return duckdb_views, spark_views, questions


def questions() -> list[str]:
    """The ten questions, in SQL."""
    return [text.partition("\n")[2].strip().rstrip(";") for text in re.split(r"(?m)^-- \d+\. ", _blocks()[2])[1:]]


def duckdb_answers(folder: Path) -> list[Answer]:
    """What DuckDB answers, told only what the page says, of the Parquet files in that folder."""
    import duckdb

    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": False}) as database:
        for statement in _statements(_blocks()[0], folder):
            database.execute(statement)
        return [database.execute(question).fetchall() for question in questions()]


def spark_answers(folder: Path) -> list[Answer]:
    """What Spark answers, as a single process on this machine."""
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.sql.warehouse.dir": f"{folder}/none"}
    builder = SparkSession.builder.master("local[2]").appName("questions")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        for statement in _statements(_blocks()[1], folder):
            session.sql(statement)
        return [[tuple(row) for row in session.sql(question).collect()] for question in questions()]
    finally:
        session.stop()


def _statements(views: str, folder: Path) -> list[str]:
    placed = re.sub(r"'(\w+\.parquet)'", lambda found: f"'{folder}/{found[1]}'", views)
    return [statement for text in placed.split(";") if (statement := text.strip())]


# The program's own answers, from `list --all --json` and `report week --json` of each file, and the latter of all of them.

FIELDS = "key,stage,level,community,plan,sold,closed,closing,reasons,lender.product,lender.lock_expires"


def program_answers(
    team: Mapping[str, Any], files: Mapping[str, tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]], today: str
) -> list[Answer]:
    """What the program says. `team` is the manager's page; `files` holds, by the name of the file, its week and its homes."""
    homes = [(name, week["agent"], home) for name, (week, listed) in files.items() for home in listed]
    still = [(name, agent, home) for name, agent, home in homes if home["stage"] not in ("closed", "cancelled")]
    weeks = [week for week, _ in files.values()]
    return [
        _silent(team),
        _colors([home for _, _, home in still]),
        _months(weeks),
        _causes(weeks),
        _updates(weeks),
        sorted(
            ((week["agent"], *_share(week["cancellations"])) for week in weeks),
            key=lambda row: (-row[1], row[2], row[0]),
        ),
        sorted(
            (
                (name, home["key"], home["lender.product"], _day(home["lender.lock_expires"]), _day(home["closing"]))
                for name, _, home in still
                if home["lender.lock_expires"] and home["lender.lock_expires"] < (home["closing"] or "")
            ),
            key=lambda row: (row[3], row[0], row[1]),
        ),
        _overdue(weeks),
        _days_by_plan([home for _, _, home in homes]),
        sorted(
            (_day(reason["day"]), name, home["key"])
            for name, _, home in still
            for reason in home["reasons"]
            if reason["rule"] == "deposit" and reason["day"] < today
        ),
    ]


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _share(facts: Mapping[str, Any]) -> tuple[int, int]:
    return facts["part"], facts["of"]


def _silent(team: Mapping[str, Any]) -> Answer:
    today = date.fromisoformat(team["as_of"])
    rows = [
        (agent["agent"], len(agent["silent"]), max((today - _day(home["since"])).days for home in agent["silent"]))
        for agent in team["agents"]
        if agent["silent"]
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _colors(homes: Iterable[Mapping[str, Any]]) -> Answer:
    levels: dict[str, Counter[str]] = {}
    for home in homes:
        levels.setdefault(home["community"] or "none", Counter())[home["level"]] += 1
    rows = [(place, found["red"], found["amber"], found.total()) for place, found in levels.items()]
    return sorted(rows, key=lambda row: (-row[1], -row[2], row[0]))


def _months(weeks: Sequence[Mapping[str, Any]]) -> Answer:
    closed: Counter[str] = Counter()
    ahead: Counter[str] = Counter()
    for month in (month for week in weeks for month in week["months"]):
        closed[month["month"]] += month["homes_closed"]
        ahead[month["month"]] += month["homes_to_close"]
    return [(month, closed[month], ahead[month]) for month in sorted({*closed, *ahead}) if closed[month] or ahead[month]]


def _causes(weeks: Sequence[Mapping[str, Any]]) -> Answer:
    slips: Counter[str] = Counter()
    days: Counter[str] = Counter()
    for cause in (cause for week in weeks for cause in week["causes"]):
        slips[cause["cause"]] += cause["slips"]
        days[cause["cause"]] += cause["days"]
    return sorted(((why, slips[why], days[why]) for why in slips), key=lambda row: (-row[1], -row[2], row[0]))


def _updates(weeks: Sequence[Mapping[str, Any]]) -> Answer:
    shares = [(week["agent"], *_share(week["updates"])) for week in weeks]
    return [(agent, part, of, int(100 * part / of + 0.5) if of else None) for agent, part, of in shares]


def _overdue(weeks: Sequence[Mapping[str, Any]]) -> Answer:
    found = [(week["agent"], week["promises"]["ours"]["overdue"], week["promises"]["others"]["overdue"]) for week in weeks]
    return sorted((row for row in found if row[1] or row[2]), key=lambda row: (-row[1], -row[2], row[0]))


def _days_by_plan(homes: Iterable[Mapping[str, Any]]) -> Answer:
    days: dict[str, list[int]] = {}
    for home in homes:
        if home["closed"] and home["sold"]:
            days.setdefault(home["plan"] or "none", []).append((_day(home["closed"]) - _day(home["sold"])).days)
    rows = [(plan, len(found), int(mean(found) + 0.5)) for plan, found in days.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0]))
