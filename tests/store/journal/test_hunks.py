"""Lines put back: to the character where nothing else changed, at the right home where much did, or not at all."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from backlog_cli.store.journal.hunks import Hunk, HunkConflict, apply_exactly, apply_hunks, hunks_between, hunks_in, nearest_lines
from backlog_cli.store.lines import split_lines

FILE = """\
jobs:
  - job: A1
    stage: framing
    log:
      - at: 2026-06-01
        text: called
  - job: B2
    stage: framing
    log:
      - at: 2026-06-01
        text: called
  - job: C3
    stage: framing
"""
ENTRY = "      - at: 2026-06-04\n        text: rain day\n"


def turned(hunks: tuple[Hunk, ...]) -> tuple[Hunk, ...]:
    return tuple(hunk.reverse() for hunk in hunks)


def with_entry(text: str, job: str) -> str:
    """The text with one more entry in the log of a home."""
    head, _, tail = text.partition(f"- job: {job}\n")
    body, mark, rest = tail.partition("        text: called\n")
    return f"{head}- job: {job}\n{body}{mark}{ENTRY}{rest}"


def random_lines(dice: random.Random, count: int) -> list[str]:
    ends = dice.choice((["\n"], ["\r\n"], ["\n", "\r\n"], ["\n", "\r\n", "\r"]))
    words = ["", "a", "b", "  - at: 1", "    text: x", "  - job: A1", "# note", "é🏠"]
    return [dice.choice(words) + dice.choice(ends) for _ in range(count)]


def random_pair(seed: int) -> tuple[str, str]:
    dice = random.Random(seed)
    old = random_lines(dice, dice.randrange(12))
    new = list(old)
    for _ in range(dice.randrange(1, 4)):
        at = dice.randrange(len(new) + 1)
        new[at : at + dice.randrange(3)] = random_lines(dice, dice.randrange(3))
    texts = ["".join(lines) for lines in (old, new)]
    if dice.random() < 0.3:
        texts[dice.randrange(2)] += "no line end"
    return texts[0], texts[1]


@pytest.mark.parametrize("block", range(10))
def test_there_and_back_is_exact_to_the_character(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        before, after = random_pair(seed)
        hunks = hunks_between(before, after)
        assert apply_exactly(before, hunks) == after
        assert apply_exactly(after, turned(hunks)) == before
        assert turned(turned(hunks)) == hunks


def test_no_change_has_no_hunks() -> None:
    assert hunks_between(FILE, FILE) == ()
    assert apply_hunks(FILE, ()) == FILE


def test_what_is_not_there_to_the_character_is_not_put_back_blindly() -> None:
    hunks = turned(hunks_between(FILE, with_entry(FILE, "A1")))
    assert apply_exactly(FILE, hunks) is None
    assert apply_exactly(with_entry(FILE, "A1").replace("\n", "\r\n"), hunks) is None


@pytest.mark.parametrize("job", ["A1", "B2"])
def test_of_two_homes_with_the_same_lines_the_right_one_is_found(job: str) -> None:
    both = with_entry(with_entry(FILE, "A1"), "B2")
    other = "B2" if job == "A1" else "A1"
    hunks = turned(hunks_between(with_entry(FILE, other), both))
    moved = "# a line above\n# and one more\n" + both
    assert apply_hunks(moved, hunks) == "# a line above\n# and one more\n" + with_entry(FILE, other)


def test_a_home_that_was_moved_is_found_where_it_stands_now() -> None:
    after = with_entry(FILE, "B2")
    hunks = turned(hunks_between(FILE, after))
    head, a1, b2, c3 = (part for part in after.replace("  - job:", "\x00  - job:").split("\x00"))
    assert apply_hunks(head + c3 + b2 + a1, hunks) == head + c3 + FILE[FILE.index("  - job: B2") : FILE.index("  - job: C3")] + a1


def test_the_same_lines_in_another_home_are_never_taken_for_those_that_are_gone() -> None:
    hunks = turned(hunks_between(FILE, with_entry(FILE, "A1")))
    with pytest.raises(HunkConflict):
        apply_hunks(with_entry(FILE, "B2"), hunks)


def test_lines_that_were_changed_by_hand_are_lost() -> None:
    after = with_entry(FILE, "A1")
    with pytest.raises(HunkConflict) as lost:
        apply_hunks(after.replace("rain day", "rain, all day"), turned(hunks_between(FILE, after)))
    assert lost.value.hunk.old == tuple(split_lines(ENTRY))


def test_the_refusal_shows_what_stands_there_now() -> None:
    after = with_entry(FILE, "B2")
    hunk = turned(hunks_between(FILE, after))[0]
    now = "# above\n" + after.replace("rain day", "rain, all day")
    assert nearest_lines(now, hunk) == ("      - at: 2026-06-04", "        text: rain, all day")
    assert nearest_lines("", hunk) == ()


def test_a_number_in_other_quotes_is_still_the_same_home() -> None:
    both = with_entry(with_entry(FILE, "A1"), "B2")
    hunks = turned(hunks_between(with_entry(FILE, "A1"), both))
    quoted = both.replace("job: B2", "job: 'B2'   # moved up").replace("job: A1", '"job": "A1"')
    assert apply_hunks(quoted, hunks).count("rain day") == 1
    assert "rain day" in apply_hunks(quoted, hunks).partition("B2")[0]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_the_line_ends_that_the_file_has_now_are_kept(end: str) -> None:
    after = with_entry(FILE, "A1")
    hunks = hunks_between(FILE, after)
    assert apply_hunks(after.replace("\n", end), turned(hunks)) == FILE.replace("\n", end)
    assert apply_hunks(FILE.replace("\n", end), hunks) == after.replace("\n", end)


def test_a_file_without_a_last_line_end_gets_none_and_loses_none() -> None:
    before, after = "a: 1\nb: 2", "a: 1\nb: 2\nc: 3"
    hunks = hunks_between(before, after)
    assert apply_hunks(before, hunks) == after
    assert apply_hunks("# x\n" + after, turned(hunks)) == "# x\n" + before
    assert apply_hunks("a: 1\nb: 2\nc: 3\n# added\n", turned(hunks)).startswith("a: 1\nb: 2\n# added")


def test_two_equal_lines_with_equal_neighbours_are_left_alone_when_the_place_moved() -> None:
    before = "x\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\n"
    hunks = turned(hunks_between(before.replace("x", "y"), before))
    assert apply_hunks(before, hunks) == before.replace("x", "y")
    hunk = Hunk(5, 0, ("x\n",) * 4, ("x\n",), ("y\n",), ("x\n",) * 4)
    assert apply_hunks(before, (hunk,)) == "x\n" * 5 + "y\n" + "x\n" * 5
    with pytest.raises(HunkConflict):
        apply_hunks(before, (Hunk(40, 0, *(("x\n",) * 4, ("x\n",), ("y\n",), ("x\n",) * 4)),))


def test_hunks_that_would_fall_into_one_another_are_refused() -> None:
    one = Hunk(0, 0, (), ("a\n", "b\n"), ("c\n",), ())
    other = Hunk(1, 0, (), ("b\n",), ("d\n",), ())
    with pytest.raises(HunkConflict):
        apply_hunks("a\nb\n", (one, other))


def test_lines_come_back_between_the_neighbours_that_are_still_there() -> None:
    after = with_entry(FILE, "A1")
    hunks = hunks_between(FILE, after)
    assert apply_hunks("# above\n" + FILE, hunks) == "# above\n" + after
    between = FILE.replace("  - job: B2", "      # between\n  - job: B2")
    assert apply_hunks(between, hunks) == after.replace("  - job: B2", "      # between\n  - job: B2")
    with pytest.raises(HunkConflict):
        apply_hunks(between, hunks, is_strict=True)
    with pytest.raises(HunkConflict):
        apply_hunks(between.replace("text: called", "text: rang").replace("job: B2", "job: B9"), hunks)


def test_random_edits_elsewhere_keep_what_is_put_back_right() -> None:
    found = 0
    for seed in range(400):
        dice = random.Random(seed)
        texts = [FILE]
        for _ in range(4):
            texts.append(with_entry(texts[-1], dice.choice(["A1", "B2"])))
        before, after = dice.choice(list(pairwise(texts)))
        lines = split_lines(after)
        for _ in range(dice.randrange(1, 5)):
            lines.insert(dice.randrange(len(lines) + 1), "# by hand\n")
        now = "".join(lines)
        try:
            back = apply_hunks(now, turned(hunks_between(before, after)))
        except HunkConflict:
            continue
        found += 1
        assert back.replace("# by hand\n", "") == before
    assert found > 200


# To the letter


def test_two_changes_are_carried_out_where_their_lines_stand_now() -> None:
    before = "a\nb\nc\nd\ne\nf\ng\n"
    hunks = hunks_between(before, before.replace("b\n", "B\n").replace("f\n", ""))
    assert apply_hunks("new\n" + before + "end\n", hunks) == "new\na\nB\nc\nd\ne\ng\nend\n"


def test_two_changes_between_the_same_lines_are_lost() -> None:
    hunks = hunks_between("a\nb\n", "a\nx\nb\n") + hunks_between("a\nb\n", "a\ny\nb\n")
    with pytest.raises(HunkConflict) as caught:
        apply_hunks("a\nb\n", hunks)
    assert caught.value.hunk in hunks


def test_new_lines_go_between_the_two_lines_they_stood_between() -> None:
    hunks = hunks_between("a\nb\na\nc\n", "a\nb\na\nx\nc\n")
    assert apply_hunks("0\n0\na\nc\na\nb\n", hunks) == "0\n0\na\nx\nc\na\nb\n"
    hunks = hunks_between("a\nb\n", "x\na\nb\n")
    assert apply_hunks("a\nb\na\nb\n", hunks) == "x\na\nb\na\nb\n"
    hunks = hunks_between("a\nb\n", "a\nb\nx\n")
    assert apply_hunks("a\nb\na\nb\n", hunks) == "a\nb\na\nb\nx\n"


def test_a_last_line_without_an_end_gets_one_when_lines_come_below_it() -> None:
    hunks = hunks_between("a\nb\n", "a\nb\nx\n")
    assert apply_hunks("a\nb", hunks) == "a\nb\nx\n"
    hunks = hunks_between("a\nb\nc", "a\nB\nC")
    assert apply_hunks("a\nb\nc\nd\n", hunks) == "a\nB\nC\nd\n"
    assert apply_hunks("a\r\nb\r\nc\r\nd", hunks) == "a\r\nB\r\nC\r\nd"
    hunks = hunks_between("a\nb\nc\n", "a\nc\n")
    assert apply_hunks("a\nb\nc", hunks) == "a\nc"
    hunks = hunks_between("b\n", "x\nb\n")
    assert apply_hunks("b", hunks) == "x\nb"


def test_of_two_places_the_one_with_the_same_neighbours_is_meant_and_not_the_nearer_one() -> None:
    hunks = hunks_between("a\nx\nb\nc\nx\nd\n", "a\nx\nb\nc\ny\nd\n")
    assert apply_hunks("0\n0\n0\na\nx\nb\nc\nx\nd\n", hunks) == "0\n0\n0\na\nx\nb\nc\ny\nd\n"


def test_the_only_line_of_a_file_gets_an_end_when_lines_come_below_it() -> None:
    assert apply_hunks("a", hunks_between("a\n", "a\nx\n")) == "a\nx\n"


HOMES = "".join(f"  - job: {name}\n    lot: 1\n" + "    x: y\n" * 8 for name in "ABC")


def test_lines_that_are_known_to_have_changed_give_the_same_hunks_as_the_whole_texts() -> None:
    before = ("jobs:\n" + HOMES).encode()
    start = before.index(b"  - job: B")
    end = before.index(b"  - job: C")
    lines = before[start:end].replace(b"lot: 1", b"lot: 2")
    after = before[:start] + lines + before[end:]
    assert hunks_in(before, start, end, lines) == hunks_between(before.decode(), after.decode())


def test_lines_whose_home_cannot_be_made_out_are_left_to_a_look_at_the_whole() -> None:
    before = ("jobs:\n" + HOMES.replace("- job:", "- ? job\n    :")).encode()
    start, end = before.index(b"  - ? job\n    : B"), before.index(b"  - ? job\n    : C")
    assert hunks_in(before, start, end, before[start:end].replace(b"lot: 1", b"lot: 2")) is None


def test_what_is_shown_of_lines_that_are_gone_reaches_to_the_last_one() -> None:
    now = "jobs:\na\nb\nc"
    for place, line in enumerate(("jobs:", "a", "b", "c")):
        assert nearest_lines(now, Hunk(place, 0, (), (f"{line}\n",), (), ())) == (line,)
    assert nearest_lines(now, Hunk(4, 0, ("c\n",), ("d\n",), (), ())) == ()


def test_lines_of_one_home_are_told_as_in_the_whole_file() -> None:
    before = ("# top\n" * 7 + FILE + "# end\n").encode()
    text = before.decode()
    for job, start in (("A1", "      - at"), ("B2", "    stage")):
        lines = split_lines(text)
        first = next(n for n, line in enumerate(lines) if f"job: {job}" in line)
        at = next(n for n in range(first, len(lines)) if lines[n].startswith(start))
        old = "".join(lines[at : at + 2])
        for new in (
            old + ENTRY,
            ENTRY,
            "",
            "    # é🏠\n" + old,
        ):
            begin = len("".join(lines[:at]).encode())
            after = "".join([*lines[:at], new, *lines[at + 2 :]])
            assert hunks_in(before, begin, begin + len(old.encode()), new.encode()) == hunks_between(text, after)
    assert hunks_in(b"a\nb\nc\n", 2, 4, b"x\n") is None


def test_lines_at_either_end_of_a_file_are_told_as_in_the_whole_file() -> None:
    home = "job: 1\nlot: 2\nplan: 3\n"
    for mark in ("", "\ufeff"):
        before = (mark + home).encode()
        size = len(before)
        assert hunks_in(before, size - 8, size, b"plan: 4\n") == hunks_between(home, home.replace("3", "4"))
        found = hunks_in(before, len(mark.encode()) + 7, size, b"lot: 9\n")
        assert found == hunks_between(home, "job: 1\nlot: 9\n")


def test_neighbours_at_the_very_top_count_as_much_as_others() -> None:
    hunks = hunks_between("a\nb\ne\nx\nc\n", "a\nb\ne\ny\nc\n")
    assert apply_hunks("a\nb\ne\nx\nd\nz\nx\nc\n", hunks) == "a\nb\ne\ny\nd\nz\nx\nc\n"
    hunks = hunks_between("a\nx\nc\n", "a\ny\nc\n")
    assert apply_hunks("a\nx\nd\nz\nx\nc\n", hunks) == "a\ny\nd\nz\nx\nc\n"
    hunks = hunks_between("a\nb\nx\nc\n", "a\nb\ny\nc\n")
    assert apply_hunks("0\na\nb\nx\nd\nx\nc\n", hunks) == "0\na\nb\ny\nd\nx\nc\n"


def test_what_is_shown_is_looked_for_by_all_its_neighbours() -> None:
    hunk = Hunk(2, 0, ("a\n", "b\n"), ("x\n",), (), ("c\n", "d\n"))
    assert nearest_lines("0\n1\n2\na\nb\nX\nc\nd\n5\n", hunk) == ("X",)
    assert nearest_lines("b\nX\nc\nd\n5\n6\nd\n", hunk) == ("X",)
