"""The plugin for those who test procedures is under test here, installed or not."""

import pytest

from assent.testing import plugin


def pytest_configure(config: pytest.Config) -> None:
    if not config.pluginmanager.is_registered(plugin):
        config.pluginmanager.register(plugin, "assent-testing")
    config.pluginmanager.import_plugin("pytester")
