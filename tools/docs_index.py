"""Writes the list of pages in docs/README.md, by folder, from their titles."""

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"
FOLDERS = {
    "tutoriels": "Tutoriels",
    "guides": "Guides",
    "reference": "Référence",
    "explications": "Explications",
    "decisions": "Decisions",
    "algorithms": "Algorithms",
}
MARK = "<!-- the list below is written by tools/docs_index.py -->"


def index() -> str:
    """The list: one heading a folder that has pages, one link a page, in the order of file names."""
    parts = []
    for folder, title in FOLDERS.items():
        pages = sorted((DOCS / folder).rglob("*.md"))
        if pages:
            links = [f"- [{title_of(page)}]({page.relative_to(DOCS)})" for page in pages]
            parts.append("\n".join([f"## {title}", "", *links, ""]))
    return "\n".join(parts)


def title_of(page: Path) -> str:
    """The first heading of a page."""
    lines = page.read_text(encoding="utf-8").splitlines()
    return next((line.removeprefix("# ").strip() for line in lines if line.startswith("# ")), page.stem)


def main() -> int:
    """Rewrite the list."""
    page = DOCS / "README.md"
    head = page.read_text(encoding="utf-8").split(MARK)[0].rstrip()
    page.write_text(f"{head}\n\n{MARK}\n\n{index()}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
