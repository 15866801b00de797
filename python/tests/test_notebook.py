"""The how-to's cells as a notebook; skipped without Jupyter, PyTorch or the program."""

from __future__ import annotations

import base64
import html
import json
import re
import tempfile
import unittest
import zlib
from pathlib import Path
from typing import Any

import neurochains

HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "notebooks.md"

try:
    import nbclient
    import nbformat
    import torch  # noqa: F401
    from jupyter_client.kernelspec import get_kernel_spec

    from neurochains.launcher import launcher
    from tests import small

    get_kernel_spec("python3")
    launcher()
    READY = True
except Exception:  # a kernel that is not installed has an exception of its own
    READY = False

SETUP = f"""
import sys; sys.path.insert(0, {str(Path(__file__).resolve().parents[1])!r})
from tests import small
module = small.plain()
"""


def document(cell: str) -> Any:
    """The document of a page that a cell shows."""
    packed = re.search('id="document">(.*?)</script>', html.unescape(cell), re.DOTALL)
    assert packed is not None
    return json.loads(zlib.decompress(base64.b64decode(packed.group(1))))


@unittest.skipUnless(READY, "Jupyter, PyTorch or the program is not installed")
class NotebookTest(unittest.TestCase):
    def test_the_how_tos_cells_run(self) -> None:
        cells = re.findall(r"```python\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
        self.assertGreaterEqual(len(cells), 5)
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in [SETUP, *cells]])
        with tempfile.TemporaryDirectory() as folder:
            small.photos(Path(folder) / "photos")
            nbclient.NotebookClient(
                notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": folder}}
            ).execute()
        results = [
            [output["data"] for output in cell["outputs"] if output["output_type"] == "execute_result"] for cell in notebook.cells[1:]
        ]
        self.assertRegex(results[0][0]["text/plain"], r"Chain\('chain': \d+ of \d+ filters")
        shown = results[1][0]["text/html"]
        self.assertTrue(shown.startswith("<iframe srcdoc="))
        self.assertEqual(document(shown)["schema"], "neurochains/report/1")
        self.assertIn("answer", results[2][0]["text/plain"])
        self.assertRegex(results[3][0]["text/plain"], r"tensor\(0?\.\d+")
        self.assertRegex(results[4][0]["text/plain"], r"\{'[\w/]+': \d+")


if __name__ == "__main__":
    unittest.main()
