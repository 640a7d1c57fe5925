"""A home's own lines: what belongs to it, and that they move byte for byte or not at all."""

from __future__ import annotations

import re

import pytest

from backlog_cli.errors import BacklogError, CannotEdit
from backlog_cli.store.archive.transfer import append_blocks, job_blocks, remove_blocks
from backlog_cli.store.yaml.source import read_source

HEAD = "# Homes of backlog.yaml that ended in 2024, moved here by `backlog archive`.\nversion: 1\njobs:\n\n"
ONE = '- job: "1"\n  buyers: [Ann Bee]\n  sold_date: 2023-01-01\n  stage: closed\n'
TWO = '- job: "2"\n  buyers: [Dee Cee]\n  sold_date: 2023-01-01\n  stage: closed\n'
THREE = '- job: "3"\n  buyers: [Eff Gee]\n  sold_date: 2023-01-01\n  stage: closed\n'


def moved(text: str, *numbers: str, archive: str | None = None) -> tuple[str, str]:
    """The file and the archive after these homes have moved."""
    source = read_source(text.encode(), "backlog.yaml")
    blocks = job_blocks(source, numbers)
    file = remove_blocks(source, blocks)
    before = None if archive is None else archive.encode()
    return file.decode(), append_blocks(before, blocks, source, name="backlog-2024.yaml", year=2024).decode()


