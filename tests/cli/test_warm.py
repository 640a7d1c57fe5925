"""What is remembered of a file changes how long an answer takes and nothing else: never a word, never a byte."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from tests.sampling import one_in

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

ROOT = Path(__file__).parent.parent.parent
READS = (
    ("due",),
    ("due", "--json"),
    ("due", "--all"),
    ("due", "--owed"),
    ("due", "--exit-code"),
    ("due", "--color", "always"),
    ("list",),
    ("list", "--all", "--json"),
    ("show", "A2"),
    ("show", "A1", "--json"),
    ("show", "A3", "--color", "always"),
    ("show", "A6", "--all"),
    ("show", "A3@2024-05-06"),
    ("list", "owed", "--columns", "job,unreadable,promises"),
    ("check",),
)

HOMES = (
    """\
  - job: A1
    buyers: [Chidi Okafor, Amara Okafor]
    sold_date: 2026-07-18
    stage: framing
    lot: "41"
    closing: {contract: 2027-03-19, internal: 2027-03-12, told: 2027-03}
    log:
      - {at: 2026-11-02, with: [Chidi Okafor], how: phone, outcome: reached, text: "slab: done"}   # a word beside it
      - at: 2026-11-12
        text: |
          two lines
          of it
    promises: [{text: paint codes, due: 2026-11-20}]
""",
    """\
  # hers alone
  - {job: A2, buyers: [Ylva Brandt, Tom Brandt], sold_date: 2026-01-24, stage: drywall,
     closing: {contract: 2026-10-30, internal: 2027-01-15, told: 2026-12-11,
       shifts: [{from: 2026-12-11, to: 2027-01-15, known_date: 2026-11-21, cause_kind: weather}]}}

""",
    """\
  - job: A3
    buyers: Inés Castellanos
    sold_date: 2026-10-05
    stage: permitting
    contact: phone
    closing: 2027-06-25
    log: []
""",
    """\
  - stage: closed
    job: A4
    sold_date: 2025-12-06
    buyers: [Paola Marchetti]
    closing: {contract: 2026-10-16, closed_date: 2026-10-26}
    log:
    - {at: 2026-11-20 09:00, kind: inbound, how: email}
    # the end of it
""",
    """\
  - job: A5
    buyers: [Nils Sorensen]
    sold_date: 2026-08-22
    stage: foundation
    lendr: typo
    log: {at: 2026-11-19, text: only one}
""",
    # Words that cannot be read: each is told with its line, and the home stays.
    """\
  - job: A6
    buyer: Maeve O'Neill
    sold: 8/22/26
    stage: sheetrok
    closing: {contract: 2027-02-30, told: 2027-03}
    log:
    - 2026-11-20 called about the slab
    - texted her
    - {at: 2026-11-19, how: pigeon, mood: meh, text: odd}
    promises:
    - {text: paint codes, due: 2026-11-31}
    - {text: tiles, due: 2026-11-24}
""",
    """\
  - job: A7
    buyers: [Ana de la Cruz]
    sold_date: 2026-07-01
    lot: "7"
    stage: trim
    lot: "8"
    deposits: [{kind: earnest, amount: lots, due: 2026-11-25}]
    notes: gate code
""",
    # One number, several sales: an ended one, and another that is open beside A1.
    """\
  - {job: A3, buyers: [Marlon Poole], sold_date: 2024-05-06, stage: cancelled, cancelled: {date: 2024-09-15, reason: rate}}
""",
    """\
  - {job: A1, buyers: [Zoe Park], sold_date: 2026-11-01, stage: contract, mood: odd}
