"""From grids to the form they are of: its sheet, stamp and cell map. It names the form and judges nothing."""

from reader.identify.identification import Identification, identify, stamped_grids, unstamped_grids
from reader.identify.known_forms import cell_map_of

__all__ = ["Identification", "cell_map_of", "identify", "stamped_grids", "unstamped_grids"]
