# reportlint: GNU make.  Everything that is made goes to $(BUILD).
PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
CXX ?= g++
CFLAGS ?= -O3 -g
CXXFLAGS ?= -O2 -g
SANITIZE ?=
FUZZ_SECONDS ?= 60
CLANG_FORMAT ?= clang-format

# Parallel unless told otherwise; a make inside of make shares its jobs.
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 2)
endif

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual -Wvla \
	-Wformat=2 -Wswitch-enum
WARN_C := -Wmissing-prototypes -Wstrict-prototypes
ifeq ($(WERROR),1)
WARN += -Werror
endif

# Asked only when something is compiled: the libraries may have to be installed first.
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell pkg-config --cflags libpcre2-8 gmp jansson libxxhash))$(PKG_CFLAGS)
PKG_LIBS = $(eval PKG_LIBS := $$(shell pkg-config --libs libpcre2-8 gmp jansson))$(PKG_LIBS)

ALL_CFLAGS = -std=c17 -D_GNU_SOURCE $(WARN) $(WARN_C) $(CFLAGS) $(SANITIZE) $(PKG_CFLAGS)
ALL_CXXFLAGS = -std=c++17 -D_GNU_SOURCE -Wall -Wextra $(CXXFLAGS) $(SANITIZE) $(PKG_CFLAGS)
# The C++ library is taken in: loading it would take a tenth of a start.
LINK_STATIC = $(if $(SANITIZE),,-static-libstdc++ -static-libgcc)
# The rules are tables with tens of thousands of pointers: what a start needs to adjust them is a tenth
# as long when it is packed.  A linker that cannot do so says that it does not.
LINK_PACKED = $(if $(SANITIZE),,-Wl,-z,pack-relative-relocs)
LINK = $(CXX) $(CFLAGS) $(SANITIZE) $(LINK_STATIC) $(LINK_PACKED) $(LDFLAGS)
LIBS = $(PKG_LIBS) -lunistring -lpthread -ldl

