"""From a recognised form to its cells: where each is now, how it was found, what is new and what is gone."""

from reader.locate.locate import locate, locate_by_keys, located_in_place
from reader.locate.located import InsertedItem, LocatedCell, LocatedForm, Method
from reader.locate.new_rows import holds_nothing

__all__ = [
    "InsertedItem",
    "LocatedCell",
    "LocatedForm",
    "Method",
    "holds_nothing",
    "locate",
    "locate_by_keys",
    "located_in_place",
]
