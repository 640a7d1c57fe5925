"""Does with an editor what a refusal says, to the letter: nothing is known here of how the program came to say it."""

from __future__ import annotations

import re

BOM = b"\xef\xbb\xbf"

_STEP = re.compile(
    r"(?P<verb>in place of|below|above|take out) lines? (?P<first>\d+)(?:-(?P<last>\d+))?"
    r"(?:, (?P<depth>\d+) spaces? in)?(?:, (?:this line|these (?P<count>\d+) lines):|\.)"
)


def can_be_pasted(message: str) -> bool:
    """Whether a refusal says what to do by hand."""
    return "\nTo make the change by hand" in message


def pasted(before: bytes, message: str) -> bytes:
    """The file once every step of the message was done, in the order in which they are said."""
    mark = BOM if before.startswith(BOM) else b""
    lines = re.findall(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z", before.removeprefix(mark).decode("utf-8"))
    newline = re.search(r"\r\n|\n|\r", lines[0]).group() if lines and re.search(r"[\r\n]", lines[0]) else "\n"  # type: ignore[union-attr]
    is_ended = not lines or lines[-1].endswith(("\n", "\r"))
    lines = [re.sub(r"[\r\n]+\Z", "", line) for line in lines]
    ends = re.findall(r"\r\n|\n|\r", before.decode("utf-8"))
    told = message.partition("\nTo make the change by hand")[2].split("\n")[1:]
    while told and _STEP.fullmatch(told[0]) is None:  # on a narrow screen that sentence has several lines
        told = told[1:]
    steps = 0
    while told:
        step = _STEP.fullmatch(told[0])
        if step is None:
            break
        steps += 1
        count = 0 if step["verb"] == "take out" else int(step["count"] or 1)
        new, told = told[1 : 1 + count], told[1 + count :]
        assert len(new) == count, message
        first = int(step["first"])
        last = int(step["last"] or first)
        assert first <= last <= max(1, len(lines)), message
        if step["depth"]:
            assert len(new[0]) - len(new[0].lstrip(" ")) == int(step["depth"]), message
        if step["verb"] == "below":
            lines[first:first] = new
            ends[first:first] = [newline] * count
        elif step["verb"] == "above":
            lines[first - 1 : first - 1] = new
            ends[first - 1 : first - 1] = [newline] * count
        else:
            lines[first - 1 : last] = new
            ends[first - 1 : last] = [newline] * count
    assert steps, message
    ends += [newline] * (len(lines) - len(ends))
    text = "".join(line + end for line, end in zip(lines, ends, strict=False))
    return mark + (text if is_ended else re.sub(r"(?:\r\n|\n|\r)\Z", "", text)).encode("utf-8")
