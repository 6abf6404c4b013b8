"""Tests of a round: files in, reports and summary out."""
