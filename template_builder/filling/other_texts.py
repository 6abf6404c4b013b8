"""Placeholders that stand in no cell: in heads and feet of pages, text boxes, titles, comments."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from template_builder.filling.parts.xml_tree import Element
from template_builder.filling.placeholders import fill_runs, names_in, opens_in_vain, run_texts

__all__ = ["OtherText", "texts_of_drawing", "texts_of_sheet"]

_PAGE_TEXTS = frozenset({"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"})


class OtherText:
    """A text beside the cells, whatever runs it is cut into."""

    def __init__(self, holder: Element) -> None:
        self._holder = holder
        self._is_page = holder.local in _PAGE_TEXTS
        self._texts = [holder] if self._is_page else run_texts(holder)

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(one.text for one in self._texts)

    @property
    def names(self) -> list[str]:
        """The names of its placeholders."""
        return list(names_in(self.text))

    @property
    def is_open(self) -> bool:
        """Whether a placeholder in it lacks its end."""
        return opens_in_vain(self.text)

    def fill(self, of: Callable[[str], str]) -> bool:
        """Fill in the placeholders; tell whether there are any."""

        def text_of(name: str) -> str:
            return of(name).replace("&", "&&") if self._is_page else of(name)  # & begins a code there

        return fill_runs(self._texts, text_of, spaces=False)


def texts_of_sheet(root: Element) -> Iterator[OtherText]:
    """Yield the heads and feet of a sheet's pages."""
    for element in root.walk():
        if element.local in _PAGE_TEXTS:
            yield OtherText(element)


def texts_of_drawing(root: Element) -> Iterator[OtherText]:
    """Yield the paragraphs of a drawing or a chart, and the texts of comments."""
    for element in root.walk():
        if element.local in ("p", "comment") and element.name != "t":
            yield OtherText(element)
