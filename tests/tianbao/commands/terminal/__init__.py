"""Tests of how commands use a terminal."""
