"""Some seventy ways to lay out a backlog by hand, six edits on each: the meant lines differ, and nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.errors import CannotEdit
from backlog_cli.rules.change import Append, Change, Put, Unquoted
from backlog_cli.store.yaml.patch import apply_changes, line_diff
from backlog_cli.store.yaml.source import read_source
from tests.pasting import pasted
from tests.sampling import one_in

if TYPE_CHECKING:
    from collections.abc import Callable

JOB = "1042"
NAME = "backlog.yaml"

ENTRY: dict[str, Any] = {
    "at": Unquoted("2026-11-23 10:00"),
    "with": ["Ann Lee", "Bo"],
    "how": "phone",
    "text": "call: he said #1 - no",
}
SHIFT = {"from": Unquoted("2027-03-19"), "to": Unquoted("2027-04-02"), "cause": "no windows", "told_date": None}
HOME = {"job": "1050", "buyers": ["Ito"], "sold_date": Unquoted("2026-11-23"), "stage": "contract"}

EDITS = {
    "log": Change(JOB, (Append(("log",), ENTRY),), "logged a call"),
    "set": Change(JOB, (Put(("stage",), "drywall"),), "set the stage"),
    "add": Change(JOB, (Put(("orientation_date",), Unquoted("2027-03-01")),), "set the orientation"),
    "tick": Change(JOB, (Put(("promises", 0, "done"), Unquoted("2026-11-23")),), "kept a promise"),
    "widen": Change(
        JOB, (Put(("closing", "internal"), Unquoted("2027-04-02")), Append(("closing", "shifts"), SHIFT)), "moved the closing"
    ),
    "home": Change(None, (Append(("jobs",), HOME),), "added a home"),
}


def _log(job: dict[str, Any]) -> None:
    log = job.get("log") or []
    job["log"] = [*(log if isinstance(log, list) else [log]), ENTRY]


def _tick(job: dict[str, Any]) -> None:
    promises = job["promises"]
    (promises[0] if isinstance(promises, list) else promises)["done"] = "2026-11-23"


def _widen(job: dict[str, Any]) -> None:
    closing = job.get("closing") or {}
    if isinstance(closing, str):
        closing = {"contract": closing, "internal": closing, "told": closing}
    job["closing"] = closing | {"internal": "2027-04-02", "shifts": [*(closing.get("shifts") or []), SHIFT]}


MEANT: dict[str, Callable[[dict[str, Any]], object]] = {
    "log": _log,
    "set": lambda job: job.update(stage="drywall"),
    "add": lambda job: job.update(orientation_date="2027-03-01"),
    "tick": _tick,
    "widen": _widen,
}


@dataclass(frozen=True)
class Layout:
    """A file with job 1042 in it, and the edits that it is too strange for."""

    name: str
    text: str | bytes
    refused: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name

    @property
    def raw(self) -> bytes:
        return self.text if isinstance(self.text, bytes) else self.text.encode()


TWO = """\
# Heron Creek  # and more
settings:
  agent: Renata  # that is me
jobs:
  # the first
  - job: "1042"   # corner lot
    buyers: [Ann Lee, Bo]
    # where it stands
    stage: framing # since Monday
    closing: 2027-03-19  # from the contract
    promises:
      # mine
      - text: paint codes
        due: 2026-11-30   # before the holiday
      # theirs
    log:
      - at: 2026-11-19
        how: text
        text: fine  # he was in a hurry
      # newest last

  # the second
  - job: "1043"
    buyers: Ito
    stage: trim
    log: []
# the end
"""

FOUR = """\
jobs:
    - job: 1042
      stage: framing
      closing:
          contract: 2027-03-19
          told: 2027-03
      promises:
          - text: paint codes
            due: 2026-11-30
      log:
          - at: 2026-11-19
            how: text
          - at: 2026-11-20
            how: phone
"""

THREE = """\
jobs:
   - job: 1042
     closing: 2027-03-19
     promises:
        - text: paint codes
     stage: framing
"""

INDENTLESS = """\
jobs:
- job: 1042
  stage: framing
  closing: 2027-03-19
  promises:
  - text: paint codes
    due: 2026-11-30
  # about the promises
  log:
  - at: 2026-11-19
    text: fine
    # about the entry
  # about the next key
  lot: 12
- job: 1043
  stage: trim
"""

WIDE_GAP = """\
jobs:
-   job: 1042
    stage: framing
    closing: 2027-03-19
    promises:
    -   text: paint codes
        due: 2026-11-30
    log:
    -   at: 2026-11-19
        how: text
