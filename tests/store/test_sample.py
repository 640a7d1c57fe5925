"""The sample is found beside the installed program, or in the checkout it runs in."""

from __future__ import annotations

from pathlib import Path

import pytest

from backlog_cli.errors import NoFile
from backlog_cli.store import sample as module
from backlog_cli.store.sample import SAMPLE_NAME, sample_text


def test_the_sample_of_the_checkout_is_found() -> None:
    assert sample_text() == (Path(__file__).parent.parent.parent / SAMPLE_NAME).read_text(encoding="utf-8")


def test_the_one_that_was_installed_goes_before_and_none_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site" / "backlog_cli"
    package.mkdir(parents=True)
    monkeypatch.setattr(module, "__file__", f"{package / 'store' / 'sample.py'}")
    with pytest.raises(NoFile, match=r"did not come with this installation"):
        sample_text()
    (tmp_path / "site" / SAMPLE_NAME).write_text("é one", encoding="utf-8")
    assert sample_text() == "é one"
    (package / SAMPLE_NAME).write_text("other")
    assert sample_text() == "other"
