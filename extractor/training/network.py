"""The network: trueocr's, with finer and taller strips and a longer alphabet.

A column of the network sees ``STEP`` columns of a strip. Where trueocr reads 32 rows of a line at
25 rows to the em, this network reads 80 at 50 rows to the em: half as much again of what stands
over a capital, at twice the resolution. Both start out as what trueocr computes.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from extractor.recogniser.strips import HEIGHT, LINE_BOTTOM, LINE_TOP, STEP

CHANNELS, EXPANDED, SQUEEZED = 128, 256, 64
BLOCKS, REACH = 10, 9
HEADS, PATCH_CHANNELS, CONTEXT_CHANNELS = 4, 32, 64
ROWS = HEIGHT // STEP  # rows of patches


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a batch are of its lines: a mask (batch x columns x 1) and their number."""

    mask: Tensor
    count: Tensor


class Block(nn.Module):
    """A step along the line: neighbours, then channels, weighed by the line as a whole."""

    def __init__(self) -> None:
        """Start at random; weights are loaded afterwards."""
        super().__init__()
        self.near = nn.Parameter(torch.randn(REACH, CHANNELS) * 0.1)
        self.near_bias = nn.Parameter(torch.zeros(CHANNELS))
        self.expand = nn.Linear(CHANNELS, EXPANDED)
        self.squeeze = nn.Linear(EXPANDED, SQUEEZED)
        self.excite = nn.Linear(SQUEEZED, EXPANDED)
        self.project = nn.Linear(EXPANDED, CHANNELS)

    def forward(self, columns: Tensor, valid: Columns) -> Tensor:
        """Map columns (batch x columns x channels) to columns."""
        count = columns.shape[1]
        padded = functional.pad(columns, (0, 0, REACH // 2, REACH // 2))
        near = self.near_bias
        for offset in range(REACH):
            near = near + padded[:, offset : offset + count] * self.near[offset]
        wide = functional.hardswish(self.expand(near))
        mean = (wide * valid.mask).sum(1, keepdim=True) / valid.count
        weight = torch.sigmoid(self.excite(functional.relu(self.squeeze(mean))))
        return (columns + self.project(wide * weight)) * valid.mask


class Context(nn.Module):
    """What stands around the line, in patches; each head looks at some rows of them."""

    def __init__(self) -> None:
        """Start at random; weights are loaded afterwards."""
        super().__init__()
        self.patch = nn.Linear(STEP * STEP, PATCH_CHANNELS)
        self.near = nn.Parameter(torch.randn(3, 3, PATCH_CHANNELS) * 0.1)
        self.widen = nn.Linear(PATCH_CHANNELS, CONTEXT_CHANNELS)
        self.score = nn.Linear(CONTEXT_CHANNELS, HEADS)
        self.prior = nn.Parameter(torch.zeros(ROWS, 1, HEADS))
        self.project = nn.Linear(CONTEXT_CHANNELS, CHANNELS)

    def forward(self, ink: Tensor) -> Tensor:
        """Map ink (batch x HEIGHT x columns x STEP) to columns."""
        batch, _, count, _ = ink.shape
        patches = ink.reshape(batch, ROWS, STEP, count, STEP).permute(0, 1, 3, 2, 4)
        first = functional.hardswish(self.patch(patches.reshape(batch, ROWS, count, STEP * STEP)))
        padded = functional.pad(first, (0, 0, 1, 1, 1, 1))
        near = torch.zeros_like(first)
        for row in range(3):
            for column in range(3):
                shifted = padded[:, row : row + ROWS, column : column + count]
                near = near + shifted * self.near[row, column]
        seen = functional.hardswish(self.widen(near))
        weight = torch.softmax(self.score(seen) + self.prior, 1)
        parts = seen.reshape(batch, ROWS, count, HEADS, CONTEXT_CHANNELS // HEADS)
        gathered = (parts * weight.unsqueeze(-1)).sum(1)
        return self.project(gathered.reshape(batch, count, CONTEXT_CHANNELS))


class Network(nn.Module):
    """From strips to a score for every character at every column."""

    def __init__(self, classes: int) -> None:
        """Start at random; ``classes`` counts the characters and the blank (class 0)."""
        super().__init__()
        self.context = Context()
        self.stem = nn.Linear((LINE_BOTTOM - LINE_TOP) * STEP, CHANNELS)
        self.blocks = nn.ModuleList(Block() for _ in range(BLOCKS))
        self.head = nn.Linear(CHANNELS, classes)

    def forward(self, strips: Tensor, lengths: Tensor) -> Tensor:
        """Score strips (uint8, batch x HEIGHT x columns x STEP) of ``lengths`` columns.

        Returns batch x columns x classes; what stands beyond a line's length means nothing.
        """
        ink = strips.to(self.stem.weight.dtype) / 255
        batch, _, count, _ = ink.shape
        line = ink[:, LINE_TOP:LINE_BOTTOM].permute(0, 2, 1, 3).reshape(batch, count, -1)
        mask = torch.arange(count, device=ink.device)[None] < lengths[:, None]
        valid = Columns(
            mask.unsqueeze(-1).to(ink.dtype), lengths[:, None, None].clamp(min=1).to(ink.dtype)
        )
        columns = functional.hardswish(self.stem(line) + self.context(ink)) * valid.mask
        for block in self.blocks:
            columns = block(columns, valid)
        scores: Tensor = self.head(columns)
        return scores
