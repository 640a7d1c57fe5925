"""What the page of a home is called: the same for good, safe on every disk, and never the name of another home's page."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_cli.workflows.site import is_page_name, page_names

KEYS = st.one_of(
    st.text(st.characters(codec=None), min_size=1, max_size=90),
    st.text("aAbB1-_@./#é ", min_size=1, max_size=8),
    st.from_regex(r"\A[A-Z]{2}-\d{4}(@20\d\d-\d\d-\d\d)?(#2)?\Z"),
)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("HC-1041", "home-hc-1041.html"),
        ("1041", "home-1041.html"),
        ("1033@2026-02-08", "home-1033_2026-02-08.html"),
        ("hc-1041", "home-hc-1041_*.html"),
        ("HC 1041", "home-hc-1041_*.html"),
        ("../../etc/passwd", "home--etc-passwd_*.html"),
        ("CON", "home-con.html"),
        ("12/A", "home-12-a_*.html"),
    ],
)
def test_a_page_is_called_after_its_job_number(key: str, name: str) -> None:
    assert re.sub(r"_[0-9a-f]{8}\.html", "_*.html", page_names([key])[key]) == name


@settings(max_examples=60)
@given(st.lists(KEYS, max_size=5, unique=True))
def test_no_two_homes_share_a_page_on_any_disk(keys: list[str]) -> None:
    names = page_names(keys)
    assert len({name.casefold() for name in names.values()}) == len(keys)
    for key, name in names.items():
        assert page_names([key]) == {key: name}
        assert is_page_name(name)
        assert re.fullmatch(r"home-[a-z0-9_-]{1,90}\.html", name)


@pytest.mark.parametrize("name", ["notes.html", "home-.html", "home-A.html", "home-a.htm", "index.html.bak", "a/home-1.html", ""])
def test_other_files_are_not_taken_for_pages(name: str) -> None:
    assert not is_page_name(name)
