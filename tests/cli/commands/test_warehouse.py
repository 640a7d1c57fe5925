"""`export jsonl` and `export parquet`: the tables, what their description promises, who may read them, and the disk below."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.store import table_folder
from backlog_cli.views.data.warehouse import TABLES
from tests.data.builder import write_files
from tests.warehouse import FIELDS, duckdb_answers, program_answers, questions, spark_answers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

duckdb = pytest.importorskip("duckdb")
ROOT = Path(__file__).parent.parent.parent.parent
TODAY = "2026-11-23"
TYPES: dict[str, type] = {"string": str, "date": date, "bigint": int, "boolean": bool}


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "schema.json").read_text("utf-8"))
    return found


def lines(folder: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table, days as days."""
    days = [column.name for found in TABLES if found.name == table for column in found.columns if column.type == "date"]
    rows = [json.loads(line) for line in (folder / f"{table}.jsonl").read_bytes().split(b"\n") if line]
    return [{**row, **{day: row[day] and date.fromisoformat(row[day]) for day in days}} for row in rows]


def parquet(folder: Path, table: str) -> list[dict[str, Any]]:
    with duckdb.connect(":memory:") as database:
        found = database.execute(f"select * from '{folder}/{table}.parquet'")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# What is in the tables


@pytest.fixture
def agents(home: Path) -> list[Path]:
    """Files of five agents: of a builder, an honest one, and the sample's."""
    paths = write_files(home / "agents", 3, 20, 6)
    for name in ("tests/data/honest_12.yaml", "sample_backlog.yaml"):
        paths.append(home / "agents" / Path(name).stem / "backlog.yaml")
        paths[-1].parent.mkdir()
        shutil.copy(ROOT / name, paths[-1])
    return paths


def answers_of_program(run: Callable[..., Any], paths: Sequence[Path], folder: Path) -> list[list[tuple[Any, ...]]]:
    """What the program's own pages say of these files; the first one's old homes are put into an archive on the way."""

    def documents(*words: str) -> list[dict[str, Any]]:
        return [json.loads(run("--file", str(path), *words, "--json", today=TODAY).out) for path in paths]

    listed = documents("list", "--all", "--fields", FIELDS)
    assert run("--file", str(paths[0]), "archive", today=TODAY).code == 0
    weeks = documents("report", "week")
    team = json.loads(run("--file", str(folder), "report", "week", "--json", today=TODAY).out)
    names = [path.relative_to(folder).as_posix() for path in paths]
    homes = [document["jobs"] for document in listed]
    return program_answers(team, dict(zip(names, zip(weeks, homes, strict=True), strict=True)), TODAY)


def test_duckdb_answers_the_ten_questions_as_the_program_does(agents: list[Path], home: Path, run: Callable[..., Any]) -> None:
    expected = answers_of_program(run, agents, home / "agents")
    assert len(list((home / "agents" / "0001").glob("backlog-20*.yaml"))) > 0
    answer = run("--file", "agents", "export", "parquet", "tables")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"{3 * 20 + 12 + 9} homes of 5 files in tables: 9 tables, ")
    answers = duckdb_answers(home / "tables")
    first = min(month for month, *_ in expected[2])
    answers[2] = [row for row in answers[2] if row[0] >= first]  # a report goes back twelve months
    answers[9] = [(day, source, key) for source, key, _, _, day in answers[9]]
    assert len(questions()) == 10
    for number, (found, wanted) in enumerate(zip(answers, expected, strict=True), 1):
        assert wanted, f"question {number} has nothing to find"
        assert sorted(found) == sorted(wanted), f"question {number}"
        if number != 5:  # the program has no order of percentages
            assert found == wanted, f"question {number}"


@pytest.mark.sweep
def test_spark_gives_the_same_answers(
    agents: list[Path], home: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not installed: pip install pyspark (some 500 MB)")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, which is not installed")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    assert run("--file", "agents", "export", "parquet", "tables").code == 0
    assert spark_answers(home / "tables") == duckdb_answers(home / "tables")


def test_both_kinds_hold_the_same_rows(agents: list[Path], home: Path, run: Callable[..., Any]) -> None:
    run("--file", "agents", "export", "parquet", "p")
    run("--file", "agents", "export", "jsonl", "j")
    for table in TABLES:
        assert parquet(home / "p", table.name) == lines(home / "j", table.name)
    assert lines(home / "j", "homes")[0]["source"] == "0001/backlog.yaml"