"""

DASH_ALONE = """\
jobs:
  -
    job: 1042
    stage: framing
    closing: 2027-03-19
    promises:
      -
        text: paint codes
    log:
      -
        at: 2026-11-19
        how: text
  - # the next
    job: 1043
"""

BLANK_LINES = """\

jobs:

  - job: 1042

    stage: framing

    closing: 2027-03-19


    promises:

      - text: paint codes

        due: 2026-11-30

    log:

      - at: 2026-11-19
        how: text

      - at: 2026-11-20
        how: phone


  - job: 1043

    stage: trim

"""

FLOW_JOBS = """\
jobs:
- {job: 1042, stage: framing, closing: 2027-03-19, promises: [{text: paint codes, due: 2026-11-30}],
   log: [{at: 2026-11-19, how: text}]}
- {job: 1043, stage: trim}
"""

FLOW_PADDED = """\
jobs:
  - { job: 1042, stage: framing, closing: 2027-03-19, promises: [ { text: paint codes } ], log: [ ] }  # all on one line
"""

FLOW_LINES = """\
jobs: [
  {
    job: 1042,  # corner
    stage: framing,
    closing: 2027-03-19,
    promises: [
      {text: paint codes},  # mine
      {text: a call}        # theirs
    ],
    log: [
      {at: 2026-11-19, how: text},
      {at: 2026-11-20, how: phone},  # newest
      # no more
    ]   # done
  }
]
"""

FLOW_TRAILING = """\
jobs: [
  {job: 1042, stage: framing, closing: 2027-03-19, promises: [{text: paint codes}, ], log: [{at: 2026-11-19},],},
]
"""

FLOW_TIGHT = """\
jobs: [{job: 1042,stage: framing,closing: 2027-03-19,promises: [{text: paint codes}],log: []}]
"""

FLOW_ENTRIES = """\
jobs:
  - job: 1042
    stage: framing
    closing: {contract: 2027-03-19, told: 2027-03}  # as signed
    promises:
      - {text: paint codes, due: 2026-11-30}  # mine
    log:
      - {at: 2026-11-19, how: text, text: fine}  # first
      - {at: 2026-11-20, how: phone}
"""

QUOTED = """\
"jobs":
  - 'job': "1042"
    "stage": 'framing'
    'closing': "2027-03-19"
    "promises":
      - "text": "paint \\"codes\\""
    'log':
      - 'at': '2026-11-19'
        "how": "text"
        'text': 'it''s fine'
"""

NULLS = """\
jobs:
  - job: 1042
    stage:
    closing: ~  # not yet
    promises:
      - text: paint codes
        done: null
    log:   # nothing yet
      # a place for it
    lot: 12
"""

EMPTIES = """\
jobs:
  - job: 1042
    stage: ""
    closing: {}
    promises: [{text: x}]
    log: []  # nothing yet
"""

LITERALS = """\
jobs:
  - job: 1042
    stage: framing
    closing: 2027-03-19
    promises:
      - text: |-
          paint codes
          and more
    notes: >
      folded
      words

    log:
      - at: 2026-11-19
        text: |
          first line
          # not a comment

          after a blank

  # the next one
  - job: 1043
"""

KEPT = """\
jobs:
  - job: 1042
    stage: framing
    closing: 2027-03-19
    promises:
      - text: |+
          paint codes

    log:
      - at: 2026-11-19
        text: |+  # keep
          first line


  - job: 1043
    log: []
"""

LITERAL_LAST = """\
jobs:
  - job: 1042
    stage: framing
    closing: 2027-03-19
    promises:
      - text: paint codes
    log:
      - at: 2026-11-19
        text: |2
            indented on purpose
          less
"""

DEEPER_COMMENT = """\
jobs:
  - job: 1042
    stage: framing
    closing: 2027-03-19
    promises:
      - text: paint codes
    log:
      - at: 2026-11-19
        text: |
          first line
         # a comment one column left of the text
        # and one further left
      # and of the list
    # and of the job
  # and of all jobs
"""

ANCHORS = """\
shared: &phone {channel: phone}
jobs:
  - &first
    job: 1042
    stage: framing
    closing: 2027-03-19
    contact: *phone
    promises: &p
      - text: paint codes
    log: &l []
  - job: 1043
    promises: *p
"""

STARRED = """\
jobs:
  - job: 1043
    stage: &now framing   # both
    closing: &day {contract: 2027-03-19, told: 2027-03}
  - job: 1042
    stage: *now  # as next door
    closing: *day
    promises:
      - text: paint codes
