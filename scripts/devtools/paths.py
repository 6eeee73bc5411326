"""Where the commands find and leave things in the repository."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "openapi.yaml"
CACHE = ROOT / ".cache"
"""What a command can make again."""
