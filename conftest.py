"""What every test can ask for: the cast. The engine's tests run where Django is not installed."""

import importlib.util

pytest_plugins = ["web.tests.cast"] if importlib.util.find_spec("django") else []
