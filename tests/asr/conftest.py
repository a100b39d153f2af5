import pytest

from voicebot.asr import foreign, lexicon
from voicebot.asr.acoustic import Acoustic
from voicebot.asr.decoder import Decoder
from voicebot.asr.embedded import EmbeddedRecognizer


@pytest.fixture(scope="session")
def acoustic() -> Acoustic:
    return Acoustic()


@pytest.fixture(scope="session")
def units(acoustic: Acoustic) -> tuple[str, ...]:
    return acoustic.units


@pytest.fixture(scope="session")
def decoder(units: tuple[str, ...]) -> Decoder:
    return Decoder(*lexicon.load(), units, foreign.vocabulary(units))


@pytest.fixture(scope="session")
def recognizer() -> EmbeddedRecognizer:
    return EmbeddedRecognizer()
