"""What the bytes of a file are, before anybody reads them: text, or what else, and where it is damaged."""

from __future__ import annotations

import pytest

from backlog_cli.store.yaml import encoding as module
from backlog_cli.store.yaml.encoding import BOM, MIN_BYTES_PER_BREAK, decode_source, is_within_limits


def said(data: bytes) -> list[tuple[int, int, str]]:
    return [(problem.line, problem.column, problem.what) for problem in decode_source(data)[2]]


def test_a_bad_byte_is_counted_in_the_file_and_shown_in_its_line() -> None:
    line = b"jobs: \xff\n"
    assert said(line) == [(1, 7, "byte 0xff (number 7 of the file) is not UTF-8 text")]
    assert said(BOM + line) == [(1, 7, "byte 0xff (number 10 of the file) is not UTF-8 text")]
    assert said("é: 1\r\n\r\né ".encode() + b"\x80 \x81\r# \xfe") == [
        (3, 3, "byte 0x80 (number 13 of the file) is not UTF-8 text"),
        (4, 3, "byte 0xfe (number 19 of the file) is not UTF-8 text"),
    ]


def test_twenty_bad_lines_are_told_one_by_one() -> None:
    assert [line for line, _, _ in said(b"\xff\n" * 19)] == list(range(1, 20))
    assert [line for line, _, _ in said(b"a\n\xff\n" * 30)] == list(range(2, 42, 2))


@pytest.mark.parametrize(
    ("data", "is_wide"),
    [
        (b"a\0b\0", True),
        (b"\0a\0b", True),
        ("jobs: []".encode("utf-16-le"), True),
        ("jobs: []".encode("utf-32-be"), True),
        (b"a\0b", False),
        (b"ab\0\0", False),
        (b"a\0bc", False),
        (b"jobs", False),
    ],
)
def test_two_bytes_for_a_sign_are_known_by_their_zeros(data: bytes, is_wide: bool) -> None:
    assert any("UTF-16 or UTF-32" in what for _, _, what in said(data)) is is_wide


@pytest.mark.parametrize("sign", [b"\n", b"\r", b","])
def test_a_stretch_that_nobody_can_have_typed_is_refused(sign: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_UNBROKEN_BYTES", 100)
    assert any("has no end" in what for _, _, what in said(b"a" * 301))
    assert not said(b"a" * 100)
    assert not said((b"a" * 99 + sign) * 4)
    assert any("has no end" in what for _, _, what in said((b"a" * 99 + sign) * 2 + b"a" * 301))


def test_a_great_many_tiny_pieces_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MANY_BREAKS", 10)
    monkeypatch.setattr(module, "MAX_BREAKS", 30)
    for few in (b"-\n" * 10, (b"a" * 6 + b"\n") * 30, b"-\r\n" * 10):
        assert not said(few)
    for many in (b"-\n" * 11, b"-," * 11, b"-\r" * 11, b"-\r\n" * 11, (b"a" * 6 + b"\n") * 31, (b"a" * 5 + b"\n") * 11):
        assert any("tiny pieces" in what for _, _, what in said(many)), many


def test_what_stays_clear_of_every_bound_need_not_be_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 1000)
    monkeypatch.setattr(module, "MANY_BREAKS", 10)
    monkeypatch.setattr(module, "MAX_BREAKS", 40)
    assert is_within_limits(b"-\n" * 9)
    assert not is_within_limits(b"-\n" * 10)
    assert not is_within_limits(b"-," * 10)
    # Many breaks are fine as long as lines are long enough on average; each \r\n counts twice.
    assert is_within_limits((b"a" * MIN_BYTES_PER_BREAK + b"\n") * 39)
    assert not is_within_limits((b"a" * (MIN_BYTES_PER_BREAK - 1) + b"\n") * 39)
    assert not is_within_limits((b"a" * MIN_BYTES_PER_BREAK + b"\r\n") * 20)
    assert not is_within_limits((b"a" * MIN_BYTES_PER_BREAK + b"\n") * 40)
    assert is_within_limits(b"a" * 999)
    assert not is_within_limits(b"a" * 1000)


@pytest.mark.parametrize("sign", [*range(9), 11, 12, *range(14, 32), 0x7F])
def test_every_control_sign_is_told_with_its_place(sign: int) -> None:
    assert [(line, column) for line, column, _ in said(b"a\n x" + bytes([sign]) + b"b\n")] == [(2, 3)]
    assert [(line, column) for line, column, _ in said(b"x" + bytes([sign]))] == [(1, 2)]


@pytest.mark.parametrize("text", ["\t\n\r\n x ~", "é ñ 🏠 \xa0", "~\x20"])
def test_what_is_no_control_sign_is_not(text: str) -> None:
    assert decode_source(text.encode()) == (text, False, [])
    assert decode_source(BOM + text.encode()) == (text, True, [])


def test_files_of_as_many_bytes_and_pieces_are_read_as_it_is_said() -> None:
    assert (module.MAX_BYTES, module.MAX_OF_A_KIND, module.MIN_BYTES_PER_BREAK, module.MAX_UNBROKEN_BYTES) == (
        32 * 1024 * 1024,
        20,
        7,
        1024 * 1024,
    )
    assert (module.MAX_BREAKS, module.MANY_BREAKS) == (2_000_000, 250_000)
    assert not said(b"jobs: []\n#" + b"," * (1 << 17))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\0" * 300 + b"jobs: []\n", "300 empty bytes begin on line 1"),
        (b"\0" * 4096, "4096 empty bytes begin on line 1"),
        (b"\njobs: []\n" + b"\0" * 16, "16 empty bytes begin on line 3"),
        (b"jobs: []\n" + b"#" * 200 + b"\0" * 17 + b"\n", "17 empty bytes begin on line 2"),
    ],
)
def test_empty_bytes_are_counted_and_their_line_is_told(data: bytes, what: str) -> None:
    assert said(data) == [(0, 0, f"{what}: this looks like damage by a power cut")]
    assert said(BOM + data) == said(data)
