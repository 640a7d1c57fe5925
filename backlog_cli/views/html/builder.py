"""The one builder of web pages: every text is cleaned and escaped, one style sheet, no script, no outside address."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias, Union

from backlog_cli.dates.values import Moment, Period
from backlog_cli.terms import Level
from backlog_cli.views.escape import escape_for_terminal

Content: TypeAlias = Union["Element", str, int, float, date, Moment, Period, Iterable["Content"], None]
AttributeValue: TypeAlias = str | int | float | None


class Element(NamedTuple):
    """A piece of a page, not yet text: only `page` and `to_markup` turn it into markup, so nothing can slip past them."""

    tag: str
    attributes: Mapping[str, AttributeValue]
    inside: tuple[Content, ...]


class Row(NamedTuple):
    """A line of a table; its level draws the bar at the left. The word or sign for it is in a cell (`mark`)."""

    cells: Sequence[Content]
    level: Level | None = None
    classes: str = ""


class Palette(NamedTuple):
    """The colours of one scheme as `#rrggbb`. Text is in ink, quiet, red, amber, green or link on paper or band."""

    paper: str
    band: str  # behind table heads and boxes
    ink: str
    quiet: str
    rule: str  # thin lines; never text
    red: str
    amber: str
    green: str
    link: str
    bar: str  # the body of a drawn bar
    bar_ahead: str  # what of it is still to come

    @property
    def css(self) -> str:
        """The colours as custom properties: `--ink:#1b1f23;...`."""
        names = self._fields
        return "".join(f"--{name.replace('_', '-')}:{getattr(self, name)};" for name in names)


LIGHT = Palette(
    paper="#ffffff",
    band="#f1f3f5",
    ink="#1b1f23",
    quiet="#57606a",
    rule="#c9d1d9",
    red="#b3161b",
    amber="#8a5300",
    green="#1a6b33",
    link="#0a58b0",
    bar="#3f6fa3",
    bar_ahead="#c4d7ec",
)
DARK = Palette(
    paper="#14181d",
    band="#20262d",
    ink="#e8ebee",
    quiet="#a9b2bc",
    rule="#454e58",
    red="#ff8f88",
    amber="#f0b255",
    green="#7bd494",
    link="#8fc1ff",
    bar="#7fa9d6",
    bar_ahead="#33475c",
)
PAPER = Palette(
    paper="#ffffff",
    band="#ececec",
    ink="#000000",
    quiet="#333333",
    rule="#808080",
    red="#000000",
    amber="#000000",
    green="#000000",
    link="#000000",
    bar="#555555",
    bar_ahead="#dddddd",
)

_SHORT = 12  # letters that have room in one line wherever they are
SIGNS = {Level.RED: "!", Level.AMBER: "~", Level.GREEN: "", Level.ARCHIVED: "\u00b7"}

_TEXT_TAGS = frozenset(
    {
        *("a", "abbr", "b", "bdi", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "figcaption"),
        *("figure", "footer", "h1", "h2", "h3", "h4", "header", "hr", "i", "li", "main", "nav", "ol", "p", "pre", "q", "s"),
        *("section", "small", "span", "strong", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "ul"),
    }
)
_SVG_TAGS = frozenset(
    {
        *("svg", "circle", "defs", "desc", "g", "line", "path", "pattern", "polygon", "polyline", "rect", "text", "title"),
        *("tspan", "use"),
    }
)
_VOID_TAGS = frozenset({"br", "hr"})
# Of a drawing; nothing is in most of them.
_STROKE_TAGS = frozenset({"circle", "line", "path", "polygon", "polyline", "rect", "use"})
# Tags whose line breaks mean something.
_PREFORMATTED_TAGS = frozenset({"pre"})
# After these a line of the source ends; nothing on the page changes.
_BLOCK_TAGS = frozenset(
    {
        *("caption", "dl", "div", "figure", "footer", "h1", "h2", "h3", "h4", "header", "li", "main", "nav", "ol", "p"),
        *("section", "table", "tbody", "thead", "tr", "ul"),
    }
)

_ATTRIBUTES = frozenset(
    {
        *("class", "id", "lang", "dir", "title", "scope", "colspan", "rowspan", "datetime", "role", "href", "data-label"),
        *("aria-label", "aria-hidden", "cx", "cy", "d", "dx", "dy", "dominant-baseline", "fill", "fill-opacity", "font-size"),
        *("font-weight", "height", "opacity", "patternTransform", "patternUnits", "points", "preserveAspectRatio", "r", "rx"),
        *("ry", "stroke", "stroke-dasharray", "stroke-linecap", "stroke-width", "text-anchor", "transform", "viewBox", "width"),
        *("x", "x1", "x2", "y", "y1", "y2"),
    }
)
_PAINT_ATTRIBUTES = frozenset({"fill", "stroke"})
# A place on the page, a page beside it, a number to dial or to text, a mail address: nothing that a browser fetches by itself.
_ADDRESS = re.compile(
    r"(?:(?:[\w.-]+/)*[\w-][\w.-]*\.html)?(?:#[^\s#]*)?|(?:tel|sms):\+?\d+(?:;ext=\d+)?|mailto:[^\s?]+(?:\?\S*)?", re.ASCII
)


# Elements.


def el(tag: str, *inside: Content, **attributes: AttributeValue) -> Element:
    """One element with what is inside it; `class_` is class, `stroke_width` is stroke-width, None leaves one out.

    Tags and attribute names come from a closed list, so no page can hold a script, a form or an address of the web.
    Raise ValueError for any other.
    """
    names = {_attribute_name(name): value for name, value in attributes.items() if value is not None}
    if tag not in _TEXT_TAGS | _SVG_TAGS:
        raise ValueError(f"no page of ours holds a <{tag}>")
    for name, value in names.items():
        if name not in _ATTRIBUTES:
            raise ValueError(f"no element of ours has {name}=")
        if name == "href" and not (value and _ADDRESS.fullmatch(str(value))):
            raise ValueError("links lead to this page, to one beside it, or to a phone or a mail program")
        if name == "href" and tag == "use" and not str(value).startswith("#"):
            raise ValueError("what is drawn again comes from this page")
        if name in _PAINT_ATTRIBUTES and "(" in str(value) and not str(value).startswith(("url(#", "var(--")):
            raise ValueError("paint comes from this page")
    return Element(tag, names, inside)


def _attribute_name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def heading(words: Content, depth: int = 2) -> Element:
    """Return a heading, h1 to h4; the page's own title is h1."""
    return el(f"h{min(max(depth, 1), 4)}", words)


