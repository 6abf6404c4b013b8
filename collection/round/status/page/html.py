"""The one place where texts become HTML: what is not HTML already is escaped, whoever wrote it."""

from __future__ import annotations

import html

from collection.round.status.harmless import harmless

__all__ = ["Html", "element", "escaped", "joined"]


class Html(str):
    """A text that is HTML already, and stands in a page as it is."""

    __slots__ = ()


def escaped(text: str) -> Html:
    """Return a text as HTML that shows it, within an element or in quotes."""
    if isinstance(text, Html):
        return text
    return Html(html.escape(harmless(text)))


def joined(*parts: str) -> Html:
    """Return parts one behind the other."""
    return Html("".join(map(escaped, parts)))


def element(name: str, *inner: str, **attributes: str) -> Html:
    """Return an element with what is in it; `class_` and `aria_label` stand for `class` and `aria-label`.

    >>> element("td", "<b>", class_="name")
    '<td class="name">&lt;b&gt;</td>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(value)}"' for key, value in attributes.items()
    )
    return Html(f"<{name}{written}>{joined(*inner)}</{name}>")
