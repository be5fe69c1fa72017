/* The table of all commands: what the REPL serves, the shell accepts, `help`
 * explains and Tab completes. */
#include "src/ui/author.h"
#include "src/ui/check.h"
#include "src/ui/grade.h"
#include "src/ui/help.h"
#include "src/ui/list.h"
#include "src/ui/machine.h"
#include "src/ui/milestones.h"
#include "src/ui/player.h"
#include "src/ui/replay.h"
#include "src/ui/review.h"
#include "src/ui/terms.h"
#include "src/ui/watch.h"

const struct command commands[] = {
    {.name = "next",
     .key = "n",
     .args = "",
     .summary = "go on to the next step",
     .help =
         "Goes on to the next step, or from the end of a lesson to the next "
         "lesson. An empty line does the same once a step is done.\n\n"
         "A step that is not done stays open; `list` counts what is done.",
     .run = cmd_next},
    {.name = "back",
     .key = "b",
     .args = "",
     .summary = "go back one step",
     .help = "Goes back one step. Nothing that you have done is lost.",
     .run = cmd_back},
    {.name = "again",
     .key = "a",
     .args = "",
     .summary = "show the current step once more",
     .help = "Shows the current step from its beginning; a question is asked "
             "anew and a program can be run anew.",
     .run = cmd_again},
    {.name = "go",
     .args = "LESSON [STEP]",
     .summary = "go to a lesson, or to one of its steps",
     .help = "Goes to a lesson by its name or number, to the step where you "
             "left it. STEP is the number of a step, or its name.\n\n"
             "`go 30` · `go spsc-queue` · `go spsc-queue 4`",
     .completes = COMPLETE_LESSON,
     .run = cmd_go},
    {.name = "answer",
     .args = "ANSWER",
     .summary = "answer the question of the current step",
     .help = "Answers the current question. In the REPL just type the answer; "
             "this word is for answers that look like a command, and for the "
             "shell.",
     .run = cmd_answer},
    {.name = "skip",
     .key = "s",
     .args = "",
     .summary = "show the answer and leave the step open",
     .help = "Shows the answer of the current question and lets you go on. The "
             "step stays open, and the question comes back in a review.",
     .run = cmd_skip},
    {.name = "task",
     .key = "t",
     .args = "[EXERCISE]",
     .summary = "show what an exercise asks for",
     .help = "Shows the task of the current exercise, or of the one named.",
     .completes = COMPLETE_EXERCISE,
     .run = cmd_task},
    {.name = "edit",
     .key = "e",
     .args = "[EXERCISE]",
     .summary = "open your file in your editor",
     .help = "Opens your file of the exercise in `$VISUAL` or `$EDITOR`.",
     .completes = COMPLETE_EXERCISE,
     .run = cmd_edit},
    {.name = "check",
     .key = "c",
     .args = "[EXERCISE [FILE]]",
     .summary = "grade your file",
     .help = "Grades your file of the exercise at hand, or FILE.\n\n"
             "`--html FILE`: writes an execution that fails as a page for a "
             "browser, to step through\n\n"
             "The exit status is 0 when it passes, 1 when it fails, 2 when "
             "there is nothing to grade, 3 when the grader could not tell.",
     .options = "--html FILE",
     .completes = COMPLETE_EXERCISE,
     .json = true,
     .run = cmd_check},
    {.name = "watch",
     .key = "w",
     .args = "[EXERCISE | off]",
     .summary = "grade again whenever you save",
     .help = "Grades your file each time you save it, until `watch off`. What "
             "you have typed at the prompt stays.",
     .completes = COMPLETE_EXERCISE,
     .run = cmd_watch},
    {.name = "hint",
     .key = "h",
     .args = "[EXERCISE] [all]",
     .summary = "a hint for what failed last",
     .help = "Gives a hint about the first thing that the last check found. "
             "Ask again for more; the next one comes after a new attempt or a "
             "minute's thought. `hint all` shows those that you have seen, "
             "too.",
     .completes = COMPLETE_EXERCISE,
     .run = cmd_hint},
    {.name = "compare",
     .key = "d",
     .args = "[EXERCISE]",
     .summary = "your answer beside ours, once yours passes",
     .help = "Shows how your file differs from our solution, once yours has "
             "passed. There is more than one good answer.",
     .completes = COMPLETE_EXERCISE,
     .run = cmd_compare},
    {.name = "reset",
     .key = "x",
     .args = "[EXERCISE]",
     .summary = "start an exercise afresh; your file is kept beside it",
     .help = "Puts the starter back. Your file is kept beside it under another "
             "name.",
     .completes = COMPLETE_EXERCISE,
     .run = cmd_reset},
    {.name = "run",
     .args = "[LESSON/STEP | FILE.c [ARGUMENT...]]",
     .summary = "compile and run a program, ungraded",
     .help = "Compiles a C file that has a `main` and runs it, confined as "
             "graded code is. Or runs the program of a step, of the current "
             "one when nothing is named.\n\n"
             "Arguments that begin with `-` come after a `--`.",
     .completes = COMPLETE_FILE,
     .run = cmd_run_step},
    {.name = "machine",
     .key = "m",
     .args = "[FILE.c] [FUNCTION...] [--level L]",
     .summary = "the machine code of your functions, beside the C",
     .help = "Shows what the compiler makes of functions, line by line: of "
             "FILE.c, or of your file of the exercise at hand; of all of them "
             "when none is named. It is shown for this processor and, where "
             "there is a compiler for it, for AArch64, which orders memory "
             "less than x86 does.\n\n"
             "`--level 0|1|2|3|s|g`: how much the compiler optimises (2)",
     .options = "--level L",
     .completes = COMPLETE_FILE,
     .json = true,
     .run = cmd_machine},
    {.name = "explore",
     .args = "FILE.c... [OPTION...] [-- ARGUMENT...]",
     .summary = "look at every way a program's threads can go",
     .help =
         "Explores a program with a `main` and a few threads: runs it in every "
         "order that its threads can go, with every value that C lets an "
         "atomic load read, and shows the steps that lead to a failure. "
         "Arguments for the program stand behind `--`.\n\n"
         "`--model c11|tso|sc`: what a load may read (c11); tso is what x86 "
         "does to it, sc a plain interleaving\n\n"
         "`--bound N`: look at executions with at most N preemptions first "
         "(2)\n\n"
         "`--seconds N`: processor time for it (20)\n\n"
         "`--inject LIST`: what may go wrong, of `spurious` wake-ups, `weak` "
         "exchanges, `trylock`, `timeout`, `memory`, `thread`; or `none` "
         "(spurious,weak)\n\n"
         "`--reuse`: freed memory is used again at once\n\n"
         "`--html FILE`: writes the execution that fails as a page for a "
         "browser, to step through\n\n"
         "`--outcomes`: takes the program as a litmus test and lists all that "
         "it can print, or how else it can end, under sc, tso and c11, beside "
         "how often this machine came to it; `--runs N`: in so many runs "
         "(1000000; 0 for none); `--schedules`: with an execution for each\n\n"
         "The exit status is 0 when no execution within these bounds fails, 1 "
         "when one does, 2 when there is no such program, 3 when it could not "
         "be told.",
     .options = "--model M --bound N --seconds N --inject LIST --reuse --html "
                "FILE --outcomes --runs N --schedules -- ARGS",
     .completes = COMPLETE_FILE,
     .json = true,
     .run = cmd_explore},
    {.name = "replay",
     .args = "[SCHEDULE [FILE.c...] [OPTION...] [-- ARGUMENT...]]",
     .summary = "step through an execution that failed, forwards and back",
     .help =
         "Runs one execution again and shows it step by step: who did what, "
         "in which line, and what the variables held. Alone it takes the "
         "execution that failed last; what `explore` and `check` find ends "
         "with the words that replay it at any time.\n\n"
         "A schedule replays for ever on the same source. Put it in quotes.\n\n"
         "`n` and `p` step forwards and back, `t` and `T` within one thread, "
         "`g` and `G` go to the ends, `1` to `9` follow one thread, `v` shows "
         "all steps, `w` says why an old value was read, `x` lets you play on, "
         "`q` leaves. `?` lists the keys; each has a word, typed after `:`.\n\n"
         "`--exercise NAME`: a scenario of an exercise, with your file or "
         "FILE\n\n"
         "`--scenario ID`: which scenario\n\n"
         "`--plain`: all steps as a list, as without a terminal\n\n"
         "The exit status is 0 when the execution is fine, 1 when it fails, 2 "
         "when the program has no such execution.",
     .options = "--exercise NAME --scenario ID --plain -- ARGS",
     .completes = COMPLETE_FILE,
     .json = true,
     .run = cmd_replay},
    {.name = "play",
     .args = "FILE.c... [OPTION...] [-- ARGUMENT...]",
     .summary = "be the scheduler: try to break a program",
     .help =
         "Runs a program one operation at a time, and you decide who goes on: "
         "it shows what each thread would do next, every value that an atomic "
         "load may read, and who is blocked, and why. Can you break it?\n\n"
         "Pick by number. `u` takes the last move back, `r` goes on at random, "
         "`f` lets the explorer look at everything, `q` leaves.\n\n"
         "`--exercise NAME`: a scenario of an exercise, with your file or "
         "FILE\n\n"
         "`--scenario ID`: which scenario\n\n"
         "`--model c11|tso|sc`: what a load may read\n\n"
         "`--moves LIST`: makes these moves first, as in `b,c,c,b<1`; without "
         "a terminal it then says what could come next, or what happened",
     .options = "--exercise NAME --scenario ID --model M --moves LIST --plain "
                "-- ARGS",
     .completes = COMPLETE_FILE,
     .json = true,
     .run = cmd_play},
    {.name = "list",
     .key = "l",
     .args = "",
     .summary = "all lessons and exercises, and how far you are",
     .help = "Lists lessons and exercises with their state.",
     .json = true,
     .run = cmd_list},
    {.name = "review",
     .key = "r",
     .args = "",
     .summary = "questions that are due, before you forget",
     .help = "Asks the questions of earlier lessons that you are about to "
             "forget, at most 20 at a time. Each comes back later the better "
             "you know it.\n\n"
             "Type `easy` after an answer that was no effort. `quit` or Ctrl-D "
             "ends the review; what you have answered counts.",
     .run = cmd_review},
    {.name = "term",
     .key = "g",
     .args = "[WORD]",
     .summary = "what a word means; the new ones of a step",
     .help = "Explains a term, such as `term data race`. Alone it explains the "
             "words that are new at the current step, which are underlined "
             "there, or else lists all that the lessons explain.",
     .completes = COMPLETE_TERM,
     .json = true,
     .run = cmd_term},
    {.name = "milestones",
     .args = "",
     .summary = "how threads came about, year by year",
     .help = "Lists what led to threads as they are today, by year, each with "
             "its source.",
     .json = true,
     .run = cmd_milestones},
    {.name = "doctor",
     .args = "",
     .summary = "what works on this machine, and how to mend the rest",
     .help = "Tries everything that grading needs: compiler, sanitizers, "
             "confinement.",
     .json = true,
     .run = cmd_doctor},
    {.name = "verify",
     .args = "[NAME...] [--times N] [--bad-times N] [--quick] [--shard I/N] "
             "[--coverage PARTS]",
     .summary = "prove lessons and exercises (for authors)",
     .help = "Proves that each starter fails, each solution passes and each "
             "bad answer fails as it declares, and that every lesson can be "
             "shown. NAME is an exercise, a lesson, or `data` for the files "
             "in data/.\n\n"
             "`--times N`: how often each solution must pass in a row (20)\n\n"
             "`--bad-times N`: how often each bad answer must fail (10)\n\n"
             "`--quick`: everything once, and only the solution as a class's "
             "are graded (screened, asked from outside)\n\n"
             "`--shard I/N`: of the other right answers and of the bad ones "
             "every N-th, from the I-th on\n\n"
             "`--coverage PARTS`: only lists which topics are taught where; "
             "none of the PARTS (`1,2`) may have an open one",
     .options = "--times N --bad-times N --quick --shard I/N --coverage PARTS",
     .completes = COMPLETE_EXERCISE,
     .json = true,
     .run = cmd_verify},
    {.name = "grade",
     .args = "DIR... --out DIR (--exercise NAME | --assignment FILE) [OPTIONS]",
     .summary = "grade a class (for instructors)",
     .help =
         "Grades what a class handed in, side by side on all processors, "
         "and writes a gradebook, a report and a page for each student to "
         "the folder `--out`. DIR holds a folder or an archive for each "
         "student, or files such as `anna_spsc_queue.c`; it may be an "
         "archive, too. What was graded before is not graded again while "
         "it is the same, so that an interrupted run can be given once "
         "more.\n\n"
         "`--assignment FILE`: exercises, points, due date, what learners "
         "see\n\n"
         "`--exercise NAME`: one exercise, without such a file\n\n"
         "`--roster FILE`: who is in the class, as CSV with a column `id`\n\n"
         "`--names PATTERN`: where files are, such as `{id}/*/{exercise}.c`\n\n"
         "`--format NAME`: the results for another system, too; may be "
         "given more than once\n\n"
         "`--jobs N`: so many at a time (three for every two "
         "processors)\n\n"
         "`--shard I/N`: only part I of N; the command without it finishes\n\n"
         "`--from DIR`: takes over what was graded to another `--out`",
     .options = "--out DIR --assignment FILE --exercise NAME --roster FILE "
                "--names PATTERN --format NAME --jobs N --shard I/N --from DIR",
     .completes = COMPLETE_FILE,
     .json = true,
     .of_teachers = true,
     .run = cmd_grade},
    {.name = "new",
     .args = "lesson|exercise NAME",
     .summary = "start a lesson or an exercise (for authors)",
     .help = "Makes the files of a new lesson or exercise, ready to be filled "
             "in and verified.",
     .run = cmd_new},
    {.name = "help",
     .key = "?",
     .args = "[COMMAND | answers]",
     .summary = "what there is to type, or more about one command",
     .help = "Lists the commands, or says more about one. `help answers` tells "
             "how answers and commands are told apart.",
     .completes = COMPLETE_COMMAND,
     .run = cmd_help},
    {.name = "quit",
     .key = "q",
     .args = "",
     .summary = "leave; everything is already saved",
     .help = "Leaves. Ctrl-D does the same. Everything is already saved, and "
             "you come back to where you are.",
     .repl_only = true,
     .run = cmd_quit},
};
const size_t ncommands = sizeof commands / sizeof commands[0];
