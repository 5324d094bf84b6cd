"""
A small GPT
===========

A small GPT of 4,192 scalars learns to spell names, and one gradient is followed through it.

Run `python demos/networks/microgpt.py [FOLDER] [--steps 1000] [--names FILE]`; the pictures go into
FOLDER, or a temporary one. FILE has a name on each line; without it, names are made up.

The model is that of A. Karpathy, "microgpt" (2026): one layer of attention with four heads, no
biases, root-mean-square norms. Its functions are written here number by number, for one name. Names
differ in length: each is filled up, and what is said after its end has no weight in the loss, so
that one tape serves for all of them.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from micrograd_plus import (
    Value,
    dot,
    draw_dot,
    explain,
    log_softmax,
    mean,
    optim,
    record,
    relu,
    scope,
    softmax,
    take,
)

LETTERS = "abcdefghijklmnopqrstuvwxyz"
# The token that stands before a name and after it.
END = len(LETTERS)
TOKENS = len(LETTERS) + 1
TEMPERATURE = 0.5
# As many letters fit between the two ends of a text.
LONGEST = 15

Vector = list[Value]
Matrix = list[Vector]


class GPT:
    """The parameters of a model, and what it computes.

    Arguments:
        tokens: how many there are.
        width: how many numbers stand for a token.
        heads: how many parts of them attend by themselves.
        length: the longest text.
        seed: for the parameters.
    """

    def __init__(
        self,
        tokens: int = TOKENS,
        width: int = 16,
        heads: int = 4,
        length: int = 16,
        seed: int = 0,
    ) -> None:
        self.heads, self.length = heads, length
        drawn = random.Random(seed)
        shapes = {
            "token": (tokens, width),
            "place": (length, width),
            "query": (width, width),
            "key": (width, width),
            "value": (width, width),
            "join": (width, width),
            "widen": (4 * width, width),
            "narrow": (width, 4 * width),
            "score": (tokens, width),
        }
        self.matrices: dict[str, Matrix] = {
            name: [
                [Value(drawn.gauss(0, 0.08), label=f"{name}[{i}][{j}]") for j in range(columns)]
                for i in range(rows)
            ]
            for name, (rows, columns) in shapes.items()
        }

    def parameters(self) -> Vector:
        return [value for rows in self.matrices.values() for row in rows for value in row]

    def scores(self, tokens: Vector, attention: list[Matrix] | None = None) -> Matrix:
        """For each place of a text, how much speaks for each token to be the next one.

        Arguments:
            tokens: the text, as numbers.
            attention: a list for each head, to which the weights of each place are added.
        """
        columns = list(zip(*self.matrices["token"], strict=True))
        keys: Matrix = []
        values: Matrix = []
        scores: Matrix = []
        for token, place in zip(tokens, self.matrices["place"], strict=False):
            with scope("embedding"):
                x = normed(
                    [
                        take(column, token) + here
                        for column, here in zip(columns, place, strict=True)
                    ]
                )
            with scope("attention"):
                before = normed(x)
                keys.append(self._times("key", before))
                values.append(self._times("value", before))
                seen = self._attend(self._times("query", before), keys, values, attention)
                x = added(x, self._times("join", seen))
            with scope("mlp"):
                wide = [relu(number) for number in self._times("widen", normed(x))]
                x = added(x, self._times("narrow", wide))
            with scope("scores"):
                scores.append(self._times("score", x))
        return scores

    def _attend(
        self, query: Vector, keys: Matrix, values: Matrix, attention: list[Matrix] | None
    ) -> Vector:
        """The values of all places so far, each by the share that the query has in its key."""
        size = len(query) // self.heads
        seen: Vector = []
        for head in range(self.heads):
            part = slice(head * size, (head + 1) * size)
            shares = softmax([dot(query[part], key[part]) / size**0.5 for key in keys])
            if attention is not None:
                attention[head].append(shares)
            seen += [dot(shares, column) for column in zip(*[v[part] for v in values], strict=True)]
        return seen

    def _times(self, name: str, x: Vector) -> Vector:
        return [dot(row, x) for row in self.matrices[name]]

    def loss(self, tokens: Vector, weights: Vector) -> Value:
        """How unlikely each token was after those before it, the places weighted."""
        scores = self.scores(tokens[:-1])
        with scope("loss"):
            unlikely = [
                -take(log_softmax(each), following)
                for each, following in zip(scores, tokens[1:], strict=True)
            ]
            return dot(weights, unlikely)


def normed(x: Vector) -> Vector:
    """The numbers divided by the root of their mean square."""
    scale = (mean([number * number for number in x]) + 1e-5) ** -0.5
    return [number * scale for number in x]


def added(x: Vector, y: Vector) -> Vector:
    return [a + b for a, b in zip(x, y, strict=True)]


def rows_of(names: list[str], length: int) -> tuple[np.ndarray, np.ndarray]:
    """For each name its tokens (length + 1) and the weight of each place (length)."""
    tokens = np.full((len(names), length + 1), float(END))
    weights = np.zeros((len(names), length))
    for row, name in enumerate(names):
        letters = [LETTERS.index(letter) for letter in name][:length]
        tokens[row, 1 : len(letters) + 1] = letters
        count = min(len(letters) + 1, length)
        weights[row, :count] = 1 / count
    return tokens, weights


def made_up(count: int, seed: int) -> list[str]:
    """Names that nobody has, which sound like names."""
    drawn = random.Random(seed)

    def syllable() -> str:
        return drawn.choice("bdjlmnrstv") + drawn.choice(["a", "e", "i", "o", "u", "ia", "ea"])

    ends = ["", "", "n", "l", "s", "ra", "na", "lin", "ton"]
    return [
        "".join(syllable() for _ in range(drawn.choice([1, 2, 2, 3]))) + drawn.choice(ends)
        for _ in range(count)
    ]


def sampled(model: GPT, count: int, seed: int) -> list[str]:
    """New names, letter by letter: the likelier a letter, the oftener it is drawn."""
    tape = record(
        lambda tokens: [score for scores in model.scores(tokens) for score in scores],
        [END] * model.length,
    )
    drawn = np.random.default_rng(seed)
    # Places behind the last letter do not change what is said at it.
    texts = np.full((count, model.length + 1), END)
    for place in range(model.length):
        scores = tape(texts[:, :-1]).reshape(count, model.length, TOKENS)[:, place] / TEMPERATURE
        likely = np.exp(scores - scores.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        for row in range(count):
            if place == 0 or texts[row, place] != END:
                texts[row, place + 1] = drawn.choice(TOKENS, p=likely[row])
    return ["".join(LETTERS[token] for token in row if token != END) for row in texts]


def draw_attention(model: GPT, name: str, path: Path) -> None:
    """Draw for each head which letters each place of a name looks at."""
    attention: list[Matrix] = [[] for _ in range(model.heads)]
    marks = ["·", *name][: model.length]
    model.scores(
        [Value(float(x)) for x in rows_of([name], model.length)[0][0][: len(marks)]], attention
    )
    figure = Figure(figsize=(3 * model.heads, 3.2), layout="constrained")
    all_axes = figure.subplots(1, model.heads, squeeze=False)[0]
    for head, (axes, shares) in enumerate(zip(all_axes, attention, strict=True)):
        weights = np.full((len(marks), len(marks)), np.nan)
        for row, given in enumerate(shares):
            weights[row, : len(given)] = [share.data for share in given]
            assert abs(np.nansum(weights[row]) - 1) < 1e-12
        image = axes.imshow(weights, cmap="Blues", vmin=0, vmax=1)
        axes.set_xticks(range(len(marks)), marks)
        axes.set_yticks(range(len(marks)), marks)
        axes.set(title=f"head {head + 1}", xlabel="looks at")
    all_axes[0].set_ylabel("after")
    figure.colorbar(image, ax=all_axes, label="share")
    figure.savefig(path)


def follow_a_gradient(model: GPT, name: str, folder: Path) -> None:
    """Tell how a gradient comes from the loss of a name to a number of its first letter."""
    tokens, weights = rows_of([name], model.length)
    tape = record(model.loss, tokens[0], weights[0])
    count = min(len(name) + 1, model.length)
    text = [Value(float(x), label=f"token {place}") for place, x in enumerate(tokens[0])]
    loss = model.loss(text[: count + 1], weights[0, :count].tolist())
    loss.label = "loss"
    first = model.matrices["token"][LETTERS.index(name[0])][0]
    ways = explain(loss).paths(first).count
    for parameter in model.parameters():
        parameter.grad = 0.0
    assert abs(tape.backward(tokens, weights) - loss.data) < 1e-12
    replayed = first.grad
    first.grad = 0.0
    loss.backward()
    print(f"\nthe loss of {name} is {loss:.4f}; by {first.label}, a number of its first letter, it")
    print(f"has the slope {first.grad:.6f}, which comes in {ways:,} ways")
    assert abs(replayed - first.grad) < 1e-12
    drawing = draw_dot(loss, theme="flow", one_path_to=first, rankdir="TB")
    drawing.render(folder / "one_way", cleanup=True)


def read(path: Path) -> list[str]:
    """The names of a file, one on each line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        sys.exit(f"{path} cannot be read: {error}")
    names = [line.strip().lower() for line in text.splitlines() if line.strip()]
    strange = [name for name in names if not set(name) <= set(LETTERS) or len(name) > LONGEST]
    if strange or not names:
        found = f"not {strange[0]!r}" if strange else "there are none"
        sys.exit(
            f"{path}: give names of at most {LONGEST} letters a to z, one on each line; {found}"
        )
    return names


