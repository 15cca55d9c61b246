# SPDX-License-Identifier: GPL-3.0-or-later
"""Random actions through the accessibility tree, by somebody who reads nothing: whatever is pressed, the program stands,
complains of nothing, and holds no more memory than before.

LIKENESS_ACTIONS says how many (200); LIKENESS_SEED which. Run by hand, as it takes minutes. Criticals end it, and
it tells what was done last; but for one of GTK 4.8's, word for word: it asks for the monitor of a menu, and has none where
the button was acted on while it was scrolled out of the window, which this reader does and no person can. Nor do GTK's
warnings count, of the room that such a menu does not find.
"""

import collections
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
FATAL = re.compile(r"CRITICAL|\bERROR\b|Sanitizer|runtime error:|Assertion")
PASSED_OVER = re.compile(r"gdk_monitor_get_geometry: assertion 'GDK_IS_MONITOR \(monitor\)' failed")
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


def check_log(program, done):
    """Nothing was complained of, but for what is passed over."""
    alarms = [line for line in program.read_log().splitlines()
              if FATAL.search(line) and not person.NOISE.search(line) and not PASSED_OVER.search(line)]
    assert program.process.poll() is None, f"ended with {program.process.returncode} after {list(done)}: {alarms}"
    assert not alarms, f"{alarms} after {list(done)}"


def act(program, controls, chance, done):
    if chance.random() < 0.3 or not controls:
        key = chance.choice(KEYS)
        done.append(key)
        program.keys(key)
        return
    node = chance.choice(controls)
    done.append(f"{node.role} {node.name}")
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
    program = start(sample("example.likeness"))
    program.see_decision()
    chance = random.Random(SEED)
    memory = []
    done = collections.deque(maxlen=12)
    for _round in range(4):
        controls = []
        for number in range(ACTIONS // 4):
            if number % 10 == 0:
                check_log(program, done)
                controls = find_controls(program)
            with contextlib.suppress(person.Gone):
                act(program, controls, chance, done)
        start_over(program)
        memory.append(read_memory(program))
    assert memory[-1] < 1.25 * memory[0] + 20000, memory
    print(f"# {ACTIONS} actions, memory {memory} kB", flush=True)
    check_log(program, done)
    program.keys("ctrl+q")
    wait("the program ends", lambda: program.process.poll() is not None)


if __name__ == "__main__":
    person.main([anything_at_all])
