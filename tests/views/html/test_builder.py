"""The builder of web pages: whatever a file says stays text, and what is drawn can be read by everyone."""

from __future__ import annotations

import html.parser
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_cli.dates.values import Moment
from backlog_cli.terms import Level
from backlog_cli.views.html.builder import (
    DARK,
    LIGHT,
    PAPER,
    Palette,
    Row,
    el,
    heading,
    html_page,
    level_mark,
    listing,
    paragraph,
    section,
    table,
    to_markup,
)

if TYPE_CHECKING:
    from collections.abc import Callable

NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</style><script>alert(1)</script>",
    "</title><h1>gone",
    "<!-- never closed",
    "&lt;b&gt; &amp; &#60;i&#62;",
    "javascript:alert(1)",
    "url(http://example.com/x)",
    "]]><x>",
    "\u202eevil\u202c \x1b]0;title\x07 \x00",
    "\ud800 half a letter",
    "In\u00e9s O\u2019Brien \U0001f3e0 \u05e9\u05dc\u05d5\u05dd",
)


class Reader(html.parser.HTMLParser):
    """What a page holds: its tags with their attributes, and its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.names: set[str] = set()
        self.values: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.names.update(name for name, _ in attrs)
        self.values += [value or "" for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(markup: str) -> Reader:
    reader = Reader()
    reader.feed(markup)
    reader.close()
    return reader


def everything(words: str) -> str:
    """A page that has these words in every place a report may put them."""
    return html_page(
        words,
        heading(words, 1),
        paragraph(words, classes="lead"),
        section(heading(words), listing([words, el("q", words)]), classes="box"),
        table(
            ["Home", "Word"],
            [
                Row([words, level_mark(Level.RED, words)], Level.RED),
                Row([words, level_mark(Level.AMBER)], Level.AMBER),
                [words, None],
            ],
            caption=words,
        ),
        table(["Mon", "Tue"], [[words, words]], stacks=False),
        el("svg", el("rect", el("title", words), y=4, width=90, height=14, class_="bar"), width="100%", height=20, role="img"),
        el("pre", f"{words}\nsecond line"),
    )


@pytest.mark.parametrize("words", NASTY)
def test_what_the_file_says_stays_text(words: str) -> None:
    usual, nasty = read(everything("plain")), read(everything(words))
    assert nasty.tags == usual.tags
    assert nasty.names == usual.names


@given(st.text(st.characters(codec=None), min_size=1, max_size=40))
def test_any_words_at_all_stay_text(words: str) -> None:
    made = everything(words)
    found = read(made)
    assert found.tags == read(everything("plain")).tags
    assert made.isascii()
    assert "\x1b" not in made


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("a\u202eb", "a<U+202E>b"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\x00b", "a\\x00b"),
        ("line\nbreak", "line break"),
        ("In\u00e9s & \u201cTom\u201d", "In\u00e9s & \u201cTom\u201d"),
        ("\u05e9\u05dc\u05d5\u05dd", "\u05e9\u05dc\u05d5\u05dd"),
    ],
)
def test_what_could_act_or_hide_is_shown_as_what_it_is(words: str, shown: str) -> None:
    assert read(to_markup(el("p", words))).words == [shown, "\n"]


def test_only_words_that_are_set_in_lines_keep_their_line_breaks() -> None:
    assert to_markup(el("pre", "one\ntwo", el("b", "three\nfour"))) == "<pre>one\ntwo<b>three\nfour</b></pre>"
    assert to_markup(el("p", "one\ntwo")) == "<p>one two</p>\n"


def test_a_page_asks_for_nothing_and_lets_nothing_run() -> None:
    made = everything("plain")
    found = read(made)
    assert made.startswith('<!doctype html>\n<html lang="en">')
    assert found.tags.count("title") == 2  # the page's and a tooltip's
    assert found.tags.count("style") == 1
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & set(found.tags)
    assert not [name for name in found.names if name.startswith("on") or name in ("src", "style", "action")]
    assert not re.search(r"https?:|//[a-z]|@import|url\(", made)
    policy = next(value for value in found.values if "default-src" in value)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_a_report_may_add_rules_of_its_own_and_they_are_sealed_too() -> None:
    plain, own = html_page("a", "b"), html_page("a", "b", css=".month td{height:4rem}")
    assert ".month td{height:4rem}</style>" in own
    seals = [re.search(r"sha256-[^']+", made) for made in (plain, own)]
    assert seals[0] and seals[1] and seals[0][0] != seals[1][0]
    with pytest.raises(ValueError, match="plain ASCII"):
        html_page("a", css="</style><script>")


@pytest.mark.parametrize(
    ("tag", "names"),
    [
        ("script", {}),
        ("img", {}),
        ("iframe", {}),
        ("style", {}),
        ("P", {}),
        ("p onclick", {}),
        ("p", {"onclick": "x"}),
        ("p", {"style": "color:red"}),
        ("a", {"src": "#x"}),
        ("a", {"href": "https://example.com"}),
        ("a", {"href": "//example.com/x.html"}),
        ("a", {"href": "/etc/x.html"}),
        ("a", {"href": "data:text/html,x"}),
        ("a", {"href": "http:x.html"}),
        ("a", {"href": "tel:555;phone-context=x"}),
        ("a", {"href": ""}),
        ("use", {"href": "other.html#x"}),
        ("a", {"href": "javascript:alert(1)"}),
        ("rect", {"fill": "url(http://example.com/x)"}),
    ],
)
def test_the_builder_makes_nothing_that_could_reach_out(tag: str, names: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"of ours|to a phone|this page"):
        el(tag, **names)


@pytest.mark.parametrize(
    "address",
    [
        *("#top", "index.html", "../list.html#red", "homes/HC-1041.html", "tel:+15125550142;ext=7", "sms:5550177"),
        "mailto:ann@example.com?subject=Update",
    ],
)
def test_a_link_may_lead_to_a_page_beside_this_one_to_a_phone_and_to_a_mail_program(address: str) -> None:
    assert to_markup(el("a", "go", href=address)) == f'<a href="{address}">go</a>'


def test_names_of_attributes_are_written_as_python_can() -> None:
    assert to_markup(el("rect", class_="bar", stroke_width=2, x=None, viewBox="0 0 1 1")) == (
        '<rect class="bar" stroke-width="2" viewBox="0 0 1 1"/>'
    )


def test_a_row_says_its_level_in_words_and_by_a_bar() -> None:
    made = to_markup(
        table(["", "Home"], [Row([level_mark(Level.RED), "41"], Level.RED), Row([level_mark(Level.GREEN), "42"], Level.GREEN)])
    )
    assert '<tr class="red"><td><b class="mark red">!&#160;red</b></td>' in made
    assert '<tr class="green"><td><b class="mark green">green</b></td>' in made


def test_cells_carry_their_column_s_name_for_the_phone_unless_empty() -> None:
    made = to_markup(table(["Home", "Asked"], [["41", None], ["42", ["", None]], ["43", "why"]], numbers=[0]))
    assert made.count('data-label="Asked"') == 1
    assert '<td class="number" data-label="Home">' in made.replace(
        'data-label="Home" class="number"', 'class="number" data-label="Home"'
    )


def test_every_piece_of_a_list_of_pieces_is_written() -> None:
    assert to_markup(["a", 1, None, ("b", el("br")), 2.5]) == "a1b<br>2.5"


@pytest.mark.parametrize("palette", [LIGHT, DARK, PAPER], ids=["light", "dark", "paper"])
def test_every_text_colour_stands_out_from_every_ground(palette: Palette, contrast_of: Callable[[str, str], float]) -> None:
    for ink in ("ink", "quiet", "red", "amber", "green", "link"):
        for ground in ("paper", "band"):
            found = contrast_of(getattr(palette, ink), getattr(palette, ground))
            assert found >= 4.5, f"{ink} on {ground}: {found:.2f}"
    assert contrast_of(palette.bar, palette.paper) >= 3
    assert contrast_of("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the arithmetic itself


@pytest.mark.sweep
def test_a_real_browser_shows_nasty_words_and_does_nothing_they_say(browser: Callable[[str], Any]) -> None:
    for words in NASTY[:6]:
        seen = browser(everything(words))
        assert seen.wrong == ()
        assert words in seen.text
        assert seen.title == words


@pytest.mark.sweep
def test_a_real_browser_finds_the_page_readable_on_every_screen(browser: Callable[[str], Any]) -> None:
    seen = browser(everything("Grace Whitfield wants the outlets moved before the insulation goes in"))
    assert seen.wrong == ()
    assert len(seen.sheets) == 1


@pytest.mark.sweep
def test_the_browser_s_eyes_are_open(browser: Callable[[str], Any]) -> None:
    bad = (
        "<!doctype html><title>x</title><style>p{color:#999;width:900px}section{break-after:page}b{color:#b00}i{font-size:8px}"
        "div{overflow:auto}pre{width:2000px}</style><section id=a>one</section><p>faint</p><b id=a>red</b><i>tiny</i>"
        "<div><pre>wide</pre></div><svg width=50 height=20><text x=0 y=15>left</text><text x=9 y=15>right</text></svg>"
        "<table><thead style='display:block'><tr><td>head</table>"
        "<img src='http://127.0.0.1:9/x.png'><script>console.error('seen')</script>"
    )
    seen = browser(bad)
    assert any("seen" in complaint for complaint in seen.complaints)
    assert seen.requests == ("http://127.0.0.1:9/x.png",)
    for words in (
        *(
            '360 light: "faint" has a contrast of 2.8',
            "360 dark: the page is 620 px too wide",
            'print: "red" is printed in colour',
        ),
        *("two elements are called a", '"tiny" is only 8.0 px', "div scrolls sideways", '"right" lies on another text'),
        "a head does not repeat",
    ):
        assert any(words in fault for fault in seen.wrong), (words, seen.wrong)
    assert len(seen.sheets) == 2
    assert seen.thin


@pytest.mark.parametrize("cell", [el("br"), Moment(date(2026, 11, 23)), [None, el("span")]], ids=["element", "moment", "listed"])
def test_a_cell_that_holds_a_value_is_not_empty(cell: Any) -> None:
    assert 'data-label="Home"' in to_markup(table(["Home"], [Row([cell])]))


@pytest.mark.parametrize("cell", [None, "", (), [None, [""]]])
def test_a_cell_that_holds_nothing_has_no_name_before_it(cell: Any) -> None:
    assert "data-label" not in to_markup(table(["Home"], [Row([cell])]))
