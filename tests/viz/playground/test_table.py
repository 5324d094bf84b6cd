"""A table of one's own: shown in its own units, and rebuilt from its file by the script."""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from micrograd_plus.commands.cli import main
from tests.pages import quiet_pages
from tests.viz.playground.test_page import text
from tests.viz.playground.test_python import loss_told, run_script, script_after
from tests.viz.test_playground_page import HOSTILE


def people(rows: int = 80) -> str:
    """Columns of very different sizes, categories, true and false, and two numbers to predict."""
    drawn = random.Random(3)
    lines = ["weight (kg),height,income,city,smokes,risk,cost"]
    for _ in range(rows):
        weight, height = drawn.uniform(50, 90), drawn.uniform(1.5, 2)
        income, city = drawn.uniform(2e4, 1.5e5), drawn.choice(["Bonn", "Oslo", "Paris"])
        smokes = drawn.choice(["true", "false"])
        risk = "high" if (weight / height**2 > 24) != (smokes == "true") else "low"
        cost = 100 * weight + income / 10 + 2000 * (city == "Oslo")
        lines.append(
            f"{weight:.1f},{height / 1e6:.9f},{income:.2f},{city},{smokes},{risk},{cost:.0f}"
        )
    return "\n".join(lines) + "\n"


YEARS = "year,price\n" + "".join(
    f"{1980 + row % 40},{120_000 + 3000 * (row % 40) + 997 * row % 5000}\n" for row in range(80)
)

EUROS = re.sub(r"(?m),(\d+)$", r";\1,50 €", YEARS).replace("year,", "year;")


@pytest.fixture
def opened_table(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Any]]:
    """Opens the page that the command makes of a table; the test stands in the table's folder."""
    monkeypatch.chdir(tmp_path)
    with quiet_pages(browser) as open_address:

        def open_page(content: str, *words: str, link: str = "", **settings: Any) -> Any:
            Path("table.csv").write_text(content, encoding="utf-8")
            assert main(["playground", "table.csv", *words]) == 0
            address = Path("playground.html").absolute().as_uri()
            page = open_address(address + link, **settings)
            page.wait_for_selector("html[data-ready=yes]")
            return page

        yield open_page


RISK = ("--target", "risk", "--ignore", "cost")
COST = ("--target", "cost", "--ignore", "risk")


@pytest.mark.parametrize(
    ("content", "words", "link"),
    [
        (people(), RISK, ""),
        (people(), RISK, "#loss=hinge&batch=20&activations=relu-tanh-linear"),
        (people(), COST, ""),
        (people().replace(",", ";"), COST, "#share=0"),
        (people().replace("Oslo", "", 3).replace("true", "", 2), RISK, ""),
        (people(2100), COST, "#batch=500"),
        (YEARS, ("--target", "price"), ""),
        (EUROS, ("--target", "price"), ""),
    ],
    ids=["classes", "scores", "numbers", "semicolons", "gaps", "many rows", "one input", "euros"],
)
def test_the_script_reads_the_file(
    content: str, words: tuple[str, ...], link: str, opened_table: Callable[..., Any]
) -> None:
    """It scales as the page does: three epochs are three epochs in Python, to 1e-9."""
    source = script_after(opened_table(content, *words, link=link), 3)
    assert 'open("table.csv"' in source
    assert len(source.splitlines()) < 50
    found, space = run_script(source)
    assert found == pytest.approx(loss_told(source), abs=1e-9, rel=1e-9)
    if "risk" in words[1]:
        assert space["classes"] == ["high", "low"]


