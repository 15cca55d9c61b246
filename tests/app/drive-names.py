# SPDX-License-Identifier: GPL-3.0-or-later
"""Names for a screen reader: every control has one, and wherever the focus goes there is one to be read out."""

import re

import person
from person import sample, wait

CONTROLS = {"push button", "toggle button", "check box", "slider", "spin button", "combo box", "text", "page tab",
            "list item", "menu item"}
# GTK's own inside: the button within a drop-down, which the drop-down names.
INSIDE = {"combo box"}


def is_named(node):
    """Has a word of its own, not that of its type, by which GTK calls what has no label; menu buttons hand theirs on
    as a description only."""
    name = node.name.strip()
    if name == "GtkMenuButton":
        return bool(node.description)
    return bool(name) and not re.fullmatch(r"(Gtk|Adw|Lk)[A-Z]\w+", name)


def list_controls(node, inside=False):
    role = node.role
    if role in CONTROLS and not inside and (node.extents or role == "page tab"):
        yield node
    for child in node.children:
        yield from list_controls(child, inside or role in INSIDE)


def every_control_has_a_name(home, start):
    """No control is called nothing, or by the name of its type, as GTK calls what has no label."""
    program = start(sample("example.likeness"))
    program.see_decision()
    # The outer of the two buttons of a menu button is never reached: the inner one takes the focus.
    nameless = [(node.role, node.name, node.description) for node in list_controls(program.root)
                if not is_named(node) and node.name != "GtkMenuButton"]
    program.quit()
    assert not nameless, f"without a name: {nameless}"


def focus_has_a_name(home, start):
    """Wherever Tab leads there is a name to be read out; and it leads around, not into a trap."""
    program = start(sample("example.likeness"))
    program.see_decision()
    heard, nameless, previous = [], [], None
    for _ in range(200):
        program.keys("Tab")
        try:
            node = wait("the focus goes on", lambda: (lambda n: n if n and n != previous else None)(
                program.get_focused()), 10)
        except person.Impatience:
            break
        previous = node
        if heard and node == heard[0]:
            break
        heard.append(node)
        # The buttons inside GTK's drop-downs have no other name before GTK 4.10.
        if not is_named(node) and node.role != "scroll pane" and (node.name, node.description) != ("GtkToggleButton", ""):
            nameless.append((node.role, node.name, node.description))
    program.quit()
    assert len(heard) > 25 and heard[0] == node, f"the focus stays after {len(heard)} steps"
    assert not nameless, f"without a name: {nameless}"


if __name__ == "__main__":
    person.main([every_control_has_a_name, focus_has_a_name])
