"""static/vendor holds what its manifest says: nothing more, nothing changed, nothing unlicensed."""

import base64
import hashlib
import json
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
VENDOR = PROJECT / "static" / "vendor"
PACKAGES = json.loads((VENDOR / "MANIFEST.json").read_text(encoding="utf-8"))["packages"]
FILES = {name: integrity for package in PACKAGES for name, integrity in package["files"].items()}


def integrity_of(path):
    digest = hashlib.sha512(path.read_bytes()).digest()
    return "sha512-" + base64.b64encode(digest).decode()


def test_manifest_names_every_file_with_its_hash():
    present = {
        path.relative_to(VENDOR).as_posix(): integrity_of(path)
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "MANIFEST.json"
    }

    assert present == FILES


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["folder"])
def test_package_says_its_origin_and_brings_its_licence(package):
    assert package["package"]
    assert package["version"]
    assert package["licence"]
    assert f"{package['folder']}/LICENSE" in package["files"]


def test_versions_are_those_of_the_lock():
    lock = json.loads((PROJECT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    locked = {
        name.removeprefix("node_modules/"): about["version"]
        for name, about in lock["packages"].items()
        if name
    }

    vendored = {
        package["package"]: package["version"]
        for package in PACKAGES
        if package["folder"] != "htmx"
    }

    assert vendored == {name: locked[name] for name in vendored}


def test_lock_says_no_registry_address():
    lock = json.loads((PROJECT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: about for name, about in lock["packages"].items() if name}

    assert packages
    assert [name for name, about in packages.items() if "resolved" in about] == []
    assert [name for name, about in packages.items() if "integrity" not in about] == []


@pytest.mark.parametrize("name", sorted(name for name in FILES if name.endswith((".js", ".css"))))
def test_no_file_asks_for_a_source_map(name):
    assert "sourceMappingURL" not in (VENDOR / name).read_text(encoding="utf-8")


def test_sprite_holds_exactly_the_listed_icons():
    listed = [
        line
        for line in (PROJECT / "frontend" / "icons.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    sprite = (VENDOR / "icons" / "icons.svg").read_text(encoding="utf-8")

    assert listed == sorted(set(listed))
    assert [part.split('"')[0] for part in sprite.split('<symbol id="')[1:]] == listed
