"""The served demonstration and the browser."""

import pytest

from tests.plugins import demo_site


def pytest_configure(config: pytest.Config) -> None:
    if not config.pluginmanager.is_registered(demo_site):
        config.pluginmanager.register(demo_site)