""",
)  # fmt: skip
JOBS = ("jobs", "jobs", "jobs", "homes", "Jobs", "job")
TAILS = (
    "",
    "settings: {agent: Renata Vance, cadence_days: soon}\n",
    "homes:\n- {job: A9, buyers: [Second List], sold_date: 2026-11-02, stage: framing}\n",
    "\n# the end\n",
    "settings: {agent: Renata Vance, cadence_days: 5}\n",
    "away:\n- {from: 2026-11-25, to: 2026-11-29, cover: Dana}\n",
)
NOTES = (
    *("called back", "# not a comment", "yes", "12:30", "él dijo: sí, [lot 5] {x}"),
    *("  blanks  ", "- dash", "it's 'so'", "\U0001f3e0 keys", "none"),
)


def a_file(chance: Random) -> str:
    homes = chance.sample(HOMES, chance.randint(3, 6))
    tail = chance.choice(TAILS)
    is_first = tail and chance.random() < 0.5 and not tail.startswith("\n")
    text = f"{chance.choice(JOBS)}:\n{''.join(homes)}"
    text = tail + text if is_first else text + tail
    return text.rstrip("\n") if chance.random() < 0.2 else text


JOBS_TYPED = ("A1", "A2", "A3", "A4", "A5", "A6", "A6", "A7", "A3@2024-05-06", "A1@2026-11-01")


def a_command(chance: Random, text: str) -> tuple[str, ...]:
    known = [job for job in JOBS_TYPED if f"job: {job[:2]}" in text]
    job = chance.choice((*known, *known, "okafor", "brandt", "A1,A2", "nobody"))
    note = chance.choice(NOTES)
    options: list[str] = []
    for option, share in (
        (("--how", chance.choice(("phone", "text", "email", "in-person"))), 0.5),
        (("--mood", chance.choice(("happy", "upset", "worried"))), 0.3),
        (("--topic", "rate"), 0.2),
        (("--said", "we can't wait"), 0.2),
        (("--next", "fri video"), 0.3),
        (("--next", "none"), 0.1),
        (("--promise", "+3d paint codes"), 0.2),
        (("--at", chance.choice(("yesterday", "nov 3 17:30"))), 0.2),
        (("--told",), 0.2),
        (("--voicemail",), 0.1),
        (("--in",), 0.1),
        (("--written",), 0.2),
        (("--private",), 0.1),
        (("--kind", chance.choice(("internal", "check-in"))), 0.1),
        (("--photo", "the slab"), 0.1),
    ):
        if chance.random() < share:
            options += option
    return chance.choice(
        (
            ("log", job, note, *options),
            ("log", job, note, *options),
            ("log", job, note, *options),
            ("promise", job, "+4d", "the", "codes"),
            ("done", job, "1"),
            ("shift", job, "+2w", "rain"),
            ("stage", job, "next"),
            chance.choice(
                (
                    ("stage", job, chance.choice(("closed", "cancelled", "trim"))),
                    (
                        "set",
                        job,
                        *chance.choice((("lot", "7"), ("contact.channel", "none"), ("contact", "email"), ("closing", "x"))),
                    ),
                    ("set", job, *chance.choice((("sold_date", "2031-01-01"), ("x_own", "gate"), ("lender.status", "clear")))),
                    ("issue", job, "the sink drips", "--wants", "a new one"),
                    ("issue", job, "1", "--resolved"),
                    ("ask", job, "is the window in?"),
                    ("set", job, "job", chance.choice(("A8", "A3", "B1"))),
                    ("add", chance.choice(("A3", "A8", "A1")), "Kim", "Lee", "--sold", "2026-11-20"),
                    ("done", job, "2", "--at", "yesterday"),
                    ("log", job, "--written"),
                )
            ),
            ("undo",),
            chance.choice((("undo", "2"), ("undo", "3"), ("redo",))),
        )
    )


class Twins:
    """The same commands on the same file, once with a cache and once where none can be kept."""

    def __init__(self, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
        self.run, self.monkeypatch = run, monkeypatch
        self.older: bytes | None = None
        self.older_cache: bytes | None = None
        self.places = (folder / "warm", folder / "cold")
        for place in self.places:
            place.mkdir(parents=True)
            (place / "backlog.yaml").write_bytes(text.encode())

    def does(self, *words: str) -> None:
        """Both answer alike, and the files stay alike."""
        warm, cold = (self._answer(place, words) for place in self.places)
        assert warm == cold, words
        files = [(place / "backlog.yaml").read_bytes() for place in self.places]
        assert files[0] == files[1], words

    def _answer(self, place: Path, words: tuple[str, ...]) -> object:
        with self.monkeypatch.context() as patch:
            patch.chdir(place)
            patch.setenv("XDG_STATE_HOME", str(place / "state"))
            patch.setenv("XDG_CACHE_HOME", str(place / "cache") if place == self.places[0] else "/dev/null/none")
            return self.run(*words)

    def edited(self, chance: Random) -> None:
        """Both files are edited by hand, or an older copy is saved over them."""
        now = (self.places[0] / "backlog.yaml").read_bytes()
        edits = (
            b"# by hand\n" + now,
            now + b"\n# by hand\n",
            now.replace(b"2026-11-", b"2026-10-", 1),
            now.replace(b"framing", b"drywall"),
            now.replace(b"sold_date", b"plan: Elm\n    sold_date", 1),
            now.replace(b"buyers", b"bought_for: [light]\n    buyers", 1),
            now.replace(b"  - job: A3\n", b"  - job: A7\n"),
            now.replace(b"  - job: A3\n", b"  - job: A1\n"),
            self.older or now,
        )
        self.older = now
        chosen = chance.choice(edits)
        for place in self.places:
            (place / "backlog.yaml").write_bytes(chosen)

    def hurt(self, chance: Random) -> None:
        """Something happens to what is kept of the one file: it goes, is damaged, or is the one of an earlier day."""
        for path in self.places[0].glob("cache/backlog/*"):
            data = path.read_bytes() or b"x"
            at = chance.randrange(len(data))
            path.write_bytes(
                chance.choice(
                    (
                        b"",
                        data[:at],
                        data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :],
                        chance.randbytes(300),
                        data.partition(b"\n")[0] + b"\n" + chance.randbytes(300),
                        self.older_cache or data,
                    )
                )
            )
            self.older_cache = data

    def journals(self) -> list[list[dict[str, object]]]:
        """What each has written down, without the times of day."""
        found = []
        for place in self.places:
            lines = [line for path in sorted(place.glob("state/backlog/*/lines.jsonl")) for line in path.read_text().splitlines()]
            found.append([json.loads(line) for line in lines])
        return found


def hold(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, seed: int, commands: int) -> None:
    chance = Random(seed)
    text = a_file(chance)
    twins = Twins(run, folder, monkeypatch, text)
    for _ in range(commands):
        for words in chance.sample(READS, 2):
            twins.does(*words)
        twins.does(*a_command(chance, text))
        for words in chance.sample(READS, 2) * 2:
            twins.does(*words)
        if chance.random() < 0.5:
            twins.edited(chance)
        if chance.random() < 0.3:
            twins.hurt(chance)
    warm, cold = twins.journals()
    assert warm == cold


@one_in(4, "seed", range(4))
def test_answers_and_files_are_the_same_with_and_without_what_is_remembered(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    hold(run, tmp_path, monkeypatch, seed, 4)


@pytest.mark.sweep
@pytest.mark.parametrize("seed", [*range(4, 12), *range(100, 180)])
def test_they_are_the_same_on_many_files(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    hold(run, tmp_path, monkeypatch, seed, 8)


def caches(home: Path) -> list[Path]:
    return sorted((home.parent / "user/.cache/backlog").iterdir())


def test_whatever_happens_to_the_cache_no_answer_changes(run: Run, sample: Path) -> None:
    want = [run(*words) for words in (("due", "--json"), ("list",), ("show", "1041"))]
    assert [place.suffix for place in caches(sample.parent)] == [".jobs"]

    def hurt(place: Path, how: int) -> None:
        data = place.read_bytes()
        place.unlink()
        if how == 0:
            place.write_bytes(data[:-1])
        elif how == 1:
            place.write_bytes(data.replace(b"Okafor", b"Okaforx", 1).replace(b"framing", b"drywall"))
        elif how == 2:
            place.mkdir()
        elif how == 3:
            place.symlink_to("/dev/zero")
        elif how == 4:
            os.mkfifo(place)
        elif how == 5:
            place.write_bytes(data.partition(b"\n")[0] + b"\n[[]]")
        elif how == 6:
            place.write_bytes(b"\xff" * 200)
        elif how == 7:
            place.write_bytes(data)
            os.link(place, place.with_name("hers"))
        elif how == 8:
            place.write_bytes(data)
            place.chmod(0o666)

    for how in range(9):
        for place in caches(sample.parent):
            hurt(place, how)
        assert [run(*words) for words in (("due", "--json"), ("list",), ("show", "1041"))] == want, how
        for place in caches(sample.parent):
            if place.is_dir():
                place.rmdir()
            else:
                place.unlink()


def test_a_wrong_cache_cannot_change_what_is_written(run: Run, sample: Path) -> None:
    """A cache of the right look and another content: the write goes by the file's own lines, or not at all."""
    run("due")
    (kept,) = caches(sample.parent)
    before = sample.read_bytes()
    kept.write_bytes(b"".join(kept.read_bytes().partition(b"\n")[:2]) + b"[]")
    assert run("log", "HC-1041", "called").code == 0  # type: ignore[attr-defined]
    assert sample.read_bytes().count(b"called") == 1
    assert run("undo").code == 0  # type: ignore[attr-defined]
    assert sample.read_bytes() == before