LAYOUTS = {
    "one below the other": ("jobs:\n" + ONE, TWO, THREE),
    "blank lines between": ("jobs:\n\n" + ONE + "\n", TWO + "\n", THREE),
    "comments right above": ("jobs:\n" + ONE, "# on two\n# and more\n" + TWO, "# on three\n" + THREE),
    "comments set in deeper": ("jobs:\n" + ONE + "  # one\n", TWO + "  # two\n\n    # still two\n", THREE),
    "a comment behind the dash": ("jobs:\n" + ONE, TWO.replace('"2"', '"2"   # the corner lot'), THREE),
    "a comment below, then a blank line": ("jobs:\n" + ONE, TWO + "# about two\n\n", THREE),
    "a heading of its own stays": ("jobs:\n" + ONE, TWO, "\n# ---- Larkspur ----\n\n" + THREE),
    "windows lines": tuple(part.replace("\n", "\r\n") for part in ("jobs:\n" + ONE, "# two\n" + TWO, THREE)),
    "flow homes": ("jobs:\n" + ONE, '- {job: "2", buyers: [Dee Cee], sold_date: 2023-01-01, stage: closed}   # x\n', THREE),
    "a dash alone": ("jobs:\n" + ONE, TWO.replace("- job", "-\n  job"), THREE),
    "set in": tuple("".join("  " + line for line in part.splitlines(True)) for part in (ONE, "# two\n" + TWO, THREE)),
    "a literal at the end": ("jobs:\n" + ONE, TWO + "  x_note: |\n    # no comment\n\n    text\n\n", THREE),
    "a literal that keeps its blank lines": ("jobs:\n" + ONE, TWO + "  x_note: |+\n    text\n\n", THREE),
    "other keys behind": ("jobs:\n" + ONE, TWO, THREE + "# mine\nx_own: [1]\n"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_home_moves_with_its_comments_byte_for_byte(layout: str) -> None:
    before, own, behind = LAYOUTS[layout]
    before = before if "jobs:" in before else "jobs:\n" + before
    file, archive = moved(before + own + behind, "2")
    assert file == before + behind
    head = HEAD.replace("\n", "\r\n") if "\r\n" in own else HEAD
    assert archive == head + own


def test_the_last_home_leaves_what_stands_behind_it() -> None:
    file, archive = moved("jobs:\n" + ONE + "# two\n" + TWO + "  # in it\n# not in it\nx_own: [1]\n", "2")
    assert file == "jobs:\n" + ONE + "# not in it\nx_own: [1]\n"
    assert archive == HEAD + "# two\n" + TWO + "  # in it\n"


def test_the_first_home_leaves_what_is_said_of_the_list() -> None:
    file, archive = moved("jobs:\n# all of them\n" + ONE + TWO, "1")
    assert (file, archive) == ("jobs:\n# all of them\n" + TWO, HEAD + ONE)
    file, archive = moved("jobs:\n# all of them\n\n# this one\n" + ONE + TWO, "1")
    assert (file, archive) == ("jobs:\n# all of them\n\n" + TWO, HEAD + "# this one\n" + ONE)


def test_a_file_whose_last_line_has_no_end_gives_its_home_one() -> None:
    file, archive = moved("jobs:\n" + ONE + TWO.rstrip("\n"), "2")
    assert (file, archive) == ("jobs:\n" + ONE, HEAD + TWO)


def test_every_home_can_leave() -> None:
    file, archive = moved("jobs:\n" + ONE + TWO, "1", "2")
    assert (file, archive) == ("jobs:\n", HEAD + ONE + TWO)


def test_homes_are_added_below_those_of_an_archive_in_front_of_what_stands_behind() -> None:
    _, archive = moved("jobs:\n" + ONE + TWO, "2", archive="jobs:\n" + THREE + "x_own: [1]\n")
    assert archive == "jobs:\n" + THREE + TWO + "x_own: [1]\n"


@pytest.mark.parametrize("by", ["  ", "    "])
def test_an_archive_whose_dashes_stand_elsewhere_gets_the_lines_moved(by: str) -> None:
    def inner(text: str) -> str:
        return "".join(by + line for line in text.splitlines(True))

    own = TWO + "  x_note: |\n    a\n\n      b\n"
    assert moved("jobs:\n" + ONE + own, "2", archive="jobs:\n" + inner(THREE))[1] == "jobs:\n" + inner(THREE) + inner(
        own
    ).replace(f"\n{by}\n", "\n\n")
    assert moved("jobs:\n" + inner(ONE) + inner(TWO), "2", archive="jobs:\n" + THREE)[1] == "jobs:\n" + THREE + TWO


def test_an_empty_archive_gains_homes() -> None:
    assert moved("jobs:\n" + ONE + TWO, "2", archive="# mine\njobs: []\n")[1] == "# mine\njobs:\n\n" + TWO


def test_stages_of_her_own_go_with_the_first_home() -> None:
    table = "settings:\n  stages: [{name: slab, days: 1, max_days: 2}, {name: closed, days: 365, max_days: 365}]\n"
    own = TWO + "  stages: {slab: 2023-02-01}\n"
    file, archive = moved(table + "jobs:\n" + ONE + own, "2")
    assert file == table + "jobs:\n" + ONE
    assert archive == HEAD.replace("jobs:\n", table + "jobs:\n") + own


REFUSED = {
    "an anchor others use": ("jobs:\n" + TWO + "  contact: &c {channel: text}\n" + ONE + "  contact: *c\n", ":6: ", "&c"),
    "a star to another home": ("jobs:\n" + ONE + "  contact: &c {channel: text}\n" + TWO + "  contact: *c\n", ":11: ", "*c"),
    "homes on one line": ('jobs: [{job: "2", buyers: [A B], sold_date: 2023-01-01, stage: closed}]\n', ":1: ", "dash"),
    "json": ('{"jobs": [{"job": "2", "buyers": ["A B"], "sold_date": "2023-01-01", "stage": "closed"}]}', ":1: ", "dash"),
}


@pytest.mark.parametrize("layout", REFUSED)
def test_what_hangs_together_with_other_lines_is_refused_with_its_line(layout: str) -> None:
    text, line, word = REFUSED[layout]
    with pytest.raises(CannotEdit) as refused:
        moved(text, "2")
    assert f"backlog.yaml{line}" in refused.value.message
    assert word in refused.value.message
    assert refused.value.unchanged


def test_an_anchor_used_inside_one_home_goes_with_it() -> None:
    own = TWO + "  contact: &c {channel: text}\n  x_same: *c\n"
    assert moved("jobs:\n" + ONE + own, "2") == ("jobs:\n" + ONE, HEAD + own)


@pytest.mark.parametrize(
    "archive", ["jobs: [\n", "- a\n", "jobs: [{job: 9, buyers: [A B], sold_date: 2023-01-01, stage: closed}]\n"]
)
def test_an_archive_that_cannot_take_a_home_is_refused(archive: str) -> None:
    with pytest.raises(BacklogError):
        moved("jobs:\n" + ONE + TWO, "2", archive=archive)


def test_a_home_whose_number_the_archive_has_already_stays() -> None:
    with pytest.raises(CannotEdit, match="job 2 is in it already"):
        moved("jobs:\n" + ONE + TWO, "2", archive="jobs:\n" + TWO)


def test_a_home_beside_one_that_cannot_be_read_moves() -> None:
    bad = '- job: "4"\n  stage: nowhere\n  job: "5"\n'
    assert moved("jobs:\n" + ONE + bad + TWO, "2")[0] == "jobs:\n" + ONE + bad


def test_a_comment_at_the_dash_behind_the_last_home_stays() -> None:
    def inner(text: str) -> str:
        return "".join("  " + line for line in text.splitlines(True))

    file, archive = moved("jobs:\n" + inner(ONE + TWO) + "  # not in it\nx_own: [1]\n", "2")
    assert file == "jobs:\n" + inner(ONE) + "  # not in it\nx_own: [1]\n"
    assert archive == HEAD + inner(TWO)


# What cannot be moved word for word is not moved


def refused(text: str, *numbers: str, archive: str | None = None) -> str:
    with pytest.raises(CannotEdit) as caught:
        moved(text, *numbers, archive=archive)
    assert caught.value.unchanged
    return caught.value.message


def test_of_several_homes_the_one_that_shares_something_is_named() -> None:
    shared = TWO.replace("[Dee Cee]", "[&who Dee Cee]")
    told = refused("jobs:\n" + ONE + shared + THREE.replace("[Eff Gee]", "[*who ]"), "1", "2")
    assert told.startswith("backlog.yaml:7: job 2 shares &who with other lines of the file. ")
    told = refused("jobs:\n" + ONE + shared + THREE + "*who : x\n", "2")
    assert told.startswith("backlog.yaml:7: job 2 shares &who with other lines of the file. ")


def test_a_home_whose_blank_lines_would_lengthen_the_text_above_stays() -> None:
    told = refused("jobs:\n" + ONE + "  x_note: |+\n    text\n" + TWO + "\n", "2")
    assert told == "backlog.yaml:8: these homes can't be moved without touching others."
    assert told == refused("jobs:\n" + ONE + "  x_note: |+\n    text\n" + TWO + THREE + "\n", "2", "3")


def test_nothing_is_taken_out_where_no_home_is_meant() -> None:
    file, _ = moved("jobs:\n" + ONE, "2", archive="jobs:\n" + TWO)
    assert file == "jobs:\n" + ONE


def test_an_archive_of_a_newer_program_gains_nothing() -> None:
    told = refused("jobs:\n" + ONE, "1", archive="version: 9\njobs:\n" + TWO)
    assert told.startswith("backlog-2024.yaml could not be read with these homes in it.\n")
    assert "made by a newer backlog" in told


def test_a_text_that_would_say_something_else_in_the_archive_stays() -> None:
    own = ONE + "  x_note: |\n    one\u2028    two\n"  # a line break to YAML, and to no editor
    assert moved("jobs:\n" + own, "1", archive="jobs:\n" + THREE)[1] == "jobs:\n" + THREE + own
    set_in = re.sub("^", "  ", own, flags=re.MULTILINE).rstrip(" ").replace("\u2028", "\u2028  ")
    told = refused("jobs:\n" + set_in, "1", archive="jobs:\n" + THREE)
    assert told == "backlog-2024.yaml: these homes can't be copied into it exactly as they are."


def test_stages_that_come_from_another_place_do_not_go_with_a_home() -> None:
    own = ONE.replace("stage: closed", "stage: zenith\n  cancelled: 2024-01-02")
    text = "x_base: &b {settings: {stages: [slab, zenith], firm_stage: slab}}\n<<: *b\njobs:\n" + own
    told = refused(text, "1")
    assert told == "backlog-2024.yaml: job 1 Bee could not be read there."


def test_a_home_with_an_emoji_written_as_json_does_and_a_label_moves() -> None:
    odd = TWO + '  x_note: "\\ud83c\\udfe0"\n  x_a: &a [b]\n  x_b: *a\n'
    file, archive = moved("jobs:\n" + ONE + odd, "2")
    assert (file, archive) == ("jobs:\n" + ONE, HEAD + odd)


def test_no_home_leaves_the_file_as_it_is() -> None:
    for text in ("jobs:\n" + ONE, "\ufeffjobs:\r\n", ""):
        source = read_source(text.encode(), "backlog.yaml")
        assert remove_blocks(source, job_blocks(source, ["2"])) == text.encode()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_line_that_ties_two_homes_is_told_however_lines_end(end: str) -> None:
    text = ("# top\njobs:\n" + ONE + "  contact: &c {channel: text}\n" + TWO + "  contact: *c\n").replace("\n", end)
    with pytest.raises(CannotEdit, match=r"^backlog\.yaml:12: job 2 shares \*c with other lines"):
        moved(text, "2")
