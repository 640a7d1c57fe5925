"""What verbs that write answer with --json: one document each, and it says just what was done to the file."""

from __future__ import annotations

import copy
import json
import random
import shlex
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from backlog_cli.keys import SHORT_FORMS
from backlog_cli.rules.home_key import raw_home_names, raw_homes, raw_key
from backlog_cli.store.yaml.source import read_source
from backlog_cli.views.data.document_schema import document_schema

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).parents[2] / "data"
BY_HAND = "by hand"
NOTHING: tuple[object, ...] = (None, [], {})


# A client that knows nothing but docs/json.md: it makes the same changes to what the file said.


def with_changes(before: Any, after: Any, changes: list[dict[str, Any]]) -> Any:
    """The data before with the changes made to it; `after` only names the homes."""
    data = copy.deepcopy(before) or {}
    homes = data.setdefault("jobs", []) or []
    data["jobs"] = homes
    names = dict(zip(raw_home_names(after), raw_homes(after), strict=True))
    renamed = {one["job"]: one["before"] for one in changes if one["field"] == "job"}

    def home(job: str) -> dict[str, Any]:
        key = raw_key(names[job])
        assert key is not None
        same = [found for found in homes if raw_key(found) == key]
        number = renamed.get(job, key.number)
        return same[0] if same else next(found for found in homes if found["job"] == number)

    whole = [one for one in changes if one["job"] and one["field"] is None]
    parts = [(home(one["job"]) if one["job"] else data, one) for one in changes if one["field"] is not None]
    for turn in (is_gone, is_new, lambda root, one: not is_gone(root, one) and not is_new(root, one)):
        chosen = [(root, one) for root, one in parts if turn(root, one)]
        for root, one in sorted(chosen, key=lambda pair: place_of(pair[1]), reverse=turn is is_gone):
            change(root, one["field"].split("."), one["after"], remove=turn is is_gone, add=turn is is_new)
    for one in whole:
        if one["after"] is None:
            homes.remove(one["before"])
        else:
            homes.append(one["after"])
    return data


def place_of(one: dict[str, Any]) -> int:
    last = one["field"].rpartition(".")[2]
    return int(last) if last.isdigit() else 0


def is_entry(one: dict[str, Any]) -> bool:
    return str(one["field"]).rpartition(".")[2].isdigit()


def is_gone(_root: object, one: dict[str, Any]) -> bool:
    return is_entry(one) and one["after"] is None


def is_new(_root: object, one: dict[str, Any]) -> bool:
    return is_entry(one) and one["before"] is None and one["after"] is not None


def change(target: Any, names: list[str], value: object, *, remove: bool, add: bool) -> None:
    first, *rest = names
    if not rest:
        if isinstance(target, list):
            place = int(first) - 1
            if remove:
                del target[place]
            elif add:
                target.insert(place, value)
            else:
                target[place] = value
        elif isinstance(target, dict):
            target[first] = value
        return
    key: Any = int(first) - 1 if isinstance(target, list) else first
    inner = target[key] if isinstance(target, list) else target.get(key)
    if rest[0].isdigit():
        inner = inner if isinstance(inner, list) else [] if inner is None else [inner]
    elif not isinstance(inner, dict):
        inner = {} if inner is None else widened(first, inner)
    target[key] = inner
    if isinstance(inner, list) and len(rest) > 1 and not isinstance(inner[int(rest[0]) - 1], dict):
        inner[int(rest[0]) - 1] = widened(first, inner[int(rest[0]) - 1])
    change(inner, rest, value, remove=remove, add=add)


def widened(key: str, value: object) -> Any:
    return dict.fromkeys(SHORT_FORMS.get(key, ()), value)


def plain(value: Any, key: str = "") -> Any:
    """Data without empty values, every short form as what it stands for, and a single entry as a list."""
    if isinstance(value, dict):
        return {name: inner for name, one in value.items() if (inner := plain(one, name)) not in NOTHING}
    if isinstance(value, list):
        found = [plain(one, key) for one in value]
        return found[0] if len(found) == 1 else found
    return widened(key, value) if isinstance(value, str) and SHORT_FORMS.get(key) else value


def homes_in(data: Any) -> list[Any]:
    return sorted((plain(home) for home in raw_homes(data)), key=lambda home: json.dumps(home, sort_keys=True))