"""

COPIED = """\
x_model: &model
  job: 1042
  buyers: Ann Lee
  sold_date: 2026-03-10
  closing: 2027-03-19
  stage: framing
  promises:
    - text: paint codes
  log: [{at: 2026-11-19, text: "a: b"}]
jobs:
  - *model
  - <<: *model
    job: 1043
    log: []
"""

TAKEN_TWICE = """\
x_one: &one {stage: framing, closing: 2027-03-19}
x_two: &two
  promises: [{text: paint codes}]
  stage: trim
  log:
    - &entry
      at: 2026-11-19
      text: "1: 2"
    - *entry
jobs:
  - job: 1042
    <<: [*one, *two]
  - job: 1043
    <<: *two
"""

SHARED_WORD = """\
jobs:
  - job: 1042
    stage: &stage framing
    x_stage: *stage
    closing: &day
      contract: &when 2027-03-19
      told: 2027-03
    x_when: *when
    promises:
      - &mine {text: paint codes}
    log: []
  - {job: 1043, stage: *stage, closing: *day, promises: [*mine]}
"""

MERGED = """\
base: &base
  stage: framing
  promises:
    - text: paint codes
  log:
    - at: 2026-11-01
jobs:
  - <<: *base
    job: 1042
    closing: 2027-03-19
  - <<: *base
    job: 1043
"""

ALIASED_JOB = """\
jobs:
  - &first
    job: 1042
    buyers: Ann Lee
    sold_date: 2026-03-10
    stage: framing
    closing: 2027-03-19
    promises: [{text: x}]
    log: []
  - <<: *first
    job: 1043
"""

UNUSED_ANCHOR = """\
jobs:
  - job: 1042
    stage: &stage framing
    closing: &day 2027-03-19
    promises: &list
      - &one
        text: paint codes
    log: &log []
"""

TWICE = """\
jobs:
  - job: 1042
    stage: framing
    stage: trim
    closing: 2027-03-19
    promises:
      - text: paint codes
    log: []
    log:
      - at: 2026-11-19
"""

JSON = """\
{"jobs": [{"job": "1042", "stage": "framing", "closing": "2027-03-19",
  "promises": [{"text": "paint codes"}], "log": []}]}
"""

ROOT_FLOW = """\
{jobs: [{job: 1042, stage: framing, closing: 2027-03-19, promises: [{text: paint codes}], log: []}]}  # one line
"""

QUESTION = """\
? jobs
:
  - ? job
    : 1042
    ? stage
    : framing
    ? closing
    : 2027-03-19
    ? promises
    : - text: paint codes
    ? log
    : []
"""

MARKERS = """\
%YAML 1.1
--- # the homes
jobs:
  - job: 1042
    stage: framing
    closing: 2027-03-19
    promises:
      - text: paint codes
    log:
      - at: 2026-11-19
...
# the end
"""

NOT_LAST = """\
version: 1
jobs:
  - job: 1042
    stage: framing
    closing: 2027-03-19
    promises:
      - text: paint codes
    log:
      - at: 2026-11-19
# who is away
away:
  - from: 2026-11-25
    to: 2026-11-29
local_items: []
"""

SHORTHANDS = """\
jobs:
  - job: 1042
    buyers: Ann Lee
    stage: framing
    closing: '2027-03-19'
    contact: text  # evenings
    promises: {text: paint codes}
    log:
      at: 2026-11-19
      with: Ann Lee
"""

LONG_LISTS = """\
jobs:
  - job: 1042
    buyers:
      - name: Ann Lee
        phone: 555-0141
    sold_date: 2026-07-18
    stage: framing
    superintendent: Hal
    promises:
      - text: paint codes
    log:
      - at: 2026-11-18
      - at: 2026-11-19
      - at: 2026-11-20
    x_mine:
      deep:
        deeper: [1, 2]
"""

SHIFTED = """\
jobs:
  - job: 1042
    stage: framing
    closing:
      contract: 2027-03-19
      internal: 2027-03-26   # likely
      # history
      shifts:
        - from: 2027-03-19
          to: 2027-03-26
          told_date:
      place: the title office
    promises:
      - text: paint codes
        by: me
    log: ~