def paragraph(*words: Content, classes: str | None = None) -> Element:
    """Return a paragraph; class `quiet` for what matters less, `lead` for the line under the title."""
    return el("p", *words, class_=classes)


def listing(entries: Iterable[Content], *, is_numbered: bool = False, classes: str | None = None) -> Element:
    """Return a list with an entry a line; class `plain` leaves the dots out."""
    return el("ol" if is_numbered else "ul", *(el("li", entry) for entry in entries), class_=classes)


def section(*parts: Content, name: str | None = None, classes: str | None = None) -> Element:
    """Return a part of the page; class `sheet` begins a new sheet of paper after it, `box` draws a frame. `name` is its id."""
    return el("section", *parts, class_=classes, id=name)


def level_mark(level: Level, words: str | None = None) -> Element:
    """Return a level as sign and word in its colour: `! red`. `words` stand in place of the level's own name."""
    return el("b", f"{SIGNS[level]}\u00a0{words or level.value}".strip(), class_=f"mark {level.value}")


def table(
    head: Sequence[str],
    rows: Iterable[Row | Sequence[Content]],
    *,
    caption: str | None = None,
    numbers: Iterable[int] = (),
    stacks: bool = True,
    flows: bool = False,
    classes: str = "",
) -> Element:
    """Return a table whose head repeats on every sheet of paper; the columns `numbers` are set to the right.

    On a phone each row becomes a block with the column's name before each cell: a line a cell, or with `flows` as many
    cells a line as there is room for, the last one alone. With `stacks=False` (a few narrow columns) the table keeps its shape.
    """
    right = frozenset(numbers)
    body = [_table_row(row if isinstance(row, Row) else Row(row), head, right) for row in rows]
    columns = [el("th", short(name), scope="col", class_="number" if place in right else None) for place, name in enumerate(head)]
    shape = ("stacks" if stacks else "", "flows" if flows else "", classes)
    return el(
        "table",
        el("caption", caption) if caption else None,
        el("thead", el("tr", *columns)),
        el("tbody", *body),
        class_=" ".join(word for word in shape if word) or None,
    )


def short(words: str) -> Content:
    """Return a few letters so that no line ends among them; longer words as they are."""
    return el("span", words, class_="short") if words and len(words) <= _SHORT else words


def _table_row(row: Row, head: Sequence[str], right: frozenset[int]) -> Element:
    cells = []
    for place, cell in enumerate(row.cells):
        label = head[place] if place < len(head) and not _is_empty(cell) else None
        cells.append(el("td", cell, data_label=label or None, class_="number" if place in right else None))
    classes = " ".join(word for word in (row.level.value if row.level else "", row.classes) if word)
    return el("tr", *cells, class_=classes or None)