LAYERS := base text lex doc fact rule check corpus out app
GENERATOR := lint/app/embed.c lint/app/embed_image.c
SOURCES := $(filter-out $(GENERATOR),$(wildcard $(LAYERS:%=lint/%/*.c)))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/lint/base/toml.o $(BUILD)/embedded.o \
	$(BUILD)/page.o
MAIN := $(BUILD)/lint/app/main.o
LIBRARY := $(BUILD)/libreportlint.a
RULES := $(sort $(wildcard rules/lang/*.toml)) $(sort $(wildcard rules/*.toml))
UNIT := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/test_*.c))
ACCURACY := $(BUILD)/accuracy/passages $(BUILD)/accuracy/seeded
FORMATTED := $(wildcard $(LAYERS:%=lint/%/*.c) $(LAYERS:%=lint/%/*.h) tests/*/*.c tests/*/*.h)

# Where shells look for completions.
COMPLETIONS := $(addprefix $(DESTDIR)$(PREFIX)/share/,bash-completion/completions/reportlint \
	zsh/site-functions/_reportlint fish/vendor_completions.d/reportlint.fish)

# What is compiled is said in a word; V=1 shows the commands.
Q = $(if $(V),,@)
say = $(if $(V),,@printf '  %-6s %s\n' '$(1)' '$(2)')

all: $(BUILD)/reportlint

$(BUILD)/reportlint: $(MAIN) $(LIBRARY)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

$(LIBRARY): $(filter-out $(MAIN),$(OBJECTS))
	$(call say,AR,$@)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(BUILD)/lint/%.o: lint/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/lint/base/toml.o: lint/base/toml.cc
	@mkdir -p $(@D)
	$(call say,CXX,$<)
	$(Q)$(CXX) $(ALL_CXXFLAGS) -MMD -MP -c -o $@ $<

# The rules become a part of the program, already parsed and their patterns made.
$(BUILD)/embed: $(GENERATOR:%.c=$(BUILD)/%.o) $(filter-out $(BUILD)/embedded.o $(BUILD)/lint/app/% \
		$(BUILD)/lint/out/%,$(OBJECTS))
	$(Q)$(LINK) -o $@ $^ $(LIBS)

$(BUILD)/embedded.c: $(BUILD)/embed $(RULES) rules rules/lang
	$(call say,EMBED,rules)
	$(Q)$(BUILD)/embed rules/ $(RULES) >$@.part
	@mv $@.part $@

# The style and the script of the page that -o html writes, as arrays, with their hashes.
PAGE := css js
$(BUILD)/page.c: $(PAGE:%=lint/out/page.%)
	@mkdir -p $(@D)
	$(call say,PAGE,$^)
	$(Q){ echo '#include "page.h"'; $(foreach p,$(PAGE), \
		echo 'const char page_$p[] = {'; \
		LC_ALL=C od -An -v -to1 lint/out/page.$p | sed "s/ \([0-7]*\)/'\\\\\1',/g"; \
		echo "0};"; \
		printf 'const char page_$p_hash[] = "sha256-%s";\n' "$$(sha256sum <lint/out/page.$p | \
			cut -c1-64 | tr a-f A-F | basenc -d --base16 | base64)";) } >$@.part
	@mv $@.part $@

$(BUILD)/page.o: $(BUILD)/page.c lint/out/page.h
	$(Q)$(CC) $(ALL_CFLAGS) -Ilint/out -c -o $@ $<

$(BUILD)/embedded.o: $(BUILD)/embedded.c
	$(Q)$(CC) $(ALL_CFLAGS) -Wno-overlength-strings -Ilint/app -MMD -MP -c -o $@ $<

# ---- for people ---------------------------------------------------------------

demo:
	@tests/deps build
	@+$(MAKE) --no-print-directory all
	@$(BUILD)/reportlint check --no-config fixtures/reports || test $$? -eq 1

test:
	@tests/deps test
	@+$(MAKE) --no-print-directory check

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/man/man5
	install -m 755 $(BUILD)/reportlint $(DESTDIR)$(PREFIX)/bin/reportlint
	install -m 644 man/reportlint.1 $(DESTDIR)$(PREFIX)/share/man/man1/reportlint.1
	install -m 644 man/reportlint-rules.5 man/reportlint.toml.5 $(DESTDIR)$(PREFIX)/share/man/man5
	install -d $(dir $(COMPLETIONS))
	$(BUILD)/reportlint completion bash >$(word 1,$(COMPLETIONS))
	$(BUILD)/reportlint completion zsh >$(word 2,$(COMPLETIONS))
	$(BUILD)/reportlint completion fish >$(word 3,$(COMPLETIONS))

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/reportlint $(DESTDIR)$(PREFIX)/share/man/man1/reportlint.1 \
		$(DESTDIR)$(PREFIX)/share/man/man5/reportlint-rules.5 \
		$(DESTDIR)$(PREFIX)/share/man/man5/reportlint.toml.5 $(COMPLETIONS)

clean:
	rm -rf $(BUILD)

# ---- tests ----------------------------------------------------------------------

check: all $(UNIT) $(ACCURACY) $(BUILD)/bench/archive $(BUILD)/fuzz/seeded
	@tests/run $(BUILD)

# Real editors; not a part of `test`, since what they bring is large.
test-editors:
	@tests/deps editors
	@+$(MAKE) --no-print-directory all
	@tests/editors/run $(BUILD)

# What services say of SARIF; not a part of `test`, since what says it is large.
test-formats:
	@tests/deps formats
	@+$(MAKE) --no-print-directory all
	@tests/sarif/run $(BUILD)

# The page of -o html in Debian's Chromium.
test-page:
	@tests/deps page
	@+$(MAKE) --no-print-directory all
	@tests/page/run $(BUILD)

# VS Code itself in a browser: for the hand, it brings more still.
test-vscode:
	@tests/deps vscode
	@+$(MAKE) --no-print-directory all vsix
	@tests/editors/vscode/run $(BUILD)

# The extension for VS Code; nothing of it is needed for the rest.
vsix:
	rm -rf $(BUILD)/vscode
	mkdir -p $(BUILD)/vscode
	cp -R editors/vscode/. LICENSE $(BUILD)/vscode/
	cd $(BUILD)/vscode && npm ci --ignore-scripts --no-audit --no-fund && npm run package
	mv $(BUILD)/vscode/reportlint.vsix $(BUILD)/

bless: all
	tests/golden $(BUILD) bless

asan:
	+$(MAKE) --no-print-directory check BUILD=build/asan CFLAGS="-O1 -g -fno-omit-frame-pointer" \
		SANITIZE=-fsanitize=address

ubsan:
	+$(MAKE) --no-print-directory check BUILD=build/ubsan CFLAGS="-O1 -g" \
		SANITIZE="-fsanitize=undefined -fno-sanitize-recover=all"

bench: all $(BUILD)/bench/corpus $(BUILD)/bench/peak
	@tests/bench/run $(BUILD)

# Archives of up to 100,000 reports, half a gigabyte; some minutes.  Fewer: REPORTS="10000 30000".
bench-audit: all $(BUILD)/bench/archive $(BUILD)/bench/peak
	@tests/bench/audit $(BUILD) $(REPORTS)

# Always with Clang, which brings the fuzzer.
fuzz:
	+$(MAKE) --no-print-directory build/fuzz/fuzz_lint BUILD=build/fuzz CC=clang CXX=clang++ \
		CFLAGS="-O1 -g" SANITIZE=-fsanitize=address,undefined,fuzzer-no-link
	tests/fuzz/run build/fuzz/fuzz_lint $(FUZZ_SECONDS)

format-check:
	$(CLANG_FORMAT) --dry-run --Werror $(FORMATTED)

$(BUILD)/unit/%: tests/unit/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,TEST,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@.o $<
	$(Q)$(LINK) -o $@ $@.o $(LIBRARY) $(LIBS) -lcmocka

$(BUILD)/accuracy/%: tests/accuracy/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,TEST,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@.o $<
	$(Q)$(LINK) -o $@ $@.o $(LIBRARY) $(LIBS)

$(BUILD)/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -o $@ $(filter %.c,$^)

$(BUILD)/bench/archive: tests/bench/archive_text.c tests/bench/archive.h tests/bench/words.h

$(BUILD)/fuzz/seeded: tests/fuzz/seeded.c tests/fuzz/fuzz_lint.c $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,TEST,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@.o $<
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -MT $@ -MF $@.d -c -o $@.target.o tests/fuzz/fuzz_lint.c
	$(Q)$(LINK) -o $@ $@.o $@.target.o $(LIBRARY) $(LIBS)

$(BUILD)/fuzz_lint: tests/fuzz/fuzz_lint.c $(LIBRARY)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@.o $<
	$(LINK) -fsanitize=fuzzer -o $@ $@.o $(LIBRARY) $(LIBS)

.PHONY: all demo test test-editors test-formats test-page test-vscode vsix check asan ubsan bench bench-audit bless fuzz format-check install uninstall clean
.DELETE_ON_ERROR:
-include $(OBJECTS:.o=.d) $(GENERATOR:%.c=$(BUILD)/%.d) $(UNIT:=.d) $(ACCURACY:=.d) \
	$(wildcard $(BUILD)/bench/*.d $(BUILD)/fuzz/*.d $(BUILD)/*.d)
