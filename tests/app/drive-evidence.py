# SPDX-License-Identifier: GPL-3.0-or-later
"""What a number is made of, as a person asks for it: pointing, pinning, reordering, weighing, painting, comparing."""

import json
import re
import shutil

import person
from person import sample, wait


def open_view(start, key, name):
    """The example in one of its views; returns the program and the view."""
    program = start(sample("example.likeness"))
    program.see_decision()
    program.keys(key)
    view = program.see("image", name)
    # The line below tells of the maps there; the verdict stands above the ledger, once.
    wait("the view is described", lambda: view.description if name == "Decision:" else
         program.find("label", view.description))
    return program, view


def point(program, node, across, down):
    x, y = program.get_place(node, across, down)
    person.run("xdotool", "mousemove", str(x), str(y))


def see_told(view, start, but=None):
    """What the view says of what is pointed at, once it begins so."""
    return wait(f"{start!r} is told, not {but!r}", lambda: (
        lambda text: text if text.startswith(start) and text != but else None)(view.description))


def choose(program, name, steps):
    """Another entry of a drop-down: @steps further down."""
    program.click(program.see("combo box", name))
    wait("the list is open", lambda: program.get_focused().role == "list item")
    program.keys(*["Down"] * steps, "Return")
    wait("the list is closed", lambda: program.get_focused().role != "list item")


def cells_of_the_pixel_level(home, start):
    """The value under the pointer, pins, the arrow keys, the difference of two classes, the cells of a shot."""
    program, view = open_view(start, "alt+2", "Pixel level:")
    whole = view.description
    point(program, view, 0.2, 0.3)
    first = see_told(view, "Row ")
    value, total = re.search(r": (−?[\d.]+) of (−?[\d.]+);", first).groups()
    assert float(value) <= 1 and whole.endswith(total), (first, whole)
    program.see("label", first)
    for across in (0.2, 0.35):
        point(program, view, across, 0.3)
        see_told(view, "Row ")
        person.run("xdotool", "click", "1")
    told = view.description
    program.keys("Right")
    right = see_told(view, "Row ", but=told)
    assert int(re.search(r"column (\d+)", right)[1]) == int(re.search(r"column (\d+)", told)[1]) + 1
    point(program, view, 0.2, 0.9)
    shots = see_told(view, "", but=right)
    choose(program, "Difference to", 1)
    pinned = see_told(view, "Row ", but=shots)
    assert " of " + total not in pinned, "a cell of the difference adds to the difference"
    program.quit()
    look = home.read_last()["view"]["look"]
    assert len(look["pins"]) == 2 and look["against"] != -1, look


def the_wheel_about_the_pointer(home, start):
    """Ctrl and the wheel enlarge what is pointed at, which stays under the pointer."""
    program, view = open_view(start, "alt+2", "Pixel level:")

    def look(across, but=None):
        point(program, view, across, 0.3)
        return see_told(view, "Row ", but=but)

    def column(text):
        return int(re.search(r"column (\d+)", text)[1])

    near = look(0.15)
    far = look(0.3, but=near)
    assert look(0.15, but=far) == near
    person.run("xdotool", "keydown", "ctrl", *["click", "4"] * 4, "keyup", "ctrl")
    point(program, view, 0.3, 0.3)
    beside = wait("what was beside it has moved away", lambda: (
        lambda text: text if text.startswith("Row ") and text != near and column(text) < column(far) else None)(
            view.description))
    assert look(0.15, but=beside) == near
    program.quit()


def channels_of_the_part_level(home, start):
    """The entry under the pointer; another order of the rows puts another channel there; the keys zoom in."""
    # The strongest pairs stand above the matrix.
    program, view = open_view(start, "alt+3", "Part level:")
    point(program, view, 0.31, 0.42)
    by_index = see_told(view, "Query channel ")
    program.see("label", by_index)
    choose(program, "Order of the rows", 1)
    point(program, view, 0.312, 0.42)
    ordered = see_told(view, "Query channel ", but=by_index)
    assert re.findall(r"\d+", ordered)[0] != re.findall(r"\d+", by_index)[0], (by_index, ordered)
    program.tab_to("image", "Part level:", key="shift+Tab")
    program.keys("plus", "plus")
    point(program, view, 0.9, 0.42)
    point(program, view, 0.31, 0.42)
    see_told(view, "Query channel ", but=ordered)
    program.quit()
    assert home.read_last()["view"]["look"]["order"] != "index"


