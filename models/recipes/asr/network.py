"""Whisper base's encoder for any length, with two heads: units and tone. Names as in Hugging Face's Whisper.

Input: Whisper's log-mel [batch, 80, T], 10 ms a column. Output, 20 ms a frame: log-probabilities of the units
[batch, T / 2, units] and of the tones [batch, T / 2, 6]. The tone head reads the top and the third layer: pitch is lost
further up.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from units import TONES
from voicebot.asr.lexicon import ONSETS

WIDTH = 512
HEADS = 8
LAYERS = 6
POSITIONS = 1_500
TONE_LAYER = 2  # counted from 0: its output goes to the tone head as well


class Attention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.q_proj = nn.Linear(WIDTH, WIDTH)
        self.k_proj = nn.Linear(WIDTH, WIDTH, bias=False)
        self.v_proj = nn.Linear(WIDTH, WIDTH)
        self.out_proj = nn.Linear(WIDTH, WIDTH)

    def split(self, x: Tensor) -> Tensor:
        """[batch, frames, 512] to [batch, heads, frames, 64]."""
        return x.view(x.shape[0], -1, HEADS, WIDTH // HEADS).transpose(1, 2)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        q, k, v = (self.split(project(x)) for project in (self.q_proj, self.k_proj, self.v_proj))
        heard = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.out_proj(heard.transpose(1, 2).reshape(x.shape))


class Layer(nn.Module):
    def __init__(self, drop: float) -> None:
        super().__init__()
        self.self_attn = Attention()
        self.self_attn_layer_norm = nn.LayerNorm(WIDTH)
        self.fc1 = nn.Linear(WIDTH, 4 * WIDTH)
        self.fc2 = nn.Linear(4 * WIDTH, WIDTH)
        self.final_layer_norm = nn.LayerNorm(WIDTH)
        self.drop = nn.Dropout(drop)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        x = x + self.drop(self.self_attn(self.self_attn_layer_norm(x), mask))
        return x + self.drop(self.fc2(F.gelu(self.fc1(self.final_layer_norm(x)))))


class Encoder(nn.Module):
    def __init__(self, drop: float) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(80, WIDTH, 3, padding=1)
        self.conv2 = nn.Conv1d(WIDTH, WIDTH, 3, stride=2, padding=1)
        self.embed_positions = nn.Embedding(POSITIONS, WIDTH)
        self.embed_positions.weight.requires_grad_(False)
        self.layers = nn.ModuleList(Layer(drop) for _ in range(LAYERS))
        self.layer_norm = nn.LayerNorm(WIDTH)

    def forward(self, mel: Tensor, mask: Tensor | None, position: int) -> tuple[Tensor, Tensor]:
        """(top, third layer), both [batch, frames, 512]; `position` is the first frame's place in the table."""
        x = F.gelu(self.conv2(F.gelu(self.conv1(mel)))).transpose(1, 2)
        x = x + self.embed_positions.weight[position : position + x.shape[1]]
        middle = x
        for number, layer in enumerate(self.layers):
            x = layer(x, mask)
            if number == TONE_LAYER:
                middle = x
        return self.layer_norm(x), middle


class Network(nn.Module):
    def __init__(self, units: int, drop: float = 0.05) -> None:
        super().__init__()
        self.encoder = Encoder(drop)
        self.units = nn.Linear(WIDTH, units)
        self.mid_norm = nn.LayerNorm(WIDTH)
        self.tone = nn.Sequential(nn.Linear(2 * WIDTH, 192), nn.GELU(), nn.Linear(192, TONES))
        self.drop = nn.Dropout(2 * drop)

    def forward(self, mel: Tensor, mask: Tensor | None = None, position: int = 0) -> tuple[Tensor, Tensor]:
        top, middle = self.encoder(mel, mask, position)
        units = self.units(self.drop(top)).float()
        tone = self.tone(torch.cat([top, self.mid_norm(middle)], -1)).float()
        return torch.log_softmax(units, -1), torch.log_softmax(tone, -1)


def label_scores(units: Tensor, tone: Tensor) -> Tensor:
    """log p of every label (see units.py): [..., units] and [..., 6] to [..., labels]."""
    toned = units[..., ONSETS:, None] + tone[..., None, :]
    return torch.cat([units[..., :ONSETS], toned.flatten(-2)], -1)


def frames(columns: int) -> int:
    """Frames that the second convolution makes of so many mel columns."""
    return (columns - 1) // 2 + 1


def attention_mask(total: int, lengths: list[int], chunk: int = 0, left: int = 0) -> Tensor | None:
    """True where a frame may attend: within each recording's length, and with `chunk` only up to the end of its own
    chunk of so many frames and, with `left`, not further back than that. None where everything may."""
    at = torch.arange(total)
    inside = at[None] < torch.tensor(lengths)[:, None]
    if not chunk:
        return None if bool(inside.all()) else inside[:, None, None]
    first = at // chunk * chunk
    seen = at[None] < first[:, None] + chunk
    if left:
        seen &= at[None] >= first[:, None] - left
    return (seen[None] & inside[:, None])[:, None] | torch.eye(total, dtype=torch.bool)
