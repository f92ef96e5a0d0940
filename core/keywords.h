// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/crystal.h"
#include "core/text.h"

/**
 * A text whose values stand behind or below keywords, as KKRhost reads it.
 *
 * The inputcard has no grammar: KKR looks a keyword up wherever it stands. The
 * first line that has it counts. Behind "KEY=" the rest of that line is the value;
 * without "=" the value stands in the lines below, from the keyword's own column
 * on. Tabs are one column wide. docs/formats/inputcard.md has the keywords.
 *
 * Used by core/inputcard.c. Threads: one at a time.
 */
typedef struct kkr_keywords {
    kkr_text *text;
    int n_lines;
    kkr_line *lines;      // without comments
    kkr_crystal *crystal; // gets the notes; NULL until NAEZ is known
    kkr_error *err;       // where every failure goes
} kkr_keywords;

typedef struct kkr_keyword {
    const char *name;
    int line; // index into lines
    size_t column;
    bool equals; // "KEY="
} kkr_keyword;

/** Does this keyword, and not a longer one, stand at a column of a line? */
bool kkr_keyword_stands_at(kkr_line line, size_t at, const char *name, bool any_case);

bool kkr_keywords_open(kkr_keywords *card, const char *path);
void kkr_keywords_close(kkr_keywords *card);

/** The first place of a keyword; `any_case`: small letters count, too. */
bool kkr_keywords_search(const kkr_keywords *card, const char *name, bool any_case,
                         kkr_keyword *found);
/** As KKR does: <key> in any case, others in capitals. */
bool kkr_keywords_find(const kkr_keywords *card, const char *name, kkr_keyword *found);
/** The same, but its absence is a failure that names its meaning. */
bool kkr_keywords_require(const kkr_keywords *card, const char *name,
                          const char *meaning, kkr_keyword *key);

/** The value in row `row` of a table, 1 for the line below the keyword. */
kkr_line kkr_keywords_value(const kkr_keywords *card, const kkr_keyword *key, int row);
bool kkr_keywords_doubles(const kkr_keywords *card, const kkr_keyword *key, int row,
                          double *x, int n);
bool kkr_keywords_int(const kkr_keywords *card, const kkr_keyword *key, int row,
                      int low, int high, int *x);
/** Leave *x alone where the keyword is missing. */
bool kkr_keywords_optional_int(const kkr_keywords *card, const char *name, int low,
                               int high, int *x);
bool kkr_keywords_optional_bool(const kkr_keywords *card, const char *name, bool *x);

/** Fails with what was expected and what `value` is. */
bool kkr_keywords_fail(const kkr_keywords *card, const kkr_keyword *key, kkr_line value,
                       const char *expected);
/** Notes where KKR will not read what is there in the first n_rows rows. */
void kkr_keywords_warn(const kkr_keywords *card, const kkr_keyword *key, int n_rows);
