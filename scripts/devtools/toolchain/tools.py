"""Installs what commands need: environments from PyPI, and Debian packages. The commands run npm themselves."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from attrs import field, frozen

from devtools.paths import CACHE, ROOT

ENVIRONMENTS = CACHE / "tools"


@frozen(kw_only=True)
class Requirements:
    """What must be installed before commands can run, such as those of a row of a matrix."""

    tools: Sequence[str] = field(default=(), converter=tuple[str, ...])
    """Tools from PyPI, each in an environment of its own, by the name of their pins."""
    programs: dict[str, str] = field(factory=dict)
    """Programs that must be on the path, each with the Debian package that has it, or an empty string."""
    debian: Sequence[str] = field(default=(), converter=tuple[str, ...])
    """Libraries, as Debian packages."""

    @property
    def pins(self) -> list[Path]:
        """The pinned requirements of the tools from PyPI."""
        return [path for tool in self.tools for path in ROOT.glob(f"contract_tests/*/tools/{tool}.txt")]


def install(requirements: Sequence[Requirements]) -> None:
    """Installs what is required, if that is possible here; `missing` says what is not there."""
    packages = sorted({package for each in requirements for package in _packages_missing(each)})
    if packages and shutil.which("apt-get"):
        _install_packages(packages)
    for pins in sorted({pins for each in requirements for pins in each.pins}):
        _install_environment(pins)


def missing(required: Requirements) -> str:
    """Returns why commands with these requirements cannot run here, or an empty string."""
    programs = [program for program in required.programs if not shutil.which(program)]
    packages = [package for package in required.debian if not _is_installed(package)]
    tools = [pins.stem for pins in required.pins if not (ENVIRONMENTS / pins.stem / ".installed").exists()]
    for names, problem in (
        (programs, "not on the path"),
        (packages, "not installed"),
        (tools, "could not be installed"),
    ):
        if names:
            return f"{', '.join(names)} {problem}"
    return ""


def environment(required: Requirements, project: Path) -> dict[str, str]:
    """Returns the environment of commands with these requirements: the required tools are first on the path."""
    own = [ENVIRONMENTS / pins.stem / "bin" for pins in required.pins]
    path = [*own, project / "node_modules" / ".bin", Path(sys.executable).parent]
    offline_go = {"GOPROXY": "off", "GOTOOLCHAIN": "local", "GOCACHE": str(CACHE / "go-build")}
    quiet_npm = {"npm_config_loglevel": "error", "REDOCLY_TELEMETRY": "off", "DO_NOT_TRACK": "1"}
    joined = os.pathsep.join([*map(str, path), os.environ.get("PATH", "")])
    return os.environ | offline_go | quiet_npm | {"PATH": joined}


def _packages_missing(required: Requirements) -> Iterable[str]:
    yield from (package for program, package in required.programs.items() if package and not shutil.which(program))
    yield from (package for package in required.debian if not _is_installed(package))


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


def _install_environment(pins: Path) -> None:
    place = ENVIRONMENTS / pins.stem
    done, pinned = place / ".installed", pins.read_text()
    if done.exists() and done.read_text() == pinned:
        return
    print(f"Installing {pins.stem} ...", file=sys.stderr, flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", place], check=True)
    pip = [str(place / "bin" / "python"), "-m", "pip", "-qq", "--disable-pip-version-check", "install"]
    wanted = ["--require-hashes", "--requirement", str(pins)]
    if subprocess.run([*pip, *wanted], check=False).returncode == 0:
        done.write_text(pinned)
