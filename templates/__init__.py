"""What a form is: its definition, its cell map, its kinds, and its findings."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
