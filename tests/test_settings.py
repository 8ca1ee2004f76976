"""The settings of a public host, in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOST = {
    "DJANGO_SETTINGS_MODULE": "knowledge_hub.settings.production",
    "HUB_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "HUB_ALLOWED_HOSTS": "hub.example.org",
    "HUB_BASE_URL": "https://hub.example.org",
}
OURS = ("HUB_", "DATABASE_URL", "CACHE_URL", "SEARCH_", "EMAIL_URL")


@pytest.fixture
def manage(tmp_path):
    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=inherited | HOST | {"HUB_DATA_DIR": str(tmp_path)} | variables,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def test_a_public_host_passes_djangos_deployment_checks(manage):
    result = manage("check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("HUB_SECRET_KEY", "short"), ("HUB_ALLOWED_HOSTS", "")]
)
def test_a_public_host_does_not_start_without(manage, name, value):
    result = manage("check", **{name: value})
    assert result.returncode != 0
    assert name in result.stderr
