"""Tests of official copies of what came back."""