"""

EMOJI = """\
# 🏠 homes
jobs:
  - job: 1042  # 🏠🏠
    buyers: ["Anh 🙂 Nguyễn", 'Zoë', 田中]
    stage: framing # 🔨
    closing: 2027-03-19 # 📅
    promises: [{text: "🎨 codes"}] # 🖌️
    log:
      - at: 2026-11-19
        text: 👍🏽 e\u0301 ok # 👍
"""

FOLDED_WORDS = """\
jobs:
  - job: 1042
    stage:
      framing
    closing: "2027-03-19"
    address: 118 Heron
      Creek Ln
    promises:
      - text: 'paint

          codes'
    log:
      - text: "one
          two \\
          three"
        at: 2026-11-19
"""

ODD_COMMENTS = """\
#first
jobs: # all of them
#left
  - job: 1042 #glued to the blank
#left again
    stage: framing
                        # far right
    closing: 2027-03-19
      # deeper than its key
    promises:
#left
      - text: paint codes
            # far right
#left
    log:
    # same as the key
      # same as the dash
      - at: 2026-11-19
#left, at the end of the list
        # deeper again
  # between two jobs
  - job: 1043
    #inside
"""

MOST_OF_A_LINE = """\
jobs:
  - job: 1042
    stage: framing
    closing: 2027-03-19
    promises:
      - text: paint codes
    log:
      - at: 2026-11-19
    x_url: http://example.com/#top
    x_time: 12:30
    x_tag: a#b
    x_colon: a:b
    x_star: 5*3 & more
"""

COMPACT_KEYS = """\
jobs:
  - job : 1042
    stage : framing
    closing   :   2027-03-19
    promises :
      - text : paint codes
    log  :
      - at  : 2026-11-19
        how : text
"""

NESTED_FLOW = """\
jobs:
  - job: 1042
    stage: framing
    closing: {contract: 2027-03-19,
              told: 2027-03,
              shifts: [{from: 2027-03-01, to: 2027-03-19},
                       {from: 2027-03-19,
                        to: 2027-03-26}]}
    promises: [{text: paint codes,
                due: 2026-11-30}]
    log: [
           {at: 2026-11-19}
         , {at: 2026-11-20}
         ]
"""

SEPARATORS = """\
jobs:
  - job: 1042
    stage: framing  # a\u2028# b
    closing: 2027-03-19
    promises:
      - text: x
    log:
      - at: 2026-11-19
        text: "a\u2028b\x85c"
"""

ONE_STEP = """\
jobs:
 - job: 1042
   stage: framing
   closing:
    contract: 2027-03-19
   promises:
    - text: x
   log:
    - at: 2026-11-19
