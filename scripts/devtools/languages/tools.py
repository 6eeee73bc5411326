"""Installs the tools of the rows: environments from PyPI, and Debian packages. A row runs npm itself."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from devtools.languages.clients import PINS, ClientSpec
from devtools.languages.results import CACHE

ENVIRONMENTS = CACHE / "tools"


def install(clients: Sequence[ClientSpec]) -> None:
    """Installs what the rows need, if that is possible here; `missing` says what is not there."""
    packages = sorted({package for client in clients for package in _packages_missing(client)})
    if packages and shutil.which("apt-get"):
        _install_packages(packages)
    for tool in sorted({tool for client in clients for tool in client.tools}):
        _install_environment(tool)


def missing(client: ClientSpec) -> str:
    """Returns why a row cannot be run here, or an empty string."""
    programs = [program for program in client.programs if not shutil.which(program)]
    packages = [package for package in client.debian if not _is_installed(package)]
    tools = [tool for tool in client.tools if not (ENVIRONMENTS / tool / ".installed").exists()]
    for names, problem in (
        (programs, "not on the path"),
        (packages, "not installed"),
        (tools, "could not be installed"),
    ):
        if names:
            return f"{', '.join(names)} {problem}"
    return ""


def environment(client: ClientSpec, project: Path) -> dict[str, str]:
    """Returns the environment of a row's commands, with the row's own tools first on the path."""
    own = [ENVIRONMENTS / tool / "bin" for tool in client.tools]
    path = [*own, project / "node_modules" / ".bin", Path(sys.executable).parent]
    offline_go = {"GOPROXY": "off", "GOTOOLCHAIN": "local", "GOCACHE": str(CACHE / "go-build")}
    quiet_npm = {"npm_config_loglevel": "error", "REDOCLY_TELEMETRY": "off", "DO_NOT_TRACK": "1"}
    joined = os.pathsep.join([*map(str, path), os.environ.get("PATH", "")])
    return os.environ | offline_go | quiet_npm | {"PATH": joined}


def _packages_missing(client: ClientSpec) -> Iterable[str]:
    yield from (package for program, package in client.programs.items() if package and not shutil.which(program))
    yield from (package for package in client.debian if not _is_installed(package))


def _is_installed(package: str) -> bool:
    if not shutil.which("dpkg-query"):
        return False
    query = ["dpkg-query", "--show", "--showformat", "${db:Status-Status}", package]
    return subprocess.run(query, capture_output=True, text=True, check=False).stdout == "installed"


def _install_packages(packages: Sequence[str]) -> None:
    if os.geteuid() != 0 and not shutil.which("sudo"):
        return
    rights: list[str] = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    print(f"Installing {len(packages)} Debian packages ...", file=sys.stderr, flush=True)
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    subprocess.run([*rights, *quiet, "update"], stdout=subprocess.DEVNULL, check=False)
    wanted = ["install", "--yes", "--no-install-recommends", *packages]
    subprocess.run([*rights, *quiet, *wanted], stdout=subprocess.DEVNULL, check=False)


def _install_environment(tool: str) -> None:
    place = ENVIRONMENTS / tool
    done, pins = place / ".installed", (PINS / f"{tool}.txt").read_text()
    if done.exists() and done.read_text() == pins:
        return
    print(f"Installing {tool} ...", file=sys.stderr, flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", place], check=True)
    pip = [str(place / "bin" / "python"), "-m", "pip", "-qq", "--disable-pip-version-check", "install"]
    pinned = ["--require-hashes", "--requirement", str(PINS / f"{tool}.txt")]
    if subprocess.run([*pip, *pinned], check=False).returncode == 0:
        done.write_text(pins)
