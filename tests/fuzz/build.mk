# The fuzz targets, built by clang: make -f tests/fuzz/build.mk [HOW=fuzz|coverage]
#
# fuzz: what searches, with AddressSanitizer and UBSan. coverage: what runs the
# inputs that it is given, and counts lines.

HOW ?= fuzz
B := build/$(HOW)
PKGS := libcjson sqlite3 md4c libedit libseccomp libdw libarchive
FLAGS.fuzz := -O1 -fsanitize=fuzzer-no-link,address,undefined,float-cast-overflow \
              -fno-sanitize-recover=all -fno-omit-frame-pointer
LINK.fuzz := -fsanitize=fuzzer
FLAGS.coverage := -O0 -fprofile-instr-generate -fcoverage-mapping
# Those that read JSON have it changed value by value.
JSON.fuzz := assignment class_record exercise json lesson trace verdict
MAIN.coverage := $(B)/tests/fuzz/main.c.o

SOURCES := $(wildcard src/base/*.c src/course/*.c grader/*.c src/class/*.c src/ui/*.c)
TARGETS := $(patsubst tests/fuzz/%.c,%,$(filter-out tests/fuzz/main.c,$(wildcard tests/fuzz/*.c)))
COMPILE = clang -std=gnu11 -D_GNU_SOURCE -I. -g -MMD -MP $(FLAGS.$(HOW)) \
          -DTL_VERSION='"fuzz"' -DTL_PREFIX='"/usr/local"' $(shell pkg-config --cflags $(PKGS))

all: $(TARGETS:%=$(B)/%)

$(JSON.$(HOW):%=$(B)/%): $(B)/tests/fuzz/mutator/json.c.o

$(B)/%: $(B)/tests/fuzz/%.c.o $(MAIN.$(HOW)) $(B)/all.a
	@echo '  link     $@'
	@clang $(FLAGS.$(HOW)) $(LINK.$(HOW)) -o $@ $^ $(shell pkg-config --libs $(PKGS)) -lm

$(B)/all.a: $(SOURCES:%=$(B)/%.o)
	@rm -f $@
	@ar qcs $@ $^

$(B)/%.c.o: %.c
	@mkdir -p $(@D)
	@echo '  compile  $<'
	@$(COMPILE) -c -o $@ $<

.SECONDARY:
-include $(shell find $(B) -name '*.d' 2>/dev/null)
