// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "shaders/drawing.h"

/**
 * Drawings one after another: a PDF of many pages, or numbered files, NAME-001.png,
 * NAME-002.png, ... The same drawings give the same bytes.
 *
 * Threads: one at a time.
 */
typedef struct kkr_book kkr_book;

/** Fails, before anything is drawn, if the place cannot be written. */
kkr_book *kkr_book_new(const char *path, int n_pages, kkr_error *err);
/** Without _close: removes what was written. Does nothing for NULL. */
void kkr_book_free(kkr_book *book);
KKR_DEFINE_AUTO(kkr_book)

/**
 * The next page. `title` stands below it and in the table of contents of a PDF;
 * NULL: none. `recipe` goes into a file of its own.
 */
bool kkr_book_add(kkr_book *book, const kkr_drawing *drawing, const char *title,
                  const char *recipe, kkr_error *err);

/** All pages are there; `recipe` is that of the whole PDF. */
bool kkr_book_close(kkr_book *book, const char *recipe, kkr_error *err);
