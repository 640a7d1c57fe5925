"""Where the homes of a file stand, byte for byte, in every layout whose lines tell them apart, and in no other."""

from __future__ import annotations

import pytest

from backlog_cli.store.cache.regions import bounds_in, digest_of, frame_of, regions_of
from backlog_cli.store.load import LoadedFile, load, load_source
from backlog_cli.store.yaml.source import read_source

A1 = '  - job: A1\n    buyers: [Chidi Okafor, Amara Okafor]\n    sold_date: 2026-07-18\n    stage: framing\n    lot: "41"\n'
A2 = (
    "  # her own word: Inés 🏠\n  - {job: A2, buyers: [Inés Brandt], sold_date: 2026-01-24, stage: drywall,\n"
    "     address: 9 Elm}\n\n"
)
A3 = "  - stage: closed\n    job: A3\n    sold_date: 2025-12-06\n    buyers: [Paola]\n    log: []\n"
HEAD, TAIL = "# é\njobs:\n", "settings: {agent: Renata, cadence_days: 5}\n"
BOM = b"\xef\xbb\xbf"


def reading(data: bytes, *, is_pure: bool = False) -> LoadedFile:
    return load_source(read_source(data, "backlog.yaml", is_pure=is_pure))


def regions(data: bytes, *, is_pure: bool = False) -> list[tuple[int, int]] | None:
    found = reading(data, is_pure=is_pure)
    return regions_of(found, len(found.places))


@pytest.mark.parametrize("homes", [(A1,), (A1, A2), (A2, A1, A3), (A3, A2), (A1, A3)])
@pytest.mark.parametrize("start", [b"", BOM])
@pytest.mark.parametrize("head", [HEAD, "jobs:\n", TAIL + "jobs:\n"])
def test_a_home_stands_in_its_own_whole_lines(homes: tuple[str, ...], start: bytes, head: str) -> None:
    data = start + (head + "".join(homes)).encode()
    found = regions(data)
    assert found is not None
    jobs = load(data, "backlog.yaml").backlog_file.jobs
    place = data.index(b"jobs:\n") + 6
    for (first, end), whole, said in zip(found, jobs, homes, strict=True):
        lines = data[first:end].decode()
        (job,) = load(b"jobs:\n" + lines.encode(), "").backlog_file.jobs
        assert job == whole
        assert said[said.index("  - ") :].rstrip() in lines
        assert first >= place
        assert lines.endswith("\n")
        place = end
    assert found[-1][1] <= len(data)


@pytest.mark.parametrize("homes", [(A1,), (A1, A2, A3), (A2, A3)])
@pytest.mark.parametrize("tail", ["", TAIL, "\n# the end\n"])
def test_the_dashes_alone_tell_the_homes_apart_while_nothing_around_them_was_touched(homes: tuple[str, ...], tail: str) -> None:
    data = (HEAD + "".join(homes) + tail).encode()
    found = regions(data)
    assert found is not None
    frame = frame_of(reading(data), found)
    bounds = [*(start for start, _ in found), found[-1][1]]
    assert bounds_in(data, frame) == bounds
    assert (frame.above, frame.below, frame.column) == (bounds[0], len(data) - bounds[-1], 2)
    assert frame.above_digest == digest_of(data[: bounds[0]])
    assert bounds_in(data.replace(b"jobs:", b"jobs: "), frame) is None
    assert bounds_in(b"#" + data, frame) is None
    assert bounds_in(data.replace(b"  - ", b"- "), frame) is None
    assert bounds_in(data.replace(b"\n", b"\r\n"), frame) is None
    assert bounds_in(data[: frame.above - 1], frame) is None
    if frame.below:
        assert bounds_in(data[:-1] + b" ", frame) is None


@pytest.mark.parametrize(
    "text",
    [
        f"jobs: [{{job: A1, buyers: [B], sold_date: 2026-01-24, stage: framing}}]\n{TAIL}",
        HEAD + A1 + A2.replace("Inés Brandt]", "Inés Brandt], lendr: &x y, plan: *x"),
        HEAD + A1 + "  - {job: A9, stage: [x]}\n",
        HEAD + A1 + "  -\n" + A3,
        (HEAD + A1 + A3).replace("\n", "\r\n"),
        HEAD + A1.replace("Chidi Okafor", '"Chi\rdi"') + A3,
        TAIL,
        "",
    ],
)
def test_in_any_other_layout_the_homes_are_not_told_apart(text: str) -> None:
    assert regions(text.encode()) is None


def test_what_the_slower_reader_read_is_not_told_apart() -> None:
    data = (HEAD + A1).encode()
    assert regions(data) is not None
    assert regions(data, is_pure=True) is None
