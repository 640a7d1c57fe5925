"""The file's text: read as typed, with positions, bounded; and what is wrong with it said in plain words."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backlog_cli.errors import BadFile
from backlog_cli.store.lines import line_at, line_number, split_lines
from backlog_cli.store.yaml import tree as module
from backlog_cli.store.yaml.problem_log import MAX_NOTES
from backlog_cli.store.yaml.problems import Problem, cell_width, escape_invisible, format_problem
from backlog_cli.store.yaml.source import MAX_SHOWN, SourceFile, is_json, read_source
from backlog_cli.store.yaml.tree import MAX_DEPTH
from tests.sampling import one_in
from tests.wording import DID_YOU_MEAN

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "backlog.yaml"
BOTH = pytest.mark.parametrize("is_pure", [False, True], ids=["quick", "pure"])


def read(text: str | bytes, *, is_pure: bool = False) -> SourceFile:
    return read_source(text if isinstance(text, bytes) else text.encode(), NAME, is_pure=is_pure)


def refusal(text: str | bytes, *, is_pure: bool = False) -> str:
    with pytest.raises(BadFile) as caught:
        read(text, is_pure=is_pure)
    return caught.value.message


# What is read

TYPED = """\
jobs:
  - job: 0012
    lot: "041"
    phone: +15551234567
    name: No
    at: 12:30
    price: 1_000
    told: 2027-Q2
    closing: 2026-02-30
    share: 1.10
    octal: 0x1F
    sign: =
    empty: ""
    single: ''
    nothing:
    tilde: ~
    null_word: NULL
    quoted_null: "null"
    yes: on
    12: thirteen
    mark: |
      first: line
      # second

    folded: >-
      one
      two
    list: [a, 'b', "c\\td", ~]
"""


@BOTH
def test_every_value_is_the_text_that_was_typed(is_pure: bool) -> None:
    job: Any = read(TYPED, is_pure=is_pure).data["jobs"][0]  # type: ignore[index]
    assert job == {
        "job": "0012",
        "lot": "041",
        "phone": "+15551234567",
        "name": "No",
        "at": "12:30",
        "price": "1_000",
        "told": "2027-Q2",
        "closing": "2026-02-30",
        "share": "1.10",
        "octal": "0x1F",
        "sign": "=",
        "empty": "",
        "single": "",
        "nothing": None,
        "tilde": None,
        "null_word": None,
        "quoted_null": "null",
        "yes": "on",
        "12": "thirteen",
        "mark": "first: line\n# second\n",
        "folded": "one two",
        "list": ["a", "b", "c\td", None],
    }


@BOTH
@pytest.mark.parametrize(
    "text", ["", "\n", "# only a comment", "# one\n\n# two\n", "---\n", "--- # c\n...\n", "~\n", "\ufeff", "  \n"]
)
def test_a_file_that_says_nothing_is_an_empty_backlog(text: str, is_pure: bool) -> None:
    source = read(text, is_pure=is_pure)
    assert source.data == {}
    assert not source.notes
    assert not source.job_spans
    assert source.position(("jobs", 0)).line <= len(split_lines(source.text)) + 1


@BOTH
def test_json_is_read(is_pure: bool) -> None:
    data = {"jobs": [{"job": "1", "mark": 'a\n\t"b" 😀 \u00e9', "log": [], "x": {"deep": [["a"]]}}]}
    for text in (
        json.dumps(data),
        json.dumps(data, indent=2),
        json.dumps(data, indent="\t"),
        json.dumps(data, ensure_ascii=False),
    ):
        source = read(text, is_pure=is_pure)
        assert source.data == data
        assert source.position(("jobs", 0, "x", "deep", 0, 0)).line == line_number(text, text.index('"a"'))


@BOTH
def test_labels_and_merge_keys_mean_what_yaml_says(is_pure: bool) -> None:
    source = read(
        "shared: &phone {channel: phone, when: any}\n"
        "jobs:\n"
        "  - &one\n"
        "    job: 1\n"
        "    contact: *phone\n"
        "  - <<: [*one, {stage: trim, job: x}]\n"
        "    job: 2\n"
        "  - <<: *one\n"
        '    "<<": text\n',
        is_pure=is_pure,
    )
    contact = {"channel": "phone", "when": "any"}
    assert source.data["jobs"] == [
        {"job": "1", "contact": contact},
        {"job": "2", "contact": contact, "stage": "trim"},
        {"job": "1", "contact": contact, "<<": "text"},
    ]
    assert not source.notes
    assert source.has_aliases


def test_equal_short_texts_are_kept_once() -> None:
    jobs: Any = read("jobs:\n- {job: a, stage: framing}\n- {job: b, stage: framing}\n").data["jobs"]
    assert jobs[0]["stage"] is jobs[1]["stage"]


# Where it stands

PLACES = """\
# top
settings: {agent: Renata, days_off: [2026-12-24]}
jobs:
  # first
  - job: 1041
    buyers: [Ann, {name: Bo, phone: "555"}]
    mark: |
      a
      b
    # after
  -
    job: 1042
    log:
    - at: 2026-11-19
      text: 'it''s'   # c
    - at:
  - {job: 1043, stage: trim}

