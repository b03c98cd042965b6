"""Builds the compiled rooms where a C compiler is at hand; without one, `cleaner` runs as Python alone."""

from setuptools import Extension, setup

setup(
    ext_modules=[
        Extension(f"cleaner.{name}", [f"cleaner/{name}.pyx"], optional=True)
        for name in ("_calls", "_folds", "_looks", "_rows", "_trees", "_words")
    ]
)