"""

NO_BREAK = TWO.rstrip("\n")
ENDS_IN_LITERAL = LITERAL_LAST.rstrip("\n")
ENDS_STRIPPED = LITERAL_LAST.replace("|2", "|2-").rstrip("\n")
ENDS_QUOTED = THREE.replace("stage: framing\n", "stage: 'framing'")
TRAILING = re.sub(r"(?m)$(?!\Z)", "  ", TWO)
MIXED = "".join(line + ("\r\n" if at % 3 else "\n") for at, line in enumerate(TWO.split("\n")[:-1]))
DEEP_STEP = re.sub(r"(?m)^( +)", lambda m: m.group(1) * 2, TWO).replace("- ", "-   ")


LAYOUTS = (
    Layout("two spaces, comments everywhere", TWO),
    Layout("four spaces", FOUR),
    Layout("three spaces", THREE),
    Layout("one space", ONE_STEP),
    Layout("very deep", DEEP_STEP),
    Layout("indentless lists", INDENTLESS),
    Layout("wide gap behind the dash", WIDE_GAP),
    Layout("dash alone on its line", DASH_ALONE),
    Layout("blank lines everywhere", BLANK_LINES),
    Layout("jobs in brackets over two lines", FLOW_JOBS),
    Layout("a job in padded brackets", FLOW_PADDED),
    Layout("brackets over many lines", FLOW_LINES),
    Layout("brackets with trailing commas", FLOW_TRAILING),
    Layout("brackets without blanks", FLOW_TIGHT),
    Layout("entries in brackets", FLOW_ENTRIES),
    Layout("brackets with commas in front", NESTED_FLOW),
    Layout("quotes of both kinds", QUOTED),
    Layout("nothing behind the colons", NULLS),
    Layout("empty brackets", EMPTIES),
    Layout("texts over several lines", LITERALS),
    Layout("texts that keep their blank lines", KEPT),
    Layout("a text with its indentation given", LITERAL_LAST),
    Layout("comments below a text, ever further left", DEEPER_COMMENT),
    Layout("words folded over lines", FOLDED_WORDS),
    Layout("labels used elsewhere", ANCHORS, ("tick",)),
    Layout("a value of another home", STARRED, ("set", "widen")),
    Layout("a home that is a copy", COPIED, ("log", "set", "add", "tick", "widen")),
    Layout("keys of two other mappings", TAKEN_TWICE, ("log", "tick", "widen")),
    Layout("a word shared by three", SHARED_WORD, ("set", "tick", "widen")),
    Layout("labels used nowhere", UNUSED_ANCHOR),
    Layout("keys taken over from another mapping", MERGED, ("log", "tick")),
    Layout("a whole job taken over by another", ALIASED_JOB, ("log", "set", "add", "tick", "widen")),
    Layout("keys that are there twice", TWICE, ("log", "set")),
    Layout("JSON", JSON, tuple(EDITS)),
    Layout("JSON on many lines", JSON.replace(", ", ",\n    "), tuple(EDITS)),
    Layout("the whole file in brackets", ROOT_FLOW),
    Layout("keys with question marks", QUESTION),
    Layout("marks of a document", MARKERS),
    Layout("a line of dashes", "---\n" + TWO),
    Layout("a line of dots", FOUR + "...\n"),
    Layout("jobs before other keys", NOT_LAST),
    Layout("short forms", SHORTHANDS),
    Layout("a job that ends in long lists", LONG_LISTS),
    Layout("a closing that has moved", SHIFTED),
    Layout("emoji and other letters", EMOJI),
    Layout("comments at odd columns", ODD_COMMENTS),
    Layout("signs inside words", MOST_OF_A_LINE),
    Layout("blanks before the colons", COMPACT_KEYS),
    Layout("separators that are not line breaks", SEPARATORS),
    Layout("CRLF", TWO.replace("\n", "\r\n")),
    Layout("CRLF, indentless", INDENTLESS.replace("\n", "\r\n")),
    Layout("CRLF, texts over several lines", LITERALS.replace("\n", "\r\n")),
    Layout("CRLF, brackets over many lines", FLOW_LINES.replace("\n", "\r\n")),
    Layout("CRLF, nothing behind the colons", NULLS.replace("\n", "\r\n")),
    Layout("CRLF without a last one", FOUR.replace("\n", "\r\n").rstrip("\r\n")),
    Layout("CR alone", TWO.replace("\n", "\r")),
    Layout("CR alone, texts over several lines", LITERALS.replace("\n", "\r")),
    Layout("line breaks of two kinds", MIXED),
    Layout("BOM", b"\xef\xbb\xbf" + TWO.encode()),
    Layout("BOM and CRLF", b"\xef\xbb\xbf" + INDENTLESS.replace("\n", "\r\n").encode()),
    Layout("BOM, brackets and emoji", b"\xef\xbb\xbf" + ROOT_FLOW.replace("paint", "🎨").encode()),
    Layout("no line break at the end", NO_BREAK),
    Layout("no line break at the end, indentless", INDENTLESS.rstrip("\n")),
    Layout("no line break at the end, brackets", FLOW_JOBS.rstrip("\n")),
    Layout("no line break at the end, comment last", FOUR + "# the end"),
    Layout("no line break at the end, quotes last", ENDS_QUOTED),
    Layout("no line break at the end, text last", ENDS_IN_LITERAL),
    Layout("no line break at the end, stripped text last", ENDS_STRIPPED),
    Layout("blank lines at the end", FOUR + "\n\n\n"),
    Layout("blanks at the end", FOUR + "  \n      "),
    Layout("blanks behind every line", TRAILING),
    Layout("blank lines at the end of a kept text", KEPT.partition("  - job: 1043")[0]),
    Layout("a comment after everything", FOUR + "\n# the end\n  # really\n"),
    Layout("a comment before everything", "# yaml-language-server: $schema=./backlog.schema.json\n\n" + FOUR),
)

PAIRS = [(layout, edit) for layout in LAYOUTS for edit in EDITS]


def lines_of(text: str) -> list[str]:
    return re.split(r"\r\n|\n|\r", text)


def lost(before: str, after: str) -> list[str]:
    """The lines of the old text that the new one does not have."""
    old = lines_of(before)
    matcher = SequenceMatcher(None, old, lines_of(after), autojunk=False)
    return [line for sort, start, end, *_ in matcher.get_opcodes() if sort in ("replace", "delete") for line in old[start:end]]


def comments(text: str) -> list[str]:
    """What stands behind a # in the layouts; none of their texts has one but `not a comment`, which must stay too."""
    return re.findall(r"#[^\r\n]*", text)


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_there_are_enough_layouts_and_each_is_read(layout: Layout) -> None:
    assert len({one.raw for one in LAYOUTS}) == len(LAYOUTS) >= 60
    assert JOB in [job.get("job") for job in read_source(layout.raw, NAME).data["jobs"]]  # type: ignore[union-attr]


