"""From a module in memory to a chain and back, with PyTorch and the program; skipped where either is absent."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path
from typing import Any, Callable

import neurochains

try:
    import torch

    from tests import small
except ImportError:
    torch = None  # type: ignore[assignment]

try:
    from neurochains.launcher import launcher

    launcher()
    PROGRAM = True
except neurochains.NeuroChainsError:
    PROGRAM = False


@unittest.skipUnless(torch is not None, "PyTorch is not installed")
@unittest.skipUnless(PROGRAM, "the program is not on the PATH")
class TorchTest(unittest.TestCase):
    def setUp(self) -> None:
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = Path(kept.name)
        self.photos = small.photos(self.folder / "photos")

    def extract(self, module: Any, *options: object) -> neurochains.Chain:
        return neurochains.extract(
            module,
            self.photos,
            ["red", "green", "blue"],
            out=self.folder / "chain",
            input_size=small.SIZE,
            mean=small.MEAN,
            std=small.STD,
            labels=small.CLASSES,
            options=["--select", "uniform", "--per-class", 4, "--quiet", *options],
        )

    def predictions(self, model: Path) -> "dict[str, list[float]]":
        size = f"{small.SIZE[0]}x{small.SIZE[1]}"
        numbers = ["--mean", ",".join(map(str, small.MEAN)), "--std", ",".join(map(str, small.STD))]
        found = neurochains.run(["predict", "--model", model, "--images", self.photos, "--input-size", size, *numbers], False)
        return {image["file"]: image["logits"] for image in found["images"]}

    def agrees(self, build: "Callable[[], Any]", *options: object) -> neurochains.Chain:
        """The module with the chain's scores gives what the program's own cut network gives, and afterwards what it gave before."""
        module = build()
        chain = self.extract(module, *options)
        cut = self.folder / "cut.onnx"
        neurochains.run(
            ["export", "--chain", chain.folder, "--model", chain.model, "--format", "onnx", "--out", cut, *chain._options], False
        )
        expected = self.predictions(cut)
        files = sorted(expected)
        images = small.batch(self.photos, files)
        wanted = torch.tensor([expected[file] for file in files])
        with torch.no_grad():
            before = module(images)
            with chain.apply(module):
                masked = module(images)
            after = module(images)
        self.assertLess(float((masked - wanted).abs().max()), 1e-3)
        self.assertGreater(float((masked - before).abs().max()), 1e-3, "the chain changes nothing: the test says nothing")
        self.assertTrue(torch.equal(before, after))
        return chain

    def test_a_residual_network_computes_its_chain(self) -> None:
        chain = self.agrees(small.residual, "--max-kl", 0.02)
        self.assertEqual(set(chain.scores), {layer["name"] for layer in self.units(chain)})

    def test_a_small_chain_with_bypassed_blocks_is_computed(self) -> None:
        chain = self.agrees(small.residual, "--max-kl", 0.5)
        self.assertTrue(any(gate["bypassed"] for gate in chain.record["gates"]), "no block is bypassed: the test says nothing")

    def test_a_plain_network_computes_its_chain(self) -> None:
        self.agrees(small.plain, "--max-kl", 0.1)

    def test_shortcuts_are_scored_too(self) -> None:
        chain = self.agrees(small.residual, "--budget", 45)
        kinds = {layer["name"]: layer for layer in self.units(chain)}
        scores = [list(chain.scores[name]) for name, layer in kinds.items() if layer["kind"] == "identity"]
        self.assertTrue(any(0 < values.count(0) < len(values) for values in scores), "no shortcut is scored in part")

    def test_another_module_is_refused(self) -> None:
        chain = self.extract(small.residual())
        with self.assertRaisesRegex(ValueError, "is it another module"):
            chain.apply(small.plain())

    def test_a_refusal_is_the_programs_own_line(self) -> None:
        with self.assertRaisesRegex(neurochains.NeuroChainsError, "mauve") as caught:
            neurochains.extract(
                small.plain(), self.photos, ["mauve"], input_size=small.SIZE, labels=small.CLASSES, options=["--quiet"]
            )
        self.assertEqual(caught.exception.code, 3)

    def test_measures_come_with_their_meaning(self) -> None:
        found = self.extract(small.plain()).evaluate("fidelity", "dead")
        self.assertEqual(list(found), ["fidelity", "dead"])
        self.assertIn("answer", found["fidelity"]["meaning"])

    def units(self, chain: neurochains.Chain) -> "list[dict[str, Any]]":
        found: "list[dict[str, Any]]" = neurochains.run(["inspect", "--model", chain.model, *chain._options], False)["unitLayers"]
        return found


if __name__ == "__main__":
    unittest.main()
