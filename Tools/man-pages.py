#!/usr/bin/env python3
"""Writes the manual pages of programs made with swift-argument-parser, one for each command.

    man-pages.py VERSION FOLDER HELP.json...

HELP.json is what `PROGRAM --experimental-dump-help` prints. A page of a later file replaces that of an earlier one:
`hourglass studio` is the program hourglass-studio, where it is built.
"""
import datetime
import json
import os
import re
import sys

ENVIRONMENT = [
    ("HOURGLASS_DATA", "The folder where data sets are looked for."),
    ("HOURGLASS_ISA", "The instruction set to compute with, such as portable; by default the fastest."),
    ("HOURGLASS_DEVICES", "The folder where plugins for accelerators are installed and looked for."),
    ("HOURGLASS_MPI_LIBRARY", "The library that calls MPI, for runs of several processes."),
]
STATUS = [
    ("0", "Success."),
    ("1", "The command failed; an error line says why."),
    ("64", "Wrong usage."),
    ("69", "A device failed while a run trained; its last checkpoint stays."),
    ("75", "A process of a run of several hung, ended or was cut off; the same command resumes the run."),
    ("130", "Interrupted by Ctrl-C, after the run was saved."),
]


def escaped(text):
    """Text without meaning to roff; `code` is bold."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    text = re.sub(r"`([^`]*)`", r"\\fB\1\\fR", text)
    return text.replace("…", "...").replace("`", "\\(ga").replace("^", "\\(ha").replace("~", "\\(ti")


def line(text):
    """A line of text, which is no request of roff."""
    return "\\&" + text if text.startswith((".", "'")) else text


def paragraphs(text):
    """Paragraphs; indented lines are examples."""
    lines, is_example, is_first = [], False, True
    for row in text.split("\n"):
        if row.startswith("  "):
            if not is_example:
                lines += [".PP", ".nf", ".RS 4"]
            is_example = True
            lines.append(line(escaped(row[2:])))
            continue
        if is_example:
            lines += [".RE", ".fi"]
            is_first = True
        is_example = False
        if not row.strip():
            is_first = True
            continue
        if is_first:
            lines.append(".PP")
        is_first = False
        lines.append(line(escaped(row)))
    return lines + ([".RE", ".fi"] if is_example else [])


def value(argument):
    return "\\fI" + escaped(argument.get("valueName", "value")) + "\\fR"


def title(argument):
    """An argument as it is written: its names, and its value."""
    if argument["kind"] == "positional":
        return value(argument)
    dashes = {"long": "--", "short": "-", "longWithSingleDash": "-"}
    names = sorted(argument["names"], key=lambda name: name["kind"] != "short")
    written = ", ".join("\\fB" + escaped(dashes[n["kind"]] + n["name"]) + "\\fR" for n in names)
    return written if argument["kind"] == "flag" else written + " " + value(argument)


def text_of(argument):
    text = argument.get("abstract", "")
    if argument.get("discussion"):
        text += "\n" + argument["discussion"]
    values = argument.get("allValues")
    if values:
        text += " (values: " + ", ".join(values) + ")"
    if argument.get("defaultValue") is not None:
        text += " (default: " + argument["defaultValue"] + ")"
    return text.strip()


def synopsis(name, command):
    parts = ["\\fB" + escaped(name) + "\\fR"]
    shown = [a for a in command.get("arguments", []) if a.get("shouldDisplay", True)]
    if any(a["kind"] != "positional" for a in shown):
        parts.append("[\\fIoptions\\fR]")
    for argument in shown:
        if argument["kind"] != "positional":
            continue
        text = value(argument) + ("..." if argument.get("isRepeating") else "")
        parts.append("[" + text + "]" if argument.get("isOptional") else text)
    if command.get("subcommands"):
        parts.append("\\fIcommand\\fR")
    return " ".join(parts)


def page(names, command, version, date):
    """The page of a command whose full name is `names`."""
    page_name = "-".join(names)
    abstract = command.get("abstract", "").rstrip(".")
    lines = [
        f'.TH "{escaped(page_name.upper())}" 1 {date} "Hourglass {version}" "Hourglass"',
        # No hyphens but those of options and values.
        ".nh", ".ad l",
        ".SH NAME", escaped(page_name) + " \\- " + escaped(abstract[:1].lower() + abstract[1:]),
        ".SH SYNOPSIS", synopsis(" ".join(names), command),
    ]
    if command.get("discussion"):
        description = paragraphs(command["discussion"])
        lines += [".SH DESCRIPTION"] + description[description[0] == ".PP":]
    sections = {}
    for argument in command.get("arguments", []):
        if argument.get("shouldDisplay", True):
            heading = argument.get("sectionTitle") or ("Arguments" if argument["kind"] == "positional" else "Options")
            sections.setdefault(heading, []).append(argument)
    for heading in sorted(sections, key=lambda h: (h == "Options", h != "Arguments")):
        lines.append(".SH " + escaped(heading.upper()))
        for argument in sections[heading]:
            lines += [".TP", title(argument)] + [line(escaped(row)) for row in text_of(argument).split("\n")]
    commands = [c for c in command.get("subcommands", []) if c.get("shouldDisplay", True) and c["commandName"] != "help"]
    if commands:
        lines.append(".SH COMMANDS")
        for other in commands:
            reference = escaped("-".join(names + [other["commandName"]]))
            lines += [".TP", f"\\fB{reference}\\fR(1)", line(escaped(other.get("abstract", "")))]
    if len(names) == 1:
        for heading, entries in (("ENVIRONMENT", ENVIRONMENT), ("EXIT STATUS", STATUS)):
            lines.append(".SH " + heading)
            for name, text in entries:
                lines += [".TP", "\\fB" + escaped(name) + "\\fR", escaped(text)]
    elif len(names) > 1:
        lines += [".SH SEE ALSO", "\\fB" + escaped("-".join(names[:-1])) + "\\fR(1)"]
    return page_name, "\n".join(lines) + "\n"


def pages(names, command, version, date):
    yield page(names, command, version, date)
    for other in command.get("subcommands", []):
        if other.get("shouldDisplay", True) and other["commandName"] != "help":
            yield from pages(names + [other["commandName"]], other, version, date)


def main():
    version, folder, *files = sys.argv[1:]
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH") or max(os.stat(file).st_mtime for file in files))
    date = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%d")
    os.makedirs(folder, exist_ok=True)
    for file in files:
        with open(file, encoding="utf-8") as source:
            help_ = json.load(source)
        if help_.get("serializationVersion") != 0:
            sys.exit(f"error: {file} is of a later version of swift-argument-parser "
                     f"(expected serializationVersion 0, got {help_.get('serializationVersion')})")
        command = help_["command"]
        # hourglass-studio is called `hourglass studio`.
        names = command["commandName"].split("-") if command["commandName"] == "hourglass-studio" else [command["commandName"]]
        for name, text in pages(names, command, version, date):
            with open(os.path.join(folder, name + ".1"), "w", encoding="utf-8") as target:
                target.write(text)


if __name__ == "__main__":
    main()
