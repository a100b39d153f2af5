"""G.711, the telephone's codec: 8 bits a sample at 8 kHz, by tables (ITU-T G.711, 11/1988).

Linear samples are 16-bit; G.711 defines 14 (µ-law) and 13 bits (A-law), so the lowest 2 and 3 bits are dropped.
Both laws are a sign, a segment of 3 bits (the power of two) and 4 bits inside the segment; µ-law is sent inverted and
A-law with every other bit inverted, so that silence is not a run of zeros.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Law = Literal["ulaw", "alaw"]
RATE = 8_000  # Hz

_MU_BIAS = 33  # of 14-bit magnitudes, so that every segment starts at a power of two
_MU_CLIP = 8_191 - _MU_BIAS
_ALTERNATE = 0x55


def _mu_code(linear: NDArray[np.int32]) -> NDArray[np.uint8]:
    value = linear >> 2
    magnitude = np.minimum(np.abs(value), _MU_CLIP) + _MU_BIAS
    segment = np.frexp(magnitude)[1] - 6  # 33..63 is segment 0
    code = segment << 4 | magnitude >> segment + 1 & 0xF
    return (~(code | np.where(value < 0, 0x80, 0)) & 0xFF).astype(np.uint8)


def _a_code(linear: NDArray[np.int32]) -> NDArray[np.uint8]:
    value = linear >> 3
    magnitude = np.where(value < 0, ~value, value)
    segment = np.maximum(np.frexp(magnitude)[1] - 5, 0)  # 0..31 is segment 0
    code = segment << 4 | magnitude >> np.maximum(segment, 1) & 0xF
    return (code | np.where(value < 0, 0, 0x80)).astype(np.uint8) ^ _ALTERNATE


def _mu_value(code: NDArray[np.int32]) -> NDArray[np.int16]:
    plain = ~code & 0xFF
    magnitude = (2 * (plain & 0xF) + _MU_BIAS << (plain >> 4 & 7)) - _MU_BIAS << 2
    return np.where(plain & 0x80, -magnitude, magnitude).astype(np.int16)


def _a_value(code: NDArray[np.int32]) -> NDArray[np.int16]:
    plain = code ^ _ALTERNATE
    segment = plain >> 4 & 7
    magnitude = 2 * (plain & 0xF) + 1 + np.where(segment > 0, 32, 0) << np.maximum(segment, 1) - 1 << 3
    return np.where(plain & 0x80, magnitude, -magnitude).astype(np.int16)


_LINEAR = np.arange(65_536, dtype=np.uint16).view(np.int16).astype(np.int32)  # by the sample's bits
_CODES = np.arange(256, dtype=np.int32)
_ENCODE: dict[Law, NDArray[np.uint8]] = {"ulaw": _mu_code(_LINEAR), "alaw": _a_code(_LINEAR)}
_DECODE: dict[Law, NDArray[np.int16]] = {"ulaw": _mu_value(_CODES), "alaw": _a_value(_CODES)}


def encode(samples: NDArray[np.int16], law: Law) -> bytes:
    """Linear samples to one byte each."""
    return _ENCODE[law][np.ascontiguousarray(samples, np.int16).view(np.uint16)].tobytes()


def decode(data: bytes, law: Law) -> NDArray[np.int16]:
    """Bytes of G.711, any number, to linear samples."""
    return _DECODE[law][np.frombuffer(data, np.uint8)]


def silence(count: int, law: Law) -> bytes:
    """`count` samples of digital silence."""
    return encode(np.zeros(1, np.int16), law) * count
