"""Holds the shape of the code by reading its imports: what is pure stays pure, and no arrow points backwards."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# The world outside: sockets, loops, clients, databases, other processes. Reading a file of our own data is allowed.
OUTSIDE = frozenset(
    "socket ssl select selectors asyncio http urllib.request httpx requests websockets uvicorn fastapi starlette aiohttp"
    " sqlite3 subprocess multiprocessing prometheus_client structlog".split()
)
SOCKETS = frozenset("socket ssl websockets uvicorn fastapi starlette httpx aiohttp".split())
TORCH = frozenset("torch torchaudio torchvision tensorflow jax transformers speechbrain TTS paddle lightning".split())
HEAVY = frozenset("faster_whisper ctranslate2 sherpa_onnx rapidocr paddleocr qdrant_client ray cv2".split())
PURE = ("voicebot.events", "voicebot.engines", "voicebot.errors", "voicebot.turn", "voicebot.config", "voicebot.llm.draft", "voicebot.llm.sse")
PURE_PACKAGES = ("voicebot.wire", "voicebot.dialog", "voicebot.knowledge", "voicebot.audio", "voicebot.vad", "voicebot.tts", "voicebot.asr", "voicebot.forms", "voicebot.privacy", "voicebot.emotion")
# Audio files that libsndfile refuses are decoded by an ffmpeg process: the one way out of a core, and nothing live uses it.
EXCEPTIONS = {"voicebot.audio.files": {"subprocess"}}
# Beside the edge: an engine server is a program of its own, with its own port; and the clients of engine servers and of
# a language model's server, which no caller reaches.
SOCKET_OWNERS = (
    "voicebot.edge.", "voicebot.app", "voicebot.bench", "voicebot.desk", "voicebot.serving.", "voicebot.remote.endpoint", "voicebot.public.fetch",
    "voicebot.llm.openai_chat", "voicebot.tools.client", "voicebot.tools.office",
)  # fmt: skip
# What wraps torch: the adapter of a local language model, and what runs in environments of its own.
TORCH_OWNERS = ("voicebot.llm.local", "voicebot.serving.")


def modules(package: str) -> dict[str, Path]:
    folder = ROOT / package
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


ALL = modules("voicebot") | modules("avatar") | modules("ocr")


@cache
def imports(module: str, lazy: bool = True) -> frozenset[str]:
    """Absolute names that a module imports; with `lazy` also those inside functions, never those for types only."""
    path = ALL[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found: set[str] = set()
    for node in _nodes(ast.parse(path.read_text(encoding="utf-8")), lazy):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            found |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return frozenset(found)


def _nodes(tree: ast.AST, lazy: bool) -> list[ast.AST]:
    nodes: list[ast.AST] = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if not lazy and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        nodes += [node, *_nodes(node, lazy)]
    return nodes


def hits(names: frozenset[str], forbidden: frozenset[str]) -> set[str]:
    return {f for f in forbidden for name in names if name == f or name.startswith(f + ".")}


def reached(module: str) -> set[str]:
    """The module and all of our modules that load with it."""
    seen: set[str] = set()
    todo = [module]
    while todo:
        if (now := todo.pop()) in seen:
            continue
        seen.add(now)
        todo += [name for name in imports(now, lazy=False) if name in ALL]
    return seen


def pure_modules() -> list[str]:
    inside = [m for m in ALL if any(m == p or m.startswith(p + ".") for p in PURE_PACKAGES)]
    return [*PURE, *inside]


@pytest.mark.parametrize("module", pure_modules())
def test_pure_modules_reach_nothing_outside(module: str) -> None:
    broken = {
        m: bad
        for m in reached(module)
        if (bad := hits(imports(m, lazy=m == module), OUTSIDE) - EXCEPTIONS.get(m, set()))
    }
    assert broken == {}


def test_sockets_are_opened_at_the_edge_only() -> None:
    owners = {m for m in ALL if hits(imports(m), SOCKETS)}
    assert {m for m in owners if not m.startswith(SOCKET_OWNERS)} == set()
    assert "voicebot.app" in owners


@pytest.mark.parametrize("package", ["avatar", "ocr"])
def test_libraries_never_import_the_desk(package: str) -> None:
    assert {m for m in modules(package) if hits(imports(m), frozenset({"voicebot"}))} == set()


def test_there_is_no_torch_in_the_core() -> None:
    assert {m: bad for m in ALL if not m.startswith(TORCH_OWNERS) and (bad := hits(imports(m), TORCH))} == {}
    assert {m: bad for m in ALL if (bad := hits(imports(m, lazy=False), TORCH))} == {}


def test_the_desk_never_loads_an_engine_that_it_can_call() -> None:
    allowed = {"voicebot.serving.shapes"}
    callers = [m for m in ALL if not m.startswith(("voicebot.serving", "voicebot.commands.engine"))]
    assert {m: bad for m in callers if (bad := {n for n in imports(m) if n.startswith("voicebot.serving.") and n in ALL} - allowed)} == {}


def test_heavy_engines_load_only_when_they_are_used() -> None:
    assert {m: bad for m in ALL if (bad := hits(imports(m, lazy=False), HEAVY))} == {}


def test_nothing_reads_the_environment_or_the_clock_at_import() -> None:
    calls = {"environ", "getenv", "time", "monotonic", "now"}
    found = {}
    for module, path in ALL.items():
        nodes = _nodes(ast.parse(path.read_text(encoding="utf-8")), lazy=False)
        bad = {n.attr for n in nodes if isinstance(n, ast.Attribute) and n.attr in calls and ast.unparse(n.value) in ("os", "time", "datetime")}
        # A default argument such as `now=time.time` only names the clock, and stands in a function, which is skipped.
        if bad:
            found[module] = bad
    assert found == {}


def test_the_walker_sees_what_it_must() -> None:
    assert "asyncio" in imports("voicebot.compute")
    assert "voicebot.errors" in imports("voicebot.config") and "voicebot.events" in reached("voicebot.engines")
    assert "voicebot.app" in imports("voicebot.commands.desk") and "voicebot.app" not in imports("voicebot.commands.desk", lazy=False)
    assert hits(frozenset({"asyncio.tasks", "sockets"}), OUTSIDE) == {"asyncio"}
