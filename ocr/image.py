"""Bytes → upright picture. Only the child process opens what a stranger sent.

The type is told by content, never by name. EXIF orientation 1–8 is applied; 16-bit, CMYK, grey, palette and
transparent pictures become 8-bit RGB on white. A picture's size is checked before a pixel is decoded.
"""

from __future__ import annotations

import io
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from .errors import ReadError
from .limits import KEEP_SIDE, MAX_BYTES, MAX_PIXELS, MAX_RATIO, MIN_SIDE

Rgb = NDArray[np.uint8]  # (height, width, 3)
_FORMATS = ("JPEG", "MPO", "PNG", "WEBP", "TIFF", "BMP", "GIF", "HEIF")
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_BLANK_SIDE = 400
_INK = 40  # grey levels by which something is darker or lighter than its surroundings
_LEAST_INK = 2e-4  # share of such pixels


def open_image(data: bytes) -> Rgb:
    """The upright picture, longest side at most KEEP_SIDE.

    Raises ReadError: image_unsupported (no picture that we read, or a damaged one), image_too_large, image_blank.
    """
    if len(data) > MAX_BYTES:
        raise ReadError("image_too_large", f"the picture has more than {MAX_BYTES // 1024 // 1024} MB")
    _refuse_other_files(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of sizes and odd EXIF that we check or do not need
        picture = _opened(data)
        _check_size(*picture.size)
        try:
            pixels = _decoded(picture)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise ReadError("image_unsupported", "the picture is damaged or cut off") from error
    if is_blank(pixels):
        raise ReadError("image_blank", "the picture is blank")
    return pixels


def _refuse_other_files(data: bytes) -> None:
    if data[:5] == b"%PDF-":
        raise ReadError("image_unsupported", "PDF is not read; send a photo or a scan as JPEG, PNG or HEIC")
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        try:
            import pi_heif
        except ImportError as error:
            raise ReadError("image_unsupported", "HEIC needs the package pi-heif, which is not installed; send JPEG or PNG") from error
        pi_heif.register_heif_opener()


def _opened(data: bytes) -> Image.Image:
    Image.init()
    formats = [name for name in _FORMATS if name in Image.OPEN]
    try:
        return Image.open(io.BytesIO(data), formats=formats)
    except Image.DecompressionBombError as error:
        raise ReadError("image_too_large", "the picture has too many pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise ReadError("image_unsupported", "this is no picture that we can read; send JPEG, PNG, WebP, TIFF or HEIC") from error


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise ReadError("image_too_large", f"the picture has more than {MAX_PIXELS // 1_000_000} million pixels")
    if min(width, height) < MIN_SIDE or max(width, height) > MAX_RATIO * min(width, height):
        raise ReadError("image_unsupported", "the picture is too small or too narrow to read")


def _decoded(picture: Image.Image) -> Rgb:
    picture.draft("RGB", (KEEP_SIDE, KEEP_SIDE))  # a JPEG is decoded at a half or a quarter where that is enough
    orientation = picture.getexif().get(0x0112, 1)
    if picture.mode.startswith("I") or picture.mode == "F":
        picture = _from_deep(picture)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        picture = Image.new("RGB", layer.size, "white")
        picture.paste(layer, mask=layer.getchannel("A"))
    picture = picture.convert("RGB")
    picture.thumbnail((KEEP_SIDE, KEEP_SIDE), Image.Resampling.BOX if max(picture.size) > 2 * KEEP_SIDE else Image.Resampling.LANCZOS)
    picture.getexif()[0x0112] = orientation if orientation in range(1, 9) else 1
    return np.asarray(ImageOps.exif_transpose(picture), np.uint8)


def _from_deep(picture: Image.Image) -> Image.Image:
    """Grey of 16 or 32 bits → 8 bits; 16-bit samples stand for 0…65535 whatever is used of them."""
    grey = np.asarray(picture).astype(np.float64)
    if not np.isfinite(grey).all():
        raise ValueError("samples are not numbers")
    top = 65535.0 if picture.mode != "F" or grey.max(initial=0) > 1.0 else 1.0
    return Image.fromarray(np.clip(grey * 255.0 / top, 0, 255).astype(np.uint8))


def is_blank(pixels: Rgb) -> bool:
    """True where nothing stands out from its surroundings: a wall, a covered lens, an empty sheet."""
    picture = Image.fromarray(pixels).convert("L")
    picture.thumbnail((_BLANK_SIDE, _BLANK_SIDE), Image.Resampling.BOX)
    grey = np.asarray(picture, np.int16)
    small = picture.resize((max(2, picture.width // 25), max(2, picture.height // 25)), Image.Resampling.BOX)
    around = np.asarray(small.resize(picture.size, Image.Resampling.BICUBIC), np.int16)
    return bool((np.abs(grey - around) > _INK).mean() < _LEAST_INK)