def at_least_one(text: str) -> int:
    """A number of steps, as it is typed."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of at least 1")
    return int(text)


def main(folder: Path, steps: int, names: list[str]) -> None:
    start = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    random.Random(0).shuffle(names)
    model = GPT()
    parameters = model.parameters()
    assert len(parameters) == 4192
    tokens, weights = rows_of(names, model.length)
    tape = record(model.loss, tokens[0], weights[0])
    print(f"{tape!r}, recorded in {time.monotonic() - start:.1f} s")
    start = time.monotonic()
    losses = tape.fit(
        (tokens, weights),
        optim.Adam(lr=0.01, betas=(0.85, 0.99), eps=1e-8),
        steps=steps,
        batch_size=1,
        shuffle=False,
        schedule=optim.linear(0.0),
    )
    print(
        f"{steps} steps, a name each, in {time.monotonic() - start:.1f} s\n\n     steps  mean loss"
    )
    fifth = -(-steps // 5)
    for begin in range(0, steps, fifth):
        part = losses[begin : begin + fifth]
        print(f"{begin:>4} to {begin + len(part) - 1:>3}  {part.mean():9.4f}")
    # Whatever the names are: before it has learned, the model has no opinion to speak of.
    assert abs(losses[0] - np.log(TOKENS)) < 1.5
    assert steps < 50 or losses[-fifth:].mean() < losses[:fifth].mean()
    print("\nnew names:", ", ".join(sampled(model, 12, seed=0)))
    draw_attention(model, names[0], folder / "attention.png")
    follow_a_gradient(model, names[0], folder)


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    given.add_argument("folder", type=Path, nargs="?", help="for the pictures")
    given.add_argument(
        "--steps", type=at_least_one, default=200, help="how many names to learn from"
    )
    given.add_argument("--names", type=Path, help="a file with a name on each line")
    chosen = given.parse_args()
    main(
        chosen.folder or Path(tempfile.mkdtemp()),
        chosen.steps,
        read(chosen.names) if chosen.names else made_up(1000, seed=0),
    )