def assert_made_of(before: bytes, after: bytes, document: dict[str, Any]) -> None:
    """The changes of a document are the difference of the two texts."""
    old, new = (read_source(text, "backlog.yaml").data for text in (before, after))
    assert bool(document["changes"]) is (plain(old) != plain(new)), document["changes"]
    made = with_changes(old, new, document["changes"])
    assert homes_in(made) == homes_in(new), document["changes"]
    rest = [{key: value for key, value in data.items() if key != "jobs"} for data in (made, new)]
    assert plain(rest[0]) == plain(rest[1]), document["changes"]


def document_in(out: str) -> dict[str, Any]:
    """The one document on standard output, held against its declaration."""
    document: dict[str, Any] = json.loads(out)
    assert [error.message[:300] for error in validator(document["kind"]).iter_errors(document)] == []
    if "changes" in document and document["changes"] is not None:
        owed = [*document["duties"]["opened"], *document["duties"]["ended"]]
        named = {one["job"] for one in (*document["changes"], *owed, *document["talks"], *document["breaks"]) if one["job"]}
        listed = {home[name] for home in document["jobs"] for name in ("job", "key")}
        assert named <= listed, named - listed
    return document


@cache
def validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(document_schema(kind), format_checker=FormatChecker())


@pytest.fixture
def start(home: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], bytes]:
    """`start(writing)`: everything that comes before it; the value is the file then, empty where there is none."""
    monkeypatch.setenv("EDITOR", "sed -i s/chips/cards/")
    path = home / "backlog.yaml"

    def begin(writing: Any) -> bytes:
        for words in writing.before:
            if words[0] == BY_HAND:
                path.write_text(words[1], encoding="utf-8")
                continue
            older = path.read_bytes() if path.exists() else b""
            assert run(*words).code == 0, words
            if writing.name == "recover" and words == writing.then[-1]:
                path.write_bytes(older)  # an old copy is saved over it
        return path.read_bytes() if path.exists() else b""

    return begin


KINDS = {"super": "super-answers", "away": "away-plan", "check": "check-fix"}


def test_every_write_is_one_document_that_says_what_was_done_and_is_taken_back(
    sampled_writing: Any, start: Callable[[Any], bytes], run: Callable[..., Any], typing: Callable[[str], None], home: Path
) -> None:
    before, path = start(sampled_writing), home / "backlog.yaml"

    def write(*options: str) -> str:
        typing("" if sampled_writing.is_at_terminal else sampled_writing.typed)
        answer = run(*sampled_writing.words, *options)
        assert answer.code == 0, answer.err
        return str(answer.out)

    plan = document_in(write("--json", "--dry-run"))
    assert (path.read_bytes() if path.exists() else b"") == before
    document = document_in(write("--json"))
    after = path.read_bytes()
    assert document["kind"] == KINDS.get(sampled_writing.words[0], sampled_writing.words[0])
    assert (plan["dry_run"], document["dry_run"]) == (True, False)
    assert (document["diff"], plan["undo"]) == (None, None)
    assert plan["diff"]
    told_alike = document.keys() - {"dry_run", "echo", "diff", "undo", "notices", "is_written"}
    assert {key: plan[key] for key in told_alike} == {key: document[key] for key in told_alike}
    assert_made_of(before, after, document)
    assert after != before
    if sampled_writing.is_new:
        assert document["undo"] is None
        path.unlink()
    else:
        assert run(*shlex.split(document["undo"])[1:]).code == 0
        assert path.read_bytes() == before
    if sampled_writing.words in (("undo", "2"), ("recover",)):
        return  # number 2 is another one by now, and nothing is lost any more
    # Without --json it does the same, and says it.
    shown = " ".join(write().split())
    assert path.read_bytes() == after
    assert document["echo"]
    assert not [line for line in document["echo"] if " ".join(line.split()) not in shown]
    assert sampled_writing.is_new or f"({document['undo']})" in shown


# Words as they come.

