/* @name@: one sum that any number of threads add to. */
#ifndef @NAME@_H
#define @NAME@_H

/* Adds n to the sum. */
void @name@_add(long n);

/* The sum of all that was added before. */
long @name@_value(void);

#endif
