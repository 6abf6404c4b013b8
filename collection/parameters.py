"""The parameters of a form that say what the figures of a round mean."""

from __future__ import annotations

__all__ = ["ROUND"]

ROUND = ("year", "unit")
"""Amounts of different years, or in different units of money, are never mixed."""
