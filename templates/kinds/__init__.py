"""Kinds of cells: what may stand in one, how it is written, how it is read."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
