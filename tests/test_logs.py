"""Logs are JSON lines with codes and numbers; what customers say cannot get into them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from voicebot import logs

SAID = "我電話係九一二三四五六七"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_fields_go_out_as_json_and_personal_ones_do_not(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info")
    refused = {name: SAID for name in logs.REFUSED}
    logs.get("session").info("call ended", reference="K4-7302", seconds=63, ok=True, nested={"text": SAID}, **refused)
    (line,) = lines(capsys)
    kept = {"component": "session", "event": "call ended", "reference": "K4-7302", "seconds": 63, "ok": True, "nested": "dict"}
    assert line.items() >= kept.items()
    assert line.keys() == kept.keys() | {"level", "timestamp"}


def test_an_exception_leaves_its_class_and_place_only(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info")
    try:
        raise ValueError(SAID)
    except ValueError:
        logs.get("mind").exception("answer failed", code="engine_failed")
        logging.getLogger("library").exception("broke")
    ours, theirs = lines(capsys)
    assert ours["error"] == theirs["error"] == "ValueError"
    assert str(ours["at"]).startswith("tests.test_logs:") or str(ours["at"]).startswith("test_logs:")
    assert SAID not in json.dumps([ours, theirs], ensure_ascii=False)


def test_levels_and_long_values(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("warning")
    logs.get("x").info("not shown")
    logs.get("x").warning("shown", code="c" * 1000)
    logging.getLogger("uvicorn.error").info("GET /v1/realtime?session=secret")
    (line,) = lines(capsys)
    assert line["code"] == "c" * logs.VALUE_LIMIT


def test_an_identifier_that_slips_through_is_masked_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info")
    logs.get("x").info("form read", code="A123456(3)", reference="K-7302", place="a 61234567")
    logging.getLogger("library").warning("cannot dial %s", "+852 6123 4567")
    ours, theirs = lines(capsys)
    assert (ours["code"], ours["place"], ours["reference"], ours["masked"]) == ("A●●●●●●(●)", "a ●●●●4567", "K-7302", 2)
    assert (theirs["event"], theirs["masked"]) == ("cannot dial +●●●●●●●4567", 1)