@pytest.mark.parametrize("words", [RISK, COST], ids=["classes", "numbers"])
@pytest.mark.parametrize(
    ("content", "link"),
    [
        (people(), "#remove=3,7&add=0.5,1,-1,0,1,0,1,0,1"),
        (people(), "#noise=0.2"),
        (people().replace(",Oslo,", ', "Oslo",'), ""),
    ],
    ids=["points", "noise", "no plain file"],
)
def test_what_is_not_in_the_file_is_written_out(
    content: str, link: str, words: tuple[str, ...], opened_table: Callable[..., Any]
) -> None:
    """In the units of the table, and scaled below."""
    source = script_after(opened_table(content, *words, link=link), 3)
    found, space = run_script(source)
    assert "csv" not in source
    assert space["columns"][:2] == ["weight (kg)", "height"]
    assert abs(space["X"].mean()) < 1
    if "noise" not in link:
        first = people().splitlines()[1].split(",")
        assert f"        [{', '.join([first[0], str(float(first[1])), first[2]])}" in source
    assert found == pytest.approx(loss_told(source), abs=1e-9, rel=1e-9)


def test_a_sample_in_the_units_of_the_table(opened_table: Callable[..., Any]) -> None:
    """Its cells, and what the network takes for them; a formula has the scaled number by name."""
    page = opened_table(people(), *COST)
    page.click("text=the loss of this sample")
    weight, height, income, city, smokes, _, cost = people().splitlines()[1].split(",")
    rows = page.locator("#opened-body table >> nth=0").locator("tbody tr").all_inner_texts()
    cells = [row.split("\t") for row in rows]
    assert [cell[1] for cell in cells] == [weight, height.rstrip("0"), income, city, smokes]
    scaled = cells[0][2]
    assert f"Target {cost} → scaled " in text(page, "#opened-body")
    page.click("#opened-body td button >> nth=0")
    assert text(page, "#opened-title") == "Opened: scaled weight (kg)"
    assert f"{scaled.replace('scaled', 'scaled weight (kg) is')}. It is ({weight} − " in text(
        page, "#opened-body"
    )
    page.click("[aria-label='Open input city=Oslo']")
    assert "It is 1 where city is Oslo, else 0." in text(page, "#opened-body")


def test_numbers_to_predict_in_the_units_of_the_table(opened_table: Callable[..., Any]) -> None:
    """What the network says follows from its scaled output; the loss is said to be a scaled one."""
    page = opened_table(YEARS, "--target", "price")
    assert text(page, "#curves-title") == "Loss of scaled targets"
    assert "loss of scaled targets held out" in text(page, "#numbers")
    page.click("[aria-label='Open output 1 of layer 3']")
    words = text(page, "#opened-body")
    told = re.search(r"In the table that is (\S+) · (\S+) \+ (\S+) = (\S+), as price", words)
    assert told is not None
    scaled, spread, mean, price = map(float, told.groups())
    assert price == pytest.approx(scaled * spread + mean, abs=20)
    assert f"the network says {price:.0f} → scaled {scaled}" in words
    formulas = page.locator("#opened-body math").all_text_contents()
    assert any("scaled target" in formula for formula in formulas)


def test_a_point_in_the_units_of_the_table(opened_table: Callable[..., Any]) -> None:
    """What is typed and what is clicked; the link goes on holding what the network takes."""
    page = opened_table(people(), *COST)
    page.click("text=Add a point by its numbers")
    fields = page.locator("#data-fields details")
    for place, number in enumerate(["72.5", "1.7e-6", "45000", "8000"]):
        fields.locator("input").nth(place).fill(number)
        page.keyboard.press("Enter")
    fields.locator("select").nth(0).select_option(label="Oslo")
    fields.locator("select").nth(1).select_option(label="true")
    page.click("text=Add the point")
    page.click("text=the loss of this sample")
    page.click("[aria-label='The sample before']")
    rows = page.locator("#opened-body table >> nth=0").locator("tbody tr").all_inner_texts()
    cells = [row.split("\t")[1] for row in rows]
    assert cells == ["72.5", "0.0000017", "45000", "Oslo", "true"]
    assert "Target 8000 → scaled" in text(page, "#opened-body")
    page.click("#link")
    link = page.input_value("#text").split("#")[1]
    (point,) = [part for part in link.split("&") if part.startswith("add=")]
    assert abs(float(point.removeprefix("add=").split("%2C")[0])) < 1
    again = opened_table(people(), *COST, link=f"#{link}")
    assert text(again, "#numbers") == text(page, "#numbers")
    page.check("input[value='add']")
    page.locator("#plane-canvas").click(position={"x": 200, "y": 100})
    page.click("[aria-label='The next sample']")
    rows = page.locator("#opened-body table >> nth=0").locator("tbody tr").all_inner_texts()
    assert rows[3].split("\t")[1] in ("Bonn", "Oslo", "Paris")
    assert rows[4].split("\t")[2] in ("0, 1", "1, 0")
    weight = rows[0].split("\t")[1]
    assert 40 < float(weight) < 100
    assert len(weight) <= 4


