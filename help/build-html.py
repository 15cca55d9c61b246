#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the pages of the help as HTML, for who has no program that shows Mallard: build-html.py LANGUAGE OUTPUT
PAGE.page…, all pages of one language at once.

What is understood is what the pages use; anything else is refused. PAGE.html is English, PAGE.LANGUAGE.html another
language; both find their pictures in the same folder.
"""

import html
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

NAMESPACE = "{http://projectmallard.org/1.0/}"
# Elements that become one of HTML, and need nothing more.
SIMPLE = {"p": "p", "em": "em", "code": "code", "file": "code", "key": "kbd", "keyseq": "span", "gui": "b",
          "list": "ul", "steps": "ol", "terms": "dl", "figure": "figure", "note": "aside", "screen": "pre"}
STYLE = """
:root { color-scheme: light dark; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.55 Cantarell, "Noto Sans", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.25rem; margin-top: 2rem; }
img { max-width: 100%; background: white; border-radius: 6px; }
figure { margin: 1.5rem 0; } figcaption, .desc { opacity: 0.75; }
kbd { border: 1px solid; border-radius: 4px; padding: 0 0.3em; font-size: 0.9em; }
aside { border-inline-start: 4px solid #3584e4; padding-inline-start: 1rem; margin: 1rem 0; }
dt { font-weight: bold; }
nav { margin-bottom: 1.5rem; }
"""


class Fault(Exception):
    pass


def get_name(element):
    return element.tag.removeprefix(NAMESPACE)


def find(element, path):
    return element.find("/".join(NAMESPACE + step for step in path.split("/")))


def get_text(element):
    return " ".join("".join(element.itertext()).split())


class Book:
    """All pages of one language."""

    def __init__(self, language, files):
        self.language = language
        self.pages = {}
        for file in files:
            page = ElementTree.parse(file).getroot()
            if page.get("id") != pathlib.Path(file).stem:
                raise Fault(f"{file}: its id is {page.get('id')}")
            self.pages[page.get("id")] = page

    def get_target(self, page, section=None):
        suffix = "" if self.language == "C" else f".{self.language}"
        return f"{page}{suffix}.html" + (f"#{section}" if section else "")

    def resolve(self, xref, page):
        """The address, and the title of what is there."""
        name, _, section = xref.partition("#")
        name = name or page.get("id")
        if name not in self.pages:
            raise Fault(f"{page.get('id')}: there is no page {name}")
        place = self.pages[name]
        if section:
            place = next((e for e in place.iter(NAMESPACE + "section") if e.get("id") == section), None)
            if place is None:
                raise Fault(f"{page.get('id')}: there is no section {xref}")
        return self.get_target(name, section), get_text(find(place, "title"))

    def list_guided(self, xref):
        """The pages that name this place as their guide, in their order."""
        found = [page for page in self.pages.values()
                 for link in page.findall(f"{NAMESPACE}info/{NAMESPACE}link")
                 if link.get("type") == "guide" and link.get("xref") == xref]
        return sorted(found, key=lambda page: get_text(find(page, "info/title")))


class Writer:
    def __init__(self, book, page):
        self.book = book
        self.page = page

    def write_inside(self, element):
        parts = [html.escape(element.text or "", quote=False)]
        for child in element:
            parts += [self.write_element(child), html.escape(child.tail or "", quote=False)]
        return "".join(parts)

    def write_element(self, element):
        name = get_name(element)
        method = getattr(self, f"write_{name}", None)
        if method:
            return method(element)
        if name not in SIMPLE:
            raise Fault(f"{self.page.get('id')}: {name} is not understood")
        return f"<{SIMPLE[name]}>{self.write_inside(element)}</{SIMPLE[name]}>"

    def write_guiseq(self, element):
        return " ▸ ".join(self.write_element(child) for child in element)

    def write_keyseq(self, element):
        return "+".join(self.write_element(child) for child in element)

    def write_link(self, element):
        target, title = self.book.resolve(element.get("xref"), self.page)
        return f'<a href="{target}">{self.write_inside(element) or html.escape(title)}</a>'

    def write_media(self, element):
        return f'<img src="{element.get("src")}" alt="{html.escape(get_text(element))}">'

    def write_desc(self, element):
        return f"<figcaption>{self.write_inside(element)}</figcaption>"

    def write_item(self, element):
        title = find(element, "title")
        if title is None:
            return f"<li>{self.write_inside(element)}</li>"
        rest = "".join(self.write_element(child) for child in element if child is not title)
        return f"<dt>{self.write_inside(title)}</dt><dd>{rest}</dd>"

    def write_section(self, element):
        name = element.get("id")
        return (f'<section id="{name}"><h2>{self.write_inside(find(element, "title"))}</h2>'
                + self.write_blocks(element) + self.write_guide(f"{self.page.get('id')}#{name}") + "</section>")

    def write_blocks(self, element):
        return "\n".join(self.write_element(child) for child in element if get_name(child) not in ("info", "title"))

    def write_guide(self, xref):
        lines = [f'<li><a href="{self.book.get_target(page.get("id"))}">{self.write_inside(find(page, "title"))}</a>'
                 f' <span class="desc">{self.write_inside(find(page, "info/desc"))}</span></li>'
                 for page in self.book.list_guided(xref)]
        return f"<ul>{''.join(lines)}</ul>" if lines else ""

    def write_page(self):
        title = find(self.page, "title")
        language = "en" if self.book.language == "C" else self.book.language.replace("_", "-")
        home = "" if self.page.get("id") == "index" else \
            f'<nav><a href="{self.book.get_target("index")}">Likeness</a></nav>\n'
        return (f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
                '<meta name="viewport" content="width=device-width">\n'
                f"<title>{html.escape(get_text(title))} – Likeness</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{home}"
                f"<h1>{self.write_inside(title)}</h1>\n{self.write_blocks(self.page)}\n</body>\n</html>\n")


def main(language, output, *files):
    try:
        book = Book(language, files)
        for name, page in book.pages.items():
            target = pathlib.Path(output) / book.get_target(name)
            target.write_text(Writer(book, page).write_page(), encoding="utf-8")
    except (Fault, ElementTree.ParseError) as fault:
        raise SystemExit(f"build-html.py: {fault}") from fault


if __name__ == "__main__":
    main(*sys.argv[1:])
