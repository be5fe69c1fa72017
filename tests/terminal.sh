# Sourced after tap.sh by tests that need a real terminal: the program runs in
# tmux, on a server of its own, and what is on the screen is looked at.
if ! command -v tmux >/dev/null; then
    skip "a session in a terminal" "tmux is not installed"
    done_testing
fi

tmux_() { tmux -L "threadlings-$$" -f /dev/null "$@"; }
cleanup_tasks+=('tmux_ kill-server 2>/dev/null')

start() { # WIDTH HEIGHT [COMMAND]: a shell command in a fresh window
    tmux_ kill-server 2>/dev/null
    tmux_ new-session -d -s t -x "$1" -y "$2" "${3:-$THREADLINGS}; echo \"left with \$?\"; exec cat"
    tmux_ set-option -g status off
    tmux_ resize-window -t t -x "$1" -y "$2"
}

keys() { tmux_ send-keys -t t "$@"; } # names such as Enter, C-c, Tab

line() { # types a line and Enter
    tmux_ send-keys -t t -l -- "$1"
    tmux_ send-keys -t t Enter
}

screen() { tmux_ capture-pane -p -t t; }
everything() { tmux_ capture-pane -p -S - -t t; } # with what scrolled away

# Waits until a line of the screen matches (default 20 s); then it is a passed
# test, else a failed one that shows the screen.
sees() { # WHAT REGEX [SECONDS]
    local end=$((SECONDS + ${3:-20}))
    while ((SECONDS <= end)); do
        if everything | grep -qE -- "$2"; then
            ok "$1"
            return 0
        fi
        sleep 0.1
    done
    not_ok "$1"
    echo "    nothing on the screen matches: $2"
    screen | sed 's/^/    | /'
    return 1
}

clear_screen() { # so that the next `sees` looks at new lines only
    tmux_ send-keys -t t C-l
    sleep 0.2
    tmux_ clear-history -t t
}

resize() { tmux_ resize-window -t t -x "$1" -y "$2"; }

# No line of the screen is wider than the window: nothing was wrapped by the
# terminal itself.
widest() { screen | awk '{ if (length($0) > m) m = length($0) } END { print m + 0 }'; }
