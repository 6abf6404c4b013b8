"""The expression language of form definitions: Excel formulas with the names of fields for addresses."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
