# SPDX-License-Identifier: GPL-3.0-or-later
"""Panes, stops and names: short ways for the keyboard, true words for the ears, and no surprises for the mouse."""

import contextlib
import re
import shutil
import time

import person
from person import DragSource, run, sample, using, wait

CHINESE = {"LC_ALL": "C.UTF-8", "LANGUAGE": "zh_CN"}


def press(program, key):
    """A key, and what has the focus once it went on."""
    before = program.get_focused()
    program.keys(key)
    with contextlib.suppress(person.Impatience):
        return wait("the focus goes on", lambda: (lambda n: n if n and n != before else None)(program.get_focused()), 3)
    return program.get_focused()


def f6_goes_around(home, start):
    """From pane to pane and back; the canvas is no more than three keys away."""
    program = start(sample("example.likeness"))
    program.see_decision()
    program.tab_to("push button", "flower-", steps=20)
    seen = [press(program, "F6") for _ in range(4)]
    assert seen[0].role == "image" and seen[0].name.startswith("Decision:"), [n.name for n in seen]
    assert seen[3].name.startswith("flower-"), [n.name for n in seen]
    back = press(program, "shift+F6")
    assert not back.name.startswith("flower-") and back.role != "image", back.name
    wide = program.see("image", "Decision:").extents[2]
    program.keys("F9")
    wait("the pane is gone", lambda: program.find("image", "Decision:").extents[2] > wide + 200)
    names = [press(program, "F6").name for _ in range(6)]
    assert not any(name.startswith("flower-") for name in names), names
    program.quit()


def one_stop_a_class(home, start):
    """Tab goes from class to class, arrows to everything within one, and F2 to its name."""
    program = start(sample("example.likeness"))
    program.see_decision()
    program.tab_to("push button", "flower-", steps=20)
    # After the classes come how good the shots are and what the list of queries shows, and then the list.
    stops = [press(program, "Tab").name for _ in range(7)]
    for stop, start_of_name in zip(stops, ("bird-", "fish-", "fruit-", "insect-")):
        assert stop.startswith(start_of_name), stops
    assert "recognised" in stops[4], stops
    assert "most like" in stops[6], stops
    count = 0
    while not program.get_focused().role == "image":
        press(program, "Tab")
        count += 1
        assert count < 15, "the canvas is far away"
    program.tab_to("push button", "insect-", key="shift+Tab", steps=20)
    first = program.get_focused().name
    assert press(program, "Right").name not in (first, "")
    assert press(program, "Left").name == first
    assert press(program, "End").name == "Add shots of Insect"
    press(program, "Home")
    assert press(program, "Up").description == "Menu of Insect" or "Menu of Insect" in program.get_focused().name
    assert press(program, "Left").name == "Name of the class Insect"
    assert press(program, "Down").name == first
    assert press(program, "F2").name == "Name of the class Insect"
    program.keys("ctrl+a")
    program.type("Six legs")
    program.keys("Return")
    program.see("panel", "Six legs")
    assert program.get_focused().role == "push button"
    program.quit()


def named_after_their_class(home, start):
    program = start(sample("example.likeness"))
    program.see_decision()
    for name in ("Flower", "Bird", "Fish", "Fruit", "Insect"):
        row = program.see("panel", name)
        program.see("text", f"Name of the class {name}", row)
        program.see("push button", f"Add shots of {name}", row)
        assert any(f"Menu of {name}" in (node.name + node.description) for node, _role, _name in person.walk(row)), name
    program.quit()


def tour_forth_and_back(home, start):
    """Numbered, with ways back and out; on an empty window it does not explain what is not there."""
    program = start(sample("example.likeness"))
    program.see_decision()

    def begin():
        program.click(program.find_all("push button", "Main menu")[-1])
        program.see("menu item", "Show Me Around").act()

    begin()
    program.see("label", "1 of 4")
    assert program.find("push button", "_Back") is None
    program.keys("Return")
    program.see("label", "2 of 4")
    program.see("push button", "_Back").act()
    program.see("label", "1 of 4")
    program.see("push button", "_Skip").act()
    program.see_gone("label", " of 4")
    program.keys("ctrl+n")
    program.see("push button", "Try the Example")
    begin()
    wait("a hint", lambda: program.find("label", re.compile(r"^1 of \d$")))
    texts = []
    for _ in range(4):
        texts += [node.name for node in program.find_all("label", re.compile("^(What|Why)"))]
        if program.find("push button", "_Done"):
            break
        program.keys("Return")
        time.sleep(0.5)
    assert texts and not any("triangle" in text or "Point at a cell" in text or "What if" in text for text in texts), texts
    program.keys("Escape")
    program.quit()


