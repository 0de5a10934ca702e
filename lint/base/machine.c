/*
 * What the machine can do.  Alone in its file, so that a test can have a function of
 * this name in its place, and with it the passes that are made for any machine.
 */
#include "machine.h"

bool
machine_has_avx2(void)
{
#if defined __x86_64__
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	       __builtin_cpu_supports("popcnt");
#else
	return false;
#endif
}
