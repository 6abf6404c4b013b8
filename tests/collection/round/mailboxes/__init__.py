"""Tests of what speaks with mail servers."""
