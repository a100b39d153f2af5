"""The recogniser's recipe: how a graph is scored, and what the joined syllables say."""

from __future__ import annotations

import random
import wave
from pathlib import Path

import numpy as np
import pytest

from .loading import load

units, evaluate, hear, report, texts = load("asr", "units", "evaluate", "hear", "report", "texts")
SHIPPED_ASR = Path(__file__).resolve().parents[2] / "models" / "shipped" / "asr"
NATIVE, SHIPPED = units.native(), units.shipped()


def test_the_tone_is_read_over_the_run_of_its_rime():
    rime = NATIVE.names.index("r_aa")
    unit = np.full((5, len(NATIVE.names)), -9.0, np.float32)
    tone = np.log(np.full((5, 6), 0.1, np.float32))
    unit[[0, 4], 0] = unit[1, NATIVE.names.index("o_s")] = unit[2:4, rime] = -0.01
    tone[2, 0], tone[3, 3] = np.log(0.3), np.log(0.5)
    assert evaluate.greedy(unit, tone, NATIVE) == [("s", "aa", 4)]


def test_errors_are_counted_by_syllable_and_confusions_by_part():
    count = evaluate.Count()
    count.add([("s", "aa", 1), ("l", "ei", 5)], [("s", "aa", 2), ("l", "ei", 5), ("", "o", 5)])
    count.add([("z", "i", 1)], [("c", "i", 1)])
    found = count.result()
    assert (found["ser"], found["tonal"], found["n"], found["clips"]) == (50.0, 75.0, 4, 2)
    assert found["tone"] == 50.0
    assert found["confusions"] == {"onset": {"c > z": [1, 1]}, "rime": {}, "tone": {"2 > 1": [1, 1]}}


def test_graphs_with_and_without_the_rimes_of_loan_words_are_scored_alike(tmp_path):
    with wave.open(str(tmp_path / "a.wav"), "wb") as out:
        out.setparams((1, 2, 16_000, 0, "NONE", ""))
        out.writeframes(bytes(6_400))
    (tmp_path / "m.tsv").write_text("file\ttext\tsyllables\na.wav\tapp\tngo5 ep1\n", encoding="utf-8")
    ((_, wanted),) = held = evaluate.items(tmp_path / "m.tsv")
    assert wanted == [("", "o", 5), ("", "ek", 1)]

    class Graph:
        def __init__(self, known):
            self.known = known

        def hear(self, audio):
            rime = "r_ep" if "r_ep" in self.known.names else "r_ek"
            unit = np.full((3, len(self.known.names)), -9.0, np.float32)
            unit[0, self.known.names.index("r_o")] = unit[1, 0] = unit[2, self.known.names.index(rime)] = -0.01
            tone = np.full((3, 6), -9.0, np.float32)
            tone[0, 4] = tone[2, 0] = -0.01
            return unit, tone

    for known in (NATIVE, SHIPPED):
        found = evaluate.measure(Graph(known), held, "clean")
        assert (found["ser"], found["tonal"], found["n"]) == (0, 0, 2)
    with pytest.raises(SystemExit, match="99 units"):
        units.of_graph(99)


def test_the_streaming_graph_is_heard_to_the_end():
    audio = (3_000 * np.random.default_rng(1).standard_normal(16_000 * 2)).astype(np.int16)
    unit, tone = hear.Streamed(SHIPPED_ASR / "best_stream.int8.onnx").hear(audio)
    assert len(unit) == len(tone) >= 100 and unit.shape[1] == len(SHIPPED.names)


def test_texts_hold_only_what_can_be_said():
    spoken = texts.words()
    assert texts.tokens("我個app壞咗", spoken)[2] == "@app"
    assert texts.tokens("FPS轉數", spoken)[:3] == ["@F", "@P", "@S"]
    said = texts.values(random.Random(3))
    for _ in range(200):
        for token in texts.tokens(next(said), spoken):
            known = [j for r in spoken[token[1:]] for j in r.split()] if token[0] == "@" else [token]
            assert known and all(SHIPPED.of_syllable(j) for j in known), token


def test_a_report_measures_every_channel_and_the_stream_without_repeating_confusions(tmp_path, monkeypatch):
    manifests = tmp_path / "eval"
    manifests.mkdir()
    with wave.open(str(manifests / "a.wav"), "wb") as out:
        out.setparams((1, 2, 16_000, 0, "NONE", ""))
        out.writeframes(np.random.default_rng(1).integers(-3_000, 3_000, 16_000).astype("<i2").tobytes())
    monkeypatch.setattr(report, "MEASURED", {"dev": ("clean", "phone"), "english": ("clean",)})
    for name in report.MEASURED:
        (manifests / f"{name}.tsv").write_text("file\ttext\tsyllables\na.wav\t你好\tnei5 hou2\n", encoding="utf-8")
    found = report.report(SHIPPED_ASR, manifests)
    assert [(name, *found[name]) for name in found] == [("dev", "clean", "phone", "stream"), ("english", "clean")]
    assert all(one["n"] == 2 for channels in found.values() for one in channels.values())
    assert "confusions" in found["dev"]["clean"] and "confusions" not in found["dev"]["phone"]
