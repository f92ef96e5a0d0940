// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

/** The sample calculation, where it was installed; g_free() it. NULL: nowhere. */
char *kkr_sample_find(void);
/** The sample data set; NULL: it is not installed. g_free() it. */
char *kkr_sample_find_dataset(void);
