// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/plot_data.h"
#include "shaders/page.h"

/**
 * A page of any kind, ready to be drawn: its size, and who draws it. Verbs and the
 * window write single pages, books of them and films without knowing what is on
 * them.
 *
 * Threads: a picture is drawn by one thread at a time.
 */
typedef struct kkr_drawing {
    kkr_page page;                         // its recipe is NULL; who writes it sets it
    void (*draw)(cairo_t *cr, void *user); // in points; may be called several times
    void (*free)(void *user);
    void *user;
    void *owned; // what it is drawn from, if it goes with the drawing; else NULL
    void (*free_owned)(void *owned);
    // what is drawn, as tables; NULL: it cannot tell
    void (*tell)(const void *user, kkr_plot_data *data);
} kkr_drawing;

/** It owns `user`, which `free` frees. */
kkr_drawing *kkr_drawing_new(const kkr_page *page,
                             void (*draw)(cairo_t *cr, void *user),
                             void (*free)(void *user), void *user);
void kkr_drawing_free(kkr_drawing *drawing);
KKR_DEFINE_AUTO(kkr_drawing)

/** With `recipe` inside (NULL: none); the caller commits the output. */
bool kkr_drawing_write(const kkr_drawing *drawing, const char *recipe,
                       kkr_output *output, kkr_error *err);
