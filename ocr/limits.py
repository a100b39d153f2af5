"""What one picture may cost. Bytes, pixels, seconds."""

from __future__ import annotations

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 64_000_000
MAX_RATIO = 20  # of the longer to the shorter side
MIN_SIDE = 32
KEEP_SIDE = 3000  # what is larger is made smaller: 10 px/mm of A4 is enough

MEMORY = 3 * 1024**3  # of the child's address space; a page takes about a quarter of it
JOB_S = 90.0  # a page takes 3 s of a core that is free; at low priority, beside calls, much longer
IDLE_S = 120.0  # then the child ends
JOBS = 50  # then a fresh child takes over
WAITING = 16  # jobs that wait; one more is refused
NICENESS = 5  # below the calls; a customer does wait for a form

MAX_STROKES = 500
MAX_POINTS = 20_000
