"""paddleocr: text recognition, and text detection where the folder has it, from a local folder.

The folder holds `rec/` and, for whole pages, `det/`; each an exported inference model (inference.json,
inference.pdiparams, inference.yml). Without `det/` a picture is one line of text.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ConfigError, InputError, ModelError
from .shapes import Line, Load, Page

Box = tuple[tuple[int, int], ...]

PIXELS_LIMIT = 40_000_000  # of a picture once it is opened; a phone's photo has 12 to 25 million


class PaddleReader:
    """Raises ModelError where an exported model is missing, ConfigError for a device not to be had."""

    name = "paddleocr"

    def __init__(self, load: Load) -> None:
        import paddle
        from paddleocr import TextDetection, TextRecognition

        usable = paddle.device.is_compiled_with_cuda() and paddle.device.cuda.device_count() > 0
        if load.device == "cuda" and not usable:
            raise ConfigError("the device cuda was asked for, and paddle finds none")
        self.device = "cuda" if usable and load.device != "cpu" else "cpu"
        options = {"device": "gpu" if self.device == "cuda" else "cpu", "enable_mkldnn": False, "cpu_threads": load.threads}
        self._rec = TextRecognition(model_dir=str(load.model / "rec"), model_name=_model_name(load.model / "rec"), **options)
        self._det = None
        if (load.model / "det").is_dir():
            self._det = TextDetection(model_dir=str(load.model / "det"), model_name=_model_name(load.model / "det"), **options)

    def read(self, image: bytes) -> Page:
        pixels = _open(image)
        height, width = pixels.shape[:2]
        if self._det is None:
            box: Box = ((0, 0), (width, 0), (width, height), (0, height))
            boxes, crops = [box], [pixels]
        else:
            found = self._det.predict(pixels)[0]["dt_polys"]
            boxes = sorted((_corners(quad) for quad in found), key=lambda b: (b[0][1], b[0][0]))
            crops = [_straight(pixels, b) for b in boxes]
        read = [self._rec.predict(crop)[0] for crop in crops]
        lines = (Line(str(r["rec_text"]), float(r["rec_score"]), b) for r, b in zip(read, boxes, strict=True))
        return Page(tuple(line for line in lines if line.text), width, height)


def _model_name(folder: Path) -> str:
    """The architecture's name, which paddleocr wants beside the folder."""
    import yaml

    try:
        return str(yaml.safe_load((folder / "inference.yml").read_text(encoding="utf-8"))["Global"]["model_name"])
    except (OSError, KeyError, TypeError, yaml.YAMLError) as error:
        raise ModelError(f"the folder {folder.name} holds no exported paddle model (inference.yml with Global.model_name)") from error


def _open(image: bytes) -> NDArray[np.uint8]:
    """A picture as [height, width, 3] in blue, green, red, which paddleocr expects; turned as its EXIF says."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(image), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > PIXELS_LIMIT:
                raise InputError(f"the picture has more than {PIXELS_LIMIT // 1_000_000} million pixels", code="image_too_large")
            upright = ImageOps.exif_transpose(opened)
            return np.asarray(upright.convert("RGB"))[:, :, ::-1].copy()
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:  # SyntaxError: a broken PNG
        raise InputError("the picture cannot be read; PNG and JPEG can", code="image_unsupported") from error


def _corners(quad: Any) -> Box:
    """Four corners clockwise from the top left."""
    points = np.asarray(quad, np.float32).reshape(-1, 2)
    by_sum, by_difference = points.sum(1), points[:, 0] - points[:, 1]
    order = (by_sum.argmin(), by_difference.argmax(), by_sum.argmax(), by_difference.argmin())
    return tuple((int(points[i][0]), int(points[i][1])) for i in order)


def _straight(pixels: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """The quadrilateral as an upright rectangle."""
    import cv2

    corners = np.array(box, np.float32)
    width = max(1, int(np.linalg.norm(corners[1] - corners[0])))
    height = max(1, int(np.linalg.norm(corners[3] - corners[0])))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    straight = cv2.warpPerspective(pixels, cv2.getPerspectiveTransform(corners, target), (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(straight, np.uint8)
