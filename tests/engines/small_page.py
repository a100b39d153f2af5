"""Two small paddle models in PP-OCR's exported form: one finds dark lines on a page, the other reads printed digits.

The first has learnt nothing (dark, smeared, is text); the second learns five digits of one typeface in a minute. They
prove that exported folders load and answer through our server, and nothing about reading.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HEIGHT, PITCH, STRIDE = 48, 32, 8  # pixels: of a line, from digit to digit, from one output frame to the next
DIGITS = "01457"  # those that differ most, so that a minute of learning will do
_STEPS, _BATCH = 160, 8


def line(number: str, seed: int = 0) -> NDArray[np.uint8]:
    """A number as an image [48, width] of dark digits on light paper, with more or less noise."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (PITCH * len(number), HEIGHT), 255)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=36)
    draw = np.random.default_rng(seed)
    for i, digit in enumerate(number):
        pen.text((PITCH * i + PITCH // 2, HEIGHT // 2), digit, fill=20, font=font, anchor="mm")
    noise = draw.normal(0, draw.uniform(0, 8), (HEIGHT, PITCH * len(number)))
    return np.clip(np.asarray(picture, np.float32) + noise, 0, 255).astype(np.uint8)


def _cropped(pixels: NDArray[np.uint8], across: int, above: int) -> NDArray[np.uint8]:
    """The line with so much paper around it, brought back to 48 pixels of height: what a finder cuts from a page."""
    from PIL import Image

    padded = np.pad(pixels, ((above, above), (across, across)), constant_values=255)
    width = round(padded.shape[1] * HEIGHT / padded.shape[0])
    return np.asarray(Image.fromarray(padded).resize((width, HEIGHT), Image.Resampling.BILINEAR))


def png(pixels: NDArray[np.uint8]) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def page(numbers: list[str]) -> bytes:
    """Numbers one under the other on a white page."""
    sheet = np.full((110 * len(numbers) + 60, 400), 255, np.uint8)
    for i, number in enumerate(numbers):
        strip = line(number, i)
        top = 50 + 110 * i
        sheet[top : top + HEIGHT, 40 : 40 + strip.shape[1]] = np.where(strip > 200, 255, strip)
    return png(sheet)


def build(folder: Path) -> None:
    """Write `det/` and `rec/`."""
    import paddle

    paddle.seed(0)
    _export(_finder(), folder / "det", _FINDER)
    reader = _reader()
    _teach(reader)
    _export(reader, folder / "rec", _READER)


def _finder():  # type: ignore[no-untyped-def]  # a class of a library that the core lacks
    import paddle
    from paddle.nn import functional as F

    class Finder(paddle.nn.Layer):
        def __init__(self) -> None:
            super().__init__()
            steep = paddle.nn.initializer.Constant(20.0)
            self.steepness = self.create_parameter([1], default_initializer=steep)  # a model without weights is not exported

        def forward(self, x):  # type: ignore[no-untyped-def]
            dark = 1.0 - x.mean(axis=1, keepdim=True)  # 0..1, paper to ink
            smeared = F.max_pool2d(dark, (9, 33), stride=1, padding=(4, 16))
            return F.sigmoid(self.steepness * (smeared - 0.4))

    return Finder()


def _reader():  # type: ignore[no-untyped-def]
    from paddle import nn

    class Reader(nn.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.body = nn.Sequential(
                nn.Conv2D(3, 16, 3, stride=2, padding=1), nn.BatchNorm2D(16), nn.ReLU(),
                nn.Conv2D(16, 32, 3, stride=2, padding=1), nn.BatchNorm2D(32), nn.ReLU(),
                nn.Conv2D(32, 48, 3, stride=2, padding=1), nn.BatchNorm2D(48), nn.ReLU(),
                nn.Conv2D(48, 64, (6, 3), padding=(0, 1)), nn.BatchNorm2D(64), nn.ReLU(),
                nn.Conv2D(64, len(DIGITS) + 2, 1),  # blank before them, a space after them
            )  # fmt: skip
            self.training_scores = True

        def forward(self, x):  # type: ignore[no-untyped-def]
            scores = self.body(x).squeeze(2).transpose([0, 2, 1])
            return scores if self.training_scores else nn.functional.softmax(scores, axis=-1)

    return Reader()


def _teach(reader) -> None:  # type: ignore[no-untyped-def]
    """Each digit's middle frame is the digit and every other frame blank, so that no alignment has to be found."""
    import paddle

    draw = np.random.default_rng(7)
    optimizer = paddle.optimizer.Adam(5e-3, parameters=reader.parameters())
    for step in range(_STEPS):
        numbers = ["".join(draw.choice(list(DIGITS), 5)) for _ in range(_BATCH)]
        across, above = int(draw.integers(0, 30)), int(draw.integers(0, 7))
        pixels = np.stack([_cropped(line(n, 1_000 * step + i), across, above) for i, n in enumerate(numbers)]).astype(np.float32)
        images = np.repeat(((pixels / 255 - 0.5) / 0.5)[:, None], 3, axis=1)
        wanted = np.zeros((_BATCH, -(-images.shape[-1] // STRIDE)), np.int64)
        middles = [round((across + PITCH * (i + 0.5)) * HEIGHT / (HEIGHT + 2 * above) / STRIDE) for i in range(5)]
        for row, number in zip(wanted, numbers, strict=True):
            row[middles] = [1 + DIGITS.index(d) for d in number]
        scores = reader(paddle.to_tensor(images))
        loss = paddle.nn.functional.cross_entropy(scores.reshape([-1, scores.shape[-1]]), paddle.to_tensor(wanted.reshape(-1)))
        loss.backward()
        optimizer.step()
        optimizer.clear_grad()
    reader.training_scores = False


_FINDER = {
    "Global": {"model_name": "PP-OCRv5_mobile_det"},
    "PreProcess": {
        "transform_ops": [
            {"DetResizeForTest": {"resize_long": 960}},
            {"NormalizeImage": {"mean": [0.0, 0.0, 0.0], "std": [1.0, 1.0, 1.0], "scale": "1./255.", "order": "hwc"}},
            {"ToCHWImage": None},
        ]
    },
    "PostProcess": {"name": "DBPostProcess", "thresh": 0.3, "box_thresh": 0.5, "max_candidates": 100, "unclip_ratio": 1.0},
}
_READER = {
    "Global": {"model_name": "PP-OCRv5_mobile_rec"},
    "PreProcess": {"transform_ops": [{"RecResizeImg": {"image_shape": [3, HEIGHT, PITCH]}}]},
    "PostProcess": {"name": "CTCLabelDecode", "character_dict": list(DIGITS)},
}


def _export(layer, folder: Path, description: dict[str, object]) -> None:  # type: ignore[no-untyped-def]
    import paddle
    import yaml

    folder.mkdir(parents=True)
    layer.eval()
    shape = paddle.static.InputSpec([-1, 3, -1, -1] if folder.name == "det" else [-1, 3, HEIGHT, -1], "float32", "x")
    paddle.jit.save(paddle.jit.to_static(layer, input_spec=[shape], full_graph=True), str(folder / "inference"))
    (folder / "inference.yml").write_text(yaml.safe_dump(description, sort_keys=False), encoding="utf-8")
