"""Pictures of the demo in two widths and two schemes, into ``var/screenshots``. Run by ``./run screenshots``.

They are looked at by a person and not compared by a program: no test depends on them.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "var" / "screenshots"
WIDTHS = {"narrow": 390, "wide": 1440}
DOCK_WIDTHS = {"dock": 320}
SCHEMES = ("light", "dark")
# Who is looked at, and the pages each one has besides those in the navigation.
VIEWERS = {
    "Ana": ("/desk/", "/desk/dock/", "/desk/settings/", "/account/"),
    "Tom": ("/",),
    "Olu": ("/style/", "/sources/new/"),
}
FIRST_CUE_SECONDS = 35  # the demo promises the first cue within half a minute
START_SECONDS = 120


def free_port() -> int:
    """Give a port that nobody holds now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def wait_for(url: str) -> None:
    """Wait until the demo answers."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - an address of our own
        except urllib.error.HTTPError as error:
            sys.exit(f"The demo answers {error.code} at {url}.")
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit(f"The demo did not start within {START_SECONDS} s.")


def sign_in(page: Page, base: str, name: str) -> list[str]:
    """Become one of the demo's people; give the addresses that the navigation offers."""
    page.goto(f"{base}/demo/")
    page.get_by_role("button", name=re.compile(rf"^{name}\b")).click()
    page.wait_for_load_state()
    links = page.locator("nav a[href^='/']")
    return [address for link in links.all() if (address := link.get_attribute("href"))]


def picture(browser: Browser, base: str, name: str) -> int:
    """Take every picture for one person; give how many."""
    taken = 0
    for scheme in SCHEMES:
        context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
        page = context.new_page()
        addresses = list(dict.fromkeys([*sign_in(page, base, name), *VIEWERS[name]]))
        for address in addresses:
            widths = DOCK_WIDTHS if "/dock/" in address else WIDTHS
            for label, width in widths.items():
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(base + address)
                page.wait_for_timeout(400)  # fonts and the one rise of a cue
                slug = address.strip("/").replace("/", "-") or "home"
                page.screenshot(path=TARGET / f"{name.lower()}-{slug}-{label}-{scheme}.png", full_page=True)
                taken += 1
        context.close()
    return taken


def main() -> None:
    """Start a demo of its own, wait for the first cue, and take the pictures."""
    TARGET.mkdir(parents=True, exist_ok=True)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as data, (TARGET / "demo.log").open("wb") as log:
        command = [Path(sys.executable).with_name("hearten"), "demo", "--port", str(port)]
        surroundings = os.environ | {"HEARTEN_DATA": data}
        demo = subprocess.Popen(command, env=surroundings, stdout=log, stderr=log)  # noqa: S603 - our own program
        try:
            wait_for(f"{base}/demo/")
            print(f"  waiting {FIRST_CUE_SECONDS} s for the first cue")
            time.sleep(FIRST_CUE_SECONDS)
            with sync_playwright() as playwright:
                # Chromium refuses its sandbox to root; these are pages of our own.
                arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
                program = os.environ["HEARTEN_CHROMIUM"]
                browser = playwright.chromium.launch(executable_path=program, args=arguments)
                for name in VIEWERS:
                    print(f"  {name}: {picture(browser, base, name)} pictures")
                browser.close()
        finally:
            demo.terminate()
            demo.wait(timeout=30)
    print(f"  in {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
