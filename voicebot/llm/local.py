"""A causal language model of `transformers` in a local folder, on this machine's processor. Needs torch and transformers.

Nothing is downloaded and no code of the folder is run. One draft at a time: a second waits. Generation runs in a thread
of the draft's own, which ends at the next token after its iterator is closed.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from ..errors import EngineError, ModelError

LONGEST = 300  # tokens of a draft
_END = object()


class LocalChat:
    """`writer.ChatModel`. Raises ModelError where the folder holds no model or the packages are missing."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        if not (folder / "config.json").is_file():
            raise ModelError(f"there is no language model in {folder.name}")
        try:
            import torch
            from transformers import AutoModelForCausalLM, AutoTokenizer
        except ImportError as error:
            raise ModelError("a local language model needs the packages torch and transformers") from error
        torch.set_num_threads(threads)
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
            self._model: Any = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"the language model in {folder.name} cannot be loaded: {type(error).__name__}") from error
        self._model.eval()
        self._turn = threading.Lock()

    async def stream(self, messages: list[dict[str, str]]) -> AsyncGenerator[str, None]:
        loop, out = asyncio.get_running_loop(), asyncio.Queue[Any]()  # of at most LONGEST pieces
        stop = threading.Event()

        def tell(piece: Any) -> None:
            try:
                loop.call_soon_threadsafe(out.put_nowait, piece)
            except RuntimeError:
                stop.set()  # the loop is closed: nobody waits any more

        thread = threading.Thread(target=self._work, args=(messages, tell, stop), name="draft", daemon=True)
        thread.start()
        try:
            while (piece := await out.get()) is not _END:
                if isinstance(piece, Exception):
                    raise EngineError(f"the language model broke: {type(piece).__name__}", "llm_failed") from piece
                yield piece
        finally:
            stop.set()

    def _work(self, messages: list[dict[str, str]], tell: Any, stop: threading.Event) -> None:
        try:
            with self._turn:
                self._generate(messages, tell, stop)
            tell(_END)
        except Exception as error:  # noqa: BLE001 - handed to the awaiting caller, never swallowed
            tell(error)

    def _generate(self, messages: list[dict[str, str]], tell: Any, stop: threading.Event) -> None:
        from transformers import StoppingCriteriaList, TextStreamer

        class Pieces(TextStreamer):
            """Whole characters as they come."""

            def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
                if text:
                    tell(text)

        if stop.is_set():
            return
        ids = self._tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_tensors="pt", return_dict=True)
        self._model.generate(
            **ids, max_new_tokens=LONGEST, do_sample=False, streamer=Pieces(self._tokenizer, skip_prompt=True, skip_special_tokens=True),
            stopping_criteria=StoppingCriteriaList([lambda *_, **__: stop.is_set()]),
        )  # fmt: skip