HOSTILE = """\
settings: {agent: "Ann \\"Q\\" O'Neil; drop table homes"}
jobs:
- job: "=1+2"
  buyers: ["Zoë \\u2028 \\0 'x' \\U0001F600", '@sum(a1)']
  community: "null"
  plan: ""
  x_code: "a,b\\n\\t{\\"k\\": 1}"
  x_list: [1, 2]
  log:
  - {at: 2026-11-19, how: phone, text: "line one\\nline two\\r\\n\\e[31m\\x85.", private: true, mood: upset, said: never}
  - {at: 2026-11-20, how: pigeon, mood: meh, text: "-- 1. '); drop"}
  promises:
  - {text: paint chips, due: 2026-11-31}
- job: "7"
  buyers: [Kim Lee]
  sold_date: 2026-01-05
  stage: cancelled
- job: "7"
  buyers: [Bo Day]
  sold_date: 2026-06-05
"""
FILES: dict[str, str | Path] = {
    "sample": ROOT / "sample_backlog.yaml",
    "honest": ROOT / "tests" / "data" / "honest_25.yaml",
    "hostile": HOSTILE,
    "empty": "jobs: []\n",
}


# The words that could break something are tried with everybody on every save, the others once.
AUDIENCES = {"team": (), "redact": ("--redact",), "private": ("--private",)}
EXPORTS = [
    pytest.param(name, kind, words, id=f"{name}-{kind}-{who}", marks=[] if name == "hostile" or not words else pytest.mark.sweep)
    for name in FILES
    for kind in ("jsonl", "parquet")
    for who, words in AUDIENCES.items()
]


@pytest.mark.parametrize(("name", "kind", "words"), EXPORTS)
def test_every_value_is_what_the_description_says(
    name: str, kind: str, words: tuple[str, ...], home: Path, run: Callable[..., Any]
) -> None:
    text = FILES[name]
    (home / "backlog.yaml").write_text(text if isinstance(text, str) else text.read_text("utf-8"), encoding="utf-8")
    answer = run("export", kind, "tables", *words)
    assert answer.code == (3 if name == "hostile" else 0)
    told = manifest(home / "tables")
    assert told["is_whole"]
    assert names_in(home / "tables") == sorted(["schema.json", *(table["file"] for table in told["tables"])])
    for table in told["tables"]:
        rows = (lines if kind == "jsonl" else parquet)(home / "tables", table["name"])
        assert len(rows) == table["rows"]
        for row in rows:
            assert list(row) == [column["name"] for column in table["columns"]]
            for column in table["columns"]:
                value = row[column["name"]]
                assert value is None or type(value) is TYPES[column["type"]]
                assert value is None or not column["words"] or value in column["words"]
        if kind == "parquet" and not rows:
            with duckdb.connect(":memory:") as database:
                found = database.execute(f"describe select * from '{home}/tables/{table['file']}'").fetchall()
            assert [(row[0], {"VARCHAR": "string"}.get(row[1], row[1].lower())) for row in found] == [
                (column["name"], column["type"]) for column in table["columns"]
            ]


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_hostile_words_arrive_as_they_are(kind: str, home: Path, run: Callable[..., Any]) -> None:
    (home / "backlog.yaml").write_text(HOSTILE, encoding="utf-8")
    run("export", kind, "tables", "--private")
    read = lines if kind == "jsonl" else parquet
    homes = {row["home"]: row for row in read(home / "tables", "homes")}
    assert sorted(homes) == ["7@2026-01-05", "7@2026-06-05", "=1+2"]
    found = homes["=1+2"]
    assert found["buyers"] == "Zoë \u2028 \0 'x' \U0001f600; @sum(a1)"
    assert (found["agent"], found["community"], found["plan"]) == ('Ann "Q" O\'Neil; drop table homes', "null", None)
    assert found["unreadable"] == 3
    assert json.loads(found["extra"]) == {"x_code": 'a,b {"k": 1}', "x_list": "1, 2"}
    talk = read(home / "tables", "conversations")[0]
    assert talk["text"] == "line one\nline two\r\n\x1b[31m\x85."


