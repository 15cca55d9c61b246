# SPDX-License-Identifier: GPL-3.0-or-later
"""The keyboard alone: everything a person without a mouse must be able to do."""

import person
from person import sample, wait


def from_nothing_to_a_decision(home, start):
    """The example by its button; the views, the queries and the classes by their keys."""
    program = start()
    program.tab_to("push button", "Try the Example")
    program.keys("Return")
    first = program.see_decision()
    for key, view in (("alt+2", "Pixel level:"), ("alt+3", "Part level:"), ("alt+4", "Distribution level:"),
                      ("alt+1", "Margin over the cells")):
        program.keys(key)
        image = program.see("image", view)
        wait("the label below says what the view shows", lambda: program.find("label", image.description))
    program.keys("ctrl+Next")
    second = program.see_decision(but=first)
    program.keys("ctrl+Prior")
    assert program.see_decision(but=second) == first
    program.keys("alt+4")
    before = program.see("image", "Distribution level:").description
    program.keys("alt+Next")
    wait("another class's evidence", lambda: program.find("image", "Distribution level:").description != before)
    program.quit()
    assert home.read_last()["title"]


def arrows_in_the_pixel_view(home, start):
    """Each arrow goes to another cell, and the label beside the view says what is there."""
    program = start(sample("example.likeness"))
    program.see_decision()
    program.keys("alt+2")
    program.see("image", "Pixel level:")
    view = program.tab_to("image", "Pixel level:")
    told = [view.description]
    for key in ("Down", "Right", "Down", "Left", "Up"):
        program.keys(key)
        told.append(wait("another cell", lambda: (lambda d: d if d != told[-1] else None)(view.description)))
        program.see("label", told[-1])
    assert len(set(told)) >= 5
    program.quit()


def sliders_by_keys(home, start):
    """All weight on the part level: the sentence follows, and the session remembers."""
    program = start(sample("example.likeness"))
    before = program.see_decision()
    for name in ("Pixel weight", "Distribution weight"):
        slider = program.tab_to("slider", name)
        program.keys("Home")
        wait("the slider is at its start", lambda: slider.value == 0)
    program.see_decision(but=before)
    program.tab_to("slider", "Pixel weight", key="shift+Tab")
    program.keys("Right")
    wait("the slider is one step on", lambda: program.find("slider", "Pixel weight").value > 0)
    program.quit()
    weights = home.read_last()["options"]["weights"]
    assert weights["distribution"] == 0 and weights["part"] > 0 and 0 < weights["pixel"] < 0.2


def shots_by_keys(home, start):
    """Delete takes the shot under the focus, Ctrl+Z brings it back, Alt+arrows move it."""
    program = start(sample("example.likeness"))
    before = program.see_decision()
    row = program.see("panel", "Flower")
    program.tab_to("push button", "flower-")
    program.tab_to("push button", "flower-pink.png", key="Right")
    program.keys("Delete")
    program.see_gone("push button", "flower-pink.png", row)
    program.see("label", "4 shots", row)
    program.keys("ctrl+z")
    program.see("push button", "flower-pink.png", row)
    wait("the old decision is back", lambda: program.read_decision() == before)
    program.keys("ctrl+shift+z")
    program.see_gone("push button", "flower-pink.png", row)
    program.keys("ctrl+z")
    program.see("push button", "flower-pink.png", row)
    program.tab_to("push button", "flower-")
    program.keys("Home")
    program.tab_to("push button", "flower-pink.png", key="Right")
    program.keys("alt+Right")
    names = lambda: [node.name for node in program.find_all("push button", "flower-", row)]
    wait("the shot moved on", lambda: names()[:3] == ["flower-daffodil.png", "flower-gazania.png", "flower-pink.png"])
    program.quit()
    assert home.read_last()["classes"][0]["shots"][2]["file"].endswith("flower-pink.png")


def rename_by_typing(home, start):
    """A class gets its name where it stands; a name that is taken is refused in words."""
    program = start(sample("example.likeness"))
    program.see_decision()
    program.tab_to("push button", "flower-")
    program.keys("F2")
    wait("the name has the focus", lambda: program.get_focused().name == "Name of the class Flower")
    program.keys("ctrl+a")
    program.type("Petals")
    program.keys("Return")
    program.see("panel", "Petals")
    wait("Return leaves the name", lambda: program.get_focused().role == "push button")
    program.keys("F2")
    wait("the name has the focus", lambda: program.get_focused().name == "Name of the class Petals")
    program.keys("ctrl+a")
    program.type("Bird")
    program.keys("Return")
    program.see("label", "Bird")
    program.keys("ctrl+a")
    program.type("Thrown away")
    program.keys("Escape")
    wait("Escape brings the name back", lambda: program.get_focused().text == "Petals")
    program.quit()
    assert [row["name"] for row in home.read_last()["classes"]] == ["Petals", "Bird", "Fish", "Fruit", "Insect"]


def dialogs_close_by_escape(home, start):
    program = start(sample("example.likeness"))
    program.see_decision()
    for key, title in (("ctrl+o", "Open Session"), ("ctrl+shift+s", "Save Session"), ("ctrl+e", "Export Figure"),
                       ("ctrl+i", "Add Queries"), ("ctrl+m", "Open Checkpoint"),
                       ("ctrl+shift+o", "Add Folders as Classes")):
        program.focus_window()
        program.keys(key)
        program.enter_dialog(title)
        program.keys("Escape")
        wait(f"{title} is gone", lambda: len(program.frames()) == 1)
    program.see_decision()
    program.quit()


def save_by_keys(home, start):
    """Ctrl+S on a session without a file asks for one; from then on it saves silently."""
    program = start()
    program.tab_to("push button", "Try the Example")
    program.keys("Return")
    program.see_decision()
    program.focus_window()
    program.keys("ctrl+s")
    target = home.path / "my session.likeness"
    program.fill_in(program.enter_dialog("Save Session"), str(target))
    program.keys("Return")
    wait("the file", target.exists)
    wait("the title", lambda: program.titles() == ["my session – Likeness"])
    old = target.read_text()
    decision = program.read_decision()
    program.focus_window()
    program.keys("ctrl+Next")
    program.see_decision(but=decision)
    program.keys("ctrl+s")
    wait("it is saved again", lambda: target.read_text() != old)
    program.quit()


def panes_fold(home, start):
    program = start(sample("example.likeness"))
    program.see_decision()
    wide = program.see("image", "Decision:").extents[2]
    program.keys("F9")
    wait("the view takes the room of the first pane",
         lambda: program.find("image", "Decision:").extents[2] > wide + 200)
    program.keys("shift+F9")
    wait("and of the last", lambda: program.find("image", "Decision:").extents[2] > wide + 420)
    program.keys("F9", "shift+F9")
    wait("both are back", lambda: program.find("image", "Decision:").extents[2] == wide)
    program.quit()


def undo_without_end(home, start):
    """Fifty undos and redos while it scores: back to nothing, and all there again."""
    program = start()
    program.tab_to("push button", "Try the Example")
    program.keys("Return")
    program.see("panel", "Flower")
    program.keys(*["ctrl+z"] * 25)
    program.see_gone("panel", "Flower")
    program.keys(*["ctrl+y"] * 25)
    program.see_decision()
    program.quit()
    assert len(home.read_last()["queries"]) == 10


if __name__ == "__main__":
    person.main([from_nothing_to_a_decision, arrows_in_the_pixel_view, sliders_by_keys, shots_by_keys,
                 rename_by_typing, dialogs_close_by_escape, save_by_keys, panes_fold, undo_without_end])
