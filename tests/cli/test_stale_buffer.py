"""An editor that was left open saves an older copy: told once, put back by one word or agreed to, and no false alarm."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.store.load import load
from tests.sampling import one_in

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., Any]

FILE = """\
# my homes

jobs:
  - job: A1
    lot: "1"
    superintendent: Hal
    buyers: [Kim Lee, Ana Lee]   # sisters
    sold_date: 2026-07-01
    stage: framing
    stage_since: 2026-10-12
    closing: 2027-03-19
    contact: {channel: text}
    log:
      # the first talk
      - {at: 2026-11-01, with: [Kim Lee], how: text, kind: update, outcome: sent, text: rain day}
      - at: 2026-11-02
        how: phone
        text: "talked about the kitchn"

  - job: B2
    buyers: [Bo Ramos]
    sold_date: 2026-08-01
    stage: permitting
    closing:
      contract: 2027-05-01
      shifts:
        - from: 2027-04-01
          to: 2027-05-01
          known_date: 2026-09-01
          told_date: null
    promises:
      - text: paint codes
        by: me
        due: 2026-11-30
        status: open

  - job: C3
    buyers: [Cy Okafor]
    sold_date: 2026-09-01
    stage: contract
"""
SAYINGS = ["rain day", "windows late", "rain day again", "sent pictures", "left word"]
READERS = [("list",), ("due",), ("show", "A1"), ("check",), ("history",), ("where",)]
LOST = "no longer in backlog.yaml"


def command(dice: random.Random) -> tuple[str, ...]:
    """Any writing verb, with words that often repeat."""
    job = dice.choice(["A1", "B2", "C3"])
    say = dice.choice(SAYINGS)
    return dice.choice(
        [
            ("log", job, say),
            ("log", job, say, "--how", "phone", "--mood", "happy"),
            ("log", "A1,B2,C3", say),
            ("log", job, say, "--told"),
            ("log", job, say, "--promise", "fri colours"),
            ("log", job, "--written"),
            ("shift", job, f"+{dice.randrange(1, 5)}w", "windows", "late"),
            ("shift", "A1,B2", "+1w", "rain"),
            ("shift", job, "+2w", "rain", "--told"),
            ("promise", job, "fri", say),
            ("promise", job, "mon", "paint", "codes"),
            ("done", job, "1"),
            ("done", job, "2"),
            ("stage", job, "next"),
            ("stage", job, dice.choice(["framing", "drywall", "trim"])),
            ("set", job, "lot", str(dice.randrange(90))),
            ("set", job, "interests", "fishing"),
            ("set", job, "closing.internal", "2027-07-01"),
            ("set", job, "lender.name", say),
            ("issue", job, say, "--wants", "new paint"),
            ("issue", job, "1", "--reassured"),
            ("issue", job, "1", "--resolved"),
            ("ask", job, say),
            ("meet", job, "fri", "10:00", "walk"),
            ("add", f"N{dice.randrange(4)}", "Kit Moe", "--sold", "today"),
            ("log", "N1", say),
            ("stage", "N1", "next"),
            ("undo",),
            ("redo",),
        ]
    )


def said(path: Path) -> dict[str, Any]:
    """What the file says, by home; entries of a list in any order."""
    data = load(path.read_bytes(), path.name).source.data
    return {str(job["job"]): sortable(job) for job in data["jobs"]}  # type: ignore[index, union-attr, call-overload]


def sortable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: sortable(inner) for key, inner in sorted(value.items())}
    if isinstance(value, list):
        return sorted((sortable(inner) for inner in value), key=lambda one: json.dumps(one, sort_keys=True))
    return value


# Edits in the open editor, which fit on the older text as well as on the newest


def commented(text: str, dice: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    at = dice.choice([n for n, line in enumerate(lines) if line.strip().startswith("- job:")])
    return "".join([*lines[:at], "  # a thought\n", *lines[at:], "# the end\n"])


def reordered(text: str, dice: random.Random) -> str:
    head, *jobs = text.replace("  - job:", "\x00  - job:").split("\x00")
    jobs = [job if job.endswith("\n") else f"{job}\n" for job in jobs]
    dice.shuffle(jobs)
    return head + "".join(jobs)


def requoted(text: str, _: random.Random) -> str:
    return text.replace("text: rain day\n", 'text: "rain day"\n').replace("stage: framing\n", "stage: 'framing'   # now\n")


def windows(text: str, _: random.Random) -> str:
    return text.replace("\n", "\r\n")


def same(text: str, _: random.Random) -> str:
    return text


def corrected(text: str, _: random.Random) -> str:
    return text.replace("kitchn", "kitchen").replace("[Cy Okafor]", "[Cy Okafor, Di Okafor]", 1)


def entered(text: str, _: random.Random) -> str:
    by_hand = "      - {at: 2026-11-23, how: text, kind: update, outcome: sent, text: asked for the plan myself}\n"
    return text.replace("      # the first talk\n", f"{by_hand}      # the first talk\n")


EDITS = [same, same, commented, reordered, requoted, windows, corrected, entered]


def written_day(run: Run, path: Path, dice: random.Random) -> list[bytes]:
    """A few commands of a day, and the texts that led to the last one; what was undone is not a part of it.

    An older copy that holds what was undone since has lost nothing of hers, and nothing is told of it.
    """
    texts = [path.read_bytes()]
    wanted = dice.randrange(3, 9)
    while len(texts) <= wanted:
        words = command(dice)
        if run(*words).code != 0 or path.read_bytes() == texts[-1]:
            continue
        if words == ("undo",):
            texts.pop()
            assert path.read_bytes() == texts[-1]
        else:
            texts.append(path.read_bytes())
    return texts


def one_case(run: Run, path: Path, seed: int) -> bool:
    """One random day whose end an older copy was saved over. False when nothing was lost by it."""
    dice = random.Random(seed)
    texts = written_day(run, path, dice)
    older, edit = dice.choice(texts[:-1]), dice.choice(EDITS)
    path.write_bytes(edit(texts[-1].decode(), dice).encode())
    newest = said(path)
    path.write_bytes(edit(older.decode(), dice).encode())
    if said(path) == newest:
        assert LOST not in run("list").err
        return False
    is_writer = dice.random() < 0.3
    first = run("set", "C3", "x_own", "mine") if is_writer else run(*dice.choice(READERS))
    assert first.err.count(LOST) == 1, (seed, first)
    if is_writer:
        assert first.code == 0
        newest["C3"] = sortable({**newest["C3"], "x_own": "mine"})
    assert LOST not in run("list").err, seed
    assert LOST not in run("log", "C3", "unheard", "of", "--dry-run").err, seed
    before = path.read_bytes()
    if dice.random() < 0.3:
        agreed = run("recover", "--forget")
        assert (agreed.code, agreed.out[:6]) == (0, "Agreed"), (seed, agreed)
        assert path.read_bytes() == before
        assert "Nothing is lost" in run("recover").out
        assert LOST not in run("due").err
        return True
    answer = run("recover")
    assert answer.code == 0, (seed, answer)
    assert said(path) == newest, seed
    for quiet in (("list",), ("recover",), ("undo",), ("list",), ("redo",), ("list",)):
        answer = run(*quiet)
        assert answer.code == 0, (seed, quiet, answer)
        assert LOST not in answer.err, (seed, quiet)
    assert said(path) == newest, seed
    return True


@pytest.fixture(autouse=True)
def person(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A person at a terminal reads what every command says; what a script does is for `unread`."""
    monkeypatch.setattr("backlog_cli.cli.output.has_reader", lambda: True)
    return monkeypatch


