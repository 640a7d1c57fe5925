"""Why a text cannot be read is said in one line, at the very place, with what to do about it."""

from __future__ import annotations

import pytest

from backlog_cli.errors import BadFile
from backlog_cli.store.yaml.source import read_source

# Each with all that is said of it.
TEXTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "jobs:\n- job: 1\n\xa0 lot: 2\n",
        ("3:1 this line begins with a non-breaking space (U+00A0) - replace it with ordinary spaces",),
    ),
    (
        "jobs:\n- job: 1\n  stage: x\n\xa0 lot: 2\n\xa0 plan: 3\n",
        (
            "4:1 this line begins with a non-breaking space (U+00A0) - replace it with ordinary spaces",
            "5:1 this line begins with a non-breaking space (U+00A0) - replace it with ordinary spaces",
        ),
    ),
    (
        "jobs:\n- job:\xa01\n  lot: 2\n",
        ("3:3 this line is indented as if it went on with the value of `job` above - line it up with the keys it belongs to",),
    ),
    ("jobs:\n- job: 1\n  lot\n  plan: 2\n", ("3:3 this line has no colon - write it as `key: value`",)),
    (
        "jobs:\n- job: 1\n  \tlot\n  plan: 2\n",
        ("3:3 there is a tab at column 3 of the indentation - replace the tab with spaces",),
    ),
    (
        "jobs:\n  - job: 1\n    plan: x\n     stage: framing\n",
        ("4:6 this line is indented as if it went on with the value of `plan` above - line it up with the keys it belongs to",),
    ),
    (
        "jobs:\n  - job: 1\n    plan: x\n   stage: framing\n",
        ("4:4 this line is indented by 3 spaces, and nothing above is - indent it by 0, 2 or 4 spaces, as the lines above",),
    ),
    (
        "jobs:\n  - job: 1\n    closing:\n      told: x\n   stage: framing\n",
        ("5:4 this line is indented by 3 spaces, and nothing above is - indent it by 0, 2, 4 or 6 spaces, as the lines above",),
    ),
    (
        "jobs:\n- job: 1\n stage: framing\n",
        ("3:2 this line is indented by 1 space, and nothing above is - indent it by 0 or 2 spaces, as the lines above",),
    ),
    (
        "  jobs:\n- job: 1\n",
        ("2:1 this line begins further left than the first line of the file - let both begin at the left edge",),
    ),
    (
        "jobs:\n- job: 1\n  note: %x\n",
        ('3:9 a value cannot begin with a percent sign - put quotes around the value: note: "%x"',),
    ),
    ("a: 1\n%x\n", ("2:1 a line cannot begin with a percent sign - put quotes around it, or a # before it",)),
    ("jobs: []\n...\nx: 1\n", ("3:1 there's something below the line `...`, which ends the file - delete that line",)),
    (
        "jobs:\n- job: 1\n  note: >x\n",
        ('3:9 a value that begins with > continues on the lines below - put quotes around the value: note: ">x"',),
    ),
    (
        "jobs:\n- job: 1\n  note: |x\n    a\n",
        ('3:9 a value that begins with | continues on the lines below - put quotes around the value: note: "|x"',),
    ),
    (
        "jobs:\n- job: 1\n  note: 'a' b # c\n",
        ("3:13 there's more text after the closing quote - use the other quotes around it: \"a' b\"",),
    ),
    (
        f"note: 'It was{'n' * 30}'t so long ago' # c\n",
        (f"1:45 there's more text after the closing quote - use the other quotes around it: \"It was{'n' * 30}'t s\"",),
    ),
    (
        "jobs:\n- job: 1\n  note: \"a 'b' c\" d # c\n",
        ("3:19 there's more text after the closing quote - double the quotes inside it",),
    ),
    (
        'jobs:\n- job: 1\n  note: "it\'s\n  lot: 2\n  plan: "x"\n',
        ('3:9 this quote is closed only on line 5 - put a " at the end of the value',),
    ),
    (
        'jobs:\r\n- job: 1\r\n  note: "it\'s\r\n  lot: 2\r\n  plan: "x"\r\n',
        ('3:9 this quote is closed only on line 5 - put a " at the end of the value',),
    ),
    (
        "jobs:\n- job: 1\n  note: 'x\n\n\n  lot: 2\n  plan: 'y'\n",
        ("3:9 this quote is closed only on line 7 - put a ' at the end of the value",),
    ),
    (
        "jobs:\n- job: 1\n  x: [a, b\n  lot: 1\n",
        ("3:6 this [ is not closed, or a comma is missing, by line 4 - put a ] at its end",),
    ),
    (
        "jobs:\n- job: 1\n  x: {a: b: c}\n",
        ('3:11 a colon and a space inside a value make it a key - put quotes around the value: a: "b: c"',),
    ),
    ('jobs:\n- job: 1\n  x: ["a" b]\n', ("3:11 there's more text after the closing quote - put the whole value between quotes",)),
    ("jobs:\n- job: 1\n  x: {a: 1 {b}\n", ("3:12 a comma or a } is missing before this - add it",)),
    (
        "jobs:\n- job: 1\n  x: : b\n",
        ('3:6 a colon and a space inside a value make it a key - put quotes around the value: x: ": b"',),
    ),
    (
        "jobs:\n- job: 1\n  x: a: b\n",
        ('3:7 a colon and a space inside a value make it a key - put quotes around the value: x: "a: b"',),
    ),
    (
        "jobs:\n- job: 1\n  note: @home\n",
        ('3:9 a value cannot begin with an at sign - put quotes around the value: note: "@home"',),
    ),
    (f"note: @{'n' * 39}\n", (f'1:7 a value cannot begin with an at sign - put quotes around the value: note: "@{"n" * 39}"',)),
    (
        f"note: @{'n' * 40}\n",
        (f'1:7 a value cannot begin with an at sign - put quotes around the value: note: "@{"n" * 36}..."',),
    ),
    ("jobs:\n- job: 1\n  note: `x`\n", ('3:9 a value cannot begin with a backquote - put quotes around the value: note: "`x`"',)),
    ("jobs:\n- job:1\n  lot: 2\n", ("2:3 the space after the colon is missing - write `job: 1`",)),
    ("jobs:\n-job: 1\n  lot: 2\n", ("2:1 the space after this dash is missing - write `- key: value`",)),
    ("jobs:\n- job: 1\n  x:\n\ta: 1\n", ("4:1 there is a tab at column 1 of the indentation - replace the tab with spaces",)),
    (
        "jobs:\n- job: 1\n\tlot: 2\n\tplan: 3\n",
        (
            "3:1 there is a tab at column 1 of the indentation - replace the tab with spaces",
            "4:1 there is a tab at column 1 of the indentation - replace the tab with spaces",
        ),
    ),
    (
        "jobs:\n- job: 1\n  x: \ta\n  y:\tb: c\n",
        ('4:7 a colon and a space inside a value make it a key - put quotes around the value: y: "b: c"',),
    ),
    (
        "jobs:\n- job: 1\n  lot: 1\n- stage: x\n  y: - a\n",
        ("5:6 a list can't start on the same line as its key - put the dash on the next line, or quotes around the value",),
    ),
    ("jobs:\n- job: 1\n  lot: 1\n  - a\n", ("4:3 there's a dash among the keys here - remove the dash, or indent the line",)),
    (
        "jobs:\n- job: 1\n  log:\n    - at: 1\n     text: x\n",
        ("5:6 this line is indented by 5 spaces, and nothing above is - indent it by 0, 2, 4 or 6 spaces, as the lines above",),
    ),
    (
        "jobs:\n- job: 1\n  # c\n\n  no colon here\n  # d\n    lot: 2\n",
        ("5:3 this line has no colon - write it as `key: value`",),
    ),
    (
        "jobs:\n- job: 1\n  plan: Alder\n    two: x\n",
        ("4:5 this line is indented as if it went on with the value of `plan` above - line it up with the keys it belongs to",),
    ),
    ("? [a]\n: b\n", ("1:3 a list or a mapping cannot be a key - write it as `key: value`",)),
    (": b\n", ("1:1 a key is missing before this colon - write it as `key: value`",)),
    ("jobs:\n- ? {a: 1}\n  : 2\n- : x\n", ('4:3 this doesn\'t belong here - put quotes around the value: - ": x"',)),
    (
        "jobs: !x []\n",
        (
            (
                "1:7 a word that begins with an exclamation mark gives the value a type, and this file has "
                'none - put quotes around the value: jobs: "!x []"'
            ),
        ),
    ),
    ("jobs:\n- job: 1\n  a #b: 1\n", ("3:3 this line has no colon - write it as `key: value`",)),
    (
        "# c\n\n  jobs: []\nx: 1\n",
        ("4:1 this line begins further left than the first line of the file - let both begin at the left edge",),
    ),
    (
        "  jobs: []\n x: 1\n",
        ("2:2 this line begins further left than the first line of the file - let both begin at the left edge",),
    ),
    ("[]\nx: 1\n", ("1:1 the file begins with a list - put a line `jobs:` above it",)),
    (
        "a: 'b'\n\xa0 'c'\n",
        ("2:1 this line begins with a non-breaking space (U+00A0) - replace it with ordinary spaces",),
    ),
    (
        "a: 'b\n\xa0 c'\n\n# here\nd: 'e'\n\xa0 'f'\n\xa0 'g'\n",
        (
            "6:1 this line begins with a non-breaking space (U+00A0) - replace it with ordinary spaces",
            "7:1 this line begins with a non-breaking space (U+00A0) - replace it with ordinary spaces",
        ),
    ),
    (
        "jobs: []\n - a\n",
        ("2:2 this line is indented by 1 space, and nothing above is - indent it by 0 spaces, as the lines above",),
    ),
    (
        "\n  a: 1\n  b:\n    c: 1\n   d: 2\nbelow: 1\n",
        ("5:4 this line is indented by 3 spaces, and nothing above is - indent it by 2 or 4 spaces, as the lines above",),
    ),
    (
        "  a: 5%\nx: 1\n",
        ("2:1 this line begins further left than the first line of the file - let both begin at the left edge",),
    ),
    ("a: 5%\r%x\r", ("2:1 a line cannot begin with a percent sign - put quotes around it, or a # before it",)),
    (
        "%TAG !a! x\n%TAG !a! y\n---\na: 1\n",
        ("2:1 a line cannot begin with a percent sign - put quotes around it, or a # before it",),
    ),
    ("%YAML 1.1\na: 1\n", ("1:1 a line cannot begin with a percent sign - put quotes around it, or a # before it",)),
    ("{}\nx: 1\n", ("2:1 this line cannot be read - write `key: value`, or a dash and a value",)),
)


