"""Small networks and images that tests need."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import torch
from torch import nn

CLASSES = ["red", "green", "blue"]
SIZE = (12, 10)  # not square, so that height and width cannot be taken for each other
MEAN = [0.4, 0.5, 0.6]
STD = [0.2, 0.25, 0.3]


class Block(nn.Module):
    """A residual block, whose shortcut is the input or a convolution."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.shortcut = None
        if inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        return self.relu(y + (x if self.shortcut is None else self.shortcut(x)))


def residual() -> nn.Module:
    return _seeded(
        nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1, bias=False),
            nn.BatchNorm2d(8),
            nn.ReLU(inplace=True),
            Block(8, 8),
            Block(8, 12),
            Block(12, 12),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(12, 3),
        )
    )


def plain() -> nn.Module:
    return _seeded(
        nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(8, 8, 3, padding=1),
            nn.BatchNorm2d(8),
            nn.ReLU(inplace=True),
            nn.Conv2d(8, 8, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(8, 3),
        )
    )


def _seeded(module: nn.Module) -> nn.Module:
    """Weights, and statistics of batch norms that are not 0 and 1."""
    generator = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for each in module.modules():
            if isinstance(each, nn.Conv2d):
                each.weight.normal_(0, (2 / each.weight[0].numel()) ** 0.5, generator=generator)
            elif isinstance(each, nn.BatchNorm2d):
                each.weight.uniform_(0.5, 1.5, generator=generator)
                each.bias.normal_(0, 0.2, generator=generator)
                each.running_mean.normal_(0, 0.2, generator=generator)
                each.running_var.uniform_(0.5, 1.5, generator=generator)
            elif isinstance(each, nn.Linear):
                each.weight.normal_(0, 2, generator=generator)
    return module.eval()


def photos(folder: Path, each: int = 6) -> Path:
    """A folder for each class, with images of one colour more than of others and noise over it."""
    generator = torch.Generator().manual_seed(3)
    for place, name in enumerate(CLASSES):
        (folder / name).mkdir(parents=True)
        for number in range(each):
            pixels = torch.randint(0, 120, (*SIZE, 3), generator=generator, dtype=torch.uint8)
            pixels[:, :, place] += 120
            _png(folder / name / f"{number}.png", pixels)
    return folder


def _png(file: Path, pixels: torch.Tensor) -> None:
    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + bytes(row.flatten().tolist()) for row in pixels)
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    torch.save(pixels, file.with_suffix(".pt"))


def batch(folder: Path, files: "list[str]") -> torch.Tensor:
    """The images as the network takes them."""
    images = torch.stack([torch.load((folder / file).with_suffix(".pt")) for file in files])
    values = images.permute(0, 3, 1, 2).float() / 255
    return (values - torch.tensor(MEAN).view(3, 1, 1)) / torch.tensor(STD).view(3, 1, 1)
