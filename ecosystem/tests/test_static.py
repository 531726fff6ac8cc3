from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from characters.models import Event
from ecosystem import moments

ROOT = Path(settings.BASE_DIR)
STYLES = sorted((ROOT / "static/css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MANIFEST = json.loads((ROOT / "static/vendor/manifest.json").read_text())

# Set on nodes by htmx while it works.
NOT_OURS = {"htmx-added"}


def classes_styled() -> set[str]:
    found: set[str] = set()
    for style in STYLES:
        css = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", style.read_text(), flags=re.S)
        selectors = re.findall(r"[^{};]+(?=\{)", css)
        found |= {name for selector in selectors for name in re.findall(r"\.(-?[a-zA-Z_][\w-]*)", selector)}
    return found


def classes_written() -> set[str]:
    """Classes in templates; a tag inside an attribute stands for its branches."""
    found: set[str] = set()
    for template in TEMPLATES:
        for value in re.findall(r'class="((?:{%.*?%}|{{.*?}}|[^"{])*)"', template.read_text()):
            found |= set(re.sub(r"{%.*?%}|{{.*?}}", " ", value).split())
    return found


def words_of_code() -> set[str]:
    """Every word in a string of our scripts and of the Python that writes markup."""
    drawing = [ROOT / "ecosystem" / name for name in ("charts.py", "heatmap.py", "plots.py")]
    sources = [*SCRIPTS, *drawing, *(ROOT / "ecosystem/templatetags").glob("*.py")]
    return set(re.findall(r"[a-zA-Z_][\w-]*", " ".join(source.read_text() for source in sources)))


def test_every_class_in_a_template_has_a_style():
    assert classes_written() - classes_styled() - NOT_OURS == set()


def test_every_style_is_used_somewhere():
    made = {f"{kind}{step}" for kind in "mfs" for step in range(-3, 4)}
    # A moment of the feed has its event's kind for a class.
    made |= set(Event.Kind.values)
    values = set(re.findall(r"[a-zA-Z_][\w-]*", " ".join(template.read_text() for template in TEMPLATES)))
    assert classes_styled() - classes_written() - words_of_code() - values - made == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_brings_its_own_style_or_script(template: Path):
    text = template.read_text()
    handlers = r"\son(?:click|load|error|input|change|submit|focus|blur|key|mouse|pointer)\w*="
    assert not re.search(rf"\sstyle=|<style|hx-on|{handlers}|javascript:", text)
    for attributes in re.findall(r"<script([^>]*)>", text):
        assert "src=" in attributes or "application/json" in attributes


@pytest.mark.parametrize("style", [style for style in STYLES if style.name != "tokens.css"], ids=lambda path: path.name)
def test_colours_and_fonts_are_named_in_the_tokens_only(style: Path):
    css = re.sub(r"/\*.*?\*/", "", style.read_text(), flags=re.S)
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*;)|\brgba?\(|\bhsla?\(|\boklch\(|@font-face", css)


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.name)
def test_styles_use_no_ids_and_shout_at_nobody(style: Path):
    css = re.sub(r"/\*.*?\*/|\"[^\"]*\"|url\([^)]*\)", "", style.read_text(), flags=re.S)
    selectors = re.findall(r"[^{};]+(?=\{)", css)
    assert not [selector for selector in selectors if re.search(r"#[a-z]", selector)]
    assert "!important" not in css


def test_every_token_that_is_used_is_defined():
    css = "".join(style.read_text() for style in STYLES)
    assert set(re.findall(r"var\((--[\w-]+)", css)) - set(re.findall(r"(--[\w-]+):", css)) == set()


@pytest.mark.parametrize("path", MANIFEST)
def test_a_vendored_file_is_what_the_manifest_says(path: str):
    assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == MANIFEST[path]["sha256"]


def test_nothing_is_vendored_without_being_in_the_manifest():
    folder = ROOT / "static/vendor"
    files = {
        str(path.relative_to(ROOT)) for path in folder.rglob("*") if path.is_file() and "licences" not in path.parts
    }
    assert files - {"static/vendor/manifest.json"} == {path for path in MANIFEST if path.startswith("static/")}


def test_every_icon_asked_for_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/vendor/icons.svg").read_text()))
    asked = {name for template in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', template.read_text())}
    asked |= set(re.findall(r'icon="([\w-]+)"', (ROOT / "ecosystem/finding.py").read_text()))
    asked |= set(moments.ICONS.values())
    assert asked - sprite == set()


def test_no_script_calls_a_stranger():
    for script in SCRIPTS:
        assert not re.search(r"https?://|\beval\(|new Function", script.read_text())


def test_production_names_files_by_content_and_follows_imports(tmp_path: Path, settings):
    from django.core.management import call_command

    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "ecosystem.static.StaticStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    app = next(tmp_path.glob("js/app.*.js")).read_text()
    assert re.search(r'import ?"\./live\.[0-9a-f]{12}\.js"', app)
    assert re.search(r'import\("\./graph\.[0-9a-f]{12}\.js"\)', app)
    assert next(tmp_path.glob("css/tokens.*.css.br"))
