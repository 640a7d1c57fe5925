"""The conventions of CLI.md, section 6, one after another, at real terminals and in real pipes."""

from __future__ import annotations

import errno
import json
import os
import re
import shlex
import subprocess
import sys
import time
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter, ValidationError

from backlog_cli import __version__
from backlog_cli.cli.app import VERBS
from backlog_cli.model import AwayEntry, FileBlock, Job, LocalItem, Settings
from backlog_cli.store.load import load
from backlog_cli.views.screen import Screen
from tests.sampling import one_in
from tests.wording import is_unchanged_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

DRAWN = (("calendar",), ("report", "timeline"), ("report", "stages"), ("report", "risk"))
PICTURES = (("due",), ("list",), ("show", "okafor"), ("check",), ("super",), ("walk",), *DRAWN)

# ---------------------------------------------------------------------------------------------------------------------
# 1. Colour

# id: surroundings, the option, coloured at a terminal, coloured in a pipe
COLOURS: dict[str, tuple[dict[str, str], str | None, bool, bool]] = {
    "nothing said": ({}, None, True, False),
    "NO_COLOR=1": ({"NO_COLOR": "1"}, None, False, False),
    "NO_COLOR=0 is set too": ({"NO_COLOR": "0"}, None, False, False),
    "an empty NO_COLOR": ({"NO_COLOR": ""}, None, True, False),
    "FORCE_COLOR=1": ({"FORCE_COLOR": "1"}, None, True, True),
    "FORCE_COLOR=0": ({"FORCE_COLOR": "0"}, None, False, False),
    "an empty FORCE_COLOR": ({"FORCE_COLOR": ""}, None, True, False),
    "CLICOLOR_FORCE=1": ({"CLICOLOR_FORCE": "1"}, None, True, True),
    "CLICOLOR_FORCE=0": ({"CLICOLOR_FORCE": "0"}, None, False, False),
    "NO_COLOR beats FORCE_COLOR": ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, None, False, False),
    "NO_COLOR beats CLICOLOR_FORCE": ({"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, None, False, False),
    "an empty NO_COLOR beats nothing": ({"NO_COLOR": "", "FORCE_COLOR": "1"}, None, True, True),
    "--color always beats NO_COLOR": ({"NO_COLOR": "1"}, "always", True, True),
    "--color always": ({}, "always", True, True),
    "--color never": ({}, "never", False, False),
    "--color never beats FORCE_COLOR": ({"FORCE_COLOR": "1"}, "never", False, False),
    "--color auto leaves the terminal's word": ({}, "auto", True, False),
    "--color auto leaves NO_COLOR's word": ({"NO_COLOR": "1"}, "auto", False, False),
    "TERM=dumb": ({"TERM": "dumb"}, None, False, False),
    "TERM=dumb beats FORCE_COLOR": ({"TERM": "dumb", "FORCE_COLOR": "1"}, None, False, False),
    "--color always beats TERM=dumb": ({"TERM": "dumb"}, "always", True, True),
}


def _option(option: str | None) -> tuple[str, ...]:
    return () if option is None else ("--color", option)


@one_in(4, "case", COLOURS)
def test_the_option_beats_no_color_beats_force_color_beats_the_terminal(
    case: str, sample: Path, terminal: Callable[..., Any], run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    environ, option, is_coloured, is_coloured_in_pipes = COLOURS[case]
    page = terminal("list", *_option(option), environ=environ)
    assert page.end() == 0
    assert (b"\x1b[" in page.raw) is is_coloured
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    answer = run("list", *_option(option))
    assert answer.code == 0
    assert ("\x1b[" in answer.out) is is_coloured_in_pipes
    assert answer.err == ""


@pytest.mark.sweep
@pytest.mark.parametrize("words", [("due",), ("show", "brandt"), ("check",)], ids=" ".join)
@pytest.mark.parametrize("case", COLOURS)
def test_every_picture_takes_the_same_word_on_colour(
    case: str, words: tuple[str, ...], sample: Path, terminal: Callable[..., Any], piped: Callable[..., Any]
) -> None:
    environ, option, is_coloured, is_coloured_in_pipes = COLOURS[case]
    page = terminal(*words, *_option(option), environ=environ, fresh=True)
    assert page.end() == 0
    assert (b"\x1b[" in page.raw) is is_coloured
    answer = piped(*words, *_option(option), environ=environ, fresh=True)
    assert answer.code == 0
    assert (b"\x1b[" in answer.out) is is_coloured_in_pipes


@one_in(4, "words", [*PICTURES, ("show", "okafor", "--all"), ("due", "--all")], ids=" ".join)
def test_a_dumb_terminal_gets_no_escape_and_only_ascii(
    words: tuple[str, ...], sample: Path, terminal: Callable[..., Any]
) -> None:
    page = terminal(*words, environ={"TERM": "dumb"})
    assert page.end() == 0
    assert page.raw
    assert page.raw.isascii()
    assert b"\x1b" not in page.raw


@one_in(4, "words", PICTURES, ids=" ".join)
def test_what_is_coloured_reads_the_same_without_colour(
    words: tuple[str, ...], sample: Path, terminal: Callable[..., Any]
) -> None:
    bright, plain = terminal(*words), terminal(*words, environ={"NO_COLOR": "1"})
    bright.end(), plain.end()
    assert re.sub(r"\x1b\[[0-9;]*m", "", bright.text) == plain.text


@pytest.mark.parametrize("words", [("show", "nobody"), ("lisst",), ("show", "okafor", "--file", "none.yaml")], ids=" ".join)
def test_errors_take_no_escape_to_the_terminal(words: tuple[str, ...], sample: Path, terminal: Callable[..., Any]) -> None:
    for environ in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {"FORCE_COLOR": "1"}):
        page = terminal(*words, environ=environ)
        assert page.end() > 1
        assert page.text.startswith("backlog: ")
        assert page.raw.isascii()
        assert b"\x1b" not in page.raw


# ---------------------------------------------------------------------------------------------------------------------
# 2. Text from the file cannot act

HONEST = "[lot 5] [/b] :house: [red]x[/red] {0} %s \\n"
TRAP = f"{HONEST} \x1b[31mR\x1b]0;own\x07\x9b2J\x08\x7f\x00\u202eevil\u2066\u200b\ufeff\u2028\x85\n\ttab\rback \\"
SHOWN = f"{HONEST} \\x1b[31mR\\x1b]0;own\\x07\\x9b2J\\x08\\x7f\\x00<U+202E>evil<U+2066><U+200B><U+FEFF>"
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def takes_text(block: type[FileBlock], key: str) -> bool:
    """Whether this key of the file takes any text as typed."""
    field = next(field for name, field in block.model_fields.items() if key in (name, field.alias))
    try:
        return TypeAdapter(field.rebuild_annotation()).validate_python("any text") in ("any text", ("any text",))
    except ValidationError:
        return False


def trapped(block: type[FileBlock]) -> dict[str, Any]:
    """A block with the trap in every key that takes text, and in those of the blocks below."""
    known = block.blocks()
    keys: dict[str, Any] = {key: TRAP for key, inner in known.items() if inner is None and takes_text(block, key)}
    return keys | {key: trapped(inner) for key, inner in known.items() if inner is not None and key != "settings"}


def quoted(text: str) -> str:
    """A text in double quotes as YAML has them, everything but plain ASCII escaped."""
    return '"' + "".join(sign if " " <= sign <= "~" and sign not in '"\\' else f"\\u{ord(sign):04x}" for sign in text) + '"'


def yaml_of(value: object, indent: int = 0) -> str:
    """Blocks, lists and texts as YAML."""
    if isinstance(value, str):
        return f" {quoted(value)}\n"
    blank = " " * indent
    if isinstance(value, dict):
        return "\n" + "".join(f"{blank}{quoted(key)}:{yaml_of(under, indent + 2)}" for key, under in value.items())
    assert isinstance(value, list)
    return "\n" + "".join(f"{blank}-{yaml_of(entry, indent + 2)}" for entry in value)


@pytest.fixture(scope="module")
def trap_file() -> str:
    """A file with the trap in every text it can hold: two homes, one of them left out for its number."""
    job = trapped(Job)
    job |= {"job": "[/b] :house: [red]\\", "stage": "framing", "sold_date": "2026-10-01", "lot": "41"}
    job |= {f"x_{TRAP}": TRAP, TRAP: TRAP}
    job["buyers"] = [{"name": f"Kim {TRAP}", "phone": TRAP, "email": TRAP}, f"Ana {TRAP}"]
    job["log"] |= {"at": "2026-11-01", "mood": "upset", "kind": "update"}
    job["log"]["next"] |= {"date": "2026-11-24", "agreed": "true"}
    job["closing"] |= {"contract": "2027-01-15", "told": "2026-12"}
    job["closing"]["shifts"] |= {"from": "2027-01-15", "to": "2027-02-12", "known_date": "2026-11-20"}
    job["promises"] |= {"due": "2026-11-20", "by": "me"}
    job["issues"] |= {"opened": "2026-11-10", "due": "2026-11-20"}
    job["questions"] |= {"asked": "2026-11-10"}
    del job["questions"]["answer"]
    job["appointments"] |= {"at": "2026-11-23 09:00"}
    job["pin"] |= {"level": "amber"}
    del job["snooze"]
    job["cancelled"] = {}
    twin = {"job": "2", "stage": "framing", "sold_date": "2026-10-01", "buyers": [f"Bo {TRAP}"], "address": TRAP, "lot": TRAP}
    bad = {"job": f"9{TRAP}", "stage": TRAP, "sold_date": TRAP, "buyers": [f"Lee {TRAP}"]}
    file = {
        "settings": {key: value for key, value in trapped(Settings).items() if key == "agent"},
        "away": [trapped(AwayEntry) | {"from": "2026-11-25", "to": "2026-11-29"}],
        "local_items": [trapped(LocalItem)],
        f"odd {TRAP}": TRAP,
        "jobs": [job, twin, bad],
    }
    return yaml_of(file).lstrip()


@pytest.fixture
def traps(home: Path, trap_file: str) -> Path:
    """That file, as `backlog.yaml` in the folder to work in."""
    path = home / "backlog.yaml"
    path.write_text(trap_file, encoding="utf-8")
    return path


READING = (
    ("due",),
    ("due", "--all"),
    ("list",),
    ("list", "--all"),
    ("show", "lot41"),
    ("show", "lot41", "--all"),
    ("check",),
    ("done", "lot41"),
    ("stage", "lot41"),
    ("where",),
    ("super",),
    ("super", "--html"),
    ("walk",),
    *(*DRAWN, ("report",)),
    *((*words, "--html") for words in (("report",), *DRAWN[:3])),
    ("show", "lot41", "--html", "--private", "--all"),
    ("report", "slips"),
    ("report", "job", "lot41"),
    ("report", "handover", "--private"),
)
JSON = (
    *(("due", "--json"), ("list", "--json", "--all"), ("show", "lot41", "--json"), ("check", "--json"), ("where", "--json")),
    *(("super", "--json"), ("walk", "--json")),
    *((*words, "--json") for words in (*DRAWN, ("report",))),
    *(("report", "job", "lot41", "--json"), ("report", "handover", "--private", "--json")),
)


def test_the_trap_stands_in_every_text_of_the_file(traps: Path, run: Callable[..., Any]) -> None:
    texts = traps.read_text(encoding="utf-8").count(quoted(TRAP).strip('"'))
    assert texts > 80
    assert run("list", "--tsv").out.count("\n") == 4
    assert run("list").code == 3


@one_in(5, "words", READING, ids=" ".join)
def test_nothing_in_the_file_acts_on_the_terminal(words: tuple[str, ...], traps: Path, terminal: Callable[..., Any]) -> None:
    page = terminal(*words, size=(80, 50), environ={"NO_COLOR": "1"})
    page.end()
    assert page.raw.count(b"\n") > 2
    assert ACTING.search(page.text) is None


@pytest.mark.parametrize("words", [*READING, *JSON], ids=" ".join)
def test_nothing_in_the_file_acts_in_a_pipe(words: tuple[str, ...], traps: Path, run: Callable[..., Any]) -> None:
    answer = run(*words)
    assert answer.out
    assert ACTING.search(answer.out) is None
    assert ACTING.search(answer.err) is None


def test_what_is_typed_stands_on_the_screen_as_typed_and_what_could_act_is_spelled_out(
    traps: Path, terminal: Callable[..., Any], piped: Callable[..., Any]
) -> None:
    page = terminal("show", "lot41", size=(2000, 200), environ={"NO_COLOR": "1"})
    page.end()
    assert f'they said     "{SHOWN}' in page.text
    assert f"we owe        {SHOWN}" in page.text
    assert f'they said     "{SHOWN}' in piped("show", "lot41", environ={"COLUMNS": "2000"}).text
    assert piped("list", "--tsv").text.splitlines()[1].startswith("[/b] :house: [red]\\\t\\\t41\tframing\tred")


def test_json_gives_every_text_back_as_the_file_has_it(traps: Path, piped: Callable[..., Any]) -> None:
    home = json.loads(piped("show", "lot41", "--json").out)["jobs"][0]
    assert home["buyers"] == [f"Kim {TRAP}", f"Ana {TRAP}"]
    assert home["file"]["log"][0]["said"] == TRAP
    assert home["address"] == home["when"] == home["phone"] == TRAP
    assert home["job"] == "[/b] :house: [red]\\"


CLOSING_AND_PHONE = ("--closing=may 1", "--phone=1")
WRITING = (
    ("log", "lot41", TRAP, "--said", TRAP, "--next", f"fri {TRAP}", "--promise", f"fri {TRAP}", "--with", "kim"),
    ("promise", "lot41", "fri", TRAP, "--needs", TRAP),
    ("shift", "lot41", "+2w", TRAP, "--together", TRAP),
    ("set", "lot41", "superintendent", TRAP),
    ("set", "lot41", "interests", TRAP),
    ("issue", "lot41", TRAP, "--wants", TRAP, "--owner", TRAP),
    ("ask", "lot41", TRAP),
    ("meet", "lot41", "fri", "10:00", TRAP, "--where", TRAP),
    ("done", "lot41", "1"),
    ("stage", "lot41", "next"),
    (
        "add",
        "77",
        f"Kim {TRAP}",
        "--address",
        TRAP,
        "--lot",
        TRAP,
        "--sold=nov 20",
        "--stage=contract",
        "--closing=mar 1",
        "--phone=1",
        "--lender=Birchline",
    ),
)


@one_in(4, "words", WRITING, ids=lambda words: words[0])
def test_what_a_write_says_and_shows_cannot_act(
    words: tuple[str, ...], traps: Path, run: Callable[..., Any], terminal: Callable[..., Any]
) -> None:
    typed = tuple(word.replace("\x00", "") for word in words)
    rehearsed = terminal(*typed, "--dry-run", environ={"NO_COLOR": "1"})
    assert rehearsed.end() == 0
    assert ACTING.search(rehearsed.text) is None
    written = terminal(*typed, environ={"NO_COLOR": "1"})
    assert written.end() == 0
    assert ACTING.search(written.text) is None
    said = written.text.replace("(backlog undo)", "").split()
    assert len(said) > 5
    assert " ".join(said) in " ".join(rehearsed.text.split())


WRONG = (
    ("show", TRAP),
    ("log", TRAP, "hi"),
    (TRAP,),
    ("list", f"stage:{TRAP}"),
    ("list", f"closing:{TRAP}"),
    ("list", f"--{TRAP}"),
    ("shift", "lot41", TRAP),
    ("shift", "lot41", "fri", "late", "--cause", TRAP),
    ("set", "lot41", TRAP, "x"),
    ("set", "lot41", "closing.told", TRAP),
    ("stage", "lot41", TRAP),
    ("super", TRAP),
    ("done", "lot41", TRAP),
    ("due", "--sort", TRAP),
    ("due", "--ahead", TRAP),
    ("list", "--json", "--fields", TRAP),
    ("list", "--color", TRAP),
    ("list", "--file", TRAP),
    ("meet", "lot41", "fri", "10:00", "walk", "--minutes", TRAP),
    ("add", TRAP, "Kim", "--sold", "nov 20"),
    ("add", "78", "Kim", "--sold", TRAP),
    ("show", "\\"),  # both homes' surname: a list to choose from
)


@pytest.mark.parametrize("words", WRONG, ids=lambda words: " ".join(words)[:12].rstrip())
def test_no_refusal_acts(words: tuple[str, ...], traps: Path, run: Callable[..., Any]) -> None:
    before = traps.read_bytes()
    answer = run(*(word.replace("\x00", "") for word in words))
    assert answer.code > 1
    assert answer.err.startswith("backlog: ")
    assert ACTING.search(answer.out + answer.err) is None
    assert traps.read_bytes() == before


def test_a_folder_or_an_editor_with_a_strange_name_cannot_act_either(
    sample: Path, piped: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = sample.parent / "a\x1b[31m\u202eb\nc"
    strange.mkdir()
    sample.rename(strange / "homes\x1b]0;x\x07.yaml")
    environ = {"BACKLOG_FILE": str(strange / "homes\x1b]0;x\x07.yaml"), "EDITOR": "vi\x1b[2J", "HOME": str(strange)}
    for words in (("where",), ("where", "--json"), ("list",), ("check",), ("show", "nobody"), ("init",)):
        answer = piped(*words, environ=environ)
        assert ACTING.search(answer.text + answer.told) is None
    assert "a\\x1b[31m<U+202E>b" in piped("where", environ=environ).text


def test_a_trap_in_the_list_to_choose_from_cannot_act(traps: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("show", ":house:", environ={"NO_COLOR": "1", "TERM": "dumb"})
    page.answer("Which one?", "\r")
    assert page.end() == 4
    assert ACTING.search(page.text) is None
    assert "Kim [lot 5]" in page.text or "  1  [/b] :house: [red]\\" in page.text


# ---------------------------------------------------------------------------------------------------------------------
# 3. JSON

WARNED = """\
jobs:
- {job: HC-1, buyers: [Kim Lee], sold_date: 2026-07-18, stage: framing, lendr: Birch}
- {job: HC-2, buyers: [Bo Ruiz], sold_date: 2026-07-19, stage: framing, closing: 2027-02-01, log: [{at: 2026-11-22 17:30}]}
"""
BAD_JOB = "- {job: HC-3, buyers: [Al Roe], sold_date: 2026-02-30, stage: framing}\n"
ISO = re.compile(r"20\d\d-(\d\d-\d\d( \d\d:\d\d)?|\d\d|Q\d|W\d\d)")
DAYS = {"as_of", "day", "sold", "stage_since", "closing", "told", "contract", "closed", "at", "last", "snoozed_until"}


def in_shell(command: str, folder: Path, environ: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
    """A line of bash, in which `backlog` is the program on the tests' day and `python` this Python."""
    program = f"{sys.executable} -m backlog_cli --today 2026-11-23 "
    line = command.replace("python ", f"{sys.executable} ").replace("backlog ", program)
    return subprocess.run(["bash", "-c", line], cwd=folder, env=environ, capture_output=True, check=False)


def days_in(value: object, key: str = "") -> Iterator[object]:
    """Every value that stands at a key that names a day."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from days_in(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from days_in(inner, key)
    elif key in DAYS:
        yield value


@pytest.mark.parametrize(
    ("more", "code"),
    [pytest.param("", 0, marks=pytest.mark.sweep), (BAD_JOB, 3)],
    ids=["warnings", "warnings and a bad job"],
)
def test_json_goes_into_other_tools_whatever_the_file_is_like(more: str, code: int, home: Path, starter: Any) -> None:
    (home / "backlog.yaml").write_text(WARNED + more, encoding="utf-8")
    line = "backlog due --json 2>told | python -m json.tool --no-ensure-ascii; echo ${PIPESTATUS[*]} >codes"
    done = in_shell(line, home, starter.environ({}))
    assert done.stderr == b""
    assert (home / "codes").read_text(encoding="utf-8") == f"{code} 0\n"
    assert "warning" in (home / "told").read_text(encoding="utf-8")
    page = json.loads(done.stdout)
    assert page["schema_version"] == 1
    assert sorted(job["job"] for job in page["jobs"]) == ["HC-1", "HC-2", *(["HC-3"] if more else [])]
    assert len(page["warnings"]) == 1
    assert len(page["bad"]) == (1 if more else 0)


def test_every_json_answer_is_one_document_with_its_version_and_day(sample: Path, run: Callable[..., Any]) -> None:
    for words in (*JSON, ("list", "nobody-at-all", "--json"), ("due", "--all", "--json"), ("show", "poole", "--json")):
        if words[0] == "show" and "lot41" in words:
            words = ("show", "okafor", "--json")  # noqa: PLW2901 - the sample's lot 41
        answer = run(*words)
        page = json.loads(answer.out)
        assert answer.code == 0
        assert answer.err == ""
        kind = words[0] if words[0] != "report" else f"report-{words[1] if words[1] != '--json' else 'week'}"
        assert (page["schema_version"], page["kind"], page["as_of"]) == (1, kind, "2026-11-23")
        assert "\x1b" not in str(page)
        for day in days_in(page):
            assert day is None or ISO.fullmatch(str(day)), day


def test_json_is_never_styled_not_even_when_colour_is_forced(
    sample: Path, piped: Callable[..., Any], terminal: Callable[..., Any]
) -> None:
    plain = piped("due", "--json").out
    assert piped("due", "--json", "--color", "always").out == plain
    page = terminal("due", "--json", environ={"FORCE_COLOR": "1"})
    assert page.end() == 0
    assert page.raw.replace(b"\r\n", b"\n") == plain


def test_every_job_has_every_key_and_an_empty_backlog_has_those_of_a_full_one(
    sample: Path, home: Path, run: Callable[..., Any]
) -> None:
    full = {words: json.loads(run(*words).out) for words in (("due", "--json"), ("list", "--json"), ("check", "--json"))}
    jobs = full["due", "--json"]["jobs"] + full["list", "--json"]["jobs"]
    jobs += json.loads(run("show", "okafor", "--json").out)["jobs"]
    keys = set(full["list", "--json"]["jobs"][0])
    assert all(keys <= set(job) for job in jobs)
    assert {"job", "buyer", "lot", "stage", "level", "quadrant", "frog", "reasons", "risk"} <= keys
    reasons = [reason for job in jobs for reason in job["reasons"]]
    assert {tuple(reason) for reason in reasons} == {("job", "rule", "level", "day", "text", "next", "n")}
    assert {tuple(job["risk"]) for job in jobs} == {("total", "parts")}
    sample.write_text("jobs: []\n", encoding="utf-8")
    for words, page in full.items():
        assert set(json.loads(run(*words).out)) == set(page)


def test_fields_choose_the_keys_in_the_order_asked_for(sample: Path, run: Callable[..., Any]) -> None:
    for words in (("list",), ("due",), ("show", "okafor")):
        page = json.loads(run(*words, "--json", "--fields", "level, job").out)
        assert all(list(job) == ["level", "job"] for job in page["jobs"])
        assert page["jobs"]
    refused = run("list", "--json", "--fields", "job,levle")
    assert refused.code == 2
    assert refused.out == ""
    assert '"levle"' in refused.err
    assert "level" in refused.err.replace("levle", "")
    assert run("list", "--fields", "job").code == 2
    assert run("list", "--json", "--fields", "").code == 2


def test_a_file_that_cannot_be_read_at_all_leaves_stdout_to_itself(home: Path, run: Callable[..., Any]) -> None:
    (home / "backlog.yaml").write_text("jobs: [\n", encoding="utf-8")
    for words in (("due", "--json"), ("list", "--json"), ("check", "--json"), ("show", "x", "--json")):
        answer = run(*words)
        assert (answer.code, answer.out) == (3, "")
        assert "backlog.yaml:" in answer.err


# ---------------------------------------------------------------------------------------------------------------------
# 4. Pipes, full disks, closed streams


def crowd(folder: Path, homes: int) -> None:
    """A file of that many homes, from some 1,000 on more than a pipe holds."""
    job = "- {{job: HC-{0}, lot: '{0}', buyers: [Kim Buyer{0}], sold_date: 2026-07-18, stage: framing, closing: 2027-03-19}}\n"
    text = "jobs:\n" + "".join(job.format(n) for n in range(homes))
    (folder / "backlog.yaml").write_text(text, encoding="utf-8")


@one_in(3, "words", ["list", "list --color always", "list --json"])
def test_a_pipe_that_is_closed_early_is_no_error(words: str, home: Path, starter: Any, tmp_path: Path) -> None:
    crowd(home, 1500)
    told = tmp_path / "told"
    ours, theirs = os.pipe()
    with told.open("wb") as errors, Path(os.devnull).open("rb") as nothing:
        process = starter.start(
            words.split(), [nothing.fileno(), theirs, errors.fileno()], folder=home, environ=starter.environ({}), fresh=False
        )
    os.close(theirs)
    assert os.read(ours, 10)
    os.close(ours)
    while not process.has_ended():
        time.sleep(0.005)
    assert process.code == 0
    assert told.read_bytes() == b""


@pytest.mark.sweep
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["in blocks", "at once"])
@pytest.mark.parametrize(
    "words", ["list", "list --color always", "list --json", "check", "due --all", "due --json", "check --json"]
)
def test_no_picture_of_2000_homes_minds_head(words: str, unbuffered: str, home: Path, starter: Any) -> None:
    crowd(home, 2000)
    environ = starter.environ({"PYTHONUNBUFFERED": unbuffered})
    done = in_shell(f"backlog {words} | head -1; echo ${{PIPESTATUS[0]}}", home, environ)
    first, code = done.stdout.decode().splitlines()
    assert first
    assert code == "0"
    assert done.stderr == b""


def test_a_refusal_is_no_wider_than_the_page_and_its_command_can_be_pasted(piped: Callable[..., Any], home: Path) -> None:
    (home / "backlog.yaml").write_text("jobs: [{job: A1, buyers: [Kim Lee], sold_date: 2026-11-01, stage: framing}]\n")
    for width in ("60", "80", "120"):
        done = piped("log", "A1", "said", "a", "lot", "about", "the", "fence", "--mood", "mad-ish", environ={"COLUMNS": width})
        *rows, _ = done.told.split("\n")
        assert done.code == 2
        assert "  backlog --today 2026-11-23 log A1 'said a lot about the fence' --mood mad-ish" in rows
        assert [row for row in rows if len(row) > int(width) and not row.startswith("  backlog ")] == []


FULL = Path("/dev/full")
NO_SPACE = "no space left on device"


@pytest.fixture
def onto_full_disk(starter: Any, home: Path, tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """`onto_full_disk("list")`: the exit code and stderr of a run whose stdout takes nothing; `also_errors` fills stderr too."""

    def run(*words: str, also_errors: bool = False) -> tuple[int, str]:
        told = tmp_path / "told"
        with FULL.open("wb") as full, told.open("wb") as errors, Path(os.devnull).open("rb") as nothing:
            process = starter.start(
                ["--today", "2026-11-23", *words],
                [nothing.fileno(), full.fileno(), full.fileno() if also_errors else errors.fileno()],
                folder=home,
                environ=starter.environ({}),
                fresh=False,
            )
        while not process.has_ended():
            time.sleep(0.005)
        return process.code, told.read_text(encoding="utf-8")

    return run


ANSWERING = [
    *("due", "due --color always", "due --json", "list", "list --color always", "list --json", "show okafor", "check", "where"),
    *(
        "super",
        "super --html",
        "walk --json",
        "done okafor",
        "stage okafor",
        "--version",
        "--help",
        "list --help",
        "log okafor hi --dry-run",
    ),
]


@one_in(5, "words", ANSWERING)
def test_an_answer_that_a_full_disk_refuses_is_said_and_exits_5(
    words: str, sample: Path, onto_full_disk: Callable[..., tuple[int, str]]
) -> None:
    before = sample.read_bytes()
    code, told = onto_full_disk(*words.split())
    assert code == 5
    assert NO_SPACE in told
    assert told.count("backlog: ") == 1
    assert sample.read_bytes() == before


@pytest.mark.parametrize(("words", "expected"), [("list", 5), ("show nobody", 4), ("log okafor hello --private", 0)])
def test_nobody_to_hear_of_errors_changes_no_exit_code(
    words: str, expected: int, sample: Path, onto_full_disk: Callable[..., tuple[int, str]]
) -> None:
    code, _ = onto_full_disk(*words.split(), also_errors=True)
    assert code == expected
    assert (b"hello" in sample.read_bytes()) is words.startswith("log")


SAVING = [
    *("log okafor hello there", "shift okafor +2w late", "promise okafor fri hello", "set okafor plan hello"),
    *("add 77 Kim --sold nov20", "stage okafor next", "issue okafor hello --wants it", "ask okafor hello"),
    *("meet okafor fri 10:00 hello", "done brandt 1"),
]


@one_in(4, "words", SAVING)
def test_a_saved_change_stays_done_when_its_report_cannot_be_printed(
    words: str, sample: Path, onto_full_disk: Callable[..., tuple[int, str]]
) -> None:
    before = sample.read_bytes()
    code, told = onto_full_disk(*words.split())
    assert code == 0
    assert " ".join(told.split()) == f"backlog: the change is saved; the answer could not be written: {NO_SPACE}."
    assert sample.read_bytes() != before
    assert b"hello" in sample.read_bytes() or "hello" not in words


def test_a_new_file_stays_made_when_that_cannot_be_printed(home: Path, onto_full_disk: Callable[..., tuple[int, str]]) -> None:
    code, told = onto_full_disk("init")
    assert (code, (home / "backlog.yaml").is_file()) == (0, True)
    assert "saved" in told


CLOSED = ("<&-", ">&-", "2>&-", "<&- >&- 2>&-")


def test_streams_that_the_caller_closed_are_nobodys_error(sample: Path, starter: Any) -> None:
    done = in_shell(
        "backlog list >&-; echo $?; backlog log okafor hello <&- >&- 2>&-; echo $?", sample.parent, starter.environ({})
    )
    assert (done.stdout, done.stderr) == (b"0\n0\n", b"")
    assert "hello" in sample.read_text(encoding="utf-8")


@pytest.mark.sweep
@pytest.mark.parametrize("closed", CLOSED)
def test_a_write_with_closed_streams_is_a_write(closed: str, sample: Path, starter: Any) -> None:
    done = in_shell(f"backlog log okafor hello {closed}", sample.parent, starter.environ({}))
    assert (done.returncode, done.stderr) == (0, b"")
    assert "hello" in sample.read_text(encoding="utf-8")


@pytest.mark.sweep
@pytest.mark.parametrize(
    "words", ["due", "list --color always", "show okafor", "check", "where", "due --json", "--help", "lisst"]
)
def test_no_verb_minds_closed_streams(words: str, sample: Path, starter: Any) -> None:
    usual = in_shell(f"backlog {words}", sample.parent, starter.environ({}))
    for closed in CLOSED:
        done = in_shell(f"backlog {words} {closed}", sample.parent, starter.environ({}))
        assert done.returncode == usual.returncode
        assert done.stdout == (b"" if ">&- " in f"{closed} ".replace("2>&- ", "") else usual.stdout)
        assert done.stderr == (b"" if "2>&-" in closed else usual.stderr)


# ---------------------------------------------------------------------------------------------------------------------
# 5. Our own words, no tracebacks, nobody's data

OTHERS_WORDS = (
    *("input should be", "pydantic", "value_error", "validation error", "for further information", "http", "traceback"),
    *("usage error", "typer", "click", "yaml.", "scanning", "while parsing", "mapping values", "<block", "expected '", "token"),
    *("unexpected extra argument", "no such option", "no such command", "got an", "invalid value", "requires an argument"),
    *("nonetype", "object at 0x", "errno", "mistake in backlog itself"),
)
WRONG_LINES = """\
lisst
xyzzy
s
show
show zzz
show okafor and more
show okafor --al
list --nope
list --json=x
list closing:foo
list within:x
list level:blue
list level:
list --sort colour
due --ahead x
due --ahead -1
due --ahead 999
due --sort
due extra
check extra
--file
--file '' list
--file /nope/homes list
--file /bin list
--file /dev/null list
--today
--today tomorrow list
--today 2026-13-01 list
--color blue list
-q
log
log okafor
log okafor hi --how pigeon
log okafor hi --at tomorrow
log okafor hi --next 'no date'
log okafor hi --next fri
log okafor hi --with okafor
log okafor hi --kind
log okafor hi --said --told
log okafor hi --said --dry-run
log okafor hi --said --tolld
log okafor hi --said -- x
log okafor --nope -- --said --told
log 41,nobody hi
log 41,,44 hi
shift okafor
shift okafor feb 30 permit
shift okafor next fri
shift okafor +2w --what party
shift okafor 2050-01-01
shift okafor yesterday
promise okafor fri
promise okafor paint codes
promise okafor fri x --by dog
done okafor 99
done okafor zebra
add
add 1
add HC-1041 Kim Lee --sold nov20
add HC-9 Kim Lee
add HC-9 Kim --sold feb30
add -x Kim --sold nov20
set okafor
set okafor nofield x
set okafor sold_date never
set okafor lender.foo bar
set okafor price abc
stage okafor flying
stage okafor next extra
issue okafor hello
issue okafor 7 --resolved
issue okafor hello --wants x --severity awful
ask okafor what --of dog
meet okafor fri
meet okafor fri 25:00 walk
meet okafor fri 10:00 walk --minutes x
meet okafor fri 10:00 walk --minutes 0
init --file backlog.yaml
init extra
"""
READS = ("due", "list", "show", "check", "where", "lisst", "xyzzy", "s", "-q", "--file", "--today", "--color")


@pytest.mark.parametrize("line", WRONG_LINES.splitlines())
def test_a_wrong_command_line_is_answered_in_our_own_words(line: str, sample: Path, run: Callable[..., Any]) -> None:
    before = sample.read_bytes()
    words = shlex.split(line)
    answer = run(*words, today=None if "--today" in words else "2026-11-23")
    assert 2 <= answer.code <= 4
    assert answer.out == ""
    assert answer.err.startswith("backlog: ")
    assert [word for word in OTHERS_WORDS if word in answer.err.lower()] == []
    assert (is_unchanged_by(answer.err) or "left as it is" in answer.err or "left as it was" in answer.err) or (words[0] in READS)
    assert sample.read_bytes() == before


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("log okafor hi --said --dry-run", "--said needs a value. `backlog log --help` shows"),
        ("log okafor hi --how text --next --told", "--next needs a value. "),
        ("list --fields --json", "--fields needs a value. "),
        ("due --sort -h", "--sort needs a value. "),
        ("show okafor -f", "-f needs a value: -f PATH. "),
        ("show okafor -fhomes.yaml", "-f needs a value: -f PATH. "),
        ("list --color", "--color needs a value: --color WHEN. "),
        ("shift okafor", "DATE is missing. "),
        ("stage", "JOB is missing. "),
    ],
)
def test_what_is_missing_is_named(line: str, said: str, sample: Path, run: Callable[..., Any]) -> None:
    before = sample.read_bytes()
    answer = run(*line.split())
    assert answer.code == 2
    assert answer.err.startswith(f"backlog: {said}")
    assert sample.read_bytes() == before


@pytest.mark.parametrize("words", [("--said=--told",), ("--said", "-- and then?"), ("--said", "-so"), ("--said", "-3d")])
def test_words_that_begin_with_a_dash_may_be_a_value(words: tuple[str, ...], sample: Path, run: Callable[..., Any]) -> None:
    assert run("log", "okafor", "hi", *words).code == 0
    homes = load(sample.read_bytes(), sample.name).backlog_file.jobs
    kept = next(home for home in homes if home.job == "HC-1041").log[-1]
    assert kept.said == words[-1].removeprefix("--said=")


@pytest.mark.parametrize("line", ["--version", "-V", "list --version", "log okafor hi -V"])
def test_the_version_is_told_with_every_verb(line: str, sample: Path, run: Callable[..., Any]) -> None:
    before = sample.read_bytes()
    answer = run(*line.split())
    assert (answer.code, answer.out, answer.err) == (0, f"backlog {__version__}\n", "")
    assert sample.read_bytes() == before


BROKEN = {
    "an open list": "jobs: [",
    "an open quote": "jobs:\n- job: 'HC-1\n  stage: x\n",
    "a tab": "jobs:\n-\tjob: HC-1\n\tstage: framing\n",
    "bad indentation": "jobs:\n- job: HC-1\n   stage: framing\n",
    "a missing colon": "jobs:\n- job HC-1\n- stage\n",
    "two colons": "jobs:\n- job: HC-1\n  note: call: 5pm\n",
    "a star": "jobs:\n- job: HC-1\n  plan: *urgent*\n",
    "an at sign": "jobs:\n- job: HC-1\n  plan: @mike\n",
    "a tag": "jobs:\n- !!python/object:os.system {}\n",
    "an exclamation mark": "jobs:\n- job: !urgent\n",
    "a percent sign": "%x\njobs: []\n",
    "a backquote": "jobs:\n- job: `x`\n",
    "no list": "jobs: 5\n",
    "a list at the top": "- job: HC-1\n",
    "one word": "hello\n",
    "two documents": "jobs: []\n---\njobs: []\n",
    "conflict marks": "<<<<<<< HEAD\njobs: []\n=======\n",
    "a web page": "<!DOCTYPE html><html><body>Not found</body></html>\n",
    "a duplicate key": "version: 1\nversion: 2\njobs: []\n",
    "a bad limit": "settings: {cadence_days: often}\njobs: []\n",
    "another version": "version: 999\njobs: []\n",
    "a loop": "jobs: &a\n- *a\n",
    "a lost alias": "jobs: *a\n",
    "a NUL": "jobs: []\n\0\0\0",
    "no UTF-8": "jobs: []\n# \udcff\n",
    "a job of every mistake": "jobs:\n- {job: -1, buyers: [], sold_date: 2026-02-30, stage: flying, price: x, log: 5}\n",
    "a job that is a word": "jobs:\n- HC-1\n",
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_explained_in_our_own_words(case: str, home: Path, run: Callable[..., Any]) -> None:
    (home / "backlog.yaml").write_bytes(BROKEN[case].encode("utf-8", "surrogateescape"))
    for words in (("due",), ("list", "--json"), ("check",), ("log", "1041", "hello")):
        answer = run(*words)
        assert answer.code in {"check": (1, 3), "log": (3, 4)}.get(words[0], (3,))
        assert "backlog.yaml" in answer.out + answer.err or words[0] == "log"
        assert [word for word in OTHERS_WORDS if word in (answer.out + answer.err).lower()] == []


SECRETS = ("Zebedee", "Quux", "555-0199", "secret@home", "in tears", "Elm Street")


FAILING = [
    *("show nobody", "list", "check", "log Q-1 in tears --how pigeon", "shift Q-2 feb 30 in tears", "set Q-1 sold_date Zebedee"),
    *("due --json", "list --sort Zebedee", "show Q-1 Zebedee", "list level:Zebedee", "done Q-1 99", "Zebedee Quux"),
]


@pytest.mark.parametrize("line", FAILING)
def test_a_trace_shows_where_an_error_arose_and_nobodys_data(line: str, home: Path, run: Callable[..., Any]) -> None:
    job = 'buyers: [{name: Zebedee Quux, phone: "555-0199", email: secret@home}], address: 1 Elm Street, sold_date: 2026-07-18'
    path = home / "backlog.yaml"
    path.write_text(
        f"jobs:\n- {{job: Q-1, {job}, stage: framing}}\n- {{job: Q-2, {job}, stage: in tears, sold: 555-0199}}\n",
        encoding="utf-8",
    )
    if line in ("list", "check", "due --json"):
        path.write_text(path.read_text(encoding="utf-8") + "- Zebedee: [555-0199", encoding="utf-8")
    answer = run("--debug", *shlex.split(line))
    assert answer.code > 1
    trace = answer.err.partition(" was raised here:\n")[2]
    frames = list(takewhile(lambda told: not told.startswith("backlog: "), trace.splitlines()))
    assert frames
    assert all(re.fullmatch(r"  \S+\.py:\d+ in \S+", frame) for frame in frames)
    assert [secret for secret in SECRETS if secret in "".join(frames)] == []


# ---------------------------------------------------------------------------------------------------------------------
# 6. The same everywhere

EVERYTHING = """\
import sys
from backlog_cli.cli.app import run
for line in ("due", "due --all", "list --all", "show okafor", "check", "due --json", "list --all --json", "show brandt --json"):
    print("##", line, run(["--today", "2026-11-23", *line.split()]), flush=True)
"""
SURROUNDINGS: dict[str, tuple[dict[str, str | None], tuple[str, ...]]] = {
    "again": ({}, ()),
    "a day ahead": ({"TZ": "Pacific/Kiritimati"}, ()),
    "a day behind": ({"TZ": "America/Adak"}, ()),
    "no such zone": ({"TZ": "Nowhere/AtAll"}, ()),
    "LC_ALL=C": ({"LC_ALL": "C", "LANG": None}, ()),
    "LC_ALL=POSIX without UTF-8 mode": ({"LC_ALL": "POSIX", "PYTHONUTF8": "0"}, ()),
    "German": ({"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "LANGUAGE": "de"}, ()),
    "no HOME": ({"HOME": None}, ()),
    "a HOME that is not a folder": ({"HOME": "/dev/null"}, ()),
    "a HOME that is nowhere": ({"HOME": "not/absolute"}, ()),
    "no environment": ({"LANG": None, "TERM": None, "HOME": None}, ()),
    "-O": ({}, ("-O",)),
    "-OO -W error": ({}, ("-OO", "-W", "error")),
    "-X dev": ({}, ("-X", "dev", "-W", "error")),
    "another hash seed": ({"PYTHONHASHSEED": "1"}, ()),
    "many at once": (
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "de_DE.UTF-8", "HOME": "/dev/null", "PYTHONUTF8": "0", "PYTHONHASHSEED": "7"},
        ("-O", "-W", "error"),
    ),
    "many others": ({"TZ": "America/Adak", "LC_ALL": "C", "LANG": None, "HOME": None, "PYTHONHASHSEED": "8"}, ("-X", "dev")),
}
IN_DEFAULT_SUITE = ("many at once",)


def everything(starter: Any, folder: Path, environ: dict[str, str | None], options: tuple[str, ...] = ()) -> bytes:
    """What every reading verb prints, one after another, in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, *options, "-c", EVERYTHING], cwd=folder, env=starter.environ(environ), capture_output=True, check=False
    )
    assert done.stderr == b""
    assert done.stdout.count(b"\n## ") == 8
    return done.stdout


@pytest.fixture(scope="session")
def usual(starter: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A folder with the sample, and what every reading verb prints there."""
    folder = tmp_path_factory.mktemp("usual")
    (folder / "backlog.yaml").write_bytes((Path(__file__).parent.parent.parent / "sample_backlog.yaml").read_bytes())
    return folder, everything(starter, folder, {})


@pytest.mark.parametrize(
    "case", [pytest.param(case, marks=() if case in IN_DEFAULT_SUITE else pytest.mark.sweep) for case in SURROUNDINGS]
)
def test_one_day_gives_one_answer_byte_for_byte(case: str, usual: tuple[Path, bytes], starter: Any) -> None:
    folder, expected = usual
    environ, options = SURROUNDINGS[case]
    assert everything(starter, folder, environ, options) == expected


def test_an_ascii_pipe_loses_nothing(usual: tuple[Path, bytes], starter: Any) -> None:
    folder, wide = usual[0], {"COLUMNS": "1000"}  # so that no line ends elsewhere for want of a cell
    narrow = everything(starter, folder, {**wide, "PYTHONIOENCODING": "ascii"})
    expected = everything(starter, folder, {**wide})
    assert narrow.isascii()
    assert not expected.isascii()
    answers = re.split(r"(\n## .*\n)", expected.decode())
    whole = "".join(answer if answer.startswith("{") else in_ascii(answer) for answer in answers)
    escaped = "".join(sign if sign.isascii() else f"\\u{ord(sign):04x}" for sign in whole)
    assert "".join(narrow.decode().split()) == "".join(escaped.split())


def in_ascii(page: str) -> str:
    """The page with the signs of a screen that knows no others; a document for machines keeps its own."""
    return Screen(ascii=True).signs(re.sub("^ · ", " . ", page, flags=re.MULTILINE))


def test_an_ascii_terminal_gets_signs_it_can_show(sample: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("show", "brandt", environ={"PYTHONIOENCODING": "ascii", "NO_COLOR": "1"})
    assert page.end() == 0
    assert page.raw.isascii()
    assert "Oct 30 -> Nov 20" in page.text
    assert "?" not in page.text


def test_writing_works_without_a_home(sample: Path, piped: Callable[..., Any]) -> None:
    for n, home in enumerate((None, "/dev/null", "relative")):
        assert piped("log", "okafor", f"hello{n}", environ={"HOME": home}).code == 0
        assert f"hello{n}" in sample.read_text(encoding="utf-8")
        assert piped("show", "okafor", environ={"HOME": home}).code == 0


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", pytest.param("America/Adak", marks=pytest.mark.sweep)])
def test_today_is_the_day_where_she_is(zone: str, sample: Path, piped: Callable[..., Any]) -> None:
    days = {str(datetime.now(ZoneInfo(zone)).date())}
    told = json.loads(piped("list", "--json", environ={"TZ": zone}, today=(), fresh=True).out)["as_of"]
    days.add(str(datetime.now(ZoneInfo(zone)).date()))
    assert told in days


# ---------------------------------------------------------------------------------------------------------------------
# 7. Near misses

WRITERS = (
    *(
        ("log", "hi"),
        ("shift", "fri", "late"),
        ("promise", "fri", "paint"),
        ("done", "1"),
        ("set", "lot", "5"),
        ("stage", "next"),
    ),
    *(("issue", "scratch", "--wants", "it"), ("ask", "when"), ("meet", "fri", "10:00", "walk")),
)


@pytest.mark.parametrize("words", WRITERS, ids=lambda words: words[0])
def test_a_writer_never_acts_on_a_near_miss(words: tuple[str, ...], sample: Path, run: Callable[..., Any]) -> None:
    before = sample.read_bytes()
    verb, *rest = words
    for typed, meant in (("okafr", "HC-1041 Okafor"), ("brnadt", "HC-1037 Brandt"), ("HC-1042", "HC-1041"), ("118heron", "")):
        answer = run(verb, typed, *rest)
        assert answer.code == 4
        assert f'no job goes by "{typed}"' in answer.err
        assert meant in answer.err
        assert is_unchanged_by(answer.err)
        assert answer.out == ""
    assert sample.read_bytes() == before


def test_a_reader_offers_the_nearest_homes_too_but_takes_part_of_an_address(sample: Path, run: Callable[..., Any]) -> None:
    missed = run("show", "castelano")
    assert (missed.code, missed.out) == (4, "")
    assert "LR-1052 Castellanos lot 12, 7 Larkspur Ridge Ct" in missed.err
    assert run("show", "118heron").out.startswith("   HC-1041 Okafor  lot 41 · 118 Heron Creek Ln")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("lisst", "list"), ("shwo", "show"), ("chekc", "check"), ("lgo", "log"), ("promisse", "promise"), ("du", "due")],
)
def test_a_mistyped_verb_is_offered_not_guessed(typed: str, meant: str, sample: Path, run: Callable[..., Any]) -> None:
    answer = run(typed, "okafor", "hello")
    assert answer.code == 2
    if not meant.startswith(typed):
        assert f"Did you mean `backlog {meant}`?" in answer.err


def test_any_beginning_of_a_verb_that_fits_only_one_is_that_verb(home: Path, run: Callable[..., Any]) -> None:
    names = [verb.name for verb in VERBS]
    for name in names:
        whole = run(name, "--help")
        assert whole.code == 0
        assert f"Usage: backlog {name} " in whole.out
        for length in range(1, len(name)):
            fits = [other for other in names if other.startswith(name[:length])]
            answer = run(name[:length], "--help")
            if name[:length] in names:
                continue
            if len(fits) == 1:
                assert answer.out == whole.out
            else:
                assert answer.code == 2
                assert " or ".join(fits) in answer.err


def test_alone_it_is_a_welcome_of_three_lines_until_there_is_a_file(home: Path, run: Callable[..., Any]) -> None:
    welcome = run()
    assert (welcome.code, welcome.err) == (0, "")
    assert welcome.out.count("\n") == 3
    assert "`backlog init`" in welcome.out
    assert max(map(len, welcome.out.splitlines())) <= 80 + 4
    assert run("due").code == 3
    assert run("init").code == 0
    assert run().code == 0
    assert "backlog init" not in run().out


def test_alone_it_is_the_morning_once_there_is_a_file(
    sample: Path, run: Callable[..., Any], terminal: Callable[..., Any]
) -> None:
    assert run().out == run("due").out
    bare, due = terminal(), terminal("due")
    assert (bare.end(), due.end()) == (0, 0)
    assert bare.text == due.text
    assert "THE HARD CALL FIRST" in bare.text


def test_a_file_that_was_named_and_is_not_there_is_said(
    home: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("--file", "gone.yaml").code == 3
    monkeypatch.setenv("BACKLOG_FILE", str(home / "gone.yaml"))
    answer = run()
    assert answer.code == 3
    assert "gone.yaml" in answer.err


# ---------------------------------------------------------------------------------------------------------------------
# 8. The Tab key

SHELLS = ("bash", "zsh", "fish")


def offered(piped: Callable[..., Any], line: str, shell: str = "zsh", **more: str) -> str:
    """What the program offers a shell for the last word of that line; nothing else may be printed."""
    answer = piped(environ={"_BACKLOG_COMPLETE": shell, "_BACKLOG_LINE": line, **more}, today=())
    assert answer.err == b""
    return str(answer.text)


def words_offered(piped: Callable[..., Any], line: str) -> list[str]:
    """The words alone, without what is shown beside them."""
    return [offer.partition("\t")[0] for offer in offered(piped, line).splitlines()]


def test_the_tab_key_offers_verbs_and_homes_by_number_and_by_name(sample: Path, piped: Callable[..., Any]) -> None:
    assert words_offered(piped, "backlog l") == ["list", "log"]
    assert words_offered(piped, "backlog show HC-104") == ["HC-1041", "HC-1044"]
    assert words_offered(piped, "backlog log HC-1041,LR") == ["HC-1041,LR-1052", "HC-1041,LR-1058", "HC-1041,LR-1049"]
    sample.rename(sample.with_name("other.yaml"))
    assert words_offered(piped, "backlog show --file other.yaml HC-104") == ["HC-1041", "HC-1044"]
    sample.with_name("other.yaml").rename(sample)
    for shell in ("zsh", "fish"):
        assert offered(piped, "backlog show HC-1041", shell) == "HC-1041\tOkafor, lot 41\n"
        assert offered(piped, "backlog show oka", shell) == "okafor\tHC-1041, lot 41\n"
        assert offered(piped, "backlog show 1041", shell) == "1041\tHC-1041, Okafor, lot 41\n"
        assert offered(piped, "backlog show ruth", shell) == "ruth.Adeyemi-Clarke\tHC-1044, lot 44\n"
    # Bash replaces what stands behind the last sign that it breaks words at, and shows the words alone.
    assert offered(piped, "backlog list level:r", "bash", _BACKLOG_WORD="r") == "red\n"
    listed = offered(piped, "backlog show HC-104", "bash", _BACKLOG_WORD="HC-104", COMP_TYPE="63", _BACKLOG_COLUMNS="25")
    assert listed == "HC-1041  Okafor, lot 41\nHC-1044  Adeyemi-Cla...\n"


def test_a_script_of_an_older_version_is_told_nothing(sample: Path, piped: Callable[..., Any]) -> None:
    for shell in ("complete_bash", "complete_zsh", "complete_fish", "source_bash"):
        assert offered(piped, "backlog l", shell, COMP_WORDS="backlog l", COMP_CWORD="1", _TYPER_COMPLETE_ARGS="backlog l") == ""


def test_powershell_is_told_the_same_words(sample: Path, piped: Callable[..., Any]) -> None:
    typed = {"_TYPER_COMPLETE_ARGS": "backlog show oka", "_TYPER_COMPLETE_WORD_TO_COMPLETE": "oka"}
    assert offered(piped, "", "complete_powershell", **typed) == "okafor:::HC-1041, lot 41\n"
    typed = {"_TYPER_COMPLETE_ARGS": "backlog import x", "_TYPER_COMPLETE_WORD_TO_COMPLETE": "x"}
    assert offered(piped, "", "complete_powershell", **typed) == ""


@pytest.mark.parametrize("shell", SHELLS)
def test_a_broken_or_missing_file_offers_nothing_and_prints_nothing(shell: str, home: Path, piped: Callable[..., Any]) -> None:
    nothing = {offered(piped, "backlog show HC", shell)}
    for text in ("jobs: [", "\0", "jobs: 5\n"):
        (home / "backlog.yaml").write_text(text, encoding="utf-8")
        nothing.add(offered(piped, "backlog show HC", shell))
    assert len(nothing) == 1
    assert "HC" not in nothing.pop()


def test_no_name_acts_on_the_shell_that_shows_it(home: Path, piped: Callable[..., Any]) -> None:
    evil = "Kim \\$(touch pwned)\\\"; touch pwned; `id` [/b] ':'"
    text = f"jobs:\n- {{job: A1, buyers: [{quoted(evil)}], sold_date: 2026-07-18, stage: framing}}\n"
    text += f"- {{job: {quoted('A2$(id)')}, buyers: [Bo], sold_date: 2026-07-18, stage: framing}}\n"
    (home / "backlog.yaml").write_text(text, encoding="utf-8")
    for shell in SHELLS:
        line = offered(piped, "backlog show A", shell, _BACKLOG_WORD="A")
        assert "A1" in line
        assert "A2" not in line  # it would have to be quoted
        shown = line + offered(piped, "backlog show ", shell)
        assert [sign for sign in "\\\"'`$" if sign in shown] == []


# ---------------------------------------------------------------------------------------------------------------------
# Looking back is as safe as looking ahead


def test_what_was_written_is_told_and_taken_back_without_acting(traps: Path, terminal: Callable[..., Any]) -> None:
    before = traps.read_bytes()
    typed = TRAP.replace("\x00", "")
    assert terminal("ask", "lot41", typed).end() == 0
    for words in (("history",), ("history", "lot41"), ("undo", "--dry-run"), ("undo",), ("redo",), ("undo",)):
        page = terminal(*words, environ={"NO_COLOR": "1"})
        page.end()
        assert page.text.strip()
        assert ACTING.search(page.text) is None
    assert traps.read_bytes() == before


def test_a_disk_that_does_not_confirm_is_a_warning_and_nobody_says_saved(
    sample: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def synced(descriptor: int) -> None:
        if os.path.samestat(os.fstat(descriptor), sample.parent.stat()):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", synced)
    answer = run("log", "okafor", "hello there")
    assert answer.code == 0
    assert b"hello there" in sample.read_bytes()
    assert "written, but the disk did not confirm it" in " ".join(answer.err.split())
    assert "saved" not in (answer.out + answer.err).lower()
