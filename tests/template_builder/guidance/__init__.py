"""Tests of what leads a clerk through a form."""
