"""A speechbrain classifier of 1,000 weights that tells three made tones apart and calls them by names of emotions.

It knows nothing of emotion. It proves that a folder of speechbrain's kind loads and answers through our server.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERTZ = {"calm": 200.0, "happy": 800.0, "angry": 2400.0}
RATE = 16_000
_STEPS = 60
_HYPERPARAMS = """\
sample_rate: 16000
n_mels: 40
compute_features: !new:speechbrain.lobes.features.Fbank
  n_mels: !ref <n_mels>
  sample_rate: !ref <sample_rate>
mean_var_norm: !new:speechbrain.processing.features.InputNormalization
  norm_type: global  # by sentence a steady tone would vanish
embedding_model: !new:speechbrain.nnet.pooling.StatisticsPooling
classifier: !new:speechbrain.nnet.linear.Linear
  input_size: 80
  n_neurons: 3
label_encoder: !new:speechbrain.dataio.encoder.CategoricalEncoder
modules:
  compute_features: !ref <compute_features>
  mean_var_norm: !ref <mean_var_norm>
  embedding_model: !ref <embedding_model>
  classifier: !ref <classifier>
pretrainer: !new:speechbrain.utils.parameter_transfer.Pretrainer
  loadables:
    mean_var_norm: !ref <mean_var_norm>
    classifier: !ref <classifier>
    label_encoder: !ref <label_encoder>
"""


def tone(label: str, seed: int, seconds: float = 1.0) -> NDArray[np.int16]:
    """A tone of the label's pitch, give or take a tenth, in noise; int16 at 16 kHz."""
    draw = np.random.default_rng(seed)
    hertz = HERTZ[label] * draw.uniform(0.9, 1.1)
    times = np.arange(int(seconds * RATE)) / RATE
    sound = np.sin(2 * np.pi * hertz * times + draw.uniform(0, 6)) * draw.uniform(2_000, 8_000)
    return (sound + draw.normal(0, 100, len(times))).astype(np.int16)


def build(folder: Path) -> None:
    """Train the last layer on made tones and save everything as speechbrain loads it."""
    import torch
    from hyperpyyaml import load_hyperpyyaml

    torch.manual_seed(0)
    torch.set_num_threads(1)
    folder.mkdir(parents=True)
    (folder / "hyperparams.yaml").write_text(_HYPERPARAMS)
    parts = load_hyperpyyaml(_HYPERPARAMS)
    labels = list(HERTZ)
    waves = torch.stack([torch.from_numpy(tone(name, seed) / np.float32(32768)).float() for name in labels for seed in range(20)])
    wanted = torch.arange(len(labels)).repeat_interleave(20)
    with torch.no_grad():
        levelled = parts["mean_var_norm"](parts["compute_features"](waves), torch.ones(len(waves)))
        pooled = parts["embedding_model"](levelled).reshape(len(waves), -1)
    classifier = parts["classifier"]
    optimizer = torch.optim.Adam(classifier.parameters(), 0.02)
    for _ in range(_STEPS):
        loss = torch.nn.functional.cross_entropy(classifier(pooled), wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    torch.save(classifier.state_dict(), folder / "classifier.ckpt")
    parts["mean_var_norm"]._save(folder / "mean_var_norm.ckpt")  # noqa: SLF001 - what its own checkpointer calls
    encoder = parts["label_encoder"]
    encoder.update_from_iterable(labels)
    encoder.save(folder / "label_encoder.ckpt")
