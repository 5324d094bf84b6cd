// A page that is opened from a folder may not fetch others: the search then shows titles alone.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

// What is wider than the page scrolls, by keys too.
function reachWide() {
  for (const box of document.querySelectorAll("pre, .table-wrapper")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

// The theme leaves these without names, by which those who do not see them tell them apart.
function nameParts() {
  const label = (selector, words) =>
    document.querySelectorAll(selector).forEach(part => part.setAttribute("aria-label", words(part)));
  label(".sidebar-drawer", () => "all pages");
  label(".toc-drawer", () => "this page");
  label(".sphx-glr-thumbcontainer a.internal", link => link.textContent);
}

document.addEventListener("DOMContentLoaded", () => {
  nameParts();
  reachWide();
});
addEventListener("load", reachWide);
addEventListener("resize", reachWide);
