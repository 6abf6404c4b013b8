"""Zip archives that are checked whole before anything in them is believed."""

from reader.containers.archive.archive import Archive
from reader.containers.archive.members import archive_around, member, members, packed_names

__all__ = ["Archive", "archive_around", "member", "members", "packed_names"]
