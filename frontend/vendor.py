"""Refresh static/vendor from the packages installed in frontend/node_modules.

Run by `make vendor` after `npm ci`. Copies the files named below, strips the
comments that point at source maps we do not ship, cuts the icon sprite and writes
MANIFEST.json with the origin, licence and hash of every file.
"""

import base64
import hashlib
import importlib.metadata
import json
import re
import shutil
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

FRONTEND = Path(__file__).resolve().parent
PACKAGES = FRONTEND / "node_modules"
LICENCES = FRONTEND / "licences"
VENDOR = FRONTEND.parent / "static" / "vendor"

SOURCE_MAP_COMMENT = re.compile(rb"\n?(?://[#@]|/\*[#@])\s*sourceMappingURL=[^\n*]*(?:\*/)?\s*$")
SVG = "{http://www.w3.org/2000/svg}"
FONT_SUBSETS = ("latin-ext", "latin")


@dataclass(frozen=True, kw_only=True)
class Source:
    """One package: where its files come from and what they are called here.

    `files` and `licences` map a path below `static/vendor/<folder>` to its origin:
    relative to the package, or absolute for texts that the package itself leaves out.
    """

    folder: str
    package: str
    files: dict[str, str]
    licences: dict[str, str | Path]


SOURCES = (
    Source(
        folder="tabler",
        package="@tabler/core",
        files={
            "css/tabler.min.css": "dist/css/tabler.min.css",
            "css/tabler-vendors.min.css": "dist/css/tabler-vendors.min.css",
            "js/tabler.min.js": "dist/js/tabler.min.js",
        },
        licences={
            "LICENSE": LICENCES / "tabler-core.txt",
            # tabler.min.js is built with these two inside.
            "LICENSE-bootstrap": LICENCES / "bootstrap.txt",
            "LICENSE-popper": PACKAGES / "@popperjs/core/LICENSE.md",
        },
    ),
    Source(
        folder="tom-select",
        package="tom-select",
        files={"tom-select.popular.min.js": "dist/js/tom-select.popular.min.js"},
        licences={"LICENSE": "LICENSE"},
    ),
    Source(
        folder="tinykeys",
        package="tinykeys",
        # A module under a name that every server knows to be JavaScript.
        files={"tinykeys.js": "dist/tinykeys.mjs"},
        licences={"LICENSE": "LICENSE"},
    ),
    Source(
        folder="chart.js",
        package="chart.js",
        files={"chart.umd.min.js": "dist/chart.umd.min.js"},
        licences={
            "LICENSE": "LICENSE.md",
            "LICENSE-kurkle-color": PACKAGES / "@kurkle/color/LICENSE.md",
        },
    ),
    Source(
        folder="inter",
        package="@fontsource-variable/inter",
        files={
            f"files/inter-{subset}-wght-normal.woff2": f"files/inter-{subset}-wght-normal.woff2"
            for subset in FONT_SUBSETS
        },
        licences={"LICENSE": "LICENSE"},
    ),
    Source(folder="icons", package="@tabler/icons", files={}, licences={"LICENSE": "LICENSE"}),
)


def refresh() -> None:
    """Rebuild static/vendor from nothing, so that nothing stale stays behind."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    manifest = [copy_package(source) for source in SOURCES]
    manifest.append(copy_htmx())
    (VENDOR / "inter" / "inter.css").write_text(font_faces(), encoding="utf-8")
    (VENDOR / "icons" / "icons.svg").write_text(icon_sprite(), encoding="utf-8")
    for entry in manifest:
        entry["files"] = hashes(entry["folder"])
    text = json.dumps({"packages": manifest}, indent=2, ensure_ascii=False)
    (VENDOR / "MANIFEST.json").write_text(text + "\n", encoding="utf-8")


def copy_package(source: Source) -> dict:
    root = PACKAGES / source.package
    for name, origin in (source.files | source.licences).items():
        copy(root / origin, VENDOR / source.folder / name)
    about = json.loads((root / "package.json").read_text(encoding="utf-8"))
    return {
        "folder": source.folder,
        "package": source.package,
        "version": about["version"],
        "licence": about["license"],
    }


def copy_htmx() -> dict:
    """Take htmx 2 from django-htmx, so that server and browser agree on one version."""
    wheel = importlib.metadata.distribution("django-htmx")
    script = Path(wheel.locate_file("django_htmx/static/django_htmx/htmx-2.min.js"))
    copy(script, VENDOR / "htmx" / "htmx-2.min.js")
    copy(LICENCES / "htmx.txt", VENDOR / "htmx" / "LICENSE")
    version = re.search(r'version:"([\d.]+)"', script.read_text(encoding="utf-8"))[1]
    return {
        "folder": "htmx",
        "package": f"htmx.org (in django-htmx {wheel.version})",
        "version": version,
        "licence": "0BSD",
    }


def copy(origin: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    content = origin.read_bytes()
    if target.suffix in {".css", ".js"}:
        content = SOURCE_MAP_COMMENT.sub(b"\n", content)
    target.write_bytes(content)


def font_faces() -> str:
    """Return the package's own @font-face rules for the subsets that we ship."""
    css = (PACKAGES / "@fontsource-variable/inter/wght.css").read_text(encoding="utf-8")
    faces = dict(
        re.findall(r"/\* inter-([\w-]+)-wght-normal \*/\n(@font-face \{.*?\n\})", css, re.DOTALL)
    )
    return (
        "\n\n".join(faces[subset].replace("./files/", "files/") for subset in FONT_SUBSETS) + "\n"
    )


def icon_sprite() -> str:
    names = (FRONTEND / "icons.txt").read_text(encoding="utf-8").splitlines()
    symbols = [icon_symbol(name) for name in names if name and not name.startswith("#")]
    return "\n".join(
        ['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""],
    )


def icon_symbol(name: str) -> str:
    """Return one icon as a symbol; the stroke width is left to the style sheet."""
    filled = name.endswith("-filled")
    style, drawing = ("filled", name.removesuffix("-filled")) if filled else ("outline", name)
    svg = ET.parse(PACKAGES / "@tabler/icons/icons" / style / f"{drawing}.svg").getroot()
    paint = (
        'fill="currentColor" stroke="none"'
        if filled
        else 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
    )
    shapes = "".join(
        f"<{shape.tag.removeprefix(SVG)} "
        + " ".join(f'{key}="{value}"' for key, value in shape.attrib.items())
        + "/>"
        for shape in svg
        # Every drawing begins with an empty square that only marks its bounds.
        if shape.get("d") != "M0 0h24v24H0z"
    )
    return f'<symbol id="{name}" viewBox="0 0 24 24" {paint}>{shapes}</symbol>'


def hashes(folder: str) -> dict[str, str]:
    """Return the sha512 of each file below a folder, in the notation of browsers."""
    return {
        path.relative_to(VENDOR).as_posix(): "sha512-"
        + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
        for path in sorted((VENDOR / folder).rglob("*"))
        if path.is_file()
    }


if __name__ == "__main__":
    refresh()
