"""Tests of telling which form a sheet is."""
