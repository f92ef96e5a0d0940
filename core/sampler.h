// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/expansion.h"
#include "core/vec3.h"

/**
 * V, V0 and V - V0 anywhere: at a point, on a list of points, along rows of a
 * plane or box. The one truth: every view, probe, writer and check asks it.
 *
 * A point belongs to the site that owns it (core/tessellation.h); V there is that
 * site's expansion, V0 that of its reference, and V - V0 an expansion of its own.
 *
 * The double path is the reference (six-point interpolation inside a panel, all
 * sums in double). The float path of _grid is for pictures and fields: at most
 * 1e-5 (1 + |V|) away from it, and known at exactly the same points.
 * core/evaluator.h says how, docs/performance.md how fast.
 *
 * Positions are the case's coordinates in bohr, values Ry.
 *
 * Threads: never changes once made; any number of threads may sample.
 */
typedef enum kkr_channel {
    KKR_CHANNEL_AVERAGE, // (up + down) / 2
    KKR_CHANNEL_UP,
    KKR_CHANNEL_DOWN,
    KKR_CHANNEL_B, // (up - down) / 2; nuclear terms cancel
} kkr_channel;

typedef struct kkr_sampler_params {
    kkr_mode mode;       // [CELL]
    kkr_channel channel; // [AVERAGE]
    bool nuclear;        // V includes -2Z/r [true]
    bool outside_host;   // beyond the cluster V is the host's [false: nothing]
    int l_max;           // components of larger l are left out; -1: none are [-1]
} kkr_sampler_params;

extern const kkr_sampler_params kkr_sampler_defaults;

typedef struct kkr_sampler kkr_sampler;

/**
 * Deconvolutes every site it needs, 10 ms each on one core. The case must outlive
 * the sampler. Sites with damaged or missing entries are unknown, and so is V - V0
 * where it has no meaning (V Theta of two different cells). Fails, with the first
 * reason, if no site at all is known, and if cancelled.
 */
kkr_sampler *kkr_sampler_new(const kkr_case *object, kkr_sampler_params params,
                             const kkr_job *job, kkr_error *err);
/** The same for V alone, V0 and V - V0 unknown everywhere: half the memory. */
kkr_sampler *kkr_sampler_new_v(const kkr_case *object, kkr_sampler_params params,
                               const kkr_job *job, kkr_error *err);
/**
 * The same with V - V0 told by the caller: V = V0 + dv[site], unknown at sites where
 * dv is NULL or V0 is not known. dv[n_sites] lie on the meshes of V0's expansions
 * (kkr_sampler_v0() of a sampler with the same params) and are copied.
 */
kkr_sampler *kkr_sampler_new_guess(const kkr_case *object, kkr_sampler_params params,
                                   const kkr_expansion *const *dv, const kkr_job *job,
                                   kkr_error *err);
void kkr_sampler_free(kkr_sampler *sampler);
KKR_DEFINE_AUTO(kkr_sampler)

/**
 * What could not be done or should not be trusted, sentences for the user: a file
 * that is not self-consistent, V0 that cannot be subtracted. Returns how many;
 * *notes is borrowed.
 */
int kkr_sampler_notes(const kkr_sampler *sampler, char *const **notes);

/** The smallest radius that a picture shows around a nucleus: 0.01 bohr. */
extern const double kkr_sampler_r_display;

typedef struct kkr_sample {
    double v, v0, dv; // NaN: unknown there. v0 and dv are NaN beyond the cluster
    double r;         // distance from the owner; NaN: there is none
    kkr_vec3 center;  // of the owner
    int site;         // owner in case.sites, -1: outside all known cells
    int host_site;    // beyond the cluster: basis site of the host; else -1
    // In the cell of a case site whose potential is known. Mode MT: also between
    // the sphere and the faces, where V is not shown. Not beyond an ASA sphere, nor
    // beyond the muffin-tin sphere of a site whose cell is not known.
    bool inside;
} kkr_sample;

/** Exact. */
kkr_sample kkr_sampler_point(const kkr_sampler *sampler, kkr_vec3 x);

/** Exact, n points; false if cancelled. */
bool kkr_sampler_points(const kkr_sampler *sampler, const kkr_vec3 *x, size_t n,
                        kkr_sample *out, const kkr_job *job);

/** V (or V - V0 if `difference`) of a known site, even where another one owns x. */
double kkr_sampler_site_value(const kkr_sampler *sampler, int site, kkr_vec3 x,
                              bool difference);

/**
 * The expansions behind a site: NULL where unknown. `host` asks for basis sites
 * beyond the cluster. Borrowed.
 */
const kkr_expansion *kkr_sampler_v(const kkr_sampler *sampler, int site, bool host);
const kkr_expansion *kkr_sampler_v0(const kkr_sampler *sampler, int site);
const kkr_expansion *kkr_sampler_dv(const kkr_sampler *sampler, int site);

const kkr_sampler_params *kkr_sampler_parameters(const kkr_sampler *sampler);

/** Points on an exact or fast grid: origin + i a + j b + k c, i fastest. */
typedef struct kkr_grid {
    kkr_vec3 origin;  // bohr
    kkr_vec3 step[3]; // a, b, c
    int n[3];
} kkr_grid;

/** Owner codes of a grid point: case site >= 0; -1: a site without a potential, or
 *  nothing to be shown; -2 - h: host site h beyond the cluster. */
enum { KKR_OWNER_NONE = -1 };

/**
 * Fills v, dv (float, NaN where unknown) and owner; each may be NULL. Exact
 * double evaluation (rounded to float once) if `exact`, else the float path.
 * Bit-identical for any number of threads. False if cancelled or out of memory.
 * r is clamped to `r_min` bohr around a nucleus (0: not at all).
 */
bool kkr_sampler_grid(const kkr_sampler *sampler, const kkr_grid *grid, bool exact,
                      double r_min, float *v, float *dv, short *owner,
                      const kkr_job *job, kkr_error *err);

/**
 * V and V - V0 of one known site of the case on a grid around it (origin relative to
 * the site), whoever owns the points: on the float path, and where the site's functions
 * end they go on along straight lines (kkr_expansion_gradient()). Of row k n[1] + j
 * only the points runs[row][0] <= i < runs[row][1] are filled. v and dv may be NULL;
 * dv of a site without V - V0 is not touched. Closer than r_min to the nucleus it is
 * the value at that distance. Fails if cancelled, and if the site is unknown.
 */
bool kkr_sampler_site_grid(const kkr_sampler *sampler, int site, const kkr_grid *grid,
                           const int (*runs)[2], double r_min, float *v, float *dv,
                           const kkr_job *job, kkr_error *err);