@one_in(4, ("layout", "edit"), PAIRS, ids=str)
def test_an_edit_touches_its_own_lines_and_nothing_else(layout: Layout, edit: str) -> None:
    for is_pure in (False, True):
        check_edit(layout, edit, is_pure=is_pure)


def stripped(said: Any) -> Any:
    """What was said with the outer blanks of texts dropped, as the model does."""
    if isinstance(said, dict):
        return {key: stripped(value) for key, value in said.items()}
    return [stripped(one) for one in said] if isinstance(said, list) else said.strip() if isinstance(said, str) else said


def check_edit(layout: Layout, edit: str, *, is_pure: bool) -> None:
    source = read_source(layout.raw, NAME, is_pure=is_pure)
    wanted = json.loads(json.dumps(source.data))  # what was shared in the file is apart in the copy
    jobs: Any = wanted["jobs"]
    if edit == "home":
        jobs.append(HOME)
    else:
        MEANT[edit](next(job for job in jobs if job["job"] == JOB))
    if edit in layout.refused:
        with pytest.raises(CannotEdit, match=r"^backlog\.yaml:\d+: .*\.\nTo make the change by hand") as caught:
            apply_changes(source, [EDITS[edit]])
        assert caught.value.unchanged
        line = int(caught.value.message.split(":")[1])
        assert 1 <= line <= len(lines_of(source.text))
        assert read_source(pasted(layout.raw, caught.value.message), NAME, is_pure=is_pure).data == wanted
        return
    after = apply_changes(source, [EDITS[edit]])
    again = read_source(after, NAME, is_pure=is_pure)
    assert stripped(again.data) == stripped(wanted)
    assert again.has_bom == source.has_bom
    assert comments(again.text.replace(ENTRY["text"], "")) == comments(source.text)
    assert set(re.findall(r"\r\n|\n|\r", again.text)) <= set(re.findall(r"\r\n|\n|\r", source.text)) or "\n" not in source.text
    assert again.text.endswith(("\n", "\r")) == source.text.endswith(("\n", "\r"))
    assert len(lost(source.text, again.text)) <= 2, line_diff(layout.raw, after)


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_what_the_file_says_already_changes_no_byte(layout: Layout) -> None:
    source = read_source(layout.raw, NAME)
    job: Any = next(job for job in source.data["jobs"] if job["job"] == JOB)  # type: ignore[union-attr, index, call-overload]
    if layout.refused:
        return
    said = [Put((key,), job[key]) for key in ("stage", "closing", "promises", "job") if key in job]
    assert apply_changes(source, [Change(JOB, tuple(said), "")]) == layout.raw
    assert apply_changes(source, []) == layout.raw


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_a_job_by_itself_is_edited_as_in_the_whole_file(layout: Layout) -> None:
    source = read_source(layout.raw, NAME)
    if layout.refused or source.job_regions is None:
        return
    whole = read_source(layout.raw, NAME)
    object.__setattr__(whole, "has_aliases", True)  # as if the jobs hung together: the way over the whole text
    for edit in EDITS.values():
        assert apply_changes(source, [edit]) == apply_changes(whole, [edit])


# Whole files, before and after

