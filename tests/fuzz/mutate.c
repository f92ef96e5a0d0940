// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include <dirent.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/*
 * A driver for tests/fuzz/readers.c without libFuzzer: all files of a corpus as
 * they are, then `runs` damaged copies of them, always the same ones.
 *
 *     fuzz_potential FOLDER RUNS
 *
 * A crash, a run of more than ten seconds, or more memory than MEMORY ends it; the
 * damaged file is then in ./crash-NAME.
 */

enum { MAX_FILES = 256, MAX_SIZE = 1 << 18, SECONDS = 10 };

/* What any file of the corpus (64 kB at most) may make a reader ask for. */
static const rlim_t MEMORY = 256u << 20;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct seed {
    uint8_t *data;
    size_t size;
} seed;

static seed seeds[MAX_FILES];
static int n_seeds;
static uint8_t input[2 * MAX_SIZE];
static size_t input_size;
static const char *program;

static void keep_input(int signal_number)
{
    char path[512];
    const char *name = strrchr(program, '/');
    snprintf(path, sizeof path, "crash-%s", name ? name + 1 : program);
    FILE *file = fopen(path, "w");
    if (file) {
        fwrite(input, 1, input_size, file);
        fclose(file);
    }
    fprintf(stderr, "%s: signal %d; the file is in %s\n", program, signal_number, path);
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static uint64_t state = 0x9e3779b97f4a7c15; // xorshift64*, the same every time

static size_t below(size_t n)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return n ? (size_t)((state * 0x2545F4914F6CDD1DULL) >> 33) % n : 0;
}

static void replace(size_t at, size_t gone, const void *with, size_t n)
{
    if (at > input_size || input_size - at < gone ||
        input_size - gone + n > sizeof input)
        return;
    memmove(input + at + n, input + at + gone, input_size - at - gone);
    memcpy(input + at, with, n);
    input_size += n - gone;
}

static void damage(void)
{
    // numbers and words that readers have been wrong about
    static const char *const words[] = {
        "0",     "-1",     "1",    "2147483647", "-2147483648", "4294967296",
        "99999", "1D400",  "NaN",  "****",       "1.5-300",     "1e-320",
        "\n",    "\r\n",   "=",    "'",          "!",           "#",
        "\t",    "      ", "1e99", "inf",        "-0",          "\xff\xfe",
    };
    size_t at = below(input_size + 1);
    switch (below(8)) {
    case 0:
        if (at < input_size)
            input[at] ^= (uint8_t)(1u << below(8));
        break;
    case 1:
        replace(at, below(input_size - at < 16 ? input_size - at + 1 : 16), "", 0);
        break;
    case 2: {
        const char *word = words[below(sizeof words / sizeof *words)];
        replace(at, below(2) ? 0 : strlen(word), word, strlen(word));
        break;
    }
    case 3:
        input_size = at;
        break;
    case 4: { // a piece of another file
        const seed *other = &seeds[below((size_t)n_seeds)];
        size_t from = below(other->size + 1), n = below(other->size - from + 1);
        replace(at, below(2) ? 0 : n, other->data + from, n);
        break;
    }
    case 5: { // a line twice
        size_t end = at;
        while (end < input_size && input[end] != '\n')
            end++;
        static uint8_t line[MAX_SIZE];
        size_t n = end - at < sizeof line ? end - at : sizeof line;
        memcpy(line, input + at, n);
        replace(at, 0, line, n);
        break;
    }
    case 6: // a digit
        while (at < input_size && (input[at] < '0' || input[at] > '9'))
            at++;
        if (at < input_size)
            input[at] = (uint8_t)('0' + below(10));
        break;
    default:
        if (at < input_size)
            input[at] = (uint8_t)below(256);
        break;
    }
    if (input_size > MAX_SIZE)
        input_size = MAX_SIZE;
}

static void run(void)
{
    alarm(SECONDS);
    // a copy of its own size, so that a sanitizer sees reads beyond it
    uint8_t *copy = malloc(input_size ? input_size : 1);
    memcpy(copy, input, input_size);
    LLVMFuzzerTestOneInput(copy, input_size);
    free(copy);
    alarm(0);
}

static void load(const char *folder)
{
    struct dirent **names;
    int n = scandir(folder, &names, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
        FILE *file =
            names[i]->d_name[0] != '.' && n_seeds < MAX_FILES ? fopen(path, "r") : NULL;
        if (file) {
            seed *s = &seeds[n_seeds++];
            s->data = malloc(MAX_SIZE);
            s->size = fread(s->data, 1, MAX_SIZE, file);
            fclose(file);
        }
        free(names[i]);
    }
    if (n >= 0)
        free(names);
}

int main(int argc, char **argv)
{
    program = argv[0];
    if (argc != 3) {
        fprintf(stderr, "usage: %s FOLDER RUNS\n", program);
        return 2;
    }
    load(argv[1]);
    if (n_seeds == 0) {
        fprintf(stderr, "%s: no files in %s\n", program, argv[1]);
        return 1;
    }
    const int signals[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGALRM, SIGILL };
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], keep_input);
#ifndef __SANITIZE_ADDRESS__ // whose shadow alone is more
    setrlimit(RLIMIT_DATA, &(struct rlimit){ MEMORY, MEMORY });
#endif
    for (int i = 0; i < n_seeds; i++) {
        memcpy(input, seeds[i].data, input_size = seeds[i].size);
        run();
    }
    for (long i = atol(argv[2]); i > 0; i--) {
        const seed *s = &seeds[below((size_t)n_seeds)];
        memcpy(input, s->data, input_size = s->size);
        for (size_t k = 1 + below(4); k > 0; k--)
            damage();
        run();
    }
    for (int i = 0; i < n_seeds; i++)
        free(seeds[i].data);
    return 0;
}
