"""From a cell map to a workbook, and from tables to a workbook; nothing else writes one."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
