"""Builds the compiled rooms where a C compiler is at hand; without one, `cleaner` runs as Python alone."""

from pathlib import Path

from setuptools import Extension, setup

ROOMS = sorted(path.stem for path in Path("cleaner").glob("_*.pyx"))
SHARED = ["cleaner/_hashing.pxd", "cleaner/_looks.pxd"]

setup(
    ext_modules=[
        Extension(f"cleaner.{room}", [f"cleaner/{room}.pyx"], depends=SHARED, optional=True) for room in ROOMS
    ]
)
