"""The network in PyTorch: BERT's encoder as e5 has it (post-norm, GELU), the mean of its last layer, of length one."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

WIDTH, HIDDEN, LAYERS, HEADS, EPS = 384, 1536, 12, 12, 1e-12
FILL = 1


class Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.q, self.k, self.v, self.ao = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.fi, self.fo = nn.Linear(WIDTH, HIDDEN), nn.Linear(HIDDEN, WIDTH)
        self.aln, self.oln = nn.LayerNorm(WIDTH, EPS), nn.LayerNorm(WIDTH, EPS)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = x.shape
        q, k, v = (part(x).view(batch, length, HEADS, -1).transpose(1, 2) for part in (self.q, self.k, self.v))
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
        x = self.aln(x + self.ao(seen.transpose(1, 2).reshape(batch, length, WIDTH)))
        return self.oln(x + self.fo(F.gelu(self.fi(x))))


class Network(nn.Module):
    def __init__(self, layers: int = LAYERS) -> None:
        super().__init__()
        self.positions = nn.Parameter(torch.zeros(512, WIDTH))
        self.norm = nn.LayerNorm(WIDTH, EPS)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))

    def forward(self, embedded: Tensor, mask: Tensor) -> Tensor:
        """`embedded` [batch, pieces, 384]; `mask` [batch, pieces], true where a piece is. Gives [batch, 384]."""
        x = self.norm(embedded + self.positions[: embedded.shape[1]])
        for layer in self.layers:
            x = layer(x, mask)
        share = mask[..., None].to(x.dtype)
        mean = (x * share).sum(1) / share.sum(1)
        return mean / mean.norm(dim=-1, keepdim=True)


def filled(rows: list[list[int]]) -> Tensor:
    """Rows of pieces' numbers to one length."""
    longest = max(map(len, rows))
    return torch.tensor([row + [FILL] * (longest - len(row)) for row in rows])
