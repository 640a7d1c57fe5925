"""Two people who edit one file by hand, in bad taste: what either wrote is there once, whoever merges, and it can be read."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_cli.errors import BadFile
from backlog_cli.rules.home_key import raw_homes
from backlog_cli.rules.merge.matching import IDENTITIES
from backlog_cli.store.editing.comments import comment_counts
from backlog_cli.store.yaml.source import read_source
from backlog_cli.workflows.merge import merge_texts
from tests.data.honest import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from backlog_cli.rules.conflicts import MergeConflict
    from backlog_cli.store.yaml.source import SourceFile
    from backlog_cli.workflows.merge import Merge

TODAY = date(2026, 11, 30)
BASE = """\
# my homes
settings:
  cadence_days: 7
jobs:
  # the sisters
  - job: A1
    buyers:
      - Kim Lee   # calls at noon
      - {name: Ana Lee, phone: 555-0101}
    sold_date: 2026-07-01
    lot: "4"
    stage: framing
    closing:
      contract: 2027-03-19   # signed
      told: 2027-03
      shifts:
        - {from: 2027-03-05, to: 2027-03-19, cause: windows came late}
    log:
      # by phone
      - at: 2026-11-01 09:00
        how: phone
        text: rain day and mud
      - {at: 2026-11-08 10:30, text: asked about the windows}
      - at: 2026-11-15
        text: photos of the slab
    promises:
      - {text: send the photos, due: 2026-12-01, status: open}   # soon
      - text: ask Hal about the pool
        due: 2026-12-04

  - job: B2
    buyers: [Bo Ramos]
    sold_date: 2026-08-01
    lot: "7"
    stage: trim
    notes: [likes bass fish, twins in May]
    log:
      - {at: 2026-11-02, text: paint is chosen}
      - {at: 2026-11-09, text: tiles are late again}
    deposits:
      - {kind: earnest, amount: 8000, due: 2026-12-15}
      - {kind: options, amount: 4000, due: 2026-12-20}
  - job: C3
    buyers: [Cy Ito, Mo Ito]
    sold_date: 2026-09-01
    stage: permit
    closing: 2027-06-01
    questions:
      - {ask: which door, of: buyer, asked: 2026-11-20}
