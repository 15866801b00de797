"""With a program that does what a test says."""

from __future__ import annotations

import json
import os
import stat
import struct
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import neurochains
from neurochains.chain import read_scores


@unittest.skipIf(os.name == "nt", "the program here is a script of the shell")
class LauncherTest(unittest.TestCase):
    def setUp(self) -> None:
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = Path(kept.name)

    def program(self, body: str) -> None:
        file = self.folder / "neurochains"
        file.write_text(f"#!{sys.executable}\nimport json, os, sys\n{body}\n")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        patch = mock.patch.dict(os.environ, {"NEUROCHAINS": str(file)})
        patch.start()
        self.addCleanup(patch.stop)

    def test_arguments_arrive_as_they_are(self) -> None:
        self.program("print(json.dumps(sys.argv[1:]))")
        self.assertEqual(
            neurochains.run(["extract", "--out", Path("a b"), "--max-kl", 0.05, "ü"]),
            ["extract", "--out", "a b", "--max-kl", "0.05", "ü", "--json"],
        )

    def test_a_chain_short_of_its_goal_is_a_chain(self) -> None:
        self.program("print('{}'); sys.exit(4)")
        self.assertEqual(neurochains.run(["extract"]), {})

    def test_a_refusal_is_raised_with_its_line_and_code(self) -> None:
        self.program("sys.stderr.write('choosing: 0 %\\nneurochains: a.pth: is empty; give a checkpoint\\n'); sys.exit(3)")
        with self.assertRaises(neurochains.NeuroChainsError) as caught:
            neurochains.run(["extract"], progress=False)
        self.assertEqual(str(caught.exception), "a.pth: is empty; give a checkpoint")
        self.assertEqual(caught.exception.code, 3)

    def test_much_on_both_streams_does_not_block(self) -> None:
        self.program("[sys.stderr.write('y' * 999 + '\\n') for _ in range(999)]; print(json.dumps('z' * 999999))")
        self.assertEqual(len(neurochains.run(["extract"], progress=False)), 999999)

    def test_an_interrupted_program_is_an_interrupt(self) -> None:
        self.program("sys.exit(130)")
        with self.assertRaises(KeyboardInterrupt):
            neurochains.run(["extract"])

    def test_a_missing_program_is_said_to_be_missing(self) -> None:
        with mock.patch.dict(os.environ, {"NEUROCHAINS": "", "PATH": str(self.folder)}):
            with mock.patch("pathlib.Path.is_file", return_value=False):
                with self.assertRaisesRegex(neurochains.NeuroChainsError, "not on the PATH"):
                    neurochains.run(["extract"])

    def test_extract_hands_over_what_it_is_given(self) -> None:
        self.program(f"open({str(self.folder / 'heard')!r}, 'w').write(json.dumps(sys.argv[1:])); print('{{}}')")
        chain = neurochains.extract(
            "net.onnx", "photos", ["cat", "dog"], out=self.folder / "chain", input_size=(32, 24), mean=[0.1, 0.2, 0.3], labels=["cat", "dog"],
            options=["--budget", 20],
        )
        heard = json.loads((self.folder / "heard").read_text())
        labels = self.folder / "chain" / "labels.txt"
        self.assertEqual(
            heard,
            ["extract", "--model", "net.onnx", "--images", "photos", "--classes", "cat,dog", "--out", str(chain.folder), "--input-size", "32x24",
             "--mean", "0.1,0.2,0.3", "--labels", str(labels), "--budget", "20", "--json"],
        )
        self.assertEqual(labels.read_text(), "cat\ndog\n")

    def test_a_module_needs_a_size(self) -> None:
        with self.assertRaisesRegex(ValueError, "input_size"):
            neurochains.extract(object(), "photos", ["cat"], out=self.folder / "chain")  # type: ignore[arg-type]

    def test_scores_are_read(self) -> None:
        header = json.dumps({
            "__metadata__": {"format": "neurochains/scores/1"},
            "stem": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
            "L1": {"dtype": "F32", "shape": [1], "data_offsets": [8, 12]},
        }).encode()
        file = self.folder / "scores.safetensors"
        file.write_bytes(struct.pack("<Q", len(header)) + header + struct.pack("<3f", 0, 1.5, -2))
        self.assertEqual({name: list(values) for name, values in read_scores(file).items()}, {"stem": [0, 1.5], "L1": [-2]})

    def test_a_chain_says_what_it_is(self) -> None:
        record = {"result": {"filters": 24, "totalFilters": 3344, "kl": 0.0416, "agreement": 1.0}}
        (self.folder / "chain.json").write_text(json.dumps(record))
        text = repr(neurochains.Chain(self.folder))
        self.assertIn("24 of 3344 filters, KL 0.0416, same answer on 100 %", text)


if __name__ == "__main__":
    unittest.main()
