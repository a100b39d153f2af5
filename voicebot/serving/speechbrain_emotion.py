"""speechbrain: an `EncoderClassifier` over the labels of emotions, from a local folder.

The folder holds hyperparams.yaml and a checkpoint `<name>.ckpt` for each loadable that its pretrainer names;
`pretrainer.paths` is left out, so that nothing is fetched. The YAML can name any class: load only a folder you trust.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..errors import AudioError, ModelError
from ..events import IN_RATE
from .devices import torch_device
from .shapes import Load

_SHORTEST = IN_RATE // 10  # samples; less than a few frames says nothing


class SpeechBrainEmotion:
    """Raises ModelError for a model without named labels or at another rate, ConfigError for a device not to be had."""

    name = "speechbrain"

    def __init__(self, load: Load) -> None:
        import torch
        from speechbrain.inference.classifiers import EncoderClassifier

        torch.set_num_threads(load.threads)
        self.device = torch_device(load.device)
        folder = str(load.model.resolve())
        self._model = EncoderClassifier.from_hparams(source=folder, savedir=folder, run_opts={"device": self.device})
        rate = getattr(self._model.hparams, "sample_rate", IN_RATE)
        if rate != IN_RATE:
            raise ModelError(f"the model {load.model.name} listens at {rate} Hz, not {IN_RATE}")
        names = self._model.hparams.label_encoder.ind2lab
        self.labels = tuple(str(names[i]) for i in sorted(names))

    def probabilities(self, pcm: NDArray[np.int16]) -> Mapping[str, float]:
        import torch

        if len(pcm) < _SHORTEST:
            raise AudioError("the audio is too short to judge")
        wave = torch.from_numpy(pcm.astype(np.float32) / 32768)[None].to(self.device)
        with torch.no_grad():
            scores = self._model.classify_batch(wave)[0].reshape(-1)
        spread = torch.softmax(scores, 0).tolist()
        return {label: round(float(p), 6) for label, p in zip(self.labels, spread, strict=True)}
