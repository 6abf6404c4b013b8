"""Tests of files and the grids of their sheets."""
