"""Files that are whole at every moment, and told apart from others."""

import itertools
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from micrograd_plus import nn
from micrograd_plus.files.saving import write_whole
from micrograd_plus.nn import MLP
from tests.nn.test_model_file import bits

GOOD = MLP(2, [2, 1], seed=0)


class TestPlaces:
    @pytest.mark.parametrize("wrong", [3, None, b"model.json"])
    def test_a_path_is_text(self, wrong: Any) -> None:
        """Anything else is named, in both directions."""
        for act in (MLP(2, [1]).save, nn.load):
            with pytest.raises(TypeError, match="a path is text"):
                act(wrong)

    def test_places_that_are_no_files(self, tmp_path: Path) -> None:
        """A folder, a missing folder, a device and a NUL are told, and nothing is replaced."""
        model = MLP(2, [1])
        with pytest.raises(IsADirectoryError, match=r"is a folder: add a file name"):
            model.save(tmp_path)
        with pytest.raises(FileNotFoundError, match=r"make the folder .*nowhere first.*m\.json"):
            model.save(tmp_path / "nowhere" / "m.json")
        with pytest.raises(ValueError, match="is no path"):
            model.save("a\0b")
        with pytest.raises(OSError, match="not a file"):
            model.save(os.devnull)
        assert not Path(os.devnull).is_file()
        assert list(tmp_path.iterdir()) == []


