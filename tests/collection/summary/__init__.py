"""Tests of a round summed up."""