@pytest.fixture
def path(home: Path) -> Path:
    place = home / "backlog.yaml"
    place.write_text(FILE, newline="")
    return place


@one_in(6, "seed", range(12))
def test_an_older_copy_is_told_once_and_put_back_by_one_word(run: Run, path: Path, seed: int) -> None:
    for again in range(20):
        path.write_text(FILE, newline="")
        state = path.parent.parent / "user" / ".local" / "state"
        if state.exists():
            state.rename(path.parent.parent / f"state{again}")
        if one_case(run, path, seed + 1000 * again):
            return
    pytest.fail("no case lost anything")


@pytest.mark.sweep
@pytest.mark.parametrize("block", range(9))
def test_a_hundred_older_copies_and_more(run: Run, path: Path, block: int) -> None:
    lost, seed = 0, 50_000 + block * 1000
    while lost < 12:
        path.write_text(FILE, newline="")
        state = path.parent.parent / "user" / ".local" / "state"
        if state.exists():
            state.rename(path.parent.parent / f"state{seed}")
        lost += one_case(run, path, seed)
        seed += 1


# Cases that once came back with a value missing, each with what it was about.
@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(51308, id="moves of one cause known on one day were taken for each other"),
        pytest.param(60001, id="a stage set on and back hid what else was lost"),
        pytest.param(60313, id="a promise kept was taken for the one made anew in the same words"),
        pytest.param(60532, id="what was put back was taken for lost again"),
        pytest.param(62029, id="the older copy had one date in place of the closing's block"),
    ],
)
def test_an_older_copy_that_was_not_put_back_whole_once(run: Run, path: Path, seed: int) -> None:
    assert one_case(run, path, seed)


