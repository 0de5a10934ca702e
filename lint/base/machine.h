/* What the machine can do. */
#ifndef MACHINE_H
#define MACHINE_H

#include <stdbool.h>

/* Has it AVX2, and what comes with that? */
bool machine_has_avx2(void);

#endif
