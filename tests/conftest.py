"""Property tests everywhere: no deadline, since how fast a machine is belongs into benchmarks.

`make test` tries other examples each time; continuous integration (`CI` is set) the same ones, so that a change is judged
by what it changed. The engines' environments have no property tests and no hypothesis.
"""

from importlib.util import find_spec

if find_spec("hypothesis") is not None:
    from hypothesis import settings

    settings.register_profile("desk", settings.default, deadline=None)
    settings.load_profile("desk")
