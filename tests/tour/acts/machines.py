"""The acts without a page: feeling, video, a language model, the stages over HTTP, and what is left behind."""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import sys
import time
from tempfile import NamedTemporaryFile
from typing import Any

import httpx
import numpy as np
import soundfile
from openai import AsyncOpenAI, OpenAI

from tests.llm import hostile

from ..stage import ROOT, DeskProcess, Stage, need
from . import Act

ANGRY = ("你哋搞乜鬼呀，我等咗成個鐘，好嬲呀", "真係離譜，我要投訴，嬲死我喇")
UNAPPROVED = "你哋會唔會將我啲資料賣畀人"  # no approved answer, and a passage about it


async def _angry(stage: Stage, events: list[dict[str, Any]]) -> bytes:
    client = AsyncOpenAI(api_key="none", base_url=f"{stage.desk.http}/v1", websocket_base_url=f"ws://127.0.0.1:{stage.desk.port}/v1")
    heard = b""
    async with client.realtime.connect(model="desk", websocket_connection_options={"max_size": None}) as line:
        for sentence in ("我想問轉數快有冇收費", *ANGRY):
            pcm = (np.concatenate([stage.say(sentence, 24_000), np.zeros(30_000, np.float32)]) * 32767).astype("<i2").tobytes()
            for start in range(0, len(pcm), 4_800):
                await line.input_audio_buffer.append(audio=base64.b64encode(pcm[start : start + 4_800]).decode())
                await asyncio.sleep(0.1)
            async with asyncio.timeout(30):
                async for event in line:
                    if event.type == "desk.emotion":
                        events.append(event.model_dump(exclude_none=True))
                    elif event.type == "response.output_audio.delta":
                        heard += base64.b64decode(event.delta)
                    elif event.type in ("response.output_audio_transcript.done", "conversation.item.input_audio_transcription.completed"):
                        events.append({"type": event.type, "transcript": event.transcript})
                    elif event.type == "response.done":
                        break
    return heard


def feeling(stage: Stage, files: list[str], seen: dict[str, object]) -> None:
    events: list[dict[str, Any]] = []
    pcm = np.frombuffer(stage.run(_angry(stage, events)), "<i2")
    labels = [e["label"] for e in events if e["type"] == "desk.emotion"]
    said = [e["transcript"] for e in events if e["type"] == "response.output_audio_transcript.done"]
    need(len(labels) == 3 and labels[0] != "angry" and labels[-1] == "angry", f"a calm turn, then anger, not {labels}")
    need("職員" in said[-1], "a person offered after two angry turns")
    files += [stage.wav("06-feeling-heard", pcm, 24_000), stage.json("06-feeling", events)]
    seen |= {"labels": labels, "last_reply": said[-1]}


def video(stage: Stage, files: list[str], seen: dict[str, object]) -> None:
    text = "你好，我係維晴銀行嘅AI客戶服務員。轉數快過數係免費，二十四小時即時到賬。"
    out = stage.out / "10-video.mp4"
    started = time.monotonic()
    subprocess.run([sys.executable, "-m", "voicebot", "video", text, "-o", str(out)], cwd=ROOT, check=True, timeout=180, capture_output=True)
    took = time.monotonic() - started
    probed = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "format=duration:format_tags:stream=codec_name,width,height", "-of", "json", str(out)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    facts = json.loads(probed.stdout)
    duration = float(facts["format"]["duration"])
    need({s["codec_name"] for s in facts["streams"]} == {"h264", "aac"}, "H.264 and AAC")
    need("AI" in json.dumps(facts["format"].get("tags", {}), ensure_ascii=False), "metadata that says that it is generated")
    shot = stage.out / "10-video.png"
    subprocess.run(["ffmpeg", "-y", "-v", "error", "-ss", "1.5", "-i", str(out), "-frames:v", "1", str(shot)], check=True)
    job = httpx.post(f"{stage.desk.http}/v1/videos", json={"prompt": "多謝你打嚟。", "format": "webm"}).json()
    deadline = time.monotonic() + 90
    while job["status"] in ("queued", "in_progress") and time.monotonic() < deadline:
        time.sleep(0.3)
        job = httpx.get(f"{stage.desk.http}/v1/videos/{job['id']}").json()
    need(job["status"] == "completed", f"a video over HTTP, not {job['status']}")
    files += ["10-video.mp4", "10-video.png"]
    seen |= {"seconds_of_video": round(duration, 1), "seconds_to_make": round(took, 1), "over_http": job["status"]}


