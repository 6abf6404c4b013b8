"""Measurements beside peers that do the same work in the same run; no test depends on them."""
