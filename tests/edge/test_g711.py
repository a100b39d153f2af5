"""The stock `openai` client in G.711 against the desk's real engines: a recorded clip in, the same text as from its file."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator

import numpy as np
import pytest

from tests.edge.server import Running, desk
from tests.edge.test_stock_client import Talk, clip, talk
from voicebot.building import build_engines
from voicebot.audio import g711
from voicebot.audio.resample import resample
from voicebot.audio.telephone import Interpolator
from voicebot.config import Settings
from voicebot.engines import Engines

ENGINES: list[Engines] = []


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    ENGINES[:] = [build_engines(Settings())]
    with desk(tmp_path_factory.mktemp("desk"), ENGINES[0]) as running:
        yield running


@pytest.mark.parametrize("format_, law", [("audio/pcmu", "ulaw"), ("audio/pcma", "alaw")])
def test_a_call_in_g711(server: Running, format_: str, law: g711.Law) -> None:
    async def scene(t: Talk) -> None:
        pcm, said = clip()
        line = g711.encode(resample(np.frombuffer(pcm, "<i2"), 24_000, 8_000), law)
        audio = {"input": {"format": {"type": format_}, "turn_detection": None}, "output": {"format": {"type": format_}}}
        await t.connection.session.update(session={"type": "realtime", "audio": audio})  # type: ignore[arg-type]
        shown = (await t.until("session.updated")).session.audio
        assert shown.input.format.type == shown.output.format.type == format_
        for start in range(0, len(line), 777):
            await t.connection.input_audio_buffer.append(audio=base64.b64encode(line[start : start + 777]).decode())
        await t.connection.input_audio_buffer.commit()
        heard = (await t.until("conversation.item.input_audio_transcription.completed", 30)).transcript
        stream = ENGINES[0].recognizer.stream()
        stream.feed(Interpolator().push(g711.decode(line, law)))
        assert heard == stream.final().text != ""
        assert len(set(heard) & set(said)) >= 0.5 * len({c for c in said if "一" <= c <= "鿿"})
        content = [{"type": "input_text", "text": "轉數快有冇收費？"}]
        await t.connection.conversation.item.create(item={"type": "message", "role": "user", "content": content})
        began = asyncio.get_running_loop().time()
        await t.connection.response.create()
        await t.until("response.done", 30)
        seconds = asyncio.get_running_loop().time() - began
        sound = b"".join(base64.b64decode(e.delta) for e in t.events if e.type == "response.output_audio.delta")
        assert 1.0 < len(sound) / 8_000 < seconds + 0.6  # paced by its own rate
        assert float(np.sqrt((g711.decode(sound, law).astype(float) ** 2).mean())) > 300

    talk(server, scene)
