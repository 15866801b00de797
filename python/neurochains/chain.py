"""A chain in its folder, and how one is found."""

from __future__ import annotations

import array
import html
import json
import struct
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Mapping, Optional, Sequence, Union

from .launcher import run

if TYPE_CHECKING:
    import torch

    from .masking import Masking

PathLike = Union[str, Path]


class Chain:
    """A chain that the program has written into a folder.

    ``model`` and ``images`` are what it was made from, where they are known: the commands that look at them again need them.
    """

    def __init__(self, folder: PathLike, model: Optional[Path] = None, images: Optional[Path] = None) -> None:
        self.folder = Path(folder)
        self.model = model
        self.images = images
        self._options: "list[str]" = []
        self._kept: Any = None  # a temporary folder lives as long as its chain

    @property
    def record(self) -> Mapping[str, Any]:
        """chain.json."""
        with open(self.folder / "chain.json", encoding="utf-8") as file:
            record: Mapping[str, Any] = json.load(file)
        return record

    @property
    def result(self) -> Mapping[str, Any]:
        """The numbers of the chain: ``kl``, ``agreement``, ``filters``, ``layers``, ``reachedGoal`` and others."""
        result: Mapping[str, Any] = self.record["result"]
        return result

    @property
    def scores(self) -> "dict[str, array.array[float]]":
        """A score for each channel of each unit layer; 0 where a channel is removed."""
        return read_scores(self.folder / "scores.safetensors")

    @property
    def page(self) -> Path:
        """report.html."""
        return self.folder / "report.html"

    def show(self, height: int = 800) -> Any:
        """The page as what a notebook's cell shows, of this height in pixels; nothing of it is fetched."""
        from IPython.display import HTML  # type: ignore[import-not-found]

        text = html.escape(self.page.read_text(encoding="utf-8"), quote=True)
        return HTML(f'<iframe srcdoc="{text}" style="width:100%;height:{height}px;border:0"></iframe>')

    def explain(self, *options: object) -> "Chain":
        """Adds evidence to the folder and the page: what filters respond to, how classes are reached."""
        self._again("explain", options)
        return self

    def evaluate(self, *measures: str) -> Mapping[str, Any]:
        """Measures the chain, by all measures that apply or by these; each with ``meaning``, ``verdict`` and ``values``."""
        found: Mapping[str, Any] = self._again("evaluate", ["--measure", ",".join(measures)] if measures else [])
        return found

    def _again(self, command: str, options: Sequence[object]) -> Any:
        if self.model is None or self.images is None:
            raise ValueError(f"{command} needs the model and the images: Chain(folder, model, images)")
        source = ["--chain", self.folder, "--model", self.model, "--images", self.images]
        return run([command, *source, *self._options, *options])

    def apply(self, module: "torch.nn.Module") -> "Masking":
        """Makes a module compute what the chain computes, until ``remove()`` or the end of a ``with`` block.

        The module is the one that the chain was made from, or has the same weights.
        """
        from .masking import Masking

        if self.model is None:
            raise ValueError("apply needs the model: Chain(folder, model)")
        description = run(["inspect", "--model", self.model, *self._model_options()], progress=False)
        return Masking(module, description, self.scores, [gate["name"] for gate in self.record["gates"] if gate["bypassed"]])

    def _model_options(self) -> "list[str]":
        return list(self._options)

    def __repr__(self) -> str:
        result = self.result
        return (
            f"Chain({str(self.folder)!r}: {result['filters']} of {result['totalFilters']} filters,"
            f" KL {result['kl']:.4f}, same answer on {100 * result['agreement']:.0f} % of its images)"
        )


def extract(
    module: "Union[torch.nn.Module, PathLike]",
    images: PathLike,
    classes: Sequence[str],
    *,
    out: Optional[PathLike] = None,
    input_size: Optional["tuple[int, int]"] = None,
    mean: Optional[Sequence[float]] = None,
    std: Optional[Sequence[float]] = None,
    labels: Optional[Sequence[str]] = None,
    options: Sequence[object] = (),
) -> Chain:
    """Finds the chain of these classes of images.

    :param module: a PyTorch module, which is exported as ONNX, or a model file
    :param images: a folder of images, or of one folder for each class
    :param classes: names, WordNet numbers or indices
    :param out: the folder to write; a temporary one, deleted with the chain, where there is none
    :param input_size: height and width of the images that the module takes; needed for a module
    :param mean: of the colours of pixels in [0, 1]; ImageNet's where there is none
    :param std: deviation of the colours
    :param labels: names of the module's classes, in their order
    :param options: more options of ``neurochains extract``, such as ``["--max-kl", 0.05]``
    :raises NeuroChainsError: where the program refuses, with its reason
    """
    kept = tempfile.TemporaryDirectory(prefix="neurochains-") if out is None else None
    folder = Path(kept.name) if kept is not None else Path(out)  # type: ignore[arg-type]
    folder.mkdir(parents=True, exist_ok=True)
    more: "list[str]" = []
    if input_size is not None:
        more += ["--input-size", f"{input_size[0]}x{input_size[1]}"]
    if mean is not None:
        more += ["--mean", ",".join(map(str, mean))]
    if std is not None:
        more += ["--std", ",".join(map(str, std))]
    if labels is not None:
        (folder / "labels.txt").write_text("".join(f"{label}\n" for label in labels), encoding="utf-8")
        more += ["--labels", str(folder / "labels.txt")]
    model = Path(module) if isinstance(module, (str, Path)) else _export(module, folder / "model.onnx", input_size)
    chain = Chain(folder, model, Path(images))
    chain._options = more
    chain._kept = kept
    run(["extract", "--model", model, "--images", images, "--classes", ",".join(classes), "--out", folder, *more, *options])
    return chain


def _export(module: "torch.nn.Module", file: Path, input_size: Optional["tuple[int, int]"]) -> Path:
    if input_size is None:
        raise ValueError("a module has no size of its own: give input_size, such as (224, 224)")
    from .masking import export

    return export(module, file, input_size)


def read_scores(file: Path) -> "dict[str, array.array[float]]":
    """The float32 vectors of a safetensors file."""
    with open(file, "rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        header = json.loads(stream.read(length))
        body = stream.read()
    scores: "dict[str, array.array[float]]" = {}
    for name, entry in header.items():
        if name != "__metadata__":
            if entry["dtype"] != "F32":
                raise ValueError(f"{file}: {name} is {entry['dtype']}, not F32")
            begin, end = entry["data_offsets"]
            values = array.array("f", body[begin:end])
            if sys.byteorder == "big":
                values.byteswap()
            scores[name] = values
    return scores
