/* The gradebook: CSV (RFC 4180, UTF-8, LF), a line for each student in order:
 *
 *   id,name,section,EXERCISE outcome,EXERCISE points,EXERCISE
 * late,...,total,max
 *
 * Points that are not known are empty. Nothing in it depends on when or where
 * something was graded. A cell that a spreadsheet would take for a formula gets
 * a ' in front. */
#ifndef CLASS_GRADEBOOK_H
#define CLASS_GRADEBOOK_H

#include "src/class/ledger.h"

void gradebook_csv(const struct ledger *l, struct buf *out);

#endif
