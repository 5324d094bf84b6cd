"""How fast the player opens, steps and follows a slider, in the browser of this machine.

Run `python tests/benchmarks/player.py`. The page is that of a network with a thousand values.
"""

import shutil
import statistics
import tempfile
import time
from pathlib import Path

import viz
from micrograd_plus.nn import MLP

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")

MOVES = """([selector, values, event]) => {
    const slider = document.querySelector(selector), times = [];
    for (const value of values) {
        slider.value = value;
        const start = performance.now();
        slider.dispatchEvent(new Event(event));
        document.body.offsetHeight;
        times.push(performance.now() - start);
    }
    return times;
}"""


def main() -> None:
    from playwright.sync_api import sync_playwright

    page_of = viz.player(MLP(2, [20, 20, 1], seed=0), row=[0.3, 0.7])
    path = page_of.save(Path(tempfile.mkdtemp()) / "player.html")
    size = len(page_of.page.encode()) - len(page_of.picture.encode())
    print(f"{size / 1000:.1f} kB beside a drawing of {len(page_of.picture) / 1000:.0f} kB")
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        opened = []
        for _ in range(5):
            page = browser.new_page()
            start = time.perf_counter()
            page.goto(path.as_uri())
            page.wait_for_selector("html[data-ready=yes]")
            opened.append(time.perf_counter() - start)
        print(f"opened in {min(opened):.2f} s at best of {len(opened)}")
        last = int(page.locator("#slider").get_attribute("max") or 0)
        ways = {
            "step after step": list(range(1, 200)),
            "jumps": [(37 * k) % last for k in range(100)],
        }
        for name, values in ways.items():
            times = page.evaluate(MOVES, ["#slider", values, "input"])
            print(
                f"{name}: {statistics.median(times):.1f} ms in the median, {max(times):.0f} at most"
            )
        page.click("[data-mode=whatif]")
        values = [k / 50 for k in range(100)]
        times = page.evaluate(MOVES, ["#leaves input[type=range]", values, "input"])
        print(
            f"a slider: {statistics.median(times):.1f} ms in the median, {max(times):.0f} at most"
        )
        browser.close()


if __name__ == "__main__":
    main()
