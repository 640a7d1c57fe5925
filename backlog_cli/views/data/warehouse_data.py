"""What `export jsonl` and `export parquet` wrote: for scripts, for the folder's own description, and in a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.terms import count_with_noun
from backlog_cli.views.data.envelope import json_document
from backlog_cli.views.data.warehouse import TABLES, WAREHOUSE_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from backlog_cli.store.table_folder import TableFile
    from backlog_cli.views.data.shapes import WarehouseColumnFacts, WarehouseFacts, WarehouseTableFacts
    from backlog_cli.views.data.warehouse import WarehouseColumn
    from backlog_cli.views.tracker import Audience


class WarehouseReport(NamedTuple):
    """What was written: as which kind and for whom, of how many homes and files, and the tables.

    `left_out` are the files that couldn't be read. `troubles` counts all that couldn't; `told` has a sentence about each of
    the first of them.
    """

    folder: str
    kind: str
    audience: Audience
    homes: int
    files: int
    left_out: Sequence[str]
    tables: Sequence[TableFile]
    troubles: int
    told: Sequence[str]
    warnings: Sequence[str] = ()


def warehouse_facts(found: WarehouseReport, *, is_whole: bool = True) -> WarehouseFacts:
    """Return what the document holds; `is_whole` unless the files are still being put in place."""
    return {
        "version": WAREHOUSE_VERSION,
        "format": found.kind,
        "audience": found.audience.value,
        "is_whole": is_whole,
        "homes": found.homes,
        "files": found.files,
        "left_out": list(found.left_out),
        "tables": [_table_facts(table) for table in found.tables],
    }


def _table_facts(found: TableFile) -> WarehouseTableFacts:
    table = next(table for table in TABLES if table.name == found.table)
    return {
        "name": table.name,
        "about": table.about,
        "file": found.name,
        "rows": found.rows,
        "sha256": found.digest,
        "columns": [_column_facts(column) for column in table.columns],
    }


def _column_facts(column: WarehouseColumn) -> WarehouseColumnFacts:
    return {"name": column.name, "type": column.type.value, "about": column.about, "words": list(column.words)}


def manifest_text(found: WarehouseReport, *, is_whole: bool, today: date) -> str:
    """Return the description that lies in the folder beside the tables."""
    return json_document("warehouse", warehouse_facts(found, is_whole=is_whole), today=today)


def warehouse_lines(found: WarehouseReport) -> Iterator[str]:
    """Yield what was written in a few lines."""
    rows = sum(table.rows for table in found.tables)
    yield (
        f"{count_with_noun(found.homes, 'home')} of {count_with_noun(found.files, 'file')} in {found.folder}: "
        f"{count_with_noun(len(found.tables), 'table')}, {count_with_noun(rows, 'row')}. schema.json there says what is in them."
    )
