"""Nothing from the file can act on a terminal, and honest text is not touched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backlog_cli.views.escape import escape_for_terminal, is_hidden

VISIBLE = [
    ("an escape", "\x1b[31mred", r"\x1b[31mred"),
    ("a title change", "\x1b]0;owned\x07", r"\x1b]0;owned\x07"),
    ("a link", "\x1b]8;;http://x\x1b\\y", r"\x1b]8;;http://x\x1b\y"),
    ("a null", "a\x00b", r"a\x00b"),
    ("a backspace", "ab\x08", r"ab\x08"),
    ("delete", "a\x7f", r"a\x7f"),
    ("an eight-bit escape", "\x9b31m", r"\x9b31m"),
    ("next line", "a\x85b", r"a\x85b"),
    ("a lone carriage return", "lies\rtruth", r"lies\x0dtruth"),
    ("an override", "\u202egnp.exe", "<U+202E>gnp.exe"),
    ("an isolate", "a\u2066b\u2069", "a<U+2066>b<U+2069>"),
    ("marks of direction", "\u200e\u200f\u061c", "<U+200E><U+200F><U+061C>"),
    ("zero width", "Ng\u200buyen\u2060\ufeff", "Ng<U+200B>uyen<U+2060><U+FEFF>"),
    ("a joiner in a plain name", "Ng\u200duyen\u200c", "Ng<U+200D>uyen<U+200C>"),
    ("two joiners", "\u0631\u200c\u200c\u0627", "\u0631\u200c<U+200C>\u0627"),
    ("a joiner after a picture", "😀\u200d", "😀<U+200D>"),
    ("a non-joiner between pictures", "👩\u200c👧", "👩<U+200C>👧"),
    ("separators of lines", "a\u2028b\u2029", "a<U+2028>b<U+2029>"),
    ("half a character", "a\ud83d", "a<U+D83D>"),
    ("a byte that was no text", "a\udc80.yaml", "a<U+DC80>.yaml"),
    ("tags", "\U000e0041\U000e007f", "<U+E0041><U+E007F>"),
    ("a flag that is none", "🏴\U000e0061\U000e007f", "🏴<U+E0061><U+E007F>"),
    ("a variant of nothing", "a\U000e0100", "a<U+E0100>"),
    ("a letter that is blank", "\u3164", "<U+3164>"),
    ("no character at all", "\ufffe\ufdd0\ufff0", "<U+FFFE><U+FDD0><U+FFF0>"),
    ("a soft hyphen", "a\u00adb", "a<U+00AD>b"),
]

UNTOUCHED = [
    "Chidi Okafor",
    "Inés Castellanos",
    "王小明",
    "שרה לוי",
    "محمد عبد الله",
    "نرم\u200cافزار",
    "क्\u200dष",
    "葛\U000e0100飾",
    "👩\u200d👩\u200d👧 👩🏽\u200d🚒 ❤\ufe0f\u200d🔥 🇺🇸 🫨",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "\u0600\u0661\u0662",
    "e\u0301",
    "[lot 5] [/b] :house: [red] \\",
    r"already \x1b and <U+202E>",
    "→ · × …",
    "non\u00a0breaking",
    "",
]


@pytest.mark.parametrize(
    ("typed", "shown"), [(typed, shown) for _, typed, shown in VISIBLE], ids=[name for name, _, _ in VISIBLE]
)
def test_what_could_act_or_hide_is_made_visible(typed: str, shown: str) -> None:
    assert escape_for_terminal(typed) == shown
    assert escape_for_terminal(typed, multiline=True) == shown


@pytest.mark.parametrize("honest", UNTOUCHED)
def test_honest_text_passes_untouched(honest: str) -> None:
    assert escape_for_terminal(honest) == honest


def test_a_line_break_or_a_tab_is_a_space_on_one_line() -> None:
    assert escape_for_terminal("one\ntwo\tthree\r\nfour") == "one two three four"


def test_several_lines_keep_their_breaks_and_tabs() -> None:
    assert escape_for_terminal("one\ntwo\tthree\r\nfour", multiline=True) == "one\ntwo\tthree\nfour"


def test_two_halves_of_an_emoji_are_put_together() -> None:
    assert escape_for_terminal("so \ud83d\ude00!") == "so 😀!"


ANYTHING = st.text(
    st.one_of(
        st.characters(), st.characters(categories=["Cs", "Cf", "Cc"]), st.sampled_from("\u200d\u200c\ufe0f🏴👩राنم\U000e0067\r\n")
    )
)


@given(ANYTHING)
@example("\ud83c\udff4\U000e0067")
@settings(max_examples=150)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    for multiline in (False, True):
        once = escape_for_terminal(text, multiline=multiline)
        assert escape_for_terminal(once, multiline=multiline) == once


@given(ANYTHING)
@settings(max_examples=150)
def test_what_is_clean_can_be_printed_on_one_line(text: str) -> None:
    shown = escape_for_terminal(text)
    shown.encode("utf-8")
    assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")]
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\u2060\ufeff")


@pytest.mark.sweep
def test_every_character_there_is_stays_or_is_named() -> None:
    for code in range(0x110000):
        char = chr(code)
        shown = escape_for_terminal(char)
        assert shown in (char, " ", f"\\x{code:02x}", f"<U+{code:04X}>")
        assert (shown == char) is not is_hidden(char)


@pytest.mark.parametrize(
    ("char", "hidden"), [("\x1b", True), ("\x9f", True), ("\u202e", True), ("\u200d", True), ("é", False), ("😀", False)]
)
def test_a_script_can_ask_whether_a_character_hides(char: str, hidden: bool) -> None:
    assert is_hidden(char) is hidden


# Where one script ends and the next begins

JOINED = ((0x600, 0xDFF), (0xF00, 0x109F), (0x1780, 0x18AF), (0x1A20, 0x1CFF), (0xA800, 0xABFF))
JOINED_TOO = ((0xFB50, 0xFDCF), (0xFDF0, 0xFDFF), (0xFE70, 0xFEFC), (0x11000, 0x11FFF))
IDEOGRAPHS = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
PICTURES = ((0xA9, 0xA9), (0xAE, 0xAE), (0x2190, 0x2BFF), (0x1F000, 0x1FAFF))


def edges(ranges: tuple[tuple[int, int], ...]) -> list[tuple[int, bool]]:
    """The first and the last of each range, and their neighbours, with whether they are in any."""
    codes = {code for low, high in ranges for code in (low - 1, low, high, high + 1)}
    return [(code, any(low <= code <= high for low, high in ranges)) for code in sorted(codes)]


@pytest.mark.parametrize(("code", "is_joining"), edges(JOINED + JOINED_TOO))
def test_a_joiner_stays_behind_letters_that_are_joined(code: int, is_joining: bool) -> None:
    assert escape_for_terminal(chr(code) + "\u200cx").endswith("\u200cx" if is_joining else "<U+200C>x")
    assert escape_for_terminal(chr(code) + "\u200dx").endswith("\u200dx" if is_joining else "<U+200D>x")


@pytest.mark.parametrize(("code", "is_ideograph"), edges(IDEOGRAPHS))
def test_a_variant_stays_behind_an_ideograph(code: int, is_ideograph: bool) -> None:
    assert escape_for_terminal(chr(code) + "\U000e0101").endswith("\U000e0101" if is_ideograph else "<U+E0101>")


@pytest.mark.parametrize(("code", "is_variant"), edges(((0xE0100, 0xE01EF),)))
def test_only_variants_stay_behind_an_ideograph(code: int, is_variant: bool) -> None:
    assert escape_for_terminal("邊" + chr(code)) == "邊" + (chr(code) if is_variant else f"<U+{code:X}>")


@pytest.mark.parametrize(("code", "is_picture"), edges(PICTURES))
def test_two_pictures_are_joined_and_nothing_else(code: int, is_picture: bool) -> None:
    for text in (chr(code) + "\u200d🏠", "🏠\u200d" + chr(code)):
        assert ("\u200d" in escape_for_terminal(text)) is is_picture


def test_what_may_act_is_hidden_to_the_very_code() -> None:
    assert [code for code in range(0x100) if is_hidden(chr(code))] == [*range(0x20), *range(0x7F, 0xA0), 0xAD]
    assert (
        escape_for_terminal("".join(map(chr, range(0x7E, 0xA2))))
        == "~" + "".join(f"\\x{code:02x}" for code in range(0x7F, 0xA0)) + "\xa0¡"
    )
    for low, high in (
        (0xFDD0, 0xFDEF),
        (0xFFF0, 0xFFF8),
        (0xFFFE, 0xFFFF),
        (0x1FFFE, 0x1FFFF),
        (0xE0000, 0xE0FFF),
        (0x2065, 0x2065),
    ):
        assert is_hidden(chr(low))
        assert is_hidden(chr(high))
    for code in (0xFDCF, 0xFDF0, 0xFFFD, 0x1FFFD, 0x20000, 0xDFFFF - 2, 0xE1000, 0x0600, 0x2064 + 0x20):
        assert not is_hidden(chr(code)), hex(code)
