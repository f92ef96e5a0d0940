// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/family.h"
#include "core/radial_curves.h"
#include "core/ylm.h"
#include "tests/check.h"

#include <stdarg.h>

static kkr_case *open_sample(void)
{
    const char *path = getenv("KKR_SAMPLE");
    kkr_error err = { 0 };
    kkr_case *object = kkr_case_open(&path, 1, &(kkr_case_options){ 0 }, NULL, &err);
    if (!object) {
        printf("%s: %s\n", path, err.message);
        exit(EXIT_FAILURE);
    }
    return object;
}

static kkr_sampler *sample(const kkr_case *object, kkr_mode mode)
{
    kkr_sampler_params params = kkr_sampler_defaults;
    params.mode = mode;
    return kkr_sampler_new(object, params, NULL, NULL);
}

/** What the curve should be at r, by the expansion's own interpolation. */
static double expected(const kkr_expansion *e, int lm, bool nuclear, double r)
{
    double f[(KKR_L_MAX + 1) * (KKR_L_MAX + 1)], value = 0;
    kkr_expansion_radial(e, r, f);
    for (int j = 0; j < e->n_lm; j++)
        if (e->lm_index[j] == lm)
            value = f[j];
    if (lm > 0)
        return value;
    return value / sqrt(4 * M_PI) - (nuclear ? 2 * e->z / r : 0);
}

static bool is_border(const kkr_radial_line *line, int k)
{
    return (k > 0 && line->r[k] == line->r[k - 1]) ||
           (k + 1 < line->n && line->r[k] == line->r[k + 1]);
}

/** Every point is on the function, and every point of the mesh is there. */
static void check_line(const kkr_radial_line *line, const kkr_expansion *e, int lm,
                       bool nuclear)
{
    CHECK(line->n > 100);
    CHECK_NEAR(line->r[0], 0.01, 1e-15);
    CHECK_NEAR(line->r[line->n - 1], e->r_max, 1e-8);
    for (int k = 0; k < line->n; k++) {
        CHECK(k == 0 || line->r[k] >= line->r[k - 1]);
        double value = expected(e, lm, nuclear, line->r[k]);
        if (!is_border(line, k)) // there each side has its own
            CHECK_NEAR(line->value[k], value, 1e-10 * (1 + fabs(value)));
    }
    int k = 0;
    for (int ir = 1; ir < e->mesh->n_r && e->mesh->r[ir] <= e->r_max; ir++) {
        if (e->mesh->r[ir] < 0.01)
            continue;
        while (k < line->n && line->r[k] < e->mesh->r[ir])
            k++;
        CHECK(k < line->n && line->r[k] == e->mesh->r[ir]);
        k++; // a border is there twice
    }
}

/** No step over zero: a point with value 0 is always between, and close neighbours. */
static int check_signs(const kkr_radial_line *line, const kkr_expansion *e, int lm)
{
    int n_zeros = 0;
    for (int k = 1; k < line->n; k++) {
        bool jump = line->r[k] == line->r[k - 1];
        CHECK(jump || line->value[k] * line->value[k - 1] >= 0);
        if (jump || k + 1 == line->n || line->value[k] != 0 ||
            line->value[k - 1] * line->value[k + 1] >= 0)
            continue;
        n_zeros++;
        // The dip: by a factor of four nearer each time, and as much smaller.
        double ratio = line->value[k - 2] / line->value[k - 1];
        CHECK(ratio > 3.5 && ratio < 4.5);
        CHECK_NEAR(expected(e, lm, true, line->r[k]), 0,
                   1e-6 * fabs(line->value[k - 1]) + 1e-13);
    }
    return n_zeros;
}

static void curves_are_the_expansions(void)
{
    KKR_AUTO(kkr_case) object = open_sample();
    for (int mode = KKR_MODE_CELL; mode <= KKR_MODE_MT; mode++) {
        KKR_AUTO(kkr_sampler) sampler = sample(object, mode);
        int n_zeros = 0;
        for (int site = 0; site < object->n_sites; site += 3) {
            int *lm, n = kkr_radial_nonspherical(sampler, site, &lm);
            CHECK(n > 3);
            kkr_radial_source sources[64] = { { object, sampler, true, site, 0,
                                                NULL } };
            CHECK(n < 60);
            for (int k = 0; k < n; k++) {
                CHECK(lm[k] > 0 && (k == 0 || lm[k] > lm[k - 1]));
                sources[k + 1] =
                    (kkr_radial_source){ object, sampler, true, site, lm[k], NULL };
            }
            KKR_AUTO(kkr_radial_curves)
            curves = kkr_radial_curves_new(sources, n + 1, NULL);
            const kkr_expansion *both[] = { kkr_sampler_v(sampler, site, false),
                                            kkr_sampler_dv(sampler, site) };
            for (int i = 0; i <= n; i++)
                for (int q = 0; q < KKR_RADIAL_LINES; q++) {
                    const kkr_radial_curve *c = &curves->curve[i];
                    check_line(&c->line[q], both[q], c->lm, true);
                    n_zeros += check_signs(&c->line[q], both[q], c->lm);
                }
            CHECK_NEAR(curves->curve[0].r_mt, both[0]->r_mt, 0);
            CHECK(curves->curve[0].r_ir_min > 0.1 &&
                  curves->curve[0].r_ir_min < both[0]->r_mt);
            CHECK(curves->curve[0].n_borders >= (mode == KKR_MODE_MT ? 1 : 3));
            free(lm);
        }
        CHECK(n_zeros > 5);
    }
}