def points_to_add(page: Any) -> Any:
    """The fields of a point, unfolded."""
    page.click("text=Add a point by its numbers")
    return page.locator("#data-fields details")


# The colours of the border of a field, and of what is said below it.
COLOURS = """input => [
    getComputedStyle(input).borderTopColor,
    getComputedStyle(input.closest(".field").querySelector(".wrong")).color,
]"""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("abc", "it is a number, here is abc. So nothing is added."),
        (" ", "it is a number, here is nothing. So nothing is added."),
        ("3,5", "it is a number, here is 3,5. The decimal sign is a point. So nothing is added."),
        ("1e99", ", so as not to be too far from the others, here is 1e99. So nothing is added."),
    ],
    ids=["no number", "nothing", "a comma", "too far"],
)
def test_a_point_with_a_wrong_number(
    typed: str, said: str, opened_table: Callable[..., Any]
) -> None:
    """It is refused, by a click too, and what is wrong stays marked until it is put right."""
    page = opened_table(people(), *COST, viewport={"width": 1400, "height": 900})
    weight = points_to_add(page).locator("input").nth(0)
    weight.fill(typed)
    page.keyboard.press("Tab")
    for _ in range(2):
        page.click("text=Add the point")
        assert said in text(page, "#data-fields details")
        assert "64 points to learn from, 16 held out" in text(page, "#data-fields")
        assert weight.get_attribute("aria-invalid") == "true"
        border, words = weight.evaluate(COLOURS)
        assert border == words
        assert weight.evaluate("input => input === document.activeElement")
    page.keyboard.press("Control+A")
    page.keyboard.type("72.5")
    page.click("text=Add the point")
    assert "65 points to learn from, 16 held out" in text(page, "#data-fields")


def test_how_far_a_point_may_be(opened_table: Callable[..., Any]) -> None:
    """The end that is told is taken, and goes through a link; what is beyond it is not."""
    page = opened_table(people(), *COST)
    height = points_to_add(page).locator("input").nth(1)
    height.fill("1e7")
    page.keyboard.press("Tab")
    told = re.search(r"height: it is from (\S+) to (\S+), so as", text(page, "#data-fields"))
    assert told is not None
    low, high = told.groups()
    assert 1e4 < float(high) < 1e6
    assert float(low) < -1e4
    height.fill(high)
    page.click("text=Add the point")
    page.click("#link")
    link = page.input_value("#text").split("#")[1]
    again = opened_table(people(), *COST, link=f"#{link}")
    assert "no place" not in text(again, "#told")
    assert "It stays as it was" not in text(again, "#told")
    assert "65 points" in text(again, "#data-fields")


@pytest.mark.parametrize("name", ["weight (kg)", "weight"])
def test_a_unit_is_shown_once(name: str, opened_table: Callable[..., Any]) -> None:
    """Whether the name of the column has it or not."""
    heavy = re.sub(r"(?m)^([\d.]+),", r"\1 kg,", people()).replace("weight (kg)", name)
    page = opened_table(heavy, *COST)
    assert points_to_add(page).locator("label").nth(0).inner_text() == "weight (kg)"