POOL = {
    "log": (
        ("{job}", "the slab is poured"),
        ("{job}", "called back", "--phone", "--mood", "worried", "--next", "fri send photos"),
        ("{job}", "told them", "--told", "--phone"),
        ("{job}", "--written"),
        ("{job},{other}", "rain day", "--text"),
        ("{job}", "when do the windows come", "--in"),
        ("{job}", "note", "--promise", "+3d a plan of the kitchen"),
        ("{job}", "left a message", "--voicemail"),
    ),
    "shift": (
        ("{job}", "+2w", "windows late"),
        ("{job}", "-3d"),
        ("{job}", "dec 20", "crew", "--what", "orientation", "--cause", "labor"),
        ("{job},{other}", "+1w", "rain", "--told"),
    ),
    "promise": (("{job}", "fri", "paint codes"), ("{job}", "+2w", "an answer", "--by", "lender")),
    "done": (("{job}", "1"), ("{job}", "2", "--at", "yesterday"), ("{job}", "9")),
    "set": (
        ("{job}", "lot", "77"),
        ("{job}", "lender.lock_expires", "2027-02-01"),
        ("{job}", "lender", "none"),
        ("{job}", "deposits.new", "earnest", "8000", "dec", "1"),
        ("{job}", "notes", "the dog bites"),
        ("{job}", "buyers.1.phone", "555-0199"),
        ("{job}", "x_gate", "1234"),
        ("{job}", "closing", "2027-04-01"),
        ("{job}", "job", "N-{number}"),
        ("{job}", "topic", "x"),
    ),
    "stage": (("{job}", "next"), ("{job}", "drywall"), ("{job}", "contract")),
    "issue": (("{job}", "a crack", "--wants", "a look at it"), ("{job}", "1", "--reassured"), ("{job}", "1", "--resolved")),
    "ask": (("{job}", "which tiles?"),),
    "meet": (("{job}", "fri", "10:00", "walk"), ("{job}", "2026-12-01", "10:00", "orientation")),
    "close": (("{job}", "yesterday"), ("{job}",)),
    "cancel": (("{job}", "rate"),),
    "away": (("dec", "22", "dec", "28", "--cover", "Dana"), ("--told",), ("--autoreply-set",)),
    "archive": ((), ("{job}",)),
    "add": (("N-{number}", "Kim", "Lee", "--sold", "nov20"), ("{job}", "Kim", "Lee", "--sold", "2026-11-01")),
    "undo": ((), ("2",), ("3",)),
    "redo": ((),),
    "check": (("--fix",),),
    "recover": ((), ("--forget",)),
}


def random_words(draw: random.Random, jobs: list[str], verb: str | None = None) -> list[str]:
    verb = verb or draw.choice(list(POOL))
    names = {"job": draw.choice(jobs), "other": draw.choice(jobs), "number": str(draw.randrange(100, 1000))}
    return [verb, *(word.format(**names) for word in draw.choice(POOL[verb]))]


SAMPLE, HONEST = DATA.parents[1] / "sample_backlog.yaml", DATA / "honest_12.yaml"
SEEDS = [(1, SAMPLE, 10), (1, HONEST, 10), *(pytest.param(n, SAMPLE, 40, marks=pytest.mark.sweep) for n in range(2, 20))]


@pytest.mark.parametrize(("seed", "file", "count"), SEEDS)
def test_after_any_words_the_document_says_what_was_done_and_takes_it_back(
    seed: int, file: Path, count: int, run: Callable[..., Any], home: Path
) -> None:
    path, draw = home / "backlog.yaml", random.Random(f"{seed} {file.name}")
    path.write_bytes(file.read_bytes())
    done = 0
    for _ in range(count):
        before = path.read_bytes()
        jobs = [name for name in raw_home_names(read_source(before, path.name).data) if name]
        words = random_words(draw, jobs)
        answer = run(*words, "--json")
        if answer.code:
            assert (answer.out, path.read_bytes()) == ("", before), words
            assert answer.err, words
            continue
        document, after = document_in(answer.out), path.read_bytes()
        assert_made_of(before, after, document)
        if document["undo"] is None:
            assert after == before, words
            continue
        done += 1
        back = run(*shlex.split(document["undo"])[1:], "--json")
        assert (back.code, path.read_bytes() == before) == (0, True), (words, back.err)
        assert_made_of(after, before, document_in(back.out))
        if draw.random() < 0.7:
            assert run(*shlex.split(document_in(back.out)["undo"])[1:]).code == 0, words
            assert path.read_bytes() == after, words
    assert done >= count // 4


# What is open.