class TestWholeFiles:
    def test_links_and_permissions_stay(self, path: Path) -> None:
        """A link leads to the new file, which may be read by whom the old one could."""
        model = MLP(2, [1], seed=0)
        model.save(path)
        path.chmod(0o640)
        link = path.with_name("link.json")
        link.symlink_to(path)
        MLP(2, [1], seed=1).save(link)
        assert link.is_symlink()
        assert path.stat().st_mode & 0o777 == 0o640
        assert bits(nn.load(path)) == bits(MLP(2, [1], seed=1))

    def test_text_and_bytes(self, path: Path) -> None:
        """Any content is written byte for byte, whatever ends a line on this machine."""
        link = path.with_name("link")
        link.symlink_to(path)
        for content, written in (("a\nç\r\n", b"a\n\xc3\xa7\r\n"), (b"\xff\n", b"\xff\n")):
            write_whole(link, content)
            assert path.read_bytes() == written
            path.chmod(0o640)
        assert link.is_symlink()
        assert path.stat().st_mode & 0o777 == 0o640
        assert sorted(path.parent.iterdir()) == [link, path]

    def test_a_full_disk_leaves_the_old_file(self, path: Path) -> None:
        """When there is no room, the old file stays, the side file goes, the error says so."""
        resource = pytest.importorskip("resource")
        MLP(2, [1], seed=0).save(path)
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
        try:
            with pytest.raises(OSError, match=r"nothing was saved.*model\.json"):
                MLP(20, [20, 1]).save(path)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert bits(nn.load(path)) == bits(MLP(2, [1], seed=0))
        assert list(path.parent.iterdir()) == [path]

    @pytest.mark.parametrize("moment", ["fsync", "replace"])
    def test_an_interruption_leaves_the_old_file(
        self, moment: str, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Ctrl-C before the new file is in place leaves the old one alone."""

        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        MLP(2, [1], seed=0).save(path)
        with monkeypatch.context() as patch:
            patch.setattr(os, moment, interrupt)
            with pytest.raises(KeyboardInterrupt):
                MLP(2, [1], seed=1).save(path)
        assert bits(nn.load(path)) == bits(MLP(2, [1], seed=0))
        assert list(path.parent.iterdir()) == [path]

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
    def test_killing_at_any_moment_leaves_a_whole_file(self, path: Path) -> None:
        """A process that saves over and over is killed 25 times: the file always loads.

        All weights of a version are its number, so that a mixture of two would be seen.
        """
        model = MLP(8, [16, 1], seed=0)
        waits = random.Random(0)

        def save(version: int) -> None:
            for parameter in model.parameters():
                parameter.data = float(version)
            model.save(path)

        save(0)
        for number in range(1, 26):
            # Each child says when it has saved once, so that all of them are killed at work.
            reader, writer = os.pipe()
            child = os.fork()
            if child == 0:
                try:
                    for version in itertools.count(1000 * number):
                        save(version)
                        os.write(writer, b"x")
                finally:
                    os._exit(1)
            os.close(writer)
            assert os.read(reader, 1) == b"x"
            time.sleep(waits.uniform(0, 0.005))
            os.kill(child, signal.SIGKILL)
            assert os.waitpid(child, 0)[1] == signal.SIGKILL
            os.close(reader)
            (version,) = {p.data for p in nn.load(path).parameters()}
            assert version >= 1000 * number
        left = [other for other in path.parent.iterdir() if other != path]
        assert all(other.suffix == ".unfinished" for other in left)

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
    @pytest.mark.parametrize("moment", ["fsync", "replace"])
    def test_killing_while_it_writes(self, moment: str, path: Path) -> None:
        """Just before a step of saving, no more than a side file is lost."""
        GOOD.save(path)
        child = os.fork()
        if child == 0:
            try:
                setattr(os, moment, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
                MLP(2, [2, 1], seed=1).save(path)
            finally:
                os._exit(1)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL
        assert bits(nn.load(path)) == bits(GOOD)
        (side,) = (other for other in path.parent.iterdir() if other != path)
        assert side.suffix == ".unfinished"
        assert path.name in side.name
        # What another process is still writing stays, and so does what belongs to another file.
        others = {path.parent / f".{path.name}.1.00.unfinished", path.parent / f".b.{side.name}"}
        for other in others:
            other.touch()
        GOOD.save(path)
        assert {*path.parent.iterdir()} == {path, *others}


CONTENT: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda data: b"", "is empty"),
    "blank": (lambda data: b" \n\n", "is empty"),
    "cut in the first word": (lambda data: data[:9], "ends too early"),
    "cut in the middle": (
        lambda data: data[: len(data) // 2],
        r"line \d+, column 6\d: the text",
    ),
    "cut at the end": (lambda data: data[:-3], "ends too early"),
    "foreign text": (lambda data: b"a,b,c\n1,2,3\n", "does not hold a micrograd_plus model"),
    "foreign json": (lambda data: b'{"weights": [1, 2, 3]}' * 9, "does not hold"),
    "small foreign json": (lambda data: b'{"weights": [1]}', "does not hold"),
    "binary": (lambda data: bytes(range(256)), "does not hold"),
    "pickle": (lambda data: b"\x80\x04\x95" + b"x" * 200, "does not hold"),
    "other encoding": (lambda data: data.decode().encode("utf-16"), "does not hold"),
    "damaged": (lambda data: data[:-50] + b"\xff" + data[-50:], "not UTF-8 text at byte"),
    "missing comma": (lambda data: data.replace(b",\n", b"\n", 1), "line 3, column 3: .*mend"),
    "two in one": (lambda data: data + data, "extra data"),
    "deep": (lambda data: data.replace(b"null", b"[" * 10**6, 1), "nested too deeply"),
    "large number": (lambda data: data.replace(b'"b": 0.0', b'"b": 1e999', 1), r"\.b is 1e999"),
    "key twice": (
        lambda data: data.replace(b'"b": 0.0', b'"b": 0.0, "b": 1.0', 1),
        r"layers\[0\]\.neurons\[0\] has the key 'b' twice",
    ),
    "key twice at the top": (
        lambda data: data.replace(b'"version": 1', b'"version": 1, "version": 1', 1),
        "the document has the key 'version' twice",
    ),
}


class TestForeignFiles:
    @pytest.mark.parametrize(("change", "said"), CONTENT.values(), ids=CONTENT)
    def test_a_file_that_is_something_else(
        self, change: Callable[[bytes], bytes], said: str, path: Path
    ) -> None:
        """Cut, damaged and foreign files are told apart, with line and column."""
        GOOD.save(path)
        path.write_bytes(change(path.read_bytes()))
        with pytest.raises(ValueError, match=rf"model\.json.*{said}"):
            nn.load(path)

    def test_every_cut_is_noticed(self, path: Path) -> None:
        """A file that lacks any number of bytes at its end does not load."""
        GOOD.save(path)
        data = path.read_bytes()
        for length in range(len(data.rstrip())):
            path.write_bytes(data[:length])
            with pytest.raises(ValueError, match=r"model\.json.*(is empty|ends too early)"):
                nn.load(path)

    def test_a_huge_file_of_garbage_is_not_read(self, path: Path) -> None:
        """A terabyte of something else is recognised by its beginning."""
        with path.open("wb") as file:
            file.write(b"{" * 1000)
            file.truncate(2**40)
        with pytest.raises(ValueError, match="does not hold"):
            nn.load(path)

    def test_no_file(self, tmp_path: Path) -> None:
        """A missing file, a folder and a device are OSErrors, or named as what they are."""
        with pytest.raises(FileNotFoundError, match=r"no such file in .*nowhere\.json"):
            nn.load(tmp_path / "nowhere.json")
        with pytest.raises(IsADirectoryError, match="is a folder"):
            nn.load(tmp_path)
        with pytest.raises(ValueError, match="does not hold"):
            nn.load(os.devnull)