static void nuclear_term_and_names(void)
{
    KKR_AUTO(kkr_case) object = open_sample();
    KKR_AUTO(kkr_sampler) sampler = sample(object, KKR_MODE_CELL);
    const kkr_radial_source sources[] = {
        { object, sampler, true, 0, 0, NULL },
        { object, sampler, false, 0, 0, "electrons" },
        { object, sampler, true, 1, 20, NULL },
        { object, sampler, true, 1, 17, NULL },
    };
    KKR_AUTO(kkr_radial_curves) curves = kkr_radial_curves_new(sources, 4, NULL);
    const kkr_radial_line *with = &curves->curve[0].line[KKR_RADIAL_V];
    const kkr_radial_line *without = &curves->curve[1].line[KKR_RADIAL_V];
    double r = with->r[with->n - 1];
    CHECK_NEAR(with->value[with->n - 1] - without->value[without->n - 1],
               -2 * object->sites[0].z / r, 1e-9);
    CHECK_STRING(curves->curve[0].name, "Ag 1 (0, 0)");
    CHECK_STRING(curves->curve[1].name, "electrons");
    CHECK_STRING(curves->curve[2].name, "Hg 2 (4, 0)");
    CHECK_STRING(curves->curve[3].name, "Hg 2 (4, −3)");
    KKR_AUTO(kkr_radial_curves)
    components = kkr_radial_curves_new(sources + 2, 2, NULL);
    CHECK_STRING(components->curve[0].name, "(4, 0)");
    // A component that no file stores is zero everywhere.
    kkr_radial_source odd = { object, sampler, true, 0, 1, NULL };
    KKR_AUTO(kkr_radial_curves) zero = kkr_radial_curves_new(&odd, 1, NULL);
    for (int k = 0; k < zero->curve[0].line[KKR_RADIAL_V].n; k++)
        CHECK(zero->curve[0].line[KKR_RADIAL_V].value[k] == 0);
    odd.site = 99;
    CHECK_FAILS(kkr_radial_curves_new(&odd, 1, &err), "site 100");
}

// ---- families -------------------------------------------------------------------

static char family_folder[] = "family_XXXXXX";

