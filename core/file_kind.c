// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/file_kind.h"

#include "core/cluster.h"
#include "core/crystal.h"
#include "core/potential.h"
#include "core/shapefun.h"

#include <string.h>
#include <strings.h>

kkr_file_kind kkr_file_kind_of_content(const char *head, size_t length)
{
    if (kkr_crystal_recognise_hoststructure(head, length))
        return KKR_KIND_HOSTSTRUCTURE;
    if (kkr_crystal_recognise_kkrnano(head, length))
        return KKR_KIND_KKRNANO_INPUT;
    if (kkr_potential_recognise(head, length))
        return KKR_KIND_POTENTIAL;
    if (kkr_cluster_recognise_atominfo(head, length))
        return KKR_KIND_ATOMINFO;
    if (kkr_crystal_recognise_inputcard(head, length))
        return KKR_KIND_INPUTCARD;
    if (kkr_cluster_recognise_scoef(head, length))
        return KKR_KIND_SCOEF;
    if (kkr_shapefun_recognise(head, length))
        return KKR_KIND_SHAPEFUN;
    return KKR_KIND_OTHER;
}

kkr_file_kind kkr_file_kind_of_name(const char *name)
{
    static const struct {
        const char *name;
        kkr_file_kind kind;
    } known[] = {
        { "inputcard", KKR_KIND_INPUTCARD },
        { "potential", KKR_KIND_POTENTIAL },
        { "out_potential", KKR_KIND_POTENTIAL },
        { "potential_imp", KKR_KIND_POTENTIAL },
        { "shapefun", KKR_KIND_SHAPEFUN },
        { "shapefun_imp", KKR_KIND_SHAPEFUN },
        { "scoef", KKR_KIND_SCOEF },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcasecmp(name, known[i].name) == 0)
            return known[i].kind;
    return KKR_KIND_OTHER;
}
