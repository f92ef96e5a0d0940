// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/evaluator_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

kkr_simd kkr_simd_best(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
        return KKR_SIMD_AVX512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return KKR_SIMD_AVX2;
#endif
    return KKR_SIMD_PLAIN;
}

const char *kkr_simd_name(kkr_simd simd)
{
    static const char *const names[KKR_SIMD_COUNT] = { "plain", "AVX2", "AVX-512" };
    return names[simd];
}

static const kkr_evaluator_kernel *find_kernel(kkr_simd simd)
{
#if defined(__x86_64__)
    if (simd == KKR_SIMD_AVX512)
        return &kkr_evaluator_avx512;
    if (simd == KKR_SIMD_AVX2)
        return &kkr_evaluator_avx2;
#endif
    return &kkr_evaluator_plain;
}

kkr_evaluator *kkr_evaluator_new(kkr_simd simd)
{
    kkr_evaluator *evaluator = kkr_alloc(1, sizeof *evaluator);
    evaluator->kernel = find_kernel(simd);
    return evaluator;
}

void kkr_evaluator_free(kkr_evaluator *evaluator)
{
    if (!evaluator)
        return;
    kkr_buffer_clear(&evaluator->points);
    free(evaluator->next);
    free(evaluator->exact);
    free(evaluator);
}

bool kkr_evaluator_begin(kkr_evaluator *evaluator, const kkr_radial_table *table,
                         double r_min, float *const out[KKR_TABLE_FUNCTIONS],
                         kkr_error *err)
{
    // at least one huge page: points go to all buckets in turn
    const size_t bucket = KKR_BUCKET_POINTS * sizeof(kkr_bucket_point);
    const size_t page = (size_t)2 << 20;
    size_t size = table->n_intervals * bucket, old_size = evaluator->points.size;
    if (!kkr_buffer_reserve(&evaluator->points, size > page ? size : page, err))
        return false;
    if (evaluator->points.size != old_size) // unused lanes must hold numbers
        memset(evaluator->points.data, 0, evaluator->points.size);
    if (evaluator->next_size < table->n_intervals) {
        free(evaluator->next);
        evaluator->next = kkr_alloc(table->n_intervals, sizeof *evaluator->next);
        evaluator->next_size = table->n_intervals;
    }
    kkr_bucket_point *points = evaluator->points.data;
    for (int i = 0; i < table->n_intervals; i++)
        evaluator->next[i] = points + (size_t)i * KKR_BUCKET_POINTS;
    evaluator->table = table;
    for (int f = 0; f < KKR_TABLE_FUNCTIONS; f++)
        evaluator->out[f] = f < table->n_functions ? out[f] : NULL;
    // one bin above that of r_min: never a point below it in float
    float r2 = (float)(r_min * r_min);
    unsigned bits;
    memcpy(&bits, &r2, sizeof bits);
    int bin = (int)(bits >> KKR_TABLE_BIN_SHIFT) + 1;
    evaluator->floor_bin = bin > table->first_bin ? bin : table->first_bin;
    evaluator->n_exact = 0;
    return true;
}

void kkr_evaluator_row(kkr_evaluator *evaluator, kkr_vec3 start, kkr_vec3 step,
                       int begin, int end, int first)
{
    // Count from the point nearest to the site: i step is then as short as can be.
    double square = kkr_vec3_dot(step, step);
    double nearest = square > 0 ? nearbyint(-kkr_vec3_dot(start, step) / square) : 0;
    const double far = 1 << 22;
    int i0 = (int)fmin(fmax(nearest, -far), far);
    kkr_vec3 origin = kkr_vec3_mad(start, i0, step);
    kkr_evaluator_line line = {
        { (float)origin.x, (float)origin.y, (float)origin.z, (float)(first + i0) },
        { (float)step.x, (float)step.y, (float)step.z, 1 },
        begin - i0,
        end - i0,
    };
    evaluator->kernel->row(evaluator, &line);
}

size_t kkr_evaluator_end(kkr_evaluator *evaluator, const int **exact)
{
    const kkr_bucket_point *points = evaluator->points.data;
    for (int i = 0; i < evaluator->table->n_intervals; i++)
        if (evaluator->next[i] != points + (size_t)i * KKR_BUCKET_POINTS)
            evaluator->kernel->flush(evaluator, i);
    *exact = evaluator->exact;
    return evaluator->n_exact;
}

void kkr_evaluator_add_exact(kkr_evaluator *evaluator, float index)
{
    if (evaluator->n_exact == evaluator->exact_size) {
        evaluator->exact_size = 2 * evaluator->exact_size + 64;
        evaluator->exact = kkr_realloc(evaluator->exact, evaluator->exact_size,
                                       sizeof *evaluator->exact);
    }
    evaluator->exact[evaluator->n_exact++] = (int)index;
}
