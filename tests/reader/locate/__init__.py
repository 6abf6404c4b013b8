"""Tests of finding the cells of a form again."""