def test_done_alone_numbers_what_can_be_checked_off(sample: Path, run: Callable[..., Any]) -> None:
    found = document_in(run("done", "brandt", "--json").out)
    assert [(one["job"], one["rule"], one["n"]) for one in found["open"]] == [
        ("HC-1037", "written", 1),
        ("HC-1037", "next-step", 2),
    ]
    assert [home["buyer"] for home in found["jobs"]] == ["Brandt"]
    everything = document_in(run("done", "--json").out)
    assert {one["job"] for one in everything["open"]} == {home["job"] for home in everything["jobs"]}
    for one in everything["open"][::4]:
        ended = document_in(run("done", one["job"], str(one["n"]), "--json", "--dry-run").out)["duties"]["ended"]
        assert {**one, "n": None} in ended


def test_promise_and_ask_alone_number_what_done_checks_off(sample: Path, run: Callable[..., Any]) -> None:
    run("promise", "okafor", "fri", "paint codes")
    run("promise", "okafor", "+2w", "an answer", "--by", "lender")
    run("ask", "okafor", "which tiles?")
    promises = document_in(run("promise", "okafor", "--json").out)["promises"]
    assert [(one["text"], one["by"], one["is_mine"], one["due"]) for one in promises] == [
        ("paint codes", "me", True, "2026-11-27"),
        ("an answer", "lender", False, "2026-12-07"),
    ]
    assert {one["job"] for one in document_in(run("promise", "--json").out)["promises"]} >= {"HC-1041"}
    (question,) = (one for one in document_in(run("ask", "--json").out)["questions"] if one["text"] == "which tiles?")
    for one, text in ((promises[0], "paint codes"), (promises[1], "an answer"), (question, "which tiles?")):
        numbered = run("done", "okafor", str(one["n"]), "--json", "--dry-run")
        assert any(text in line for line in document_in(numbered.out)["echo"])


def test_issue_meet_and_stage_alone_list_what_is_there(sample: Path, run: Callable[..., Any]) -> None:
    (issue,) = (one for one in document_in(run("issue", "--json").out)["issues"] if one["job"] == "HC-1044")
    assert (issue["due"], issue["owner"]) == ("2026-11-25", "Hal Moreno")
    assert run("issue", "HC-1044", issue["id"], "--resolved", "--json").code == 0
    assert not [one for one in document_in(run("issue", "--json").out)["issues"] if one["job"] == "HC-1044"]
    run("meet", "okafor", "2026-12-01", "10:00", "walk", "--minutes", "45")
    run("meet", "brandt", "2026-12-01", "10:30", "walk")
    booked = document_in(run("meet", "--json").out)
    walks = [(one["job"], one["at"], one["minutes"]) for one in booked["bookings"] if one["what"] == "walk"]
    assert walks == [("HC-1041", "2026-12-01 10:00", 45), ("HC-1037", "2026-12-01 10:30", 30)]
    assert len(booked["overlaps"]) == 1
    assert {one["job"] for one in document_in(run("meet", "okafor", "--json").out)["bookings"]} == {"HC-1041"}
    staged = document_in(run("stage", "okafor,brandt", "--json").out)
    assert [(home["job"], home["stage"]) for home in staged["jobs"]] == [("HC-1041", "framing"), ("HC-1037", "drywall")]
    assert staged["stages"][0] == "contract"


# At a terminal, and when it is refused.


REFUSED = (
    (("log", "okafor"), 2),
    (("log", "nobody", "a note"), 4),
    (("log", "okafor", "a note", "--at", "feb 30"), 2),
    (("shift", "okafor", "nov", "20", "rain"), 2),
    (("promise", "okafor", "2031-01-01", "paint"), 2),
    (("done", "okafor", "99"), 2),
    (("add",), 2),
    (("add", "2000", "Kim", "Lee"), 2),
    (("set", "okafor", "lott", "7"), 2),
    (("issue", "okafor"), 2),
    (("issue", "okafor", "a crack"), 2),
    (("ask", "okafor"), 2),
    (("meet", "okafor", "fri", "walk"), 2),
    (("cancel", "okafor"), 2),
    (("undo",), 2),
    (("undo", "9"), 2),
    (("redo",), 2),
    (("init",), 2),
    (("away", "nov", "25", "--html", "--json"), 2),
    (("log", "-", "--in"), 2),
    (("super", "--answers"), 2),
)