def test_the_cache_is_for_the_user_alone(run: Run, sample: Path) -> None:
    old = os.umask(0)
    try:
        run("due")
    finally:
        os.umask(old)
    places = caches(sample.parent)
    assert {place.stat().st_mode & 0o777 for place in places} == {0o600}
    assert places[0].parent.stat().st_mode & 0o777 == 0o700


def test_nothing_but_summaries_is_kept_and_old_answers_are_swept(run: Run, sample: Path) -> None:
    run("due")
    (kept,) = caches(sample.parent)
    for suffix in ("book", "index", "parts", "names", "answer3"):
        kept.with_suffix(f".{suffix}").write_text("Okafor")
    run("log", "1041", "called")
    run("show", "1041")
    assert caches(sample.parent) == [kept]


def test_where_says_that_a_cache_folder_of_others_is_not_used(run: Run, sample: Path) -> None:
    run("due")
    assert "not used" not in run("where")[1]
    caches(sample.parent)[0].parent.chmod(0o777)
    assert "(not used: a link, or something that others can write to, is in its place)" in run("where")[1]


def test_another_day_screen_or_option_is_another_question(run: Run, sample: Path) -> None:
    first = run("due")
    assert run("due", today="2026-11-24") != first
    assert run("due", "--json") != first
    assert run("due") == first
    assert run("show", ".") != run("show", "1037")
    assert run("show", ".").out.startswith(" ! HC-1037 Brandt")  # type: ignore[attr-defined]


