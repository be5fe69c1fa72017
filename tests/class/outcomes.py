#!/usr/bin/env python3
"""Compares a folder of results with what was to come of the class.

usage: outcomes.py EXPECTED.TSV RESULTS

Prints a line for each difference; nothing where all is as expected.
"""
import csv
import json
import pathlib
import sys

expected, results = sys.argv[1], pathlib.Path(sys.argv[2])
with open(results / "gradebook.csv", newline="") as f:
    book = {row["id"]: row for row in csv.DictReader(f)}
with open(expected) as f:
    rows = [line.rstrip("\n").split("\t") for line in f]
told = set()
for student, exercise, outcome, kind, late, origin in rows:
    told.add(student)
    row = book.get(student)
    if row is None:
        print(f"{student} is not in the gradebook")
        continue
    with open(results / "verdicts" / student / f"{exercise}.json") as f:
        record = json.load(f)
    found = (record.get("verdict") or {}).get("findings") or []
    got = (row[exercise + " outcome"], found[0]["kind"] if found else "")
    if got != (outcome, kind):
        what = found[0] if found else [
            (s["name"], s["outcome"], s.get("why")) for s in (record.get("verdict") or {}).get("stages", [])
            if s["outcome"] not in ("passed", "skipped")]
        print(f"{student} {exercise} ({origin}): {got}, expected {(outcome, kind)}: {what}")
    if late and row[exercise + " late"] != late:
        print(f"{student} {exercise}: {row[exercise + ' late']} days late, expected {late}")
for student in sorted(set(book) - told):
    print(f"{student} is in the gradebook, and not in the class")
