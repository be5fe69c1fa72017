# threadlings: `make help` says what there is.

MODE ?= release                    # release | debug | asan
override MODE := $(strip $(MODE))
B ?= build/$(MODE)
CC := $(if $(filter default,$(origin CC)),cc,$(CC))
PREFIX ?= /usr/local
VERSION := 0.1.0

PKGS := libcjson sqlite3 md4c libedit libseccomp libdw libarchive

WARN := -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion \
        -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 \
        -Wno-format-truncation -Wno-format-nonliteral \
        -Werror
# Texts are cut on purpose (err_set) and drawn from tables of formats, hence the
# two -Wno-format; sign-conversion would put a cast on every strlen.

CFLAGS.release := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong
CFLAGS.debug := -O0 -g3
CFLAGS.asan := -O1 -g3 -fsanitize=address,undefined \
               -fno-sanitize-recover=undefined -fno-omit-frame-pointer
LDFLAGS.release := -Wl,-z,relro,-z,now
LDFLAGS.asan := -fsanitize=address,undefined
ifeq ($(CFLAGS.$(MODE)),)
$(error MODE is release, debug or asan, not '$(MODE)')
endif
CFLAGS ?= $(CFLAGS.$(MODE))
LDFLAGS ?= $(LDFLAGS.$(MODE))

# Evaluated when something is compiled, not when this file is read: `make run`
# installs pkg-config first.
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell pkg-config --cflags $(PKGS)))$(PKG_CFLAGS)
PKG_LIBS = $(eval PKG_LIBS := $$(shell pkg-config --libs $(PKGS)) -lm)$(PKG_LIBS)
COMPILE = $(CC) -std=c11 -D_GNU_SOURCE -I. -MMD -MP $(WARN) $(CFLAGS) \
          -DTL_VERSION='"$(VERSION)"' -DTL_PREFIX='"$(PREFIX)"' $(PKG_CFLAGS)

# `make V=1` shows the commands.
Q := $(if $(V),,@)

