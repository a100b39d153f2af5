"""The command line: what a person at a terminal types, sees, and gets as an exit status."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
import typer

from voicebot import app, building, cli, fakes
from voicebot.commands.talk import timeline
from voicebot.engines import Speech
from voicebot.errors import EngineError
from voicebot.events import Citation, Phone, Reply

BANK = Path(cli.__file__).parent / "packs/bank"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in an empty folder; gives (exit status, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            cli.main(arguments)
        out = capsys.readouterr()
        return int(caught.value.code or 0), out.out, out.err

    return run


class OneAnswer:
    def answer(self, question: object) -> Reply:
        source = Citation("fps-fee", "收費表", "fees.html#fps", "轉數快:免費")
        return Reply("轉數快唔使收費。", "轉數快免費。", "answer", (source,))


class Broken:
    def answer(self, question: object) -> Reply:
        raise EngineError("the mind broke")


def test_help_names_every_command(run: Run) -> None:
    status, out, _ = run("--help")
    assert status == 0
    for command in ("serve", "ask", "transcribe", "speak", "ingest", "eval", "bench", "models", "engine", "knowledge", "feedback", "doctor"):
        assert command in out


def pages(command: typer.core.TyperCommand, *path: str) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Each command's path, and what its help must say: its own and its parameters' texts."""
    yield path, [command.help or "", *(p.help for p in command.params if getattr(p, "help", None))]
    for name, child in getattr(command, "commands", {}).items():
        yield from pages(child, *path, name)


def test_help_leaves_nothing_of_its_texts_out(run: Run) -> None:
    """The terminal's library takes words in brackets for a style and drops them."""
    found = list(pages(typer.main.get_command(cli.app)))
    assert len(found) > 20
    for path, texts in found:
        shown = re.sub(r"[\s│]", "", run(*path, "--help")[1])
        assert [text for text in texts if re.sub(r"\s", "", text) not in shown] == [], path


def test_help_names_the_defaults_that_settings_have(run: Run) -> None:
    shown = re.sub(r"[\s│]", "", run("serve", "--help")[1])
    assert "[default:(127.0.0.1)]" in shown and "[default:(8800)]" in shown and "[default:(./desk.tomlifthere)]" in shown


def test_a_port_in_use_is_told_without_an_address_in_brackets(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "build_engines", lambda settings: fakes.engines())
    monkeypatch.setattr("voicebot.logs.configure", lambda level: None)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, _, err = run("serve", "--port", str(port))
    assert status == 1
    assert err == f"error[config_invalid]: cannot listen on 127.0.0.1 port {port}: Address already in use; choose another --host or --port\n"


@pytest.mark.parametrize(("name", "content", "told"), [("journal.key", b"", "damaged"), ("journal.db", b"no database at all", "cannot be opened")])
def test_stores_that_cannot_be_opened_are_one_line_and_status_1(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    monkeypatch.setattr(app, "build_engines", lambda settings: fakes.engines())
    monkeypatch.setattr("voicebot.logs.configure", lambda level: None)
    monkeypatch.setenv("VOICEBOT_DATA_DIR", str(tmp_path))
    status, out, err = run("serve", "--port", "0")
    assert (status, out) == (1, "")
    assert err.startswith("error[config_invalid]: journal") and told in err and err.count("\n") == 1


def test_a_desk_that_is_stopped_from_its_terminal_has_not_failed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(server: object, sockets: object) -> None:
        raise KeyboardInterrupt  # as uvicorn does after its shutdown

    monkeypatch.setattr(app, "build_engines", lambda settings: fakes.engines())
    monkeypatch.setattr("voicebot.logs.configure", lambda level: None)
    monkeypatch.setattr(app._Server, "run", interrupted)
    assert run("serve", "--port", "0") == (0, "", "")


def test_version(run: Run) -> None:
    status, out, _ = run("--version")
    assert (status, out.split()[0]) == (0, "voicebot")
    assert out.split()[1][0].isdigit()


@pytest.mark.parametrize("arguments", [("ask",), ("ask", "x", "--colour"), ("sing",), ("bench", "--calls", "0"), ("speak", "x")])
def test_wrong_usage_is_status_2(run: Run, arguments: tuple[str, ...]) -> None:
    status, out, err = run(*arguments)
    assert status == 2
    assert "Traceback" not in out + err


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("serve", "--host", "0.0.0.0"), "error[config_invalid]: host 0.0.0.0 is open to other machines and needs"),
        (("serve", "--config", "none.toml"), "error[config_invalid]: config none.toml cannot be read"),
        (("serve", "--profile", "fast"), "error[config_invalid]: setting profile must be one of"),
        (("ask", "  "), "error[input_invalid]: there is no question"),
        (("speak", "", "-o", "x.wav"), "error[input_invalid]: there is nothing to say"),
        (("eval", "soup", "--manifest", "x.tsv"), "error[input_invalid]: there is no stage soup; stages are asr"),
        (("eval", "asr", "--manifest", "x.tsv"), "error[input_invalid]: there is no manifest x.tsv"),
    ],
)
def test_errors_are_one_line_with_a_code(run: Run, arguments: tuple[str, ...], line: str) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (1, "")
    assert err.startswith(line)
    assert err.count("\n") == 1


