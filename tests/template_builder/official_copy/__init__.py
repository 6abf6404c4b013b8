"""Tests of the official copy."""