@pytest.mark.parametrize(("text", "said"), TEXTS)
def test_why_a_text_cannot_be_read_is_said_at_the_very_place(text: str, said: tuple[str, ...]) -> None:
    with pytest.raises(BadFile) as caught:
        read_source(text.encode(), "f")
    told = [line[2:].replace(": error: ", " ", 1) for line in caught.value.message.split("\n") if line.startswith("f:")]
    assert tuple(told) == said


def test_a_quote_that_was_opened_far_above_is_found() -> None:
    lines = "".join(f"  x{n}: {n}\n" for n in range(990))
    with pytest.raises(BadFile, match=r"f:3:9: error: this quote is closed only on line 994"):
        read_source(f'jobs:\n- job: 1\n  note: "x\n{lines}  plan: "y"\n'.encode(), "f")


@pytest.mark.parametrize(("count", "is_found"), [(999, True), (1000, False)])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_thousand_lines_above_are_looked_at(count: int, is_found: bool, end: str) -> None:
    lines = "".join(f"  x{n}: {n}\n" for n in range(count))
    text = f'jobs:\n- note: "x\n{lines}  plan: "y"\n  a: 1\n'
    with pytest.raises(BadFile) as caught:
        read_source(text.replace("\n", end).encode(), "f")
    assert (f"f:2:9: error: this quote is closed only on line {count + 3}" in caught.value.message) is is_found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("jobs:\n-\tjob: 1\n", "2:2 there's a tab where a space is needed - replace the tab with spaces"),
        ("jobs:\n- job: 1\n\t# c\n", "3:1 there is a tab at column 1 of the indentation - replace the tab with spaces"),
        ("jobs:\n- job: 1\n\t\n  lot: 2\n", "3:1 there is a tab at column 1 of the indentation - replace the tab with spaces"),
        (
            "jobs:\n- job: 1\n  note: 'x\n\xa0 lot: 2\n",
            "4:1 this line begins with a non-breaking space (U+00A0) - replace it with ordinary spaces",
        ),
        ("jobs:\n- job: 1\n  buyers: Kim,\n    Lee\n\n    lot: 2\n", "4:5 this line has no colon - write it as `key: value`"),
        ("jobs:\n- job: 1\n  x: &a 'b\n   c' d\n", "4:7 this doesn't belong here - put quotes around the value: \"c' d\""),
        (
            "jobs:\n- job: 1\n\n  # c\n    # d\n  - lot: 2\n",
            "6:3 there's a dash among the keys here - remove the dash, or indent the line",
        ),
    ],
)
def test_tabs_comments_and_lines_that_go_on_are_told_from_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(BadFile) as caught:
        read_source(text.encode(), "f")
    assert caught.value.message.startswith(f"f:{said.replace(' ', ': error: ', 1)}\n")


@pytest.mark.parametrize(("place", "is_found"), [(5000, True), (5001, False)])
def test_a_line_is_looked_at_up_to_its_five_thousandth_sign(place: int, is_found: bool) -> None:
    with pytest.raises(BadFile) as caught:
        read_source(("note: '".ljust(place - 2, "n") + "' x").encode(), "f")
    assert caught.value.message.startswith(f"f:1:{place + 1}: error: ")
    assert ("there's more text after the closing quote" in caught.value.message) is is_found
