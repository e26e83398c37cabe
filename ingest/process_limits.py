"""What this process, and each that it starts, may ask of the machine while it reads a document."""

import math
import signal
import time

from ingest.document import Limits

OUT_OF_MEMORY = 3
"""The exit status of a process that got a `MemoryError`."""
OUT_OF_TIME = -getattr(signal, "SIGXCPU", 24)
"""That of a process that took more than its time; none ends so on Windows."""

_GRACE = 5  # seconds between the signal that says why a process ends and the one that nothing can catch


def limit_process(limits: Limits) -> None:
    """Hold this process to a document's memory and processor time, from now on; nothing is limited on Windows.

    What asks for more memory gets a `MemoryError`, and ends if it is not Python; past its time a process is ended by
    SIGXCPU. Processes that it starts are held to the same, each by itself. None leaves its memory on the disk.
    """
    try:
        import resource
    except ImportError:  # not on Windows
        return
    seconds = math.ceil(time.process_time()) + limits.seconds
    for what, soft, hard in (
        (resource.RLIMIT_AS, limits.memory, limits.memory),
        (resource.RLIMIT_CPU, seconds, seconds + _GRACE),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        _, allowed = resource.getrlimit(what)
        if allowed != resource.RLIM_INFINITY:
            soft, hard = min(soft, allowed), min(hard, allowed)
        resource.setrlimit(what, (soft, hard))
