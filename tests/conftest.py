"""Property tests everywhere: no deadline, since how fast a machine is belongs into benchmarks.

`make test` tries other examples each time; continuous integration (`CI` is set) the same ones, so that a change is judged
by what it changed.
"""

from hypothesis import settings

settings.register_profile("desk", settings.default, deadline=None)
settings.load_profile("desk")