static void shell(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void shell(const char *format, ...)
{
    char command[8192];
    va_list args;
    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    if (system(command) != 0) {
        printf("failed: %s\n", command);
        check_failures++;
    }
}

/** The sample's impurity, and as a second one its host in itself. */
static void make_family(void)
{
    const char *from = getenv("KKR_SAMPLE");
    if (!mkdtemp(family_folder))
        exit(EXIT_FAILURE);
    shell(
        "cd %s && mkdir host Ag self && cp %s/inputcard %s/potential %s/shapefun host",
        family_folder, from, from, from);
    shell("cd %s && for to in Ag self; do cp %s/scoef %s/potential_imp %s/shapefun_imp "
          "%s/potential_host_cluster $to; done && "
          "cp self/potential_host_cluster self/potential_imp",
          family_folder, from, from, from, from);
}

static kkr_radial_curves *load(int n_paths, const char *const *paths, int site, int lm,
                               int threads)
{
    kkr_error err = { 0 };
    kkr_job job = { .threads = threads };
    KKR_AUTO(kkr_family) family = kkr_family_find(paths, n_paths, &err);
    CHECK(family);
    if (!family)
        exit(EXIT_FAILURE);
    kkr_radial_curves *curves =
        kkr_family_curves(family, NULL, kkr_sampler_defaults, site, lm, &job, &err);
    if (!curves)
        printf("%s\n", err.message);
    return curves;
}

static void families(void)
{
    const char *whole = family_folder;
    KKR_AUTO(kkr_radial_curves) curves = load(1, &whole, 0, 0, 2);
    CHECK(curves && curves->n == 2 && curves->is_family && curves->n_notes == 0);
    CHECK_STRING(curves->curve[0].name, "Ag");
    CHECK_STRING(curves->curve[1].name, "Hg");
    CHECK(curves->curve[0].z == 47 && curves->curve[1].z == 80);
    // The host in the host: nothing is left, exactly.
    const kkr_radial_line *none = &curves->curve[1].line[KKR_RADIAL_DV];
    CHECK(none->n > 100);
    for (int k = 0; k < none->n; k++)
        CHECK(none->value[k] == 0);
    // The member is the case itself, whatever the number of threads.
    KKR_AUTO(kkr_case) object = open_sample();
    KKR_AUTO(kkr_sampler) sampler = sample(object, KKR_MODE_CELL);
    check_line(&curves->curve[0].line[KKR_RADIAL_DV], kkr_sampler_dv(sampler, 0), 0,
               true);
    KKR_AUTO(kkr_radial_curves) alone = load(1, &whole, 0, 0, 1);
    const kkr_radial_line *a = &curves->curve[0].line[KKR_RADIAL_V];
    const kkr_radial_line *b = &alone->curve[0].line[KKR_RADIAL_V];
    CHECK(a->n == b->n && memcmp(a->value, b->value, a->n * sizeof *a->value) == 0);

    char host[64], first[64], second[64];
    snprintf(host, sizeof host, "%s/host", family_folder);
    snprintf(first, sizeof first, "%s/self", family_folder);
    snprintf(second, sizeof second, "%s/Ag/", family_folder);
    const char *folders[] = { first, host, second };
    KKR_AUTO(kkr_radial_curves) given = load(3, folders, 2, 20, 2);
    CHECK(given->n == 2 && given->curve[0].lm == 20 && given->curve[0].site == 2);
}

static void no_families(void)
{
    kkr_error err = { 0 };
    const char *sample_folder = getenv("KKR_SAMPLE");
    CHECK(!kkr_family_find(&sample_folder, 1, &err) && err.code == 0);
    char host[64], member[64], file[64];
    snprintf(host, sizeof host, "%s/host", family_folder);
    snprintf(member, sizeof member, "%s/Ag", family_folder);
    snprintf(file, sizeof file, "%s/host/potential", family_folder);
    const char *two[] = { host, member };
    CHECK(!kkr_family_find(two, 2, &err) && err.code == 0);
    const char *with_file[] = { host, member, member, file };
    CHECK(!kkr_family_find(with_file, 4, &err) && err.code == 0);
    const char *hostless[] = { member, member };
    CHECK_FAILS(kkr_family_find(hostless, 2, &err), "without its host");
    const char *hosts[] = { host, member, host };
    CHECK_FAILS(kkr_family_find(hosts, 3, &err), "two hosts");
}

static void damaged_members(void)
{
    shell("cd %s && cp -r Ag cut && head -c 20000 Ag/potential_imp >cut/potential_imp",
          family_folder);
    const char *whole = family_folder;
    KKR_AUTO(kkr_radial_curves) curves = load(1, &whole, 0, 0, 2);
    CHECK(curves->n == 2 && curves->n_notes == 1);
    CHECK(curves->n_notes && strstr(curves->notes[0], "cut/potential_imp"));
    CHECK(curves->n_notes && strstr(curves->notes[0], "left out"));
    KKR_AUTO(kkr_family) family = kkr_family_find(&whole, 1, NULL);
    CHECK_FAILS(
        kkr_family_curves(family, NULL, kkr_sampler_defaults, 50, 0, NULL, &err),
        "no member");
    atomic_bool cancel = true;
    kkr_job job = { .cancel = &cancel };
    kkr_error err = { 0 };
    CHECK(!kkr_family_curves(family, NULL, kkr_sampler_defaults, 0, 0, &job, &err));
    CHECK(err.code == KKR_ERROR_CANCELLED);
}

/** The series that the figure is for: everything is there, in order, and quick. */
static void real_family(void)
{
    const char *shared = check_shared();
    if (!shared)
        return;
    char path[4096];
    const char *const paths[] = { path };
    snprintf(path, sizeof path, "%s/data/computed/Hg_series", shared);
    KKR_AUTO(kkr_radial_curves) curves = load(1, paths, 0, 0, 0);
    CHECK(curves->n == 45);
    for (int i = 0; i < curves->n; i++) {
        const kkr_radial_curve *c = &curves->curve[i];
        CHECK(i == 0 || c->z > curves->curve[i - 1].z);
        CHECK(c->line[KKR_RADIAL_V].n > 300 && c->line[KKR_RADIAL_DV].n > 300);
        CHECK_STRING(c->name, kkr_element_symbol(c->z));
    }
    CHECK_STRING(curves->curve[0].name, "Li");
    CHECK_STRING(curves->curve[44].name, "Bi");
}

int main(void)
{
    curves_are_the_expansions();
    nuclear_term_and_names();
    make_family();
    families();
    no_families();
    damaged_members();
    shell("rm -r %s", family_folder);
    real_family();
    return check_done();
}
