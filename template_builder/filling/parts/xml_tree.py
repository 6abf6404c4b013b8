"""An XML part as a tree that loses nothing: prefixes, the order of attributes, remarks, white space.

What other libraries drop (declarations that only `mc:Ignorable` mentions, names in unknown namespaces) is why
there is a tree of our own. Document types are refused, and with them entities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from template_builder.xlsx.errors import BuildError

__all__ = ["Element", "Markup", "parsed"]

_DEEPEST = 256
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_ATTRIBUTE = {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_TEXT, _ATTRIBUTE = re.compile("[&<>\r]"), re.compile('[&<"\n\r\t]')


class Markup(str):
    """A remark or an instruction, as it stands."""

    __slots__ = ()


class Element:
    """An element: its name with the prefix, its attributes in their order, and what is in it."""

    __slots__ = ("attributes", "children", "name")

    def __init__(self, name: str, attributes: dict[str, str] | None = None, *children: Element | str) -> None:
        self.name = name
        self.attributes: dict[str, str] = {} if attributes is None else attributes
        self.children: list[Element | str] = list(children)

    @property
    def local(self) -> str:
        """The name without its prefix."""
        return self.name.rpartition(":")[2]

    @property
    def elements(self) -> list[Element]:
        """The elements in it."""
        return [child for child in self.children if isinstance(child, Element)]

    @property
    def text(self) -> str:
        """The text that stands in it, without that of elements within."""
        if len(self.children) == 1 and self.children[0].__class__ is str:
            return self.children[0]
        return "".join(
            child for child in self.children if isinstance(child, str) and not isinstance(child, Markup)
        )

    @text.setter
    def text(self, text: str) -> None:
        self.children = [text] if text else []

    def child(self, local: str) -> Element | None:
        """Return the first element in it with this name, whatever its prefix."""
        for one in self.children:
            if isinstance(one, Element) and one.name.rpartition(":")[2] == local:
                return one
        return None

    def walk(self) -> Iterator[Element]:
        """Yield the element and all below it, in the order of the document."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def sibling(self, local: str, attributes: dict[str, str] | None = None) -> Element:
        """Return a new element with this name under the prefix of this one."""
        prefix = self.name.rpartition(":")[0]
        return Element(f"{prefix}:{local}" if prefix else local, attributes)

    def copy(self) -> Element:
        """Return a copy that shares nothing."""
        children = (child.copy() if isinstance(child, Element) else child for child in self.children)
        return Element(self.name, dict(self.attributes), *children)

    def remove(self, child: Element) -> None:
        """Remove an element that is in it."""
        self.children = [one for one in self.children if one is not child]

    def to_bytes(self) -> bytes:
        """Return the part of which this is the root."""
        pieces: list[str] = []
        self._write(pieces)
        return _HEAD + "".join(pieces).encode()

    def _write(self, pieces: list[str]) -> None:
        pieces.append(f"<{self.name}")
        pieces += [f' {name}="{_attribute(value)}"' for name, value in self.attributes.items()]
        if not self.children:
            pieces.append("/>")
            return
        pieces.append(">")
        for child in self.children:
            if isinstance(child, Element):
                child._write(pieces)
            else:
                pieces.append(child if isinstance(child, Markup) else _escaped(child))
        pieces.append(f"</{self.name}>")


def parsed(part: str, content: bytes) -> Element:
    """Return the root of a part. Raises `BuildError` where it is no sound XML, or has a document type."""
    reading = _Reading(part)
    try:
        reading.parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last two: of an encoding
        raise BuildError("template-damaged", part=part) from error
    return reading.root


class _Reading:
    """One part being read."""

    def __init__(self, part: str) -> None:
        self._part, self._open = part, [Element("")]
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.ordered_attributes = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.CommentHandler = self._remark
        self.parser.ProcessingInstructionHandler = self._instruction

    @property
    def root(self) -> Element:
        return self._open[0].elements[0]

    def _doctype(self, *_: object) -> None:
        raise BuildError("template-damaged", part=self._part)

    def _start(self, name: str, attributes: list[str]) -> None:
        if len(self._open) > _DEEPEST:
            raise BuildError("template-damaged", part=self._part)
        element = Element(name, dict(zip(attributes[::2], attributes[1::2], strict=True)))
        self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].children.append(text)

    def _remark(self, text: str) -> None:
        self._open[-1].children.append(Markup(f"<!--{text}-->"))

    def _instruction(self, target: str, data: str) -> None:
        self._open[-1].children.append(Markup(f"<?{target} {data}?>"))


def _escaped(text: str) -> str:
    return _TEXT.sub(lambda found: _IN_TEXT[found.group()], text)


def _attribute(text: str) -> str:
    return _ATTRIBUTE.sub(lambda found: _IN_ATTRIBUTE[found.group()], text)
