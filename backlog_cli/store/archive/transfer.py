"""Homes on their way into an archive: their own lines cut from one text and set into another, byte for byte, and proved."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BadFile, CannotEdit
from backlog_cli.rules.home_key import raw_home_names, raw_homes, raw_key
from backlog_cli.store.lines import line_end, line_number, line_start, next_line
from backlog_cli.store.load import load
from backlog_cli.store.yaml.encoding import BOM
from backlog_cli.store.yaml.events import iter_events
from backlog_cli.store.yaml.source import is_json, read_source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backlog_cli.store.yaml.source import SourceFile

EMPTY_LIST = "jobs: []"


class JobBlock(NamedTuple):
    """One home's own lines, comments that belong to it included; `start` and `end` are offsets into the text, `indent` that
    of its dash, `data` what it says.
    """

    number: str
    text: str
    start: int
    end: int
    indent: int
    data: object


def job_blocks(source: SourceFile, numbers: Sequence[str]) -> tuple[JobBlock, ...]:
    """The lines of the homes that are called so, in the order of the file.

    Raise CannotEdit, with the line, where one has no lines of its own.
    """
    if numbers:
        source.refuse_two_lists()
    named = zip(raw_home_names(source.data), raw_homes(source.data), strict=True)
    return tuple(_job_block(source, place, name, job) for place, (name, job) in enumerate(named) if name and name in numbers)


def _job_block(source: SourceFile, place: int, number: str, data: object) -> JobBlock:
    regions = source.job_regions
    if regions is None or is_json(source.text):
        line = source.position(("jobs", place)).line
        raise CannotEdit(
            f"{source.name}:{line}: job {number} shares its lines with others. Give each home its own "
            "line that starts with a dash, then try again."
        )
    start, end = _block_start(source, place), _block_end(source, place)
    dash = regions[place][0]
    return JobBlock(number, source.text[start:end], start, end, _indent_at(source.text, dash), data)


def _indent_at(text: str, start: int) -> int:
    """How many blanks the line that starts there begins with."""
    line = text[start : line_end(text, start)]
    return len(line) - len(line.lstrip(" "))


def _block_start(source: SourceFile, place: int) -> int:
    """Where a home's lines begin: at the comments that stand right above its dash, without a blank line between.

    Comments right below the line `jobs:` are about the list.
    """
    text, regions = source.text, source.job_regions or ()
    dash = regions[place][0]
    column = _indent_at(text, dash)
    floor = _content_line_end(source, place - 1) if place else next_line(text, source.key_position(("jobs",)).end)
    at = dash
    while at > floor:
        above = line_start(text, at - 1)
        line = text[above:at].rstrip("\r\n")
        if not line.lstrip(" \t").startswith("#") or _indent_at(text, above) > column:
            break
        at = above
    return dash if not place and at <= floor else at


def _content_line_end(source: SourceFile, place: int) -> int:
    """Where the line below a home's last content begins."""
    _, last = source.job_lines(place)
    at = 0
    for _ in range(last):
        at = next_line(source.text, at)
    return at


def _block_end(source: SourceFile, place: int) -> int:
    """Where a home's lines end: behind the comments that follow it without a blank line or are set in deeper than its dash,
    and behind blank lines that lead to the next home.
    """
    text, regions = source.text, source.job_regions or ()
    is_last = place + 1 == len(regions)
    limit = len(text) if is_last else _block_start(source, place + 1)
    column = _indent_at(text, regions[place][0])
    at = end = _content_line_end(source, place)
    is_right_below = True
    while at < limit:
        line = text[at : line_end(text, at)]
        is_comment = line.lstrip(" \t").startswith("#")
        if line.strip() and not is_comment:
            break
        is_right_below = is_right_below and is_comment
        at = next_line(text, at)
        if is_comment and (line.startswith(" " * (column + 1)) or (is_right_below and not is_last)):
            end = at
    return limit if not is_last and not text[end:limit].strip() else end


