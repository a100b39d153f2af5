"""The child process: answers, bad pictures, time limits, its end, and that callers never get each other's text."""

from __future__ import annotations

import asyncio
import sys
import textwrap
from collections.abc import Awaitable, Callable

import psutil
import pytest

from ocr import limits
from ocr.errors import ReadError
from ocr.reader import Reader
from tests.ocr.pictures import blank_sheet, bomb, filled, saved, truth, values

# A child that answers at once with the body it got, or as a test tells it to.
ECHO = textwrap.dedent(
    """
    import sys, time
    from ocr import frames
    while len(prefix := sys.stdin.buffer.read(8)) == 8:
        a, b = frames.PREFIX.unpack(prefix)
        head, body = frames.unpack_head(sys.stdin.buffer.read(a)), sys.stdin.buffer.read(b)
        if body == b"hang": time.sleep(60)
        if body == b"die": sys.exit(1)
        if body == b"noise": sys.stdout.buffer.write(b"nonsense"); sys.stdout.flush(); time.sleep(60)
        if body == b"other": head["id"] += 7
        if body == b"late": time.sleep(0.2)
        line = {"text": body.decode(), "confidence": 1.0, "box": [0, 0, 1, 1]}
        result = {"lines": [line], "width": 1, "height": 1, "unreadable": []}
        sys.stdout.buffer.write(frames.pack({"id": head["id"], "result": result})); sys.stdout.flush()
    """
)


def echo(**options: float) -> Reader:
    return Reader(command=(sys.executable, "-c", ECHO), **options)  # type: ignore[arg-type]


def run(work: Callable[[Reader], Awaitable[None]], reader: Reader) -> None:
    async def whole() -> None:
        try:
            await work(reader)
        finally:
            await reader.close()

    asyncio.run(whole())


async def said(reader: Reader, text: str) -> str:
    return (await reader.page(text.encode())).lines[0].text


async def refused(job: Awaitable[object]) -> str:
    with pytest.raises(ReadError) as caught:
        await job
    return caught.value.code


def test_the_real_child_reads_refuses_and_draws() -> None:
    async def work(reader: Reader) -> None:
        assert values(await reader.form(filled(0))) == truth(0)
        child = psutil.Process(reader.pid)
        assert child.nice() >= limits.NICENESS
        assert await refused(reader.form(bomb())) == "image_too_large"
        assert await refused(reader.form(b"no picture")) == "image_unsupported"
        assert await refused(reader.form(filled(0), "no_such_form")) == "form_unknown"
        assert await refused(reader.strokes([], 10, 10)) == "strokes_invalid"
        assert (await reader.strokes([[(10, 30), (60, 28)], [(36, 5), (36, 60)]], 80, 70))["text"] == "十"
        assert (await reader.blank("address_change", "pdf")).startswith(b"%PDF-")
        assert child.pid == reader.pid  # a bad picture costs no child
        assert child.memory_info().rss < 600e6

    run(work, Reader(job_s=300))


def test_the_real_child_reads_any_page() -> None:
    page = blank_sheet().crop((300, 0, 1700, 1400)).resize((736, 736))

    async def work(reader: Reader) -> None:
        found = await reader.page(saved(page))
        assert "更改地址表格" in "".join(line.text for line in found.lines)
        assert (found.width, found.height) == (736, 736) and "喺" in found.unreadable
        for line in found.lines:
            left, top, width, height = line.box
            assert 0 <= left < left + width <= 740 and 0 <= top < top + height <= 740

    run(work, Reader(job_s=300))


def test_callers_get_their_own_text() -> None:
    async def work(reader: Reader) -> None:
        texts = [f"page {i}" for i in range(limits.WAITING)]
        assert await asyncio.gather(*(said(reader, text) for text in texts)) == texts

    run(work, echo())


def test_after_a_caller_went_away_the_next_gets_its_own_text() -> None:
    async def work(reader: Reader) -> None:
        assert await said(reader, "one") == "one"
        gone = asyncio.create_task(said(reader, "late"))
        await asyncio.sleep(0.05)
        gone.cancel()
        assert await said(reader, "two") == "two"
        with pytest.raises(asyncio.CancelledError):
            await gone

    run(work, echo())


@pytest.mark.parametrize("trouble", ["hang", "die", "noise", "other"])
def test_a_broken_child_fails_one_job_and_is_replaced(trouble: str) -> None:
    async def work(reader: Reader) -> None:
        assert await said(reader, "one") == "one"
        before = reader.pid
        assert await refused(reader.page(trouble.encode())) == "ocr_failed"
        assert await said(reader, "two") == "two" and reader.pid != before

    run(work, echo(job_s=2.0))


def test_a_child_that_cannot_start_is_told() -> None:
    async def work(reader: Reader) -> None:
        assert await refused(reader.page(b"x")) == "ocr_failed"

    run(work, Reader(command=("/no/such/program",)))


def test_one_job_too_many_is_refused() -> None:
    async def work(reader: Reader) -> None:
        jobs = [asyncio.create_task(said(reader, "late")) for _ in range(limits.WAITING)]
        await asyncio.sleep(0)
        assert await refused(reader.page(b"x")) == "ocr_busy"
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        assert await said(reader, "after") == "after"

    run(work, echo())


def test_the_child_is_replaced_after_its_jobs_and_ends_when_idle() -> None:
    async def work(reader: Reader) -> None:
        pids = set()
        for i in range(6):
            pids.add(reader.pid if i else None)
            assert await said(reader, str(i)) == str(i)
        assert reader.pid is None  # six jobs, three a child: the second has just ended
        assert await said(reader, "x") == "x"
        child = psutil.Process(reader.pid)
        await asyncio.sleep(0.4)
        assert reader.pid is None and (not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)

    run(work, echo(jobs=3, idle_s=0.15))


def test_too_many_bytes_never_reach_the_child() -> None:
    async def work(reader: Reader) -> None:
        assert await refused(reader.page(bytes(limits.MAX_BYTES + 1))) == "image_too_large"
        assert reader.pid is None

    run(work, echo())
