"""What the tests of the page look at."""

from typing import Any

HOSTILE = "</script><img src=x onerror=\"document.title='broken'\">`${1}`'\u202e"


def text(page: Any, selector: str) -> str:
    return " ".join(page.locator(selector).inner_text().split())


def count(page: Any) -> str:
    return text(page, "#count")


def cells(page: Any) -> dict[str, tuple[str, ...]]:
    """The rows of the table of values, by name."""
    rows = page.eval_on_selector_all(
        "#values tr", "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))"
    )
    return {name.strip("▶◁ "): tuple(rest) for name, *rest in rows}
