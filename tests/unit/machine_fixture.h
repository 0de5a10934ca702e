/* A machine with AVX2 and any other, both played by this one: machine_has_avx2 is linked in place of the
 * program's. */
#ifndef MACHINE_FIXTURE_H
#define MACHINE_FIXTURE_H

#include "../../lint/base/machine.h"

static bool narrow;

bool
machine_has_avx2(void)
{
#if defined __x86_64__
	return !narrow && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	       __builtin_cpu_supports("popcnt");
#else
	return false;
#endif
}

#endif
