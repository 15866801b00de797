"""What needs PyTorch: a module as a file, and a chain's scores in a module."""

from __future__ import annotations

import hashlib
import inspect
from pathlib import Path
from types import TracebackType
from typing import Any, Callable, Mapping, Optional, Sequence, Type

import torch
from torch import nn


def export(module: nn.Module, file: Path, input_size: "tuple[int, int]") -> Path:
    """Writes a module as ONNX, its parameters as they are: no batch norm is folded into a convolution."""
    trained = module.training
    module.eval()
    first = next(module.parameters())
    image = torch.zeros(1, _channels(module), *input_size, dtype=first.dtype, device=first.device)
    more = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    try:
        torch.onnx.export(
            module,
            (image,),
            str(file),
            training=torch.onnx.TrainingMode.PRESERVE,
            do_constant_folding=False,
            input_names=["images"],
            output_names=["logits"],
            dynamic_axes={"images": {0: "n"}, "logits": {0: "n"}},
            **more,
        )
    finally:
        module.train(trained)
    return file


def _channels(module: nn.Module) -> int:
    """Channels of the images: those of the first convolution."""
    for each in module.modules():
        if isinstance(each, nn.Conv2d):
            return each.in_channels
    raise ValueError("the module has no convolution")


class Masking:
    """A chain's scores in a module, as forward hooks; ``remove()`` takes them out.

    Each unit layer belongs to the convolution with the same weights. Its scores multiply what comes out of that convolution's batch norm,
    where it has one, else out of itself. A bypassed group hands its input on.
    """

    def __init__(
        self,
        module: nn.Module,
        description: Mapping[str, Any],
        scores: "Mapping[str, Sequence[float]]",
        bypassed: Sequence[str],
    ) -> None:
        self._handles: "list[Any]" = []
        self._inputs: "dict[str, torch.Tensor]" = {}
        size = description["input"]
        places = _Places(module, description["unitLayers"], (size["height"], size["width"]))
        try:
            units = sorted(description["unitLayers"], key=lambda unit: unit["weights"] is None)  # shortcuts last
            for unit in units:
                if unit["gate"] not in bypassed:
                    self._score(places, unit, torch.tensor(list(scores[unit["name"]])))
            for group in bypassed:
                self._bypass(places, group)
        except BaseException:
            self.remove()
            raise

    def remove(self) -> None:
        """Gives the module back as it was."""
        for handle in self._handles:
            handle.remove()
        self._handles.clear()

    def __enter__(self) -> "Masking":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], fault: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.remove()

    def _score(self, places: "_Places", unit: Mapping[str, Any], scores: torch.Tensor) -> None:
        if unit["weights"] is not None:
            self._hook(places.end(unit["name"]), lambda module, inputs, output: output * _like(scores, output))
        elif not bool((scores == 1).all()):
            self._score_shortcut(places, unit, scores)

    def _score_shortcut(self, places: "_Places", unit: Mapping[str, Any], scores: torch.Tensor) -> None:
        """x + F(x) becomes s x + F(x) where (s - 1) x is added to the last convolution's output, as soon as that is scored."""
        if unit["gate"] is None:
            raise NotImplementedError(f"the shortcut {unit['name']} changes its input's shape and has no module of its own")
        block, last = places.block(unit["gate"])
        name = unit["name"]
        self._keep(block, name)
        self._hook(last, lambda module, inputs, output: output + self._inputs[name] * (_like(scores, output) - 1))

    def _bypass(self, places: "_Places", group: str) -> None:
        block, last = places.block(group)
        if isinstance(block, nn.Conv2d):  # a plain layer: what its rectifier gets is its input, which a rectifier has made
            self._keep(block, group)
            self._hook(last, lambda module, inputs, output: self._inputs[group])
        else:
            self._hook(block, lambda module, inputs, output: inputs[0])

    def _keep(self, module: nn.Module, name: str) -> None:
        def keep(module: nn.Module, inputs: "tuple[torch.Tensor, ...]") -> None:
            self._inputs[name] = inputs[0].clone()  # a rectifier in place would change it

        self._handles.append(module.register_forward_pre_hook(keep))

    def _hook(self, module: nn.Module, hook: "Callable[[nn.Module, tuple[torch.Tensor, ...], torch.Tensor], torch.Tensor]") -> None:
        self._handles.append(module.register_forward_hook(hook))


def _like(scores: torch.Tensor, output: torch.Tensor) -> torch.Tensor:
    return scores.to(dtype=output.dtype, device=output.device).reshape(1, -1, 1, 1)


class _Places:
    """Where unit layers are in a module."""

    def __init__(self, module: nn.Module, units: "Sequence[Mapping[str, Any]]", size: "tuple[int, int]") -> None:
        self._module = module
        self._units = units
        self._names = {each: name for name, each in module.named_modules()}
        by_weights: "dict[str, nn.Module]" = {}
        for each in module.modules():
            if isinstance(each, nn.Conv2d):
                by_weights.setdefault(_digest(each.weight), each)
        self._convolutions: "dict[str, nn.Module]" = {}
        for unit in units:
            if unit["weights"] is not None:
                if unit["weights"] not in by_weights:
                    raise ValueError(f"no convolution of the module has the weights of {unit['name']}: is it another module?")
                self._convolutions[unit["name"]] = by_weights[unit["weights"]]
        self._norms = _norms(module, size)

    def end(self, unit: str) -> nn.Module:
        """The batch norm behind a unit's convolution, or the convolution."""
        convolution = self._convolutions[unit]
        return self._norms.get(convolution, convolution)

    def block(self, group: str) -> "tuple[nn.Module, nn.Module]":
        """The smallest module with all of a group's convolutions, and the end of the last of them."""
        inside = [unit["name"] for unit in self._units if unit["gate"] == group and unit["weights"] is not None]
        paths = [self._names[self._convolutions[name]].split(".") for name in inside]
        if len(paths) == 1:
            return self._convolutions[inside[0]], self.end(inside[0])
        common = 0
        while all(len(path) > common + 1 for path in paths) and len({path[common] for path in paths}) == 1:
            common += 1
        return self._module.get_submodule(".".join(paths[0][:common])), self.end(inside[-1])


def _digest(weight: torch.Tensor) -> str:
    return hashlib.sha256(weight.detach().cpu().float().contiguous().numpy().astype("<f4").tobytes()).hexdigest()


def _norms(module: nn.Module, size: "tuple[int, int]") -> "dict[nn.Module, nn.Module]":
    """For each convolution whose output a batch norm takes, that batch norm; found by running the module once."""
    outputs: "dict[int, nn.Module]" = {}
    alive: "list[torch.Tensor]" = []  # so that no id is given twice
    norms: "dict[nn.Module, nn.Module]" = {}

    def after(each: nn.Module, inputs: "tuple[torch.Tensor, ...]", output: torch.Tensor) -> None:
        if isinstance(each, nn.Conv2d):
            outputs[id(output)] = each
            alive.append(output)
        elif id(inputs[0]) in outputs:
            norms[outputs[id(inputs[0])]] = each

    handles = [
        each.register_forward_hook(after) for each in module.modules() if isinstance(each, (nn.Conv2d, nn.BatchNorm2d))
    ]
    trained = module.training
    module.eval()
    try:
        first = next(module.parameters())
        with torch.no_grad():
            module(torch.zeros(1, _channels(module), *size, dtype=first.dtype, device=first.device))
    finally:
        module.train(trained)
        for handle in handles:
            handle.remove()
    return norms