def planes_of_the_distribution_level(home, start):
    """A class of the legend is told with its distance; the plane is another; the table holds the numbers."""
    program, view = open_view(start, "alt+4", "Distribution level:")
    whole = view.description
    program.tab_to("image", "Distribution level:")
    program.keys("Down", "Down")
    wait("a class is told", lambda: re.match(r"\w+: [^:]*[^:\d.] [\d.]+$", view.description))
    choose(program, "Plane", 2)
    assert view.description != whole
    program.see("push button", "Show the view as a table").act()
    program.see("tree table")
    program.see("label", "Bird")
    program.quit()
    look = home.read_last()["view"]["look"]
    assert look["plane"] != "all" and look["tables"], look


def find_winner(program):
    """The class of the first query, which is the one that is shown."""
    return re.search(r": most like (\w+)", program.find("push button", ": most like ").name)[1]


def weights_and_the_decision(home, start):
    """A preset, and the point of the flip map by arrow keys: the sentence, the sliders and the map agree."""
    program, _view = open_view(start, "alt+1", "Decision:")
    before = program.read_decision()
    program.tab_to("push button", "Set to", key="shift+Tab")
    program.keys("Return")
    program.see("menu item", "Part Level Alone")
    program.keys("p")
    program.see_decision(but=before)
    program.see("label", re.compile("^Part level decided"))
    wait("the slider is at its end", lambda: program.find("slider", "Part weight").value == 1)
    flip_map = program.tab_to("image", "Flip map")
    told = flip_map.description
    assert told.startswith(f"{find_winner(program)} wins on "), told
    program.keys(*["Down"] * 20)
    wait("the point moved down", lambda: program.find("slider", "Part weight").value < 0.6)
    wait("the border is elsewhere", lambda: flip_map.description != told)
    program.keys("ctrl+z", "ctrl+z")
    wait("the old decision is back", lambda: program.read_decision() == before)
    program.quit()


def paint_and_switch_off(home, start):
    """Cells painted out and a shot switched off change the decision, and undo brings it back."""
    program, view = open_view(start, "alt+2", "Pixel level:")
    before = program.read_decision()
    whole = view.description
    program.click(program.see("push button", "Brush: "))
    point(program, view, 0.2, 0.3)
    person.run("xdotool", "mousedown", "1")
    for across in (0.25, 0.3, 0.35):
        point(program, view, across, 0.3)
    person.run("xdotool", "mouseup", "1")
    person.rest_mouse()
    wait("the cells add up to less", lambda: view.description not in (whole, "") and
         view.description.startswith("The cells"))
    program.keys("ctrl+z")
    wait("the cells are back", lambda: view.description == whole)
    program.tab_to("push button", "bird-")
    tile = program.tab_to("push button", "bird-lark.png", key="Right")
    program.keys("Menu")
    program.see_within(tile, "menu item", "Switch Off")
    program.keys("s")
    changed = program.see_decision(but=before)
    program.keys("ctrl+z")
    wait("the shot is back", lambda: program.read_decision() == before)
    program.quit()
    assert changed != before


def shots_that_are_missing(home, start):
    """Each shot with the change it makes, beside the decision."""
    program, _view = open_view(start, "alt+1", "Decision:")
    expander = program.see("push button", "What if a shot were missing?")
    # It stands below the maps and the cards.
    expander.act()
    program.see_within(expander, "label", re.compile(r"^\w+, shot 1 \(.+\.png\)$"))
    program.see_within(expander, "label", re.compile("^[+−][0-9.]+$"))
    program.see_within(expander, "label", re.compile("wins$|wins instead$"))
    program.quit()


def mistakes_among_the_queries(home, start):
    """Ctrl+J goes to what was mistaken; sorted by margin, the closest call is first; the matrix counts."""
    program, _view = open_view(start, "alt+1", "Decision:")
    strip = program.see("panel", "Queries")
    names = lambda: [node.name for node in program.find_all("push button", ": most like ", strip)]
    before = names()
    first = program.read_decision()
    program.keys("ctrl+j")
    program.see_decision(but=first)
    program.keys("alt+5")
    matrix = program.see("image", "onfusion")
    labels = {entry["file"].rsplit("/", 1)[-1]: entry.get("label") for entry in
              json.loads(sample("example.likeness").read_text(encoding="utf-8"))["queries"]}
    right = sum(label is not None and any(name.startswith(f"{file}: most like {label}") for name in before)
                for file, label in labels.items())
    assert re.search(rf"\b{right}\b", matrix.description), (right, matrix.description)
    program.keys("F10")
    program.see("menu item", "Sort Queries by Margin")
    program.keys("m")
    wait("the strip is sorted", lambda: names() != before and sorted(names()) == sorted(before))
    program.quit()
    assert home.read_last()["view"]["query"] >= 0