def _is_empty(part: Content) -> bool:
    if part is None or isinstance(part, str):
        return not part
    if isinstance(part, Element | Moment | Period):  # tuples, but no lists of parts
        return False
    return isinstance(part, Iterable) and all(_is_empty(inner) for inner in part)


# Pages.


def html_page(title: str, *parts: Content, css: str = "", lang: str = "en") -> str:
    """Return a whole page as text in ASCII alone (other letters as character references), so that every pipe can hold it.

    `css` adds a report's own rules after the shared ones; its colours are `var(--ink)` and the other names of Palette.
    """
    style = STYLE + css
    if "<" in style or not style.isascii():
        raise ValueError("a style sheet is plain ASCII without markup")
    return _whole_page(title, to_markup(list(parts)), style, lang)


def _whole_page(title: str, body: str, style: str, lang: str = "en") -> str:
    seal = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{seal}'; base-uri 'none'; form-action 'none'"
    return "".join(
        (
            f'<!doctype html>\n<html lang="{_escape_text(lang)}">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n',
            f"<title>{_escape_text(title)}</title>\n{_STYLE_TAG}{style}</style>\n</head>\n",
            f"<body>\n{_BODY_TAG}{body}{_BODY_END}</body>\n</html>\n",
        )
    )


_STYLE_TAG, _BODY_TAG, _BODY_END = "<style>", "<main>\n", "</main>\n"
_ID = re.compile(r'( id="| href="#)')  # a quotation mark in a text is never written as one


def join_pages(title: str, top: Content, parts: Sequence[tuple[Content, str]]) -> str:
    """Return whole pages that `html_page` made, all of one kind, as one: below `top`, each under what stands above it."""
    style = parts[0][1].partition(_STYLE_TAG)[2].partition("</style>")[0] if parts else STYLE
    body = [
        to_markup(above) + _ID.sub(rf"\g<1>p{n}-", page.partition(_BODY_TAG)[2].rpartition(_BODY_END)[0])
        for n, (above, page) in enumerate(parts, 1)
    ]
    return _whole_page(title, to_markup(top) + "".join(body), style)


def to_markup(part: Content) -> str:
    """Return the markup of a piece: its text cleaned of what could act or hide, then escaped."""
    out: list[str] = []
    _write(part, out, is_lined=False)
    return "".join(out)


def _write(part: Content, out: list[str], *, is_lined: bool) -> None:
    if part is None:
        return
    if isinstance(part, Element):
        _write_element(part, out, is_lined=is_lined)
    elif isinstance(part, str | int | float | date | Moment | Period):
        out.append(_escape_text(str(part), is_lined=is_lined))
    else:
        for inner in part:
            _write(inner, out, is_lined=is_lined)


def _write_element(element: Element, out: list[str], *, is_lined: bool) -> None:
    names = "".join(f' {name}="{_escape_text(str(value))}"' for name, value in element.attributes.items())
    out.append(f"<{element.tag}{names}>")
    if element.tag in _VOID_TAGS:
        return
    if element.tag in _STROKE_TAGS and not element.inside:
        out[-1] = f"<{element.tag}{names}/>"
        return
    for inner in element.inside:
        _write(inner, out, is_lined=is_lined or element.tag in _PREFORMATTED_TAGS)
    out.append(f"</{element.tag}>")
    if element.tag in _BLOCK_TAGS:
        out.append("\n")


def _escape_text(text: str, *, is_lined: bool = False) -> str:
    shown = html.escape(escape_for_terminal(text, multiline=is_lined), quote=True)
    return shown if shown.isascii() else shown.encode("ascii", "xmlcharrefreplace").decode()


