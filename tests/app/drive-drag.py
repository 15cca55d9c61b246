# SPDX-License-Identifier: GPL-3.0-or-later
"""Real drags: out of another program's window onto the empty page, a class, the queries; and inside the window."""

import shutil

import person
from person import DragSource, sample, using, wait


def make_folder(home, name, *pictures):
    folder = home.path / "pictures" / name
    folder.mkdir(parents=True)
    for picture, new_name in pictures:
        shutil.copy(sample(picture), folder / new_name)
    return folder


def drop(home, program, node, *arguments, **part):
    with using(DragSource(home, *arguments)) as source:
        source.drag_to(*program.get_place(node, **part))


def list_shots(home, index):
    return [shot["file"].rsplit("/", 1)[-1] for shot in home.read_last()["classes"][index]["shots"]]


def folders_on_the_empty_page(home, start):
    """From nothing to a decision with two drags; names with spaces, umlauts and Chinese."""
    birds = make_folder(home, "Vögel und mehr", ("bird-crow.png", "schwarze Krähe.png"), ("bird-owl.png", "猫头鹰.png"))
    fish = make_folder(home, "鱼", ("fish-groper.png", "a 100% fish.png"), ("fish-striped.png", "#2 (b).png"))
    query = make_folder(home, "asked", ("toucan.png", "Wer bin ich?.png"))
    program = start()
    drop(home, program, program.see("label", "Drop Pictures Here"), birds, fish)
    program.see("panel", "Vögel und mehr")
    program.see("panel", "鱼")
    drop(home, program, program.see("panel", "Queries"), query / "Wer bin ich?.png")
    program.see("push button", "Wer bin ich?.png: most like ")
    program.see_decision()
    program.quit()
    assert [row["name"] for row in home.read_last()["classes"]] == ["Vögel und mehr", "鱼"]
    assert sorted(list_shots(home, 0)) == ["schwarze Krähe.png", "猫头鹰.png"]
    assert sorted(list_shots(home, 1)) == ["#2 (b).png", "a 100% fish.png"]
    assert [query["file"].rsplit("/", 1)[-1] for query in home.read_last()["queries"]] == ["Wer bin ich?.png"]


def files_on_a_class(home, start):
    """Several files in one drag become shots of the class below the pointer, and of no other."""
    few = make_folder(home, "Few", ("bird-crow.png", "one.png"))
    more = make_folder(home, "More", ("bird-owl.png", "two words.png"), ("bird-duck.png", "drei – ü.png"))
    fish = make_folder(home, "Fish", ("fish-groper.png", "fish.png"))
    program = start()
    drop(home, program, program.see("label", "Drop Pictures Here"), few, fish)
    row = program.see("panel", "Few")
    drop(home, program, program.see("push button", "one.png", within=row), *sorted(more.iterdir()))
    program.see("push button", "two words.png", within=row)
    program.see("push button", "drei – ü.png", within=row)
    program.quit()
    assert sorted(list_shots(home, 0)) == ["drei – ü.png", "one.png", "two words.png"]
    assert list_shots(home, 1) == ["fish.png"]


def files_and_pixels_on_the_queries(home, start):
    """A folder among the queries labels them; pixels from a browser are a query without a file."""
    folder = make_folder(home, "Bird", ("bird-crow.png", "crow.png"), ("bird-owl.png", "owl.png"))
    program = start(sample("example.likeness"))
    before = program.see_decision()
    strip = program.see("panel", "Queries")
    drop(home, program, program.see("push button", "toucan.png", within=strip), folder)
    program.see("push button", "crow.png: most like ")
    program.see_decision(but=before)
    drop(home, program, program.see("push button", "toucan.png", within=strip), "--texture", sample("slug.png"))
    program.see("push button", "Pasted picture: most like ")
    program.quit()
    queries = home.read_last()["queries"]
    assert len(queries) == 13
    assert [query.get("label") for query in queries[10:12]] == ["Bird", "Bird"]