def test_a_text_of_many_megabytes_is_a_row_like_any_other(home: Path, run: Callable[..., Any]) -> None:
    text = "\n".join(["\U0001f600" * 2000] * 900)  # over 21 MB once it's escaped, more than DuckDB takes by itself
    entry = f"  log:\n  - at: 2026-11-19\n    text: |\n      {text.replace(chr(10), chr(10) + ' ' * 6)}\n"
    (home / "backlog.yaml").write_text(f"jobs:\n- job: '1'\n  buyers: [Kim Lee]\n{entry}", encoding="utf-8")
    assert run("export", "parquet", "tables").code == 0
    assert [row["text"] == text for row in parquet(home / "tables", "conversations")] == [True]


# Who may read it

SECRETS = {
    "name": "Okafor",
    "phone": "555-0142",
    "private": "told me in confidence",
    "own": "x_secret",
    "sum": "8231",
    "words": "the slab is poured",
}


@pytest.mark.parametrize(
    ("words", "kept"),
    [((), ["name", "phone", "sum", "words"]), (("--redact",), []), (("--private",), list(SECRETS))],
    ids=["team", "redact", "private"],
)
def test_who_may_read_what(words: tuple[str, ...], kept: list[str], home: Path, run: Callable[..., Any]) -> None:
    entries = (
        "[{at: 2026-11-19, text: told me in confidence, private: true, next: {what: told me in confidence, date: 2026-11-20}}"
    )
    (home / "backlog.yaml").write_text(
        "jobs:\n- job: '1'\n  buyers: [{name: Chidi Okafor, phone: 555-0142}]\n  sold_date: 2026-11-01\n  x_secret: x_secret\n"
        f"  log: {entries}, {{at: 2026-11-20, text: the slab is poured}}]\n"
        "  deposits: [{kind: options, amount: 8231, due: 2026-11-01}]\n"
        "  promises: [{text: the slab is poured, due: 2026-11-02}]\n",
        encoding="utf-8",
    )
    run("export", "jsonl", "tables", *words)
    text = b"".join(path.read_bytes() for path in (home / "tables").iterdir()).decode()
    assert [name for name, secret in SECRETS.items() if secret in text] == kept


def test_redact_and_private_are_opposites(sample: Path, run: Callable[..., Any]) -> None:
    assert run("export", "jsonl", "tables", "--redact", "--private").code == 2
    assert not (sample.parent / "tables").exists()


# What it is told


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "name the folder for the tables: backlog export jsonl FOLDER"),
        (("-",), "isn't a folder's name"),
        (("level:red",), "isn't a folder's name"),
        ((".",), "is the folder of your backlog"),
        (("backlog.yaml",), "is a file; name a folder"),
        (("no/tables",), "there's no folder"),
        (("tables", "level:pink"), "pink"),
        (("tables", "--columns", "job"), "has no columns"),
        (("tables", "--updates"), "--updates goes with ics"),
        (("tables", "--dry-run"), "--dry-run goes with site"),
        (("link",), "is a link"),
        (("other",), "holds other things (notes.txt)"),
    ],
)
def test_what_does_not_fit_is_refused(
    words: tuple[str, ...], says: str, sample: Path, run: Callable[..., Any], state_of: Callable[..., str]
) -> None:
    (sample.parent / "other").mkdir()
    (sample.parent / "other" / "notes.txt").write_text("hers", encoding="utf-8")
    (sample.parent / "link").symlink_to(sample.parent / "other")
    before = state_of(sample.parent)
    answer = run("export", "jsonl", *words)
    assert (answer.code, says in answer.err, answer.out) == (2, True, ""), answer.err
    assert state_of(sample.parent) == before


def test_terms_choose_homes(sample: Path, run: Callable[..., Any]) -> None:
    found = json.loads(run("export", "jsonl", "red", "level:red", "--json").out)
    assert (found["kind"], found["homes"]) == ("warehouse", 4)
    assert {row["level"] for row in lines(sample.parent / "red", "homes")} == {"red"}
    assert {row["home"] for row in lines(sample.parent / "red", "conversations")} <= {
        row["home"] for row in lines(sample.parent / "red", "homes")
    }


