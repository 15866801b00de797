"""Finds and runs the program."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Sequence

DONE = 0
SHORT_OF_GOAL = 4
INTERRUPTED = 130


class NeuroChainsError(RuntimeError):
    """The program refused or failed; the text is its own line about why.

    ``code`` is its exit code: 1 a bug, 2 wrong usage, 3 bad input.
    """

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


def launcher() -> str:
    """The program: what the variable NEUROCHAINS names, else the one on the PATH, else that of the sources this package lies in."""
    named = os.environ.get("NEUROCHAINS")
    if named:
        return named
    found = shutil.which("neurochains")
    if found:
        return found
    sources = Path(__file__).resolve().parents[2] / "neurochains"
    if sources.is_file():
        return str(sources)
    raise NeuroChainsError("the program neurochains is not on the PATH; set the variable NEUROCHAINS to where it is", 3)


def run(arguments: Sequence[object], progress: bool = True) -> Any:
    """Runs a command with ``--json`` and gives its document.

    ``progress`` lets the program's messages through to standard error. An interrupt is passed on: the program keeps what it has finished.
    """
    command = [launcher(), *map(str, arguments), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            out, messages = _communicate(process, progress)
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            raise  # after the end of the block has waited for it
    if process.returncode == INTERRUPTED:
        raise KeyboardInterrupt
    if process.returncode not in (DONE, SHORT_OF_GOAL):
        raise NeuroChainsError(_reason(messages), process.returncode)
    return json.loads(out)


def _communicate(process: "subprocess.Popen[str]", progress: bool) -> "tuple[str, list[str]]":
    """Reads both streams to their ends; messages are shown as they come."""
    messages: "list[str]" = []

    def listen() -> None:
        assert process.stderr is not None
        for line in process.stderr:
            messages.append(line.rstrip("\n"))
            if progress:
                print(line, end="", file=sys.stderr, flush=True)

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    assert process.stdout is not None
    out = process.stdout.read()
    process.wait()
    listener.join()
    return out, messages


def _reason(messages: "list[str]") -> str:
    own = [line[len("neurochains: "):] for line in messages if line.startswith("neurochains: ")]
    return own[-1] if own else "\n".join(messages[-5:]) or "the program said nothing"