# What each command opens. Another process each, since this one has opened everything.

LOOK = """\
import sys
from backlog_cli.__main__ import run
run()
sys.stderr.write("\\n" + " ".join(sorted(sys.modules)))
"""
HEAVY = ("pydantic", "yaml", "rich", "backlog_cli.model", "backlog_cli.rules.summary", "random", "importlib.metadata")
# What only reading the file needs.
PARSED = ("pydantic", "yaml", "backlog_cli.model")
# The shapes of documents are for `schema`; what makes a document opens none.
READ = (*PARSED, "random", "importlib.metadata", "backlog_cli.views.data.shapes")
# What only the morning page has, and what only numbers the things that `done` takes.
PAGE = ("backlog_cli.rules.due.morning", "backlog_cli.rules.due.highlights", "backlog_cli.rules.changes.done")


def opened(home: Path, *words: str, **environ: str) -> set[str]:
    clean = {"PATH": os.environ["PATH"], "HOME": str(home.parent / "user"), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), **environ}
    told = ("--today", "2026-11-23") if words and words[0] not in ("--version", "--help") else ()
    ran = subprocess.run(
        [sys.executable, "-c", LOOK, *words, *told], cwd=home, env=clean, capture_output=True, text=True, check=True
    )
    return set(ran.stderr.splitlines()[-1].split())


@pytest.fixture
def asked(sample: Path, piped: Callable[..., Any]) -> Callable[..., None]:
    """`asked("due")`: somebody has asked that before, which is all that what is remembered has to know."""

    def ask(*words: str) -> None:
        assert piped(*words, environ={"HOME": str(sample.parent.parent / "user")}).code == 0

    return ask


def test_a_name_is_taken_apart_once(sample: Path, asked: Callable[..., None]) -> None:
    """Whatever a name library answered is remembered with the home."""
    sample.write_bytes((ROOT / "tests" / "data" / "cases" / "names.yaml").read_bytes())
    assert "nameparser" in opened(sample.parent, "list")
    asked("list")
    for words in (("due",), ("due", "--json"), ("list",), ("show", "berg"), ("log", "oneill", "called")):
        assert "nameparser" not in opened(sample.parent, *words), words


@one_in(
    3,
    ("words", "none_of"),
    [
        (("--version",), HEAVY),
        (("--help",), ("pydantic", "yaml", "backlog_cli.rules.summary")),
        (("due",), (*PARSED, "backlog_cli.views.data.due_data")),
        (("due", "--json"), (*READ, "rich")),
        (("due", "--color", "always"), PARSED),
        (("list",), (*PARSED, *PAGE)),
        (("list", "--tsv"), (*READ, *PAGE, "rich")),
        # The card tells the home's whole history, which is read from its own lines.
        (("show", "1041", "--json"), ("rich",)),
        (("log", "1041", "called"), ("pydantic", "rich", "backlog_cli.model")),
        (("log", "1041", "called", "--how", "text", "--mood=happy"), ("pydantic", "rich", "backlog_cli.model")),
        (("promise", "1041", "fri", "call"), ("pydantic", "rich", "backlog_cli.model")),
    ],
    ids=lambda value: " ".join(value) if value and value[0] != "pydantic" else "",
)
def test_a_command_on_a_file_whose_homes_are_known_opens_little(
    sample: Path, asked: Callable[..., None], words: tuple[str, ...], none_of: tuple[str, ...]
) -> None:
    asked("due")
    assert opened(sample.parent, *words) & set(none_of) == set()


