#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The help has a page for each view, in every language; its links lead somewhere, the words it quotes are those of the
window, and it is there as HTML: check-help.py ROOT HTML-FOLDER sample|none."""

import html.parser
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

NAMESPACE = "{http://projectmallard.org/1.0/}"


def read_pages(folder):
    return {path.stem: ElementTree.parse(path).getroot() for path in sorted(folder.glob("*.page"))}


def list_views(root):
    window = ElementTree.parse(root / "ui" / "lk-window.ui").getroot()
    views = next(e for e in window.iter("object") if e.get("id") == "views")
    pages = [e for e in views.iter("object") if e.get("class") == "AdwViewStackPage"]
    return [next(p.text for p in page.findall("property") if p.get("name") == "name") for page in pages]


def join(quoted):
    return "".join(re.findall(r'"(.*)"\n', quoted)).replace('\\"', '"')


def clean(text):
    """Without mnemonics and dots, as help quotes a label."""
    return re.sub(r"\(_\w\)|_|…", "", text)


def read_words(root, language):
    """All texts of the program in a language."""
    text = (root / "po" / "zh_CN.po").read_text(encoding="utf-8")
    pairs = re.findall(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n)+)', text, re.MULTILINE)
    return {clean(join(pair[language != "C"])) for pair in pairs}


def check_words(pages, words, language):
    for name, page in pages.items():
        for quoted in page.iter(NAMESPACE + "gui"):
            assert quoted.text in words, f"{language}/{name}: the window has no “{quoted.text}”"


def describe(page):
    """What a translation keeps."""
    return [(e.tag, e.get("id"), e.get("xref"), e.get("src")) for e in page.iter()
            if e.tag in (NAMESPACE + "section", NAMESPACE + "media", NAMESPACE + "figure")]


def check_pages(pages, language):
    for name, page in pages.items():
        assert page.tag == NAMESPACE + "page" and page.get("id") == name, f"{language}/{name}: is no page of that name"
        assert page.find(f"{NAMESPACE}info/{NAMESPACE}desc") is not None, f"{language}/{name}: has no description"
        guides = [e.get("xref") for e in page.findall(f"{NAMESPACE}info/{NAMESPACE}link") if e.get("type") == "guide"]
        assert guides or name == "index", f"{language}/{name}: no page leads to it"


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.targets, self.pictures, self.places, self.open = [], [], set(), []

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        self.targets += [told["href"]] if "href" in told else []
        self.pictures += [told["src"]] if "src" in told else []
        self.places |= {told["id"]} if "id" in told else set()
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"{tag} is closed, but not open"


def read_html(path):
    links = Links()
    links.feed(path.read_text(encoding="utf-8"))
    assert not links.open, f"{path}: {links.open} stay open"
    return links


def check_html(folder, names, with_sample):
    read = {name: read_html(folder / name) for name in names}
    for name, links in read.items():
        for target in links.targets:
            page, _, place = target.partition("#")
            assert page in read, f"{name}: leads to {page}"
            assert not place or place in read[page].places, f"{name}: leads to {target}"
        for picture in links.pictures:
            assert not with_sample or (folder / picture).read_bytes().startswith(b"\x89PNG"), f"{name}: shows {picture}"
    first = names[0]
    reached, waiting = set(), [first]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [target.partition("#")[0] for target in read[name].targets]
    assert reached == set(names), f"{first} does not lead to {set(names) - reached}"


def main(root, folder, sample):
    root, folder = pathlib.Path(root), pathlib.Path(folder)
    english = read_pages(root / "help" / "C")
    lacking = set(list_views(root)) - set(english)
    assert not lacking, f"help/C has no page for {lacking}"
    languages = ["C"] + [line for line in (root / "po" / "LINGUAS").read_text(encoding="utf-8").split("\n")
                         if line and not line.startswith("#")]
    for language in languages:
        pages = read_pages(root / "help" / language)
        assert set(pages) == set(english), f"help/{language}: other pages than help/C: {set(pages) ^ set(english)}"
        for name in pages:
            assert describe(pages[name]) == describe(english[name]), f"help/{language}/{name}: not made as in English"
        check_pages(pages, language)
        check_words(pages, read_words(root, language), language)
        suffix = "" if language == "C" else "." + language
        check_html(folder, [f"{name}{suffix}.html" for name in ("index", *sorted(set(pages) - {"index"}))], sample == "sample")


if __name__ == "__main__":
    main(*sys.argv[1:])
