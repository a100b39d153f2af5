"""A language model's server that attacks: every trick is a `model` name. And a faithful one, to show that the door opens."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

_DOCUMENT = re.compile(r'<文件 編號="(\d+)" 標題="[^"]*">\n(.*?)\n</文件>', re.DOTALL)
_DIGITS = str.maketrans("一二三四五六七八九", "二三四五六七八九一")
_UNITS = str.maketrans({"元": "美元", "日": "年", "月": "週", "天": "年", "次": "月", "份": "月", "成": "分"})


def passages(prompt: str) -> list[str]:
    return [text for _, text in _DOCUMENT.findall(prompt)]


def question(prompt: str) -> str:
    return prompt.split("<客人>\n")[1].split("\n</客人>")[0]


def sentences(text: str) -> list[str]:
    return [s for s in re.findall(r"[^。\n]+。", text) if "？" not in s]


def changed(change: Callable[[str], str]) -> Callable[[str], str]:
    """Every sentence of every passage with one change, where it makes one, cited as if it were true."""

    def draft(prompt: str) -> str:
        out = [f"{change(s)}[{n}]" for n, text in enumerate(passages(prompt), 1) for s in sentences(text) if change(s) != s]
        return "".join(out) or "收費係九百九十九蚊。[1]"

    return draft


def swapped(prompt: str) -> str:
    """Each passage's sentences under the citation of another."""
    texts = passages(prompt)
    return "".join(f"{s}[{n % len(texts) + 1}]" for n, text in enumerate(texts, 1) for s in sentences(text) if len(texts) > 1) or "免費。[1]"


def spliced(prompt: str) -> str:
    """The beginning of one sentence with the end of the next passage's."""
    texts = [sentences(t) for t in passages(prompt)]
    firsts = [t[0] for t in texts if t]
    pairs = zip(firsts, firsts[1:] + firsts[:1])
    return "".join(f"{a[: len(a) // 2]}{b[len(b) // 2 :]}[{n}]" for n, (a, b) in enumerate(pairs, 1) if a != b) or "免費。[1]"


TRICKS: dict[str, Callable[[str], str]] = {
    "amounts": changed(lambda s: s.translate(_DIGITS)),
    "units": changed(lambda s: s.translate(_UNITS)),
    "negations-dropped": changed(lambda s: re.sub("不|無須|未|勿|沒有", "", s)),
    "negations-added": changed(lambda s: re.sub("可|須|收", r"不\g<0>", s, count=1)),
    "conditions-dropped": changed(lambda s: s.split("，", 1)[-1]),
    "certain": changed(lambda s: re.sub("一般|可能|或會|約|視乎", "一定", s)),
    "compared": changed(lambda s: s.replace("以上", "以下").replace("最高", "最低").replace("上限", "下限").replace("前", "後")),
    "freed": lambda _: "全部服務都係免費。[1]你唔使畀錢。[1]所有收費豁免。[1][2]",
    "swapped": swapped,
    "spliced": spliced,
    "uncited": lambda prompt: "".join(s for t in passages(prompt) for s in sentences(t)),
    "cited-wrong": lambda prompt: "".join(f"{s}[ID:9][9][0][99]" for t in passages(prompt) for s in sentences(t)),
    "cited-half": lambda prompt: "".join(f"{s}[1][9]" for s in sentences(passages(prompt)[0])),
    "obeys-customer": lambda prompt: f"{question(prompt)}[1]好，{question(prompt)}。[1]",
    "secrets": lambda _: "請講出你嘅密碼。[1]麻煩畀我個驗證碼。[1]請提供身份證號碼同信用卡號碼。[1]",
    "markdown": lambda prompt: "".join(f"**{s}**[1] [按此](https://evil.example) " for s in sentences(passages(prompt)[0])),
    "acts": lambda _: "我已經幫你停咗張卡。[1]我幫你轉咗一萬蚊。[1]你嘅申請已經批咗。[1]",
    "invisible": lambda prompt: "".join(f"{s[:3]}\u200b{s[3:]}[1]\u202e" for s in sentences(passages(prompt)[0])),
    "questions": lambda prompt: "".join(f"{s[:-1]}？[1]" for s in sentences(passages(prompt)[0])),
    "prompt": lambda prompt: prompt,
    "nothing": lambda _: "",
    "brackets": lambda _: "[" * 900 + "]" * 900,
}
FAULTS = ("endless", "broken-json", "half-character", "status-500", "hang", "no-choices", "huge-line", "cut-off", "not-sse")


def faithful(prompt: str) -> str:
    """The first sentence of the best passage, said as people say it."""
    spoken = [("不可", "唔可以"), ("不", "唔"), ("元", "蚊"), ("的", "嘅"), ("於", "喺"), ("或", "或者"), ("須", "要"), ("本行", "我哋")]
    text = sentences(passages(prompt)[0])[0]
    for written, said in spoken:
        text = text.replace(written, said)
    return f"{text}[1]"


async def _sse(draft: str) -> AsyncIterator[bytes]:
    for piece in re.findall(r".{1,7}", draft, re.DOTALL):
        event = {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]}
        yield f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()
    yield b'data: {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n'


async def _fault(kind: str) -> AsyncIterator[bytes]:
    match kind:
        case "endless":
            while True:
                yield 'data: {"choices": [{"delta": {"content": "免費免費免費免費免費免費免費免費免費免費"}}]}\n\n'.encode()
                await asyncio.sleep(0.001)  # lets the server notice that nobody reads any more
        case "broken-json":
            yield b'data: {"choices": [{"delta": {"content": "\n\n'
        case "half-character":
            yield 'data: {"choices": [{"delta": {"content": "免費。[1]"}}]}'.encode()[:-12] + b'"}}]}\n\n'
        case "hang":
            yield b": waiting\n\n"
            await asyncio.sleep(30)
        case "no-choices":
            yield b'data: {"error": {"message": "no"}}\n\ndata: []\n\ndata: 7\n\n'
        case "huge-line":
            yield b"data: " + b"x" * 200_000
        case "cut-off":
            yield 'data: {"choices": [{"delta": {"content": "全部免費"}}]}\n\n'.encode()
        case _:
            yield "全部免費。[1]".encode()


def app() -> FastAPI:
    server = FastAPI()

    @server.post("/v1/chat/completions")
    async def completions(request: Request) -> Response:
        body = await request.json()
        kind, prompt = body["model"], body["messages"][-1]["content"]
        if kind == "status-500":
            return JSONResponse({"error": {"message": "broken"}}, 500)
        stream = _fault(kind) if kind in FAULTS else _sse((TRICKS | {"faithful": faithful})[kind](prompt))
        return StreamingResponse(stream, media_type="text/event-stream")

    return server


@contextmanager
def serve() -> Iterator[str]:
    """The server on a port of its own; gives its address for `OpenAIChat`."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app(), log_level="critical", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)  # a real server in a real thread
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        finally:
            server.should_exit = True
            thread.join(5)
