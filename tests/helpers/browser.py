"""A real browser for tests: Chromium without a screen, driven over the W3C WebDriver protocol (plain JSON over HTTP).

In: the path of a local page.  Out: what a user would see and do: hover, click, keys, sizes, what was logged, a picture.
No page can reach anything: every host name leads nowhere, and :meth:`Browser.requests` tells what was asked for.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
MISSING = "没有 Chromium 或 chromedriver（Debian：chromium、chromium-driver；make test 会安装）"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-device-scale-factor=1",
    "--hide-scrollbars",
)
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "Space": " ", "Shift": "\ue008"}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key under which the protocol writes an element."""


class BrowserError(RuntimeError):
    """The driver refused a command."""


class Browser:
    """A page in a window of a given size.

    Args:
        address: Of the driver.
        session: Its session.
    """

    def __init__(self, address: str, session: str):
        self.base = f"{address}/session/{session}"

    def open(self, page: Path) -> None:
        """Load a local file; ``page`` may carry a fragment in its name only through :meth:`run`."""
        self._post("/url", url=page.resolve().as_uri())

    def resize(self, width: int, height: int = 900) -> None:
        """Give the page's window this size in CSS pixels."""
        self.devtools(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    def touch(self, on: bool = True) -> None:
        """Whether the screen is one that is touched."""
        self.devtools("Emulation.setTouchEmulationEnabled", enabled=on)

    def scripts(self, on: bool) -> None:
        """Whether pages that are opened from now on may run scripts."""
        self.devtools("Emulation.setScriptExecutionDisabled", value=not on)

    def paper(self, on: bool) -> None:
        """Show the page as it would be printed."""
        self.devtools("Emulation.setEmulatedMedia", media="print" if on else "")

    def devtools(self, command: str, **parameters: Any) -> Any:
        """A command of the browser's own tools."""
        return self._post("/goog/cdp/execute", cmd=command, params=parameters)

    def run(self, script: str, *arguments: Any) -> Any:
        """The value of a script (the body of a function) in the page."""
        return self._post("/execute/sync", script=script, args=list(arguments))

    def find(self, selector: str) -> dict[str, str]:
        """The first element of a CSS selector."""
        return self._post("/element", using="css selector", value=selector)

    def hover(self, selector: str) -> None:
        """Move the pointer onto an element."""
        self._pointer({"type": "pointerMove", "duration": 0, "origin": self._shown(selector), "x": 0, "y": 0})

    def away(self) -> None:
        """Move the pointer into the corner."""
        self._pointer({"type": "pointerMove", "duration": 0, "origin": "viewport", "x": 1, "y": 1})

    def click(self, selector: str) -> None:
        """Click an element with the pointer."""
        move = {"type": "pointerMove", "duration": 0, "origin": self._shown(selector), "x": 0, "y": 0}
        self._pointer(move, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0})

    def tap(self, selector: str) -> None:
        """Touch an element with a finger."""
        move = {"type": "pointerMove", "duration": 0, "origin": self._shown(selector), "x": 0, "y": 0}
        self._pointer(move, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}, kind="touch")

    def press(self, *names: str) -> None:
        """Press keys one after another; ``Shift+Tab`` holds one."""
        actions: list[dict[str, str]] = []
        for name in names:
            keys = [KEYS.get(key, key) for key in name.split("+")]
            actions += [{"type": "keyDown", "value": key} for key in keys]
            actions += [{"type": "keyUp", "value": key} for key in reversed(keys)]
        self._post("/actions", actions=[{"type": "key", "id": "keys", "actions": actions}])

    def wait(self, script: str, seconds: float = 10) -> Any:
        """The value of a script as soon as it is true; its last value when time is up."""
        end = time.monotonic() + seconds
        while not (value := self.run(script)) and time.monotonic() < end:
            time.sleep(0.05)
        return value

    def picture(self, path: Path) -> None:
        """Save what is in the window."""
        path.write_bytes(base64.b64decode(self._get("/screenshot")))

    def requests(self) -> list[str]:
        """Addresses that were asked for since the last call."""
        entries = [json.loads(entry["message"])["message"] for entry in self._post("/se/log", type="performance")]
        return [e["params"]["request"]["url"] for e in entries if e["method"] == "Network.requestWillBeSent"]

    def complaints(self) -> list[str]:
        """What the console says since the last call, breaches of the page's policy among it."""
        return [entry["message"] for entry in self._post("/se/log", type="browser")]

    def _shown(self, selector: str) -> dict[str, str]:
        element = self.find(selector)
        self.run("arguments[0].scrollIntoView({block: 'center', inline: 'center'})", element)
        return element

    def _pointer(self, *actions: dict[str, Any], kind: str = "mouse") -> None:
        source = {"type": "pointer", "id": kind, "parameters": {"pointerType": kind}, "actions": list(actions)}
        self._post("/actions", actions=[source])

    def _post(self, path: str, **content: Any) -> Any:
        return call(self.base + path, content)

    def _get(self, path: str) -> Any:
        return call(self.base + path)


def call(address: str, content: dict[str, Any] | None = None, method: str = "") -> Any:
    """One command of the protocol: its value.

    Raises:
        BrowserError: The driver's own words.
    """
    data = None if content is None else json.dumps(content).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"}, method=method or None)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # the driver is on this machine
    try:
        with opener.open(request, timeout=120) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        with error:
            raise BrowserError(f"{address}: {error.read().decode('utf-8', 'replace')[:500]}") from None


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """A browser with an empty profile in ``folder``; it and its driver are gone afterwards."""
    assert CHROMIUM and DRIVER
    log = folder / "driver.log"
    with log.open("wb") as sink:
        driver = subprocess.Popen([DRIVER, "--port=0"], stdout=sink, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{_port(driver, log)}"
        options = {"binary": CHROMIUM, "args": [*FLAGS, f"--user-data-dir={folder / 'profile'}"]}
        wishes = {"goog:chromeOptions": options, "goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"}}
        session = call(f"{address}/session", {"capabilities": {"alwaysMatch": wishes}})["sessionId"]
        try:
            yield Browser(address, session)
        finally:
            call(f"{address}/session/{session}", method="DELETE")
    finally:
        driver.terminate()
        driver.wait(20)


def _port(driver: subprocess.Popen[bytes], log: Path) -> int:
    """The port that the driver chose: it says so."""
    for _ in range(600):
        if started := re.search(r"successfully on port (\d+)", log.read_text("utf-8", "replace")):
            return int(started[1])
        if driver.poll() is not None:
            break
        time.sleep(0.05)
    raise BrowserError(f"chromedriver did not start: {log.read_text('utf-8', 'replace')[-500:]}")
