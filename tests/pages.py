"""Pages in a browser without a network, which print nothing on its console and fetch nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_WITHIN = ("file:", "data:", "blob:")


@contextmanager
def quiet_pages(browser: Any) -> Iterator[Callable[..., Any]]:
    """Give a function that opens an address; the pages are closed after the block.

    Raises:
        AssertionError: for what a page has printed, raised or fetched.
    """
    contexts: list[Any] = []
    troubles: list[str] = []

    def note_request(request: Any) -> None:
        if not request.url.startswith(_WITHIN):
            troubles.append(request.url)

    def open_page(address: str, **settings: Any) -> Any:
        context = browser.new_context(offline=True, **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(error.stack))
        page.on("request", note_request)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles
