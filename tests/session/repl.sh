#!/usr/bin/env bash
# The REPL on a terminal: keys, completion, history, Ctrl-C, Ctrl-Z, saving a
# watched file, and the terminal's modes after every kind of end.
source "$(dirname "$0")/../cli/common.bash"

if ! type -P expect >/dev/null; then
    ok 'the REPL on a terminal # SKIP no expect here'
    plan
    exit
fi

cat >"$T/share/lessons/010-first.json" <<'EOF'
{"format": 1, "title": "First lesson", "about": "One.", "steps": [
  {"read": "hello"}, {"quiz": "count", "kind": "number", "answer": 3}]}
EOF
printf '# First lesson\n## Hello\nHello there.\n## Count\nHow many?\n' \
    >"$T/share/lessons/010-first.md"
tl new exercise sum
export COLUMNS= TERM=xterm
# A crash is to end us as one, in a build with AddressSanitizer, too.
export ASAN_OPTIONS=handle_segv=0:handle_abort=0

cat >"$T/session.exp" <<'EOF'
set timeout 60
log_user 0
set count 0
set failed 0
set T $env(T)
set program [list $env(THREADLINGS) --share $T/share --workspace $T/work]

proc report {what good} {
    global count failed expect_out
    incr count
    if {$good} {
        puts "ok $count - $what"
    } else {
        incr failed
        puts "not ok $count - $what"
        if {[info exists expect_out(buffer)]} {
            puts "#   [string map {"\n" "\n#   "} $expect_out(buffer)]"
        }
    }
}

# Waits for a text that is to come.
proc comes {what text} {
    expect {
        -exact $text { report $what 1 }
        timeout { report $what 0 }
        eof { report $what 0 }
    }
}

proc wait_for {text} {
    expect {
        -exact $text { return 1 }
        timeout { return 0 }
        eof { return 0 }
    }
}

# A shell that tells the terminal's modes before and after the program.
proc start {} {
    global program spawn_id pid T
    spawn sh -c {
        trap : INT
        echo "modes $(stty -g) end"
        sh -c 'echo "pid $$ end"; exec "$@"' sh "$@"
        echo "status $? end"
        echo "modes $(stty -g) end"
    } sh {*}$program
    stty rows 24 columns 80 < $spawn_out(slave,name)
    expect -re {modes (\S+) end.*pid (\d+) end}
    set ::before $expect_out(1,string)
    set pid $expect_out(2,string)
    wait_for "1/2 > "
}

# Whether it ends, and the modes are what they were.
proc ended {what status} {
    expect {
        -re {status (\d+) end\s+modes (\S+) end} {
            report $what [expr {$expect_out(1,string) == $status &&
                                $expect_out(2,string) eq $::before}]
        }
        timeout { report $what 0 }
        eof { report $what 0 }
    }
    catch close
    catch wait
}

start
send "\t"
comes "Tab lists the commands" "review"
send "li\t\r"
comes "Tab completes, Enter runs" "Lessons"
wait_for "> "
send "zebra\003"
wait_for "> "
send "help answers\r"
comes "Ctrl-C gives the line up" "When a step asks something"
wait_for "> "
send "lxst\002\002\002\004i\r"
comes "the line can be edited" "Lessons"
wait_for "> "
send "\r"
comes "Enter goes on" "How many?"
send "4\r"
comes "a wrong answer" "Not yet"
send "3\r"
comes "a right answer" "Right"
send "go first 1\r"
wait_for "1/2 > "
send "\004"
ended "Ctrl-D leaves, and the terminal is as before" 0

start
send "\020\r"
comes "the history outlives the run" "Hello there"
wait_for "> "
send "\022elp\r"
comes "and can be searched" "When a step asks something"
wait_for "> "
send "watch sum\r"
comes "a watched file is graded at once" "sum failed"
wait_for "> "
send "hel"
wait_for "hel"
exec cp $T/share/exercises/sum/solution.c $T/work/sum/sum.c
comes "saving it grades it again" "sum passed"
wait_for "hel"
send "p quit\r"
comes "and what was typed is still there" "Leaves."
wait_for "> "
send "q\r"
ended "quit leaves, and the terminal is as before" 0

foreach {signal status} {TERM 143 HUP 129 SEGV 139 ABRT 134 QUIT 131} {
    start
    send "typed"
    wait_for "typed"
    exec kill -$signal $pid
    ended "SIG$signal ends it, and the terminal is as before" $status
}

spawn bash --norc --noprofile -i
stty rows 24 columns 80 < $spawn_out(slave,name)
send "PS1=sh'9: '\r"
wait_for "sh9: "
send "$program\r"
wait_for "1/2 > "
send "hel"
wait_for "hel"
send "\032"
comes "Ctrl-Z stops it" "Stopped"
wait_for "sh9: "
send "fg\r"
wait_for "hel"
send "p next\r"
comes "fg brings it back with what was typed" "Goes on to the next step"
send ":quit\r"
wait_for "sh9: "
send "exit\r"
catch close
catch wait

puts "1..$count"
exit [expr {$failed > 0}]
EOF
T=$T THREADLINGS=$THREADLINGS command expect "$T/session.exp"
