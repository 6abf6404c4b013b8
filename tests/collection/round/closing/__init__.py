"""Tests of what a round comes to at its end: what is learnt of it, and its archive."""
