"""Makes the passwords of the containers, once: each in a file of the volume that only who needs it has."""

import secrets
import sys
from pathlib import Path

PLACE = Path("/srv/passwords")


def main(place: Path) -> None:
    owner, app = place / "owner", place / "app"
    if (app / "database-url").exists():
        return
    passwords = {name: secrets.token_urlsafe(32) for name in ("admin", "owner", "app")}
    _keep(owner / "admin", passwords["admin"])
    _keep(owner / "owner", passwords["owner"])
    _keep(owner / "migrate-database-url", f"postgresql://register_owner:{passwords['owner']}@postgres/register")
    _keep(app / "app", passwords["app"])
    _keep(app / "database-url", f"postgresql://register_app:{passwords['app']}@postgres/register")  # last: all is made


def _keep(path: Path, text: str) -> None:
    """Readable by all in the containers that have the volume: PostgreSQL runs under a number of its own there."""
    path.write_text(text)
    path.chmod(0o444)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE)
