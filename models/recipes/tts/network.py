"""The acoustic net: tokens → encoding and durations; frames → pitch; frames and pitch → envelope. (torch)

Everything is [batch, length, channels]; convolutions are written as a matrix product over shifted copies, which this
layout and bfloat16 make fastest on a processor. Blocks are gated and residual with a layer norm before (after Dauphin et
al. 2017). A speaker is a vector added in each part, so that timbre and prosody can be blended from several.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

BANDS, ROUGH = 80, 3
OUT = BANDS + ROUGH + 1  # envelope, aperiodicity / 10, voicing logit
INSIDE = 3  # where a frame stands inside its token


class Conv(nn.Module):
    """A convolution over length: [B, T, a] → [B, T, b]."""

    def __init__(self, a: int, b: int, kernel: int = 1, dilation: int = 1) -> None:
        super().__init__()
        self.kernel, self.dilation = kernel, dilation
        self.mix = nn.Linear(a * kernel, b)

    def forward(self, x: Tensor) -> Tensor:
        if self.kernel == 1:
            return self.mix(x)
        reach = self.dilation * (self.kernel // 2)
        padded, length = F.pad(x, (0, 0, reach, reach)), x.shape[1]
        return self.mix(torch.cat([padded[:, k * self.dilation : k * self.dilation + length] for k in range(self.kernel)], -1))


class Gated(nn.Module):
    def __init__(self, width: int, kernel: int, dilation: int = 1, drop: float = 0.1) -> None:
        super().__init__()
        self.norm, self.drop = nn.LayerNorm(width), nn.Dropout(drop)
        self.conv = Conv(width, 2 * width, kernel, dilation)

    def forward(self, x: Tensor) -> Tensor:
        a, gate = self.conv(self.norm(x)).chunk(2, -1)
        return x + self.drop(a) * torch.sigmoid(gate)


class Encoder(nn.Module):
    """tokens [5, L] and positions [L, 3] → encoding [1, L, width]; with a speaker's vector → log durations [1, L]."""

    def __init__(self, units: int, speakers: int, width: int = 192) -> None:
        super().__init__()
        self.tables = nn.ModuleList([nn.Embedding(n, width) for n in (units, 7, 4, 4, 4)])
        self.place = nn.Linear(3, width)
        self.body = nn.Sequential(*[Gated(width, 5) for _ in range(4)], nn.LayerNorm(width))
        self.speaker = nn.Embedding(speakers, width)
        self.length = nn.Sequential(Gated(width, 3), Gated(width, 3), nn.LayerNorm(width), Conv(width, 1))

    def encode(self, tokens: Tensor, positions: Tensor) -> Tensor:
        x = torch.stack([table(tokens[n]) for n, table in enumerate(self.tables)]).sum(0) + self.place(positions)
        return self.body(x[None])

    def durations(self, x: Tensor, voice: Tensor) -> Tensor:
        return self.length(x + voice)[..., 0]


class Pitch(nn.Module):
    """Frames [1, T, width + 3] → z-score of log F0 [1, T]."""

    def __init__(self, speakers: int, encoding: int = 192, width: int = 112) -> None:
        super().__init__()
        self.enter, self.speaker = Conv(encoding + INSIDE, width), nn.Embedding(speakers, width)
        self.body = nn.Sequential(*[Gated(width, 5, d) for d in (1, 3, 9, 1)], nn.LayerNorm(width), Conv(width, 1))

    def forward(self, frames: Tensor, voice: Tensor) -> Tensor:
        return self.body(self.enter(frames) + voice)[..., 0]


class Envelope(nn.Module):
    """Frames, pitch z [1, T] and warp of the frequency scale [1, T] → [1, T, 84]."""

    def __init__(self, speakers: int, encoding: int = 192, width: int = 256) -> None:
        super().__init__()
        self.enter, self.speaker = Conv(encoding + INSIDE + 2, width), nn.Embedding(speakers, width)
        self.body = nn.Sequential(*[Gated(width, 3, d, 0.0) for d in (1, 2, 4, 8, 1, 2, 4, 1)], nn.LayerNorm(width))
        self.leave = Conv(width, OUT)

    def forward(self, frames: Tensor, z: Tensor, warp: Tensor, voice: Tensor) -> Tensor:
        return self.leave(self.body(self.enter(torch.cat([frames, z[..., None], warp[..., None]], -1)) + voice))


class Net(nn.Module):
    def __init__(self, units: int, speakers: int) -> None:
        super().__init__()
        self.encoder, self.pitch, self.envelope = Encoder(units, speakers), Pitch(speakers), Envelope(speakers)


class Listener(nn.Module):
    """What sound a natural envelope is: [1, T, 80] → states [1, T, S]; its inner layers measure what blur destroys.
    Sees 90 ms to either side (perceptual loss; Johnson, Alahi & Fei-Fei 2016)."""

    def __init__(self, states: int, width: int = 160) -> None:
        super().__init__()
        self.enter = Conv(BANDS, width, 3)
        self.body = nn.ModuleList([Gated(width, 3, d, 0.1) for d in (1, 2, 4, 1)])
        self.leave = nn.Sequential(nn.LayerNorm(width), nn.Dropout(0.2), Conv(width, states))

    def forward(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        x = self.enter((x + 9) / 3)
        inner = []
        for block in self.body:
            x = block(x)
            inner.append(x)
        return self.leave(x), inner


def expand(x: Tensor, durations: Tensor, unit: float) -> Tensor:
    """Encoding [1, L, C] and frames a token [L] → [1, T, C + 3] with each frame's place; `unit` frames are 200 ms."""
    index = torch.repeat_interleave(torch.arange(len(durations)), durations)
    place = (torch.arange(len(index)) - (torch.cumsum(durations, 0) - durations)[index]).float()
    length = durations[index].float()
    inside = torch.stack([(place + 0.5) / length, (place / unit).clamp(max=2), ((length - place) / unit).clamp(max=2)], -1)
    return torch.cat([x[:, index], inside[None].to(x.dtype)], -1)
