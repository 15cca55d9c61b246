# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sources cite of docs/METHOD.md is there: usage: check-method.py ROOT

A citation is "docs/METHOD.md" and the numbers of sections, "5.2" or "5.2, 5.5"; it may go
on in the next line of a comment. Sections are numbered without gaps.
"""

import pathlib
import re
import sys

CITATION = re.compile(r"(docs/)?METHOD(\.md)?(\s+\d+(?:\.\d+)*(?:,\s*\d+\.\d+)*)?")
HEADING = re.compile(r"^#{2,3} (\d+(?:\.\d+)?) \S", re.M)


def read_sections(path):
    return HEADING.findall(path.read_text(encoding="utf-8"))


def check_order(sections):
    """Each number is the one after its predecessor."""
    faults = []
    last = [0, 0]
    for section in sections:
        number = [int(part) for part in section.split(".")]
        expected = [last[0] + 1] if len(number) == 1 else [last[0], last[1] + 1]
        if number != expected:
            faults.append(f"docs/METHOD.md: section {section} stands where "
                          f"{'.'.join(map(str, expected))} should")
        last = (number + [0])[:2]
    return faults


def join_comments(text):
    """Lines of a comment as one, each line break as one blank."""
    return re.sub(r"\n[ \t]*(?:\*(?!/)|#|//)?[ \t]*", " ", text)


def check_file(path, sections):
    faults = []
    text = join_comments(path.read_text(encoding="utf-8", errors="replace"))
    # Where a link leads is no citation.
    if path.suffix == ".md":
        text = re.sub(r"\]\([^)]*\)", "]", text)
    for match in CITATION.finditer(text):
        folder, suffix, numbers = match.groups()
        if folder is None and suffix is None and numbers is None:
            continue
        if folder is None or suffix is None:
            faults.append(f"{path}: “{match.group(0)}”: cite as “docs/METHOD.md 5.2”")
        for number in re.findall(r"[\d.]+", numbers or ""):
            if number not in sections:
                faults.append(f"{path}: docs/METHOD.md has no section {number}")
    return faults


def check(root):
    sections = read_sections(root / "docs" / "METHOD.md")
    faults = check_order(sections)
    for folder in ("src", "tests", "docs"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".c", ".h", ".py", ".sh", ".md", ".build") and path.name != "check-method.py":
                faults += check_file(path, set(sections))
    return faults or ([] if sections else ["docs/METHOD.md has no sections"])


def check_itself():
    """The check sees what it is there to see."""
    wrapped = " * by Pillow (docs/METHOD.md\n * 5.2, 5.3).\n"
    assert join_comments(wrapped).count("METHOD.md 5.2, 5.3") == 1
    assert CITATION.search("METHOD 1.4").groups() == (None, None, " 1.4")
    assert check_order(["1", "1.1", "1.3"]) and not check_order(["1", "1.1", "2", "2.1"])


if __name__ == "__main__":
    check_itself()
    found = check(pathlib.Path(sys.argv[1]))
    print("\n".join(found), file=sys.stderr)
    sys.exit(bool(found))
