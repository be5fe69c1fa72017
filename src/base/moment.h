/* Now, on a clock that is never set: for how long something takes. */
#ifndef BASE_MOMENT_H
#define BASE_MOMENT_H

#include <stdint.h>

double moment_s(void);
int64_t moment_ms(void);

#endif
