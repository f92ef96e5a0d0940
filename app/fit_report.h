// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/jl_fit.h"

/** What `fit` prints. Text in mRy, JSON in Ry. */
typedef struct kkr_fit_report {
    const kkr_jl_fit *fit;
    const kkr_jl_trial *trials; // [n_trials] of --test
    int n_trials;
    bool curves; // learning curves as well
} kkr_fit_report;

void kkr_fit_report_text(const kkr_fit_report *report);
void kkr_fit_report_json(const kkr_fit_report *report);
