"""The memory of this process, its peak and its limit: the one place that knows how each system does it."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

__all__ = ["limit_memory", "peak_megabytes", "peak_megabytes_of"]

_STATUS = "/proc/{}/status"
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


def peak_megabytes() -> float:
    """Return the most memory that this process has held so far, in MiB."""
    if sys.platform == "win32":
        return _windows_bytes() / 2**20
    peak = peak_megabytes_of(os.getpid())
    if peak:  # on Linux, where `getrusage` counts what the process held that started this one
        return peak
    import resource  # unknown to Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def peak_megabytes_of(process: int) -> float:
    """Return the same of another process, by its number; 0 where it has ended, and on systems but Linux."""
    try:
        found = _PEAK.search(Path(_STATUS.format(process)).read_text(encoding="ascii", errors="replace"))
    except OSError:
        return 0
    return int(found[1]) / 2**10 if found else 0


def limit_memory(most: int) -> None:
    """Let this process have no more than so many bytes of addresses.

    Windows limits only jobs of processes, which a child cannot join by itself: there the peak is compared.
    """
    if sys.platform != "win32":
        import resource  # unknown to Windows

        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _windows_bytes() -> int:
    """Ask Windows, which has no `resource`: PROCESS_MEMORY_COUNTERS.PeakWorkingSetSize of psapi.h."""
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = (
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            *((name, ctypes.c_size_t) for name in ("PeakWorkingSetSize", *"abcdefg")),
        )

    counters = Counters()
    counters.cb = ctypes.sizeof(Counters)
    process = ctypes.windll.kernel32.GetCurrentProcess()  # type: ignore[attr-defined,unused-ignore]
    ctypes.windll.psapi.GetProcessMemoryInfo(  # type: ignore[attr-defined,unused-ignore]
        process, ctypes.byref(counters), counters.cb
    )
    return int(counters.PeakWorkingSetSize)