# No false alarm


def noted(run: Run) -> None:
    """A morning of commands, each on its own day so that the file says which is which."""
    for day, words in enumerate(
        (
            ("log", "A1", "called about the roof"),
            ("shift", "B2", "+2w", "permit", "late"),
            ("log", "B2", "told him", "--told"),
            ("promise", "A1", "mon", "send the plan"),
            ("stage", "A1", "drywall"),
            ("add", "N1", "Kit Moe", "--sold", "2026-11-01"),
            ("log", "N1", "welcome"),
            ("set", "C3", "lot", "7"),
            ("log", "C3", "all well"),
        ),
        start=10,
    ):
        assert run(*words, today=f"2026-11-{day}").code == 0, words


DUE = "due: 2026-11-16\n        status: "
HONEST: dict[str, Callable[[str], str]] = {
    "a typo corrected in a note": lambda text: text.replace("called about the roof", "called about teh new roof"),
    "the day of a talk corrected": lambda text: text.replace("at: 2026-11-10", "at: 2026-11-09"),
    "the mood added to a talk": lambda text: text.replace("text: all well", "text: all well\n        mood: happy"),
    "a comment added": lambda text: f"# by hand\n{text}# end\n",
    "line ends converted": lambda text: text.replace("\n", "\r\n"),
    "entries quoted anew": lambda text: text.replace("text: all well", 'text: "all well"').replace("lot: '7'", 'lot: "7"'),
    "jobs in another order": lambda text: reordered(text, random.Random(3)),
    "the promise kept by hand": lambda text: text.replace(f"{DUE}open", f"{DUE}kept"),
    "the stage set on by hand": lambda text: text.replace("stage: drywall", "stage: trim"),
    "the stage set back by hand": lambda text: text.replace("stage: drywall", "stage: framing"),
    "another lot by hand": lambda text: text.replace("lot: '7'", "lot: '8'"),
    "a home taken out": lambda text: text[: text.index("  - job: A1")] + text[text.index("  - job: B2") :],
    "an added home taken out": lambda text: text[: text.index("  - job: N1")],
    "an added home renumbered": lambda text: text.replace("job: N1", "job: N7"),
    "a shift's reason reworded": lambda text: text.replace("cause: permit late", "cause: the permit came late"),
}


@one_in(5, "name", HONEST)
def test_honest_work_by_hand_raises_no_alarm(run: Run, path: Path, name: str) -> None:
    noted(run)
    before = path.read_bytes().decode()
    after = HONEST[name](before)
    assert after != before
    path.write_bytes(after.encode())
    for words in (("list",), ("log", "C3", "one", "more"), ("due",)):
        assert LOST not in run(*words).err
    assert "Nothing is lost" in run("recover").out


