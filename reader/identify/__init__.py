"""From grids to the form they are of: its sheet, stamp and cell map. It names the form and judges nothing."""

from reader.identify.identification import Identification, identify, stamped_grids

__all__ = ["Identification", "identify", "stamped_grids"]
