"""A VITS model (Kim et al. 2021) of a few hundred thousand random weights. It says nothing intelligible.

It proves that a folder of coqui-tts' kind loads and answers through our server with audio of the right rate.
"""

from __future__ import annotations

from pathlib import Path

CHARACTERS = "多謝你打電話嚟轉數快唔收費分行幾點開門"
RATE = 22_050
_FRAMES_A_CHARACTER = 12.0


def build(folder: Path) -> None:
    import torch
    from TTS.tts.configs.shared_configs import BaseAudioConfig, CharactersConfig
    from TTS.tts.configs.vits_config import VitsConfig
    from TTS.tts.models.vits import Vits, VitsArgs

    torch.manual_seed(0)
    folder.mkdir(parents=True)
    args = VitsArgs(
        hidden_channels=32, hidden_channels_ffn_text_encoder=64, num_layers_text_encoder=1, num_layers_posterior_encoder=2,
        num_layers_flow=1, upsample_initial_channel_decoder=64, use_sdp=False, init_discriminator=False,
        length_scale=_FRAMES_A_CHARACTER, inference_noise_scale=0.0,
    )  # fmt: skip
    characters = CharactersConfig(
        characters_class="TTS.tts.models.vits.VitsCharacters", characters=CHARACTERS, punctuations="，。 ", pad="_", eos="", bos="", blank=""
    )
    config = VitsConfig(
        model_args=args, characters=characters, audio=BaseAudioConfig(sample_rate=RATE), text_cleaner=None, use_phonemes=False, add_blank=False
    )
    model = Vits(config)
    with torch.no_grad():  # random weights whisper: louder, so that 16 bits hold it
        model.waveform_decoder.conv_post.weight.mul_(30.0)
    config.save_json(str(folder / "config.json"))
    torch.save({"model": model.state_dict(), "config": config.to_dict(), "step": 0}, folder / "model.pth")
