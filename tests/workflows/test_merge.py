"""Two copies of one file made one: nothing that either of them says is lost, nothing is doubled, and both keep their comments."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from backlog_cli.errors import BacklogError, BadFile
from backlog_cli.store.load import load
from backlog_cli.store.yaml.source import read_source
from backlog_cli.workflows.hand_edit import merge_edit
from backlog_cli.workflows.merge import CannotMerge, Merge, merge_texts

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = date(2026, 11, 30)
BASE = """\
# my homes
settings:
  cadence_days: 7
jobs:
  # the sisters
  - job: A1
    buyers: [Kim Lee, Ana Lee]   # they call together
    sold_date: 2026-07-01
    stage: framing
    closing:
      contract: 2027-03-19   # signed
      told: 2027-03
    log:
      - at: 2026-11-01 09:00
        text: rain day
      - at: 2026-11-08 10:30
        text: asked about the windows
    promises:
      - {text: send photos, due: 2026-12-01, status: open}   # by phone

  - job: B2
    buyers: [Bo Ramos]
    sold_date: 2026-07-01
    stage: trim
    lot: "07"
    log:
      - {at: 2026-11-02, text: paint}
# the end
"""


def merged(ours: str, theirs: str, base: str | None = BASE, *, name: str = "backlog.yaml") -> Merge:
    found = merge_texts(None if base is None else base.encode(), ours.encode(), theirs.encode(), name=name, today=TODAY)
    assert load(found.text, name).source.data is not None
    return found


def both_ways(ours: str, theirs: str, base: str | None = BASE) -> tuple[Merge, Merge]:
    """Both merges, once it's sure that they say the same, order aside."""
    one, other = merged(ours, theirs, base), merged(theirs, ours, base)
    assert in_any_order(data_of(one)) == in_any_order(data_of(other))
    assert {conflict[2:] for conflict in one.conflicts} == {conflict[2:] for conflict in other.conflicts}
    return one, other


def data_of(found: Merge) -> dict[str, Any]:
    return read_source(found.text, "backlog.yaml").data


def in_any_order(value: object) -> object:
    if isinstance(value, dict):
        return {key: in_any_order(one) for key, one in sorted(value.items())}
    return sorted(map(in_any_order, value), key=repr) if isinstance(value, list) else value


def home(found: Merge, number: str) -> dict[str, Any]:
    (home,) = (home for home in data_of(found)["jobs"] if home["job"] == number)
    return dict(home)


def edit(old: str, new: str, text: str = BASE) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


LAST_TALK = "        text: asked about the windows\n"


def test_a_copy_that_did_not_change_leaves_the_other_as_it_is() -> None:
    ours = edit("stage: framing", "stage: drywall")
    assert merged(ours, BASE).text == ours.encode()
    assert merged(BASE, ours).text == ours.encode()
    assert merged(ours, ours).text == ours.encode()


def test_entries_that_both_added_at_one_place_are_all_kept_with_their_comments() -> None:
    ours = edit(LAST_TALK, LAST_TALK + "      # ours: on the way home\n      - at: 2026-11-20 08:00\n        text: ours\n")
    theirs = edit(
        LAST_TALK,
        LAST_TALK
        + "      # theirs: by the cover\n      - at: 2026-11-20 08:00\n        text: theirs\n        by: Dana   # cover\n",
    )
    found, _ = both_ways(ours, theirs)
    assert [entry["text"] for entry in home(found, "A1")["log"]] == ["rain day", "asked about the windows", "ours", "theirs"]
    assert not found.conflicts
    lines = found.text.decode().splitlines()
    assert lines[lines.index("      # theirs: by the cover") + 1] == "      - at: 2026-11-20 08:00"
    assert (
        found.text.decode().replace(
            "      # theirs: by the cover\n      - at: 2026-11-20 08:00\n        text: theirs\n        by: Dana   # cover\n", ""
        )
        == ours
    )
    assert [(one.job, one.what, one.text) for one in found.taken] == [("A1", "conversation", "theirs")]