# the end
"""


class Block(NamedTuple):
    """Lines of a file: a key with what is below it, or an entry of a list."""

    start: int
    end: int
    indent: int
    is_entry: bool


def blocks(lines: list[str]) -> list[Block]:
    """Every line with the deeper ones that follow it."""
    found = []
    for at, line in enumerate(lines):
        bare = line.lstrip(" ")
        if not bare.strip() or bare.startswith("#"):
            continue
        indent, is_entry = len(line) - len(bare), bare.startswith("- ")
        end = at + 1
        for place in range(at + 1, len(lines)):
            other = lines[place].lstrip(" ")
            if other.strip() and not other.startswith("#"):
                depth = len(lines[place]) - len(other)
                is_below = depth > indent or (depth == indent and other.startswith("- ") and not is_entry)
                if not is_below:
                    break
                end = place + 1
        found.append(Block(at, end, indent, is_entry))
    return found


HONEST = (FOLDER / "honest_12.yaml").read_text("utf-8")


# The edits: each takes the lines, chance, and a word that stands nowhere else; it returns other lines.


def retype(lines: list[str], lot: random.Random, word: str) -> list[str]:
    places = [at for at, line in enumerate(lines) if re.search(r"\b(text|ask|notes|cause|plan|lot): ?\S", line)]
    if not places:
        return lines
    at = lot.choice(places)
    match = re.search(r"\b(?:text|ask|notes|cause|plan|lot): ?(?:[\"'\[]?)([\w][\w ]*)", lines[at])
    if match is None:
        return lines
    words = match.group(1).split()
    change = lot.randrange(3)
    said = [*words, word] if change == 0 else [word, *words[1:]] if change == 1 else [word, "and", "so"]
    return [*lines[:at], lines[at][: match.start(1)] + " ".join(said) + lines[at][match.end(1) :], *lines[at + 1 :]]


def redate(lines: list[str], lot: random.Random, _: str) -> list[str]:
    at = lot.choice([at for at, line in enumerate(lines) if re.search(r"202\d-\d\d-\d\d", line)])
    return [*lines[:at], re.sub(r"-\d\d(?!\d)(?!-)", f"-{lot.randint(10, 28)}", lines[at], count=1), *lines[at + 1 :]]


def move(lines: list[str], lot: random.Random, _: str) -> list[str]:
    """Cut an entry or a key and put it elsewhere among its neighbors."""
    found = blocks(lines)
    one = lot.choice(found)
    around = [other for other in found if other.start < one.start < other.end and other.indent <= one.indent]
    above, below = (around[-1].start, around[-1].end) if around else (-1, len(lines))
    return _moved(lines, lot, one, [other for other in found if above < other.start < below])


def hand_over(lines: list[str], lot: random.Random, _: str) -> list[str]:
    """Cut an entry or a key and put it under another home; what the wrong home got."""
    found = blocks(lines)
    return _moved(lines, lot, lot.choice([one for one in found if one.indent > 2]), found)


def _moved(lines: list[str], lot: random.Random, one: Block, others: Iterable[Block]) -> list[str]:
    cut = lines[one.start : one.end]
    places = [other.start for other in others if other.indent == one.indent and other.is_entry == one.is_entry]
    places = [at for at in places if not one.start <= at < one.end]
    if not places:
        return lines
    at = lot.choice(places)
    left = [*lines[: one.start], *lines[one.end :]]
    at -= len(cut) if at > one.start else 0
    return [*left[:at], *cut, *left[at:]]


def take_out(lines: list[str], lot: random.Random, _: str) -> list[str]:
    one = lot.choice(blocks(lines))
    return [*lines[: one.start], *lines[one.end :]]


def take_a_line(lines: list[str], lot: random.Random, _: str) -> list[str]:
    at = lot.randrange(len(lines))
    return [*lines[:at], *lines[at + 1 :]]


def copy(lines: list[str], lot: random.Random, word: str) -> list[str]:
    """An entry a second time, with something else in it: how people add one by hand."""
    entries = [one for one in blocks(lines) if one.is_entry]
    one = lot.choice(entries)
    again = retype(lines[one.start : one.end], lot, word) if one.end - one.start < 8 else lines[one.start : one.end]
    again = [re.sub(r"job: \S+", f"job: {word}", line) for line in again]
    return [*lines[: one.end], *again, *lines[one.end :]]


def add(lines: list[str], lot: random.Random, word: str) -> list[str]:
    entries = [one for one in blocks(lines) if one.is_entry and "text" in "".join(lines[one.start : one.end])]
    if not entries:
        return lines
    one = lot.choice(entries)
    if one.end - one.start > 8:
        return lines
    at = lot.choice((one.start, one.end))
    return [*lines[:at], f"{' ' * one.indent}- {{at: 2026-11-{lot.randint(10, 29)}, text: {word} came by}}\n", *lines[at:]]


def comment(lines: list[str], lot: random.Random, word: str) -> list[str]:
    at = lot.randrange(len(lines))
    if lot.random() < 0.5:
        return [*lines[:at], lines[at].rstrip("\n") + f"  # {word}\n", *lines[at + 1 :]]
    indent = len(lines[at]) - len(lines[at].lstrip(" "))
    return [*lines[:at], f"{' ' * indent}# {word}\n", *lines[at:]]


def renumber(lines: list[str], lot: random.Random, word: str) -> list[str]:
    places = [at for at, line in enumerate(lines) if "job: " in line]
    if not places:
        return lines
    at = lot.choice(places)
    return [*lines[:at], re.sub(r"job: \w+", f"job: {word}", lines[at]), *lines[at + 1 :]]


def indent(lines: list[str], lot: random.Random, _: str) -> list[str]:
    """What is below one line stands further in, or further out."""
    one = lot.choice(blocks(lines))
    step = lot.choice((2, -2))
    if any(not line.startswith(" " * -step) for line in lines[one.start + 1 : one.end] if line.strip()):
        return lines
    moved = [line if not line.strip() else " " * step + line if step > 0 else line[-step:] for line in lines]
    return [*lines[: one.start + 1], *moved[one.start + 1 : one.end], *lines[one.end :]]


def restyle(lines: list[str], lot: random.Random, _: str) -> list[str]:
    """Braces become lines, and lines braces."""
    one = lot.choice([block for block in blocks(lines) if block.is_entry])
    braces = re.fullmatch(r"( *)- \{(.*)\}( *#.*)?\n", "".join(lines[one.start : one.end]))
    if braces:
        rows = [f"{braces.group(1)}  {part.strip()}\n" for part in braces.group(2).split(", ")]
        rows[0] = f"{braces.group(1)}- {rows[0].lstrip()}"
        if braces.group(3):
            rows[0] = rows[0].rstrip("\n") + braces.group(3) + "\n"
        return [*lines[: one.start], *rows, *lines[one.end :]]
    if one.end - one.start > 4 or any("#" in line or line.rstrip().endswith(":") for line in lines[one.start : one.end]):
        return lines
    inner = ", ".join(line.strip().removeprefix("- ") for line in lines[one.start : one.end])
    return [*lines[: one.start], f"{' ' * one.indent}- {{{inner}}}\n", *lines[one.end :]]


EDITS = (retype, redate, move, take_out, take_a_line, copy, add, comment, renumber, indent, restyle)


def edited(base: str, seed: int, name: str, count: int, edits: tuple[Callable[..., list[str]], ...] = EDITS) -> str:
    """What one person makes of a text by hand; an edit that leaves it unreadable is given up."""
    lot = random.Random(f"{seed} {name}")
    text = base
    for at in range(count):
        after = "".join(lot.choice(edits)(text.splitlines(keepends=True), lot, f"{name}{at}"))
        if readable(after):
            text = after
    return text


def readable(text: str) -> SourceFile | None:
    try:
        source = read_source(text.encode(), "backlog.yaml")
    except BadFile:
        return None
    homes = raw_homes(source.data)
    is_sound = homes and all(isinstance(home, dict) and isinstance(home.get("job"), str) for home in homes)
    return source if is_sound and not any(note.is_error for note in source.notes) else None


def leaves(value: object, key: str = "") -> Iterator[str]:
    """Every plain value, without what is noted as a conflict."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name != "conflicts":
                yield from leaves(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one, key)
    elif value not in (None, ""):
        yield str(value)