GOLDEN: dict[str, tuple[str, Change, str]] = {
    "a conversation goes below the last one and its comment": (
        TWO,
        EDITS["log"],
        TWO.replace(
            "      # newest last\n",
            "      # newest last\n"
            "      - at: 2026-11-23 10:00\n"
            "        with: [Ann Lee, Bo]\n"
            "        how: phone\n"
            "        text: 'call: he said #1 - no'\n",
        ),
    ),
    "a stage is replaced in its line": (TWO, EDITS["set"], TWO.replace("stage: framing #", "stage: drywall #")),
    "a new key goes behind the one before it in the model": (
        TWO,
        EDITS["add"],
        TWO.replace("since Monday\n", "since Monday\n    orientation_date: 2027-03-01\n"),
    ),
    "a promise is ticked off at its end": (
        TWO,
        EDITS["tick"],
        TWO.replace("before the holiday\n", "before the holiday\n        done: 2026-11-23\n"),
    ),
    "a short closing becomes a mapping": (
        TWO,
        EDITS["widen"],
        TWO.replace(
            "    closing: 2027-03-19  # from the contract\n",
            "    closing:  # from the contract\n"
            "      contract: 2027-03-19\n"
            "      internal: 2027-04-02\n"
            "      told: 2027-03-19\n"
            "      shifts:\n"
            "        - from: 2027-03-19\n"
            "          to: 2027-04-02\n"
            "          cause: no windows\n"
            "          told_date: null\n",
        ),
    ),
    "a home goes below the last one": (
        TWO,
        EDITS["home"],
        TWO.replace(
            "    log: []\n",
            "    log: []\n\n  - job: '1050'\n    buyers: [Ito]\n    sold_date: 2026-11-23\n    stage: contract\n",
        ),
    ),
    "a closing in brackets stays in brackets": (
        FLOW_PADDED,
        EDITS["widen"],
        FLOW_PADDED.replace(
            "closing: 2027-03-19",
            "closing: { contract: 2027-03-19, internal: 2027-04-02, told: 2027-03-19,\n      "
            "shifts: [{ from: 2027-03-19, to: 2027-04-02, cause: no windows, told_date: null }] }",
        ),
    ),
    "an entry in brackets gets a line where the others have one": (
        FLOW_LINES,
        Change(JOB, (Append(("log",), {"at": Unquoted("2026-11-23")}), Append(("promises",), {"text": "no"})), ""),
        FLOW_LINES.replace("# newest\n", "# newest\n      {at: 2026-11-23},\n").replace(
            "{text: a call}        # theirs\n", "{text: a call},        # theirs\n      {text: 'no'}\n"
        ),
    ),
    "dashes and gaps are copied": (
        WIDE_GAP,
        Change(JOB, (Append(("log",), {"at": Unquoted("2026-11-23"), "how": "video"}),), ""),
        WIDE_GAP + "    -   at: 2026-11-23\n        how: video\n",
    ),
    "a dash alone stays alone": (
        DASH_ALONE,
        Change(JOB, (Append(("log",), {"at": Unquoted("2026-11-23"), "how": "video"}),), ""),
        DASH_ALONE.replace("        how: text\n", "        how: text\n      -\n        at: 2026-11-23\n        how: video\n"),
    ),
    "a list that is not there yet begins below its key and the comments there": (
        NULLS,
        Change(JOB, (Append(("log",), {"at": Unquoted("2026-11-23")}),), ""),
        NULLS.replace("      # a place for it\n", "      # a place for it\n      - at: 2026-11-23\n"),
    ),
    "empty brackets make room for a list": (
        EMPTIES,
        Change(JOB, (Append(("log",), {"at": Unquoted("2026-11-23")}),), ""),
        EMPTIES.replace("log: []  #", "log:  #") + "      - at: 2026-11-23\n",
    ),
    "single quotes stay single and double ones double": (
        QUOTED,
        Change(JOB, (Put(("stage",), "it's"), Put(("closing",), Unquoted("2027-04-02")), Put(("log", 0, "text"), "no \\")), ""),
        QUOTED.replace("'framing'", "'it''s'").replace('"2027-03-19"', '"2027-04-02"').replace("'it''s fine'", "'no \\'"),
    ),
    "a text over several lines replaces one on a line": (
        TWO,
        Change(JOB, (Put(("log", 0, "text"), "first\n- second: #3\n\nlast"),), ""),
        TWO.replace(
            "text: fine  # he was in a hurry\n",
            "text: |-  # he was in a hurry\n          first\n          - second: #3\n\n          last\n",
        ),
    ),
    "a line replaces a text over several": (
        LITERALS,
        Change(JOB, (Put(("log", 0, "text"), "short"),), ""),
        LITERALS.replace(
            "text: |\n          first line\n          # not a comment\n\n          after a blank\n", "text: short\n"
        ),
    ),
    "one buyer becomes two": (
        SHORTHANDS,
        Change(JOB, (Append(("buyers",), "Bo: Jr"), Put(("contact", "local"), Unquoted("true"))), ""),
        SHORTHANDS.replace("buyers: Ann Lee", "buyers: [Ann Lee, 'Bo: Jr']").replace(
            "contact: text  # evenings\n", "contact:  # evenings\n      channel: text\n      local: true\n"
        ),
    ),
    "one entry becomes a list without moving": (
        SHORTHANDS,
        Change(JOB, (Append(("log",), {"at": Unquoted("2026-11-23")}), Append(("promises",), {"text": "more"})), ""),
        SHORTHANDS.replace("promises: {text: paint codes}", "promises: [{text: paint codes}, {text: more}]").replace(
            "      at: 2026-11-19\n      with: Ann Lee\n", "    - at: 2026-11-19\n      with: Ann Lee\n    - at: 2026-11-23\n"
        ),
    ),
    "a new key of a closing stands before its long list": (
        SHIFTED.replace("      place: the title office\n", ""),
        Change(
            JOB,
            (Put(("closing", "told"), Unquoted("2027-Q2")), Put(("closing", "shifts", 0, "told_date"), Unquoted("2026-11-23"))),
            "",
        ),
        SHIFTED.replace("      place: the title office\n", "")
        .replace("# likely\n", "# likely\n      told: 2027-Q2\n")
        .replace("told_date:\n", "told_date: 2026-11-23\n"),
    ),
    "CRLF comes with CRLF": (
        "jobs:\r\n- job: 1042\r\n  log:\r\n  - at: 1\r\n",
        Change(JOB, (Append(("log",), {"at": Unquoted("2"), "text": "a\nb"}), Put(("lot",), "12")), ""),
        "jobs:\r\n- job: 1042\r\n  lot: '12'\r\n  log:\r\n  - at: 1\r\n  - at: 2\r\n    text: |-\r\n      a\r\n      b\r\n",
    ),
    "without a last line break there is none afterwards": (
        "jobs:\n- job: 1042\n  log:\n  - at: 1",
        Change(JOB, (Append(("log",), {"at": Unquoted("2")}),), ""),
        "jobs:\n- job: 1042\n  log:\n  - at: 1\n  - at: 2",
    ),
}