def remove_blocks(source: SourceFile, blocks: Sequence[JobBlock]) -> bytes:
    """The file's bytes without these lines, proved: every other home and key says what it said. Raise CannotEdit."""
    if not blocks:
        return source.raw
    text = source.text
    for block in sorted(blocks, key=lambda found: found.start, reverse=True):
        text = text[: block.start] + text[block.end :]
    after = _encode(text, source.has_bom)
    gone = {block.number for block in blocks}
    named = zip(raw_home_names(source.data), raw_homes(source.data), strict=True)
    rest = [home for name, home in named if name not in gone]
    tied = [block for block in blocks if _has_outside_alias(block, is_pure=source.is_pure)] if source.has_aliases else []
    if tied:
        raise CannotEdit(_shared_lines_message(source, tied))
    errors = sum(note.is_error for note in source.notes)
    if _parse_data(after, source.name, errors) != (source.data | {"jobs": rest}):
        raise CannotEdit(_shared_lines_message(source, blocks))
    return after


def _has_outside_alias(block: JobBlock, *, is_pure: bool) -> bool:
    """Whether a star in these lines points to something outside of them."""
    named: set[str | None] = set()
    for sign, _ in iter_events(block.text, is_pure=is_pure):
        if sign[0] == "alias" and sign[1] not in named:
            return True
        named.add(sign[2])
    return False


def _shared_lines_message(source: SourceFile, blocks: Sequence[JobBlock]) -> str:
    """Which line ties one of these homes to the rest of the file."""
    for block in blocks:
        for found in re.finditer(r"(?:^|[\s\[{,])([&*])[^\s,\[\]{}]+", block.text):
            at = block.start + found.start(1)
            line = line_number(source.text, at)
            name = source.text[at : line_end(source.text, at)].split()[0].rstrip(",]}")
            return (
                f"{source.name}:{line}: job {block.number} shares {name} with other lines of the file. "
                "Write it out in both places, then try again."
            )
    line = line_number(source.text, blocks[0].start)
    return f"{source.name}:{line}: these homes can't be moved without touching others."


def append_blocks(before: bytes | None, blocks: Sequence[JobBlock], source: SourceFile, *, name: str, year: int) -> bytes:
    """An archive's bytes with these homes at the end of its list, proved; `before` None makes a new one.

    Raise CannotEdit, or BadFile for an archive that cannot be read.
    """
    if before is None:
        return _verify_archive(_encode(_archive_head(source, year) + _block_text(blocks, source), False), None, blocks, name)
    archive = read_source(before, name)
    if archive.data.get("jobs") in (None, []) and archive.text.rstrip().endswith(EMPTY_LIST):
        text = archive.text.rstrip()[: -len(EMPTY_LIST)] + "jobs:" + source.newline * 2 + _block_text(blocks, source)
        return _verify_archive(_encode(text, archive.has_bom), archive, blocks, name)
    if archive.job_regions is None or is_json(archive.text):
        raise CannotEdit(f"{name}: its homes aren't a list with a dash for each, so none can be added.")
    last = len(archive.job_regions) - 1
    end, dash = _block_end(archive, last), archive.job_regions[last][0]
    indent = _indent_at(archive.text, dash)
    head, tail = archive.text[:end], archive.text[end:]
    glue = "" if head.endswith(("\n", "\r")) else source.newline
    text = head + glue + _block_text(blocks, source, indent) + tail
    return _verify_archive(_encode(text, archive.has_bom), archive, blocks, name)


def _archive_head(source: SourceFile, year: int) -> str:
    """The head of a new archive; with the stages of the file when it has a table of its own, so that they can be read."""
    line = source.newline
    head = f"# Homes of {source.name} that ended in {year:04}, moved here by `backlog archive`.{line}version: 1{line}"
    settings = source.data.get("settings")
    if isinstance(settings, dict) and settings.get("stages"):
        starts = [start for _, start in source.sections] + [len(source.text)]
        place = next((n for n, (name, _) in enumerate(source.sections) if name == "settings"), None)
        if place is not None:
            section = source.text[line_start(source.text, starts[place]) : line_start(source.text, starts[place + 1])]
            head += section if section.endswith(("\n", "\r")) else section + line
    # The blank line keeps what is said right above the first home with that home.
    return f"{head}jobs:{line}{line}"


