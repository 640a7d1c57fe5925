"""Parquet out of lines of JSON, by DuckDB, which the extra `analytics` brings."""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING

from backlog_cli.errors import UsageError
from backlog_cli.exchange.extras import ANALYTICS_PACKAGES, install_line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MEMORY = "1GB"  # that DuckDB may take; it needs more only for a text of many megabytes
_LEAST_LINE = 16 * 1024 * 1024  # DuckDB's own longest line


def require_duckdb() -> None:
    """Raise UsageError, with the line that installs it, where DuckDB isn't there."""
    try:
        import duckdb  # noqa: F401
    except ImportError:
        raise UsageError(
            f"parquet files need DuckDB, which isn't installed. Install it, or take jsonl:\n  {install_line(ANALYTICS_PACKAGES)}"
        ) from None


def write_parquet(lines: Path, target: Path, columns: Mapping[str, str], longest: int) -> None:
    """Write the rows in `lines`, none longer than `longest` bytes, to `target`, a file that is there already.

    `columns` are the types by name, in SQL. Raise OSError when it can't be done.
    """
    import duckdb

    spec = ", ".join(f"{name}: '{kind}'" for name, kind in columns.items())
    size = max(_LEAST_LINE, longest + 1)
    query = (
        f"COPY (SELECT * FROM read_json({_pattern(lines)}, format='newline_delimited', columns={{{spec}}}, "
        f"maximum_object_size={size})) TO {_quoted(str(target))} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)"
    )
    # Nothing is fetched from anywhere: what reads JSON and writes Parquet is built in.
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "threads": 2 if size == _LEAST_LINE else 1,
    }
    if size == _LEAST_LINE:
        config["memory_limit"] = MEMORY
    try:
        with duckdb.connect(":memory:", config=config) as database:
            database.execute(query)
    except duckdb.Error as error:
        text = str(error).partition("\n")[0]
        number = errno.ENOSPC if "No space left" in text else errno.EIO
        raise OSError(number, "no space left on device" if number == errno.ENOSPC else text) from None


def _pattern(path: Path) -> str:
    """The name of a file for a function that takes patterns."""
    return _quoted(re.sub(r"([*?\[])", r"[\1]", str(path)))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