@pytest.mark.parametrize(("before", "change", "after"), GOLDEN.values(), ids=GOLDEN)
def test_a_whole_file_before_and_after(before: str, change: Change, after: str) -> None:
    assert before != after
    assert apply_changes(read_source(before.encode(), NAME), [change]).decode() == after


# Every layout, edit by edit, as a picture to read: what goes and what comes, to the blank


MORE_EDITS = {
    "note": Change(JOB, (Put(("notes",), "first\n  second: #2\n"),), "noted"),
    "like": Change(JOB, (Append(("interests",), "golf, tennis"),), "learned of an interest"),
    "lend": Change(JOB, (Put(("lender", "status"), "no"), Put(("lender", "name"), "Ann: Co")), "heard from the lender"),
    "talk": Change(
        JOB,
        (Append(("log",), {"at": Unquoted("2026-11-24"), "text": "a\nb"}), Append(("log",), {"next": {"date": None}})),
        "talked",
    ),
    "told": Change(JOB, (Put(("closing", "told"), "spring, maybe"), Put(("stage",), None)), "told a season"),
}


def shown(before: bytes, after: bytes) -> str:
    """The lines that differ, each with what marks its end."""
    old, new = ([line.replace("\r", "\u240d") for line in text.decode().split("\n")] for text in (before, after))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    lines: list[str] = []
    for sort, a, b, c, d in matcher.get_opcodes():
        if sort != "equal":
            lines += [*(f"{a + 1:3} -{line}|" for line in old[a:b]), *(f"{a + 1:3} +{line}|" for line in new[c:d])]
    return "\n".join(lines) or "    nothing to do"


def file_name(layout: Layout) -> str:
    """The name of the picture of that layout, under `tests/expected`."""
    return "layouts/" + re.sub(r"[^a-z]+", "_", layout.name.lower())


def test_each_layout_has_a_picture_of_its_own() -> None:
    assert len({file_name(layout) for layout in LAYOUTS}) == len(LAYOUTS)


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_each_edit_of_a_layout_looks_as_it_did_when_it_was_read(layout: Layout, golden: Callable[[str, str], None]) -> None:
    source = read_source(layout.raw, NAME)
    pages = []
    for name, edit in (EDITS | MORE_EDITS).items():
        try:
            said = shown(layout.raw, apply_changes(source, [edit]))
        except CannotEdit as refusal:
            head, *steps = refusal.message.split(": ", 1)[1].split("\n")
            said = "\n".join(["    refused: " + head.removesuffix("."), *(f"    {line}|" for line in steps)])
        pages.append(f"{name}\n{said}\n")
    golden(file_name(layout), "\n".join(pages))