class Once(NamedTuple):
    """What both did alike: the entry of both, under its key, and how often it's there in the end."""

    name: str
    ours: str
    theirs: str
    key: str
    entries: int


TALK = "      - at: 2026-11-20 08:00\n        text: the slab is dry\n"
BY = "        by: Dana\n"
SHIFT = "      told: 2027-03\n      shifts:\n        - {from: 2027-03-19, to: 2027-04-02, cause: windows}\n"


@pytest.mark.parametrize(
    "case",
    [
        Once("the same conversation", LAST_TALK + TALK, LAST_TALK + TALK, "log", 3),
        Once("once with more to it", LAST_TALK + TALK, LAST_TALK + TALK + "        mood: happy\n", "log", 3),
        Once("the same words a day later", LAST_TALK + TALK, LAST_TALK + TALK.replace("-20", "-21"), "log", 4),
        Once("other words at the same minute", LAST_TALK + TALK, LAST_TALK + TALK.replace("dry", "wet"), "log", 4),
        Once("twice by one, once by the other", LAST_TALK + TALK + TALK, LAST_TALK + TALK, "log", 4),
        Once("twice by both", LAST_TALK + TALK + TALK, LAST_TALK + TALK + TALK, "log", 4),
        Once("by two people", LAST_TALK + TALK, LAST_TALK + TALK + BY, "log", 4),
        Once("by one other person", LAST_TALK + TALK + BY, LAST_TALK + TALK + BY + "        mood: happy\n", "log", 3),
    ],
    ids=lambda case: case.name,
)
def test_what_both_wrote_down_is_there_once(case: Once) -> None:
    found, _ = both_ways(edit(LAST_TALK, case.ours), edit(LAST_TALK, case.theirs))
    assert len(home(found, "A1")[case.key]) == case.entries
    assert not found.conflicts


def test_both_moved_the_closing_to_the_same_day() -> None:
    moved = edit("contract: 2027-03-19 ", "contract: 2027-04-02 ")
    moved = edit("      told: 2027-03\n", SHIFT, moved)
    found, _ = both_ways(moved, edit("stage: trim", "stage: punch", moved))
    assert len(home(found, "A1")["closing"]["shifts"]) == 1
    assert not found.conflicts


def test_both_moved_the_closing_to_other_days_and_the_later_one_stands() -> None:
    def moved(day: str) -> str:
        text = edit("contract: 2027-03-19 ", f"contract: {day} ")
        return edit("      told: 2027-03\n", SHIFT.replace("2027-04-02", day), text)

    for found in both_ways(moved("2027-04-02"), moved("2027-04-16")):
        closing = home(found, "A1")["closing"]
        assert closing["contract"] == "2027-04-16"
        assert {shift["to"] for shift in closing["shifts"]} == {"2027-04-02", "2027-04-16"}
        assert home(found, "A1")["conflicts"] == [
            {"key": "closing.contract", "kept": "2027-04-16", "other": "2027-04-02", "at": "2026-11-30"}
        ]
        assert [tuple(conflict) for conflict in found.conflicts] == [("A1", "closing.contract", "2027-04-16", "2027-04-02")]
        assert b"# signed" in found.text


@pytest.mark.parametrize(
    ("ours", "theirs", "kept"),
    [
        ("status: kept, done: 2026-11-20", "status: kept, done: 2026-11-20", "2026-11-20"),
        ("status: kept, done: 2026-11-20", "status: kept, done: 2026-11-21", "2026-11-21"),
        ("status: kept, done: 2026-11-20", "done: 2026-11-20, status: kept", "2026-11-20"),
    ],
)
def test_both_checked_off_the_same_promise(ours: str, theirs: str, kept: str) -> None:
    for found in both_ways(edit("status: open", ours), edit("status: open", theirs)):
        (promise,) = home(found, "A1")["promises"]
        assert promise["done"] == kept
        assert [conflict.key for conflict in found.conflicts] == (["promises.1.done"] if "-21" in theirs else [])


HOME_B = BASE[BASE.index("  - job: B2") : BASE.index("# the end")]


