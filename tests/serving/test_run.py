"""`voicebot engine serve`: wrong wishes are told in one line, and a real server starts and ends as a process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from voicebot import cli
from voicebot.commands.engine import KEY_VARIABLE

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run `voicebot engine serve` for an engine and a model that are not there; gives (exit status, stderr)."""
    monkeypatch.delenv(KEY_VARIABLE, raising=False)

    def run(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as caught:
            cli.main(["engine", "serve", "--stage", "asr", "--engine", "faster-whisper", "--model", str(tmp_path / "none"), *arguments])
        return int(caught.value.code or 0), capsys.readouterr().err

    return run


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "error[model_missing]: there is no model folder"),
        (("--device", "tpu"), "error[config_invalid]: --device must be one of"),
        (("--host", "0.0.0.0"), "error[config_invalid]: host 0.0.0.0 is open to other machines and needs a key and --tls-cert"),
        (("--tls-cert", "a.pem"), "error[config_invalid]: --tls-cert and --tls-key must be given together"),
        (("--tls-cert", "a.pem", "--tls-key", "b.pem"), "error[config_invalid]: TLS file a.pem is missing"),
    ],
)
def test_wrong_wishes_are_one_line(run: Run, arguments: tuple[str, ...], words: str) -> None:
    status, err = run(*arguments)
    assert status == 1 and err.startswith(words) and err.count("\n") == 1


def test_a_key_alone_does_not_open_other_addresses(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "sesame")
    status, err = run("--host", "192.0.2.1")
    assert status == 1 and "needs a key and --tls-cert" in err and "sesame" not in err


@pytest.mark.parametrize("arguments", [("--port", "99999"), ("--threads", "0"), ("--colour", "red")])
def test_wrong_usage_is_status_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[0] == 2
