"""Every JSON document of every verb that reads, held against the schema that `schema --output` prints of it."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from backlog_cli.views.data.document_kinds import DOCUMENTS
from backlog_cli.views.data.document_schema import document_schema
from backlog_cli.views.data.shapes import READ_DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DATA = Path(__file__).parents[1] / "data"
OF_GIT = {"history-commits", "merge-install"}  # they need a repository: tests/cli/git holds them against their schemas
EMPTY = "version: 1\njobs: []\n"
BROKEN = """\
version: 1
settings: {agent: Renata Vance, cadence_days: soon}
away:
- {from: 2026-11-25, to: 2026-11-29, cover: Dana Reyes}
- {from: never, to: 2026-12-29}
colour: blue
jobs:
- job: A1
  buyers: [Kim Lee, {name: Jo Lee, phone: 555-0100}]
  lot: "7"
  sold_date: 2026-05-01
  stage: framing
  closing: {internal: 2027-01-15, told: 2026-12-11}
  promises: [{text: send the plan, due: 2026-11-20}, {text: the fence, due: sometime}]
  log:
  - {at: 2026-11-10 17:30, how: phone, text: they ask about the fence, mood: meh}
- {job: A2, buyers: Ann Ito, sold_date: 2026-02-30, stage: slab, unknown_key: 3}
- {job: A3, sold_date: 2026-02-03}
- {job: A1, buyers: Old Buyer, sold_date: 2025-01-01, stage: cancelled}
"""


@cache
def validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(document_schema(kind), format_checker=FormatChecker())


def hold(out: str) -> dict[str, Any]:
    """The document, once it fits the schema of its kind."""
    found: dict[str, Any] = json.loads(out)
    wrong = [
        f"{found['kind']} {'/'.join(map(str, e.absolute_path))}: {e.message[:200]}"
        for e in validator(found["kind"]).iter_errors(found)
    ]
    assert wrong == []
    return found


def objects(value: object, name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object in a document with the key that it is under."""
    if isinstance(value, dict):
        yield name, value
        for key, inner in value.items():
            if key not in ("file", "own", "settings"):
                yield from objects(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner, name)


