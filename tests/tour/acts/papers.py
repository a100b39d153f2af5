"""The acts of the form: a photo read, read back, corrected by voice, handed in; and the pen."""

from __future__ import annotations

import asyncio
import base64
import csv
import json
import re
from typing import Any

import httpx
import numpy as np
from numpy.typing import NDArray
from openai import AsyncOpenAI

from tests.browser.driver import DESK
from voicebot.privacy.mask import mask

from ..stage import ROOT, Stage, need
from . import Act

FORMS = ROOT / "tests" / "data" / "forms"
NEW_PHONE = "61234567"
NEW_PHONE_SAID = ("電話係六一二三四五六七", "六一二三四五六七", "電話號碼係六一二三，四五六七")  # a caller who is asked again says it otherwise
READ_BACK = "啱唔啱"


async def _conversation(stage: Stage, photo: bytes, events: list[dict[str, Any]]) -> tuple[NDArray[np.int16], int]:
    """A stock client hands the photo in, hears it read back, corrects the phone by voice and confirms. Returns what it heard and how often it said the number."""
    client = AsyncOpenAI(api_key="none", base_url=f"{stage.desk.http}/v1", websocket_base_url=f"ws://127.0.0.1:{stage.desk.port}/v1")
    heard: list[bytes] = []
    async with client.realtime.connect(model="desk", websocket_connection_options={"max_size": None}) as line:

        async def until(done: str) -> None:
            async with asyncio.timeout(40):
                async for event in line:
                    row = event.model_dump(exclude_none=True) if event.type.startswith("desk.") else {"type": event.type}
                    if event.type == "response.output_audio.delta":
                        heard.append(base64.b64decode(event.delta))
                    elif event.type in ("response.output_audio_transcript.done", "conversation.item.input_audio_transcription.completed"):
                        row["transcript"] = event.transcript
                    events.append(row)
                    if event.type == done:
                        return

        async def say(text: str) -> None:
            pcm = (np.concatenate([stage.say(text, 24_000), np.zeros(36_000, np.float32)]) * 32767).astype("<i2").tobytes()
            for start in range(0, len(pcm), 4_800):
                await line.input_audio_buffer.append(audio=base64.b64encode(pcm[start : start + 4_800]).decode())
                await asyncio.sleep(0.1)

        uri = "data:image/jpeg;base64," + base64.b64encode(photo).decode()
        await line.conversation.item.create(item={"type": "message", "role": "user", "content": [{"type": "input_image", "image_url": uri}]})
        await line.response.create()
        await until("response.done")  # it says that it is looking
        await until("response.done")  # the form read back
        await asyncio.sleep(0.5)
        for times, number in enumerate(NEW_PHONE_SAID, 1):
            await say(number)
            await until("conversation.item.input_audio_transcription.completed")
            await until("response.done")
            if READ_BACK in next(e["transcript"] for e in reversed(events) if "transcript" in e):
                break
        await say("係呀，冇錯")
        await until("conversation.item.input_audio_transcription.completed")
        await until("response.done")
    return np.frombuffer(b"".join(heard), "<i2"), times


def form(stage: Stage, files: list[str], seen: dict[str, object]) -> None:
    with (FORMS / "manifest.tsv").open(encoding="utf-8") as table:
        truth = json.loads(next(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))["values"])
    stage.planted += [truth["hkid"], truth["phone"], NEW_PHONE]
    photo = (FORMS / "filled-0.jpg").read_bytes()
    events: list[dict[str, Any]] = []
    pcm, times = stage.run(_conversation(stage, photo, events))
    said = [e["transcript"] for e in events if "transcript" in e]
    files.append(stage.text("04-form", [mask(line) for line in said]))  # as the desk itself would keep it
    shown = [e for e in events if e["type"] == "desk.form"]
    need(shown, "the form's fields shown")
    need(shown[-1]["stage"] == "confirmed", "the form confirmed by voice")
    reference = shown[-1]["reference"]
    need(re.fullmatch(r"[A-Z]{2}-\d{4}", reference), "a reference from the back office")
    case = httpx.get(f"{stage.desk.http}/office/cases/{reference}").json()
    need(case["fields"]["phone"].replace(" ", "").endswith(NEW_PHONE[-4:]), "the corrected phone in the back office")
    need(truth["hkid"] not in json.dumps(case, ensure_ascii=False), "the HKID masked")
    right = {f["name"] for f in shown[0]["fields"] if f["ok"]}
    files.append(stage.wav("04-form-heard", pcm, 24_000))
    seen |= {"phone_said": times, "fields_read": sorted(right), "of": len(truth), "stages": [s["stage"] for s in shown], "seconds_heard": round(len(pcm) / 24_000, 1)}
    bad = {"blank": _blank(), "not a picture": b"hello"}
    told = {what: httpx.post(f"{stage.desk.http}/v1/forms/address_change/read", content=data, timeout=30).json()["code"] for what, data in bad.items()}
    need(told == {"blank": "image_blank", "not a picture": "image_unsupported"}, f"bad pictures named, not {told}")
    turned = httpx.post(f"{stage.desk.http}/v1/forms/address_change/read", content=_upside_down(photo), timeout=60).json()
    need({f["name"] for f in turned["fields"] if f["ok"]} >= right - {"signature"}, "the same fields from the photo upside down")
    seen["refused"] = told


def _blank() -> bytes:
    import cv2

    return bytes(cv2.imencode(".png", np.full((1200, 900, 3), 250, np.uint8))[1])


def _upside_down(photo: bytes) -> bytes:
    import cv2

    image = cv2.imdecode(np.frombuffer(photo, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return bytes(cv2.imencode(".jpg", cv2.rotate(image, cv2.ROTATE_180))[1])


def pen(stage: Stage, files: list[str], seen: dict[str, object]) -> None:
    page = stage.page("/")
    page.locator("#pen").click()
    box = page.locator("#pad_canvas").bounding_box()
    need(box, "the pad")
    assert box is not None
    for (x0, y0), (x1, y1) in TEN_ONE:
        x, y, wide, high = box["x"], box["y"], box["width"], box["height"]
        page.mouse.move(x + x0 * wide, y + y0 * high)
        page.mouse.down()
        page.mouse.move(x + x1 * wide, y + y1 * high, steps=12)
        page.mouse.up()
    files.append(stage.shoot(page, "05-pen-written"))
    page.locator("#pad_done").click()
    page.wait_for_function(f"{DESK}.shadowRoot.querySelector('#text').value !== ''", timeout=20_000)
    text = page.locator("#text").input_value()
    need(text == "十一", f"十一 read from its strokes, not {text}")
    files.append(stage.shoot(page, "05-pen-read"))
    seen |= {"read": text}


# 十一 as a pen would draw it, in shares of the pad.
TEN_ONE = (((0.15, 0.5), (0.4, 0.48)), ((0.275, 0.15), (0.275, 0.88)), ((0.55, 0.51), (0.82, 0.49)))

FORM = Act("form", "A photo of a form is read back, corrected by voice and handed in", "the writing on the form is a pen-style font, not a hand; the page's four corner marks must be seen", form)
PEN = Act("pen", "A line written with a pen is read", "two simple characters drawn by program; no person wrote", pen)
