"""Opens workbooks with Apache POI and saves them: `python poi.py SOURCE TARGET [SOURCE TARGET ...]`.

It is a process of its own, as a Java that was started does not end before the process does.
"""

from __future__ import annotations

import sys

import jpype

__all__ = ["main"]

_JARS = ("poi", "commons-codec", "commons-collections4", "commons-math3")
_FOLDER = "/usr/share/java"


def main(files: list[str]) -> None:
    """Save each source as its target."""
    jars = [f"{_FOLDER}/{name}.jar" for name in _JARS]
    jpype.startJVM(classpath=jars, convertStrings=False)
    factory = jpype.JClass("org.apache.poi.ss.usermodel.WorkbookFactory")
    java_file = jpype.JClass("java.io.File")
    output = jpype.JClass("java.io.FileOutputStream")
    for source, target in zip(files[::2], files[1::2], strict=True):
        workbook = factory.create(java_file(source))
        stream = output(target)
        workbook.write(stream)
        stream.close()
        workbook.close()


if __name__ == "__main__":
    main(sys.argv[1:])
