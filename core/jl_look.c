// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_look.h"

#include <stdio.h>
#include <string.h>

const kkr_jl_look kkr_jl_look_default = {
    .species = "all",
    .rcut = 4.5,
    .n_one = 10,
    .n_two = 5,
    .l_max = 4,
    .rmin = -0.78,
    .gamma = 1,
    .body = KKR_JL_BOTH_BODIES,
    .feature = "overview",
    .likeness = 0.5,
};

bool kkr_jl_look_settings(const kkr_jl_look *look, kkr_jl_settings *settings,
                          kkr_error *err)
{
    *settings = (kkr_jl_settings){
        .rcut = look->rcut,
        .n_max = { look->n_one, look->n_two },
        .l_max = look->l_max,
        .alpha = { look->alpha[0], look->alpha[1] },
        .beta = { look->beta[0], look->beta[1] },
        .rmin = look->rmin,
        .gamma = look->gamma,
        .body = look->body,
        .single_vanishing = look->single,
        .reference = look->reference,
    };
    const char *list = strcmp(look->species, "all") == 0 ? NULL : look->species;
    while (list) {
        char name[sizeof look->species];
        size_t n = strcspn(list, ",");
        snprintf(name, sizeof name, "%.*s", (int)n, list);
        if (kkr_jl_settings_species(settings, name) >= 0)
            return kkr_fail(err, KKR_ERROR_USAGE, "the species %s is named twice",
                            name);
        if (!kkr_jl_settings_add_species(settings, name, err))
            return false;
        list = list[n] ? list + n + 1 : NULL;
    }
    kkr_jl_settings probe = *settings; // names are found later
    if (probe.n_species == 0)
        kkr_jl_settings_add_species(&probe, "X", NULL);
    return kkr_jl_settings_check(&probe, err);
}
