// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/recipe.h"
#include "core/sha256.h"

/**
 * A recipe as a text file: everything that makes a figure, the picture and the
 * files it was made from. docs/formats/recipe.md is the manual of the format.
 *
 *     kkrscope recipe 1
 *     kind = slices
 *     [plane]
 *     miller = 1 1 1      # a comment
 *     width = 20 bohr
 *
 * What is written reads back to the same bits, in any locale. Keys that a file
 * leaves out have their defaults; everything else that is wrong with it is an
 * error "path:line: ..." with the nearest valid spelling.
 *
 * Threads: plain values, one thread at a time.
 */
typedef enum kkr_recipe_kind {
    KKR_RECIPE_SLICES,   // a plane
    KKR_RECIPE_RADIAL,   // curves against r
    KKR_RECIPE_CELLS,    // cells in space, and their shape functions
    KKR_RECIPE_SURFACES, // surfaces of equal value
    KKR_RECIPE_JL,       // Jacobi-Legendre features
    KKR_RECIPE_CHECK,    // is the conversion right?
    KKR_RECIPE_MAP_KIND, // hosts and impurities of a data set
    KKR_RECIPE_FIT,      // a linear model of V - V0
} kkr_recipe_kind;

/** The kinds in words, in this order: of the recipe's key and of --kind. */
#define KKR_RECIPE_KINDS "slices|radial|cells|surfaces|jl|check|map|fit"
/** The charts of core/jl_look.h and fit_look.h in words: of the keys and of --plot. */
#define KKR_RECIPE_FIT_CHARTS \
    "overview|metrics|parity|maps|line|radius|curves|coefficients|matrix"
#define KKR_RECIPE_JL_PAGES "point|plane|line|model"
#define KKR_RECIPE_JL_CHARTS "basis|fingerprint|map|waterfall|similarity|pca"

enum { KKR_RECIPE_MAX_PATHS = 1024 };

typedef struct kkr_recipe_text {
    kkr_recipe_kind kind;
    kkr_recipe recipe; // its `reference` says what V0 is
    // the case: paths, then what kkr_case_options says; all strings are owned
    int n_paths;
    char *paths[KKR_RECIPE_MAX_PATHS];
    char *forced[KKR_ROLE_COUNT]; // NULL: found by content
    char *reference_path;         // for KKR_REFERENCE_FILE, else NULL
    int origin_site;              // 1-based; 0: default
    int n_spin;                   // 0: decide
    // of the files that played these roles; "" where there was none or it is unknown
    char sha256[KKR_ROLE_COUNT][KKR_SHA256_HEX];
    char reference_sha256[KKR_SHA256_HEX];
    char model_sha256[KKR_SHA256_HEX];
    // of pictures of several cases, instead: a digest for each path
    int n_path_sha256; // n_paths, or 0
    char *path_sha256[KKR_RECIPE_MAX_PATHS];
    char *folder; // relative paths count from here when it is written, "a/b/"; or NULL
} kkr_recipe_text;

/** Everything at its default, no paths. */
kkr_recipe_text *kkr_recipe_text_new(void);
/** Does nothing for NULL. */
void kkr_recipe_text_free(kkr_recipe_text *text);
/** With strings of its own. */
kkr_recipe_text *kkr_recipe_text_copy(const kkr_recipe_text *text);
KKR_DEFINE_AUTO(kkr_recipe_text)

/**
 * Takes over how a case was opened: copies of its paths and options. Strings that
 * are the recipe's own already stay as they are.
 */
void kkr_recipe_text_set_case(kkr_recipe_text *text, const char *const *paths,
                              int n_paths, const kkr_case_options *options);

/** Hashes the files of the opened case (and V0's) as they are now. */
bool kkr_recipe_text_hash(kkr_recipe_text *text, const kkr_case *object,
                          const kkr_job *job, kkr_error *err);

/**
 * The same for a picture of several cases: one digest for each of the paths. That of
 * a folder is the SHA-256 of the names and digests of the KKR files in it, by name.
 */
bool kkr_recipe_text_hash_paths(kkr_recipe_text *text, const kkr_job *job,
                                kkr_error *err);

/** No digests of paths: it is a picture of one case. */
void kkr_recipe_text_forget_paths(kkr_recipe_text *text);

/**
 * Reads a file; relative paths in it count from its folder. In memory they are seen
 * from where the program runs, and _write gives them as they were in the file.
 */
kkr_recipe_text *kkr_recipe_text_read(const char *path, kkr_error *err);

/** Reads text in memory; `name` is for messages, paths stay as they are. */
kkr_recipe_text *kkr_recipe_text_parse(const char *name, const char *data,
                                       size_t length, kkr_error *err);

/** The whole file as a string that the caller frees with free(). */
char *kkr_recipe_text_write(const kkr_recipe_text *text);

/** True if a file says in its first line that it is a recipe, of any version. */
bool kkr_recipe_text_is_one(const char *path);