def test_a_home_that_one_archived_and_the_other_did_not_touch_is_gone() -> None:
    found, _ = both_ways(edit(HOME_B, ""), edit(LAST_TALK, LAST_TALK + TALK))
    assert [home["job"] for home in data_of(found)["jobs"]] == ["A1"]
    assert b"# the end" in found.text


def test_a_home_that_one_archived_and_the_other_wrote_in_stays_and_is_told() -> None:
    found, _ = both_ways(edit(HOME_B, ""), edit("text: paint}", "text: paint}\n      - {at: 2026-11-20, text: tiles}"))
    assert [entry["text"] for entry in home(found, "B2")["log"]] == ["paint", "tiles"]
    assert [tuple(conflict) for conflict in found.conflicts] == [("B2", "job", "B2", None)]


def test_an_entry_that_one_took_out_and_the_other_changed_stays_and_is_told() -> None:
    promise = "      - {text: send photos, due: 2026-12-01, status: open}   # by phone\n"
    found, _ = both_ways(edit("    promises:\n" + promise, ""), edit("due: 2026-12-01", "due: 2026-12-08"))
    assert home(found, "A1")["promises"] == [{"text": "send photos", "due": "2026-12-08", "status": "open"}]
    assert [tuple(conflict) for conflict in found.conflicts] == [("A1", "promises.1", "send photos", None)]


def new_home(number: str, buyer: str, sold: str = "2026-11-20", more: str = "") -> str:
    return edit("# the end", f"  - job: {number}\n    buyers: [{buyer}]   # {buyer}\n    sold_date: {sold}\n{more}# the end")


@pytest.mark.parametrize(
    ("ours", "theirs", "buyers"),
    [
        (new_home("C3", "Cy Ito"), new_home("D4", "Di Fox"), ["Cy Ito", "Di Fox"]),
        (new_home("C3", "Cy Ito"), new_home("C3", "Cy Ito", more="    stage: framing\n"), ["Cy Ito"]),
        (new_home("C3", "Cy Ito"), new_home("C3", "Di Fox"), ["Cy Ito", "Di Fox"]),
        (new_home("C3", "Cy Ito"), new_home("C3", "Di Fox", "2026-11-21"), ["Cy Ito", "Di Fox"]),
    ],
)
def test_homes_that_both_added(ours: str, theirs: str, buyers: list[str]) -> None:
    found, _ = both_ways(ours, theirs)
    assert [home["buyers"] for home in data_of(found)["jobs"][2:]] == [[name] for name in buyers]
    assert not found.conflicts
    for name in buyers:
        assert found.text.decode().count(f"# {name}") == 1


def test_a_home_that_got_another_number_takes_what_was_written_under_the_old_one() -> None:
    found, _ = both_ways(edit("job: B2", "job: B22"), edit("text: paint}", "text: paint}\n      - {at: 2026-11-20, text: tiles}"))
    assert [entry["text"] for entry in home(found, "B22")["log"]] == ["paint", "tiles"]
    assert len(data_of(found)["jobs"]) == 2


def test_homes_in_another_order_are_the_same_homes() -> None:
    turned = edit("jobs:\n", "jobs:\n" + HOME_B, edit(HOME_B, ""))
    found, _ = both_ways(turned, edit(LAST_TALK, LAST_TALK + TALK))
    assert len(home(found, "A1")["log"]) == 3
    assert len(data_of(found)["jobs"]) == 2
    assert not found.conflicts


def test_settings_that_both_changed_are_noted_at_the_top() -> None:
    for found in both_ways(edit("cadence_days: 7", "cadence_days: 5"), edit("cadence_days: 7", "cadence_days: 10")):
        assert data_of(found)["settings"]["cadence_days"] == "5"
        assert data_of(found)["conflicts"] == [{"key": "settings.cadence_days", "kept": "5", "other": "10", "at": "2026-11-30"}]


def test_comments_that_only_one_side_wrote_are_kept_also_beside_a_conflict() -> None:
    ours = edit("contract: 2027-03-19   # signed", "contract: 2027-04-02   # signed, Hal says so")
    theirs = edit("contract: 2027-03-19   # signed", "# ask title\n      contract: 2027-04-09   # signed, title says so")
    for found in both_ways(ours, theirs):
        for comment in ("# signed, Hal says so", "# ask title", "# signed, title says so"):
            assert found.text.decode().count(comment) == 1


