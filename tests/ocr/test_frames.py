"""What goes through the pipe comes out the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr import frames

JSON = st.dictionaries(st.text(max_size=5), st.integers() | st.text() | st.lists(st.booleans(), max_size=3), max_size=4)


@given(JSON, st.binary(max_size=50))
def test_a_frame_comes_out_as_it_went_in(head: dict[str, object], body: bytes) -> None:
    data = frames.pack(head, body)
    size = frames.PREFIX.size
    head_bytes, body_bytes = frames.PREFIX.unpack(data[:size])
    assert frames.unpack_head(data[size : size + head_bytes]) == head
    assert data[size + head_bytes :] == body and len(body) == body_bytes


@pytest.mark.parametrize("data", [b"[]", b"1", b"", b"{", b"\xff"])
def test_a_head_is_an_object(data: bytes) -> None:
    with pytest.raises(ValueError):
        frames.unpack_head(data)