@pytest.mark.parametrize(("words", "code"), REFUSED, ids=[" ".join(words) for words, _ in REFUSED])
def test_a_refusal_leaves_standard_output_empty_and_asks_nothing_at_a_terminal(
    words: tuple[str, ...],
    code: int,
    sample: Path,
    run: Callable[..., Any],
    typing: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    typing("")
    before = sample.read_bytes()
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda *_: pytest.fail("it asked"))
    answer = run(*words, *(() if "--json" in words else ("--json",)))
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.startswith("backlog: ")
    assert sample.read_bytes() == before


def test_log_does_not_ask_for_the_next_step_of_a_script_at_a_terminal(
    sample: Path, run: Callable[..., Any], typing: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    typing("fri call back\n")
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    document = document_in(run("log", "okafor", "the slab is poured", "--json").out)
    (entry,) = document["changes"]
    assert "next" not in entry["after"]
    assert document["talks"][0]["how"] == entry["after"]["how"] == "group-text"


# What is said besides.


def test_what_an_editor_prints_is_no_part_of_the_document(sample: Path, piped: Callable[..., Any]) -> None:
    editor = "sh -c 'echo hello from the editor; sed -i s/permitting/released/ \"$0\"'"
    answer = piped("edit", "--json", environ={"EDITOR": editor})
    document = document_in(answer.out)
    assert [(one["job"], one["field"], one["after"]) for one in document["changes"]] == [("LR-1052", "stage", "released")]
    assert b"hello from the editor" in answer.err


def test_of_a_text_that_could_not_be_read_no_change_is_told(
    sample: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    good = sample.read_text(encoding="utf-8")
    sample.write_text(good.replace("jobs:", "jobs: [", 1), encoding="utf-8")
    monkeypatch.setenv("EDITOR", "sed -i 's/jobs: \\[/jobs:/'")
    document = document_in(run("edit", "--json").out)
    assert sample.read_text(encoding="utf-8") == good
    assert (document["changes"], document["undo"], document["jobs"]) == (None, None, [])
    assert any("undo skips this edit" in line for line in document["notices"])
    monkeypatch.setenv("EDITOR", "true")
    unchanged = document_in(run("edit", "--json").out)
    assert (unchanged["changes"], unchanged["undo"], unchanged["echo"]) == ([], None, ["Nothing was changed."])


def test_what_an_older_copy_lost_is_among_the_notices_of_the_next_write(sample: Path, run: Callable[..., Any]) -> None:
    older = sample.read_bytes()
    run("log", "okafor", "the slab is poured")
    sample.write_bytes(older)
    answer = run("ask", "brandt", "which tiles?", "--json")
    (notice,) = document_in(answer.out)["notices"]
    assert "1 conversation logged today is no longer in backlog.yaml" in notice
    assert " ".join(notice.split()) in " ".join(answer.err.split())
    forgotten = document_in(run("recover", "--forget", "--json").out)
    assert (forgotten["changes"], forgotten["undo"]) == ([], None)
    assert forgotten["echo"] == ["Agreed: 1 command will stay out."]


def test_the_way_back_names_the_file_that_was_named(sample: Path, run: Callable[..., Any]) -> None:
    other = sample.rename(sample.with_name("my homes.yaml"))
    before = other.read_bytes()
    document = document_in(run("--file", "my homes.yaml", "set", "okafor", "lot", "77", "--json").out)
    assert document["file"] == str(other)
    assert run(*shlex.split(document["undo"])[1:]).code == 0
    assert other.read_bytes() == before


def test_an_import_says_what_it_wrote_and_what_it_understood(
    home: Path, run: Callable[..., Any], typing: Callable[[str], None]
) -> None:
    sheet, path = "Job\tBuyer\tSold\n1043\tBo Day\t2026-11-20\n", home / "backlog.yaml"
    typing(sheet)
    refused = run("import", "-", "--json")
    document = document_in(refused.out)
    assert (refused.code, document["is_written"], document["changes"], path.exists()) == (2, False, [], False)
    typing(sheet)
    plan = document_in(run("import", "-", "--json", "--dry-run").out)
    assert not path.exists()
    typing(sheet)
    document = document_in(run("import", "-", "--json", "--yes").out)
    assert [home["buyer"] for home in document["jobs"]] == ["Day"] == [home["buyer"] for home in plan["jobs"]]
    assert [home["job"] for home in document["new"]] == ["1043"]
    assert (plan["dry_run"], plan["is_written"], document["is_written"]) == (True, False, True)


OWED: tuple[tuple[str, list[tuple[str, str]], list[tuple[str, str]]], ...] = (
    ("shift brandt +1w windows late", [], []),  # all that is owed reads another way, and is owed already
    ("log castellanos poured --phone", [("LR-1052", "written")], [("LR-1052", "update")]),
    ("promise okafor fri paint", [("HC-1041", "promise")], []),
    ("done brandt 1", [], [("HC-1037", "written")]),
    ("close whitfield", [("HC-1029", "care")], [("HC-1029", "away"), ("HC-1029", "ctc"), ("HC-1029", "orientation")]),
    ("set whitfield orientation_date dec 2", [], [("HC-1029", "orientation")]),
    ("set castellanos stage_seen today", [], []),
)


@pytest.mark.parametrize(("words", "opened", "ended"), OWED, ids=[row[0] for row in OWED])
def test_what_is_owed_since_then_and_no_longer(
    words: str, opened: list[tuple[str, str]], ended: list[tuple[str, str]], sample: Path, run: Callable[..., Any]
) -> None:
    duties = document_in(run(*words.split(), "--json").out)["duties"]
    assert sorted((one["job"], one["rule"]) for one in duties["opened"]) == opened
    assert sorted((one["job"], one["rule"]) for one in duties["ended"]) == ended
    for one in duties["opened"]:
        assert one["n"] is None or run("done", one["job"], str(one["n"]), "--dry-run").code == 0
    back = document_in(run("undo", "--json").out)["duties"]
    assert sorted((one["job"], one["rule"]) for one in back["opened"]) == ended
    assert sorted((one["job"], one["rule"]) for one in back["ended"]) == opened


def test_days_off_may_concern_every_home(sample: Path, run: Callable[..., Any]) -> None:
    document = document_in(run("away", "nov", "30", "dec", "4", "--cover", "Bo", "--json", "--dry-run").out)
    assert {one["job"] for one in document["changes"]} == {None}
    assert {one["rule"] for one in document["duties"]["opened"]} <= {"away", "away-untold"}


def test_what_a_move_breaks_is_told_by_home_and_date(sample: Path, run: Callable[..., Any]) -> None:
    document = document_in(run("shift", "brandt", "+1w", "windows late", "--json").out)
    assert {(one["job"], one["what"]) for one in document["breaks"]} == {("HC-1037", "closing")}
    assert [one["text"] for one in document["breaks"]] == document["echo"][1].removeprefix("Breaks: ").removesuffix(".").split(
        "; "
    )
    run("meet", "okafor", "2026-12-01", "10:00", "walk")
    overlap = document_in(run("meet", "brandt", "2026-12-01", "10:15", "walk", "--json").out)["breaks"]
    assert [(one["job"], one["what"]) for one in overlap] == [("HC-1037", "appointment")]


def test_what_the_cache_knows_changes_no_document(
    home: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path, draw, compared = home / "backlog.yaml", random.Random(7), 0
    path.write_bytes(HONEST.read_bytes())
    jobs = raw_home_names(read_source(path.read_bytes(), path.name).data)
    (tmp_path / "no folder").write_text("", encoding="utf-8")
    for verb in ("log", "shift", "set", "add", "close", "promise", "meet", "away"):
        words = random_words(draw, jobs, verb)
        run("due")  # which fills the cache
        known = run(*words, "--json", "--dry-run")
        with monkeypatch.context() as patch:
            patch.setenv("XDG_CACHE_HOME", str(tmp_path / "no folder"))
            assert run(*words, "--json", "--dry-run") == known, words
        compared += known.code == 0
    assert compared >= 4


def test_the_undo_of_an_archive_names_the_home_that_came_back_and_no_other(sample: Path, run: Callable[..., Any]) -> None:
    """The home below it is read again in one of the two texts alone: it is not taken for a new number of that one."""
    first = raw_home_names(read_source(sample.read_bytes(), sample.name).data)[0]
    for words in (("cancel", first, "rate"), ("archive", first)):
        assert run(*words).code == 0
    back = document_in(run("undo", "--json").out)
    assert [(one["job"], one["field"], one["before"]) for one in back["changes"]] == [(first, None, None)]
    assert [home["job"] for home in back["jobs"]] == [first]
