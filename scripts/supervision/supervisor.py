from pathlib import Path
def run(path: Path) -> int:
    return 1