def test_after_undo_and_redo_nothing_is_lost(run: Run, path: Path) -> None:
    noted(run)
    for word in ("undo", "undo", "undo", "redo", "undo", "redo", "redo", "redo"):
        assert run(word).code == 0
        assert run("list").err == ""


def test_a_conversation_taken_out_by_hand_is_told_once_because_it_is_her_memory(run: Run, path: Path) -> None:
    noted(run)
    lines = path.read_text().splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if "called about the roof" in line)
    start = max(n for n in range(at) if lines[n].startswith("      - at:"))
    path.write_text("".join([*lines[:start], *lines[at + 1 :]]))
    told = run("list").err
    assert told.startswith("backlog: 1 conversation logged since 2026-11-10 is no longer in backlog.yaml (was an older copy")
    assert told.endswith("`backlog recover` puts it back, `recover --forget` agrees with the deletion.\n")
    assert run("list").err == ""
    assert run("recover", "--forget").out == "Agreed: 1 command will stay out.\n"
    assert run("recover").out == "Nothing is lost: the file holds all that commands wrote.\n"


def test_several_kinds_of_loss_are_counted_apart(run: Run, path: Path) -> None:
    before = path.read_bytes()
    noted(run)
    path.write_bytes(before)
    told = run("list", today="2026-11-18").err
    assert "4 conversations and 5 other changes made since 2026-11-10 are no longer in" in told
    assert run("recover").out.split("  ")[0] == "Put back what 9 commands had written."


def test_what_is_lost_again_after_it_was_put_back_is_told_again(run: Run, path: Path) -> None:
    before = path.read_bytes()
    noted(run)
    path.write_bytes(before)
    assert LOST in run("list").err
    assert run("recover").code == 0
    whole = path.read_bytes()
    path.write_bytes(before)
    assert LOST in run("list").err
    assert run("recover").code == 0
    assert path.read_bytes() == whole


def test_more_that_is_lost_later_is_told_as_well(run: Run, path: Path) -> None:
    before = path.read_bytes()
    run("log", "A1", "one")
    path.write_bytes(before)
    assert "1 conversation" in run("list").err
    run("log", "B2", "two")
    path.write_bytes(before)
    assert "2 conversations" in run("list").err
    assert run("list").err == ""


def test_a_recovery_that_was_undone_raises_no_alarm_and_the_commands_before_it_can_be_undone(run: Run, path: Path) -> None:
    before = path.read_bytes()
    run("log", "A1", "one")
    older = path.read_bytes()
    run("log", "B2", "two")
    path.write_bytes(older)
    assert LOST in run("list").err
    assert run("recover").code == 0
    assert run("undo").code == 0
    assert path.read_bytes() == older
    assert run("list").err == ""
    assert run("undo").code == 0
    assert path.read_bytes() == before
    assert run("redo").code == run("redo").code == 0
    assert b"two" in path.read_bytes()


def test_after_a_deletion_was_agreed_to_undo_goes_on_with_what_is_there(run: Run, path: Path) -> None:
    before = path.read_bytes()
    run("log", "A1", "one")
    older = path.read_bytes()
    run("log", "B2", "two")
    path.write_bytes(older)
    refused = run("undo")
    assert refused.code == 3
    assert LOST in refused.err
    assert run("recover", "--forget").code == 0
    assert run("undo").code == 0
    assert path.read_bytes() == before


def test_recover_dry_run_shows_the_lines_and_writes_nothing(run: Run, path: Path) -> None:
    before = path.read_bytes()
    run("log", "A1", "one")
    path.write_bytes(before)
    shown = run("recover", "--dry-run")
    assert "+         text: one" in shown.out
    assert path.read_bytes() == before


def test_recover_refuses_a_file_that_cannot_be_read(run: Run, path: Path) -> None:
    run("log", "A1", "one")
    path.write_text("jobs: [\n")
    for words in (("recover",), ("recover", "--forget")):
        assert run(*words).code == 3
    assert path.read_text() == "jobs: [\n"


