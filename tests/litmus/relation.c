// Relations over the events of one graph, as bit matrices.

#include "litmus.h"

void relation_clear(struct relation *r, int n)
{
    for (int a = 0; a < n; a++) {
        r->row[a] = 0;
    }
}

void relation_join(struct relation *r, const struct relation *with, int n)
{
    for (int a = 0; a < n; a++) {
        r->row[a] |= with->row[a];
    }
}

void relation_compose(struct relation *out, const struct relation *a,
                      const struct relation *b, int n)
{
    for (int i = 0; i < n; i++) {
        uint64_t to = 0;
        for (uint64_t left = a->row[i]; left != 0; left &= left - 1) {
            to |= b->row[__builtin_ctzll(left)];
        }
        out->row[i] = to;
    }
}

// Warshall's algorithm, one row at a time.
void relation_close(struct relation *r, int n)
{
    for (int via = 0; via < n; via++) {
        uint64_t to = r->row[via];
        if (to == 0) {
            continue;
        }
        for (int a = 0; a < n; a++) {
            if (r->row[a] & bit(via)) {
                r->row[a] |= to;
            }
        }
    }
}

bool relation_irreflexive(const struct relation *r, int n)
{
    for (int a = 0; a < n; a++) {
        if (r->row[a] & bit(a)) {
            return false;
        }
    }
    return true;
}

bool relation_acyclic(const struct relation *r, int n)
{
    struct relation closed;
    for (int a = 0; a < n; a++) {
        closed.row[a] = r->row[a];
    }
    relation_close(&closed, n);
    return relation_irreflexive(&closed, n);
}
