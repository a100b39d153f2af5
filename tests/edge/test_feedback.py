"""A customer's judgement on its way: socket, store, export; and what a citation opens, as data and as a page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.bank import BANK, MIND
from tests.edge.server import Client, Running, desk, dial
from voicebot import cli, fakes
from voicebot.dialog.mind import PackMind
from voicebot.knowledge.documents import Document, Passage
from voicebot.knowledge.library import Library

EVIL = '<script>x</script>"&'
PAGE = Document("leaflets/fee 表", f"收費{EVIL}", (
    Passage("leaflets/fee 表#p2-月費", f"收費{EVIL}", f"月費{EVIL}", ("月費88元。", f"- 長者{EVIL}"), page=2, path=("第一章", EVIL)),
    Passage("leaflets/fee 表#p3", f"收費{EVIL}", "其他", ("免費。",), page=3),
))  # fmt: skip


class Shelf:
    name, audience, version = "leaflets", "customers", "1"
    withheld: dict[str, str] = {}
    passages = {p.source: p for p in PAGE.passages}


def mind() -> PackMind:
    """The bank's, with a document such as an ingested one."""
    library = Library(BANK)
    made = PackMind(library)
    library._read = replace(library._read, snapshot=replace(library._read.snapshot, collections=(Shelf(),)))  # type: ignore[arg-type]
    return made


async def ask(client: Client, text: str) -> str:
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
    await client.send("conversation.item.create", item=item)
    await client.send("response.create", response={"output_modalities": ["text"]})
    done = await client.until("response.done")
    return str(done["response"]["output"][0]["id"])


def test_a_judgement_is_kept_masked_and_exported_as_an_evaluation_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def scene(running: Running) -> None:
        async with dial(running.ws) as socket:
            client = Client(socket)
            first = await ask(client, "轉數快收唔收手續費")
            await client.send("desk.feedback", item_id=first, verdict="wrong")
            assert (await client.until("desk.notice"))["code"] == "feedback_kept"
            await client.send("desk.feedback", item_id=first, verdict="helpful")  # changed their mind
            await client.until("desk.notice")
            other = await ask(client, "我電話61234567，分行幾點開門")
            await client.send("desk.feedback", item_id=other, verdict="wrong")
            await client.until("desk.notice")
            await client.send("desk.feedback", item_id="item_none", verdict="wrong")
            assert (await client.until("error"))["error"]["code"] == "item_not_found"
            await client.send("desk.forget")

    with desk(tmp_path, replace(fakes.engines(), mind=MIND)) as running:
        asyncio.run(scene(running))
    monkeypatch.setenv("VOICEBOT_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()  # the server's log
    for arguments in (["feedback", "export", "-o", "marked.tsv"], ["eval", "answers", "--manifest", "marked.tsv", "--json"]):
        with pytest.raises(SystemExit) as caught:
            cli.main(arguments)
        assert caught.value.code == 0
    lines = (tmp_path / "marked.tsv").read_text("utf-8").splitlines()
    assert [line.split("\t")[:3] for line in lines[1:]] == [
        ["轉數快收唔收手續費", "fps-fee", "helpful"], ["我電話●●●●4567，分行幾點開門", "!branch-hours", "wrong"],
    ]  # fmt: skip
    found = json.loads(capsys.readouterr().out)
    assert (found["n"], found["top1"], found["n_marked_wrong"]) == (1, 1.0, 1)


@pytest.fixture(scope="module")
def shelved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A desk that has a document beside its pack's; nobody changes anything."""
    with desk(tmp_path_factory.mktemp("desk"), replace(fakes.engines(), mind=mind())) as running:
        yield running


def test_a_citation_opens_the_very_place_and_no_title_can_put_markup_there(shelved: Running) -> None:
    with httpx.Client(base_url=shelved.http) as web:
        opened = web.get("/v1/passages/" + "leaflets%2Ffee%20%E8%A1%A8%23p2-%E6%9C%88%E8%B2%BB").json()
        assert (opened["id"], opened["page"]) == ("leaflets/fee 表#p2-月費", 2) and "88" in opened["text"]
        assert opened["title"].endswith("（第 2 頁）")
        page = web.get(opened["href"])
        assert page.status_code == 200 and "default-src 'none'" in page.headers["content-security-policy"]
        assert '<section id="p2-月費">' in page.text and '<section id="p3">' in page.text and "第 2 頁" in page.text
        assert "<script" not in page.text and "&lt;script&gt;" in page.text
        bank = web.get("/v1/passages/card-lost").json()
        assert bank["href"] == "/documents/cards.html#lost" and '<section id="lost">' in web.get(bank["href"]).text


@pytest.mark.parametrize("path", ["/v1/passages/nobody", "/v1/passages/leaflets%2Fnone%23p", "/documents/none.html", "/documents/..%2F..%2Fetc%2Fpasswd", "/documents/"])
def test_what_is_not_there_is_a_problem_with_a_code(shelved: Running, path: str) -> None:
    answer = httpx.get(shelved.http + path)
    assert (answer.status_code, answer.json()["code"]) == (400, "passage_unknown")
