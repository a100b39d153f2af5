"""transformers: any causal language model with a chat template, from a local folder, streamed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

from .devices import torch_device
from .shapes import Load, Message

_PATIENCE_S = 60.0  # for one token


class TransformersChat:
    """Raises ConfigError for a device not to be had. Weights are read as safetensors only: nothing is unpickled."""

    name = "transformers"

    def __init__(self, load: Load) -> None:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        torch.set_num_threads(load.threads)
        self.device = torch_device(load.device)
        self._tokenizer = AutoTokenizer.from_pretrained(load.model, local_files_only=True)
        model = AutoModelForCausalLM.from_pretrained(load.model, local_files_only=True, use_safetensors=True)
        self._model = model.to(self.device).eval()

    def reply(self, messages: tuple[Message, ...], limit: int, temperature: float, stopped: Callable[[], bool]) -> Iterator[str]:
        """The library generates in a thread of its own and hands on each piece of text."""
        from transformers import StoppingCriteriaList, TextIteratorStreamer

        turns = [{"role": m.role, "content": m.content} for m in messages]
        inputs = self._tokenizer.apply_chat_template(turns, add_generation_prompt=True, return_tensors="pt", return_dict=True)
        streamer = TextIteratorStreamer(self._tokenizer, skip_prompt=True, skip_special_tokens=True, timeout=_PATIENCE_S)
        sampling = {"do_sample": True, "temperature": temperature} if temperature > 0 else {"do_sample": False}
        ended = threading.Event()
        failures: list[Exception] = []

        def halt(*_: Any, **__: Any) -> bool:
            return ended.is_set() or stopped()

        def generate() -> None:
            try:
                self._model.generate(
                    **inputs.to(self.device), streamer=streamer, max_new_tokens=limit,
                    stopping_criteria=StoppingCriteriaList([halt]), **sampling,
                )  # fmt: skip
            except Exception as error:  # noqa: BLE001 - raised again where the pieces are read
                failures.append(error)
                streamer.end()

        worker = threading.Thread(target=generate, name="generate")
        worker.start()
        try:
            for text in streamer:
                if piece := text.replace("\ufffd", ""):  # a character whose last bytes the limit cut off
                    yield piece
        finally:
            ended.set()
            worker.join()
        if failures:
            raise failures[0]
