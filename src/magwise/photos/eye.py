"""Where text stands in a picture, and what it says: the models of the extra, run on this machine."""

from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from magwise.errors import ExtraMissingError
from magwise.photos.characters import Line, decode
from magwise.photos.extra import EXTRA, need

_DETECT_SIDE = 736  # the detector sees print best where the shorter side is at least so long
_MOST_DETECTED = 1_250_000  # pixels that the detector looks at, and how many at a time: they decide its memory
_BAND = 500_000
_OVERLAP = 64  # pixels of the neighbouring bands that a band is looked at with; a multiple of _GRID
_GRID = 32
_BATCH = 6
_BATCH_COLUMNS = 3_200
_TALL = 1.5
_HEIGHT = 48
_NARROWEST = 320
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

    def find(self, pixels: Any, turn: int = 0) -> list[Any]:
        """The corners of every stretch of text, four points each, in the pixels of the picture.

        turn: degrees clockwise that the picture is looked at, 0, 90, 180 or 270; the corners are those after turning.
        """
        height, width = pixels.shape[:2]
        scale = min(max(1.0, _DETECT_SIDE / min(height, width)), (_MOST_DETECTED / (height * width)) ** 0.5)
        size = tuple(max(_GRID, round(side * scale / _GRID) * _GRID) for side in (width, height))
        small = self.cv.resize(pixels, size, interpolation=self.cv.INTER_AREA if scale < 1.0 else self.cv.INTER_LINEAR)
        small = self.numpy.rot90(small, -turn // 90)  # only the small one: turning the whole takes as much again
        shape = (width, height) if turn % 180 else (height, width)
        boxes, _ = self.detector.postprocess_op(self._map(small), shape)
        boxes = self.detector.sorted_boxes(boxes)
        return [self.numpy.asarray(box, dtype="float32") for box in boxes]

    def _map(self, pixels: Any) -> Any:
        """Where the detector sees print, from 0 to 1. A large picture is looked at in bands, laid side by side."""
        numpy = self.numpy
        axis = 0 if pixels.shape[0] >= pixels.shape[1] else 1
        length = pixels.shape[axis]
        count = -(-pixels.shape[0] * pixels.shape[1] // _BAND)
        step = -(-length // (count * _GRID)) * _GRID
        maps = []
        for begin in range(0, length, step):
            end = min(begin + step, length)
            low, high = max(0, begin - _OVERLAP), min(length, end + _OVERLAP)
            band = pixels[low:high] if axis == 0 else pixels[:, low:high]
            given = band[:, :, ::-1].transpose(2, 0, 1)[None].astype("float32") / 127.5 - 1.0
            seen = self.detector.session(numpy.ascontiguousarray(given))
            maps.append(seen.take(range(begin - low, end - low), axis=axis + 2))
        return numpy.concatenate(maps, axis=axis + 2)

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
        lines: list[Line | None] = [None] * len(strips)
        for chosen in self._batches(strips):
            widths = [self.width(strips[index]) for index in chosen]
            widest = max(_NARROWEST, *widths)
            batch = numpy.zeros((len(chosen), 3, _HEIGHT, widest), dtype="float32")
            for row, (index, width) in enumerate(zip(chosen, widths, strict=True)):
                resized = self.cv.resize(strips[index][:, :, ::-1], (width, _HEIGHT)).astype("float32")
                batch[row, :, :, :width] = (resized.transpose(2, 0, 1) / 255.0 - 0.5) / 0.5
            signals = self.recogniser.session(batch)
            for row, index in enumerate(chosen):
                lines[index] = decode(signals[row], self.alphabet)
        return [line for line in lines if line is not None]

    def _batches(self, strips: list[Any]) -> list[list[int]]:
        """Strips of about one width together, as many as memory allows, by their place."""
        order = sorted(range(len(strips)), key=lambda index: strips[index].shape[1] / strips[index].shape[0])
        batches: list[list[int]] = []
        for index in order:
            columns = max(_NARROWEST, self.width(strips[index])) * (len(batches[-1]) + 1 if batches else 1)
            if not batches or len(batches[-1]) == _BATCH or columns > _BATCH_COLUMNS:
                batches.append([])
            batches[-1].append(index)
        return batches

    def width(self, strip: Any) -> int:
        """Columns that a strip takes when it is read."""
        height, width = strip.shape[:2]
        return int(min(_WIDEST, max(16, -(-_HEIGHT * width // height))))


def _model(folder: Path, task: str) -> str:
    """The one model for a task that came with the extra; the extra is not whole without it."""
    found = sorted(folder.glob(f"*_{task}_*.onnx"))
    if len(found) != 1:
        raise ExtraMissingError(EXTRA, f"Reading a photo (the model «{task}»)")
    return str(found[0])


def turn_back(corners: Any, turn: int, width: int, height: int) -> Any:
    """Corners of a picture that was turned clockwise, as they lie in the picture itself. width, height: its own.

    >>> import numpy
    >>> turn_back(numpy.array([[2.0, 1.0]]), 90, 40, 30).tolist()
    [[1.0, 28.0]]
    """
    turned = corners.copy()
    if turn == 90:
        turned[:, 0], turned[:, 1] = corners[:, 1], height - corners[:, 0]
    elif turn == 180:
        turned[:, 0], turned[:, 1] = width - corners[:, 0], height - corners[:, 1]
    elif turn == 270:
        turned[:, 0], turned[:, 1] = width - corners[:, 1], corners[:, 0]
    return turned


def is_tall(corners: Any) -> bool:
    """Whether a stretch of text stands on its side."""
    return _length(corners[3] - corners[0]) > _TALL * _length(corners[1] - corners[0])


def _length(vector: Any) -> float:
    return float((vector[0] ** 2 + vector[1] ** 2) ** 0.5)


@lru_cache(maxsize=1)
def open_eye() -> Eye:
    """The eye, loaded at the first photo and kept. Raises ExtraMissingError where the extra is not installed."""
    return Eye()
