"""Knowledge that changes while calls are open: another process writes, the next turn obeys (R1); a staff manual reaches
no caller."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import httpx

from tests.bank import BANK
from tests.edge.server import Client, Running, desk, dial
from tests.edge.test_feedback import ask
from voicebot import cli, fakes, parsing
from voicebot.dialog.mind import PackMind
from voicebot.engines import Question
from voicebot.events import Transcript
from voicebot.knowledge.library import Library

SECRET = "紫色河馬九四七"


@contextmanager
def living(folder: Path) -> Iterator[Running]:
    """A desk whose mind looks at its data folder."""
    with desk(folder, replace(fakes.engines(), mind=PackMind(Library(BANK, folder / "knowledge")))) as running:
        yield running


async def said(client: Client, text: str) -> str:
    """All that the desk sends in one turn; a handover tells the customer's own words again."""
    client.events.clear()
    await ask(client, text)
    return json.dumps([e for e in client.events if e["type"] != "desk.handover"], ensure_ascii=False)


def test_a_withdrawal_in_another_process_is_obeyed_in_an_open_call(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        async with dial(running.ws) as socket:
            client = Client(socket)
            await ask(client, "我唔見咗張信用卡點算")
            lost = BANK.answers["card-lost"].written
            assert lost in json.dumps(client.events, ensure_ascii=False)
            await _voicebot(tmp_path, "knowledge", "withdraw", "card-lost", "--by", "Chan")
            client.events.clear()
            for text in ("再講多次", "我唔見咗張信用卡點算"):
                await ask(client, text)
            told = json.dumps(client.events, ensure_ascii=False)
            assert lost not in told and BANK.phrases["no_longer_valid"].written in told
            await _voicebot(tmp_path, "knowledge", "approve", "card-lost", "--by", "Lee")
        async with dial(running.ws) as socket:
            assert lost in await said(Client(socket), "我唔見咗張信用卡點算")

    with living(tmp_path) as running:
        asyncio.run(asyncio.wait_for(scene(running), 60))


async def _voicebot(folder: Path, *arguments: str) -> None:
    """The command in a process of its own, forked from the parsers' server: a Python that loads everything takes seconds."""
    config = folder / "desk.toml"
    config.write_text(f"data_dir = {json.dumps(str(folder))}\n", "utf-8")
    command = parsing.context().Process(target=cli.main, args=([*arguments, "--config", str(config)],))
    command.start()
    await asyncio.to_thread(command.join)
    assert command.exitcode == 0


def test_a_replaced_document_answers_anew_and_a_deleted_one_not_at_all(tmp_path: Path) -> None:
    docs, asked = tmp_path / "docs", "星月計劃月費幾多錢"
    docs.mkdir()
    (docs / "other.md").write_text("# 月結單\n\n## 寄送\n\n月結單每月寄出一次。\n", "utf-8")
    fee = docs / "fee.md"

    async def scene(running: Running) -> None:
        async with dial(running.ws) as socket:
            client = Client(socket)
            assert "$" not in await said(client, asked)
            fee.write_text("# 星月計劃\n\n## 月費\n\n星月計劃月費$88。\n", "utf-8")
            await _voicebot(tmp_path, "ingest", str(docs))
            told = await said(client, asked)
            assert "$88" in told
            cited = next(e for e in client.events if e["type"] == "desk.citations")["citations"][0]
            place = f"/v1/passages/{quote(cited['id'], safe='')}"
            async with httpx.AsyncClient(base_url=running.http) as web:
                opened = (await web.get(place)).json()
                assert "$88" in opened["text"] and "$88" in (await web.get(opened["href"])).text
                fee.write_text("# 星月計劃\n\n## 月費\n\n星月計劃月費$98。\n", "utf-8")
                await _voicebot(tmp_path, "ingest", str(docs))
                again = await said(client, "再講多次")
                assert "$88" not in again and BANK.phrases["no_longer_valid"].written in again
                told = await said(client, asked)
                assert "$98" in told and "$88" not in told
                fee.unlink()
                await _voicebot(tmp_path, "ingest", str(docs))
                gone = await said(client, asked)
                assert "$98" not in gone and "$88" not in gone and "desk.citations" not in gone
                for url in (place, opened["href"]):
                    assert (await web.get(url)).json()["code"] == "passage_unknown"

    with living(tmp_path) as running:
        asyncio.run(asyncio.wait_for(scene(running), 120))


def test_a_customer_takes_the_section_that_is_meant_and_nothing_of_it_once_it_is_gone(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    shutil.copytree(Path(__file__).parents[1] / "data/natural/unseen", docs, ignore=shutil.ignore_patterns("*.tsv"))

    async def scene(running: Running) -> None:
        await _voicebot(tmp_path, "ingest", str(docs))
        async with dial(running.ws) as socket:
            client = Client(socket)
            offered = await said(client, "冷氣機正下面有張書枱，使唔使搬開先？")
            assert "上門前準備" in offered and "師傅守則" in offered and "desk.citations" not in offered
            taken = await said(client, "第一個")
            assert "移開冷氣機" in taken and "desk.citations" in taken
            await said(client, "冷氣機正下面有張書枱，使唔使搬開先？")
            (docs / "aircon.md").unlink()
            await _voicebot(tmp_path, "ingest", str(docs))
            for text in ("再講多次", "第一個"):
                assert "移開冷氣機" not in await said(client, text)

    with living(tmp_path) as running:
        asyncio.run(asyncio.wait_for(scene(running), 120))


def test_a_staff_manual_that_is_ingested_reaches_no_caller(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "manual.md").write_text(f"# 內部{SECRET}手冊\n\n## {SECRET}處理\n\n遇到{SECRET}，職員須致電主管{SECRET}熱線。\n", "utf-8")

    async def scene(running: Running) -> str:
        await _voicebot(tmp_path, "ingest", "--collection", "manual", "--audience", "staff", str(docs))
        shelf = Library(BANK, tmp_path / "knowledge", audience="staff").snapshot().collections[0]
        out: list[str] = []
        async with dial(running.ws) as socket, httpx.AsyncClient(base_url=running.http) as web:
            client = Client(socket)
            for text in (f"遇到{SECRET}點處理", SECRET, "職員須致電主管熱線", "第一個", "再講多次"):
                out.append((await said(client, text)).replace(text, ""))  # what the customer typed comes back to them
                body = {"model": "desk", "messages": [{"role": "user", "content": text}]}
                out.append((await web.post("/v1/chat/completions", json=body)).text)
            for id_, passage in shelf.passages.items():
                out.append((await web.get(f"/v1/passages/{quote(id_, safe='')}")).text)
                out.append((await web.get(f"/documents/{quote(passage.source.partition('#')[0])}")).text)
        assert SECRET in str(shelf.passages) and len(shelf.passages) == 1
        return "".join(out)

    with living(tmp_path) as running:
        assert SECRET not in asyncio.run(asyncio.wait_for(scene(running), 120))
    customers, staff = (PackMind(Library(BANK, tmp_path / "knowledge", audience)) for audience in ("customers", "staff"))
    question = Question(Transcript(f"遇到{SECRET}點處理"))
    assert SECRET in str(staff.evidence(question)) and SECRET in staff.answer(question).spoken  # the plant can be found at all
    assert SECRET not in str(customers.evidence(question))
