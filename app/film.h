// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * A film from numbered pictures: .mp4 (H.264) or .webm (VP9), made by the program
 * ffmpeg, which must be installed. Pictures wait in a folder beside the film.
 *
 * Threads: one at a time.
 */
typedef struct kkr_film kkr_film;

/** True if a path ends as a film does. */
bool kkr_film_is_one(const char *path);

/** Fails, before anything is drawn, without ffmpeg or if the place is not writable. */
kkr_film *kkr_film_new(const char *path, double fps, kkr_error *err);
/** Removes the pictures, and without _close the film, too. */
void kkr_film_free(kkr_film *film);
KKR_DEFINE_AUTO(kkr_film)

/** The name for its pictures, as kkr_book_new() takes it: all of one size. */
const char *kkr_film_frames(const kkr_film *film);

/** All pictures are there: makes the film. */
bool kkr_film_close(kkr_film *film, kkr_error *err);