def test_a_desk_toml_here_is_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text("prot = 1")
    assert "did you mean port?" in run("serve")[2]


def test_ask_prints_answer_sources_and_route(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "build_mind", lambda settings: OneAnswer())
    status, out, _ = run("ask", "轉數快收唔收費")
    assert status == 0
    assert out.splitlines() == ["轉數快唔使收費。", "  [fps-fee] 收費表 · fees.html#fps", "  route: answer"]
    value = json.loads(run("ask", "轉數快收唔收費", "--json")[1])
    assert value.keys() == {"answer", "written", "route", "citations", "offer_person"}
    assert value["citations"] == [{"id": "fps-fee", "title": "收費表", "anchor": "fees.html#fps", "quote": "轉數快:免費"}]


def test_answers_are_managed_from_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICEBOT_DATA_DIR", str(tmp_path))

    def state() -> str:
        rows = json.loads(run("knowledge", "list", "--json")[1])["answers"]
        return next(str(row["state"]) for row in rows if row["id"] == "card-lost")

    seen = [state()]
    for arguments in (
        ("withdraw", "card-lost", "--by", "Chan", "--why", "舊收費"), ("approve", "card-lost"),
        ("schedule", "card-lost", "--from", "2999-01-01"), ("schedule", "card-lost", "--from", "2020-01-01", "--to", "2020-12-31"),
    ):  # fmt: skip
        assert run("knowledge", *arguments)[0] == 0
        seen.append(state())
    assert seen == ["approved", "withdrawn", "approved", "scheduled", "expired"]
    shown = json.loads(run("knowledge", "show", "card-lost", "--json")[1])
    assert [(h["action"], h["by"], h["why"]) for h in shown["history"]][0] == ("withdraw", "Chan", "舊收費")
    assert len(shown["history"]) == 4 and shown["history"][1]["by"]
    assert "withdraw by Chan: 舊收費" in run("knowledge", "show", "card-lost")[1]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("withdraw", "nope"), "error[answer_unknown]: there is no answer nope"),
        (("show", "nope"), "error[answer_unknown]"),
        (("schedule", "card-lost", "--from", "2027-02-01", "--to", "2027-01-01"), "error[input_invalid]: --to is before --from"),
    ],
)
def test_what_cannot_be_managed_is_told(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: tuple[str, ...], error: str) -> None:
    monkeypatch.setenv("VOICEBOT_DATA_DIR", str(tmp_path))
    status, _, err = run("knowledge", *arguments)
    assert status == 1 and err.startswith(error)
    assert not (tmp_path / "knowledge" / "answers.json").exists()


