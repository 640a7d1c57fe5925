"""What every test may ask for: the day it is, and the pictures that screens are held against."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

EXPECTED = Path(__file__).parent / "expected"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --rewrite` takes today's output as the new expected pictures; read the diff like code."""
    parser.addoption("--rewrite", action="store_true", help="write tests/expected/*.txt anew")


@pytest.fixture
def today() -> date:
    """The Thursday on which CLI.md's examples play."""
    return date(2026, 6, 4)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden(name, text)` holds `text` against `tests/expected/<name>.txt`."""
    rewrite = bool(request.config.getoption("--rewrite"))

    def hold(name: str, text: str) -> None:
        path = EXPECTED / f"{name}.txt"
        if rewrite:
            path.write_text(text, encoding="utf-8", newline="")
        assert path.is_file(), f"no {path.name} yet: pytest --rewrite, then read it"
        assert text == path.read_bytes().decode("utf-8")

    return hold
