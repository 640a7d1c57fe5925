"""The one door to a screen for text from the file, from paths and from errors: what could act is made visible."""

from __future__ import annotations

import unicodedata

# Regional flags are the only honest use of the invisible tag characters: a black flag, a region, an end tag.
_BLACK_FLAG = "\U0001f3f4"
_FLAGS = tuple(
    _BLACK_FLAG + "".join(chr(0xE0000 + ord(c)) for c in region) + "\U000e007f" for region in ("gbeng", "gbsct", "gbwls")
)

_ZWNJ, _ZWJ = "\u200c", "\u200d"
_EMOJI_SELECTOR = "\ufe0f"

# Scripts whose letters change shape at a joiner: Arabic to Thaana and N'Ko, the Indic family to Sinhala, Tibetan,
# Myanmar, Khmer, Mongolian, and the younger blocks of the same families.
_JOINING = (
    (0x0600, 0x0DFF),
    (0x0F00, 0x109F),
    (0x1780, 0x18AF),
    (0x1A20, 0x1CFF),
    (0xA800, 0xABFF),
    (0xFB50, 0xFDCF),
    (0xFDF0, 0xFDFF),
    (0xFE70, 0xFEFC),
    (0x11000, 0x11FFF),
)
_PICTURES = ((0x00A9, 0x00A9), (0x00AE, 0x00AE), (0x2190, 0x2BFF), (0x1F000, 0x1FAFF))
_IDEOGRAPHS = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))

# Arabic, Syriac and Kaithi number signs are called "format characters" but print.
_PRINTING_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# Letters that are blank: a name of these looks like no name at all.
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")


def escape_for_terminal(text: str, *, multiline: bool = False) -> str:
    r"""Return the text as it may stand on a screen: controls as `\x1b`, hidden and direction-changing characters as `<U+202E>`.

    A line break or tab is a space, unless `multiline` keeps them. Honest names in any script, emoji and flags pass
    untouched; half characters that belong together are joined. Cleaning twice changes nothing more (SAFETY 13).
    """
    if text.isprintable() and _BLANK_LETTERS.isdisjoint(text) and (text.isascii() or max(text) < "\U000e0000"):
        return text
    whole = _join_surrogates(text).replace("\r\n", "\n")
    out: list[str] = []
    place = 0
    while place < len(whole):
        flag = next((flag for flag in _FLAGS if whole.startswith(flag, place)), None)
        if flag is not None:
            out.append(flag)
            place += len(flag)
            continue
        before = whole[place - 1] if place else ""
        out.append(_visible_char(whole[place], before, whole[place + 1 : place + 2], multiline=multiline))
        place += 1
    return "".join(out)


def is_hidden(char: str) -> bool:
    """Return whether one character could act on a terminal or hide there, wherever it stands (scripts escape these in JSON)."""
    code = ord(char)
    if code < 0x20 or 0x7F <= code < 0xA0:
        return True
    kind = unicodedata.category(char)
    if kind == "Cf":
        return char not in _PRINTING_FORMATS
    return kind in ("Cs", "Zl", "Zp") or char in _BLANK_LETTERS or 0xE0000 <= code <= 0xE0FFF or _is_noncharacter(code)


def _visible_char(char: str, before: str, after: str, *, multiline: bool) -> str:
    if char in "\n\t":
        return char if multiline else " "
    code = ord(char)
    if code < 0x20 or 0x7F <= code < 0xA0:
        return f"\\x{code:02x}"
    if not is_hidden(char):
        return char
    if char in (_ZWJ, _ZWNJ) and _is_joining(before, after, char):
        return char
    if 0xE0100 <= code <= 0xE01EF and _is_within(before, _IDEOGRAPHS):
        return char  # the variant of a Chinese or Japanese name's character
    return f"<U+{code:04X}>"


def _join_surrogates(text: str) -> str:
    """Two halves of one character (as JSON escapes write emoji) put together; lone halves stay."""
    if not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _is_joining(before: str, after: str, char: str) -> bool:
    if _is_within(before, _JOINING):
        return True
    is_picture = before == _EMOJI_SELECTOR or _is_within(before, _PICTURES)
    return char == _ZWJ and is_picture and _is_within(after, _PICTURES)


def _is_noncharacter(code: int) -> bool:
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE or code == 0x2065 or 0xFFF0 <= code <= 0xFFF8


def _is_within(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return bool(char) and any(low <= ord(char) <= high for low, high in ranges)
