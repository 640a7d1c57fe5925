"""What an edit does and refuses: several changes, short forms, new keys, texts that are traps, the difference."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from backlog_cli.dates.values import Moment
from backlog_cli.errors import CannotEdit, Exit
from backlog_cli.keys import JOB_KEYS, SHORT_FORMS
from backlog_cli.rules.change import Append, Change, Put, Unquoted
from backlog_cli.store.yaml.patch import apply_changes, line_diff
from backlog_cli.store.yaml.source import read_source
from tests.pasting import can_be_pasted, pasted
from tests.sampling import one_in

if TYPE_CHECKING:
    from backlog_cli.rules.change import Intent

NAME = "backlog.yaml"


def edited(text: str, *changes: Change) -> str:
    """The text after the changes, which also read back without a new problem."""
    source = read_source(text.encode(), NAME)
    after = apply_changes(source, changes)
    assert not [note for note in read_source(after, NAME).notes if note.is_error]
    return after.decode()


def job(*intents: Intent, number: str = "1") -> Change:
    return Change(number, intents, "did something")


def top(*intents: Intent) -> Change:
    return Change(None, intents, "did something")


def refused(text: str, *changes: Change) -> str:
    source = read_source(text.encode(), NAME)
    with pytest.raises(CannotEdit) as caught:
        apply_changes(source, changes)
    assert caught.value.exit_code is Exit.FILE
    assert caught.value.unchanged
    assert source.raw == text.encode()
    return caught.value.message


def one(*lines: str) -> str:
    """A file of one job with these lines."""
    return "jobs:\n  - job: 1\n" + "".join(f"    {line}\n" for line in lines)


# Several changes


TWO = "jobs:\n  - job: 1\n    log: []\n  # between\n  - job: 2\n    stage: trim\n    log: []\n"


def test_jobs_are_changed_together_in_any_order() -> None:
    call = Append(("log",), {"at": Unquoted("2026-11-23")})
    after = edited(TWO, job(call, number="2"), job(call), job(Put(("stage",), "punch"), number="2"), job(call))
    assert after == (
        "jobs:\n  - job: 1\n    log:\n      - at: 2026-11-23\n      - at: 2026-11-23\n  # between\n"
        "  - job: 2\n    stage: punch\n    log:\n      - at: 2026-11-23\n"
    )


def test_a_home_is_added_and_changed_at_once() -> None:
    home = top(Append(("jobs",), {"job": "3", "log": []}), Put(("settings", "agent"), "Renata"))
    after = edited(TWO, job(Put(("lot",), "7")), home, job(Put(("stage",), "contract"), number="3"), job(Put(("lot",), "8")))
    data: Any = read_source(after.encode(), NAME).data
    assert data == {
        "jobs": [
            {"job": "1", "log": [], "lot": "8"},
            {"job": "2", "stage": "trim", "log": []},
            {"job": "3", "log": [], "stage": "contract"},
        ],
        "settings": {"agent": "Renata"},
    }
    assert "  # between\n" in after


def test_of_several_changes_all_or_none_is_made() -> None:
    message = refused(TWO, job(Put(("stage",), "x")), job(Put(("log", 3, "done"), None), number="2"))
    assert message.startswith("backlog.yaml:7: ")


def test_later_intents_see_the_earlier_ones() -> None:
    after = edited(
        one("closing: 2027-03-19"),
        job(
            Put(("closing", "internal"), Unquoted("2027-04-02")),
            Append(("closing", "shifts"), {"to": Unquoted("2027-04-02")}),
            Put(("closing", "shifts", 0, "told_date"), Unquoted("2026-11-23")),
            Put(("closing", "told"), Unquoted("2027-04")),
        ),
    )
    assert after == one(
        "closing:",
        "  contract: 2027-03-19",
        "  internal: 2027-04-02",
        "  told: 2027-04",
        "  shifts:",
        "    - to: 2027-04-02",
        "      told_date: 2026-11-23",
    )


def test_the_same_bytes_come_back_when_nothing_differs() -> None:
    text = one("lot: 'it''s'  # c", "closing: ~", "log: [{at: 1, with: [a]}]", "note: |", "  a", "", "", "price: 5")
    same = job(
        Put(("lot",), "it's"),
        Put(("closing",), None),
        Put(("log", 0), {"at": Unquoted("1"), "with": ["a"]}),
        Put(("log",), [{"at": "1", "with": ["a"]}]),
        Put(("note",), "a\n"),
        Put(("price",), 5),
    )
    assert edited(text, same) == edited(text) == text


# How values are spelled

SPELLED = (
    ("framing", "framing"),
    ("two words", "two words"),
    ("no", "'no'"),
    ("Yes", "'Yes'"),
    ("y", "'y'"),
    ("12:30", "'12:30'"),
    ("0012", "'0012'"),
    ("1_000", "'1_000'"),
    ("1.10", "'1.10'"),
    ("1e3", "'1e3'"),
    ("0x1F", "'0x1F'"),
    ("0o17", "'0o17'"),
    (".5", "'.5'"),
    (".inf", "'.inf'"),
    ("+15551234567", "'+15551234567'"),
    ("2026-02-30", "'2026-02-30'"),
    ("2026-11-23 10:00", "'2026-11-23 10:00'"),
    ("=", "'='"),
    ("<<", "'<<'"),
    ("~", "'~'"),
    ("null", "'null'"),
    ("", "''"),
    ("it's", "it's"),
    ("'so'", "'''so'''"),
    ("a: b", "'a: b'"),
    ("a #b", "'a #b'"),
    ("a#b", "a#b"),
    ("a:", "'a:'"),
    ("- x", "'- x'"),
    ("[lot 5] [/b] :house:", "'[lot 5] [/b] :house:'"),
    ("a, b", "a, b"),
    (" a", "' a'"),
    ("a ", "'a '"),
    ("...", "'...'"),
    ("a\tb", '"a\\tb"'),
    ("\x1b[31m", '"\\e[31m"'),
    ("\x00\x07\x7f\x9f", '"\\0\\x07\\x7F\\x9F"'),
    ("a\x85b\u2028c\ufeff", '"a\\Nb\\u2028c\\uFEFF"'),
    ("\u202eabc", '"\\u202Eabc"'),
    ("a\r\nb", '"a\\r\\nb"'),
    ("é 😀 👩‍👩‍👧", "é 😀 👩‍👩‍👧"),
    (Unquoted("2026-11-23"), "2026-11-23"),
    (Unquoted("2026-11-23 10:00"), "2026-11-23 10:00"),
    (Unquoted("8000"), "8000"),
    (Unquoted("a: b"), "'a: b'"),
    (None, "null"),
    (True, "true"),
    (42, "42"),
)


@pytest.mark.parametrize(("value", "spelling"), SPELLED, ids=[repr(spelling) for _, spelling in SPELLED])
def test_a_value_is_written_so_that_every_reader_takes_it_for_what_it_is(value: object, spelling: str) -> None:
    assert edited(one(), job(Put(("x_v",), value))) == one(f"x_v: {spelling}")


def test_quotes_stay_as_they_were() -> None:
    text = one("a: 'x'", 'b: "x"', "c: x", "d: '2026-11-23'", "e: ''")
    words = {"a": "it's", "b": "y", "c": "12:30", "d": Unquoted("2026-12-01"), "e": "new"}
    assert edited(text, job(*(Put((key,), value) for key, value in words.items()))) == one(
        "a: 'it''s'", 'b: "y"', "c: '12:30'", "d: '2026-12-01'", "e: 'new'"
    )


TRAPS = (
    ": #",
    '"',
    "'",
    "- x",
    "no",
    "12:30",
    "[lot 5] [/b] :house:",
    "{",
    "*urgent* & Sons",
    "first\nsecond",
    "first\n\n  deeper\n# hash\n- dash\nkey: value\n",
    "ends\n\n\n",
    "\nstarts",
    "  leading\nblanks",
    "trailing \nblanks",
    "---\n...\n",
    "\n",
    "tab\tinside",
    "\ttab first\n\tand second",
    "dos\r\nlines\r\n",
    "lone\rreturn",
    "x" * 5000,
    "word " * 999 + "end",
    "line\n" * 999,
    "😀 🏠 e\u0301 田中 مرحبا",
    "esc \x1b[31m nul \x00 bell \x07 c1 \x9b",
    "nel\x85 ls\u2028 ps\u2029 bom\ufeff",
    "\u202e\u200b\u00a0",
    "<<",
    "null",
)
HOLDERS = {
    "block": one("log:", "  - at: 2026-11-19"),
    "indentless": "jobs:\n- job: 1\n  log:\n  - at: 2026-11-19\n  # c\n  lot: 5\n",
    "brackets": "jobs:\n- {job: 1, log: [{at: 2026-11-19}]}\n",
    "brackets in lines": one("log: [", "  {at: 2026-11-19}  # c", "  ]"),
    "CRLF": one("log:", "  - at: 2026-11-19").replace("\n", "\r\n"),
    "no last line break": one("log:", "  - at: 2026-11-19").rstrip("\n"),
    "nothing yet": one("log:  # none"),
    "not there": one("lot: 5"),
}


@one_in(2, "holder", HOLDERS)
@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: repr(trap[:20]))
def test_a_note_that_is_a_trap_comes_back_as_typed(trap: str, holder: str) -> None:
    text = HOLDERS[holder]
    entry = {"at": Unquoted("2026-11-23"), "with": [trap, "Bo"], "text": trap, "next": {"what": trap}}
    after = edited(text, job(Append(("log",), entry), Put(("x_note",), trap)))
    for is_pure in (False, True):
        data: Any = read_source(after.encode(), NAME, is_pure=is_pure).data
        assert data["jobs"][0]["log"][-1] == {"at": "2026-11-23", "with": [trap, "Bo"], "text": trap, "next": {"what": trap}}
        assert data["jobs"][0]["x_note"] == trap
    typed: Any = yaml.safe_load(after)
    assert typed["jobs"][0]["log"][-1]["text"] == typed["jobs"][0]["x_note"] == trap


# Short forms

WIDENED = (
    ("contact: text", ("contact", "local"), Unquoted("true"), ("contact:", "  channel: text", "  local: true")),
    ("lender: 'Birch & Co'  # c", ("lender", "status"), "ctc", ("lender:  # c", "  name: 'Birch & Co'", "  status: ctc")),
    ("needed_by: 2026-12-31", ("needed_by", "firm"), Unquoted("true"), ("needed_by:", "  date: 2026-12-31", "  firm: true")),
    ("bought_for: [yard, room]", ("bought_for", 1, "used_date"), Unquoted("2026-11-23"), (
        "bought_for: [yard, {text: room, used_date: 2026-11-23}]",
    )),
    ("bought_for: yard", ("bought_for", 0, "used_date"), Unquoted("2026-11-23"), (
        "bought_for:", "  - text: yard", "    used_date: 2026-11-23",
    )),
    ("buyers: Chidi Okafor", ("buyers", 0, "phone"), "555-0177", (
        "buyers:", "  - name: Chidi Okafor", "    phone: '555-0177'",
    )),
    ("buyers: {name: Chidi}", ("buyers", 0, "phone"), "555-0177", ("buyers: {name: Chidi, phone: '555-0177'}",)),
    ("escalation_clause: true  # c", ("escalation_clause", "cap"), Unquoted("5000"), ("escalation_clause:  # c", "  cap: 5000")),
    ("care: {survey: 2026-11-30}", ("care", "survey", "score"), Unquoted("9"), (
        "care: {survey: {expected: 2026-11-30, score: 9}}",
    )),
    ("hold: weather", ("hold", "until"), Unquoted("2026-12-01"), ("hold:", "  what: weather", "  until: 2026-12-01")),
    ("snooze: 2026-12-01", ("snooze", "reason"), "away", ("snooze:", "  until: 2026-12-01", "  reason: away")),
    ("pin: red", ("pin", "until"), Unquoted("2026-12-01"), ("pin:", "  level: red", "  until: 2026-12-01")),
)  # fmt: skip


@pytest.mark.parametrize(("line", "path", "value", "lines"), WIDENED, ids=[line for line, *_ in WIDENED])
def test_a_short_form_is_widened_in_place(line: str, path: tuple[str | int, ...], value: object, lines: tuple[str, ...]) -> None:
    assert edited(one(line, "stage: trim"), job(Put(path, value))) == one(*lines, "stage: trim")


@pytest.mark.parametrize("key", [key for key, mains in SHORT_FORMS.items() if mains])
@pytest.mark.parametrize("word", ["plain", "'it''s'", '"double"', "two words", "|-\n      a\n      b", "folded\n      words"])
def test_every_short_form_can_be_widened_whatever_it_holds(key: str, word: str) -> None:
    text = one(f"{key}: {word}", "stage: trim")
    before: Any = read_source(text.encode(), NAME).data
    said = before["jobs"][0][key]
    after: Any = read_source(edited(text, job(Put((key, "x_new"), "new"))).encode(), NAME).data
    assert after["jobs"][0][key] == dict.fromkeys(SHORT_FORMS[key], said) | {"x_new": "new"}


LISTED = (
    ("buyers: Chidi Okafor", "Amara", ("buyers: [Chidi Okafor, Amara]",)),
    ("buyers: Okafor, Chidi  # c", "Amara", ("buyers: ['Okafor, Chidi', Amara]  # c",)),
    ("buyers: Chidi", {"name": "Amara"}, ("buyers:", "  - Chidi", "  - name: Amara")),
    ("buyers: {name: Chidi}", {"name": "Amara"}, ("buyers: [{name: Chidi}, {name: Amara}]",)),
    ("interests: []", "fishing", ("interests: [fishing]",)),
    ("interests: ~  # ask", "fishing", ("interests: [fishing]  # ask",)),
    ("interests: [ fishing ]", "a, b", ("interests: [ fishing, 'a, b' ]",)),
)  # fmt: skip


@pytest.mark.parametrize(("line", "value", "lines"), LISTED, ids=[f"{line} + {value}" for line, value, _ in LISTED])
def test_what_stands_alone_becomes_a_list(line: str, value: object, lines: tuple[str, ...]) -> None:
    key = line.partition(":")[0]
    assert edited(one(line, "stage: trim"), job(Append((key,), value))) == one(*lines, "stage: trim")


# New keys


def test_a_new_key_stands_behind_its_neighbour_when_the_job_ends_in_long_lists() -> None:
    text = one("sold_date: 2026-01-01", "# dates", "closing: 2027-01-01", "log:", "  - at: 1")
    after = edited(text, job(Put(("stage",), "trim"), Put(("lender", "name"), "B"), Put(("care", "done"), ["day-2"])))
    assert after == one(
        "sold_date: 2026-01-01",
        "stage: trim",
        "# dates",
        "closing: 2027-01-01",
        "lender:",
        "  name: B",
        "log:",
        "  - at: 1",
        "care:",
        "  done: [day-2]",
    )


def test_a_new_key_stands_last_in_a_short_job() -> None:
    assert edited(one("log: []", "# about the job"), job(Put(("lot",), "A"))) == one("log: []", "# about the job", "lot: A")


def test_the_order_of_keys_is_the_callers() -> None:
    text = one("b: 1", "a: 2", "z:", "  - x").encode()
    after = apply_changes(read_source(text, NAME), [job(Put(("c",), "new"))], key_order=("a", "b", "c", "z"))
    assert after.decode() == one("b: 1", "c: new", "a: 2", "z:", "  - x")
    assert len(set(JOB_KEYS)) == len(JOB_KEYS) > 50


def test_a_new_home_looks_like_the_others() -> None:
    home = {"job": "2", "buyers": ["A", "B"], "closing": {"contract": Unquoted("2027-01-01"), "told": None}, "log": []}
    block = "jobs:\n- job: 1\n  buyers:\n  - Ann\n  closing:\n      contract: 2027-01-01\n\n- job: x\n"
    assert edited(block, top(Append(("jobs",), home))) == block + (
        "\n- job: '2'\n  buyers: [A, B]\n  closing:\n      contract: 2027-01-01\n      told: null\n  log: []\n"
    )
    nested = "jobs:\n- job: x\n  buyers:\n  - Ann\n  closing:\n      contract: 2027-01-01\n"
    assert edited(nested, top(Append(("jobs",), home))) == nested + (
        "- job: '2'\n  buyers:\n  - A\n  - B\n  closing:\n      contract: 2027-01-01\n      told: null\n  log: []\n"
    )
    flow = "jobs:\n  - { job: 1 }\n"
    assert edited(flow, top(Append(("jobs",), home))) == flow + (
        "  - { job: '2', buyers: [A, B], closing: { contract: 2027-01-01, told: null }, log: [] }\n"
    )


BEGUN = (
    ("", "jobs:\n  - job: '1'\n"),
    ("\n", "\njobs:\n  - job: '1'\n"),
    ("# mine", "# mine\njobs:\n  - job: '1'"),
    ("# mine\n\n", "# mine\n\njobs:\n  - job: '1'\n"),
    ("# mine\r\n", "# mine\r\njobs:\r\n  - job: '1'\r\n"),
    ("---\n", "---\njobs:\n  - job: '1'\n"),
    ("---\n# c\n...\n", "---\n# c\njobs:\n  - job: '1'\n...\n"),
    ("jobs:", "jobs:\n  - job: '1'"),
    ("jobs: # none\n", "jobs: # none\n  - job: '1'\n"),
    ("jobs: []\nx_a: b\n", "jobs:\n  - job: '1'\nx_a: b\n"),
    ("jobs: null", "jobs:\n  - job: '1'"),
    ("settings: {agent: R}\n# end\n", "settings: {agent: R}\n# end\njobs:\n  - job: '1'\n"),
)  # fmt: skip


@pytest.mark.parametrize(("before", "after"), BEGUN, ids=[repr(before) for before, _ in BEGUN])
def test_the_first_home_can_be_added_to_any_file(before: str, after: str) -> None:
    assert edited(before, top(Append(("jobs",), {"job": "1"}))) == after


def test_settings_and_absences_are_added_at_the_top() -> None:
    text = "version: 1\nsettings:\n  agent: R  # me\njobs:\n  - job: 1\n"
    away = {"from": Unquoted("2026-11-25"), "to": Unquoted("2026-11-29"), "cover": "Dana"}
    assert edited(text, top(Put(("settings", "cadence_days"), Unquoted("5")), Append(("away",), away))) == (
        "version: 1\nsettings:\n  agent: R  # me\n  cadence_days: 5\n"
        "away:\n  - from: 2026-11-25\n    to: 2026-11-29\n    cover: Dana\njobs:\n  - job: 1\n"
    )


# Refusals

ALIASED = "shared: &s {channel: text}\njobs:\n  - job: 1\n    contact: *s\n    log: &l [{at: 1}]\n  - job: 2\n    log: *l\n"

REFUSALS: tuple[tuple[str, str, Change, str, str, str | None], ...] = (
    ("no such job", one(), job(Put(("lot",), "1"), number="7"), "1: ", "holds no job 7", None),
    ("a job there twice", "jobs:\n- job: 1\n- job: '1'\n", job(Put(("lot",), "1")), "3: ", "on lines 2 and 3", None),
    ("another number", "jobs:\n- job: 01\n", job(Put(("lot",), "1")), "1: ", "holds no job 1", None),
    (
        "a star", ALIASED, job(Put(("contact", "when"), "any")), "4: ", "`*s` stands for",
        ALIASED.replace("    contact: *s\n", "    contact:\n      channel: text\n      when: any\n").replace("&s ", ""),
    ),
    (
        "a label used elsewhere", ALIASED, job(Append(("log",), {"at": Unquoted("2")})), "5: ", "`&l` is used in other places",
        ALIASED.replace("log: &l [{at: 1}]", "log: [{at: 1}, {at: 2}]").replace("log: *l\n", "log: [{at: 1}]\n"),
    ),
    (
        "a star for a list", ALIASED, job(Append(("log",), {"at": Unquoted("2")}), number="2"), "7: ", "`*l` stands for",
        ALIASED.replace("log: *l\n", "log:\n      - at: 1\n      - at: 2\n").replace("&l ", ""),
    ),
    ("a key there twice", one("lot: 1", "lot: 2"), job(Put(("lot",), "3")), "3: ", '"lot" is there twice', one("lot: '3'")),
    (
        "JSON", '{"jobs": [{"job": "1"}]}', job(Put(("lot",), "3"), Put(("hold",), Unquoted("false"))), "1: ", "JSON",
        '{"jobs": [{"job": "1", "lot": "3", "hold": false}]}',
    ),
    ("a value over a list", one("log: [a]"), job(Put(("log",), "x")), "3: ", "holds a list already", one("log: x")),
    (
        "a value over a mapping", one("hold: {what: x}", "lot: 1"), job(Put(("hold",), "x")), "3: ", "holds a mapping already",
        one("hold: x", "lot: 1"),
    ),
    ("an entry of a mapping", one("hold: {what: x}"), job(Put(("hold", 1, "x"), "x")), "3: ", "entry 2 of a list", None),
    ("a key of a list", one("log: [a]"), job(Put(("log", "x"), "x")), "3: ", 'a key "x"', one("log: {x: x}")),
    ("an entry too far", one("log: [a]"), job(Put(("log", 4, "x"), "x")), "3: ", "number 5 of the list is needed", None),
    ("a list that is not there", one(), job(Put(("log", 0, "x"), "x")), "2: ", "no list yet", None),
    ("a key of a text", one("plan: Alder"), job(Put(("plan", "x"), "x")), "3: ", 'a key "x"', one("plan:", "  x: x")),
    (
        "a no", one("escalation_clause: false"), job(Put(("escalation_clause", "cap"), Unquoted("1"))), "3: ", '"false" already',
        one("escalation_clause:", "  cap: 1"),
    ),
    ("half a character", one(), job(Put(("lot",), "\ud83d")), "2: ", "half a character", None),
    (
        "a change of two places", one("lot: 1", "lot: 2", "log: []"), job(Append(("log",), "x"), Put(("lot",), "3")), "3: ",
        '"lot" is there twice',
        one("lot: '3'", "log: [x]"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "change", "line", "reason", "after"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS]
)
def test_what_cannot_be_edited_safely_is_refused_with_its_line(
    text: str, change: Change, line: str, reason: str, after: str | None
) -> None:
    message = refused(text, change)
    assert message.startswith(f"backlog.yaml:{line}this file's layout is one I cannot edit safely here - "), message
    assert reason in message
    assert can_be_pasted(message) == (after is not None)
    if after is not None:
        assert pasted(text.encode(), message).decode() == after


def test_a_refusal_says_what_to_do_by_hand_for_all_that_was_asked() -> None:
    text = one("stage: trim") + "  - job: 2\n    lot: &l 7\n    x: *l\n  - job: 3\n"
    message = refused(
        text, job(Put(("stage",), "punch")), job(Put(("lot",), "8"), number="2"), job(Put(("lot",), "9"), number="3")
    )
    assert message.splitlines()[1:] == [
        "To make the change by hand, from the bottom up:",
        "below line 7, 4 spaces in, this line:",
        "    lot: '9'",
        "in place of lines 5-6, these 2 lines:",
        "    lot: '8'",
        "    x: 7",
        "in place of line 3, this line:",
        "    stage: punch",
    ]


@pytest.mark.parametrize("value", [object(), Moment(date(2026, 11, 23)), [Moment(date(2026, 11, 23), "17:30")]])
def test_what_is_no_value_is_a_mistake_of_ours(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be written"):
        edited(one(), job(Put(("lot",), value)))


# The difference


def test_the_difference_shows_the_lines_that_go_and_come() -> None:
    before = one("stage: trim", "log:", "  - at: 1").encode()
    after = apply_changes(
        read_source(before, NAME), [job(Put(("stage",), "punch"), Append(("log",), {"at": Unquoted("2"), "how": "text"}))]
    )
    assert line_diff(before, after) == (
        "    3 -     stage: trim\n"
        "    3 +     stage: punch\n"
        "    6 +       - at: 2\n"
        "    7 +         how: text"
    )  # fmt: skip
    assert line_diff(before, before) == ""


def test_the_difference_is_not_fooled_by_line_breaks_and_the_end() -> None:
    assert line_diff(b"\xef\xbb\xbfa\r\nb", b"\xef\xbb\xbfa\r\nb\r\nc") == "    3 + c"
    assert line_diff(b"", b"a\n") == "    1 + a"
    assert line_diff(b"a\rb\r", b"a\rc\r") == "    2 - b\n    2 + c"
    assert line_diff(b"a\n\n\nb\n", b"a\n\n\n\nb\n") == "    4 + "


def test_homes_of_a_file_with_stars_are_edited_one_after_another() -> None:
    text = "a: &a x\njobs:\n  - job: 1\n    plan: *a\n  - job: 2\n"
    after = edited(text, job(Put(("lot",), "7")), job(Put(("lot",), "8"), number="2"), job(Put(("stage",), "trim")))
    assert after == "a: &a x\njobs:\n  - job: 1\n    plan: *a\n    lot: '7'\n    stage: trim\n  - job: 2\n    lot: '8'\n"


# What an edit leaves behind is proved on the whole file, not on the lines of one home alone


@pytest.mark.parametrize("behind", ["- job: 2\n", "\n- job: 2\n", "x_own: 1\n", "...\n", "\n...\n"])
@pytest.mark.parametrize(
    "intent",
    [Put(("lot",), "3"), Append(("log",), {"at": Unquoted("2026-11-23")}), Put(("closing", "told"), Unquoted("2027-01-01"))],
)
def test_a_home_whose_last_key_says_nothing_is_not_run_into_what_follows(behind: str, intent: Intent) -> None:
    text = f"jobs:\n- job: 1\n  ? next\n{behind}"
    data = read_source(text.encode(), NAME).data
    home = data["jobs"][0]  # type: ignore[index]
    after = read_source(edited(text, job(intent)).encode(), NAME).data
    assert after["jobs"][0] == {**home, **after["jobs"][0]} != home  # type: ignore[index, dict-item]
    assert [after["jobs"][1:], after.get("x_own")] == [data["jobs"][1:], data.get("x_own")]  # type: ignore[index]


def test_half_a_character_in_a_key_is_refused_like_one_in_a_text() -> None:
    assert "half a character" in refused(one(), job(Put(("x_\ud83d",), "1")))


@pytest.mark.parametrize("stop", ["...", "...\n", "--- # x"])
def test_a_file_that_only_begins_and_ends_gets_its_first_key_where_it_can_be_proved(stop: str) -> None:
    add = top(Append(("jobs",), {"job": "1"}))
    if stop.startswith("---"):
        assert read_source(edited(stop, add).encode(), NAME).data == {"jobs": [{"job": "1"}]}
        return
    assert edited(f"---\n{stop}", add) == f"---\njobs:\n  - job: '1'\n{stop}"
    assert "something in it that is not a backlog" in refused(f"---\u2028{stop}", add)


@pytest.mark.parametrize(("size", "is_one_line"), [(88, True), (89, False)])
def test_a_list_of_ninety_signs_stays_on_its_line(size: int, is_one_line: bool) -> None:
    word = "a" * size
    wanted = one(f"interests: [{word}]") if is_one_line else one("interests:", f"  - {word}")
    assert edited(one(), job(Put(("interests",), [word]))) == wanted
