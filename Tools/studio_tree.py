"""What a screen reader is given of a page: the roles and names of its parts, as a list of what is wrong with them."""

import re

CONTROLS = {
    "application", "button", "checkbox", "combobox", "dialog", "grid", "img", "link", "listbox", "menuitem", "meter",
    "option", "progressbar", "radio", "searchbox", "slider", "spinbutton", "switch", "tab", "table", "tablist",
    "tabpanel", "textbox",
}
"""Roles that nobody can use without a name."""

TABLES = {"table", "grid"}
HEADERS = {"columnheader", "rowheader"}
LINE = re.compile(r"""^(?P<indent>\ *)-\ '?(?P<role>[a-z]+)(?:\ (?P<name>"(?:[^"\\]|\\.)*"|/.*?/))?(?P<rest>.*)$""")
LEVEL = re.compile(r"\[level=(\d)\]")


class Part:
    """A part of the tree: its role, name, depth and place among the lines."""

    def __init__(self, number, found):
        self.number, self.depth, self.role, self.name = number, len(found["indent"]), found["role"], found["name"]
        level = LEVEL.search(found["rest"])
        self.level = int(level[1]) if level else 0


def parts_of(snapshot):
    """The parts that Playwright's snapshot lists, one a line."""
    found = (LINE.match(line) for line in snapshot.splitlines())
    return [Part(number, match) for number, match in enumerate(found) if match and match["role"] != "text"]


def inside(parts, owner):
    """The parts inside another."""
    for part in parts[parts.index(owner) + 1:]:
        if part.depth <= owner.depth:
            return
        yield part


def is_named(part, before):
    """Whether a part has a name; a table that scrolls may have that of the region directly around it."""
    around = part.role in TABLES and before.role == "region" and before.depth < part.depth
    return part.name is not None or (around and before.name is not None)


def faults(page):
    """Sentences on what a screen reader's user would miss: names, the order of headings, one main, headers of tables."""
    snapshot = page.locator("body").aria_snapshot()
    lines, parts = snapshot.splitlines(), parts_of(snapshot)
    told = [f"no name: {lines[part.number].strip()} after {lines[before.number].strip()[:60]}"
            for before, part in zip([parts[0], *parts], parts) if part.role in CONTROLS and not is_named(part, before)]
    if (mains := sum(part.role == "main" for part in parts)) != 1:
        told.append(f"{mains} main parts")
    headings = [part for part in parts if part.role == "heading"]
    if [part.level for part in headings].count(1) != 1:
        told.append(f"{[part.level for part in headings].count(1)} headings of level 1")
    for before, after in zip(headings, headings[1:]):
        if after.level > before.level + 1:
            told.append(f"a heading of level {after.level} ({after.name}) follows one of level {before.level} ({before.name})")
    for table in (part for part in parts if part.role in TABLES):
        if not any(part.role in HEADERS for part in inside(parts, table)):
            told.append(f"a table without headers: {table.name}")
    return told
