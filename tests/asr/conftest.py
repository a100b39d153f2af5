import numpy as np
import pytest

from voicebot import weights
from voicebot.asr import foreign, lexicon
from voicebot.asr.acoustic import Acoustic
from voicebot.asr.decoder import Decoder
from voicebot.asr.embedded import EmbeddedRecognizer
from voicebot.asr.lexicon import ONSETS
from voicebot.asr.ngram import NGrams


@pytest.fixture(scope="session")
def acoustic() -> Acoustic:
    return Acoustic()


@pytest.fixture(scope="session")
def units(acoustic: Acoustic) -> tuple[str, ...]:
    return acoustic.units


@pytest.fixture(scope="session")
def decoder(units: tuple[str, ...]) -> Decoder:
    return Decoder(*lexicon.load(units), units, foreign.vocabulary(units))


@pytest.fixture(scope="session")
def recognizer() -> EmbeddedRecognizer:
    return EmbeddedRecognizer()


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory, units: tuple[str, ...]) -> tuple[tuple[str, ...], lexicon.Lexicon, NGrams]:
    """Another model's inventory, with the shipped lexicon in its numbers: loan rimes in front, a rime not there, the
    others in another order."""
    names = (*units[:ONSETS], "r_ep", "r_en", *[name for name in reversed(units[ONSETS:]) if name not in ("r_ep", "r_en", "r_oek")])
    with np.load(weights.find("asr/decoder.npz")) as stored:
        arrays = dict(stored)
    folder = tmp_path_factory.mktemp("weights")
    (folder / "asr").mkdir()
    np.savez(folder / "asr" / "decoder.npz", **{**arrays, "units": arrays.get("units", np.array(units[: ONSETS + int(arrays["rimes"])]))})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("voicebot.weights.roots", lambda: [folder])
        return names, *lexicon.load(names)
