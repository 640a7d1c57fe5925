"""Out into a spreadsheet and back: nothing changed is nothing to take over, and an edit there is that one edit here."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

pytest.importorskip("python_calamine")
pytest.importorskip("xlsxwriter")
DATA = Path(__file__).parent.parent.parent / "data"
HONEST = ["honest_12.yaml", "honest_25.yaml", "honest_45.yaml"]


def imported(run: Callable[..., Any], *words: str, today: str = "2026-11-23") -> dict[str, Any]:
    answer = run("import", *words, "--update", "--yes", "--json", today=today)
    assert answer.code == 0, answer.err
    found: dict[str, Any] = json.loads(answer.out)
    return found


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", HONEST)
def test_what_nobody_changed_changes_nothing(home: Path, run: Callable[..., Any], name: str, kind: str) -> None:
    path = home / "backlog.yaml"
    path.write_bytes((DATA / name).read_bytes())
    before = path.read_bytes()
    assert run("export", kind, f"homes.{kind}", "--all", today="2026-11-30").code == 0
    found = imported(run, f"homes.{kind}", today="2026-11-30")
    assert (found["new"], found["different"], found["doubtful"], found["is_written"]) == ([], [], [], False)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "columns", ["job,sold,closing,why,buyers,deposits,notes", "job,buyers,elevation,lender.officer,x_gate,buyers.1.phone"]
)
def test_other_columns_come_back_the_same(sample: Path, run: Callable[..., Any], columns: str) -> None:
    assert run("set", "41", "x_gate", "+4711").code == 0
    assert run("set", "41", "buyers.1.phone", "+1 555 0177").code == 0
    before = sample.read_bytes()
    assert run("export", "csv", "homes.csv", "--private", "--columns", columns).code == 0
    imported(run, "homes.csv")
    assert sample.read_bytes() == before


def test_an_edit_in_the_text_is_that_one_edit_here(sample: Path, run: Callable[..., Any]) -> None:
    run("export", "csv", "homes.csv")
    target = sample.parent / "homes.csv"
    text = target.read_text(encoding="utf-8")
    target.write_text(text.replace('"Alder B"', '"Alder Z"').replace('"2026-12-31"', '"2027-01-29"'), encoding="utf-8")
    before = sample.read_text(encoding="utf-8").splitlines()
    imported(run, "homes.csv")
    after = sample.read_text(encoding="utf-8").splitlines()
    assert [line.strip() for line in after if line not in before] == ["plan: Alder Z", "lock_expires: 2027-01-29"]
    assert run("undo").code == 0
    assert sample.read_text(encoding="utf-8").splitlines() == before


# That LibreOffice opens what `export` writes is tried in `exchange/test_workbook.py`, on every save.
@pytest.mark.sweep
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_an_edit_in_libreoffice_is_that_one_edit_here(sample: Path, run: Callable[..., Any], tmp_path: Path) -> None:
    folder = sample.parent
    run("export", "xlsx", "homes.xlsx")
    convert(folder / "homes.xlsx", "fods", tmp_path)
    flat = folder / "homes.fods"
    text = flat.read_text(encoding="utf-8")
    assert text.count("Alder B") == 1
    assert len(re.findall(r'office:date-value="2026-12-31"', text)) == 1
    text = text.replace("Alder B", "Alder Z").replace('office:date-value="2026-12-31"', 'office:date-value="2027-01-29"')
    flat.write_text(text, encoding="utf-8")
    (folder / "homes.xlsx").unlink()
    convert(flat, "xlsx", tmp_path)
    before = sample.read_text(encoding="utf-8").splitlines()
    imported(run, "homes.xlsx")
    after = sample.read_text(encoding="utf-8").splitlines()
    assert [line.strip() for line in after if line not in before] == ["plan: Alder Z", "lock_expires: 2027-01-29"]


def convert(path: Path, kind: str, tmp_path: Path) -> None:
    user = f"-env:UserInstallation=file://{tmp_path}/office"
    words = ["soffice", user, "--headless", "--convert-to", kind, "--outdir", str(path.parent), str(path)]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
