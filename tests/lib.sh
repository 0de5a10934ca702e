# For the test scripts: . tests/lib.sh.  Counts what `ok` and `bad` are told;
# `finish` prints the last line "N passed, N failed" and ends the script.
passed=0
failed=0
scratch=$(mktemp -d "${TMPDIR:-/tmp}/reportlint-test.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/.git" # no configuration above it counts

ok() {
	passed=$((passed + 1))
}

bad() {
	failed=$((failed + 1))
	echo "FAILED: $*"
}

finish() {
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ]
	exit
}

# run STATUS ARGUMENTS...: runs the program, keeps $scratch/out and $scratch/err,
# and counts whether it ended with STATUS.
run() {
	wanted=$1
	shift
	"$bin" "$@" >"$scratch/out" 2>"$scratch/err"
	status=$?
	if [ "$status" -eq "$wanted" ]; then
		ok
	else
		bad "status $status, not $wanted: reportlint $*"
		head -n 5 "$scratch/err"
	fi
}

# says FILE TEXT: the last run's out or err holds the text.
says() {
	if grep -qF -e "$2" "$scratch/$1"; then
		ok
	else
		bad "nothing like '$2' on std$1:"
		head -n 5 "$scratch/$1"
	fi
}

# silent FILE: the last run wrote nothing there.
silent() {
	if [ -s "$scratch/$1" ]; then
		bad "std$1 is not empty:"
		head -n 5 "$scratch/$1"
	else
		ok
	fi
}

# lines FILE N: so many lines.
lines() {
	n=$(wc -l <"$scratch/$1")
	if [ "$n" -eq "$2" ]; then
		ok
	else
		bad "std$1 has $n lines, not $2:"
		head -n 5 "$scratch/$1"
	fi
}