def test_the_point_under_the_pointer(opened_table: Callable[..., Any]) -> None:
    """A hint has its cells and its target."""
    page = opened_table(YEARS, "--target", "price")
    box = page.locator("#plane-canvas").bounding_box()
    for share in range(20, 95, 3):
        page.mouse.move(box["x"] + share / 100 * box["width"], box["y"] + box["height"] / 2)
        title = page.get_attribute("#plane-canvas", "title")
        if title:
            break
    year, price = title.removeprefix("year ").split("; price ")
    assert f"{year},{price}\n" in YEARS


def test_hostile_columns(opened_table: Callable[..., Any]) -> None:
    """Names, categories and units are text where they are shown, and strings in the script."""
    evil = f'"{HOSTILE.replace(chr(34), chr(34) * 2)}"'
    content = people().replace("weight (kg)", evil).replace("Oslo", evil)
    page = opened_table(content, *RISK)
    page.click("text=the loss of this sample")
    page.click("#opened-body td button >> nth=0")
    page.click("#epoch")
    page.click("#as-python")
    source = page.input_value("#text")
    assert run_script(source)[0] == pytest.approx(loss_told(source), abs=1e-9)
    assert page.locator("img").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    ("content", "words"), [(people(), RISK), (YEARS, ("--target", "price"))], ids=["plane", "curve"]
)
def test_accessible(
    content: str, words: tuple[str, ...], width: int, scheme: str, opened_table: Callable[..., Any]
) -> None:
    """axe-core finds nothing, and nothing is wider than the screen."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not there")
    page = opened_table(
        content,
        *words,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        bypass_csp=True,
    )
    page.click("#epoch")
    page.click("text=Add a point by its numbers")
    page.click(".unit >> nth=0")
    found = axe.Axe().run(page).response["violations"]
    assert [(each["id"], [n["html"] for n in each["nodes"]]) for each in found] == []
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")


COLUMNS = [
    {"name": "x", "mean": 70.25, "deviation": 11.125},
    {"name": "x", "mean": 1.7e9, "deviation": 1000.5},
    {"name": "x", "mean": 2e-7, "deviation": 3e-8},
    {"name": "x", "mean": -1e12, "deviation": 1e11},
]


@pytest.mark.parametrize("column", COLUMNS, ids=["usual", "far from 0", "small", "large"])
def test_there_and_back(column: dict[str, Any], lab: Any) -> None:
    """A number of the table comes back from its scaled one, and stands where it should."""
    numbers = [column["mean"] + column["deviation"] * share for share in (-2, -0.5, 0, 1, 1.75)]
    script = """([column, numbers]) => numbers.map(
        (number) => lab.ownNumber(column, (number - column.mean) / column.deviation))"""
    near = {"rel": 1e-14, "abs": 1e-11 * column["deviation"]}
    assert lab.evaluate(script, [column, numbers]) == pytest.approx(numbers, **near)
    marks = lab.evaluate("(column) => lab.marksOf(column)(-2, 2, 6)", column)
    assert 2 <= len(marks) <= 13
    for place, words in marks:
        told = float(words.replace("\N{MINUS SIGN}", "-"))
        assert (told - column["mean"]) / column["deviation"] == pytest.approx(place, abs=1e-6)


def test_a_category_is_a_value_or_not(lab: Any) -> None:
    """Along an axis words say so, and a point that is clicked has one value of each."""
    data = {
        "inputs": ["x", "c=a", "c=b", "c=d"],
        "table": {"inputs": [COLUMNS[0], {"name": "c", "values": ["a", "b", "d"]}]},
    }
    marks = lab.evaluate("(data) => lab.marksOf(data.table.inputs[1])(0, 1, 5)", data)
    assert marks == [[0, "no"], [1, "yes"]]
    row = lab.evaluate("(data) => lab.asRow(data, [0.01, 0.3, 0.45, 0.25])", data)
    assert row[1:] == [0, 1, 0]
    assert row[0] * 11.125 + 70.25 == pytest.approx(70.4, abs=1e-9)