def every_shortcut_is_quiet(home, start):
    """No key prints a warning, whatever is shown; the list of keys neither."""
    program = start(sample("example.likeness"))
    program.see_decision()
    for key in ("alt+1", "alt+2", "alt+3", "alt+4", "alt+5", "alt+6", "alt+1", "ctrl+Next", "ctrl+Prior", "ctrl+j",
                "alt+Next", "alt+Prior", "F6", "shift+F6", "F9", "F9", "shift+F9", "shift+F9", "ctrl+k", "ctrl+z",
                "ctrl+y", "ctrl+shift+z", "ctrl+z", "ctrl+v", "ctrl+shift+c", "Escape"):
        program.keys(key)
        time.sleep(0.15)
    program.see_decision()
    for key, title in (("ctrl+question", None), ("F10", None), ("ctrl+o", "Open Session"), ("ctrl+e", "Export Figure"),
                       ("ctrl+shift+e", "Export Report")):
        program.focus_window(program.titles()[0])
        program.keys(key)
        time.sleep(1)
        for frame in program.frames()[1:]:
            with contextlib.suppress(Exception):
                program.focus_window(frame.name)
        program.keys("Escape")
        with contextlib.suppress(person.Impatience):
            wait("one window", lambda: len(program.frames()) == 1, 10)
    program.check_log()
    program.quit()


def chinese_tabs(home, start):
    """The mnemonic of a tab, which has none, is not shown behind its title."""
    program = start(sample("example.likeness"), environment=CHINESE)
    tabs = wait("the tabs", lambda: program.find_all("page tab"))
    assert not any("(" in tab.name or "_" in tab.name for tab in tabs), [tab.name for tab in tabs]
    program.process.terminate()


def one_minus_sign(home, start):
    """Wherever a number stands, its minus is the same, and none has ten digits."""
    program = start(sample("example.likeness"))
    program.see_decision()
    for _view in range(2):
        for key in ("alt+1", "alt+2", "alt+3", "alt+4", "alt+6"):
            program.keys(key)
            time.sleep(1)
            for node, role, name in list(person.walk(program.root)):
                with contextlib.suppress(person.Gone):
                    for text in (name, node.description):
                        if role in ("label", "image", "list item", "cell", "table cell"):
                            assert not re.search(r"(?:^|[\s(:])-\d", text), text
                            assert not re.search(r"\d{6}", text), text
        program.keys("alt+1")
        program.see("push button", "Show the view as a table")
        program.click(program.find("push button", "Show the view as a table"))
    program.quit()


def wheel_scrolls(home, start):
    """The wheel over a slider or over k scrolls the pane and changes nothing."""
    program = start(sample("example.likeness"))
    before = program.see_decision()
    for role, name in (("slider", "Part weight"), ("spin button", "Neighbours k")):
        control = program.see(role, name)
        value = control.value
        x, y = program.get_place(control)
        run("xdotool", "mousemove", str(x), str(y))
        time.sleep(0.3)
        run("xdotool", "click", "--repeat", "5", "4")
        run("xdotool", "click", "--repeat", "5", "5")
        time.sleep(0.5)
        assert control.value == value, (name, control.value)
    assert program.read_decision() == before
    program.quit()


def files_on_a_name(home, start):
    """Files that are dropped on the name of a class are shots of it; the name stays."""
    folder = home.path / "more"
    folder.mkdir()
    shutil.copy(sample("toucan.png"), folder / "dropped.png")
    program = start(sample("example.likeness"))
    program.see_decision()
    row = program.see("panel", "Flower")
    with using(DragSource(home, folder / "dropped.png")) as source:
        source.drag_to(*program.get_place(program.see("text", "Name of the class Flower", row)))
    program.see("push button", "dropped.png", row)
    assert program.see("text", "Name of the class Flower", row).text == "Flower"
    program.quit()


def it_is_by_keys(home, start):
    """A query is labelled from its menu, and what is wrong is called so."""
    program = start(sample("example.likeness"))
    program.see_decision()
    tile = program.tab_to("push button", "most like ", steps=24)
    chosen = re.search(r"most like (\w+)", tile.name).group(1)
    other = next(name for name in ("Flower", "Bird", "Fish") if name != chosen)
    program.keys("shift+F10")
    program.see_within(tile, "menu item", "It Is")
    time.sleep(0.3)
    program.keys("Return")
    program.see_within(tile, "menu item", other).act()
    program.see("label", f"Wrong: it is {other}")
    program.keys("Escape", "alt+2")
    program.see("list item", f"{other}, the true class: ")
    program.keys("Escape")
    program.quit()
    assert other in [query.get("label") for query in home.read_last()["queries"]]


def weights_and_metric_whole(home, start):
    """All that is weighed and set is seen at once in a window 720 high; the verdict stands once."""
    program = start(sample("example.likeness"))
    program.see_decision()
    person.run("xdotool", "windowsize", program.get_window(), "1260", "720")
    wait("the window is low", lambda: program.frames()[0].extents[3] <= 720)
    def is_seen(role, name):
        x, y, width, height = program.see(role, name).extents
        return y > 0 and y + height <= 715
    for role, name in (("label", "Weights"), ("slider", "Part weight"), ("slider", "Distribution weight"),
                       ("label", "Metric"), ("text", "Network")):
        wait(f"{name} is seen", lambda: is_seen(role, name))
    assert len(program.find_all("label", re.compile(" ahead of "))) == 1
    program.quit()


if __name__ == "__main__":
    person.main([weights_and_metric_whole, f6_goes_around, one_stop_a_class, named_after_their_class, tour_forth_and_back, every_shortcut_is_quiet,
                 chinese_tabs, one_minus_sign, wheel_scrolls, files_on_a_name, it_is_by_keys])
