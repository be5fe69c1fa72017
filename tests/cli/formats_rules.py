"""Checks documents against the written rules of the systems that read them.

usage: formats_rules.py FOLDER           each FOLDER/SAMPLE.FORMAT
       formats_rules.py FOLDER --broken  that each rule refuses a document that
                                         breaks it

Prints "ok WHAT" or "not ok WHAT: why" for each. The sources:
  gradescope    gradescope-autograders.readthedocs.io/en/latest/specs/
  prairielearn  docs.prairielearn.com/externalGrading/, "Grading results"
  exercism      exercism.org/docs/building/tooling/test-runners/interface
  classroom     github.com/classroom-resources/autograding-grading-reporter, src/
  junit         github.com/jenkinsci/xunit-plugin, junit-10.xsd
  tap           testanything.org/tap-version-14-specification.html
  sarif         docs.oasis-open.org/sarif/sarif/v2.1.0 (the standard and its
                schema) and docs.github.com, "SARIF support for code scanning"
"""
import json
import os
import re
import sys
import xml.etree.ElementTree as ElementTree


class Broken(Exception):
    pass


def need(condition, why):
    if not condition:
        raise Broken(why)


def keys(value, required, optional, where):
    """An object that has the required keys and no unknown ones."""
    need(isinstance(value, dict), f"{where} is no object")
    for key in required:
        need(key in value, f"{where} has no {key}")
    for key in value:
        need(key in required or key in optional, f"{where} has an unknown {key}")


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def text(value, where, empty=True):
    need(isinstance(value, str), f"{where} is no string")
    need(empty or value != "", f"{where} is empty")


# "Output format" and "Controlling Test Case Visibility".
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}


def gradescope(raw):
    root = json.loads(raw)
    keys(root, [], ["score", "execution_time", "output", "output_format",
                    "test_output_format", "test_name_format", "visibility",
                    "stdout_visibility", "extra_data", "tests", "leaderboard"], "the top")
    need("tests" in root or "score" in root, "neither tests nor a score")
    for key in ("score", "execution_time"):
        need(key not in root or is_number(root[key]), f"{key} is no number")
    for key in ("visibility", "stdout_visibility"):
        need(root.get(key, "visible") in VISIBILITIES, f"{key} is unknown")
    # What learners wrote may be shown as text only: the default of the top is
    # simple_format, which is HTML.
    need(root.get("output_format") == "text", "output is not text")
    need(root.get("test_output_format", "text") == "text", "tests are not text")
    for test in root["tests"]:
        keys(test, ["name"], ["score", "max_score", "status", "name_format", "number", "output",
                              "output_format", "tags", "visibility", "extra_data"], "a test")
        need(test.get("status", "passed") in ("passed", "failed"), "a status is unknown")
        need(test.get("visibility", "visible") in VISIBILITIES, "a visibility is unknown")
        need(test.get("output_format", "text") == "text", "a test is not text")
        text(test.get("output", ""), "an output")
        for key in ("score", "max_score"):
            need(key not in test or is_number(test[key]), f"a {key} is no number")
        need("score" not in test or "score" in root, "a part of the score, and no score")


def prairielearn(raw):
    need(len(raw) <= 1000000, "longer than 1 MB")
    root = json.loads(raw)
    keys(root, [], ["gradable", "format_errors", "score", "message", "output", "images", "tests"],
         "the top")
    need(isinstance(root.get("gradable", True), bool), "gradable is no boolean")
    if root.get("gradable", True):
        need(is_number(root.get("score")), "gradable without a score")
        need(0 <= root["score"] <= 1, "the score is not from 0 to 1")
    else:
        need("score" not in root, "a score for what is not gradable")
        errors = root.get("format_errors", "")
        need(isinstance(errors, (str, list)), "format_errors is neither text nor list")
        for error in errors if isinstance(errors, list) else [errors]:
            text(error, "a format error", empty=False)
    for test in root.get("tests", []):
        keys(test, ["name", "points", "max_points"],
             ["description", "message", "output", "images"], "a test")
        need(is_number(test["points"]) and is_number(test["max_points"]), "points are no numbers")
        need(0 <= test["points"] <= test["max_points"], "more points than there are")


