/* WORKSPACE/compile_commands.json, from which clangd and other editors' helpers
 * learn how an exercise is compiled. */
#ifndef COURSE_COMPILE_COMMANDS_H
#define COURSE_COMPILE_COMMANDS_H

#include "src/base/err.h"

/* Makes the file list every exercise folder (NAME/NAME.c) of the workspace,
 * and writes it only when that changes something. Entries that are not ours
 * stay; a file that we cannot read as such a list, or that is a link, is left
 * alone, which is no error. */
bool compile_commands_update(const char *workspace, struct err *e) MUST_USE;

#endif
