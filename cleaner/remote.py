"""Addresses such as `s3://bucket/crawl.jsonl.zst`, read and written through fsspec, which is imported only here and only when called.

Owns opening, listing and uploading. Must not know what the bytes mean. Whatever a library behind fsspec raises becomes one of our errors.
"""

from __future__ import annotations

import contextlib
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from cleaner.errors import CleanerError, OutputError, SourceError, UsageError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from cleaner.streams import Target

_MAGIC = frozenset("*?[")


def is_remote(name: str) -> bool:
    """Tell whether a name is an address."""
    head, mark, _ = name.partition("://")
    return bool(mark) and head.replace("+", "").replace("::", "").isalnum()


def open_remote(name: str) -> IO[bytes]:
    """Open an address for reading bytes, packed as they are."""
    with _explained(name, SourceError):
        return cast("IO[bytes]", _Remote(_fsspec().open(name, "rb").open()))


def files_of(name: str) -> Iterator[tuple[str, str]]:
    """Yield the address and the relative name of each file that an address, a folder or a pattern stands for, in order."""
    with _explained(name, SourceError):
        system, path = _fsspec().core.url_to_fs(name)
        if _MAGIC & set(path):
            base = path[: min(path.find(mark) for mark in _MAGIC if mark in path)].rpartition("/")[0]
            found = [each for each in system.glob(path) if system.isfile(each)]
        elif system.isdir(path):
            base, found = path.rstrip("/"), system.find(path)
        else:
            base, found = path.rpartition("/")[0], [path]
        for each in sorted(found):
            relative = each.removeprefix(base).lstrip("/")
            if not any(part.startswith(".") for part in relative.split("/")):
                yield system.unstrip_protocol(each), relative


def size_of(name: str) -> int:
    """Return the size in bytes, 0 where nobody says."""
    try:
        system, path = _fsspec().core.url_to_fs(name)
        return int(system.size(path) or 0)
    except CleanerError:
        raise
    except Exception:  # noqa: BLE001 - a size is only for show
        return 0


class Upload:
    """An output that is written here first and sent to its address when it is whole."""

    def __init__(self, name: str, make: Callable[[str], Target]) -> None:
        self.name = name
        from tempfile import mkdtemp  # seldom needed, and slow to import

        self._folder = Path(mkdtemp(prefix="cleaner-"))
        self._local = self._folder / name.rstrip("/").rpartition("/")[2]
        self._target = make(str(self._local))

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self._target.write(data)

    def settle(self) -> Any:
        """Bring what was written to the disk here."""
        return self._target.settle()

    def commit(self) -> None:
        """Send it; where the store can rename, under another name first."""
        self._target.commit()
        with _explained(self.name, OutputError):
            system, path = _fsspec().core.url_to_fs(self.name)
            with contextlib.suppress(FileExistsError, NotImplementedError):
                system.makedirs(path.rpartition("/")[0] or "/", exist_ok=True)
            system.put_file(str(self._local), f"{path}.part")
            system.mv(f"{path}.part", path)
        self.discard()

    def discard(self) -> None:
        """Leave nothing behind here."""
        self._target.discard()
        shutil.rmtree(self._folder, ignore_errors=True)

    def leave(self) -> None:
        """The same: a later run would not find it."""
        self.discard()


def _fsspec() -> Any:
    try:
        import fsspec
        import fsspec.core
    except ImportError:
        raise UsageError(
            "addresses need fsspec, which is not installed: run `pip install 'cleaner[remote]'`"
        ) from None
    return fsspec


@contextlib.contextmanager
def _explained(name: str, kind: type[CleanerError]) -> Iterator[None]:
    try:
        yield
    except CleanerError:
        raise
    except FileNotFoundError:
        raise kind(f"{name}: no such file; check the address") from None
    except ImportError as error:
        raise UsageError(f"{name}: {error}") from None
    except Exception as error:
        first = (str(error).splitlines() or [""])[0]
        raise kind(
            f"{name}: cannot be reached ({type(error).__name__}: {first[:200]}); check address and access"
        ) from error


class _Remote(io.RawIOBase):
    """A file of fsspec as Python's own readers want it."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self._file.seekable())

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        with _explained(getattr(self._file, "path", "input"), SourceError):
            data = self._file.read(len(view))
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()
