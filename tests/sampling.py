"""Long tables of cases: a few of them are tried on every save, the whole table in the sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def one_in(count: int, names: str | Sequence[str], cases: Iterable[Any], **more: Any) -> pytest.MarkDecorator:
    """`@pytest.mark.parametrize`, all but each `count`-th case of it, the first one among those, marked as a sweep."""
    is_one = isinstance(names, str) and "," not in names
    params = [
        pytest.param(*([case] if is_one else case), marks=pytest.mark.sweep if place % count else ())
        for place, case in enumerate(cases)
    ]
    return pytest.mark.parametrize(names, params, **more)
