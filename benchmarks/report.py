"""How fast is the report of a national night in a browser, by the browser's own clock?"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mobsim
from benchmarks.goals import Found

_LOADED = """() => new Promise(done => requestAnimationFrame(() => setTimeout(() => {
  const entry = performance.getEntriesByType("navigation")[0];
  done(entry.loadEventEnd - entry.startTime);
})))"""
_SCRUBBED = """() => new Promise(done => {
  const slider = document.getElementById("minute"), last = Number(slider.max);
  const start = performance.now();
  let frames = 0, longest = 0, before = start;
  const frame = now => {
    frames += 1;
    longest = Math.max(longest, now - before);
    before = now;
    slider.value = Math.round(last * ((now - start) % 3000) / 3000);
    slider.dispatchEvent(new Event("input"));
    if (now - start < 3000) requestAnimationFrame(frame);
    else done([1000 * frames / (now - start), longest]);
  };
  requestAnimationFrame(frame);
})"""


def report() -> Iterator[Found]:
    """Load it, then scrub through the whole night for three seconds."""
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        for key in ("report", "frames"):
            yield Found(key, None, note="no chromium or no Playwright")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = mobsim.run("national-drill").report(Path(folder) / "drill.html")
        size = path.stat().st_size / 1000
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            seconds, (frames, longest) = min(_measured(browser, path) for _ in range(3))
            browser.close()
    yield Found("report", seconds, note=f"{size:.0f} kB")
    yield Found("frames", frames, note=f"longest frame {longest:.0f} ms")


def _measured(browser: Any, path: Path) -> tuple[float, tuple[float, float]]:
    page = browser.new_page(viewport={"width": 1360, "height": 1000})
    page.goto(path.as_uri())
    seconds = page.evaluate(_LOADED) / 1000
    frames, longest = page.evaluate(_SCRUBBED)
    page.close()
    return seconds, (frames, longest)