def test_parquet_without_duckdb_says_what_to_install(
    sample: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    answer = run("export", "parquet", "tables")
    assert answer.code == 2
    assert "parquet files need DuckDB" in answer.err
    assert "install 'duckdb>=2,<3'" in answer.err
    assert run("export", "jsonl", "tables").code == 0


def test_the_description_is_the_answer_for_a_script(sample: Path, run: Callable[..., Any]) -> None:
    assert json.loads(run("export", "jsonl", "tables", "--json").out) == manifest(sample.parent / "tables")


# The folder on the disk


def test_an_earlier_export_is_written_over_and_nothing_else(sample: Path, run: Callable[..., Any]) -> None:
    folder = sample.parent / "tables"
    assert run("export", "jsonl", "tables").code == 0
    (folder / "mine.txt").write_text("hers", encoding="utf-8")
    assert run("export", "parquet", "tables").code == 0  # the other kind takes the place of the first
    assert names_in(folder) == sorted(["mine.txt", "schema.json", *(f"{table.name}.parquet" for table in TABLES)])
    assert run("export", "jsonl", "tables").code == 0
    changed = folder / "homes.jsonl"
    changed.write_text("{}\n", encoding="utf-8")
    refused = run("export", "jsonl", "tables")
    assert (refused.code, "was changed since it was exported" in refused.err) == (2, True)
    assert changed.read_text("utf-8") == "{}\n"
    assert run("export", "jsonl", "tables", "--replace").code == 0
    assert len(lines(folder, "homes")) == 9
    assert (folder / "mine.txt").read_text("utf-8") == "hers"
    modes = {path.stat().st_mode & 0o777 for path in folder.iterdir() if path.name != "mine.txt"}
    assert modes == {0o600} or os.name == "nt"


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_the_same_homes_make_the_same_files(kind: str, sample: Path, run: Callable[..., Any]) -> None:
    run("export", kind, "a")
    run("export", kind, "b")
    assert manifest(sample.parent / "a") == manifest(sample.parent / "b")


@pytest.mark.parametrize("died_at", [0, 1, 2, len(TABLES), len(TABLES) + 1])
def test_an_export_that_is_killed_says_so_and_the_next_one_mends_it(
    died_at: int, sample: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = sample.parent / "tables"
    run("export", "jsonl", "tables")
    before = manifest(folder)
    sample.write_text(sample.read_text("utf-8").replace("Alder B", "Alder Z"), encoding="utf-8")
    count = iter(range(99))

    def dies(temp: Path, real: Path) -> None:
        if next(count) == died_at:
            raise OSError(errno.EIO, "Input/output error")
        temp.replace(real)

    with monkeypatch.context() as patch:
        patch.setattr(table_folder, "rename_with_retries", dies)
        answer = run("export", "jsonl", "tables")
    assert (answer.code, "input/output error" in answer.err) == (5, True)
    after = manifest(folder)
    assert (after == before) if died_at == 0 else not after["is_whole"]
    assert len(names_in(folder)) == len(TABLES) + 1
    assert run("export", "jsonl", "tables").code == 0
    assert manifest(folder)["is_whole"]
    assert "Alder Z" in {row["plan"] for row in lines(folder, "homes")}


@pytest.mark.sweep
@pytest.mark.skipif(os.name == "nt", reason="signals are of another kind there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_an_export_that_is_stopped_leaves_nothing_behind(kind: str, number: int, home: Path) -> None:
    write_files(home / "agents", 10, 50, 6)
    words = ["--today", TODAY, "--file", "agents", "export", kind, "tables"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-m", "backlog_cli", *words], env=environ, stderr=subprocess.PIPE)
    until = time.monotonic() + 60
    while not list(home.glob("tables/.~homes*")):
        assert time.monotonic() < until
        assert process.poll() is None
        time.sleep(0.005)
    process.send_signal(number)
    said = process.communicate()[1].decode()
    assert (process.returncode, "stopped" in said) == (130, True)
    assert not (home / "tables").exists()


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
@pytest.mark.parametrize("is_there", [True, False])
def test_a_full_disk_leaves_what_was_there(
    kind: str,
    is_there: bool,
    sample: Path,
    run: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    state_of: Callable[..., str],
) -> None:
    if is_there:
        run("export", kind, "tables")
    before = state_of(sample.parent)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(table_folder, "sync", full)
    answer = run("export", kind, "tables")
    assert (answer.code, "no space left on device" in answer.err) == (5, True)
    assert state_of(sample.parent) == before


def test_duckdb_s_own_complaint_is_told_in_a_line(sample: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from backlog_cli.exchange import parquet as module

    monkeypatch.setattr(module, "_pattern", lambda _: "'/no/such/file.jsonl'")
    answer = run("export", "parquet", "tables")
    assert (answer.code, answer.err.count("\n"), "Traceback" in answer.err) == (5, 1, False)
    assert not (sample.parent / "tables").exists()


def test_a_folder_with_signs_that_mean_something_to_duckdb(sample: Path, run: Callable[..., Any]) -> None:
    name = "it's [2026] * {a,b} ?"
    assert run("export", "parquet", name).code == 0
    assert len(parquet_escaped(sample.parent / name)) == 9


def parquet_escaped(folder: Path) -> list[Any]:
    shutil.copy(folder / "homes.parquet", folder.parent / "plain.parquet")
    with duckdb.connect(":memory:") as database:
        found: list[Any] = database.execute(f"select * from '{folder.parent}/plain.parquet'").fetchall()
    return found


# Many files


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_written(
    agents: list[Path], home: Path, run: Callable[..., Any]
) -> None:
    agents[1].write_text("jobs: [", encoding="utf-8")
    agents[2].write_bytes(b"\xff\xfe\x00")
    gone = home / "agents" / "none" / "backlog.yaml"
    names = [word for path in (*agents, gone) for word in ("--file", str(path))]
    answer = run(*names, "export", "jsonl", "tables")
    assert answer.code == 3
    assert answer.out.startswith(f"{20 + 12 + 9} homes of 3 files in tables: ")
    assert answer.err.count(" is left out: ") == 3
    told = manifest(home / "tables")
    assert sorted(told["left_out"]) == ["0002/backlog.yaml", "0003/backlog.yaml", "none/backlog.yaml"]
    assert {row["source"] for row in lines(home / "tables", "homes")} == {
        "0001/backlog.yaml",
        "honest_12/backlog.yaml",
        "sample_backlog/backlog.yaml",
    }


def test_a_copy_of_another_file_counts_once(agents: list[Path], home: Path, run: Callable[..., Any]) -> None:
    shutil.copy(agents[0], agents[0].with_name("backlog (conflicted copy).yaml"))
    answer = run("--file", "agents", "export", "jsonl", "tables")
    assert "again and is left out" in answer.err
    assert len(lines(home / "tables", "homes")) == 3 * 20 + 12 + 9


def test_nothing_is_written_where_nothing_can_be_read(home: Path, run: Callable[..., Any]) -> None:
    (home / "backlog.yaml").write_text("jobs: [", encoding="utf-8")
    assert run("export", "jsonl", "tables").code == 3
    assert run("--file", "backlog.yaml", "--file", "none.yaml", "export", "jsonl", "tables").code == 3
    assert not (home / "tables").exists()


# What others rely on


def test_the_tables_stand_as_they_did() -> None:
    """A column once written is there for good: warehouses are built on it. Add to this list; take nothing away."""
    there = {table.name: [column.name for column in table.columns] for table in TABLES}
    known: Mapping[str, str] = {
        "homes": "source home as_of agent job is_archived community lot address plan superintendent buyers realtor channel "
        "sold_date state stage stage_since stage_seen is_live level quadrant risk contract_closing estimated_closing told "
        "told_from told_to closing closed_date days_to_close cancelled_date cancelled_reason lender loan_type loan_status "
        "lock_expires needed_by last_update update_due days_without_update is_silent updates updates_on_time unreadable "
        "extra conflicts",
        "buyers": "source home n role name phone email",
        "conversations": "source home n spoken_date spoken_time channel kind outcome mood is_update is_attempt is_private "
        "written_date topics buyers others spoken_by text said next_step next_date",
        "moves": "source home n moved from_date to_date days known_date told_date days_to_tell cause_kind has_cause has_plan "
        "is_ours cause together plan_b noted_by",
        "promises": "source home n promised_by made_date due_date done_date status is_open is_overdue promised_to needs "
        "text noted_by",
        "deposits": "source home n kind amount due_date paid_date is_paid is_overdue",
        "issues": "source home n severity status opened_date due_date reassured_date is_open owner text wants noted_by",
        "stages": "source home n stage entered_date",
        "duties": "source home n rule level due_date text next_action",
    }
    assert {name: columns[: len(known.get(name, "").split())] for name, columns in there.items()} == {
        name: columns.split() for name, columns in known.items()
    }