def episodes_of_a_folder(home, start):
    """Episodes of pictures in folders are evaluated, and a mistake is opened in the explorer."""
    for kind in ("bird", "fish", "flower", "fruit"):
        folder = home.path / "small" / kind
        folder.mkdir(parents=True)
        for picture in sorted(sample("example.likeness").parent.glob(f"{kind}-*.png")):
            shutil.copy(picture, folder)
    program, _view = open_view(start, "alt+1", "Decision:")
    before = program.read_decision()
    program.keys("alt+5")
    program.click(program.see("push button", "Choose Dataset…"))
    program.enter_dialog("Choose Dataset")
    program.keys("ctrl+l")
    entry = wait("the entry of a place", lambda: (
        lambda node: node if node.role == "text" else None)(program.get_focused()))
    program.fill_in(entry, str(home.path / "small"))
    program.keys("Return")
    wait("the dialog is gone", lambda: len(program.frames()) == 1)
    program.focus_window()
    program.see("label", "small")
    for name, value in (("Ways", 3), ("Queries per class", 3), ("Episodes", 4)):
        program.see("spin button", name).value = value
    button = program.see("push button", "Evaluate")
    wait("it can be evaluated", lambda: button.has_state("sensitive"))
    button.act()
    program.see("label", "Accuracy over the Episodes")
    program.see("label", re.compile(r"^[\d.]+ % ± [\d.]+$"))
    wait("it is done", lambda: program.find("push button", "Evaluate"))
    program.tab_to("table row", "")
    program.keys("Return")
    program.see_decision(but=before)
    program.see("panel", re.compile("^(bird|fish|flower|fruit)$"))
    program.quit()
    assert len(home.read_last()["classes"]) == 3 and len(home.read_last()["queries"]) == 9


def two_settings_side_by_side(home, start):
    """B with more neighbours: its scores are its own, the rest says what changed, and it can be undone."""
    program, _view = open_view(start, "alt+1", "Decision:")
    program.keys("alt+6")
    same = program.see("label", "B decides all 10 queries as A does.")
    number = program.see("spin button", "Neighbours k")
    assert number.value == 1
    number.value = 5
    program.see("label", re.compile("· k 5 ·"))
    wait("the sums differ", lambda: same.name and program.find("label", re.compile("^B decides "))
         and program.find("push button", "Same as A").has_state("sensitive"))
    program.see("push button", "Same as A").act()
    wait("B is A again", lambda: not program.find("label", re.compile("· k 5 ·")))
    program.quit()


def figures_to_take_away(home, start):
    """The figure shown and the report, by keys alone."""
    program, _view = open_view(start, "alt+1", "Decision:")
    decision = f"{find_winner(program)}, {program.read_decision()}"
    for key, title, name in (("ctrl+e", "Export Figure", "my figure.svg"), ("ctrl+shift+e", "Export Report", "all.pdf")):
        target = home.path / name
        program.focus_window()
        program.keys(key)
        program.fill_in(program.enter_dialog(title), str(target))
        program.keys("Return")
        program.see_toast(name)
        wait("the dialog is gone", lambda: len(program.frames()) == 1)
    program.quit()
    figure = (home.path / "my figure.svg").read_text(encoding="utf-8")
    assert "<text" in figure and decision in figure, decision
    assert (home.path / "all.pdf").read_bytes().startswith(b"%PDF")


if __name__ == "__main__":
    person.main([cells_of_the_pixel_level, the_wheel_about_the_pointer, channels_of_the_part_level,
                 planes_of_the_distribution_level, weights_and_the_decision, paint_and_switch_off,
                 shots_that_are_missing, mistakes_among_the_queries, episodes_of_a_folder, two_settings_side_by_side,
                 figures_to_take_away])