def exercism(raw):
    root = json.loads(raw)
    keys(root, ["version", "status", "tests"], ["message"], "the top")
    need(root["version"] == 3, "not version 3")
    need(root["status"] in ("pass", "fail", "error"), "the status is unknown")
    if root["status"] == "error":
        text(root.get("message"), "the message of an error", empty=False)
        need(len(root["message"]) <= 65535, "the message is too long")
        need(root["tests"] == [], "an error, though tests ran")
    else:
        need(root.get("message") is None, "a message without an error")
        need(root["tests"] != [], "no tests")
    for test in root["tests"]:
        keys(test, ["name", "status"], ["message", "output", "test_code", "task_id"], "a test")
        need(test["status"] in ("pass", "fail", "error"), "a status is unknown")
        if test["status"] != "pass":
            text(test.get("message"), "the message of a failure", empty=False)
        need(len(test.get("output", "")) <= 500, "an output is longer than 500 characters")
    passed = all(test["status"] == "pass" for test in root["tests"])
    need(root["status"] == "error" or (root["status"] == "pass") == passed,
         "the status is not that of the tests")


def classroom(raw):
    need(len(raw) * 4 / 3 < 1 << 20, "longer than 1 MB in base64")
    root = json.loads(raw)
    keys(root, ["version", "status", "max_score", "tests"], [], "the top")
    need(root["version"] == 1, "not version 1")
    need(root["status"] in ("pass", "fail", "error"), "the status is unknown")
    need(root["tests"] != [], "no tests: the reporter would divide by 0")
    for test in root["tests"]:
        keys(test, ["name", "status", "score", "message", "test_code", "filename", "line_no",
                    "duration"], [], "a test")
        need(test["status"] in ("pass", "fail", "error"), "a status is unknown")
        need(is_number(test["score"]) and test["score"] >= 0, "a score is no number")
        need(isinstance(test["line_no"], int), "a line is no integer")
        text(test["message"], "a message", empty=False)
    # notify-classroom.js: the sum of the scores, of max_score.
    need(sum(test["score"] for test in root["tests"]) <= root["max_score"],
         "more points than there are")


TIME = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?")


def junit_counts(element, cases):
    for name, child in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        if name in element.attrib:
            found = sum(case.find(child) is not None for case in cases)
            need(element.get(name) == str(found), f"{name} are miscounted")
    need(element.get("tests") == str(len(cases)), "tests are miscounted")


def junit(raw):
    root = ElementTree.fromstring(raw)
    need(root.tag == "testsuites", "the root is no testsuites")
    need(set(root.attrib) <= {"name", "time", "tests", "failures", "errors"}, "an unknown attribute")
    junit_counts(root, list(root.iter("testcase")))
    for suite in root:
        need(suite.tag == "testsuite", "something else than a testsuite")
        need({"name", "tests", "failures", "errors"} <= set(suite.attrib), "a suite lacks something")
        need(TIME.fullmatch(suite.get("time", "")), "a suite's time is none")
        junit_counts(suite, suite.findall("testcase"))
        for case in suite:
            need(case.tag == "testcase", "something else than a testcase")
            need({"name", "classname"} <= set(case.attrib), "a case lacks its name")
            need(TIME.fullmatch(case.get("time", "")), "a case's time is none")
            results = [child for child in case if child.tag in ("failure", "error", "skipped")]
            # Jenkins keeps one of them.
            need(len(results) <= 1, "more than one result in a case")
            for child in case:
                need(child in results or child.tag in ("system-out", "system-err"),
                     "an unknown element in a case")
                need(set(child.attrib) <= {"type", "message"}, "an unknown attribute in a case")


POINT = re.compile(r"(not )?ok ([0-9]+) - ((?:[^#\\]|\\[#\\])*?)( # (SKIP|TODO) (.*))?")


def tap_block(lines):
    """The YAML block that begins; each value must be a string of JSON."""
    for i, line in enumerate(lines):
        if line == "  ...":
            return i + 1
        match = re.fullmatch(r"  ([a-z]+): (\".*\")", line)
        need(match, f"no line of YAML: {line[:40]}")
        json.loads(match[2])
    raise Broken("a YAML block without an end")


def tap(raw):
    need(raw.endswith("\n"), "no end of the last line")
    lines = raw[:-1].split("\n")
    need(lines[0] == "TAP version 14", "no version")
    plan = re.fullmatch(r"1\.\.([0-9]+)", lines[1])
    need(plan, "no plan")
    number, i, bailed = 0, 2, False
    while i < len(lines):
        need(not bailed, "something after Bail out!")
        if lines[i].startswith("Bail out! "):
            need(not re.search(r"(?<!\\)(\\\\)*#", lines[i]), "a # in Bail out!")
            bailed = True
            i += 1
            continue
        match = POINT.fullmatch(lines[i])
        need(match, f"no test point: {lines[i][:60]}")
        number += 1
        need(int(match[2]) == number, "a number out of order")
        # A directive's reason ends with its line; "#" in it is escaped.
        need(not match[6] or not re.search(r"(?<!\\)(\\\\)*#", match[6]), "a # in a reason")
        i += 1
        if i < len(lines) and lines[i] == "  ---":
            i += 1
            i += tap_block(lines[i:])
    need(number == int(plan[1]), "not as many tests as planned")
    need(number > 0 or bailed, "nothing")


