"""From frames to sound: a source–filter vocoder's arithmetic in numpy (24 kHz, 10 ms frames, 5 ms filters).

A band-limited pulse train at F0 and white noise are each shaped by a minimum-phase filter that the vocoder net gives
every 5 ms, and overlap-added. The minimum phase comes from the folded cepstrum (Oppenheim & Schafer, Discrete-Time
Signal Processing, ch. 13).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 24_000
HOP = 240  # samples of a 10 ms frame
MELS = 80
_STEP = 120  # samples of a 5 ms filter
_FFT = 1024
_PHASES = 24  # sine terms of the pulse filter's all-pass
_PULSE_REACH = 16  # samples to either side of a band-limited pulse
_BLOCK = 64  # filters at a time, so that the work stays in the cache

Array = NDArray[np.float32]


def _mel(hz: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return 2595 * np.log10(1 + np.asarray(hz) / 700)


def _mel_centres() -> NDArray[np.float64]:
    """The mel scale position of the 80 envelope points between 0 and 12 kHz."""
    return np.linspace(0, float(_mel(RATE / 2)), MELS + 2)[1:-1]


def _to_bins() -> Array:
    """[513, 80]: linear interpolation from envelope points to FFT bins, on the mel scale."""
    bins, centres = _mel(np.arange(_FFT // 2 + 1) * RATE / _FFT), _mel_centres()
    left = np.clip(np.searchsorted(centres, bins) - 1, 0, MELS - 2)
    share = np.clip((bins - centres[left]) / (centres[left + 1] - centres[left]), 0, 1)
    table = np.zeros((len(bins), MELS), np.float32)
    rows = np.arange(len(bins))
    table[rows, left] = 1 - share
    table[rows, left + 1] = share
    return table


def _phase_of_envelope() -> Array:
    """[80, 513]: the minimum phase that belongs to a log envelope. Folding the cepstrum is linear, so one matrix does it."""
    fold = np.r_[1.0, np.full(_FFT // 2 - 1, 2.0), 1.0, np.zeros(_FFT // 2 - 1)]
    cepstra = np.fft.irfft(_to_bins().T.astype(np.float64), n=_FFT, axis=1)
    return np.ascontiguousarray(np.fft.rfft(cepstra * fold, axis=1).imag, np.float32)


def _cosine_basis() -> Array:
    """The orthonormal DCT-II of 80 points as a matrix."""
    n = np.arange(MELS)
    basis = np.sqrt(2 / MELS) * np.cos(np.pi * (n[None] + 0.5) * n[:, None] / MELS)
    basis[0] /= np.sqrt(2)
    return basis.astype(np.float32)


_BINS = _to_bins()
_SINES = np.sin(np.outer(np.arange(1, _PHASES + 1), 2 * np.pi * np.arange(_FFT // 2 + 1) / _FFT)).astype(np.float32)
_WINDOW = (0.5 - 0.5 * np.cos(np.pi * np.arange(2 * _STEP) / _STEP)).astype(np.float32)
_PHASE = _phase_of_envelope()
_DCT = _cosine_basis()


def sharpen(envelope: Array, factor: float) -> Array:
    """Scale the detail of every frame's envelope [T, 80], against the blur of an averaging net."""
    cepstrum = envelope @ _DCT.T
    cepstrum[:, 2:] *= factor
    return (cepstrum @ _DCT).astype(np.float32)


def synthesise(filters: Array, f0: Array, seed: int = 0) -> Array:
    """filters [2T, 80 + 80 + 24 + 2] and F0 in Hz [T] → T * 240 samples. The same seed gives the same noise."""
    dice = np.random.RandomState(seed)
    samples = len(f0) * HOP
    pulses, phase = _pulse_train(f0, samples, float(dice.rand()))
    filters = filters[: samples // _STEP]
    noise = dice.randn(samples).astype(np.float32) * _modulation(filters, phase)
    of_pulses, of_noise = _windows(pulses), _windows(noise)
    out = np.zeros(samples + _FFT + 2 * _STEP, np.float32)
    for start in range(0, len(filters), _BLOCK):
        part = slice(start, min(start + _BLOCK, len(filters)))
        voiced = _spectra(of_pulses[part]) * _minimum_phase(filters[part, :MELS], filters[part, 2 * MELS : 2 * MELS + _PHASES])
        breath = _spectra(of_noise[part]) * _minimum_phase(filters[part, MELS : 2 * MELS], None)
        for n, frame in enumerate(np.fft.irfft(voiced + breath, n=_FFT, axis=1).astype(np.float32)):
            at = (start + n) * _STEP
            out[at : at + _FFT] += frame
    return out[_STEP : _STEP + samples]


def _pulse_train(f0: Array, samples: int, start: float) -> tuple[Array, Array]:
    """Unit-power pulses at F0, placed between samples by windowed sincs, and the phase of every sample (radians)."""
    hz = np.interp(np.arange(samples) / HOP, np.arange(len(f0)), f0)
    turns = np.cumsum(hz / RATE) + start
    whole = np.floor(turns)
    before = np.flatnonzero(whole[1:] > whole[:-1])
    within = (whole[before + 1] - turns[before]) / (turns[before + 1] - turns[before])
    reach = np.arange(1 - _PULSE_REACH, _PULSE_REACH + 1)[None]
    x = reach - within[:, None]
    shape = np.sinc(x) * (0.5 + 0.5 * np.cos(np.pi * np.clip(x / _PULSE_REACH, -1, 1)))
    train = np.zeros(samples + 4 * _PULSE_REACH)
    np.add.at(train, before[:, None] + reach + 2 * _PULSE_REACH, np.sqrt(RATE / hz[before])[:, None] * shape)
    return train[2 * _PULSE_REACH : 2 * _PULSE_REACH + samples].astype(np.float32), (2 * np.pi * (turns % 1)).astype(np.float32)


def _modulation(filters: Array, phase: Array) -> Array:
    """The noise breathes with the pitch period: 1 + a cos + b sin, with a and b from the last two columns."""
    at = (np.arange(len(phase)) + 0.5) / _STEP - 0.5
    a, b = (np.interp(at, np.arange(len(filters)), filters[:, column]) for column in (-2, -1))
    return (1 + a * np.cos(phase) + b * np.sin(phase)).astype(np.float32)


def _windows(signal: Array) -> Array:
    """A view of the samples round each filter."""
    return np.lib.stride_tricks.sliding_window_view(np.pad(signal, _STEP), 2 * _STEP)[::_STEP]


def _spectra(windows: Array) -> NDArray[np.complex64]:
    return np.fft.rfft(windows * _WINDOW, n=_FFT, axis=1).astype(np.complex64)


def _minimum_phase(log_amplitude: Array, all_pass: Array | None) -> NDArray[np.complex64]:
    phase = log_amplitude @ _PHASE
    if all_pass is not None:
        phase += all_pass @ _SINES
    amplitude = np.exp(log_amplitude @ _BINS.T)
    spectrum = np.empty(phase.shape, np.complex64)
    np.multiply(amplitude, np.cos(phase), out=spectrum.real)
    np.multiply(amplitude, np.sin(phase), out=spectrum.imag)
    return spectrum