away: []
"""

SPOTS: tuple[tuple[tuple[str | int, ...], int, int, str], ...] = (
    ((), 2, 1, "settings"),
    (("settings",), 2, 11, "{agent: Renata, days_off: [2026-12-24]}"),
    (("settings", "agent"), 2, 19, "Renata"),
    (("settings", "days_off", 0), 2, 38, "2026-12-24"),
    (("jobs", 0), 5, 5, "job"),
    (("jobs", 0, "job"), 5, 10, "1041"),
    (("jobs", 0, "buyers", 1, "phone"), 6, 37, '"555"'),
    (("jobs", 0, "mark"), 7, 11, "|\n      a\n      b"),
    (("jobs", 0, "missing"), 5, 5, "job"),
    (("jobs", 0, "buyers", 7, "name"), 6, 13, '[Ann, {name: Bo, phone: "555"}]'),
    (("jobs", 1), 12, 5, "job"),
    (("jobs", 1, "log"), 14, 7, "at"),
    (("jobs", 1, "log", 0, "text"), 15, 13, "'it''s'"),
    (("jobs", 1, "log", 1, "at"), 16, 10, ""),
    (("jobs", 2, "stage"), 17, 24, "trim"),
    (("jobs", 2, "job", "deeper", 3), 17, 11, "1043"),
    (("jobs", 9), 3, 6, ""),
    (("away",), 19, 7, "[]"),
    (("nothing", "here"), 2, 1, "settings"),
)


@BOTH
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize(("path", "line", "column", "shown"), SPOTS, ids=[str(spot[0]) for spot in SPOTS])
def test_a_value_stands_where_it_is_said_to(
    path: tuple[str | int, ...], line: int, column: int, shown: str, newline: str, is_pure: bool
) -> None:
    source = read("\ufeff" + PLACES.replace("\n", newline), is_pure=is_pure)
    spot = source.position(path)
    assert (spot.line, spot.column) == (line, column)
    assert source.text[spot.start : spot.end] == shown.replace("\n", newline)


def test_a_key_stands_where_it_is_said_to() -> None:
    source = read(PLACES)
    for path, line, column, key in (
        (("jobs", 1, "log", 0, "text"), 15, 7, "text"),
        (("settings", "agent"), 2, 12, "agent"),
        (("jobs",), 3, 1, "jobs"),
        (("jobs", 2, "stage"), 17, 17, "stage"),
    ):
        spot = source.key_position(path)
        assert (spot.line, spot.column, source.text[spot.start : spot.end]) == (line, column, key)
    assert source.key_position(("jobs", 1)) == source.position(("jobs", 1))


@BOTH
def test_the_lines_of_a_job_end_with_its_last_word(is_pure: bool) -> None:
    source = read(PLACES, is_pure=is_pure)
    assert [source.job_lines(place) for place in range(3)] == [(5, 9), (12, 16), (17, 17)]
    flow = read("{jobs: [{job: 1,\n  log: []},\n {job: 2}]}\n", is_pure=is_pure)
    assert [flow.job_lines(place) for place in range(2)] == [(1, 2), (3, 3)]
    assert flow.job_regions is None
    assert flow.position(("jobs", 1, "job")).line == 3


def test_positions_count_letters_and_not_bytes() -> None:
    source = read("jobs:\n- {job: 🏠🏠é, stage: trim}\n")
    assert source.position(("jobs", 0, "stage")).column == 21
    assert source.text[source.position(("jobs", 0, "job")).start :].startswith("🏠")


def test_a_place_behind_a_label_is_where_the_label_is_used() -> None:
    source = read("a: &a {b: c}\njobs:\n  - job: 1\n    contact: *a\n  - <<: *a\n    job: 2\n")
    assert source.position(("jobs", 0, "contact", "b")).line == 4
    assert source.position(("jobs", 1, "b")).line == 5


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_lines_are_counted_by_every_kind_of_break_and_no_other(newline: str) -> None:
    text = newline.join(["a", "", "b\x0b\x0c\x1c\x85\u2028c", "d"])
    assert "".join(split_lines(text)) == text
    assert len(split_lines(text)) == 4
    assert line_at(text, 3) == "b\x0b\x0c\x1c\x85\u2028c"
    assert [line_number(text, text.index(sign)) for sign in "abcd"] == [1, 3, 3, 4]
    assert line_at(text, 9) == ""


def test_the_first_line_break_and_the_bom_are_known() -> None:
    assert read("a: b\r\nc: d\n").newline == "\r\n"
    assert read("a: b\rc: d").newline == "\r"
    assert read("a: b").newline == "\n"
    assert read(b"\xef\xbb\xbfa: b").has_bom
    assert read(b"\xef\xbb\xbfa: b").text == "a: b"
    assert not read("a: b").has_bom


# What keeps a file from being read: place, and words of the message

BAD_TEXTS = runpy.run_path(str(Path(__file__).parents[2] / "data" / "bad_texts.py"))
GOOD: str = BAD_TEXTS["GOOD"]
THREATS: dict[str, tuple[str | bytes, str, tuple[str, ...]]] = BAD_TEXTS["THREATS"]
WHOLE: dict[str, tuple[bytes, tuple[str, ...]]] = BAD_TEXTS["WHOLE"]


@BOTH
@pytest.mark.parametrize("threat", THREATS)
def test_a_bad_text_is_refused_with_its_place_and_a_way_to_mend_it(threat: str, is_pure: bool) -> None:
    text, place, said = THREATS[threat]
    message = refusal(text, is_pure=is_pure)
    assert message.startswith(f"{NAME}:{place}"), message
    first, *shown = message.split("\n")
    assert re.match(rf"{NAME}:\d+:\d+: error: .+ - .+", first)
    assert len(shown) >= 2
    for words in said:
        assert words in message, message
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]|yaml\.|scalar|token|mapping values|<unicode string>", message)


@pytest.mark.parametrize("threat", WHOLE)
def test_what_is_no_text_at_all_is_named(threat: str) -> None:
    raw, said = WHOLE[threat]
    message = refusal(raw)
    assert message.startswith(f"{NAME}: error: ")
    assert " - " in message
    assert "\n" not in message
    for words in said:
        assert words in message, message


def test_every_tab_and_every_bad_byte_is_told_at_once() -> None:
    assert refusal("jobs:\n  - job: 1\n\tlot: 2\n\tplan: 3\n  - job: 4\n\t\tlot: 5\n").count("error: there is a tab") == 3
    assert refusal(b"a: \xe9\nb: c\nd: \xff\n").count("is not UTF-8") == 2
    assert refusal("a: \x01\nb: \x02\n").count("unprintable") == 2
    assert refusal(GOOD + "\u00a0\u00a0a: b\n\u00a0\u00a0c: d\n").count("non-breaking") == 2
    assert refusal("<<<<<<< a\n=======\n>>>>>>> b\n").count("merge") == 3
    assert refusal("a: \x01\n" * 500).count("unprintable") == 20


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x_own:\n" + "- a\n" * 5_001, "5002:3: error: this is entry 5,001 of one list"),
        ("jobs:\n" + "- a longer word\n" * 20_001, "20002:3: error: this is entry 20,001 of one list"),
        ("x_own:\n" + "".join(f"  a{n}: b\n" for n in range(501)), "more than 500 keys"),
        ("x_own:\n" + "- a\n" * 260_000, " error: the file is a great many tiny pieces"),
        ("x_own: " + "a b " * 600_000, " error: a line of the file has no end"),
    ],
    ids=["list", "jobs", "keys", "pieces", "line"],
)
def test_what_only_a_machine_can_have_written_is_refused(text: str, said: str) -> None:
    message = refusal(text)
    assert said in message
    assert "is it the right file?" in message


def test_as_much_as_a_list_or_a_mapping_may_hold_is_read() -> None:
    assert len(read("x_own:\n" + "- a\n" * 5_000).data["x_own"]) == 5_000  # type: ignore[arg-type]
    assert len(read("x_own:\n" + "".join(f"  a{n}: b\n" for n in range(500))).data["x_own"]) == 500  # type: ignore[arg-type]
    assert read("x_own: " + "a b c d, " * 150_000).data["x_own"]


def test_all_entries_together_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backlog_cli.store.yaml.tree.MAX_NODES", 20)
    assert read("x_own: [[a, b], [c, d]]\n")
    assert "there are 20 entries above this line" in refusal(
        "x_own: [[a, b, c, d, e, f], [c, d, e, f, g, h], [a, b, c, d, e, f]]\n"
    )


def test_twenty_levels_are_read_and_no_more() -> None:
    def deep(levels: int) -> str:
        return "a: " + "[" * (levels - 1) + "]" * (levels - 1) + "\n"

    assert read(deep(MAX_DEPTH)).data
    assert "levels deep" in refusal(deep(MAX_DEPTH + 1))


@BOTH
@one_in(3, "levels", [999, 1_000, 5_000])
def test_a_text_deeper_than_libyaml_scans_is_refused_in_the_same_words(levels: int, is_pure: bool) -> None:
    deep = "[" * levels + "]" * levels
    for head, tail, place in (("a: ", "", "1:23"), ("jobs:\n- job: 1\n  x_a: {b: ", "", "3:28"), ('{"a": ', "}", "1:26")):
        text = f"{head}{deep}{tail}\n"
        assert refusal(text, is_pure=is_pure).startswith(f"{NAME}:{place}: error: this is nested more than 20 levels deep - ")
    assert refusal(f"a: b\n{deep}\n", is_pure=is_pure).startswith(f"{NAME}:2:1: error: this line has no colon - ")
    assert "is there twice" in refusal(f"a: b\na: c\nd: {deep}\n", is_pure=is_pure)


def test_what_looks_like_a_threat_inside_a_text_is_none() -> None:
    source = read(
        "jobs:\n"
        "  - job: 1\n"
        "    mark: |\n"
        "      \u00a0odd space\n"
        "      \ttab\n"
        "      !tag *star &label @at `x` <<<<<<< HEAD\n"
        "      --- and ... and # no comment\n"
        "    said: '\u00a0*x* !y: z'\n"
        "    plan: a\u00a0b\u200bc\u202ed\n"
        "    more: a!b c*d e&f g@h 5% -x #1 ?\n"
    )
    job: Any = source.data["jobs"][0]  # type: ignore[index]
    assert job["mark"].startswith("\u00a0odd space\n\ttab\n!tag")
    assert job["said"] == "\u00a0*x* !y: z"
    assert job["plan"] == "a\u00a0b\u200bc\u202ed"


# What is noted and does not keep the rest from being read


def notes(text: str, *, is_pure: bool = False) -> list[tuple[int, int, str, int | None]]:
    return [(mark.line, mark.column, mark.severity, mark.place) for mark in read(text, is_pure=is_pure).notes]


@BOTH
def test_a_key_that_is_there_twice_spoils_its_job_alone(is_pure: bool) -> None:
    text = "jobs:\n  - job: 1\n    stage: a\n    lot: 2\n    stage: b\n  - {job: 2, log: [{at: 1, at: 2}]}\n  - job: 3\n"
    source = read(text, is_pure=is_pure)
    assert notes(text) == [(5, 5, "error", 0), (6, 28, "error", 1)]
    assert source.notes[0].what == '"stage" is there twice, on lines 3 and 5'
    assert source.data["jobs"][0]["stage"] == "a"  # type: ignore[index, call-overload]
    assert notes("settings: {agent: a, agent: b}\n") == [(1, 22, "error", None)]
    assert notes("a: &a {b: c}\njobs:\n- <<: *a\n  <<: *a\n") == [(4, 3, "error", 0)]


@BOTH
def test_what_cannot_be_a_key_spoils_its_job_alone(is_pure: bool) -> None:
    assert notes("jobs:\n  - job: 1\n    ? [a]\n    : b\n    ~: d\n", is_pure=is_pure) == [
        (3, 7, "error", 0),
        (5, 5, "error", 0),
    ]


def test_a_star_that_points_nowhere_spoils_its_job_alone() -> None:
    source = read("jobs:\n  - job: 1\n  - job: 2\n    mark: *urgent\n")
    assert [mark.place for mark in source.notes] == [1]
    assert source.notes[0].fix == 'put quotes around the value: mark: "*urgent"'
    assert source.data["jobs"][1] == {"job": "2", "mark": None}  # type: ignore[index]


def test_a_label_that_nobody_uses_is_most_likely_a_name() -> None:
    source = read("jobs:\n  - job: 1\n    plan: &Sons Ltd\n")
    assert notes("jobs:\n  - job: 1\n    plan: &Sons Ltd\n") == [(3, 11, "warning", 0)]
    assert 'plan: "&Sons Ltd"' in source.notes[0].fix
    assert [mark.length for mark in read("jobs:\n- plan: &Sons Ltd\n- <<: text\n").notes] == [5, 1]
    assert notes("a: &a b\nc: &a d\ne: *a\n") == [(1, 4, "warning", None)]


CUT = (
    ("address: Lot #12", True),
    ("plan: Alder #B", True),
    ("plan: Alder B # corner lot", True),
    ("lot: 12 #B", True),
    ("lot: #12", True),
    ("plan: Alder B  # corner lot", False),
    ("plan: 'Alder' # corner lot", False),
    ("sold_date: 2026-07-18 # signed", False),
    ("price: 450,000 # with options", False),
    ("cover: # nobody yet", False),
    ("stage: framing # since Monday", False),
    ("plan: Alder#12", False),
    ("mark: |  # head\n      text # in it", False),
)


@pytest.mark.parametrize(("line", "is_told"), CUT, ids=[line for line, _ in CUT])
def test_a_comment_that_cuts_a_text_off_is_told(line: str, is_told: bool) -> None:
    text = f"jobs:\n  - job: 1\n    {line}\n"
    column = line.index("#") + 5
    assert notes(text) == ([(3, column, "warning", 0)] if is_told else [])


def test_half_a_character_spoils_its_job_alone() -> None:
    text = 'jobs:\n  - job: 1\n    mark: "\\ud83d\\ude00 and \\ud83d"\n'
    assert [(mark.line, mark.place) for mark in read(text, is_pure=True).notes] == [(3, 0)]
    assert read('jobs: [{mark: "\\ud83d\\ude00"}]').data == {"jobs": [{"mark": "😀"}]}


# How a problem is shown


def test_a_problem_shows_its_line_with_a_caret() -> None:
    text = "jobs:\n" * 40 + "    closing: 2026-02-01\n"
    problem = Problem(41, 14, "error", "closing is before sold", job="2388 Okafor", length=10, hint=f"{DID_YOU_MEAN} 2027-02-01?")
    assert format_problem(problem, text, NAME) == (
        "backlog.yaml:41:14: error: job 2388 Okafor: closing is before sold\n"
        "   41 |     closing: 2026-02-01\n"
        f"      |              ^^^^^^^^^^ {DID_YOU_MEAN} 2027-02-01?"
    )
    assert format_problem(Problem(0, 0, "error", "what", "fix"), text, NAME) == "backlog.yaml: error: what - fix"


def test_nothing_in_a_shown_line_can_act() -> None:
    text = "a: \x1b[31m\u202e\u200b\ttab\x85\u2028é😀\n"
    shown = format_problem(Problem(1, 4, "warning", "w"), text, NAME)
    assert r"a: \x1b[31m<U+202E><U+200B>\ttab\x85<U+2028>é😀" in shown
    assert escape_invisible("plain 😀 é 田") == "plain 😀 é 田"


@pytest.mark.parametrize("before", ["", "x" * 50, "x" * 5000, "田" * 300, "\x1b" * 300, "e\u0301" * 100])
@pytest.mark.parametrize("after", ["", "y" * 5000, "田" * 300])
def test_a_long_line_is_shown_around_its_place(before: str, after: str) -> None:
    text = f"{before}HERE{after}\n"
    _, line, caret = format_problem(Problem(1, len(before) + 1, "error", "w", length=4), text, NAME).split("\n")
    assert cell_width(line) <= 80
    start = caret.index("^")
    assert caret.count("^") == 4
    taken, at = 0, 0
    while taken < start:
        taken += cell_width(line[at])
        at += 1
    assert line[at:].lstrip("\u0301").startswith("HERE")


def test_a_place_behind_the_end_of_a_line_is_shown_all_the_same() -> None:
    assert format_problem(Problem(1, 99, "error", "w", length=9), "ab\n", NAME).endswith("    1 | ab\n      |   ^")
    assert format_problem(Problem(7, 1, "error", "w"), "ab\n", NAME).endswith("    7 | \n      | ^")


# Anything at all

SIGNS = "ab \n\t:#-'\"[]{},&*!|>%@`?\\~=<0\r\x85\u2028\u00a0\ufeff\x00\x1bé😀"


@BOTH
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.one_of(
        st.text(SIGNS, max_size=60),
        st.text(max_size=40),
        st.binary(max_size=60),
        st.lists(
            st.sampled_from(["jobs:", "- ", "job: ", "  ", "\n", "{", "}", "[", "]", '"', "a", ": ", "&a ", "*a", "|", "<<: "])
        ).map("".join),
    )
)
def test_any_bytes_are_read_or_refused_in_plain_words(is_pure: bool, text: str | bytes) -> None:
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    try:
        source = read_source(raw, NAME, is_pure=is_pure)
    except BadFile as bad:
        assert ": error: " in bad.message
        return
    jobs = source.data.get("jobs") or []
    assert len(source.job_spans) == len(jobs)
    for place in range(len(jobs)):
        first, last = source.job_lines(place)
        assert 1 <= first <= last <= len(split_lines(source.text))
    source.position(("jobs", 0, "log", 0))


def test_a_place_in_a_file_that_says_nothing_is_its_beginning() -> None:
    for text in ("", "# x\n"):
        spot = read(text).position(("jobs", 0))
        assert (spot.line, spot.column, spot.start, spot.end) == (1, 1, 0, 0)


@pytest.mark.parametrize(("text", "count"), [("a: b #c\n", 1), (" #c\na: b\n", 0), ("a: b  #c\n", 0), ("a: b c #4\nd: '#'\n", 1)])
def test_a_hash_behind_a_blank_cuts_a_text_only_where_it_may_have_been_meant(text: str, count: int) -> None:
    assert len([mark for mark in read(text).notes if "#" in mark.what or "comment" in mark.what]) == count


# Layouts that YAML allows and that no agent means


@BOTH
@pytest.mark.parametrize("levels", [MAX_DEPTH, 5_000])
def test_what_is_taken_over_inside_of_what_is_taken_over_is_as_deep_as_it_looks(levels: int, is_pure: bool) -> None:
    most = MAX_DEPTH - 2
    assert read("a: " + "{<<: " * most + "{}" + "}" * most, is_pure=is_pure).data == {"a": {}}
    told = refusal("<<: {" * levels + "}" * levels, is_pure=is_pure)
    assert told.startswith("backlog.yaml:1:100: error: this is nested more than 20 levels deep - a backlog needs six or seven")


@BOTH
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("<<: {jobs: [{job: 1}]}\n", "1:1"),
        ("<<:\n  jobs:\n  - job: 1\n", "1:1"),
        ("x: &x {jobs: [{job: 1}]}\n<<: *x\n", "2:1"),
        ("x_base: &x {jobs: []}\n<<: [{a: b}, *x]\n", "2:1"),
        ("k: &k jobs\n*k : [{job: 1}]\n", "2:1"),
        ("k: &k jobs\n*k :\n- job: 1\n", "2:1"),
    ],
)
def test_a_list_of_homes_stands_below_a_key_of_its_own(text: str, place: str, is_pure: bool) -> None:
    told = refusal(text, is_pure=is_pure)
    assert told.startswith(f"backlog.yaml:{place}: error: ")
    assert " - write `jobs:` on a line of its own, and the homes below it\n" in told


@BOTH
def test_other_keys_at_the_top_may_come_from_another_place(is_pure: bool) -> None:
    source = read("x: &x {jobs: [a], version: 1}\n<<: *x\njobs:\n- job: 1\n", is_pure=is_pure)
    assert (source.data["jobs"], source.data["version"]) == ([{"job": "1"}], "1")
    assert [name for name, _ in source.sections] == ["x", "<<", "jobs"]
    assert source.position(("jobs", 0)).line == 4


def test_what_a_home_takes_over_is_no_part_of_the_top_of_the_file() -> None:
    source = read("jobs:\n- job: 1\n  <<: {stage: trim, jobs: 4}\nsettings: {}\n")
    assert [name for name, _ in source.sections] == ["jobs", "settings"]
    assert source.data["jobs"] == [{"stage": "trim", "jobs": "4", "job": "1"}]
    assert notes("jobs:\n- job: 1\n  <<: {lot: 1, lot: 2}\n- job: 2\n") == [(3, 16, "error", 0)]


@BOTH
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_places_below_a_question_mark_are_found(newline: str, is_pure: bool) -> None:
    text = "? version\n: 1\n? jobs\n: - job: 1\n  - job: 2\n    lot: 7\n? x_own\n: 2\n".replace("\n", newline)
    source = read(text, is_pure=is_pure)
    assert [source.position(path).line for path in (("version",), ("jobs", 1, "lot"), ("x_own",))] == [2, 6, 8]
    assert source.key_position(("x_own",)).line == 7
    assert source.job_lines(1) == (5, 6)


def test_the_lines_of_a_home_between_brackets_are_its_own() -> None:
    for head in ("", "version: 1\n"):
        source = read(head + "jobs: [{job: 1,\n  lot: 2}, {job: 2},\n  {job: 3}]\n")
        shift = head.count("\n")
        assert [source.job_lines(place) for place in range(3)] == [
            (1 + shift, 2 + shift),
            (2 + shift, 2 + shift),
            (3 + shift, 3 + shift),
        ]


@BOTH
def test_a_label_before_the_list_of_homes_is_no_part_of_the_first_home(is_pure: bool) -> None:
    source = read("jobs: &all\n- job: 1\n- job: 2\n", is_pure=is_pure)
    assert source.job_regions == ((11, 20), (20, 29))
    assert source.sections == (("jobs", 0),)
    assert read("{jobs: [{job: 1}], x: 2}\n", is_pure=is_pure).sections == ()


def test_three_hundred_doubts_are_noted_and_no_more() -> None:
    assert len(read("".join(f"a{n}: &b{n} x\n" for n in range(299))).notes) == 299
    assert len(read("".join(f"a{n}: &b{n} x\n" for n in range(301))).notes) == MAX_NOTES
    assert len(read("".join(f"a{n}: x #y\n" for n in range(301))).notes) == MAX_NOTES


def test_three_hundred_homes_may_be_spoilt_and_no_more() -> None:
    twice = "- {job: 1, lot: 1, lot: 2}\n"
    assert len(read("jobs:\n" + twice * MAX_NOTES).notes) == MAX_NOTES
    assert 'error: "lot" is there twice' in refusal("jobs:\n" + twice * (MAX_NOTES + 1))


def test_as_much_is_read_as_it_is_said() -> None:
    assert (MAX_DEPTH, MAX_NOTES, MAX_SHOWN, module.MAX_KEYS) == (20, 300, 40, 500)
    assert (module.MAX_JOBS, module.MAX_LIST, module.MAX_NODES, module.MAX_EXPANDED) == (20_000, 5_000, 5_000_000, 100_000)


@pytest.mark.parametrize(
    ("text", "is_it"),
    [("{}", True), (' {"a": [1]}\n', True), ("{a: 1}", False), ("[]", False), ("", False), ('{"a": ' + "[" * 9999, False)],
)
def test_json_is_told_by_its_first_sign_and_by_all_others(text: str, is_it: bool) -> None:
    assert is_json(text) is is_it


def test_a_reading_shows_its_name_and_nothing_that_stands_in_it() -> None:
    assert repr(read("jobs:\n- job: 1\n  buyers: [Kim Lee]\n")) == "Source('backlog.yaml')"


# The first text of each page.
PAGES = {"indentation": "tab as indentation", "values": "star", "documents": "second document", "encodings": "UTF-16"}


@pytest.mark.parametrize("page", PAGES)
def test_what_is_said_of_a_bad_text_is_what_was_read_once(page: str, golden: Callable[[str, str], None]) -> None:
    texts = {name: text for name, (text, *_) in THREATS.items()} | {name: raw for name, (raw, _) in WHOLE.items()}
    names = [*texts]
    starts = [*map(names.index, PAGES.values()), len(names)]
    assert starts[0] == 0
    assert starts == sorted(starts)
    place = [*PAGES].index(page)
    golden(
        f"bad_texts/{page}", "\n".join(f"{name}\n{refusal(texts[name])}\n" for name in names[starts[place] : starts[place + 1]])
    )


NOTED = (
    "jobs:\n  - job: 1\n    plan: &Sons Ltd\n",
    "a: &a b\nc: &a d\ne: *a\n",
    "jobs:\n  - job: 1\n    plan: &Sons Ltd # here #there\n",
    "jobs:\n- job: 1\n  mark: *urgent\n  lot: 1\n  lot: 2\n- ? [a]\n  : b\n  <<: 3\n",
    "a: {b: 1, ~: 2, 'b': 3}\n",
    "a: &b [1, *b]\n",
    "k: &k jobs\n*k : [{job: 1}]\n",
    "x: &x {jobs: []}\n<<: *x\n",
    "jobs:\n- job: 1\n  <<: {lot: 1}\n  <<: {lot: 2}\n  x: {? {y: z} : 1}\n",
    "jobs:\n" + "".join(f"- {line}\n" for line, _ in CUT[:-1]),
)


def test_what_is_noted_of_a_text_is_what_was_read_once(golden: Callable[[str, str], None]) -> None:
    pages = []
    for text in NOTED:
        try:
            source = read(text)
        except BadFile as refused:
            pages.append(f"{text}{refused.message}\n")
        else:
            pages.append(text + "".join(f"{mark.place}: {format_problem(mark, text, NAME)}\n" for mark in source.notes))
    golden("noted_texts", "\n".join(pages))
