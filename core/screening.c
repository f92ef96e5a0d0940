// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/screening.h"

#include "core/quality.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

kkr_screening *kkr_screening_new(void)
{
    return kkr_alloc(1, sizeof(kkr_screening));
}

static void clear(kkr_screening_curve *curve)
{
    free(curve->name);
    free(curve->r);
    free(curve->norm);
}

void kkr_screening_free(kkr_screening *screening)
{
    if (!screening)
        return;
    for (int i = 0; i < screening->n; i++)
        clear(&screening->curve[i]);
    free(screening->curve);
    free(screening);
}

static kkr_screening_curve begin(char *name, double z, int row, int most)
{
    size_t n = most > 0 ? (size_t)most : 1;
    return (kkr_screening_curve){ .name = name,
                                  .z = z,
                                  .row = row,
                                  .r = kkr_alloc(n, sizeof(double)),
                                  .norm = kkr_alloc(n, sizeof(double)) };
}

static void put(kkr_screening_curve *curve, double r, double norm)
{
    if (!isfinite(r) || !isfinite(norm))
        return;
    int at = curve->n++;
    for (; at > 0 && curve->r[at - 1] > r; at--) {
        curve->r[at] = curve->r[at - 1];
        curve->norm[at] = curve->norm[at - 1];
    }
    curve->r[at] = r;
    curve->norm[at] = norm;
}

/** False if there was nothing in it. */
static bool end(kkr_screening *screening, kkr_screening_curve *curve)
{
    if (!curve->n) {
        clear(curve);
        return false;
    }
    // room for a power of two
    if ((screening->n & (screening->n - 1)) == 0)
        screening->curve =
            kkr_realloc(screening->curve, screening->n ? 2 * (size_t)screening->n : 1,
                        sizeof *screening->curve);
    screening->curve[screening->n++] = *curve;
    screening->n_lone += curve->r[curve->n - 1] < 1e-3;
    return true;
}

void kkr_screening_add_row(kkr_screening *screening, const kkr_dataset_row *rows,
                           int row)
{
    const kkr_quality *q = &rows[row].quality;
    char *name = kkr_strdup(rows[row].name), *slash = strchr(name, '/');
    if (slash)
        *slash = ':';
    kkr_screening_curve curve = begin(name, rows[row].impurity_z, row, q->n_shells);
    for (int i = 0; i < q->n_shells; i++)
        put(&curve, q->shell_r[i], q->shell_dv[i]);
    end(screening, &curve);
}

bool kkr_screening_add_case(kkr_screening *screening, const kkr_case *object,
                            const kkr_sampler *sampler, kkr_error *err)
{
    double z = object->n_sites ? object->sites[0].z : 0;
    kkr_screening_curve curve = begin(kkr_strdup(object->name), z, -1, object->n_sites);
    for (int i = 0; i < object->n_sites; i++)
        put(&curve,
            kkr_vec3_length(
                kkr_vec3_sub(object->sites[i].position, object->sites[0].position)),
            kkr_quality_norm(kkr_sampler_dv(sampler, i)));
    return end(screening, &curve) ||
           kkr_fail(err, KKR_ERROR_MISSING,
                    "%s: V - V0 is not known in any of its cells", object->name);
}
