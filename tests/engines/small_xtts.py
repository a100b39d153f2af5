"""An XTTS model (Casanova et al. 2024) of random weights that speaks "English", with a reference recording. It says nothing.

It proves that a folder of that kind loads, takes its speaker from speaker.wav and answers through our server.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

LETTERS = "abcdefghijklmnopqrstuvwxyz',.?! "
_MARKS = ("[STOP]", "[UNK]", "[SPACE]", "[en]", "[START]")


def build(folder: Path) -> None:
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import BPE
    from TTS.tts.configs.xtts_config import XttsArgs, XttsAudioConfig, XttsConfig
    from TTS.tts.models.xtts import Xtts

    torch.manual_seed(0)
    folder.mkdir(parents=True)
    vocabulary = {name: n for n, name in enumerate((*_MARKS, *LETTERS))}
    tokenizer = Tokenizer(BPE(vocabulary, [], unk_token="[UNK]"))
    tokenizer.add_special_tokens(list(_MARKS))
    tokenizer.save(str(folder / "vocab.json"))
    args = XttsArgs(
        tokenizer_file=str(folder / "vocab.json"), gpt_layers=1, gpt_n_model_channels=64, gpt_n_heads=2, gpt_max_audio_tokens=24,
        gpt_max_text_tokens=64, gpt_num_audio_tokens=66, gpt_start_audio_token=64, gpt_stop_audio_token=65,
        gpt_number_text_tokens=len(vocabulary), gpt_start_text_token=4, gpt_stop_text_token=0, gpt_use_perceiver_resampler=True,
        decoder_input_dim=64,
    )  # fmt: skip
    config = XttsConfig(model_args=args, audio=XttsAudioConfig(), languages=["en"])
    model = Xtts(config)
    with torch.no_grad():  # random weights whisper: louder, so that 16 bits hold it
        model.hifigan_decoder.waveform_decoder.conv_post.weight.mul_(30.0)
    config.save_json(str(folder / "config.json"))
    torch.save({"model": model.state_dict(), "config": config.to_dict(), "step": 0}, folder / "model.pth")
    tone = 0.3 * np.sin(2 * np.pi * 160 * np.arange(4 * 22_050) / 22_050)
    soundfile.write(folder / "speaker.wav", tone.astype(np.float32), 22_050)