def entries(value: object, key: str = "") -> Iterator[str]:
    """Every entry of a list that has no list in it; a home by its number."""
    if isinstance(value, dict) and key in IDENTITIES:
        value = [value]  # a list of one, with its dash forgotten
    if isinstance(value, dict):
        for name, one in value.items():
            if name != "conflicts":
                yield from entries(one, name)
    elif isinstance(value, list):
        for one in value:
            if isinstance(one, dict) and "job" in one and key == "jobs":
                yield f"home {one['job']}"
            elif not any(isinstance(inner, list) for inner in (one.values() if isinstance(one, dict) else ())):
                yield f"{key} {in_order(one)!r}"
            yield from entries(one) if isinstance(one, dict) else ()


def in_order(value: object) -> object:
    if isinstance(value, dict):
        return {key: in_order(one) for key, one in sorted(value.items()) if one not in ([], {})}
    return sorted(map(in_order, value), key=repr) if isinstance(value, list) else value


def without_conflicts(value: object) -> object:
    if isinstance(value, dict):
        parts = {key: without_conflicts(one) for key, one in value.items() if key != "conflicts"}
        return {key: [one] if key in IDENTITIES and isinstance(one, dict) else one for key, one in parts.items()}
    return [without_conflicts(one) for one in value] if isinstance(value, list) else value


def is_home_kept(conflict: MergeConflict) -> bool:
    """Whether one side took this home out and the other wrote in it."""
    return conflict.key == "job" and conflict.other is None


def hold_undoubled(
    was: Counter[str], mine: Counter[str], others: Counter[str], now: Counter[str], found: Merge, *, is_counted: bool
) -> None:
    """No entry is there more often than somebody wrote it, and there are no more of them than both wrote."""
    for entry, count in now.items():
        most = max(mine[entry], others[entry], mine[entry] + others[entry] - was[entry])
        assert count <= most or entry not in mine | others, f"doubled: {entry}"
    gone = (was - mine) | (was - others)
    added = (mine - was).total() + (others - was).total()
    if is_counted:
        assert now.total() <= was.total() + added - gone.total() + 2 * len(found.conflicts), "more than anybody wrote"