def test_a_damaged_history_is_told_by_its_code(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICEBOT_DATA_DIR", str(tmp_path))
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "answers.json").write_text("{")
    assert run("ask", "轉數快收唔收費")[2].startswith("error[knowledge_damaged]")


def test_there_is_no_feedback_before_the_desk_has_run(run: Run) -> None:
    assert run("feedback", "export")[2].startswith("error[input_invalid]: there is no feedback in")


def test_tracebacks_only_with_debug(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "build_mind", lambda settings: Broken())
    assert run("ask", "x") == (1, "", "error[engine_failed]: the mind broke\n")
    with pytest.raises(EngineError):
        cli.main(["ask", "x", "--debug"])
    monkeypatch.setattr(building, "build_mind", lambda settings: None)
    assert run("ask", "x")[2].startswith("error[internal]: something broke (AttributeError)")


def test_a_bad_recording_does_not_stop_the_others(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.wav").write_bytes(b"RIFF, but no")
    soundfile.write(tmp_path / "still.wav", np.zeros(16_000, np.int16), 16_000)
    status, out, err = run("transcribe", "bad.wav", "none.wav", "still.wav", "--json")
    assert status == 1
    assert err.count("error[audio_invalid]") == 2
    bad, none, still = json.loads(out)["files"]
    assert bad["error"] == none["error"] == "audio_invalid"
    assert (still["text"], still["seconds"]) == ("", 1.0)


def test_speak_writes_a_wav_and_its_timings(run: Run, tmp_path: Path) -> None:
    assert run("speak", "多謝你打電話。", "-o", "hello.wav", "--timings", "hello.json") == (0, "", "")
    pcm, rate = soundfile.read(tmp_path / "hello.wav", dtype="int16")
    times = json.loads((tmp_path / "hello.json").read_text())
    assert rate == 24_000
    assert times["ms"] == len(pcm) * 1000 // rate
    assert times["syllables"] == ["do1", "ze6", "nei5", "daa2", "din6", "waa2"]
    assert {p["syllable"] for p in times["phones"]} >= {0, 1, 2, 3, 4, 5}
    assert 0 < max(p["end_ms"] for p in times["phones"]) <= times["ms"]


def test_speak_says_where_it_cannot_write(run: Run) -> None:
    status, _, err = run("speak", "你好", "-o", "no/folder/x.wav")
    assert (status, err) == (1, "error[input_invalid]: no/folder/x.wav cannot be written: No such file or directory\n")


def test_timings_of_pieces_are_on_one_clock() -> None:
    first = Speech(np.zeros(24_000, np.int16), "你好,", (Phone("o_n", 5, 0, 80, 0), Phone("sp", 0, 900, 1000, -1)), ("nei5", "hou2"))
    second = Speech(np.zeros(12_000, np.int16), "再見", (Phone("o_z", 3, 10, 90, 0),), ("zoi3", "gin3"))
    times = timeline([first, second])
    assert (times["text"], times["ms"], times["syllables"]) == ("你好,再見", 1500, ["nei5", "hou2", "zoi3", "gin3"])
    assert [(p["start_ms"], p["syllable"]) for p in times["phones"]] == [(0, 0), (900, -1), (1010, 2)]


def test_models_are_listed_and_verified(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = json.loads(run("models", "list", "--json")[1])["files"]
    assert rows and all(row["present"] for row in rows)
    name, size = "vad/silero_vad.onnx", 4
    (tmp_path / "vad").mkdir()
    (tmp_path / name).write_bytes(b"oops")
    digest = "0" * 64
    (tmp_path / "manifest.toml").write_text(f'[[file]]\nname="{name}"\nsha256="{digest}"\nbytes={size}\nuse="any"\n')
    monkeypatch.setenv("VOICEBOT_MODELS", str(tmp_path))
    assert run("models", "verify") == (1, "", f"error[model_missing]: 1 of 1 files are missing or changed: {name}\n")


def test_doctor_tries_every_engine(run: Run) -> None:
    status, out, _ = run("doctor", "--json")
    report = json.loads(out)
    assert (status, report["ok"]) == (0, True)
    engines = {check["name"]: check["detail"] for check in report["checks"] if check["group"] == "engine"}
    assert engines.pop("ears: chosen").startswith("embedded: no public model was pulled")
    assert [name for name, detail in engines.items() if detail == "runs"] == [
        "vad: silero", "ears: embedded", "voice: embedded", "mind: approved answers",
    ]  # fmt: skip
    assert engines["voice: readings"] == "every character of the pack has one"


def test_doctor_says_how_to_get_what_is_missing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "manifest.toml").write_text('[[file]]\nname="tts/none.onnx"\nsha256=""\nbytes=1\nuse="any"\n')
    monkeypatch.setenv("VOICEBOT_MODELS", str(tmp_path))
    status, out, _ = run("doctor")
    assert status == 1
    assert "MISSING tts/none.onnx" in out and "restore models/shipped/tts/none.onnx" in out


def test_doctor_names_what_the_voice_cannot_read(run: Run, tmp_path: Path) -> None:
    shutil.copytree(BANK, tmp_path / "bank")
    (tmp_path / "bank/pronunciations.tsv").write_text("維晴\twai4 cing4\n", encoding="utf-8")
    path = tmp_path / "bank/phrases.toml"
    path.write_text(path.read_text("utf-8").replace("[greeting]\nspoken = \"", "[greeting]\nspoken = \"\U000221c1", 1), encoding="utf-8")
    (tmp_path / "desk.toml").write_text(f'pack = "{tmp_path / "bank"}"\n')
    checks = json.loads(run("doctor", "--json")[1])["checks"]
    (found,) = (check for check in checks if check["name"] == "voice: readings")
    assert not found["ok"] and found["detail"] == "no reading for \U000221c1" and "pronunciations.tsv" in found["remedy"]


def test_pronounce_shows_each_reading_and_its_source(run: Run, tmp_path: Path) -> None:
    assert run("pronounce", "任小姐 FPS 2個")[1].splitlines() == [
        "任\tjam4\tname", "小\tsiu2\tname", "姐\tze2\tname", "FPS\te1 fu4 pi1 e1 si4\tletters", "兩\tloeng5\tcharacter", "個\tgo3\tlibrary",
    ]  # fmt: skip
    said = json.loads(run("pronounce", "維晴", "--json")[1])
    assert said["pieces"][0] == {"text": "維", "syllables": ["wai4"], "source": "pack"}
    assert run("pronounce", "…")[0] == 1
    shutil.copytree(BANK, tmp_path / "bank")
    (tmp_path / "bank/pronunciations.tsv").write_text("維晴\twai4\n", encoding="utf-8")
    (tmp_path / "desk.toml").write_text(f'pack = "{tmp_path / "bank"}"\n')
    status, _, told = run("pronounce", "維晴", "--config", str(tmp_path / "desk.toml"))
    assert (status, told) == (1, "error[config_invalid]: pronunciations.tsv: line 1: '維晴' has 2 characters, but 1 syllables\n")


def test_help_is_fast_because_it_loads_no_engine() -> None:
    script = (
        "import sys; from voicebot import cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'numpy', 'onnxruntime', 'fastapi', 'uvicorn', 'cryptography'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_storm_signals_are_posted_and_shown(run: Run) -> None:
    assert run("hours", "signal", "8", "black", "--by", "Chan")[0] == 0
    shown = json.loads(run("hours", "show", "--json")[1])
    assert (shown["signals"]["typhoon"], shown["signals"]["black_rain"]) == (8, True)
    assert "八號風球" in shown["services"]["branch"] and "開緊" in shown["services"]["hotline"]
    assert "lifted at" in run("hours", "signal", "none")[1]
    for wrong in (("2",), ("8", "9"), ("none", "8"), ("8", "--hours", "0")):
        status, _, err = run("hours", "signal", *wrong)
        assert status == 1 and err.startswith("error[input_invalid]")
