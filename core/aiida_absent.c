// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/aiida.h"

/* core/aiida.c in a program that was built without libzip and SQLite. */

kkr_aiida *kkr_aiida_open(const char *path, const kkr_job *job, kkr_error *err)
{
    (void)job;
    kkr_fail(err, KKR_ERROR_FILE,
             "%s: an archive, but this program was built without libzip and SQLite and "
             "cannot read those of AiiDA",
             path);
    return NULL;
}

void kkr_aiida_free(kkr_aiida *aiida)
{
    (void)aiida; // there is none
}

int kkr_aiida_find(const kkr_aiida *aiida, const char *uuid)
{
    (void)aiida;
    (void)uuid;
    return -1;
}

char *kkr_aiida_load(kkr_aiida *aiida, const kkr_aiida_file *file, size_t *length,
                     kkr_error *err)
{
    (void)file;
    *length = 0;
    kkr_aiida_free(aiida);
    kkr_fail(err, KKR_ERROR_FILE, "archives of AiiDA cannot be read");
    return NULL;
}