def _block_text(blocks: Sequence[JobBlock], source: SourceFile, indent: int | None = None) -> str:
    texts = [_reindent(block.text, (block.indent if indent is None else indent) - block.indent) for block in blocks]
    return "".join(text if text.endswith(("\n", "\r")) else text + source.newline for text in texts)


def _reindent(text: str, by: int) -> str:
    """Every line moved right or left: an archive whose dashes stand elsewhere is the one case where bytes differ."""
    if by == 0:
        return text
    if by > 0:
        return re.sub(r"^(?=[^\r\n])", " " * by, text, flags=re.MULTILINE)
    return re.sub(rf"^ {{1,{-by}}}", "", text, flags=re.MULTILINE)


def _verify_archive(after: bytes, archive: SourceFile | None, blocks: Sequence[JobBlock], name: str) -> bytes:
    """The bytes, if they say what the archive said and these homes, and every one of them can be read there."""
    jobs = archive.data.get("jobs") if archive is not None else None
    old = jobs if isinstance(jobs, list) else []
    head = archive.data if archive is not None else {}
    try:
        loaded = load(after, name)
    except BadFile as error:
        raise CannotEdit(f"{name} could not be read with these homes in it.\n{error.message}") from None
    said = loaded.source.data
    if said.get("jobs") != [*old, *(block.data for block in blocks)] or any(
        said.get(key) != head[key] for key in head if key != "jobs"
    ):
        raise CannotEdit(f"{name}: these homes can't be copied into it exactly as they are.")
    keys = Counter(map(raw_key, raw_homes(said)))
    if any(keys[raw_key(block.data)] > 1 for block in blocks):
        raise CannotEdit(f"{name}: job {blocks[0].number} is in it already.")
    moved = {key.number for block in blocks if (key := raw_key(block.data))}
    unread = [bad.label for bad in loaded.bad if bad.job in moved]
    # Only a home whose stage could be read is moved: one that cannot be read there is of her own stages, which do not go along.
    stageless = {job.job for job in loaded.backlog_file.jobs if job.stage is None}
    unread += [bad.label for bad in loaded.damaged if bad.job in moved & stageless]
    if unread:
        raise CannotEdit(f"{name}: job {unread[0]} could not be read there.")
    return after


def write_empty_list(after: bytes, name: str) -> bytes:
    """An archive that lost its last home, its list written as empty."""
    text = after.removeprefix(BOM).decode("utf-8")
    source = read_source(after, name)
    if source.data.get("jobs") is not None or not text.rstrip().endswith("jobs:"):
        return after
    return _encode(text.rstrip()[: -len("jobs:")] + EMPTY_LIST + source.newline, source.has_bom)


def is_empty_archive(after: bytes) -> bool:
    """Whether an archive holds nothing but the lines it began with."""
    begun = (
        rb"# Homes of [^\r\n]* moved here by `backlog archive`\.\r?\nversion: 1\r?\n" + EMPTY_LIST.replace("[]", r"\[\]").encode()
    )
    return re.fullmatch(begun + rb"(?:\r?\n)?", after) is not None


def _parse_data(data: bytes, name: str, most_errors: int) -> Mapping[str, object]:
    """What a text says, an empty list of homes as one."""
    try:
        said = read_source(data, name)
    except BadFile:
        return {}
    if sum(note.is_error for note in said.notes) > most_errors:
        return {}
    return said.data | {"jobs": said.data.get("jobs") or []}


def _encode(text: str, has_bom: bool) -> bytes:
    return (BOM if has_bom else b"") + text.encode("utf-8")
