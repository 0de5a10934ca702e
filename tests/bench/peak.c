/*
 * Runs a command some times: peak RUNS COMMAND...  Its output goes to a file that
 * nobody sees (grep would stop at the first match if it were /dev/null).
 * Prints "MEAN LEAST CPU PEAK": wall-clock milliseconds (mean and least of the runs),
 * milliseconds of processor time (least), kilobytes of the largest resident set.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double
run(char **command, double *cpu, long *peak)
{
	struct rusage usage;
	int status;
	FILE *output = tmpfile();

	if (!output) {
		perror("peak");
		exit(1);
	}
	double begun = milliseconds();
	pid_t child = fork();

	if (child == 0) {
		dup2(fileno(output), STDOUT_FILENO);
		dup2(fileno(output), STDERR_FILENO);
		execvp(command[0], command);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) < 0 || !WIFEXITED(status) ||
	    WEXITSTATUS(status) > 1) {
		fprintf(stderr, "peak: %s failed\n", command[0]);
		exit(1);
	}
	if (usage.ru_maxrss > *peak)
		*peak = usage.ru_maxrss;
	double took = milliseconds() - begun;
	double spent = seconds(usage.ru_utime) * 1e3 + seconds(usage.ru_stime) * 1e3;
	*cpu = *cpu == 0 || spent < *cpu ? spent : *cpu;
	fclose(output);
	return took;
}

int
main(int argc, char **argv)
{
	int runs = argc > 2 ? atoi(argv[1]) : 0;
	double sum = 0, least = 0, cpu = 0;
	long peak = 0;

	for (int i = 0; i < runs; i++) {
		double took = run(argv + 2, &cpu, &peak);
		sum += took;
		least = i == 0 || took < least ? took : least;
	}
	if (runs < 1)
		return 2;
	printf("%.2f %.2f %.2f %ld\n", sum / runs, least, cpu, peak);
	return 0;
}
