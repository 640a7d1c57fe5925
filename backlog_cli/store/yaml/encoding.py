"""The bytes of a file as text, or a plain word about what else the file seems to be."""

from __future__ import annotations

import re
from itertools import islice

from backlog_cli.store.lines import line_number, line_start
from backlog_cli.store.yaml.problems import Problem

MAX_BYTES = 32 * 1024 * 1024
# Lines and commas bound how much a text can hold. 5,000 homes of 12 conversations each have 0.8 million, 23 bytes apart.
MAX_BREAKS = 2_000_000
MANY_BREAKS = 250_000
MIN_BYTES_PER_BREAK = 7  # bytes on average between so many of them
MAX_UNBROKEN_BYTES = 2**20  # bytes without any
_COMMON_BYTES = bytes({*range(0x20, 0x100), 9, 10, 13} - {0x7F})
MAX_OF_A_KIND = 20  # problems of one sort that are listed one by one
BOM = b"\xef\xbb\xbf"

_FILE_SIGNATURES = (
    (b"\x1f\x8b", "a gzip archive"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3", "a database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"7z\xbc\xaf", "a 7-zip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"(\xb5/\xfd", "a zstd archive"),
)
_WIDE_ENCODINGS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def is_within_limits(raw: bytes) -> bool:
    """Whether the bytes stay within every bound of size; each `\\r\\n` counts twice, so that it may be said too seldom."""
    breaks = sum(map(raw.count, (b"\n", b"\r", b",")))
    return len(raw) < MAX_BYTES and breaks < MAX_BREAKS and (breaks < MANY_BREAKS or len(raw) > MIN_BYTES_PER_BREAK * breaks)


def decode_source(raw: bytes) -> tuple[str, bool, list[Problem]]:
    """The text without a BOM, whether there was one, and the problems that keep the bytes from being read as YAML text.

    With problems the text is what could be made of the bytes, to show their lines.
    """
    has_bom = raw.startswith(BOM)
    body = raw[len(BOM) :] if has_bom else raw
    other = _wrong_file_problem(body)
    if other:
        return "", has_bom, [other]
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace"), has_bom, _utf8_problems(body, 3 if has_bom else 0)
    # Looking at bytes first costs next to nothing; only a file with something strange is searched sign by sign.
    is_strange = body.translate(None, _COMMON_BYTES) or b"\xc2" in body or b"\xef" in body
    return (
        text,
        has_bom,
        _merge_mark_problems(text) + (_control_character_problems(text) + _stray_bom_problems(text) if is_strange else []),
    )


def _file_problem(what: str, fix: str) -> Problem:
    return Problem(0, 0, "error", what, fix)


def _wrong_file_problem(body: bytes) -> Problem | None:
    if len(body) > MAX_BYTES:
        return _file_problem(
            f"the file is larger than {MAX_BYTES // 2**20} MiB", "that cannot be a list of homes; is it the right file?"
        )
    for start, name in _FILE_SIGNATURES:
        if body.startswith(start):
            return _file_problem(f"this is {name}, not a backlog file", "name the right file with --file")
    for start, name in _WIDE_ENCODINGS:
        if body.startswith(start):
            return _file_problem(f"the file is saved as {name}", "save it as UTF-8 in your editor")
    head = body[:200]
    if head and not head.strip(b"\0"):
        return _zero_bytes_problem(len(body) - len(body.lstrip(b"\0")), 1)
    if len(head) >= 4 and (not head[1::2].strip(b"\0") or not head[0::2].strip(b"\0")):
        return _file_problem("the file is saved as UTF-16 or UTF-32", "save it as UTF-8 in your editor")
    if re.match(rb"\s*<(!doctype|html|\?xml|head|body)\b", head, re.IGNORECASE):
        return _file_problem(
            "this is a web page, not a backlog file", "download the file itself instead of the page that shows it"
        )
    block = re.search(rb"\0{16,}", body) if b"\0" in body else None
    if block:
        return _zero_bytes_problem(len(block.group()), body.count(b"\n", 0, block.start()) + 1)
    if _has_endless_line(body):
        return _file_problem("a line of the file has no end", "that cannot be a list of homes; is it the right file?")
    if _has_too_many_pieces(body):
        return _file_problem("the file is a great many tiny pieces", "that cannot be a list of homes; is it the right file?")
    return None


def _has_endless_line(body: bytes) -> bool:
    """Whether a stretch of the text is so long without a line break or a comma that nobody can have typed it."""
    places = range(0, len(body) - MAX_UNBROKEN_BYTES, MAX_UNBROKEN_BYTES)
    return any(all(body.find(sign, at, at + MAX_UNBROKEN_BYTES) < 0 for sign in (b"\n", b"\r", b",")) for at in places)


def _has_too_many_pieces(body: bytes) -> bool:
    """Whether so many entries are in the text that only a machine can have made it; to read them would take minutes."""
    if len(body) < MANY_BREAKS:
        return False
    breaks = body.count(b"\n") + body.count(b"\r") - body.count(b"\r\n") + body.count(b",")
    return breaks > MAX_BREAKS or (breaks > MANY_BREAKS and len(body) < MIN_BYTES_PER_BREAK * breaks)


def _zero_bytes_problem(count: int, line: int) -> Problem:
    what = f"{count} empty bytes begin on line {line}: this looks like damage by a power cut"
    return _file_problem(what, "take the last good copy from a backup or your sync service")


def _utf8_problems(body: bytes, skipped: int) -> list[Problem]:
    problems: list[Problem] = []
    start, number = 0, 1
    while len(problems) < MAX_OF_A_KIND:
        try:
            body[start:].decode("utf-8")
        except UnicodeDecodeError as error:
            at = start + error.start
            first = max(body.rfind(b"\n", start, at), body.rfind(b"\r", start, at), start - 1) + 1
            number += _count_line_breaks(body[start:first])
            what = f"byte 0x{body[at]:02x} (number {at + skipped + 1} of the file) is not UTF-8 text"
            column = len(body[first:at].decode("utf-8")) + 1
            problems.append(Problem(number, column, "error", what, "save the file as UTF-8 in your editor"))
            after = re.search(rb"\r\n|\n|\r", body[at:])
            start, number = (at + after.end(), number + 1) if after else (len(body), number)
        else:
            break
    return problems


def _count_line_breaks(part: bytes) -> int:
    return part.count(b"\n") + part.count(b"\r") - part.count(b"\r\n")


def _matches(text: str, pattern: str) -> list[re.Match[str]]:
    return list(islice(re.finditer(pattern, text), MAX_OF_A_KIND))


def _problem_at(text: str, match: re.Match[str], what: str, fix: str) -> Problem:
    start = match.start()
    length = max(1, match.end() - start)
    return Problem(line_number(text, start), start - line_start(text, start) + 1, "error", what, fix, length=length)


def _merge_mark_problems(text: str) -> list[Problem]:
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return []
    what = "this mark is left over from an unfinished merge"
    fix = "keep the lines you want and delete the marks"
    return [
        _problem_at(text, match, what, fix) for match in _matches(text, r"(?:^|(?<=[\r\n]))(?:<{7}|={7}|>{7}|\|{7})(?=[ \r\n]|$)")
    ]


def _control_character_problems(text: str) -> list[Problem]:
    unseen = r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    fix = "delete it, or write it with a backslash between double quotes"
    return [
        _problem_at(text, m, f"there's an unprintable character here, U+{ord(m.group()):04X}", fix)
        for m in _matches(text, unseen)
    ]


def _stray_bom_problems(text: str) -> list[Problem]:
    if "\ufeff" not in text:
        return []
    what = "an invisible character (U+FEFF, a byte order mark) begins this line"
    return [
        _problem_at(text, m, what, "delete the line break before it and make it again")
        for m in _matches(text, r"(?:^|(?<=[\r\n]))\ufeff")
    ]
