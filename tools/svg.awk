# A captured terminal screen (text with SGR escape sequences) as an SVG picture.
# Variables: columns, the width of the screen.
#
# Each run of cells in one style becomes a <tspan>. textLength makes every line
# as wide as its cells, whatever monospaced font the reader has.

function escape(s) {
    gsub(/&/, "\\&amp;", s)
    gsub(/</, "\\&lt;", s)
    gsub(/>/, "\\&gt;", s)
    return s
}

# Characters of UTF-8 text, in any awk: bytes that do not continue one.
function cells_of(s) {
    gsub(/[\200-\277]/, "", s)
    return length(s)
}

function plain() { color = ""; bold = 0; dim = 0; italic = 0; underline = 0 }

function sgr(codes,    n, i, part) {
    n = split(codes == "" ? "0" : codes, part, ";")
    for (i = 1; i <= n; i++) {
        if (part[i] == 0) plain()
        else if (part[i] == 1) bold = 1
        else if (part[i] == 2) dim = 1
        else if (part[i] == 3) italic = 1
        else if (part[i] == 4) underline = 1
        else if (part[i] == 39) color = ""
        else if (part[i] >= 30 && part[i] <= 37) color = palette[part[i] - 30]
        else if (part[i] >= 90 && part[i] <= 97) color = palette[part[i] - 82]
    }
}

function span(text,    style) {
    if (text == "") return ""
    style = ""
    if (color != "") style = style " fill=\"" color "\""
    if (bold) style = style " font-weight=\"bold\""
    if (dim) style = style " opacity=\"0.65\""
    if (italic) style = style " font-style=\"italic\""
    if (underline) style = style " text-decoration=\"underline\""
    return "<tspan" style ">" escape(text) "</tspan>"
}

BEGIN {
    split("#45475a #f38ba8 #a6e3a1 #f9e2af #89b4fa #cba6f7 #94e2d5 #bac2de #6c7086 #f38ba8 #a6e3a1 #f9e2af #89b4fa #cba6f7 #94e2d5 #ffffff", p, " ")
    for (i = 1; i <= 16; i++) palette[i - 1] = p[i]
    cell = 8.4; row = 18; top = 44; left = 18
    plain()
}

{
    line = $0
    out = ""
    cells = 0
    while (match(line, /\033\[[0-9;]*m/)) {
        text = substr(line, 1, RSTART - 1)
        cells += cells_of(text)
        out = out span(text)
        sgr(substr(line, RSTART + 2, RLENGTH - 3))
        line = substr(line, RSTART + RLENGTH)
    }
    cells += cells_of(line)
    out = out span(line)
    lines[NR] = out
    width[NR] = cells
    if (cells > 0) last = NR
}

END {
    w = int(columns * cell + 2 * left)
    h = top + last * row + 10
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">\n", w, h, w, h
    print "<title>A session with threadlings</title>"
    printf "<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#1e1e2e\"/>\n", w, h
    for (i = 0; i < 3; i++)
        printf "<circle cx=\"%d\" cy=\"18\" r=\"5.5\" fill=\"%s\"/>\n", 22 + i * 20, p[i == 0 ? 2 : i == 1 ? 4 : 3]
    print "<g font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"14\" fill=\"#cdd6f4\" xml:space=\"preserve\">"
    for (i = 1; i <= last; i++)
        if (width[i] > 0)
            printf "<text x=\"%d\" y=\"%d\" textLength=\"%.1f\" lengthAdjust=\"spacingAndGlyphs\">%s</text>\n", left, top + i * row - 6, width[i] * cell, lines[i]
    print "</g>"
    print "</svg>"
}
