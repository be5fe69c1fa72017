// enumerate: all executions of small concurrent programs, by the axioms.
//
//     enumerate [--model c11|sc|tso] [--no-prune] < programs
//     enumerate --check corpus.txt
//
// An oracle for tests of the schedule explorer. It never runs a program: it
// tries every way to choose what each read reads (rf), the order of the
// writes to each location (mo) and the order of the critical sections of each
// mutex, and keeps the graphs that the axioms allow.
//
// LANGUAGE. One program per line; lines that start with # are comments.
//     NAME | op op op | op op | ...      threads are separated by |
//     W<loc><val>.<ord>       atomic store, e.g. Wx1.rel
//     R<loc>.<ord>            atomic load
//     X<loc><val>.<ord>       exchange
//     A<loc><val>.<ord>       fetch_add
//     C<loc><exp><new>.<ord>  compare_exchange_strong; a failure is a load of
//                             order rlx (for rlx, rel), acq (acq, ar), sc (sc)
//     F.<ord>                 fence: acq rel ar sc
//     L<m> U<m>               lock and unlock mutex m, 0 to 3
//     P<loc><val> p<loc>      plain write and read
//     =<val>                  ends the thread here unless its last register
//                             has this value; not while it holds a mutex, and
//                             the register must come from R X A or C
// Atomic locations are x y z w, plain ones a b c d; all start as 0. Orders are
// rlx acq rel ar sc. Every R X A C p sets a register to the (old) value.
//
// OUTPUT. One line per program:
//     NAME graphs=N outcomes=K race=yes|no deadlock=yes|no { OUT; OUT }
// OUT is the registers of each thread, then the last value of each location:
// "0:1,0 1:1 x=1 a=2". graphs counts the complete executions. With a race the
// list is "{ racy }" and both counts are 0.
//
// AXIOMS. c11 is RC11 of Lahav, Vafeiadis, Kang, Hur and Dreyer, "Repairing
// sequential consistency in C/C++11", PLDI 2017: COHERENCE, ATOMICITY, SC
// (psc_base and psc_F) and NO-THIN-AIR are theirs; release sequences are
// those of C++20 (only RMWs continue one). Locks add edges from an unlock to
// each later lock of the mutex, to hb and to NO-THIN-AIR. Plain accesses need
// no rf and mo of their own: hb orders them, or there is a race.
//     hb = (sb | sw | lo)+                    COHERENCE irreflexive(hb ; eco?)
//     ATOMICITY rmw & (rb ; mo) empty         SC acyclic(psc_base | psc_F)
//     NO-THIN-AIR acyclic(sb | rf | lo)
// sc is Lamport's: acyclic(sb | rf | mo | rb | lo), and ATOMICITY.
// tso is x86-TSO in the axiomatic form of Alglave, Maranget and Tautschnig,
// "Herding cats", TOPLAS 2014: acyclic(ppo | fences | rfe | mo | rb | lo) and
// acyclic(sb|loc | rf | mo | rb), and ATOMICITY. A store of order sc has a
// full fence after it; RMWs (failed ones, too), locks and F.sc are full
// fences; other fences are nothing.
// Under sc and tso, races are those of an hb in which each atomic load is an
// acquire and each atomic store a release.
//
// --no-prune leaves out all shortcuts; it is for checking this program.

#include "litmus.h"

#include <stdio.h>
#include <string.h>

enum { LINE_SIZE = 4096 }; // bytes

static void print_result(const char *name, const struct result *r)
{
    printf("%s graphs=%ld outcomes=%d race=%s deadlock=%s {", name, r->graphs,
           r->count, r->race ? "yes" : "no", r->deadlock ? "yes" : "no");
    if (r->race) {
        printf(" racy");
    }
    for (int i = 0; i < r->count; i++) {
        printf("%s %s", i > 0 ? ";" : "", r->outcomes[i]);
    }
    printf(" }\n");
}

static int enumerate_stdin(enum model model, bool prune)
{
    char line[LINE_SIZE];
    char why[MAX_WHY];
    struct program p;
    for (long number = 1; fgets(line, sizeof line, stdin); number++) {
        if (line[0] == '#' || line[strspn(line, " \t\r\n")] == '\0') {
            continue;
        }
        if (!program_parse(&p, line, why)) {
            fprintf(stderr, "line %ld: %s\n", number, why);
            return 2;
        }
        struct result r;
        search(&p, model, prune, &r);
        print_result(p.name, &r);
        result_free(&r);
    }
    return 0;
}

static int usage(void)
{
    fputs("usage: enumerate [--model c11|sc|tso] [--no-prune] < programs\n"
          "       enumerate --check corpus.txt\n",
          stderr);
    return 2;
}

int main(int argc, char **argv)
{
    static const char *const models[] = {
        [MODEL_C11] = "c11", [MODEL_SC] = "sc", [MODEL_TSO] = "tso"};
    int model = MODEL_C11;
    bool prune = true;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--no-prune") == 0) {
            prune = false;
        } else if (strcmp(argv[i], "--model") == 0 && i + 1 < argc) {
            i++;
            for (model = MODEL_TSO; model >= 0; model--) {
                if (strcmp(argv[i], models[model]) == 0) {
                    break;
                }
            }
            if (model < 0) {
                return usage();
            }
        } else if (strcmp(argv[i], "--check") == 0 && i + 2 == argc) {
            int failed = check_corpus(argv[i + 1]);
            return failed < 0 ? 2 : failed > 0;
        } else {
            return usage();
        }
    }
    return enumerate_stdin((enum model)model, prune);
}
