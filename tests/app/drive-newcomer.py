# SPDX-License-Identifier: GPL-3.0-or-later
"""A first hour: the tour from any page, keys that do what the list of keys says, strokes and tables without holes."""

import shutil

import person
from person import DragSource, run, sample, using, wait


def tour_from_a_page_without_look_bar(home, start):
    """It points at what is there: the pages of many queries give way to a view."""
    program = start(sample("example.likeness"))
    program.see_decision()
    program.keys("alt+6")
    program.see("push button", "_Same as A")
    program.click(program.find_all("push button", "Main menu")[-1])
    program.see("menu item", "Show Me Around").act()
    for words, button in (("What goes in:", "_Next"), ("Why:", "_Next"), ("What comes out:", "_Next"),
                          ("What if:", "_Done")):
        program.see("label", words)
        wait("the button has the focus", lambda: (program.get_focused().name or "").split(" ")[0] == button)
        program.keys("Return")
        program.see_gone("label", words)
    program.see("image", "Decision:")
    program.quit()


def focus_follows_the_page(home, start):
    """From a control of the look bar, which goes away, to the page that comes: not into a text to select."""
    program = start(sample("example.likeness"))
    program.see_decision()
    program.tab_to("push button", "Show the view as a table")
    program.keys("alt+5")
    program.see("push button", "Choose Dataset")
    wait("the focus is on the page", lambda: "Choose Dataset" in program.get_focused().name)
    program.quit()


def focus_selects_no_text(home, start):
    """A text that can be copied is not selected because the focus came by: from a drawing to the page of episodes."""
    program = start(sample("example.likeness"))
    program.see_decision()
    program.keys("alt+2")
    program.click(program.see("image", "Pixel level:"))
    program.keys("alt+5")
    program.see("push button", "Choose Dataset")
    wait("something has the focus", lambda: program.get_focused() is not None)
    program.keys("alt+1")
    program.see_decision()
    labels = [node for node in program.find_all("label") if node.has_state("focusable")]
    assert labels
    for label in labels:
        assert label.selected_texts == 0, label.name
    program.quit()


def escape_stops_an_evaluation(home, start):
    """As the list of keys says, wherever the focus is."""
    folder = home.path / "data set"
    for name in ("bird", "fish"):
        (folder / name).mkdir(parents=True)
        for picture in sample(".").glob(name + "-*.png"):
            shutil.copy(picture, folder / name)
    program = start(sample("example.likeness"))
    program.see_decision()
    program.keys("alt+5")
    with using(DragSource(home, folder)) as source:
        source.drag_to(*program.get_place(program.see("push button", "Choose Dataset")))
    program.see("label", "2 classes, 10 pictures")
    for name, value in (("Ways", 2), ("Queries per class", 2), ("Episodes", 100000)):
        program.see("spin button", name).value = value
    wait("the button", lambda: program.find("push button", "Evaluate").has_state("sensitive"))
    program.focus_window()
    program.click(program.find("push button", "Evaluate"))
    program.see("push button", "Cancel")
    program.tab_to("push button", "flower-")
    program.keys("Escape")
    program.see("push button", "Evaluate")
    program.quit()


def quick_stroke_has_no_holes(home, start):
    """A pointer that jumps across many cells paints out all between."""
    program = start(sample("example.likeness"))
    program.see_decision()
    program.keys("alt+2")
    view = program.see("image", "Pixel level:")
    program.click(program.see("push button", "Brush"))
    x, y = program.get_place(view, 0.1, 0.2)
    run("xdotool", "mousemove", str(x), str(y), "mousedown", "1")
    wait("the first cell", lambda: "painted out" in view.description)
    run("xdotool", "mousemove", str(x + 300), str(y))
    run("xdotool", "mouseup", "1")
    program.quit()
    mask = home.read_last()["queries"][0]["mask"]
    # 300 pixels, of at most 620 on which there are 21 cells.
    assert min(mask.count("0"), mask.count("1")) >= 10, mask


if __name__ == "__main__":
    person.main([tour_from_a_page_without_look_bar, focus_follows_the_page, focus_selects_no_text,
                 escape_stops_an_evaluation, quick_stroke_has_no_holes])