def hold(base: str, ours: str, theirs: str) -> Merge:
    """The merge of two texts, held against what must be true of every one."""
    found, back = (
        merge_texts(base.encode(), one.encode(), other.encode(), name="backlog.yaml", today=TODAY)
        for one, other in ((ours, theirs), (theirs, ours))
    )
    source = readable(found.text.decode())
    assert source is not None, "it can't be read"
    data = source.data
    sides = [read_source(text.encode(), "backlog.yaml").data for text in (base, ours, theirs)]
    # Nothing is missing: what a side wrote, or what both left as it was.
    was, mine, others = (Counter(leaves(side)) for side in sides)
    said = set(leaves(data)) | {value for one in found.conflicts for value in one[2:]}
    for value in mine | others:
        is_new, is_kept = value not in was, mine[value] >= was[value] <= others[value]
        assert not (is_new or is_kept) or value in said, f"missing: {value}"
    homes = [len(raw_homes(side)) for side in sides]
    if not any(is_home_kept(one) for one in found.conflicts):  # else what was taken out of it is there again, and told
        first, here, there, now = (Counter(entries(side)) for side in (*sides, data))
        hold_undoubled(first, here, there, now, found, is_counted=max(homes) == homes[0])
    was, mine, others = (comment_counts(read_source(text.encode(), "x")) for text in (base, ours, theirs))
    for one in mine | others:
        least = min(mine[one] + others[one] - was[one], max(mine[one], others[one]))
        assert comment_counts(source)[one] >= least, f"comments: {one}"
    other = read_source(back.text, "x").data
    assert in_order(without_conflicts(data)) == in_order(without_conflicts(other)), "it differs by who merges"
    assert Counter(one[2:] for one in found.conflicts) == Counter(one[2:] for one in back.conflicts), "conflicts differ"
    return found


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 6))
def test_any_two_hand_edits_come_together(seed: int, count: int) -> None:
    hold(BASE, edited(BASE, seed, "ann", count), edited(BASE, seed, "dee", count))


@pytest.mark.sweep
@pytest.mark.parametrize("part", range(4))
def test_many_hand_edits_come_together(part: int, counted: Callable[[str], None]) -> None:
    bases = (BASE, HONEST)
    conflicts = 0
    for seed in range(1000 * part, 1000 * part + 300):
        base = bases[seed % 10 == 0]
        count = random.Random(seed).randint(1, 14)
        conflicts += bool(hold(base, *(edited(base, seed, name, count) for name in ("ann", "dee"))).conflicts)
    counted(f"300 pairs of hand edits of up to 14 steps each: {conflicts} with something that both changed")


class Case(NamedTuple):
    """What both did to the file, as pieces of text and what stands in their place; and how often a text is there then."""

    name: str
    ours: tuple[tuple[str, str], ...]
    theirs: tuple[tuple[str, str], ...]
    times: dict[str, int]
    conflicts: int = 0