LAYOUTS: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "a BOM": lambda text: "\ufeff" + text,
    "no line break at the end": lambda text: text.rstrip("\n"),
    "lists at the left edge": lambda text: text.replace("  - job", "- job").replace("\n    ", "\n  "),
    "homes": lambda text: text.replace("jobs:", "homes:"),
    "a label": lambda text: text.replace("[Bo Ramos]", "&bo [Bo Ramos]") + "x_again: *bo\n",
    "a home between braces": lambda text: text.replace(
        HOME_B, "  - {job: B2, buyers: [Bo Ramos], stage: trim, log: [{at: 2026-11-02, text: paint}]}\n"
    ),
    "a shared block": lambda text: text.replace("jobs:", "x_usual: &usual {stage: trim}\njobs:").replace(
        "    stage: trim\n", "    <<: *usual\n"
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_any_layout_takes_what_both_added(layout: Callable[[str], str]) -> None:
    base = layout(BASE)
    newline = "\r\n" if "\r\n" in base else "\n"

    def logged(text: str) -> str:
        from backlog_cli.rules.change import Append, Change, Unquoted
        from backlog_cli.store.yaml.patch import apply_changes

        source = read_source(base.encode(), "backlog.yaml")
        entry = {"at": Unquoted("2026-11-20"), "text": text}
        changes = [Change(number, (Append(("log",), entry),), "") for number in ("A1", "B2")]
        return apply_changes(source, changes).decode()

    for found in both_ways(logged("ours"), logged("theirs"), base):
        assert {entry["text"] for entry in home(found, "A1")["log"]} == {"rain day", "asked about the windows", "ours", "theirs"}
        assert {entry["text"] for entry in home(found, "B2")["log"]} == {"paint", "ours", "theirs"}
        assert not found.conflicts
        assert found.text.startswith("\ufeff".encode()) == base.startswith("\ufeff")
        assert found.text.decode().count(newline) == found.text.decode().count("\n")


def test_without_a_base_nothing_is_taken_out_and_what_differs_is_a_conflict() -> None:
    ours = edit("stage: framing", "stage: drywall", edit(HOME_B, ""))
    theirs = edit(LAST_TALK, LAST_TALK + TALK, edit("    stage: framing\n", "    stage: framing\n    lot: '12'\n"))
    for found in both_ways(ours, theirs, None):
        a1 = home(found, "A1")
        assert (a1["stage"], a1["lot"], len(a1["log"]), len(a1["promises"])) == ("framing", "12", 3, 1)
        assert home(found, "B2")["stage"] == "trim"
        assert [tuple(conflict) for conflict in found.conflicts] == [("A1", "stage", "framing", "drywall")]


@pytest.mark.parametrize(
    "broken", [BASE.replace("    stage: framing", "\tstage: framing"), "jobs: [", "\0" * 40, "<<<<<<< ours\n" + BASE]
)
def test_a_copy_that_cannot_be_read_is_refused(broken: str) -> None:
    ours = edit("stage: framing", "stage: drywall")
    for one, other in ((ours, broken), (broken, ours)):
        with pytest.raises(BadFile):
            merged(one, other)


@pytest.mark.parametrize("empty", ["", "# nothing\n", "jobs: []\n", "settings: {cadence_days: 5}\n"])
def test_a_copy_that_lost_all_its_homes_is_refused(empty: str) -> None:
    for one, other in ((BASE + "# more\n", empty), (empty, BASE + "# more\n")):
        with pytest.raises(CannotMerge, match="no home"):
            merged(one, other)


# Her editor, and a command meanwhile: the same merge, and nothing is noted; what both changed is hers to settle


def homes(*numbers: int, **more: str) -> str:
    said = "jobs:\n"
    for number in numbers:
        said += f"  - job: {number}\n    buyers: [Kim Lee]\n    sold_date: 2026-11-21\n    stage: framing\n"
        said += more.get(f"h{number}", "")
    return said


LOG = "    log:\n      - at: 2026-11-22\n        text: {}\n"


def edited(base: str, mine: str, theirs: str) -> str:
    return merge_edit(base.encode(), mine.encode(), theirs.encode(), "b.yaml", today=TODAY).decode()


def test_an_entry_never_slides_under_another_home() -> None:
    assert edited(homes(1, 3), homes(1, 2, 3), homes(1, 3, h1=LOG.format("hello"))) == homes(1, 2, 3, h1=LOG.format("hello"))


def test_a_home_copied_in_by_hand_is_another_home() -> None:
    # Line by line the new one seems to begin in the middle of the old one.
    base = "jobs:\n  - buyers: [Kim Lee]\n    sold_date: 2026-11-21\n    job: 1\n    stage: framing\n"
    mine = base + "  - buyers: [Kim Lee]\n    sold_date: 2026-11-21\n    job: 2\n    stage: framing\n"
    for theirs in (base.replace("stage: framing", "stage: trim"), base.replace("Kim", "Tim")):
        assert edited(base, mine, theirs) == theirs + mine[len(base) :]


def test_both_logged_at_one_place_while_she_edited() -> None:
    base = homes(1, h1=LOG.format("first"))
    mine, theirs = (base + f"      - at: 2026-11-23\n        text: {text}\n" for text in ("mine", "theirs"))
    assert edited(base, mine, theirs) == mine + theirs[len(base) :]


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "said"),
    [
        (homes(1, 2), homes(2, 1, h1=LOG.format("hello")), homes(2), "the same thing: home 1."),
        (homes(1), homes(1, h1="    lot: 4\n"), homes(1, h1="    lot: 5\n"), "Line 6 was changed twice"),
        (homes(1, 2), "jobs: []\n", homes(1, 2, h1=LOG.format("hello")), "has no home in it any more"),
    ],
)
def test_what_both_changed_is_refused(base: str, mine: str, theirs: str, said: str) -> None:
    with pytest.raises(BacklogError, match=re.escape(said)):
        edited(base, mine, theirs)


