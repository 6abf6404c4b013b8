"""Tests of the front door for engineers, and of the commands."""