# The layers, bottom first. grader/harness/ is compiled by the grader, at run
# time, into a learner's program; grader/explore/ now, and linked into it then.
BASE := $(wildcard src/base/*.c)
COURSE := $(wildcard src/course/*.c)
GRADER := $(wildcard grader/*.c)
CLASS := $(wildcard src/class/*.c)
UI := $(wildcard src/ui/*.c)
SOURCES := $(BASE) $(COURSE) $(GRADER) $(CLASS) $(UI)
OBJECTS := $(SOURCES:%=$(B)/%.o)
HARNESS := $(wildcard grader/harness/*)
# The explorer's runtime is there for machines whose stacks it can switch.
EXPLORE_SWITCH := $(wildcard grader/explore/switch_$(shell uname -m).S)
EXPLORE_PARTS := $(patsubst %,$(B)/%.o,$(wildcard grader/explore/*.c) $(EXPLORE_SWITCH))
EXPLORE := $(if $(EXPLORE_SWITCH),$(B)/explore.o)
UNIT := $(patsubst tests/unit/%.c,%,$(filter-out tests/unit/main.c,$(wildcard tests/unit/*.c)))
FUZZ := $(patsubst tests/fuzz/%.c,%,$(filter-out tests/fuzz/main.c,$(wildcard tests/fuzz/*.c)))

.PHONY: all run test test-now unit litmus verify coverage-of-sources layers format format-check \
        attacks bench chaos class fuzz install uninstall clean help picture

all: threadlings $(EXPLORE) ## build, and leave ./threadlings (MODE=release|debug|asan)

# Always: it may lead to another build, which can be newer.
threadlings: $(B)/threadlings always
	@ln -sfn $< $@
.PHONY: always

$(B)/threadlings: $(B)/src/main.c.o $(B)/libthreadlings.a
	@echo '  link     $@'
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(B)/libthreadlings.a: $(OBJECTS)
	@rm -f $@
	@echo '  archive  $@'
	$(Q)ar qcs $@ $^

$(B)/%.c.o: %.c
	@mkdir -p $(@D)
	@echo '  compile  $<'
	$(Q)$(COMPILE) -c -o $@ $<

$(B)/tests/unit/%: $(B)/tests/unit/%.c.o $(B)/tests/unit/main.c.o $(B)/libthreadlings.a
	@echo '  link     $@'
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS) $$(pkg-config --libs check)

# Without a fuzzer: each runs the inputs that it is given.
$(B)/tests/fuzz/%: $(B)/tests/fuzz/%.c.o $(B)/tests/fuzz/main.c.o $(B)/libthreadlings.a
	@echo '  link     $@'
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

# The explorer's runtime: one object, of which a program sees what it calls. It
# is never built with a sanitizer: it stands in for one, on stacks of its own.
EXPLORE_CFLAGS := -O2 -g -fno-stack-protector -fno-omit-frame-pointer -fno-pie \
                  -fvisibility=hidden -U_FORTIFY_SOURCE
EXPLORE_GLOBAL := ex_* __tsan_* main

$(B)/grader/explore/%.o: grader/explore/%
	@mkdir -p $(@D)
	@echo '  compile  $<'
	$(Q)$(CC) -std=c11 -D_GNU_SOURCE -I. -MMD -MP $(WARN) $(EXPLORE_CFLAGS) -c -o $@ $<

$(B)/explore.o: $(EXPLORE_PARTS)
	@echo '  link     $@'
	$(Q)ld -r -o $@.all $^
	$(Q)objcopy --strip-debug --wildcard $(EXPLORE_GLOBAL:%=--keep-global-symbol='%') $@.all $@
	@rm -f $@.all

# The litmus tests' programs. enumerate and generate have nothing of the
# explorer in them; explore is it; explore-seeded makes mistakes on purpose.
LITMUS := $(if $(EXPLORE),$(addprefix $(B)/tests/litmus/,enumerate generate generate-waits explore explore-seeded))
LITMUS_RUN := $(filter-out %/main.c.o,$(EXPLORE_PARTS)) \
              $(addprefix $(B)/tests/litmus/,explore.c.o run.c.o)

$(B)/tests/litmus/enumerate: $(addprefix $(B)/tests/litmus/,axioms.c.o check.c.o enumerate.c.o graph.c.o parse.c.o relation.c.o search.c.o)
	@echo '  link     $@'
	$(Q)$(CC) $(LDFLAGS) -o $@ $^

$(B)/tests/litmus/generate $(B)/tests/litmus/generate-waits: $(B)/tests/litmus/%: $(B)/tests/litmus/%.c.o
	@echo '  link     $@'
	$(Q)$(CC) $(LDFLAGS) -o $@ $^

$(B)/tests/litmus/explore.c.o $(B)/tests/litmus/run.c.o: $(B)/%.o: %
	@mkdir -p $(@D)
	@echo '  compile  $<'
	$(Q)$(CC) -std=c11 -D_GNU_SOURCE -I. -MMD -MP $(WARN) $(EXPLORE_CFLAGS) -c -o $@ $<

$(B)/seeded/%.o: %
	@mkdir -p $(@D)
	@echo '  compile  $< with mistakes'
	$(Q)$(CC) -std=c11 -D_GNU_SOURCE -I. -MMD -MP $(WARN) $(EXPLORE_CFLAGS) -DEXPLORE_SEEDED -c -o $@ $<

$(B)/tests/litmus/explore: $(LITMUS_RUN)
	@echo '  link     $@'
	$(Q)$(CC) -no-pie -o $@ $^ -lpthread -lm

$(B)/tests/litmus/explore-seeded: $(LITMUS_RUN:$(B)/%=$(B)/seeded/%)
	@echo '  link     $@'
	$(Q)$(CC) -no-pie -o $@ $^ -lpthread -lm

litmus: $(LITMUS) ## build the litmus tests' programs

# Kept, though only their programs are asked for.
.SECONDARY: $(UNIT:%=$(B)/tests/unit/%.c.o) $(B)/tests/unit/main.c.o \
            $(FUZZ:%=$(B)/tests/fuzz/%.c.o) $(B)/tests/fuzz/main.c.o

-include $(shell find $(B) -name '*.d' 2>/dev/null)

run: ## install what is missing, build, start the tutor
	@tools/deps.sh build
	@$(MAKE) --no-print-directory all
	@./threadlings

test: ## install what is missing, build, run every test
	@tools/deps.sh test
	@$(MAKE) --no-print-directory test-now

test-now:
	@$(MAKE) --no-print-directory -j$$(nproc) layers format-check all unit litmus
	@MODE=$(MODE) B=$(B) tests/run.sh

# With them what fuzzing runs, for its seeds.
unit: $(UNIT:%=$(B)/tests/unit/%) $(FUZZ:%=$(B)/tests/fuzz/%) $(EXPLORE) ## build the unit tests

verify: all ## prove every lesson and exercise, as authors do (minutes)
	./threadlings verify

# The parts of the course that are finished: no topic of theirs may be open.
PARTS ?= 1 2 3 4
coverage-of-sources: all ## which topic of the source texts is taught where
	./threadlings verify --coverage "$(PARTS)"

# An include edge that is not in this list is an error.
only = @if grep -nE '^\#include "' $(1) /dev/null | grep -vE '\#include "($(2))'; \
	then echo "layers: the includes above cross a layer"; exit 1; fi
wrapped = @if grep -lE '^\#include <($(1))' $(SOURCES) $(wildcard src/*/*.h grader/*.h) | grep -vxE '$(2)'; \
	then echo "layers: the files above use a library past its wrapper"; exit 1; fi

layers: ## check that no layer reaches past its neighbours
	$(call only,$(wildcard src/base/*.[ch]),src/base/)
	$(call only,$(wildcard src/course/*.[ch]),src/(base|course)/)
	$(call only,$(wildcard grader/*.[ch]),src/base/|grader/[a-z_]*\.h)
	$(call only,$(wildcard grader/harness/*.[ch]),threadlings.h|[a-z_]*\.h)
	$(call only,$(wildcard grader/explore/*.[ch] grader/explore/*.inc),grader/explore/)
	$(call only,$(wildcard src/class/*.[ch]),src/(base|class)/|grader/(grader|exercise)\.h)
	$(call only,$(wildcard src/ui/*.[ch]),src/(base|course|class|ui)/|grader/(grader|exercise)\.h)
	$(call wrapped,cjson/,src/base/json\.c)
	$(call wrapped,sqlite3,src/course/store(_open\.c|_parts\.h|\.c))
	$(call wrapped,md4c,src/ui/(markdown|passage)\.c)
	$(call wrapped,histedit|editline,src/ui/repl\.c)
	$(call wrapped,seccomp\.h|linux/landlock,grader/sandbox_[a-z]*\.c)
	$(call wrapped,elfutils|dwarf,grader/symbols\.c)
	$(call wrapped,archive,src/class/archive\.c)

# Two headers are contracts that others have, too: their layout is theirs.
C_FILES = $(filter-out exercises/futex_mutex/futex_mutex.h exercises/spinlock/spinlock.h, \
            $(wildcard src/*.c src/*/*.[ch] grader/*.[ch] grader/*/*.[ch] \
            tests/*/*.[ch] tests/fuzz/*/*.c exercises/*/*.[ch] exercises/*/*/*.c bench/*.c))
format: ## lay out all C with clang-format
	clang-format -i $(C_FILES)

# Versions of clang-format differ in taste; the layout is this one's.
FORMAT_VERSION := 14
format-check:
	@if clang-format --version 2>/dev/null | grep -q 'version $(FORMAT_VERSION)\.'; \
	then clang-format --dry-run -Werror $(C_FILES); \
	else echo "format-check: no clang-format $(FORMAT_VERSION) here, layout not checked"; fi

# SETTINGS="root-all user-no-ns" runs some only; tests/attacks/run.sh names them.
attacks: all ## every attack on the grader, under each set of layers (minutes)
	@tools/deps.sh test
	@tests/attacks/run.sh $(SETTINGS)

bench: all ## measure; prints ratios taken in one run
	@bench/run.sh

# CLASS_SIZE, CLASS_SEED: see tests/class/run.sh.
class: all ## grade a class of 300 made for it: killed, resumed, over Slurm
	@tools/deps.sh test
	@tests/class/run.sh

FUZZ_SECONDS ?= 60
fuzz: ## fuzz all parsers of outside input (FUZZ_SECONDS=60, all together)
	@tools/deps.sh fuzz
	@tests/fuzz/run.sh $(FUZZ_SECONDS)

chaos: all ## kill everything a thousand times, and look at what is left
	@tests/chaos/run.sh

picture: all ## record doc/session.svg anew from a real session
	@tools/deps.sh test
	@tools/picture.sh

SHARE := $(DESTDIR)$(PREFIX)/share/threadlings
install: all ## into PREFIX (/usr/local), below DESTDIR
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(SHARE)/grader/explore
	install -m 755 $(B)/threadlings $(DESTDIR)$(PREFIX)/bin/threadlings
	install -m 644 doc/threadlings.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	cp -R lessons exercises data $(SHARE)/
	cp -R grader/harness $(SHARE)/grader/
	cp -R grader/explore/scenario.h grader/explore/symbols $(SHARE)/grader/explore/
	$(if $(EXPLORE),install -m 644 $(EXPLORE) $(SHARE)/grader/)
	chmod -R u=rwX,go=rX $(SHARE)

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/threadlings $(DESTDIR)$(PREFIX)/share/man/man1/threadlings.1
	rm -rf $(SHARE)

clean: ## remove what was built
	rm -rf build threadlings

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | \
	    while IFS="$$(printf '\t')" read -r t d; do printf '  make %-19s %s\n' "$$t" "$$d"; done
