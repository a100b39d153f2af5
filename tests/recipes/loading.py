"""Recipes are scripts beside each other, no package: their modules are imported from their own folder, and forgotten,
so that two recipes may each have an `align`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

RECIPES = Path(__file__).resolve().parents[2] / "models" / "recipes"


def load(recipe: str, *names: str) -> list[ModuleType]:
    """The modules of one recipe, in the order asked for."""
    folder = RECIPES / recipe
    own = {path.stem for path in folder.glob("*.py")}
    sys.path.insert(0, str(folder))
    try:
        return [importlib.import_module(name) for name in names]
    finally:
        sys.path.remove(str(folder))
        for name in own & sys.modules.keys():
            del sys.modules[name]
