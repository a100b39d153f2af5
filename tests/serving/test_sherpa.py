"""Telling sherpa-onnx folders apart, without the library: by the metadata of an ONNX file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voicebot.errors import ModelError
from voicebot.serving.sherpa import _words, layout, metadata


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def field(number: int, body: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(body)) + body


def onnx_file(told: dict[str, str], weights: int = 300) -> bytes:
    """IR version, graph, metadata: as protobuf writes a ModelProto."""
    pairs = b"".join(field(14, field(1, name.encode()) + field(2, value.encode())) for name, value in told.items())
    return varint(1 << 3) + varint(9) + field(7, bytes(weights)) + pairs


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=200), max_size=6), st.integers(0, 70_000))
def test_metadata_is_found_behind_weights_of_any_size(tmp_path_factory: pytest.TempPathFactory, told: dict[str, str], weights: int) -> None:
    path = tmp_path_factory.mktemp("model") / "model.onnx"
    path.write_bytes(onnx_file(told, weights))
    assert metadata(path) == told


@given(st.binary(max_size=200))
@example(b"\x02\x80\x80\x80\x80\x80\x80\x04")  # a field longer than a file can be
@example(b"\x72\x0b\x0a" + b"\xff" * 9 + b"\x7f")  # a text longer than its field
def test_what_is_no_onnx_file_is_a_model_error_or_has_no_metadata(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("model") / "model.onnx"
    path.write_bytes(data)
    try:
        assert isinstance(metadata(path), dict)
    except ModelError:
        pass


def test_the_two_kinds(tmp_path: Path) -> None:
    (tmp_path / "tokens.txt").write_text("<blk> 0\n")
    (tmp_path / "model.int8.onnx").write_bytes(onnx_file({"vocab_size": "5", "subsampling_factor": "4"}))
    assert layout(tmp_path).kind == "wenet_ctc"
    sense = {"model_type": "sense_voice_ctc", "neg_mean": "0", "lang_zh": "3"}
    (tmp_path / "model.int8.onnx").write_bytes(onnx_file({**sense, "lang_yue": "7"}))
    assert layout(tmp_path).languages == ("yue", "zh")
    (tmp_path / "model.int8.onnx").write_bytes(onnx_file(sense))
    with pytest.raises(ModelError, match="does not know Cantonese"):
        layout(tmp_path)


def test_pieces_of_a_latin_word_become_one() -> None:
    words = _words(["我", "▁che", "ck", "▁app", "吓"], [0.1, 0.3, 0.5, 0.8, 1.0], 2.0, 5.0)
    assert [(w.text, w.start, w.end) for w in words] == [("我", 2.1, 2.3), ("check", 2.3, 2.8), ("app", 2.8, 3.0), ("吓", 3.0, 3.2)]
