"""What is kept is what was made, for the same key alone, and for nobody else to write."""

import os
from pathlib import Path

import pytest

from micrograd_plus.tape.native import cache
from micrograd_plus.tape.native.cache import folder, kept, key_of


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and a process that remembers nothing."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(cache, "_memory", {})
    found = folder()
    assert found is not None
    return found


def forget() -> None:
    """As if another process began."""
    cache._memory.clear()  # noqa: SLF001


def made(key: str, content: bytes) -> bool:
    """Whether something had to be made."""
    calls: list[int] = []

    def make() -> bytes:
        calls.append(1)
        return content

    assert kept(key, make) == content
    return bool(calls)


def test_it_is_made_once(home: Path) -> None:
    assert made("a", b"code")
    assert not made("a", b"code")
    forget()
    assert not made("a", b"code")
    assert made("b", b"other")
    assert sorted(path.name for path in home.iterdir()) == ["a", "b"]


def test_the_folder_is_the_users_own(home: Path) -> None:
    made("a", b"code")
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "a").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o720, 0o702])
def test_a_folder_that_others_may_write_is_not_read(home: Path, mode: int) -> None:
    made("a", b"code")
    forget()
    home.chmod(mode)
    assert folder() is None
    assert made("a", b"code")


def test_a_file_that_others_may_write_is_not_read(home: Path) -> None:
    made("a", b"code")
    forget()
    (home / "a").chmod(0o666)
    assert made("a", b"code")


def test_a_link_is_not_followed(home: Path, tmp_path: Path) -> None:
    made("a", b"code")
    forget()
    (home / "a").rename(tmp_path / "elsewhere")
    (home / "a").symlink_to(tmp_path / "elsewhere")
    assert made("a", b"code")


def test_a_file_that_was_cut_is_made_anew(home: Path) -> None:
    made("a", b"code" * 100)
    forget()
    os.truncate(home / "a", 50)
    assert made("a", b"code" * 100)
    forget()
    assert not made("a", b"code" * 100)


def test_without_a_folder_it_is_made_each_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert folder() is None
    assert made("a", b"code")
    forget()
    assert made("a", b"code")


def test_so_many_are_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "ON_DISK", 3)
    for number, name in enumerate("abcde"):
        made(name, b"code")
        os.utime(home / name, (number, number))
    assert sorted(path.name for path in home.iterdir()) == ["c", "d", "e"]


def test_a_key_tells_its_parts_apart() -> None:
    assert key_of("a", "bc") != key_of("ab", "c")
    assert key_of("a", b"bc") == key_of("a", "bc")
