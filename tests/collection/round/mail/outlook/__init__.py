"""Tests of messages as Outlook writes them, and what makes such messages."""
