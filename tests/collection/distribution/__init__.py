"""Tests of what goes out to the departments."""
