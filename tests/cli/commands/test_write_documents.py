"""What verbs that write answer with --json: one document each, and it says just what was done to the file."""

from __future__ import annotations

import copy
import io
import json
import random
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import TypeAdapter

from backlog_cli.keys import SHORT_FORMS
from backlog_cli.rules.home_key import raw_home_names, raw_homes, raw_key
from backlog_cli.store.yaml.source import read_source
from backlog_cli.views.data.write_shapes import WRITE_DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DATA = Path(__file__).parents[2] / "data"
BY_HAND = "by hand"
NOTHING = (None, [], {})


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
    return one["field"].rpartition(".")[2].isdigit()


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
    TypeAdapter(WRITE_DOCUMENTS[document["kind"]]).validate_json(out)
    assert set(WRITE_DOCUMENTS[document["kind"]].__annotations__) <= set(document)
    return document


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """`typed(text)` is what waits on standard input."""

    def put(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))

    return put


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
    writing: Any, start: Callable[[Any], bytes], run: Callable[..., Any], typed: Callable[[str], None], home: Path
) -> None:
    before, path = start(writing), home / "backlog.yaml"
    kept = {name: home.parent / f"{name}.kept" for name in ("work", "user")}
    for name, folder in kept.items():
        if (home.parent / name).exists():
            shutil.copytree(home.parent / name, folder)
    has_answers = not writing.is_at_terminal
    typed(writing.typed if has_answers else "")
    rehearsed = run(*writing.words, "--json", "--dry-run")
    assert rehearsed.code == 0, rehearsed.err
    assert (path.read_bytes() if path.exists() else b"") == before
    typed(writing.typed if has_answers else "")
    answer = run(*writing.words, "--json")
    assert answer.code == 0, answer.err
    after = path.read_bytes()
    plan, document = (
        document_in(rehearsed.out) if writing.words[0] != "import" else json.loads(rehearsed.out),
        json.loads(answer.out),
    )
    if writing.words[0] != "import":
        document_in(answer.out)
    assert document["kind"] == KINDS.get(writing.words[0], writing.words[0])
    assert (plan["dry_run"], document["dry_run"]) == (True, False)
    assert (document["diff"], plan["undo"]) == (None, None)
    assert plan["diff"]
    assert {**plan, "dry_run": False, "echo": [], "diff": None, "undo": None, "notices": [], "is_written": True} == {
        **document,
        "echo": [],
        "undo": None,
        "notices": [],
        "is_written": True,
    }
    assert_made_of(before, after, document)
    assert after != before
    if document["undo"] is not None:
        assert run(*shlex.split(document["undo"])[1:]).code == 0
        assert path.read_bytes() == before
    else:
        assert writing.is_new


def test_text_says_what_the_document_says(
    writing: Any, start: Callable[[Any], bytes], run: Callable[..., Any], typed: Callable[[str], None], home: Path
) -> None:
    start(writing)
    kept = home.parent / "kept"
    shutil.copytree(home, kept / "work")
    if (home.parent / "user").exists():
        shutil.copytree(home.parent / "user", kept / "user")
    has_answers = not writing.is_at_terminal
    typed(writing.typed if has_answers else "")
    told = run(*writing.words)
    after = (home / "backlog.yaml").read_bytes()
    for name in ("work", "user"):
        for path in (home.parent / name).iterdir() if (home.parent / name).exists() else ():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if (kept / name).exists():
            shutil.copytree(kept / name, home.parent / name, dirs_exist_ok=True)
    typed(writing.typed if has_answers else "")
    document = json.loads(run(*writing.words, "--json").out)
    assert (home / "backlog.yaml").read_bytes() == after
    shown = " ".join(told.out.split())
    assert all(" ".join(line.split()) in shown for line in document["echo"])
    assert document["echo"]
    assert ("(backlog undo)" in shown or "(backlog redo)" in shown) is (document["undo"] is not None)