STYLE = (
    ":root{color-scheme:light dark;" + LIGHT.css + "}"
    "@media screen and (prefers-color-scheme:dark){:root{" + DARK.css + "}}"
    "@media print{:root{color-scheme:light;"
    + PAPER.css
    + "}}"
    + """
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",\
"Liberation Sans",Arial,sans-serif;-webkit-text-size-adjust:100%}
main{max-width:72rem;margin:0 auto;padding:1.25rem 1rem 3rem;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.2;margin:.2rem 0 .4rem}
h2{font-size:1.2rem;line-height:1.25;margin:1.8rem 0 .5rem}
h3{font-size:1rem;margin:1.2rem 0 .3rem}
h4{font-size:1rem;font-weight:600;color:var(--quiet);margin:1rem 0 .3rem}
p,ul,ol,dl,pre{margin:.4rem 0 .7rem}
ul,ol{padding-left:1.3rem}
li{margin:.15rem 0}
ul.plain{list-style:none;padding-left:0}
a{color:var(--link)}
hr{border:0;border-top:1px solid var(--rule);margin:1.2rem 0}
pre{white-space:pre-wrap;font:inherit}
blockquote,q{font-style:italic}
blockquote{margin:.4rem 0;padding-left:.8rem;border-left:3px solid var(--rule)}
.quiet{color:var(--quiet)}
.short{white-space:nowrap}
.lead{font-size:1.05rem}
.mark{white-space:nowrap}
.mark.red{color:var(--red)}
.mark.amber{color:var(--amber)}
.mark.green{color:var(--green)}
.mark.archived{color:var(--quiet)}
.pages{margin-bottom:.6rem}
.pages>*{display:inline-block;padding:.6rem .55rem .6rem 0}
.box{border:1px solid var(--rule);border-radius:.4rem;padding:.3rem .9rem;margin:.8rem 0}
dl{display:grid;grid-template-columns:fit-content(40%) 1fr;gap:.1rem .9rem}
dt{color:var(--quiet)}
dd{margin:0}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem;font-size:.94rem}
caption{text-align:left;font-weight:600;padding:.2rem 0}
th{text-align:left;font-weight:600;background:var(--band);border-bottom:2px solid var(--rule)}
th,td{padding:.35rem .5rem;vertical-align:top}
td{border-bottom:1px solid var(--rule)}
.number{text-align:right;font-variant-numeric:tabular-nums}
.stacks th:first-child,.stacks td:first-child{border-left:6px solid transparent}
.stacks th:first-child{border-left-color:var(--band)}
tr.red>td:first-child{border-left:6px solid var(--red)}
tr.amber>td:first-child{border-left:6px double var(--amber)}
td ul{margin:0;padding-left:1rem}
.pill{display:inline-block;border:1px solid var(--rule);border-radius:1rem;padding:0 .6rem;text-decoration:none}
svg{display:block;font:inherit;font-size:13px;overflow:visible}
svg text{fill:var(--ink)}
svg .ink{fill:var(--ink)}
svg .quiet{fill:var(--quiet)}
svg .red{fill:var(--red)}
svg .amber{fill:var(--amber)}
svg .green{fill:var(--green)}
svg .bar{fill:var(--bar)}
svg .bar-ahead{fill:var(--bar-ahead)}
svg .paper{fill:var(--paper)}
svg .line{stroke:var(--ink);stroke-width:1.5;fill:none}
svg .rule{stroke:var(--rule);stroke-width:1;fill:none}
@media screen and (max-width:40rem){
body{font-size:17px}
.mark{display:inline-block;white-space:normal}
table.stacks,table.stacks tbody,table.stacks tr,table.stacks td,table.stacks caption{display:block;width:auto}
table.stacks thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
table.stacks tr{border:1px solid var(--rule);border-radius:.4rem;margin:.6rem 0;padding:.35rem .7rem}
table.stacks td{border:0;padding:.12rem 0;text-align:left}
table.stacks td:empty{display:none}
table.stacks td[data-label]::before{content:attr(data-label) ": ";color:var(--quiet)}
table.stacks tr>td:first-child{border-left:0;padding-left:0}
table.flows td{display:inline-block;margin-right:1rem}
table.flows td:last-child{display:block}
table.flows td[data-label]::before{content:attr(data-label) "\\a0"}
table.stacks tr.red{border-left:6px solid var(--red)}
table.stacks tr.amber{border-left:6px double var(--amber)}
}
@media print{
@page{size:Letter;margin:12mm}
body{font-size:9.25pt;line-height:1.28}
main{max-width:none;margin:0;padding:0}
h1{font-size:14pt}
h2{font-size:11.5pt;margin:8pt 0 2pt}
h3,h4{font-size:10pt;margin:6pt 0 2pt}
h1,h2,h3,h4,caption{break-after:avoid}
p,li{orphans:3;widows:3}
main>:nth-last-child(-n+3),li:nth-last-child(-n+4),tbody>tr:nth-last-child(-n+5){break-before:avoid}
table{font-size:8.5pt}
thead{display:table-header-group}
tr,li,.box,svg{break-inside:avoid}
th,td{padding:1.5pt 4pt}
th,.bar,.bar-ahead{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.sheet{break-after:page}
.sheet:last-child{break-after:auto}
.screen{display:none}
a{text-decoration:none}
}
"""
)