@pytest.mark.parametrize("which", [0, 1, 2])
@pytest.mark.parametrize("broken", [b"\xff", b"jobs: [\n", b"jobs:\n\t- job: 1\n"])
def test_nothing_is_brought_together_that_cannot_be_read(which: int, broken: bytes) -> None:
    sides = [homes(1, 2).encode(), homes(1, 2, h1="    lot: 4\n").encode(), homes(1, 2, h2="    lot: 5\n").encode()]
    both = homes(1, 2, h1="    lot: 4\n", h2="    lot: 5\n").encode()
    assert merge_edit(sides[0], sides[1], sides[2], "b.yaml", today=TODAY) == both
    sides[which] = broken
    with pytest.raises(BacklogError):
        merge_edit(sides[0], sides[1], sides[2], "b.yaml", today=TODAY)


def test_the_same_text_on_both_sides_is_taken_as_it_is() -> None:
    assert merge_edit(b"jobs: []\n", b"\xff", b"\xff", "b.yaml", today=TODAY) == b"\xff"


def test_a_key_that_is_there_twice_in_a_copy_is_never_dropped() -> None:
    ours = edit('    lot: "07"\n', '    lot: "7"\n')
    theirs = edit('    lot: "07"\n', '    lot: "8"\n    lot: "9"\n')
    for one, other in ((ours, theirs), (theirs, ours)):
        try:
            found = merged(one, other)
        except CannotMerge as refusal:
            assert "lot" in refusal.message
        else:
            assert b'"9"' in found.text


def test_a_conflict_that_both_noted_is_noted_once() -> None:
    noted = "    conflicts:\n      - {key: stage, kept: trim, other: punch, at: 2026-11-2%s}\n"
    found, _ = both_ways(edit(HOME_B, HOME_B + noted % 1), edit(HOME_B, HOME_B + noted % 2))
    assert home(found, "B2")["conflicts"] == [{"key": "stage", "kept": "trim", "other": "punch", "at": "2026-11-21"}]
    assert not found.conflicts
