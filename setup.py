"""Builds the compiled rooms where a C compiler is at hand; without one, `cleaner` runs as Python alone."""

from setuptools import Extension, setup

ROOMS = (
    "_calls",
    "_folds",
    "_looks",
    "_members",
    "_outlines",
    "_rows",
    "_scales",
    "_shapes",
    "_sheets",
    "_topics",
    "_trees",
    "_words",
)
SHARED = ["cleaner/_hashing.pxd", "cleaner/_looks.pxd"]

setup(
    ext_modules=[
        Extension(f"cleaner.{room}", [f"cleaner/{room}.pyx"], depends=SHARED, optional=True) for room in ROOMS
    ]
)