def test_a_reader_that_was_overtaken_by_a_writer_raises_no_alarm(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file was read before another command wrote, the journal after."""
    from backlog_cli.workflows.read import BacklogSession

    before = path.read_bytes()
    run("log", "A1", "one")
    with monkeypatch.context() as patch:
        patch.setattr(BacklogSession, "data", lambda _: before)
        assert run("list").err == ""
    path.write_bytes(before)
    assert LOST in run("list").err


# Who has read it


SCRIPTS = [("list", "--json"), ("log", "C3", "a script was here"), ("set", "C3", "x_own", "mine"), ("due",), ("done", "B2", "1")]


@pytest.mark.parametrize("script", SCRIPTS, ids=" ".join)
def test_a_script_never_uses_up_the_warning(run: Run, path: Path, person: pytest.MonkeyPatch, script: tuple[str, ...]) -> None:
    before = path.read_bytes()
    assert run("log", "A1", "one").code == 0
    path.write_bytes(before)
    with person.context() as patch:
        patch.setattr("backlog_cli.cli.output.has_reader", lambda: False)
        for _ in range(3):
            assert LOST in run(*script, *(["--again"] if "log" in script else [])).err
    assert LOST in run("list").err
    assert LOST not in run("list").err
    assert run("recover").code == 0
    assert b"text: one" in path.read_bytes()


def test_a_command_that_fails_does_not_use_it_up(run: Run, path: Path) -> None:
    before = path.read_bytes()
    run("log", "A1", "one")
    path.write_bytes(before)
    for failing in (("log", "nobody", "x"), ("undo",), ("shift", "A1", "feb", "30")):
        assert run(*failing).code > 1
    assert LOST in run("list").err
    assert LOST not in run("list").err


def test_json_carries_it_and_check_repeats_it_until_it_is_put_back(run: Run, path: Path) -> None:
    before = path.read_bytes()
    run("log", "A1", "one")
    path.write_bytes(before)
    for words in (("due",), ("list",), ("show", "A1"), ("check",)):
        path.write_bytes(path.read_bytes() + b"# by hand\n")
        assert any(LOST in line for line in json.loads(run(*words, "--json").out)["notices"]) == (words[0] in ("due", "check"))
    for _ in range(2):
        assert LOST in run("check").err
        assert LOST not in run("list").err
    assert run("log", "C3", "newer").code == 0
    assert LOST in run("check").err
    assert run("recover").code == 0
    assert LOST not in run("check").err
    assert json.loads(run("check", "--json").out)["notices"] == []


@pytest.mark.parametrize("way", ["--forget", "undone by hand"])
def test_check_is_quiet_once_it_was_agreed_to_or_came_back(run: Run, path: Path, way: str) -> None:
    before = path.read_bytes()
    run("log", "A1", "one")
    after = path.read_bytes()
    path.write_bytes(before)
    assert LOST in run("check").err
    if way == "--forget":
        assert run("recover", "--forget").code == 0
        assert LOST not in run("check").err
        return
    path.write_bytes(after)
    assert LOST not in run("check").err
    path.write_bytes(before)
    assert LOST in run("list").err  # lost again, so told again


# Everyday corrections


def edit(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


VERBS: dict[str, tuple[tuple[str, ...], str, str]] = {  # the command, the words it wrote, and its day as it stands there
    "log": (("log", "C3", "slab is dry", "--how", "phone"), "text: slab is dry", "at: 2026-11-23"),
    "log of one word": (("log", "C3", "dry"), "text: dry", "at: 2026-11-23"),
    "promise": (("promise", "C3", "fri", "slab is dry"), "text: slab is dry", "due: 2026-11-27"),
    "issue": (("issue", "C3", "slab is dry", "--wants", "a look"), "text: slab is dry", "opened: 2026-11-23"),
    "ask": (("ask", "C3", "slab is dry"), "ask: slab is dry", "asked: 2026-11-23"),
    "meet": (("meet", "C3", "fri", "10:00", "slab is dry"), "what: slab is dry", "at: 2026-11-27 10:00"),
    "log with a promise": (("log", "C3", "slab is dry", "--promise", "fri paint"), "text: slab is dry", "at: 2026-11-23"),
}
CORRECTIONS: dict[str, Callable[[str], Callable[[str], str]]] = {  # of the words: the line with them becomes another
    "words behind": lambda line: edit(line, f"{line}, and the walls start Monday. Both were happy to hear it"),
    "words in front": lambda line: edit(
        line, line.replace(": ", ": They called: ", 1).replace("They called: ", "They called - ")
    ),
    "a typo mended": lambda line: edit(line, line.replace("dry", "dray")),
    "upper case": lambda line: edit(line, f"{line.partition(': ')[0]}: {line.partition(': ')[2].upper()}"),
    "quotes": lambda line: edit(line, f'{line.partition(": ")[0]}: "{line.partition(": ")[2]}"'),
    "a full stop": lambda line: edit(line, f"{line}."),
    "a comment": lambda line: edit(line, f"{line}   # true"),
    "a mark put in": lambda line: edit(line, line.replace(" is dry", " is, finally, dry")),
    "a word put in": lambda line: edit(line, line.replace("dry", "almost dry")),
    "a folded text": lambda line: edit(line, f"{line.partition(': ')[0]}: >-\n          {line.partition(': ')[2]} at last"),
}
DAYS: dict[str, Callable[[str], str]] = {
    "the day before": lambda day: day.replace("-23", "-22").replace("-27", "-26"),
    "the week before": lambda day: day.replace("-23", "-16").replace("-27", "-20"),
    "a time of day": lambda day: day if ":00" in day else day.replace("-23", "-23 09:30"),
}


def moved_entry(text: str) -> str:
    """The last entry of C3's log goes to B2's, which has none yet."""
    head, mark, entry = text.partition("    log:\n      - at: 2026-11-23\n")
    return text if not mark or "promises:" in entry else head.replace("  - job: C3", f"{mark}{entry}\n  - job: C3") + "\n"


OTHERS: dict[str, Callable[[str], str]] = {
    "people corrected": edit("with: [Cy Okafor]", "with: [Di Okafor, Cy Okafor]"),
    "people taken out": edit("        with: [Cy Okafor]\n", ""),
    "the channel corrected": edit("how: phone", "how: in-person"),
    "a mood added": edit("        kind: update\n", "        kind: update\n        mood: happy\n"),
    "another kind": edit("kind: update", "kind: check-in"),
    "the home renumbered": edit("- job: C3", "- job: C33"),
    "the home sold on another day": edit("sold_date: 2026-09-01", "sold_date: 2026-09-02"),
    "on the right home": moved_entry,
}


def all_corrections(line: str, day: str) -> dict[str, Callable[[str], str]]:
    """Every correction alone, and those of the words with each of the day and the people."""
    words = {name: make(line) for name, make in CORRECTIONS.items()}
    days = {name: edit(day, make(day)) for name, make in DAYS.items()}
    both = {
        f"{one}, {other}": (lambda text, one=one, other=other: days[other](words[one](OTHERS["people corrected"](text))))
        for one in words
        for other in days
    }
    return {**words, **days, **OTHERS, **both}


@one_in(len(VERBS), "verb", sorted(VERBS, key="log".__ne__))
def test_everyday_corrections_by_hand_raise_no_alarm(run: Run, path: Path, verb: str) -> None:
    words, line, day = VERBS[verb]
    assert run(*words).code == 0
    before = path.read_bytes().decode()
    assert line in before
    assert day in before
    tried = 0
    for name, correct in all_corrections(line, day).items():
        after = correct(before)
        if after == before:
            continue
        tried += 1
        path.write_bytes(after.encode())
        answer = run("check")
        assert LOST not in answer.err, (verb, name, answer.err, after)
        assert "Nothing is lost" in run("recover").out, (verb, name)
    assert tried >= 20


def test_a_move_of_the_closing_corrected_by_hand_raises_no_alarm(run: Run, path: Path) -> None:
    assert run("shift", "B2", "+2w", "permit", "late").code == 0
    before = path.read_bytes().decode()
    for old, new in (
        ("cause: permit late", "cause: the county is behind"),
        ("to: 2027-05-15", "to: 2027-05-16"),
        ("known_date: 2026-11-23", "known_date: 2026-11-20"),
        ("        plan_b: null\n", ""),
        ("cause: permit late", "cause: the permit came late\n          together: We agreed"),
    ):
        after = before.replace(old, new)
        path.write_bytes(after.encode())
        assert LOST not in run("check").err, (old, new, after)


# Older copies after which life went on


def renumbered_home(run: Run, path: Path) -> None:
    assert run("set", "A1", "job", "A9").code == 0


def renumbered_by_hand(_run: Run, path: Path) -> None:
    path.write_text(path.read_text().replace("- job: A1\n", "- job: A9\n"))


def archived_home(run: Run, path: Path) -> None:
    assert run("cancel", "B2", "rate").code == 0
    assert run("archive", "B2").code == 0


def moved_folder(_run: Run, path: Path) -> None:
    path.parent.rename(path.parent.with_name("moved"))
    os.chdir(path.parent.with_name("moved"))


LIVES = {
    "scripts": None,
    "number": renumbered_home,
    "number by hand": renumbered_by_hand,
    "archive": archived_home,
    "folder": moved_folder,
}


def go_through(run: Run, path: Path, person: pytest.MonkeyPatch, seed: int, life: str) -> None:
    """An older copy comes back somewhere in a life, three scripts run, and what commands wrote is told and put back."""
    dice = random.Random(seed)
    texts = [path.read_bytes()]
    notes: dict[str, list[str]] = {"A1": [], "C3": []}
    happens, older = dice.randrange(1, 5), dice.randrange(0, 3)
    for step in range(6):
        if step == happens and (turn := LIVES[life]) is not None:
            turn(run, path)
            path = Path.cwd() / path.name
        job = dice.choice(["A1", "C3"])
        number = "A9" if job == "A1" and b"job: A9" in path.read_bytes() else job
        notes[job].append(f"note {seed} number {step}: {dice.choice(SAYINGS)}")
        assert run("log", number, notes[job][-1]).code == 0
        texts.append(path.read_bytes())
    path.write_bytes(texts[older])
    lost = sum(text.encode() not in texts[older] for found in notes.values() for text in found)
    with person.context() as patch:
        patch.setattr("backlog_cli.cli.output.has_reader", lambda: False)
        for script in dice.sample(
            [("list", "--json"), ("set", "C3", "x_own", str(seed)), ("due",), ("log", "C3", f"script {seed}")], 3
        ):
            assert LOST in run(*script).err, (seed, life, script)
    told = run("due").err
    assert f"{lost} conversation" in told, (seed, life, told)
    answer = run("recover")
    assert answer.code == 0, (seed, life, answer)
    now = said(path)
    for job, found in notes.items():
        home = now[next(name for name in ("A9", job) if name in now) if job == "A1" else job]
        assert sorted(one["text"] for one in home.get("log", []) if str(one["text"]).startswith("note")) == sorted(found), (
            seed,
            life,
        )
    assert LOST not in run("check").err


@one_in(3, "life", LIVES)
def test_an_older_copy_is_told_and_put_back_whatever_happened_in_between(
    run: Run, path: Path, person: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch, life: str
) -> None:
    monkeypatch.chdir(path.parent)
    go_through(run, path, person, 7, life)


@pytest.mark.sweep
@pytest.mark.parametrize("life", LIVES)
@pytest.mark.parametrize("seed", range(25))
def test_a_hundred_older_copies_whatever_happened_in_between(
    run: Run, path: Path, person: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch, seed: int, life: str
) -> None:
    monkeypatch.chdir(path.parent)
    go_through(run, path, person, seed, life)
