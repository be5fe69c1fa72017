/* The program's global variables, as they are before it begins. */
#ifndef EXPLORE_IMAGE_H
#define EXPLORE_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

void image_setup(void);   /* keeps a copy; call it before anything runs */
void image_restore(void); /* puts it back */

/* The parts of memory that hold them: begin and end of two sections. */
void image_sections(uintptr_t range[2][2]);

#endif
