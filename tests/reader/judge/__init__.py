"""Tests of judging a form."""