# RFC 3986, section 4.1; a first segment with ":" would be a scheme.
PCHAR = r"(?:[A-Za-z0-9._~!$&'()*+,;=@-]|%[0-9A-F]{2})"
URI = re.compile(rf"file://(/(?:{PCHAR}|/)*)|{PCHAR}+(/(?:{PCHAR})*)*")


def sarif_message(message, where):
    keys(message, ["text"], ["markdown", "id", "arguments"], where)
    text(message["text"], where, empty=False)
    # 3.11.5: braces are doubled. 3.11.6: [text](target) is a link.
    need(not re.search(r"[{}]", message["text"].replace("{{", "").replace("}}", "")),
         f"{where} has a placeholder")
    need("](" not in message["text"], f"{where} has a link")


def sarif_result(result, rules):
    keys(result, ["ruleId", "message", "locations", "partialFingerprints"],
         ["ruleIndex", "level", "kind", "properties", "codeFlows"], "a result")
    need(result["ruleId"] in rules, "a rule is unknown")
    need(rules.index(result["ruleId"]) == result.get("ruleIndex"), "a ruleIndex is another rule's")
    need(result.get("level", "warning") in ("none", "note", "warning", "error"), "a level is unknown")
    sarif_message(result["message"], "a message")
    need(1 <= len(result["locations"]) <= 10, "not one location")
    need(result["partialFingerprints"], "no fingerprint")
    for value in result["partialFingerprints"].values():
        text(value, "a fingerprint", empty=False)
    for location in result["locations"]:
        place = location["physicalLocation"]
        need(URI.fullmatch(place["artifactLocation"]["uri"]), "a uri is none")
        region = place["region"]
        for value in region.values():
            need(isinstance(value, int) and value >= 1, "a place is not from 1")
        need("startLine" in region, "no startLine")
        need(region.get("endLine", region["startLine"]) >= region["startLine"],
             "a region ends before it begins")
        need(("endColumn" in region) <= ("startColumn" in region), "an endColumn alone")
        need(region.get("endColumn", 2) > region.get("startColumn", 1), "an empty region")


def sarif_run(run):
    keys(run, ["tool", "results"], ["automationDetails", "invocations", "columnKind"], "the run")
    driver = run["tool"]["driver"]
    keys(driver, ["name"], ["version", "rules"], "the driver")
    text(driver["name"], "the driver's name", empty=False)
    for rule in driver["rules"]:
        keys(rule, ["id", "shortDescription", "fullDescription", "help"],
             ["name", "defaultConfiguration"], "a rule")
        for key in ("shortDescription", "fullDescription", "help"):
            sarif_message(rule[key], key)
            need(len(rule[key]["text"]) <= 1024, "a description is too long")
    rules = [rule["id"] for rule in driver["rules"]]
    need(len(set(rules)) == len(rules), "a rule twice")
    # 3.14.27
    need(not run["results"] or run.get("columnKind") in ("utf16CodeUnits", "unicodeCodePoints"),
         "no columnKind")
    for invocation in run.get("invocations", []):
        keys(invocation, ["executionSuccessful"], ["toolExecutionNotifications"], "an invocation")
        for notification in invocation["toolExecutionNotifications"]:
            keys(notification, ["message"], ["level"], "a notification")
            sarif_message(notification["message"], "a notification")
    for result in run["results"]:
        sarif_result(result, rules)
    prints = [json.dumps(result["partialFingerprints"]) for result in run["results"]]
    need(len(set(prints)) == len(prints), "two results have one fingerprint")


def sarif(raw):
    root = json.loads(raw)
    keys(root, ["$schema", "version", "runs"], [], "the top")
    need(root["version"] == "2.1.0", "not version 2.1.0")
    need(root["$schema"].endswith("/sarif-schema-2.1.0.json"), "another schema")
    need(len(root["runs"]) == 1, "not one run")
    sarif_run(root["runs"][0])


RULES = {f.__name__: f for f in (gradescope, prairielearn, exercism, classroom, junit, tap, sarif)}


