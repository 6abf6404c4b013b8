"""OpenDocument spreadsheets: .ods, an archive, and .fods, one flat file."""

from reader.containers.opendocument.document import open_fods, open_ods

__all__ = ["open_fods", "open_ods"]
