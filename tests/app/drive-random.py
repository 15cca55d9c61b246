# SPDX-License-Identifier: GPL-3.0-or-later
"""Random actions through the accessibility tree, by somebody who reads nothing: whatever is pressed, the program stands,
complains of nothing, and holds no more memory than before.

LIKENESS_ACTIONS says how many (200); LIKENESS_SEED which. Run by hand: GTK 4.8 complains of the menus of buttons that are
acted on while they are not shown (gdk_monitor_get_geometry), which no person can do.
"""

import contextlib
import os
import random
import re

import person
from person import sample, wait

ACTIONS = int(os.environ.get("LIKENESS_ACTIONS", 200))
SEED = int(os.environ.get("LIKENESS_SEED", 12))
PRESSED = {"push button", "toggle button", "check box", "page tab", "menu item"}
TURNED = {"slider", "spin button"}
# What opens a dialog of files, or ends the program; and GTK's own doubles of menu buttons.
LEFT = re.compile(r"Open|Save|Export|Checkpoint|Dataset|Add (shots|queries|Folders|Pictures)|Close|Minimi|Maximi|New Window|"
                  r"About|Shortcuts|GtkMenuButton|Evaluate|Train|Calibrate|Choose|Copy|Locate|Browse|Folder|GtkToggleButton|Set to|Model")
KEYS = ["ctrl+z", "ctrl+y", "ctrl+Next", "ctrl+Prior", "alt+1", "alt+2", "alt+3", "alt+4", "alt+6", "F6", "shift+F6", "Tab",
        "Down", "Right", "Up", "Left", "alt+Next", "ctrl+j", "Escape", "Delete", "F2", "Escape"]


def read_memory(program):
    with open(f"/proc/{program.process.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


def list_controls(node):
    with contextlib.suppress(person.Gone):
        if node.extents is None and node.name != "GtkStackPage" and node.role != "application":
            return
        yield node
        for child in node.children:
            yield from list_controls(child)


def find_controls(program):
    controls = []
    for node in list_controls(program.root):
        with contextlib.suppress(person.Gone):
            if node.role in PRESSED | TURNED and not LEFT.search(node.name + node.description):
                controls.append(node)
    return controls


def act(program, controls, chance):
    if chance.random() < 0.3 or not controls:
        program.keys(chance.choice(KEYS))
        return
    node = chance.choice(controls)
    if node.role in TURNED:
        node.value = chance.choice([0, 0.3, 1, 2, 3])
    elif node.has_state("sensitive"):
        # What was read a few actions ago may be hidden by now.
        with contextlib.suppress(AssertionError):
            node.act()


def start_over(program):
    program.focus_window(program.titles()[0])

    def is_empty():
        program.keys("Escape", "ctrl+n", "alt+1")
        return program.find("push button", "Try the Example")

    wait("an empty window", is_empty).act()
    program.see_decision()


def anything_at_all(home, start):
    program = start(sample("example.likeness"), environment={"G_DEBUG": "fatal-criticals"})
    program.see_decision()
    chance = random.Random(SEED)
    memory = []
    for _round in range(4):
        controls = []
        for number in range(ACTIONS // 4):
            assert program.process.poll() is None, f"ended with {program.process.returncode}"
            if number % 10 == 0:
                controls = find_controls(program)
            with contextlib.suppress(person.Gone):
                act(program, controls, chance)
        start_over(program)
        memory.append(read_memory(program))
    assert memory[-1] < 1.25 * memory[0] + 20000, memory
    program.check_log()
    program.keys("ctrl+q")
    wait("the program ends", lambda: program.process.poll() is not None)


if __name__ == "__main__":
    # What is scrolled out of sight below is acted on as well; GTK 4.8 complains where its menu is on no monitor.
    person.main([anything_at_all], height=6000)