RAIN = "        text: rain day and mud\n"
C3 = "  - job: C3\n    buyers: [Cy Ito, Mo Ito]\n    sold_date: 2026-09-01\n"
B2 = BASE[BASE.index("  - job: B2") : BASE.index("  - job: C3")]
SHORT = "      - {at: 2026-11-02, text: paint is chosen}\n"
LONG = "      - at: 2026-11-02\n        text: paint is chosen\n"
PROMISES = BASE[BASE.index("    promises:") : BASE.index("\n  - job: B2")]
CASES = (
    Case("retyped and left alone", ((RAIN, RAIN.replace("mud", "snow")),), ((SHORT, ""),), {"rain day": 1, "paint is": 0}),
    Case(
        "retyped twice",
        ((RAIN, RAIN.replace("mud", "snow")),),
        ((RAIN, RAIN.replace("mud", "a lot of ice")),),
        {"rain day and snow": 1, "rain day and a lot of ice": 2},
        1,
    ),
    Case(
        "moved down and written in", ((B2, B2.replace(SHORT, "") + SHORT.replace("      -", "    x_note:")),), (), {"paint is": 1}
    ),
    Case(
        "braces made lines and retyped",
        ((SHORT, LONG),),
        ((SHORT, SHORT.replace("chosen", "chosen, light blue").replace("text: ", 'text: "').replace("}", '"}')),),
        {"light blue": 1, "paint is": 1},
    ),
    Case(
        "a home renumbered and sold on another day, and renumbered",
        ((C3, C3.replace("C3", "C33").replace("09-01", "09-15")),),
        ((C3, C3.replace("C3", "C4")),),
        {"which door": 1, "Cy Ito": 1},
        1,
    ),
    Case(
        "a home renumbered with its buyers taken out, and written in",
        ((B2, B2.replace("B2", "B7").replace("    buyers: [Bo Ramos]\n", "")),),
        ((SHORT, SHORT + SHORT.replace("paint is chosen", "tiles came")),),
        {"likes bass fish": 1, "tiles came": 1},
    ),
    Case(
        "a home copied",
        ((B2, B2 + B2.replace("B2", "B9")),),
        ((SHORT, SHORT + SHORT.replace("paint is chosen", "tiles came")),),
        {"paint is chosen": 2, "tiles came": 1},
    ),
    Case(
        "a home further in",
        ((B2, B2.replace("\n    ", "\n      ").replace("  - job", "  -   job")),),
        ((SHORT, SHORT + SHORT.replace("paint is chosen", "tiles came")),),
        {"paint is chosen": 1, "tiles came": 1},
    ),
    Case(
        "a key emptied and taken out", (("  cadence_days: 7\n", ""),), (("settings:\n  cadence_days: 7\n", ""),), {"cadence": 0}
    ),
    Case(
        "a comment that one copied with its entry and the other took out with all of them",
        ((PROMISES, ""),),
        ((PROMISES, PROMISES + "      - {text: call Dee, due: 2026-12-01}   # soon\n"),),
        {"# soon": 1, "call Dee": 1},
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hand_edits_in_bad_taste(case: Case) -> None:
    texts = []
    for steps in (case.ours, case.theirs):
        text = BASE
        for old, new in steps:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        texts.append(text)
    for one, other in (texts, texts[::-1]):
        found = hold(BASE, one, other)
        text = found.text.decode()
        assert {words: text.count(words) for words in case.times} == case.times
        assert len(found.conflicts) == case.conflicts


# Two machines that take each other's copies in, again and again


def exchange(base: str | None, one: str, other: str) -> tuple[str, str]:
    """What both files are once each machine took the other's copy in, without knowing that the other one does it too."""
    start = None if base is None else base.encode()
    texts = one.encode(), other.encode()
    mine, others = (
        merge_texts(start, ours, theirs, name="backlog.yaml", today=TODAY).text for ours, theirs in (texts, texts[::-1])
    )
    return mine.decode(), others.decode()


def data_in(text: str) -> object:
    return read_source(text.encode(), "backlog.yaml").data


def conflict_count(text: str) -> int:
    homes = (home for home in raw_homes(data_in(text)) if isinstance(home, dict))
    return sum(len(home.get("conflicts") or ()) for home in homes)


def hold_rounds(seed: int, rounds: int) -> None:
    one = other = BASE
    for at in range(rounds):
        base = one
        one, other = (edited(text, seed + at, f"{name}{at}", 2) for text, name in ((one, "ann"), (other, "dee")))
        one, other = exchange(base, one, other)
        assert in_order(data_in(one)) == in_order(data_in(other))
        count = conflict_count(one)
        for start in (base, None):
            again, back = exchange(start, one, other)
            assert in_order(data_in(again)) == in_order(data_in(back)) == in_order(data_in(one))
            assert conflict_count(again) == conflict_count(back) == count


@settings(max_examples=4)
@given(seed=st.integers(0, 2**32))
def test_two_machines_come_to_the_same_file_and_stay_there(seed: int) -> None:
    hold_rounds(seed, 5)


@pytest.mark.sweep
def test_two_machines_come_to_the_same_file_in_many_histories(counted: Callable[[str], None]) -> None:
    for seed in range(150):
        hold_rounds(100 * seed, 5)
    counted("two machines, 150 histories of 5 rounds: the same data on both, no conflict noted again")


NOTED = "    conflicts:\n      - {key: stage, kept: trim, other: punch, at: 2026-11-29}\n"


def test_a_conflict_that_one_settled_and_the_other_notes_again_stays_settled() -> None:
    base = BASE.replace("    stage: trim\n", "    stage: trim\n" + NOTED)
    settled = base.replace("at: 2026-11-29}", "at: 2026-11-29, settled: 2026-11-30}")
    again = BASE.replace("    stage: trim\n", "    stage: trim\n" + NOTED.replace("-29", "-30"))
    for start in (base, BASE, None):
        for ours, theirs in ((settled, again), (again, settled), (settled, base), (base, settled)):
            found = merge_texts(None if start is None else start.encode(), ours.encode(), theirs.encode(), name="b", today=TODAY)
            (noted,) = next(home["conflicts"] for home in raw_homes(data_in(found.text.decode())) if "conflicts" in home)  # type: ignore[index, operator]
            assert noted["settled"] == "2026-11-30", (start == BASE, ours == settled)
            assert not found.conflicts
