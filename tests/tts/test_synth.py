"""The vocoder's arithmetic against its textbook form."""

from __future__ import annotations

import numpy as np

from voicebot.tts import synth


def test_the_phase_is_the_minimum_phase_of_the_folded_cepstrum() -> None:
    envelope = (np.random.RandomState(0).randn(5, synth.MELS) * 2 - 5).astype(np.float32)
    cepstrum = np.fft.irfft(envelope @ synth._BINS.T, n=1024, axis=1)
    cepstrum[:, 1:512] *= 2
    cepstrum[:, 513:] = 0
    assert np.allclose(synth._minimum_phase(envelope, None), np.exp(np.fft.rfft(cepstrum, axis=1)), rtol=1e-4, atol=1e-6)


def test_a_filter_answers_after_its_pulse_not_before() -> None:
    response = np.fft.irfft(synth._minimum_phase(np.linspace(0, -6, synth.MELS, dtype=np.float32)[None], None)[0])
    assert np.abs(response[:64]).max() > 20 * np.abs(response[-64:]).max()


def test_voiced_sound_has_its_pitch() -> None:
    filters = np.zeros((200, 2 * synth.MELS + 26), np.float32)
    filters[:, synth.MELS : 2 * synth.MELS] = -12  # hardly any noise
    sound = synth.synthesise(filters, np.full(100, 200, np.float32))
    assert len(sound) == 100 * synth.HOP
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    assert abs(np.argmax(spectrum[150:250]) + 150 - 200) <= 2  # bins of 1 Hz


def test_the_same_seed_gives_the_same_sound() -> None:
    filters = np.full((20, 2 * synth.MELS + 26), -3, np.float32)
    f0 = np.full(10, 150, np.float32)
    assert (synth.synthesise(filters, f0) == synth.synthesise(filters, f0)).all()
    assert (synth.synthesise(filters, f0, 1) != synth.synthesise(filters, f0)).any()
