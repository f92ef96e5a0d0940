// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "app/json.h"
#include "core/case.h"
#include "core/face_jump.h"

#include <stdio.h>

/** How V jumps at the faces, in both modes, as `kkrscope cells --jumps` says it. */
enum { KKR_JUMP_MODES = 2 };

typedef struct kkr_jump_report {
    const kkr_case *object;                // borrowed
    kkr_face_jumps *jumps[KKR_JUMP_MODES]; // by kkr_mode: cell, stored
} kkr_jump_report;

/** Empty it with kkr_jump_report_clear(), also after a failure. */
bool kkr_jump_report_make(kkr_jump_report *report, const kkr_case *object,
                          kkr_channel channel, const kkr_job *job, kkr_error *err);
void kkr_jump_report_clear(kkr_jump_report *report);

/** A table for people. */
void kkr_jump_report_print(const kkr_jump_report *report);
/** One row a face: site,face,neighbour,host,normal,area,distance, then each mode. */
void kkr_jump_report_csv(const kkr_jump_report *report, FILE *file);
/** Keys of a face inside its object: "jump", null where nothing is known. */
void kkr_jump_report_json(const kkr_jump_report *report, int site, int face,
                          kkr_json *json);
/** The object "jumps" with what holds for all faces. */
void kkr_jump_report_json_sum(const kkr_jump_report *report, kkr_json *json);
