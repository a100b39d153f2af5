"""Nothing of a conversation stays in the process once it is over: no cache, no list, no module variable (X2)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def found() -> dict[str, list[str]]:
    """The kinds of objects that still hold what was said, by leftovers.py."""
    command = [sys.executable, "-m", "tests.privacy.leftovers"]
    ran = subprocess.run(command, cwd=Path(__file__).parents[2], check=True, capture_output=True, text=True, timeout=120)
    return json.loads(ran.stdout)


def test_a_conversation_leaves_nothing_in_the_process(found: dict[str, list[str]]) -> None:
    assert found["conversation"] == []


def test_the_search_sees_a_cache(found: dict[str, list[str]]) -> None:
    assert "_lru_cache_wrapper" in found["cache"]
