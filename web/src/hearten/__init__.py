"""Hearten, the web application: the desk, the promise of support, and the rooms behind them."""

__version__ = "0.1.0"