def bad_files_among_good(home, start):
    """What is no picture is named; what is one is taken."""
    folder = make_folder(home, "Mixed", ("bird-crow.png", "crow.png"))
    (folder / "letter.txt").write_text("no picture")
    (folder / "broken.png").write_bytes(sample("bird-owl.png").read_bytes()[:400])
    program = start(sample("example.likeness"))
    program.see_decision()
    strip = program.see("panel", "Queries")
    drop(home, program, program.see("push button", "toucan.png", within=strip), *sorted(folder.iterdir()))
    program.see_toast("broken.png")
    program.see("push button", "crow.png: most like ")
    program.quit()
    assert len(home.read_last()["queries"]) == 11


def tiles_inside_the_window(home, start):
    """A shot dragged to the queries is asked for; dragged to another class it moves there."""
    program = start(sample("example.likeness"))
    program.see_decision()
    flower = program.see("panel", "Flower")
    tile = program.see("push button", "flower-pink.png", within=flower)

    def pull(node, target, **part):
        x, y = program.get_place(node)
        to_x, to_y = program.get_place(target, **part)
        person.run("xdotool", "mousemove", str(x), str(y), "mousedown", "1")
        for step in range(1, 31):
            person.run("xdotool", "mousemove", str(x + (to_x - x) * step // 30), str(y + (to_y - y) * step // 30),
                       "sleep", "0.03")
        person.run("xdotool", "sleep", "0.5", "mouseup", "1")

    strip = program.see("panel", "Queries")
    pull(tile, program.see("push button", "clownfish.png", within=strip))
    program.see("push button", "flower-pink.png: most like ")
    bird = program.see("panel", "Bird")
    pull(program.see("push button", "flower-daffodil.png", within=flower),
         program.see("push button", "bird-lark.png", within=bird))
    wait("the shot is gone from the first class",
         lambda: program.find("push button", "flower-daffodil.png", flower) is None)
    program.keys("ctrl+z")
    program.see("push button", "flower-daffodil.png", within=flower)
    program.quit()
    assert len(home.read_last()["queries"]) == 11
    assert len(home.read_last()["classes"][0]["shots"]) == 5


def class_by_its_header(home, start):
    """A class takes the place of the one it is dropped on; one step of undo takes it back."""
    program = start(sample("example.likeness"))
    program.see_decision()
    order = lambda: [node.name for node in sorted(
        (node for name in ("Flower", "Bird", "Fish") for node in program.find_all("panel", name)),
        key=lambda node: node.extents[1])]
    wait("the classes", lambda: order() == ["Flower", "Bird", "Fish"])
    x, y = program.get_place(program.see("label", "5 shots", within=program.see("panel", "Flower")))
    to_x, to_y = program.get_place(program.see("label", "5 shots", within=program.see("panel", "Fish")))
    person.run("xdotool", "mousemove", str(x), str(y), "mousedown", "1")
    for step in range(1, 31):
        person.run("xdotool", "mousemove", str(x + (to_x - x) * step // 30), str(y + (to_y - y) * step // 30),
                   "sleep", "0.03")
    person.run("xdotool", "sleep", "0.5", "mouseup", "1")
    wait("the new order", lambda: order() == ["Bird", "Fish", "Flower"])
    program.keys("ctrl+z")
    wait("the old order", lambda: order() == ["Flower", "Bird", "Fish"])
    program.keys("ctrl+shift+z")
    wait("the new order", lambda: order() == ["Bird", "Fish", "Flower"])
    program.quit()
    assert [row["name"] for row in home.read_last()["classes"]] == ["Bird", "Fish", "Flower", "Fruit", "Insect"]


if __name__ == "__main__":
    person.main([folders_on_the_empty_page, files_on_a_class, files_and_pixels_on_the_queries, bad_files_among_good,
                 tiles_inside_the_window, class_by_its_header])
