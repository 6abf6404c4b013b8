"""Tests of the messages that a round takes in."""
