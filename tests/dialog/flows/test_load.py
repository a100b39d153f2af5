"""A pack's flows: what loads can be talked through, and what cannot is told with its file and place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from voicebot.dialog.flows.load import load_flows, pack_folder
from voicebot.errors import ConfigError
from voicebot.knowledge.pack import load_pack

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    shutil.copytree(pack_folder("bank"), tmp_path / "bank")
    return tmp_path / "bank"


def test_the_bank_has_its_flows_and_their_examples() -> None:
    flows = load_flows("bank").flows
    assert set(flows) == {"lost_card", "appointment", "address_change", "balance_enquiry"}
    assert all(len(flow.examples) >= 8 for flow in flows.values())
    assert {s.tool for s in flows["lost_card"].steps if s.tool} == {"send_code", "check_code", "block_card"}


def test_offers_are_made_after_answers_that_there_are() -> None:
    answers = load_pack("bank").answers
    assert all(flow.after and {*flow.after} <= answers.keys() for flow in load_flows("bank").flows.values())


def test_a_pack_without_flows_has_none(tmp_path: Path) -> None:
    assert load_flows(tmp_path).flows == {}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda f: f.pop("title"), "'title' is a required property"),
        (lambda f: f["slots"][0].update(kind="colour"), "slots/0/kind"),
        (lambda f: f["examples"].clear(), "examples"),
        (lambda f: f["steps"].pop(0), "the slot card is never asked for"),
        (lambda f: f["steps"][0]["ask"].append("mood"), "asks for mood, which is no slot"),
        (lambda f: f["steps"].pop(1), "uses customer, which is not known then"),
        (lambda f: f["steps"][-1].update(call="burn"), "calls burn, which is not in tools.yaml"),
        (lambda f: f["steps"][-1]["with"].pop("card"), "does not give block_card its card"),
        (lambda f: f["steps"][-1]["with"].update(colour="card"), "gives block_card colour, which it does not take"),
        (lambda f: f["steps"][-1]["say"].update(spoken="{customer}"), "speaks of customer, which is a token"),
        (lambda f: f["steps"][-1]["say"].update(written="{price}"), "speaks of price, which is not known then"),
        (lambda f: f["steps"][3]["say"].update(spoken="啱唔啱？", written="正確嗎？"), "does not read back"),
        (lambda f: f["steps"][2].update(when={"card": ["gold"]}), "is never reached: card has none of these values"),
        (lambda f: f["steps"].insert(0, {"use": "dance"}), "there is no part dance"),
        (lambda f: f["steps"].insert(0, {"when": {"card": ["atm"]}}), "is one of ask, confirm, call, say"),
        (lambda f: f["slots"][0].update(again=f["slots"][0]["ask"]), "asks twice in the same words"),
        (lambda f: f["slots"][0].pop("choices"), "choices are for the kind choice"),
        (lambda f: f["slots"][0]["choices"]["atm"]["names"].append("信用卡"), "two choices have the same name"),
        (lambda f: f["slots"].append(f["slots"][0]), "the slot card is there twice"),
        (lambda f: f["slots"][0]["ask"].update(spoken="你嘅密碼係乜嘢呀？"), "asks for a secret (password)"),
        (lambda f: f["slots"][0]["ask"].update(spoken="他們的卡是哪一張？"), "speaks written Chinese"),
        (lambda f: f.update(name="other"), "the name is not the file's"),
    ],
)  # fmt: skip
def test_what_cannot_be_talked_through_is_told(pack: Path, change: Change, problem: str) -> None:
    path = pack / "flows" / "lost_card.yaml"
    flow = yaml.safe_load(path.read_text("utf-8"))
    change(flow)
    path.write_text(yaml.safe_dump(flow, allow_unicode=True), "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_flows(pack)
    assert "flows/lost_card.yaml" in caught.value.text and problem in caught.value.text


def test_a_file_that_is_no_yaml_and_a_missing_text_are_told(pack: Path) -> None:
    (pack / "flows" / "appointment.yaml").write_text("a: [", "utf-8")
    with pytest.raises(ConfigError, match="appointment.yaml: cannot be read"):
        load_flows(pack)
    texts = pack / "flows" / "parts" / "texts.yaml"
    texts.write_text("\n".join(line for line in texts.read_text("utf-8").splitlines() if not line.startswith("wait")), "utf-8")
    with pytest.raises(ConfigError, match="the text 'wait' is missing"):
        load_flows(pack)


def test_a_pack_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        load_flows(tmp_path / "nowhere")
    (tmp_path / "silent").mkdir()
    assert load_flows(tmp_path / "silent").flows == {}  # one without flows is no mistake
