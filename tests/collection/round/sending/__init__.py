"""Sending letters to an SMTP server on loopback, with all that servers do."""
