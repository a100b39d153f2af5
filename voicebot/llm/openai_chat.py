"""Any server that speaks OpenAI's chat completions (vLLM, Ollama, llama.cpp), streamed. The desk's one call to the outside.

The address is the operator's alone: no redirect is followed and no proxy of the environment is used.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator

import httpx

from ..errors import EngineError
from .sse import Deltas

LONGEST = 300  # tokens of a draft


class OpenAIChat:
    """`writer.ChatModel`. `url` ends in the version, e.g. "http://127.0.0.1:8080/v1"; `key` may be empty."""

    def __init__(self, url: str, model: str, key: str, timeout_s: float) -> None:
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._model = model
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._timeout_s = timeout_s
        self._tls: ssl.SSLContext | bool = ssl.create_default_context() if url.startswith("https:") else False

    async def stream(self, messages: list[dict[str, str]]) -> AsyncGenerator[str, None]:
        body = {"model": self._model, "messages": messages, "stream": True, "temperature": 0, "max_tokens": LONGEST}
        deltas = Deltas()
        client = httpx.AsyncClient(headers=self._headers, timeout=self._timeout_s, verify=self._tls, trust_env=False)
        try:
            async with client, client.stream("POST", self._url, json=body) as response:
                if response.status_code != 200:
                    raise EngineError(f"the language model answered with status {response.status_code}", "llm_failed")
                async for chunk in response.aiter_bytes():
                    for text in deltas.push(chunk):
                        yield text
                    if deltas.done:
                        return
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise EngineError(f"the language model is not to be reached: {type(error).__name__}", "llm_failed") from error
