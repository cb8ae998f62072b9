"""What tests in a real Chromium share: how it is started, a tab that keeps complaints, the way to a live wall."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page, expect

PHONES = (320, 360, 400)  # widths in px, from the narrowest that WCAG 1.4.10 asks for
CONTRAST = (Path(__file__).parent / "contrast.js").read_text()
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


class Tab:
    """A page that keeps what it asked for elsewhere and what it complained about."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.outside: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda r: None if r.url.startswith(home) else self.outside.append(r.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda m: self.complaints.append(m.text) if "Security" in m.text else None)


async def open_wall(page: Page, url: str) -> Page:
    """Open a wall and wait until it is live."""
    await page.goto(url)
    await expect(page.locator("#live")).to_have_text("مباشر")
    return page


def flood(n: int) -> str:
    """Return the id of the n-th story of many."""
    return f"{n:016x}"
