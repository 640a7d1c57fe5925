"""The findings for people, as tables of plain text, and for programs, as one JSON document."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict
from typing import TYPE_CHECKING

from tests.bench.peers import Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.bench.rows import Findings, Row, SideBySide, Size

SCHEMA_VERSION = 1
NOTHING = "-"
HEADS = ("WORK", "MS", "HELD AGAINST", "MS", "FIGURE", "LIMIT", "FSYNC", "HOLDS")


def text_of(found: Findings, *, rounds: int) -> str:
    """The tables, one under the other."""
    bare = f"`python -I -c pass` takes {_number(found.bare_ms)} ms."
    how = f"CPU time of whole processes in milliseconds: medians of {rounds} rounds in which all take turns,"
    parts = [
        f"{how}\nratios taken round by round. Python {platform.python_version()}, {os.cpu_count()} cores; {bare}",
        spelled(HEADS, [cells(row) for row in found.rows]),
    ]
    if found.sizes:
        parts.append(_growth(found.sizes))
    parts += [_beside(programs) for programs in found.side_by_side]
    if found.skipped:
        parts.append("\n".join(("Left out:", *(f"  {line}" for line in found.skipped))))
    return "\n\n".join(parts) + "\n"


def json_of(found: Findings, *, rounds: int) -> str:
    """One document with the same figures and keys that are always there, to be held against an earlier one."""
    machine = {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
    }
    document = {
        "schema_version": SCHEMA_VERSION,
        **machine,
        "rounds": rounds,
        "pass_ms": found.bare_ms,
        "rows": [{**asdict(row), "value": _rounded(row.value), "holds": row.holds} for row in found.rows],
        "growth": [asdict(size) for size in found.sizes],
        "side_by_side": [asdict(programs) for programs in found.side_by_side],
        "left_out": found.skipped,
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def cells(row: Row) -> tuple[str, ...]:
    """One row of the table as its cells, in the order of HEADS."""
    verdict = {True: "yes", False: "NO", None: row.trouble or "not measured"}[row.holds]
    return (
        row.work,
        _number(row.ours_ms),
        row.floor or NOTHING,
        _number(row.floor_ms),
        _figure(row.value, row.unit),
        f"<= {_figure(row.limit, row.unit)}",
        _number(row.fsync_ms),
        verdict,
    )


def spelled(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of plain text: numbers to the right, words to the left."""
    lines = [tuple(heads), *map(tuple, rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    is_number = [all(_is_number(line[place]) for line in lines[1:]) for place in range(len(heads))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width) for cell, width, right in zip(line, widths, is_number, strict=True)
        ).rstrip()
        for line in lines
    )


def _is_number(cell: str) -> bool:
    return cell[:1].isdigit() or cell[:1] in "+-<"


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:,.1f}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return NOTHING
    if unit in ("x", "s"):
        return f"{value:.2f} {unit}"
    return f"{value:,.3f} {unit}" if unit == "ms a home" else f"{value:,.0f} {unit}"


def _growth(sizes: Sequence[Size]) -> str:
    works = list(sizes[0].works)
    heads = ("HOMES", "OF", "MB", *(head for work in works for head in (work, "MiB")))
    lines = [
        (f"{size.homes:,}", str(size.conversations), _number(size.megabytes), *map(_number, _figures(size, works)))
        for size in sizes
    ]
    return "Growth: homes of so many conversations; milliseconds, and memory at its peak\n" + spelled(heads, lines)


def _figures(size: Size, works: Sequence[str]) -> list[float | None]:
    return [figure for work in works for figure in size.works.get(work, (None, None))]


def _beside(programs: SideBySide) -> str:
    works = [*Work]
    lines = [(name, *(_number(times.get(work)) for work in works)) for name, times in programs.programs.items()]
    return f"Side by side, {programs.items:,} items each\n" + spelled(("PROGRAM", *(work.value for work in works)), lines)
