// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/field.h"

/**
 * The formats of kkr_field_export(), one function each; docs/formats/fields.md.
 * All write a complete file to `output` and leave the commit to the caller. Those
 * of the text formats write 0 for NaN.
 */
typedef bool (*kkr_field_writer)(const kkr_field *field, const kkr_case *object,
                                 kkr_output *output, const kkr_job *job,
                                 kkr_error *err);

bool kkr_field_write_h5(const kkr_field *field, const kkr_case *object,
                        kkr_output *output, const kkr_job *job, kkr_error *err);
bool kkr_field_write_cube(const kkr_field *field, const kkr_case *object,
                          kkr_output *output, const kkr_job *job, kkr_error *err);
bool kkr_field_write_xsf(const kkr_field *field, const kkr_case *object,
                         kkr_output *output, const kkr_job *job, kkr_error *err);
bool kkr_field_write_vti(const kkr_field *field, const kkr_case *object,
                         kkr_output *output, const kkr_job *job, kkr_error *err);
bool kkr_field_write_npy(const kkr_field *field, const kkr_case *object,
                         kkr_output *output, const kkr_job *job, kkr_error *err);

/**
 * Three axes as VTK has them: unit vectors as columns of direction[3][3] (row by
 * row) and their lengths. A lone point has its axis like any other.
 */
void kkr_field_vtk_axes(const kkr_grid *grid, double direction[9], double spacing[3]);

/** A block of numbers as text, lines of it made by several threads. */
typedef struct kkr_field_text {
    int digits;   // significant, 2 .. 9; a number takes digits + 7 columns
    int per_line; // numbers in a line; every row begins a new line
    int n_rows, n_columns;
    // a number of the block; called from several threads
    float (*value)(const void *user, int row, int column);
    const void *user;
} kkr_field_text;

/** Writes the block; NaN becomes 0. False if cancelled (or out of memory). */
bool kkr_field_text_write(const kkr_field_text *text, FILE *file, const kkr_job *job,
                          kkr_error *err);
