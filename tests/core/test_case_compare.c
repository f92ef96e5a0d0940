// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/case_compare.h"
#include "core/recipe_text.h"
#include "core/sampler.h"
#include "tests/check.h"

/* An entry of the sample data set, seen with another one for V0 (NULL: its host). */
typedef struct seen {
    kkr_case *object;
    kkr_sampler *sampler;
} seen;

static char *entry(const char *name)
{
    return kkr_strdup_printf("%s.h5%s%s", getenv("KKR_SAMPLE"),
                             *name == '#' ? "" : "::", name);
}

static kkr_case *open(const char *name, const char *against, kkr_error *err)
{
    char *path = entry(name), *other = against ? entry(against) : NULL;
    kkr_case_options options = { .reference =
                                     other ? KKR_REFERENCE_FILE : KKR_REFERENCE_HOST,
                                 .reference_path = other };
    kkr_case *object =
        kkr_case_open((const char *const *)&path, 1, &options, NULL, err);
    free(path);
    free(other);
    return object;
}

static seen look(const char *name, const char *against)
{
    kkr_error err = { 0 };
    seen s = { open(name, against, &err), NULL };
    if (s.object)
        s.sampler = kkr_sampler_new(s.object, kkr_sampler_defaults, NULL, &err);
    if (!s.sampler)
        printf("%s: %s\n", name, err.message);
    CHECK(s.sampler != NULL);
    return s;
}

static void clear(seen *s)
{
    kkr_sampler_free(s->sampler);
    kkr_case_free(s->object);
}

static const kkr_vec3 points[] = { { 0.5, 0.3, 0.1 },  { 1, 1, 1 },
                                   { -2, 0.4, 0.7 },   { 0.02, -0.03, 0.01 },
                                   { 1.9, -1.1, 0.3 }, { 2.5, 0, 0.1 } };
enum { N_POINTS = sizeof points / sizeof *points };

/* The difference of two V - V0 is that of two V, and it turns its sign. */
static void test_law(void)
{
    seen a = look("Hg/Ag", NULL), b = look("Hg/Au", NULL);
    seen ab = look("Hg/Ag", "Hg/Au"), ba = look("Hg/Au", "Hg/Ag"),
         aa = look("Hg/Ag", "Hg/Ag");
    for (int i = 0; ab.sampler && ba.sampler && aa.sampler && i < N_POINTS; i++) {
        double dv = kkr_sampler_point(a.sampler, points[i]).dv -
                    kkr_sampler_point(b.sampler, points[i]).dv;
        double both = kkr_sampler_point(ab.sampler, points[i]).dv;
        // the meshes of both V - V0 are interpolated, each for itself
        CHECK_NEAR(both, dv, 1e-7 * fmax(1, fabs(dv)));
        CHECK_NEAR(kkr_sampler_point(ba.sampler, points[i]).dv, -both,
                   1e-9 * fmax(1, fabs(both)));
        CHECK_NEAR(kkr_sampler_point(aa.sampler, points[i]).dv, 0, 0);
        CHECK_NEAR(kkr_sampler_point(ab.sampler, points[i]).v,
                   kkr_sampler_point(a.sampler, points[i]).v, 0);
    }
    CHECK_STRING(ab.object->name, "Hg:Ag − Hg:Au");
    CHECK(ab.object->n_notes == a.object->n_notes);
    clear(&a);
    clear(&b);
    clear(&ab);
    clear(&ba);
    clear(&aa);
}

/* Beyond the smaller cluster the difference is not known, and that is said. */
static void test_sizes(void)
{
    seen large = look("Hg/Au@13", "Hg/Ag"), small = look("Hg/Ag", "Hg/Au@13");
    CHECK(kkr_sampler_dv(large.sampler, 0) != NULL);
    for (int i = 1; i < large.object->n_sites; i++) {
        CHECK(kkr_sampler_dv(large.sampler, i) == NULL);
        CHECK(isnan(
            kkr_sampler_point(large.sampler, large.object->sites[i].position).dv));
    }
    bool said = false;
    for (int i = 0; i < large.object->n_notes; i++)
        said = said || strstr(large.object->notes[i], "1 of the 13 sites");
    CHECK(said);
    for (int i = 0; i < N_POINTS; i++)
        CHECK_NEAR(kkr_sampler_point(small.sampler, points[i]).dv,
                   -kkr_sampler_point(large.sampler, points[i]).dv, 1e-9);
    clear(&large);
    clear(&small);
}

static void test_refused(void)
{
    CHECK_FAILS(open("Hg/Ag", "Cu/Au", &err), "different lattices");
    CHECK_FAILS(open("Hg/Ag", "Hg", &err), "Hg is a crystal");
    CHECK_FAILS(open("Hg", "Hg/Ag", &err), "Hg is a crystal");
    CHECK_FAILS(open("Hg/Ag", "Hg/Nope", &err), "Nope");
    char *file = entry("Hg/Ag/potential_imp"), *place = entry("Hg/Ag"),
         *number = entry("#3");
    CHECK(kkr_case_is_place(place) && kkr_case_is_place(number));
    CHECK(!kkr_case_is_place(file) && !kkr_case_is_place("nowhere"));
    CHECK(kkr_case_is_place(getenv("KKR_SAMPLE")));
    free(file);
    free(place);
    free(number);
}

/* A recipe keeps it, with a digest of what it was. */
static void test_recipe(void)
{
    kkr_error err = { 0 };
    char *path = entry("Hg/Ag"), *other = entry("Hg/Au");
    KKR_AUTO(kkr_recipe_text) text = kkr_recipe_text_new();
    kkr_case_options options = { .reference = KKR_REFERENCE_FILE,
                                 .reference_path = other };
    kkr_recipe_text_set_case(text, (const char *const *)&path, 1, &options);
    KKR_AUTO(kkr_case)
    object = kkr_case_open((const char *const *)&path, 1, &options, NULL, &err);
    CHECK(object && kkr_recipe_text_hash(text, object, NULL, &err));
    CHECK(strlen(text->reference_sha256) == KKR_SHA256_HEX - 1);
    char *written = kkr_recipe_text_write(text);
    KKR_AUTO(kkr_recipe_text)
    again = kkr_recipe_text_parse("again", written, strlen(written), &err);
    CHECK(again && again->recipe.reference == KKR_REFERENCE_FILE);
    CHECK_STRING(again ? again->reference_path : NULL, other);
    CHECK_STRING(again ? again->reference_sha256 : NULL, text->reference_sha256);
    free(written);
    free(path);
    free(other);
}

int main(void)
{
    test_law();
    test_sizes();
    test_refused();
    test_recipe();
    return check_done();
}
