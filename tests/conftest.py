"""What all tests share: rules are kept in a folder of the run, never in the user's cache."""

from __future__ import annotations

import os
import tempfile

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a cache of its own; the workers of a parallel run share that of their parent."""
    if "CLEANER_CACHE_DIR" not in os.environ:
        folder = tempfile.TemporaryDirectory(prefix="cleaner-tests-")
        os.environ["CLEANER_CACHE_DIR"] = folder.name
        config.add_cleanup(folder.cleanup)
