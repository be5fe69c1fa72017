# Sourced after tap.sh by tests that need a real terminal: the program runs in
# tmux, on a server of its own, and what is on the screen is looked at.
#
#   start 80 24                      # the program, in a fresh window
#   line list                        # type a line and Enter
#   sees "lessons are listed" '^Lessons'
#   fresh                            # later sees look at new lines only
if ! command -v tmux >/dev/null; then
    skip "a session in a terminal" "tmux is not installed"
    done_testing
fi

# At the end of a line: nothing is typed yet. In a narrow window it is short.
PROMPT='([0-9]+/[0-9]+ |^)>'
SEE_S=30 # how long to wait for a text, on a busy machine

tmux_() { tmux -L "threadlings-$$" -f /dev/null "$@"; }
cleanup_tasks+=('tmux_ kill-server 2>/dev/null')

# A shell command in a fresh window. The server has the environment of the first
# start; give later changes with env(1).
start() { # WIDTH HEIGHT [COMMAND]
    local command=${3:-$THREADLINGS}
    if ! tmux_ has-session -t keep 2>/dev/null; then
        tmux_ new-session -d -s keep -x 80 -y 24 'exec cat' # keeps it alive
        tmux_ set-option -g status off
        tmux_ set-option -g history-limit 20000
    fi
    tmux_ kill-session -t t 2>/dev/null
    tmux_ new-session -d -s t -x "$1" -y "$2" \
        "$command; echo \"left with \$?\"; exec cat"
    tmux_ resize-window -t t -x "$1" -y "$2"
}

keys() { tmux_ send-keys -t t "$@"; } # names such as Enter, C-c, Tab
text() { tmux_ send-keys -t t -l -- "$1"; }

line() { # types a line and Enter
    text "$1"
    keys Enter
}

screen() { tmux_ capture-pane -p -t t; }
everything() { tmux_ capture-pane -p -S - -t t; } # with what scrolled away
drawn() { tmux_ capture-pane -p -e -S - -t t; }   # with colours

# The last line that is not empty.
last_line() { screen | grep -v '^ *$' | tail -n 1; }

# Waits until a command succeeds; fails after SEE_S.
wait_until() {
    local end=$((SECONDS + SEE_S))
    until "$@"; do
        ((SECONDS <= end)) || return 1
        sleep 0.1
    done
}

shows() { everything | grep -qE -- "$1"; }
last_is() { last_line | grep -qE -- "$1"; }

# A failed test that shows the screen.
unseen() { # WHAT WHY
    not_ok "$1"
    echo "    $2"
    screen | sed 's/^/    | /'
    return 1
}

# Waits until a line matches; then it is a passed test.
sees() { # WHAT REGEX [SECONDS]
    local SEE_S=${3:-$SEE_S}
    if wait_until shows "$2"; then ok "$1"; else
        unseen "$1" "nothing on the screen matches: $2"
    fi
}

# Waits until the last line matches.
ends_with() { # WHAT REGEX [SECONDS]
    local SEE_S=${3:-$SEE_S}
    if wait_until last_is "$2"; then ok "$1"; else
        unseen "$1" "the last line does not match: $2"
    fi
}

# No line matches now. Only of use once something later has been seen.
sees_no() { # WHAT REGEX
    if shows "$2"; then unseen "$1" "the screen matches: $2"; else ok "$1"; fi
}

# Waits for an empty prompt, without being a test.
at_prompt() { wait_until last_is "$PROMPT\$"; }

only_one_line() { (($(screen | grep -cv '^ *$') <= 1)); }

# Clears the screen at the prompt, so that what is seen next is new.
fresh() {
    at_prompt
    keys C-l
    wait_until only_one_line
    tmux_ clear-history -t t
}

answered() { ! only_one_line && last_is "$PROMPT\$"; }

ask() { # types a line on a clear screen and waits for the next prompt
    fresh
    line "$1"
    wait_until answered
}

# tmux tells the program some time later: waits until it has.
has_size() { # ROWS COLUMNS
    [[ $(stty -F "$(tmux_ display -p -t t '#{pane_tty}')" size) == "$1 $2" ]]
}
resize() { # WIDTH HEIGHT
    tmux_ resize-window -t t -x "$1" -y "$2"
    wait_until has_size "$2" "$1"
}

# What the terminal itself had to wrap is joined again (-J). What was typed at
# the prompt may be as long as it likes.
unwrapped() {
    tmux_ capture-pane -p -J -S - -t t | sed 's/ *$//' |
        grep -vE '^([a-z-]+ [0-9]+/[0-9]+ )?> '
}
widest() { unwrapped | wc -L; } # in columns

fits() { # WHAT WIDTH: no line is wider than the window
    local widest line
    widest=$(widest)
    ((widest <= $2)) && ok "$1" && return
    not_ok "$1"
    echo "    a line takes $widest columns of $2:"
    unwrapped | while IFS= read -r line; do
        ((${#line} > $2)) && echo "    > $line"
    done
}

# The number of the choice with this text in the question shown last.
choice() { everything | grep -E "^ *[0-9]+  $1\$" | tail -n 1 | awk '{print $1}'; }