def said(name, raw):
    """None, or what rule the document breaks."""
    try:
        RULES[name](raw)
    except (Broken, ValueError, KeyError, TypeError, ElementTree.ParseError) as error:
        return f"{type(error).__name__}: {error}"
    return None


def document(folder, sample, name):
    with open(os.path.join(folder, f"{sample}.{name}"), encoding="utf-8", newline="") as file:
        return file.read()


def put(path, value):
    """A change of one place in a document of JSON; value None: taken out."""
    def change(raw):
        root = json.loads(raw)
        at = root
        for key in path[:-1]:
            at = at[key]
        if value is None:
            del at[path[-1]]
        else:
            at[path[-1]] = value
        return json.dumps(root)
    return change


def swap(old, new):
    def change(raw):
        assert old in raw, old
        return raw.replace(old, new, 1)
    return change


RESULT = ["runs", 0, "results", 0]
REGION = RESULT + ["locations", 0, "physicalLocation", "region"]
BROKEN = [
    ("gradescope", "race", put(["output_format"], None)),
    ("gradescope", "race", put(["tests", 0, "status"], "pass")),
    ("gradescope", "race", put(["tests", 0, "output_format"], "html")),
    ("gradescope", "race", put(["score"], None)),
    ("gradescope", "race", put(["visibility"], "shown")),
    ("prairielearn", "race", put(["score"], None)),
    ("prairielearn", "race", put(["score"], 1.5)),
    ("prairielearn", "race", put(["gradable"], False)),
    ("prairielearn", "race", put(["tests", 1, "max_points"], None)),
    ("prairielearn", "race", put(["message"], "x" * 1000001)),
    ("exercism", "race", put(["status"], "error")),
    ("exercism", "race", put(["status"], "pass")),
    ("exercism", "race", put(["tests", 2, "message"], None)),
    ("exercism", "race", put(["tests", 2, "output"], "x" * 501)),
    ("exercism", "compile", put(["message"], None)),
    ("classroom", "race", put(["tests"], [])),
    ("classroom", "race", put(["tests", 0, "score"], 11)),
    ("classroom", "race", put(["tests", 0, "line_no"], "12")),
    ("junit", "race", swap("failures=\"1\"", "failures=\"2\"")),
    ("junit", "race", swap("</failure>", "</failure><error/>")),
    ("junit", "race", swap("`head`", "<head>")),
    ("junit", "race", swap("time=\"2.000\"", "time=\"2e-05\"")),
    ("tap", "race", swap("1..4", "1..5")),
    ("tap", "race", swap("  ...\n", "")),
    ("tap", "race", swap("races\n", "races # in pieces\n")),
    ("tap", "race", swap("  kind: \"data-race\"", "  kind: \"data\n-race\"")),
    ("tap", "infra", swap("Bail out! ", "Bail out! # ")),
    ("sarif", "race", put(RESULT + ["message", "text"], "{0} is not ours")),
    ("sarif", "race", put(RESULT + ["message", "text"], "[see](http://example.com)")),
    ("sarif", "race", put(RESULT + ["message", "text"], "")),
    ("sarif", "race", put(RESULT + ["ruleId"], "no-such-rule")),
    ("sarif", "race", put(RESULT + ["partialFingerprints"], {})),
    ("sarif", "race", put(RESULT + ["locations"], [])),
    ("sarif", "race", put(REGION + ["startLine"], 0)),
    ("sarif", "race", put(REGION + ["startLine"], None)),
    ("sarif", "race", put(RESULT + ["locations", 0, "physicalLocation", "artifactLocation", "uri"], "a b:c")),
    ("sarif", "race", put(["runs", 0, "columnKind"], None)),
    ("sarif", "race", put(["runs", 0, "tool", "driver", "rules", 0, "help"], None)),
    ("sarif", "race", put(["version"], "2.0.0")),
]


def check_all(folder):
    for entry in sorted(os.listdir(folder)):
        sample, name = entry.rsplit(".", 1)
        why = said(name, document(folder, sample, name))
        print(f"ok {name} of {sample}" if why is None else f"not ok {name} of {sample}: {why}")


def check_broken(folder):
    for i, (name, sample, change) in enumerate(BROKEN, 1):
        raw = document(folder, sample, name)
        why = said(name, change(raw))
        good = said(name, raw) is None and why is not None
        print(f"{'ok' if good else 'not ok'} {name}, break {i}: {why}")


if __name__ == "__main__":
    if sys.argv[2:] == ["--broken"]:
        check_broken(sys.argv[1])
    else:
        check_all(sys.argv[1])