def readings(homes: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    """Every command that reads, in each of its forms."""
    yield from (
        ("due",),
        ("due", "--owed"),
        ("due", "--all", "--ahead", "30"),
        ("list",),
        ("list", "--all"),
        ("list", "level:red"),
    )
    yield from (
        ("find", "the"),
        ("find", "zzz"),
        ("check",),
        ("check", "channel"),
        ("check", "--purge", "nobody keeps this"),
        ("super",),
        ("walk",),
        ("where",),
        ("skill",),
        ("history",),
    )
    yield from (("calendar",), ("calendar", "next"), ("away",), ("decide", "--all"))
    yield from (("report", kind) for kind in ("week", "slips", "stages", "timeline", "risk", "handover"))
    yield from (("report", "week", "--all"), ("report", "handover", "--private"))
    for home in homes:
        key = home["key"]
        yield from (
            ("show", key),
            ("show", key, "--all"),
            ("decide", key),
            ("draft", key),
            ("report", "job", key),
            ("history", key),
        )


FILES: dict[str, tuple[str | Path, str]] = {
    "sample": (DATA.parents[1] / "sample_backlog.yaml", "2026-11-23"),
    "empty": (EMPTY, "2026-11-23"),
    "broken": (BROKEN, "2026-11-23"),
    **{f"honest {n}": (DATA / f"honest_{n}.yaml", "2026-11-30") for n in (12, 25, 45)},
}


@pytest.fixture(
    params=[pytest.param(name, marks=[] if name in ("sample", "empty", "broken") else pytest.mark.sweep) for name in FILES]
)
def said(request: pytest.FixtureRequest, home: Path, run: Callable[..., Any]) -> tuple[str, list[dict[str, Any]]]:
    """Every document of one file, each having been held against its schema."""
    text, today = FILES[request.param]
    path = home / "backlog.yaml"
    path.write_bytes(text.read_bytes() if isinstance(text, Path) else text.encode())
    code = 3 if request.param == "broken" else 0
    homes = json.loads(run("list", "--all", "--json", today=today).out)["jobs"]
    told = []
    chosen = homes[:: max(1, len(homes) // 3)]
    for words in (*readings(chosen), *([("away", "--pack")] if request.param in ("sample", "broken") else [])):
        answer = run(*words, "--json", today=today)
        expected = {"where": (0,), "history": (0,), "skill": (0,), "check": (0, 1)}.get(words[0], (code,))
        assert answer.code in expected, (words, answer)
        told.append(hold(answer.out))
    told += [hold(run("export", "json", *words, today=today).out) for words in ((), ("--private",), ("--redact",))]
    told += [hold(run("export", kind, kind, "--json", today=today).out) for kind in ("site", "jsonl")]
    return request.param, told


def test_every_document_fits_its_schema_and_speaks_of_homes_and_duties_alike(
    said: tuple[str, list[dict[str, Any]]], home: Path, run: Callable[..., Any]
) -> None:
    name, told = said
    if name == "sample":
        told.append(hold(run("away", "--back", "--json", today="2026-11-30").out))
        other = ("--file", str(DATA / "honest_12.yaml"), "--file", "backlog.yaml", "--json")
        told += [hold(run(*words, *other, today="2026-11-30").out) for words in (("list",), ("find", "the"), ("report",))]
        assert {document["kind"] for document in told} == set(READ_DOCUMENTS) - OF_GIT
    for document in told:
        assert list(document)[:5] == ["schema_version", "kind", "as_of", "bad", "warnings"]
        assert date.fromisoformat(document["as_of"])
        # Every home that is named is one of `jobs`, but for those of archives and of what was written long ago.
        skipped = ("bad", "warnings", "problems", "lessons")
        named = {found["job"] for key, found in objects(document) if found.get("job") and key not in skipped}
        listed = {found[name] for key, found in objects(document) if key == "jobs" for name in ("job", "key") if name in found}
        assert named <= listed, (document["kind"], named - listed)
        for key, found in objects(document):
            if key == "jobs" and document["kind"] != "export-redacted":
                assert {"job", "key", "buyer", "lot"} <= set(found), document["kind"]
            if "rule" in found:
                assert {"job", "rule", "level", "day", "text", "next", "n"} <= set(found), document["kind"]


def test_what_cannot_be_read_and_what_is_warned_of_is_in_every_document(home: Path, run: Callable[..., Any]) -> None:
    path = home / "backlog.yaml"
    path.write_text(BROKEN)
    lines = BROKEN.splitlines()
    first = hold(run("due", "--json").out)
    assert [(note["job"], note["is_left_out"]) for note in first["bad"]] == [
        *((None, False), (None, False), ("A1", False), ("A1", False), ("A2", False), ("A3", True)),
    ]
    assert [(note["job"], note["buyer"]) for note in first["warnings"]][:2] == [(None, None), ("A2", "Ito")]
    for note in (*first["bad"], *first["warnings"]):
        assert note["what"]
        assert note["cure"]
        assert 1 <= note["column"] <= len(lines[note["line"] - 1])
    [mood] = [note for note in first["bad"] if "meh" in note["what"]]
    assert lines[mood["line"] - 1][mood["column"] - 1 :].startswith("meh")
    assert (mood["job"], mood["buyer"]) == ("A1", "Lee")
    # Whether the homes are read or remembered, by whatever verb, and after a write too.
    for words in (("list",), ("walk",), ("find", "fence"), ("check",), ("show", "A2")):
        found = hold(run(*words, "--json").out)
        assert (found["bad"], found["warnings"]) == (first["bad"], first["warnings"])
    # What is for others says where something is wrong, and none of her words.
    for told in ("report --json", "report risk --json", "export json --redact"):
        found = hold(run(*told.split()).out)
        assert [note["line"] for note in found["bad"]] == [note["line"] for note in first["bad"]]
        assert "meh" not in json.dumps(found["bad"])
    assert run("log", "A2", "called").code == 0
    assert [note["what"] for note in hold(run("due", "--json").out)["bad"]] == [note["what"] for note in first["bad"]]


def test_a_number_in_a_document_checks_off_just_that_duty(sample: Path, run: Callable[..., Any]) -> None:
    rules: dict[tuple[str, int], set[str]] = {}
    for words in (("due", "--ahead", "0"), ("report",), ("report", "handover"), ("list",), ("check",)):
        duties = [found for _, found in objects(hold(run(*words, "--json").out)) if "rule" in found]
        assert any(found["n"] for found in duties), words
        for found in duties:
            if found["n"] is not None:
                rules.setdefault((found["job"], found["n"]), set()).add(found["rule"])
    assert len(rules) > 10
    for (job, n), clocks in rules.items():
        assert len(clocks) == 1, "whichever document says it, a number means one duty"
        assert run("done", job, str(n), "--dry-run").code == 0


def test_a_number_counts_what_a_report_does_not_tell(home: Path, run: Callable[..., Any]) -> None:
    (home / "backlog.yaml").write_text("""\
version: 1
jobs:
- job: A1
  buyers: Kim Lee
  sold_date: 2026-05-01
  stage: framing
  promises: [{text: send the plan, due: 2026-11-20, made: 2026-11-01}]
  log:
  - at: 2026-11-10
    how: phone
    private: true
    next: {what: ask about the divorce, due: 2026-11-15}
""")
    shown: set[int | None] = {
        found["n"] for _, found in objects(hold(run("list", "--json").out)) if found.get("rule") == "promise"
    }
    told = hold(run("report", "handover", "--json").out)
    [promise] = [found for _, found in objects(told) if found.get("rule") == "promise"]
    assert {promise["n"]} == shown
    assert "divorce" not in json.dumps(told)


@pytest.mark.parametrize("kind", sorted(DOCUMENTS))
def test_a_key_that_no_schema_names_is_an_error(kind: str) -> None:
    schema = document_schema(kind)
    assert schema["additionalProperties"] is False
    if kind in ("due", "report-week"):
        Draft202012Validator.check_schema(schema)  # slow; all are made in one way
    for name, found in objects(schema):
        if "properties" in found and name != "properties":
            assert found["additionalProperties"] is False
            assert sorted(found["required"]) == sorted(found["properties"])


def test_the_schema_of_each_document_is_printed_by_its_kind(run: Callable[..., Any], home: Path) -> None:
    kinds = [line.split()[0] for line in run("schema", "--output").out.splitlines()]
    assert kinds == sorted(DOCUMENTS)
    for kind in ("due", "report-timeline"):
        answer = run("schema", "--output", kind)
        assert (answer.code, answer.err) == (0, "")
        assert json.loads(answer.out) == document_schema(kind)
    assert json.loads(run("schema", "--output", "fin").out)["title"] == "find"
    for words, said in (
        (("--output", "report"), "report-week"),
        (("--output", "lisst"), 'Did you mean "list"?'),
        (("--output", "due", "--install"), "--output only prints"),
        (("--output", "--dry-run"), "--output only prints"),
    ):
        answer = run("schema", *words)
        assert (answer.code, answer.out) == (2, "")
        assert said in answer.err
    assert list(home.iterdir()) == []


def test_every_kind_has_a_title_and_every_key_of_it_is_typed() -> None:
    for kind in DOCUMENTS:
        assert document_schema(kind)["description"].endswith(".")
