"""Where text stands in a picture, and what it says: the models of the extra, run on this machine."""

from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from magwise.errors import ExtraMissingError
from magwise.photos.characters import Line, decode
from magwise.photos.extra import EXTRA, need

_DETECT_SIDE = 2_000
_BATCH = 6
_TALL = 1.5
_HEIGHT = 48
_WIDEST = 3_200


class Piece(NamedTuple):
    """A stretch of text in one line. corners: four (x, y), from the start of the text's top, clockwise."""

    corners: tuple[tuple[float, float], ...]
    line: Line


class Eye:
    """The detector and the recogniser, loaded once."""

    def __init__(self) -> None:
        self.numpy: Any = need("numpy")
        self.cv: Any = need("cv2")
        need("onnxruntime")
        rapidocr = need("rapidocr")
        models = Path(rapidocr.__file__).parent / "models"
        told = {
            # The classifier of line directions turns good lines upside down: the whole picture is turned instead.
            "Global.use_cls": False,
            "Global.log_level": "error",
            # By their paths: a model that is not named so is fetched from elsewhere when its file is missing.
            "Det.model_path": _model(models, "det"),
            "Rec.model_path": _model(models, "rec"),
        }
        reader = rapidocr.RapidOCR(params=told)
        self.detector: Any = reader._load_det_model()
        self.recogniser: Any = reader._load_rec_model()
        self.alphabet: list[str] = list(self.recogniser.postprocess_op.character)

    def find(self, pixels: Any) -> list[Any]:
        """The corners of every stretch of text, four points each, in the pixels of the picture."""
        height, width = pixels.shape[:2]
        scale = min(1.0, _DETECT_SIDE / max(height, width))
        small = pixels
        if scale < 1.0:
            size = (max(1, round(width * scale)), max(1, round(height * scale)))
            small = self.cv.resize(pixels, size, interpolation=self.cv.INTER_AREA)
        boxes = self.detector(self.numpy.ascontiguousarray(small[:, :, ::-1])).boxes
        return [] if boxes is None else [self.numpy.asarray(box, dtype="float32") / scale for box in boxes]

    def cut(self, pixels: Any, corners: Any, margin: float = 0.0) -> Any:
        """The stretch of text as a level strip. margin: more on every side, as a share of the strip's height."""
        numpy = self.numpy
        across = float(max(_length(corners[1] - corners[0]), _length(corners[2] - corners[3]), 1.0))
        down = float(max(_length(corners[3] - corners[0]), _length(corners[2] - corners[1]), 1.0))
        edge = margin * down
        inner = [[edge, edge], [across + edge, edge], [across + edge, down + edge], [edge, down + edge]]
        turn = self.cv.getPerspectiveTransform(corners.astype("float32"), numpy.asarray(inner, dtype="float32"))
        size = (max(1, round(across + 2 * edge)), max(1, round(down + 2 * edge)))
        return self.cv.warpPerspective(
            pixels, turn, size, borderMode=self.cv.BORDER_REPLICATE, flags=self.cv.INTER_CUBIC
        )

    def recognise(self, strips: list[Any]) -> list[Line]:
        """What each strip says."""
        numpy = self.numpy
        order = sorted(range(len(strips)), key=lambda index: strips[index].shape[1] / strips[index].shape[0])
        lines: list[Line | None] = [None] * len(strips)
        for begin in range(0, len(order), _BATCH):
            chosen = order[begin : begin + _BATCH]
            widths = [self._width(strips[index]) for index in chosen]
            widest = max(320, *widths)
            batch = numpy.zeros((len(chosen), 3, _HEIGHT, widest), dtype="float32")
            for row, (index, width) in enumerate(zip(chosen, widths, strict=True)):
                resized = self.cv.resize(strips[index][:, :, ::-1], (width, _HEIGHT)).astype("float32")
                batch[row, :, :, :width] = (resized.transpose(2, 0, 1) / 255.0 - 0.5) / 0.5
            signals = self.recogniser.session(batch)
            for row, index in enumerate(chosen):
                lines[index] = decode(signals[row], self.alphabet)
        return [line for line in lines if line is not None]

    def _width(self, strip: Any) -> int:
        height, width = strip.shape[:2]
        return int(min(_WIDEST, max(16, -(-_HEIGHT * width // height))))


def _model(folder: Path, task: str) -> str:
    """The one model for a task that came with the extra; the extra is not whole without it."""
    found = sorted(folder.glob(f"*_{task}_*.onnx"))
    if len(found) != 1:
        raise ExtraMissingError(EXTRA, f"Reading a photo (the model «{task}»)")
    return str(found[0])


def is_tall(corners: Any) -> bool:
    """Whether a stretch of text stands on its side."""
    return _length(corners[3] - corners[0]) > _TALL * _length(corners[1] - corners[0])


def _length(vector: Any) -> float:
    return float((vector[0] ** 2 + vector[1] ** 2) ** 0.5)


@lru_cache(maxsize=1)
def open_eye() -> Eye:
    """The eye, loaded at the first photo and kept. Raises ExtraMissingError where the extra is not installed."""
    return Eye()