def test_a_hand_edit_reads_the_touched_home_alone(run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from backlog_cli import model

    run("due")
    made: list[str] = []
    init = model.Job.model_validate

    def validated(raw: dict[str, str], **options: object) -> model.Job:
        made.append(raw["job"])
        return init(raw, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(model.Job, "model_validate", validated)
    text = sample.read_text()
    sample.write_text(text.replace('lot: "41"', 'lot: "43"'))
    assert '"lot": "43"' in run("list", "--json")[1]
    assert made == ["HC-1041"]
    run("show", "1037")
    assert made == ["HC-1041", "HC-1037"]
    run("due")
    run("list")
    assert made == ["HC-1041", "HC-1037"]


def test_the_names_are_looked_up_and_the_options_of_add_made_once(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from backlog_cli.cli import add_command
    from backlog_cli.store.cache import summaries

    calls: list[str] = []

    def counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            calls.append(name)
            return function(*args)

        return call

    run("due")
    add_command.field_options.cache_clear()
    monkeypatch.setattr(summaries, "names_in", counted("names", summaries.names_in))
    monkeypatch.setattr(add_command, "_all_options", counted("options", add_command._all_options))
    assert run("log", "okafor", "called").code == 0  # type: ignore[attr-defined]
    assert run("add", "HC-9", "Ann", "Lee", "--sold", "nov 20", "--lot", "9", "--plan", "Elm").code == 0  # type: ignore[attr-defined]
    assert calls == ["names", "options"]


def test_a_new_morning_of_the_same_file_reads_no_yaml(sample: Path, asked: Callable[..., None]) -> None:
    asked("list")
    for words in (("due",), ("due", "--json"), ("list", "late")):
        assert opened(sample.parent, *words) & {"pydantic", "yaml", "backlog_cli.model"} == set()


def test_what_follows_a_log_is_known_already(sample: Path, asked: Callable[..., None]) -> None:
    asked("due")
    asked("log", "1041", "called")
    assert opened(sample.parent, "due") & {"pydantic", "yaml", "backlog_cli.model"} == set()
    assert opened(sample.parent, "log", "1037", "and", "again") & {"pydantic", "backlog_cli.model"} == set()


@one_in(3, "shell", ["bash", "zsh", "fish"])
def test_the_tab_key_opens_neither_the_models_nor_rich(sample: Path, asked: Callable[..., None], shell: str) -> None:
    asked("due")
    for line in ("backlog log HC-10", "backlog lo", "backlog show oka", "backlog log 1041 --mood ", "backlog stage 1041 "):
        pressed = {"_BACKLOG_COMPLETE": shell, "_BACKLOG_LINE": line}
        assert opened(sample.parent, **pressed) & set(HEAVY) == set()
    for line in ("backlog done 1041 ", "backlog list super:"):  # what these offer is in the summaries
        pressed = {"_BACKLOG_COMPLETE": shell, "_BACKLOG_LINE": line}
        assert opened(sample.parent, **pressed) & set(HEAVY) == {"backlog_cli.rules.summary"}


def test_a_cold_morning_opens_what_it_needs_and_no_more(sample: Path) -> None:
    writing = {"backlog_cli.store.yaml.patch", "backlog_cli.store.yaml.splice"}
    page = opened(sample.parent, "due")
    assert page >= {"pydantic", "yaml", "backlog_cli.model", "rich", "backlog_cli.views.terminal.morning_page"}
    assert page.isdisjoint(writing)


# The documents are in the table above.
@one_in(3, "words", ["due --tsv", "list --csv", "find rent --tsv"])
def test_what_machines_ask_for_loads_no_drawing(sample: Path, words: str) -> None:
    assert opened(sample.parent, *words.split()).isdisjoint({"rich", "backlog_cli.views.terminal.morning_page"})


def test_each_command_opens_its_own_module_alone(sample: Path, asked: Callable[..., None]) -> None:
    asked("due")
    modules = {name for name in opened(sample.parent, "due") if name.startswith("backlog_cli.cli.commands.")}
    assert modules == {"backlog_cli.cli.commands.view"}
    for words in (("--version",), ("--help",)):
        assert not [name for name in opened(sample.parent, *words) if name.startswith("backlog_cli.cli.commands")]