def model(stage: Stage, files: list[str], seen: dict[str, object]) -> None:
    answers: dict[str, Any] = {}
    with hostile.serve() as url:
        for kind in ("faithful", "freed", "acts", "secrets"):
            desk = DeskProcess(stage.out / "model" / kind, llm_url=url, llm_model=kind)
            try:
                client = OpenAI(api_key="none", base_url=f"{desk.http}/v1", max_retries=0)
                answers[kind] = client.chat.completions.create(model="desk", messages=[{"role": "user", "content": UNAPPROVED}]).choices[0].message.content
            finally:
                desk.stop()
    need("私隱" in answers["faithful"], "the sentence of the privacy passage that the model had drafted")
    lies = {kind: said for kind, said in answers.items() if kind != "faithful"}
    lied = ("免費", "停咗", "批咗", "密碼", "驗證碼", "一萬")
    need(not any(word in said for said in lies.values() for word in lied), f"the desk's own sentence in place of each lie, not {lies}")
    files.append(stage.json("11-model", answers))
    seen |= answers


def stages(stage: Stage, files: list[str], seen: dict[str, object]) -> None:
    client = OpenAI(api_key="none", base_url=f"{stage.desk.http}/v1", max_retries=0)
    text = "個人客戶用轉數快過數同收錢都係免費。"
    with client.audio.speech.with_streaming_response.create(model="desk", voice="nova", input=text, response_format="wav") as response:
        spoken = b"".join(response.iter_bytes())
    (stage.out / "12-stages-speech.wav").write_bytes(spoken)
    heard = client.audio.transcriptions.create(file=("speech.wav", spoken), model="desk", language="yue").text
    need(len(set(heard) & set(text)) >= 9, f"the sentence heard again, not {heard}")
    chunks = client.chat.completions.create(model="desk", stream=True, messages=[{"role": "user", "content": "轉數快收唔收費"}])
    answer = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    need("免費" in answer, "the approved answer over chat completions")
    pcm, rate = soundfile.read(stage.out / "12-stages-speech.wav", dtype="int16")
    files += ["12-stages-speech.wav", stage.text("12-stages", [heard, answer])]
    need(stage.planted, "values that the form's act has planted; play it too")
    with NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as planted:
        planted.write("\n".join(stage.planted))
        planted.flush()
        command = [sys.executable, "-m", "voicebot", "privacy", "scan", str(stage.out), "--expect-none-of", planted.name]
        scan = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    need(scan.returncode == 0, "no identifier anywhere in the tour's output: " + scan.stderr.strip())
    seen |= {"speech_heard_again": heard, "seconds": round(len(pcm) / rate, 1), "planted_values": len(stage.planted)}


FEELING = Act("feeling", "An angry customer is noticed, answered more calmly and offered a person", "anger is noticed by words here: a synthetic voice has no feeling", feeling)
VIDEO = Act("video", "A sentence becomes a video of the talking face, labelled as generated", "a drawn face; no watermark in the picture", video)
MODEL = Act("model", "A language model drafts; what the documents do not support is not said", "the models are scripts that lie or quote; `make engines` runs a real small one", model)
STAGES = Act("stages", "Each stage over HTTP with a stock client, and nothing personal left anywhere", "the recogniser hears the desk's own voice", stages)
